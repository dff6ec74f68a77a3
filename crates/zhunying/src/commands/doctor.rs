//! `doctor`: the environment, one sentence for each finding; ends non-zero when something would stop the server.

use crate::ending::Stop;
use crate::settings::Settings;
use crate::{keys, opening};
use clap::Args;
use office::schema::STEPS;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying doctor --data /var/lib/zhunying")]
pub struct Wish {}

/// Below this the disk is nearly full.
const FREE_MEGABYTES_MIN: u64 = 1_024;

pub fn run(settings: &Settings, _wish: &Wish) -> Result<(), Stop> {
    let findings = [
        ("字体", fonts()),
        ("法律数据", law(settings)),
        ("数据目录", folder(&settings.data)),
        ("数据库", database(settings)),
        ("签名密钥", key(settings)),
    ];
    let mut wrong = 0;
    for (what, finding) in findings {
        match finding {
            Ok(good) => println!("正常 {what}：{good}"),
            Err(bad) => {
                wrong += 1;
                println!("问题 {what}：{bad}");
            }
        }
    }
    if wrong == 0 {
        Ok(())
    } else {
        Err(Stop::refused(format!("有 {wrong} 处需要处理")))
    }
}

fn fonts() -> Result<String, String> {
    let fonts = paper::Fonts::system().map_err(|fault| format!("{fault}；执行 apt-get install fonts-noto-cjk"))?;
    let missing = fonts.missing("营业执照许可证〔2021〕");
    if missing.is_empty() {
        Ok("可以打印中文证照。".to_owned())
    } else {
        Err(format!("缺少字形 {missing:?}。"))
    }
}

fn law(settings: &Settings) -> Result<String, String> {
    let shelf = opening::shelf(settings).map_err(|stop| stop.to_string())?;
    let year = opening::today().year();
    if !shelf.files().statutes.calendar.known_years().any(|known| known == year) {
        return Err(format!("没有 {year} 年的放假安排，期限算不出来。"));
    }
    Ok(format!(
        "清单 {} 个条目、{} 个事项，{year} 年日历已载入。",
        shelf.edition().terms().len(),
        shelf.edition().matters().len()
    ))
}

fn folder(data: &Path) -> Result<String, String> {
    let trial = data.join(".doctor");
    let written = fs::create_dir_all(data)
        .and_then(|()| fs::write(&trial, b"x"))
        .and_then(|()| fs::remove_file(&trial));
    written.map_err(|error| format!("{} 不能写入（{error}）。", data.display()))?;
    match free_megabytes(data) {
        Some(free) if free < FREE_MEGABYTES_MIN => Err(format!("{} 只剩 {free} MB。", data.display())),
        Some(free) => Ok(format!("{} 可写，剩余 {free} MB。", data.display())),
        None => Ok(format!("{} 可写，剩余空间未知。", data.display())),
    }
}

/// The standard library does not ask the file system; `df` of POSIX does.
fn free_megabytes(data: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(data).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let kilobytes: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kilobytes / 1_024)
}

fn database(settings: &Settings) -> Result<String, String> {
    let open = || -> Result<String, Stop> {
        let database = opening::database(settings)?;
        let state = database.pending(STEPS)?;
        database.ready()?;
        if !state.pending.is_empty() || !state.unknown.is_empty() {
            return Err(Stop::refused(format!(
                "待执行 {:?}，不认识 {:?}；执行 zhunying migrate 或者换用新版程序",
                state.pending, state.unknown
            )));
        }
        Ok(format!(
            "{} 可以读写，数据表 {} 步齐全。",
            settings.database_shown(),
            state.applied.len()
        ))
    };
    open().map_err(|stop| stop.to_string())
}

fn key(settings: &Settings) -> Result<String, String> {
    let path = settings.key_path();
    let metadata = fs::metadata(&path).map_err(|error| format!("{}（{error}）；执行 zhunying migrate。", path.display()))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(format!("{} 别人也能读，执行 chmod 600。", path.display()));
    }
    let key = keys::read(&path).map_err(|stop| stop.to_string())?;
    Ok(format!("{}，只有本用户能读。", key.id()))
}
