//! `certificate verify`: a certificate file checked without the server.

use crate::ending::Stop;
use crate::keys::public_path;
use crate::opening;
use crate::settings::Settings;
use clap::Subcommand;
use paper::Fault;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Subcommand, Debug)]
pub enum Wish {
    /// 不依靠服务器核验证照文件，打印所载内容；不符即退出码 1
    #[command(after_help = "示例：\n  zhunying certificate verify 证照.pdf --key data/keys/platform.pub.pem")]
    Verify {
        /// 证照 PDF
        file: PathBuf,
        /// 平台公钥；不写则用数据目录或者数据库里的
        #[arg(long, value_name = "PEM")]
        key: Option<PathBuf>,
    },
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let Wish::Verify { file, key } = wish;
    let pdf = std::fs::read(file).map_err(|error| Stop::world(file.display(), error))?;
    let known = known_keys(settings, key.as_deref())?;
    let checked = paper::check(&pdf, |id| known(id)).map_err(|fault| match fault {
        Fault::UnknownKey(_)
        | Fault::Signature { .. }
        | Fault::SignatureForm(_)
        | Fault::NoSealLine
        | Fault::Attachment(_)
        | Fault::Key(_) => Stop::refused(format!("核验不通过：{fault}")),
        Fault::FontFile { .. } | Fault::NoFont(_) | Fault::Glyph(_) | Fault::Qr(_) | Fault::Template(_) => Stop::world("核验", fault),
    })?;
    println!("核验通过：签名密钥 {}。", checked.key_id);
    if let Some(signed) = checked.signed {
        let statement: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&signed.content).map_err(|error| Stop::refused(format!("证照内容读不出：{error}")))?;
        for (field, value) in statement {
            println!("{field}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
    }
    Ok(())
}

type Keys = Box<dyn Fn(&str) -> Option<String>>;

fn known_keys(settings: &Settings, named: Option<&Path>) -> Result<Keys, Stop> {
    let beside = public_path(&settings.key_path());
    let file = named.map(Path::to_owned).or_else(|| beside.exists().then_some(beside));
    let pem = file
        .map(|path| std::fs::read_to_string(&path).map_err(|error| Stop::world(path.display(), error)))
        .transpose()?;
    let own = pem.as_deref().and_then(|pem| paper::seal::public_id(pem).ok());
    if named.is_some() && own.is_none() {
        return Err(Stop::usage("--key 不是 SM2 公钥（PEM）"));
    }
    // Keys of former years are in the database, when there is one.
    let app = if named.is_none() { opening::app(settings).ok() } else { None };
    if own.is_none() && app.is_none() {
        return Err(Stop::usage("没有可用的公钥；用 --key 指定平台公钥"));
    }
    Ok(Box::new(move |id| {
        if own.as_deref() == Some(id) {
            return pem.clone();
        }
        app.as_ref()
            .and_then(|app| office::certificates::public_key(app, id).ok().flatten())
    }))
}
