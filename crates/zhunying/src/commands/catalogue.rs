//! `catalogue lint` and `compile`: what is wrong with the files, and the edition they make.

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Subcommand;
use office::law::{Files, LawFiles};
use rules::catalogue::{Compiled, Severity, compile};
use rules::law::Law;
use std::path::{Path, PathBuf};

#[derive(Subcommand, Debug)]
pub enum Wish {
    /// 检查清单文件，每处一行：文件:行 级别 规则 事实 依据
    #[command(after_help = "示例：\n  zhunying catalogue lint law")]
    Lint {
        /// 法律数据目录（其下有 catalogue/）
        dir: PathBuf,
    },
    /// 编译清单，给出版本的哈希；有不得发布的问题时退出码为 1
    #[command(after_help = "示例：\n  zhunying catalogue compile law")]
    Compile {
        /// 法律数据目录（其下有 catalogue/）
        dir: PathBuf,
    },
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    match wish {
        Wish::Lint { dir } => {
            let compiled = read(settings, dir)?;
            for finding in &compiled.findings {
                print_finding(finding);
            }
            println!("共 {} 处，其中 {} 处不得发布。", compiled.findings.len(), compiled.denied().count());
            published(&compiled)
        }
        Wish::Compile { dir } => {
            let compiled = read(settings, dir)?;
            for finding in compiled.denied() {
                print_finding(finding);
            }
            if let Some(edition) = &compiled.edition {
                println!("{}", edition.hash);
                println!(
                    "{}：{} 个条目，{} 个事项，{} 个单位。",
                    edition.title,
                    edition.terms().len(),
                    edition.matters().len(),
                    edition.units().len()
                );
            }
            published(&compiled)
        }
    }
}

fn read(settings: &Settings, dir: &Path) -> Result<Compiled, Stop> {
    // Who names the folder of the catalogue itself means the law around it.
    let root = if dir.join("catalogue.toml").is_file() {
        dir.parent().unwrap_or(dir)
    } else {
        dir
    };
    if !root.is_dir() {
        return Err(Stop::usage(format!("没有这个目录：{}", dir.display())));
    }
    let unreadable = |errors: office::law::LawErrors| {
        for error in &errors.0 {
            println!("{error}");
        }
        Stop::refused(format!("有 {} 处读不出", errors.0.len()))
    };
    let files = LawFiles::read(&Files::from_dir(root).map_err(unreadable)?).map_err(unreadable)?;
    let law = Law::on(files.statutes.clone(), opening::today(), &settings.place);
    Ok(compile(&files.catalogue, &law))
}

fn print_finding(finding: &rules::catalogue::Finding) {
    let facts: Vec<String> = finding.facts.iter().map(|(fact, value)| format!("{fact}={value}")).collect();
    let level = match finding.level {
        Severity::Deny => "不得发布",
        Severity::Warn => "提醒",
    };
    println!(
        "{}:{} {level} {} {} {}",
        finding.file,
        finding.line,
        finding.code.name(),
        facts.join(" "),
        finding.article
    );
}

fn published(compiled: &Compiled) -> Result<(), Stop> {
    match compiled.denied().count() {
        0 => Ok(()),
        denied => Err(Stop::refused(format!("有 {denied} 处不得发布"))),
    }
}
