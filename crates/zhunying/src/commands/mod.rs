//! The commands, one file each.

mod admin;
mod backup;
mod calendar;
mod catalogue;
mod certificate;
mod check;
mod check_config;
mod doctor;
mod migrate;
mod name;
mod notice;
mod receiver;
mod record;
mod seed;
mod serve;
mod work;

use crate::ending::Stop;
use crate::settings::{Options, Settings};
use clap::{Parser, Subcommand};

/// 准营：涉企经营许可全流程平台
#[derive(Parser, Debug)]
#[command(
    name = "zhunying",
    version,
    about = "准营：涉企经营许可全流程平台",
    after_help = "示例：\n  zhunying migrate && zhunying admin create --login root --name 管理员 && zhunying serve\n\n退出码：0 完成，1 数据或者法律不允许，2 用法有误，3 运行失败。"
)]
pub struct Line {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// 把数据表升级到最新，第一次执行时生成平台签名密钥
    Migrate(migrate::Wish),
    /// 检查配置，每项一句
    CheckConfig(check_config::Wish),
    /// 检查运行环境，每项一句
    Doctor(doctor::Wish),
    /// 账号管理
    #[command(subcommand)]
    Admin(admin::Wish),
    /// 启动服务
    Serve(serve::Wish),
    /// 只运行后台任务
    Work(work::Wish),
    /// 生成一座可以重现的模拟城市
    Seed(seed::Wish),
    /// 扮演一个部门的业务系统，接收推送
    Receiver(receiver::Wish),
    /// 事项清单
    #[command(subcommand)]
    Catalogue(catalogue::Wish),
    /// 一次性告知：这些经营范围条目需要办哪些许可
    Notice(notice::Wish),
    /// 企业名称
    #[command(subcommand)]
    Name(name::Wish),
    /// 工作日历
    #[command(subcommand)]
    Calendar(calendar::Wish),
    /// 留痕
    #[command(subcommand)]
    Record(record::Wish),
    /// 电子证照
    #[command(subcommand)]
    Certificate(certificate::Wish),
    /// 检查不变量，每项一行
    Check(check::Wish),
    /// 备份内置数据库，可以在运行中执行
    Backup(backup::Backup),
    /// 从备份恢复内置数据库
    Restore(backup::Restore),
}

/// Does what the command line says.
pub fn run(line: Line) -> Result<(), Stop> {
    let settings = Settings::read(line.options)?;
    match line.command {
        Command::Migrate(wish) => migrate::run(&settings, &wish),
        Command::CheckConfig(wish) => check_config::run(&settings, &wish),
        Command::Doctor(wish) => doctor::run(&settings, &wish),
        Command::Admin(wish) => admin::run(&settings, &wish),
        Command::Serve(wish) => serve::run(&settings, &wish),
        Command::Work(wish) => work::run(&settings, &wish),
        Command::Seed(wish) => seed::run(&settings, &wish),
        Command::Receiver(wish) => receiver::run(&settings, &wish),
        Command::Catalogue(wish) => catalogue::run(&settings, &wish),
        Command::Notice(wish) => notice::run(&settings, &wish),
        Command::Name(wish) => name::run(&settings, &wish),
        Command::Calendar(wish) => calendar::run(&settings, &wish),
        Command::Record(wish) => record::run(&settings, &wish),
        Command::Certificate(wish) => certificate::run(&settings, &wish),
        Command::Check(wish) => check::run(&settings, &wish),
        Command::Backup(wish) => backup::backup(&settings, &wish),
        Command::Restore(wish) => backup::restore(&settings, &wish),
    }
}

/// Prints a value as JSON, one document.
fn print_json(value: &serde_json::Value) {
    println!("{value}");
}
