//! `catalogue import`: an official table into a folder of law or a draft edition; a signed package into a draft edition.

use super::{root_of, unreadable};
use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Args;
use office::catalogue::{editions, imports, package};
use office::files::Files as Store;
use office::law::Files;
use office::{App, Caller, access};
use rules::access::Actor;
use rules::catalogue::Sort;
use rules::catalogue::import::{Extent, Kind, Wish as Taken};
use rules::law::Mark;
use rules::record::sm3_hex;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub struct Wish {
    /// 表格文件（CSV、TSV、XLSX、DOCX），或者邻市的清单包（与 --trust 同用）
    file: PathBuf,
    /// 是哪一种表：scope-terms、listed-matters、everyday、layer-state、layer-province、layer-city、layer-district；不写就看表头
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// 整表替换：表中没有的行删去；不写就只补充和更正
    #[arg(long)]
    whole: bool,
    /// 表中没有写明时，事项按 permit（许可）还是 filing（备案）
    #[arg(long, value_parser = sort)]
    sort: Option<Sort>,
    /// 表中内容的可信程度：confirmed、secondary、recalled
    #[arg(long, value_parser = mark, default_value = "secondary")]
    mark: Mark,
    /// 写进这个法律数据目录（其下有 catalogue/）
    #[arg(long, value_name = "DIR", conflicts_with_all = ["draft", "trust"])]
    into: Option<PathBuf>,
    /// 起草一个新的清单版本，写明改什么
    #[arg(long, value_name = "TITLE", requires = "login")]
    draft: Option<String>,
    /// 以哪个清单管理账号起草
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    /// 所信任的邻市平台公钥；给出时文件是清单包，先验签，再起草版本
    #[arg(long, value_name = "PEM", requires = "login")]
    trust: Option<PathBuf>,
}

fn kind(name: &str) -> Result<Kind, String> {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    Kind::from_name(name).ok_or_else(|| names.join("、"))
}

fn sort(name: &str) -> Result<Sort, String> {
    Sort::from_name(name).ok_or_else(|| "permit、filing".to_owned())
}

fn mark(name: &str) -> Result<Mark, String> {
    Mark::from_name(name).ok_or_else(|| "confirmed、secondary、recalled".to_owned())
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let bytes = std::fs::read(&wish.file).map_err(|error| Stop::world(wish.file.display(), error))?;
    if let Some(key) = &wish.trust {
        return take_package(settings, wish, key, &bytes);
    }
    let taken = Taken {
        kind: wish.kind,
        extent: if wish.whole { Extent::Whole } else { Extent::Update },
        sort: wish.sort,
        mark: wish.mark,
    };
    let name = wish
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    match (&wish.into, &wish.draft) {
        (Some(dir), _) => into_folder(dir, &bytes, &name, &taken),
        (None, Some(title)) => into_draft(settings, wish, title, &bytes, &name, taken),
        (None, None) => {
            let files = Files::embedded().map_err(unreadable)?.catalogue();
            report(&files, &bytes, &name, &taken)?;
            println!("只作核对，没有导入；导入请加 --into 或者 --draft。");
            Ok(())
        }
    }
}

/// Prints the report; a table with errors ends here.
fn report(files: &Files, bytes: &[u8], name: &str, taken: &Taken) -> Result<imports::Checked, Stop> {
    let checked = imports::check(files, bytes, name, taken, opening::today())?;
    print!("{}", checked.report);
    if checked.report.is_good() {
        Ok(checked)
    } else {
        Err(Stop::refused(format!("表中有{}处错误", checked.report.wrong)))
    }
}

fn into_folder(dir: &Path, bytes: &[u8], name: &str, taken: &Taken) -> Result<(), Stop> {
    let root = root_of(dir);
    if !root.is_dir() {
        return Err(Stop::usage(format!("没有这个目录：{}", dir.display())));
    }
    let files = Files::from_dir(&root).map_err(unreadable)?.catalogue();
    let checked = report(&files, bytes, name, taken)?;
    for (path, text) in &checked.texts {
        let path = root.join(path);
        let failed = |error: std::io::Error| Stop::world(path.display(), error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&path, text.as_deref().unwrap_or_default()).map_err(failed)?;
        println!("已写入 {}", path.display());
    }
    println!("接着执行 zhunying catalogue lint {}", dir.display());
    Ok(())
}

fn into_draft(settings: &Settings, wish: &Wish, title: &str, bytes: &[u8], name: &str, taken: Taken) -> Result<(), Stop> {
    let app = opening::app(settings)?;
    let (caller, actor) = keeper(&app, wish)?;
    if report(app.shelf().catalogue(), bytes, name, &taken)?.texts.is_empty() {
        println!("与现行清单相同，没有起草版本。");
        return Ok(());
    }
    let sm3 = Store::of_data(&settings.data).put(bytes)?;
    let number = editions::draft(&app, &caller, title, None)?;
    let position = imports::hand_in(&app, &caller, number, &sm3, name, taken)?;
    let opened = editions::open(&app, &actor, number)?;
    let handed_in = imports::find(&app, &actor, number, position)?;
    imports::take(&app, &caller, &opened, opened.line.version, &handed_in, bytes)?;
    println!("已起草清单版本 {number}，在 /admin/editions/{number} 查看；发布还要另一人审核。");
    Ok(())
}

fn take_package(settings: &Settings, wish: &Wish, key: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let pem = std::fs::read_to_string(key).map_err(|error| Stop::world(key.display(), error))?;
    if paper::seal::public_id(&pem).is_err() {
        return Err(Stop::usage("--trust 不是 SM2 公钥（PEM）"));
    }
    let verified = package::verify(bytes, &pem)?;
    println!("验签通过：《{}》，{}，签名密钥 {}。", verified.title, verified.day, verified.key_id);
    let app = opening::app(settings)?;
    let (caller, _) = keeper(&app, wish)?;
    let number = package::draft(&app, &caller, &verified, wish.draft.as_deref())?;
    println!(
        "已起草清单版本 {number}（SM3 {}），没有施行；在 /admin/editions/{number} 查看。",
        sm3_hex(bytes)
    );
    Ok(())
}

/// The keeper in whose name it is done.
fn keeper(app: &App, wish: &Wish) -> Result<(Caller, Actor), Stop> {
    let login = wish.login.as_deref().unwrap_or_default();
    let person = access::find(app, login)?.ok_or_else(|| Stop::usage(format!("没有这个账号：{login}")))?;
    Ok((Caller::new(person.actor.clone()), person.actor))
}
