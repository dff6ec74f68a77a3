//! `calendar due`: the day on which a limit in working days ends, with the day table.

use super::print_json;
use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Subcommand;
use rules::calendar::{Date, Day, DayKind};
use serde_json::json;

/// The rules count no further: a longer limit is a mistake.
const WORKING_DAYS_MAX: u32 = 1_000;

#[derive(Subcommand, Debug)]
pub enum Wish {
    /// 某日起若干工作日在哪一天届满；开始的当日不计
    #[command(after_help = "示例：\n  zhunying calendar due 2026-02-13 3 --explain\n  zhunying calendar due 2026-02-13 3 --json")]
    Due {
        /// 开始之日，YYYY-MM-DD
        start: Date,
        /// 工作日数
        working_days: u32,
        /// JSON
        #[arg(long)]
        json: bool,
        /// 列出逐日表
        #[arg(long)]
        explain: bool,
    },
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let Wish::Due {
        start,
        working_days,
        json,
        explain,
    } = wish;
    if *working_days > WORKING_DAYS_MAX {
        return Err(Stop::usage(format!("工作日数不超过 {WORKING_DAYS_MAX}")));
    }
    let law = opening::shelf(settings)?.law(*start, &settings.place);
    let due = law.calendar().due(*start, *working_days);
    if *json {
        let days: Vec<_> = due.days.iter().map(day_json).collect();
        print_json(&json!({"due": due.date.map(|day| day.to_string()), "provisional": due.provisional(), "days": days}));
        return Ok(());
    }
    if *explain {
        for day in &due.days {
            let counted = day.counted.map_or_else(String::new, |counted| format!("第 {counted} 日"));
            println!("{}  {}  {counted}", day.date, kind_words(&day.kind));
        }
    }
    match due.date {
        Some(date) => println!("{start} 起 {working_days} 个工作日，{date} 届满。"),
        None => println!("{start} 起 {working_days} 个工作日：届满之日在放假安排尚未公布的年份，暂不能确定。"),
    }
    Ok(())
}

fn day_json(day: &Day) -> serde_json::Value {
    let (kind, holiday) = match &day.kind {
        DayKind::Working => ("working", None),
        DayKind::MakeUp(holiday) => ("make_up", Some(holiday)),
        DayKind::Weekend => ("weekend", None),
        DayKind::Holiday(holiday) => ("holiday", Some(holiday)),
        DayKind::Unknown => ("unknown", None),
    };
    json!({"date": day.date.to_string(), "kind": kind, "holiday": holiday, "counted": day.counted})
}

fn kind_words(kind: &DayKind) -> String {
    match kind {
        DayKind::Working => "工作日".to_owned(),
        DayKind::MakeUp(holiday) => format!("调休上班（{holiday}）"),
        DayKind::Weekend => "周末".to_owned(),
        DayKind::Holiday(holiday) => format!("放假（{holiday}）"),
        DayKind::Unknown => "未公布".to_owned(),
    }
}
