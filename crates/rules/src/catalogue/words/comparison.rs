//! 与上级清单逐项比对 in words.

use super::{element, section, source};
use crate::catalogue::compare::{Bound, Breach, Comparison, Deviation, Matched, Reworded, Threshold};
use std::fmt;

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "本级清单：{}", self.local)?;
        writeln!(f, "上级清单：{}", self.superior)?;
        writeln!(
            f,
            "对应{}项，本级无对应{}项，地方自行设定{}项，上级未承接{}项；与上级不一致{}处；不得发布{}处。",
            self.matched.len(),
            self.local_unmatched().count(),
            self.local_only.len(),
            self.superior_unmatched.len(),
            self.deviations.len(),
            self.breaches.len()
        )?;
        section(f, "不得发布", "处", &self.breaches)?;
        let explained: Vec<&Deviation> = self.deviations.iter().filter(|deviation| deviation.reason.is_some()).collect();
        section(f, "与上级不一致，已记明理由", "处", &explained)?;
        section(f, "表述与上级不同，请人工核对", "处", &self.reworded)?;
        section(f, "上级清单只列名称，条件和材料无从比对", "项", &self.unread)?;
        section(f, "上级清单有而本级没有承接", "项", &self.superior_unmatched)?;
        section(f, "地方层面设定，上级清单没有", "项", &self.local_only)?;
        section(f, "对应表所列、本级清单没有的编码", "个", &self.mapping_idle)
    }
}

impl fmt::Display for Matched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.local == self.superior {
            return write!(f, "{}", self.local);
        }
        write!(f, "{}，对应上级{}", self.local, self.superior)
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, matched) = (element(self.element), &self.matched);
        write!(f, "{matched}：{name}上级为“{}”，本级为“{}”", self.superior, self.local)?;
        match &self.reason {
            Some(reason) => write!(f, "；理由：{}（{}）", reason.text, reason.basis),
            None => f.write_str("；没有记明理由和依据"),
        }
    }
}

impl fmt::Display for Reworded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (own, other) = (&self.local, &self.superior);
        write!(f, "{}：", self.matched)?;
        write!(
            f,
            "上级“{}（{}）”，本级“{}（{}）”",
            other.text, other.measure, own.text, own.measure
        )
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = match self.bound {
            Bound::Least => "不少于",
            Bound::Most => "不超过",
        };
        write!(f, "{bound}{}", self.written)
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Breach::LocalUnmatched { matter, named: Some(code) } => write!(f, "{matter}：所对应的{code}不在上级清单中")?,
            Breach::LocalUnmatched { matter, named: None } => write!(f, "{matter}：上级清单中没有对应事项，也未标明为地方层面设定")?,
            Breach::DeviationUnexplained(deviation) => write!(f, "{deviation}")?,
            Breach::ConditionAdded { matched, condition } => write!(f, "{matched}：擅自增设条件“{}”", condition.text)?,
            Breach::MaterialAdded {
                matched,
                material,
                superior: None,
            } => write!(f, "{matched}：擅自增设材料“{}”", material.name)?,
            Breach::MaterialAdded {
                matched,
                material,
                superior: Some(from),
            } => write!(f, "{matched}：要求提交“{}”，上级为{}", material.name, source(*from))?,
            Breach::ThresholdStricter {
                matched,
                condition,
                local,
                superior: Some(other),
            } => write!(f, "{matched}：条件“{}”抬高门槛，上级{other}，本级{local}", condition.text)?,
            Breach::ThresholdStricter {
                matched,
                condition,
                local,
                superior: None,
            } => write!(f, "{matched}：条件“{}”增设门槛，上级没有这一数量要求，本级{local}", condition.text)?,
        }
        write!(f, "。规则{}，依据{}", self.name(), self.article())
    }
}
