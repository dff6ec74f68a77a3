//! `check`: one line for each invariant; ends at the first breach.

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Args;
use office::check::{self, Invariant};

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying check --data /var/lib/zhunying\n\n可以在运行中执行；遇到第一处不符即停止，退出码 1。")]
pub struct Wish {}

pub fn run(settings: &Settings, _wish: &Wish) -> Result<(), Stop> {
    let app = opening::app(settings)?;
    for invariant in Invariant::ALL {
        let checked = check::check(&app, *invariant)?;
        match checked.breach {
            None => println!("{:<4} 相符  {}（{}）", invariant.name(), words(*invariant), checked.looked_at),
            Some(breach) => {
                println!("{:<4} 不符  {}：{breach}", invariant.name(), words(*invariant));
                return Err(Stop::refused(format!("不变量 {} 不符", invariant.name())));
            }
        }
    }
    println!("I6、I7、I10、I11、I15 所涉业务本版没有，不检查。");
    Ok(())
}

fn words(invariant: Invariant) -> &'static str {
    match invariant {
        Invariant::Durable => "每条留痕完整，待封存的不超过 5 秒",
        Invariant::Fold => "现状等于留痕的累积",
        Invariant::Counts => "留痕条数、封存数、推送数相合",
        Invariant::OneDecision => "每个许可恰有一个决定，决定人不是受理人，证照签名相符",
        Invariant::Unique => "统一社会信用代码、名称不重复",
        Invariant::Deadlines => "存储的届满日等于重新计算",
        Invariant::Sequence => "封存序号无缺，时间不倒退，树根相符",
        Invariant::Pushes => "每个推送已了结，或者有接收系统和限时事项，或者待认领",
        Invariant::Sums => "受理数等于决定数加在办数",
        Invariant::Receipts => "回执的哈希等于推送的哈希",
        Invariant::Keys => "每个幂等键都有回答",
    }
}
