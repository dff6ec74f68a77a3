//! `catalogue lint`, `explain`, `compile`, `diff` and `count`: what is wrong with the files, the edition they make, and how two differ;
//! `what-if`: whom the difference touches; `compare`: superior lists item by item; `import` and `export`: official tables and packages of other cities.

mod export;
mod import;
mod what_if;

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Subcommand;
use office::law::{Files, LawFiles};
use rules::catalogue::{Compiled, Edition, Lint, Severity, compile, counts, coverage, diff, rebuild, render};
use rules::law::Law;
use std::path::{Path, PathBuf};

#[derive(Subcommand, Debug)]
pub enum Wish {
    /// 检查清单文件：每处写明级别、规则、文件和行、依据、改法
    #[command(after_help = "示例：\n  zhunying catalogue lint law\n  zhunying catalogue lint --lines law | sort")]
    Lint {
        /// 法律数据目录（其下有 catalogue/）
        dir: PathBuf,
        /// 每处一行：文件:行 级别 规则 事实 依据
        #[arg(long)]
        lines: bool,
    },
    /// 详细解释一条检查规则：为什么不行、依据、错在哪里、怎么改
    #[command(after_help = "示例：\n  zhunying catalogue explain other-materials")]
    Explain {
        /// 规则名，例如 other-materials；不写就列出全部规则
        rule: Option<String>,
    },
    /// 对照两版清单：改了什么，四减合计和分事项，涉及哪些经营范围条目
    #[command(after_help = "示例：\n  zhunying catalogue diff law/editions/2021-07 law")]
    Diff {
        /// 原来的法律数据目录
        before: PathBuf,
        /// 新的法律数据目录
        after: PathBuf,
    },
    /// 试算：两版清单的不同涉及本地哪些在办的办件和企业，过去一年的登记按新版重算会有什么不同
    #[command(
        name = "what-if",
        after_help = "示例：\n  zhunying catalogue what-if law/editions/2021-07 law --data data"
    )]
    WhatIf {
        /// 原来的法律数据目录
        before: PathBuf,
        /// 新的法律数据目录
        after: PathBuf,
    },
    /// 清单的家底：按改革方式、层级、部门计数，一网通覆盖率
    #[command(after_help = "示例：\n  zhunying catalogue count law")]
    Count {
        /// 法律数据目录（其下有 catalogue/）
        dir: PathBuf,
    },
    /// 编译清单，给出版本的哈希；有不得发布的问题时退出码为 1
    #[command(after_help = "示例：\n  zhunying catalogue compile law")]
    Compile {
        /// 法律数据目录（其下有 catalogue/）
        dir: PathBuf,
    },
    /// 与上级清单逐项比对：对应、无对应、不一致；有不得发布的问题时退出码为 1
    #[command(after_help = "示例：\n  zhunying catalogue compare law")]
    Compare {
        /// 法律数据目录（其下有 catalogue/）
        dir: PathBuf,
    },
    /// 导入官方表格，或者邻市的清单包：先核对每一行，有错就一行也不导入，退出码为 1
    #[command(
        after_help = "示例：\n  zhunying catalogue import 清单.xlsx --kind layer-state --whole --into law\n  zhunying catalogue import 事项.csv --sort filing --draft 增补备案事项 --as qingdan\n  zhunying catalogue import 邻市.json --trust 邻市.pub.pem --as qingdan"
    )]
    Import(import::Wish),
    /// 把清单版本写成带签名的清单包，供另一座城市导入
    #[command(after_help = "示例：\n  zhunying catalogue export 清单包.json\n  zhunying catalogue export --edition 3 清单包.json")]
    Export(export::Wish),
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    match wish {
        Wish::Lint { dir, lines } => {
            let compiled = read(settings, dir)?;
            let texts = Files::from_dir(&root_of(dir)).map_err(unreadable)?;
            for finding in &compiled.findings {
                if *lines {
                    print_finding(finding);
                } else {
                    let text = texts.text(&finding.file).unwrap_or_default();
                    let finding = finding.clone().aimed(text);
                    let line = text.lines().nth(finding.line.saturating_sub(1) as usize);
                    println!("{}\n", render(&finding, line));
                }
            }
            println!("共 {} 处，其中 {} 处不得发布。", compiled.findings.len(), compiled.denied().count());
            published(&compiled)
        }
        Wish::Explain { rule: Some(rule) } => {
            let lint =
                Lint::from_name(rule).ok_or_else(|| Stop::usage(format!("没有这条规则：{rule}；全部规则见 zhunying catalogue explain")))?;
            println!("{}（{}）", lint.name(), level(lint.severity()));
            println!("{}", lint.explanation());
            if !lint.article().is_empty() {
                println!("依据：{}", lint.article());
            }
            println!("改法：{}", lint.fix());
            Ok(())
        }
        Wish::Explain { rule: None } => {
            for lint in Lint::ALL {
                println!("{} {} {}", lint.name(), level(lint.severity()), lint.article());
            }
            Ok(())
        }
        Wish::Diff { before, after } => {
            let (before, after) = (edition(settings, before)?, edition(settings, after)?);
            print!("{}", diff(&before, &after));
            Ok(())
        }
        Wish::WhatIf { before, after } => {
            let (before, after) = (edition(settings, before)?, edition(settings, after)?);
            what_if::run(settings, before, after)
        }
        Wish::Count { dir } => {
            let edition = edition(settings, dir)?;
            print!("{}", counts(&edition));
            print!("{}", coverage(&edition));
            if edition.draft {
                println!("以上按{}，未与施行文本核对。", edition.title);
            }
            Ok(())
        }
        Wish::Compare { dir } => {
            let edition = edition(settings, dir)?;
            let mut denied = 0;
            for step in edition.chain() {
                if !step.binding {
                    println!("上级清单没有取得施行文本，暂以征求意见稿所列事项代替；以下只供核对，不影响发布。");
                }
                print!("{}", step.comparison);
                let breaches = step.comparison.breaches.iter().filter(|_| step.binding);
                denied += breaches.filter(|breach| breach.lint().severity() == Severity::Deny).count();
            }
            match denied {
                0 => Ok(()),
                denied => Err(Stop::refused(format!("有 {denied} 处不得发布"))),
            }
        }
        Wish::Import(wish) => import::run(settings, wish),
        Wish::Export(wish) => export::run(settings, wish),
        Wish::Compile { dir } => {
            let (files, law, old) = sources(settings, dir)?;
            let mut compiled = compile(&files.catalogue, &law);
            if old == Age::Old && compiled.edition.is_none() {
                println!("有 {} 处不合今天的规则；旧版按当时的办法，不因此失效。", compiled.denied().count());
                compiled = Compiled {
                    edition: Some(rebuild(&files.catalogue, &law)),
                    findings: Vec::new(),
                };
            }
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

/// Who names the folder of the catalogue itself means the law around it.
fn root_of(dir: &Path) -> PathBuf {
    if dir.join("catalogue.toml").is_file() {
        dir.parent().unwrap_or(dir).to_owned()
    } else {
        dir.to_owned()
    }
}

fn unreadable(errors: office::law::LawErrors) -> Stop {
    for error in &errors.0 {
        println!("{error}");
    }
    Stop::refused(format!("有 {} 处读不出", errors.0.len()))
}

/// The edition of these files, whatever the checks of today say: older lists are compared too.
fn edition(settings: &Settings, dir: &Path) -> Result<Edition, Stop> {
    let (files, law, _) = sources(settings, dir)?;
    Ok(rebuild(&files.catalogue, &law))
}

fn read(settings: &Settings, dir: &Path) -> Result<Compiled, Stop> {
    let (files, law, _) = sources(settings, dir)?;
    Ok(compile(&files.catalogue, &law))
}

/// Whether files are the law of today.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Today,
    Old,
}

fn sources(settings: &Settings, dir: &Path) -> Result<(LawFiles, Law, Age), Stop> {
    let root = root_of(dir);
    if !root.is_dir() {
        return Err(Stop::usage(format!("没有这个目录：{}", dir.display())));
    }
    let texts = Files::from_dir(&root).map_err(unreadable)?;
    let files = LawFiles::read(&texts).map_err(unreadable)?;
    // An edition of old is read with the corrections of its own day.
    let (day, age) = texts
        .old()
        .map_or_else(|| (opening::today(), Age::Today), |old| (old.day, Age::Old));
    let law = Law::on(files.statutes.clone(), day, &settings.place);
    Ok((files, law, age))
}

fn print_finding(finding: &rules::catalogue::Finding) {
    let facts: Vec<String> = finding.facts.iter().map(|(fact, value)| format!("{fact}={value}")).collect();
    let level = level(finding.level);
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

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Deny => "不得发布",
        Severity::Warn => "提醒",
    }
}
