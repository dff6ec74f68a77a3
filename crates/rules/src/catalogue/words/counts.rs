//! Counts of an edition in words.

use super::table::Table;
use super::{level, mode, section};
use crate::catalogue::counts::{Counts, Coverage, GoalStanding, ListCheck, LocalLicences, Origins, Share};
use crate::catalogue::detail::Level;
use crate::catalogue::edition::Mode;
use std::fmt;

fn mode_name(of: Option<Mode>) -> &'static str {
    of.map_or("改革方式待核定", mode)
}

fn level_name(of: Option<Level>) -> &'static str {
    of.map_or("层级待核定", level)
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::headed(&["范围", "中央设定", "地方设定", "合计"]);
        let mut row = |name: &str, set: &Origins| table.row(name, [set.central, set.local, set.total()].map(|count| count.to_string()));
        row("清单所列事项", &self.listed);
        row("其中仅在自贸试验区实施", &self.zone_only);
        row("自贸试验区外实施", &self.elsewhere);
        write!(f, "{table}")?;
        let mut table = Table::headed(&["改革方式（自贸试验区外）", "事项数"]);
        for (own, count) in &self.by_mode {
            table.row(mode_name(*own), [count.to_string()]);
        }
        write!(f, "\n{table}")?;
        let mut table = Table::headed(&["审批层级", "事项数"]);
        for (own, count) in &self.by_level {
            table.row(level_name(*own), [count.to_string()]);
        }
        write!(f, "\n{table}")?;
        let mut table = Table::headed(&["主管部门", "事项数"]);
        for (own, count) in &self.by_department {
            table.row(own.as_ref().map_or("部门待核定", |own| own.name.as_str()), [count.to_string()]);
        }
        write!(f, "\n{table}")
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per_mille() {
            Some(share) => write!(f, "{}/{}（{}.{}%）", self.have, self.of, share / 10, share % 10),
            None => f.write_str("没有事项"),
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "市级及以下事项可以网上申请：{}。", self.forms)?;
        writeln!(f, "直接取消审批的事项可以推送监管部门：{}。", self.pushes)?;
        let mut table = Table::headed(&["审批层级　改革方式", "覆盖"]);
        for (kind, share) in &self.by_kind {
            table.row(format!("{}　{}", level_name(kind.level), mode_name(kind.mode)), [share.to_string()]);
        }
        write!(f, "\n{table}")?;
        section(f, "没有可用表单", "项", &self.missing)?;
        section(f, "取消审批后没有推送对象", "项", &self.unpushed)?;
        section(f, "国家级、省级事项，待下放或者委托", "项", &self.pending_delegation)
    }
}

impl fmt::Display for LocalLicences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let remaining = self.remaining.len();
        match (self.standing(), self.goal) {
            (GoalStanding::NoGoal, _) | (_, None) => writeln!(f, "地方层面设定的许可尚有{remaining}项；本地没有设定目标。")?,
            (GoalStanding::Reached, Some(goal)) => writeln!(f, "地方层面设定的许可尚有{remaining}项；目标{goal}项，已经达到。")?,
            (GoalStanding::Above(above), Some(goal)) => {
                writeln!(f, "地方层面设定的许可尚有{remaining}项；目标{goal}项，还差{above}项。")?;
            }
        }
        section(f, "尚在实施", "项", &self.remaining)
    }
}

impl fmt::Display for ListCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::headed(&["名单", "事项数"]);
        for (name, size) in &self.sizes {
            table.row(name, [size.to_string()]);
        }
        table.row("合计（同一事项只计一次）", [self.total.to_string()]);
        write!(f, "{table}")?;
        let overlaps = self.overlaps.iter().map(|(matter, names)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("{matter}：{}", names.join("、"))
        });
        section(f, "同时列入几个名单", "项", &overlaps.collect::<Vec<_>>())?;
        section(f, "清单中没有的编码", "个", &self.unknown.iter().collect::<Vec<_>>())
    }
}
