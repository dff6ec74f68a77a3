//! `check-config`: the configuration in one sentence each; wrong ones end the command.

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Args;

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying check-config --config /etc/zhunying.toml")]
pub struct Wish {}

pub fn run(settings: &Settings, _wish: &Wish) -> Result<(), Stop> {
    let shelf = opening::shelf(settings)?;
    let place = shelf.files().divisions.full_name(&settings.place).unwrap_or_default();
    println!("数据目录：{}。", settings.data.display());
    println!("数据库：{}。", settings.database_shown());
    println!("地区：{} {place}。", settings.place);
    println!("事项清单：{}，版本 {}。", shelf.edition().title, shelf.edition().hash);
    let years: Vec<String> = shelf.files().statutes.calendar.known_years().map(|year| year.to_string()).collect();
    println!("工作日历：{}。", years.join("、"));
    println!("网站名称：{}。", settings.site_name.as_deref().unwrap_or("（默认）"));
    println!("对外地址：{}。", settings.base_url.as_deref().unwrap_or("（默认为监听地址）"));
    let known = settings.database_url.starts_with("sqlite:") || settings.database_url.starts_with("postgres");
    if known {
        Ok(())
    } else {
        Err(Stop::usage("数据库地址以 sqlite: 或者 postgres:// 开头"))
    }
}
