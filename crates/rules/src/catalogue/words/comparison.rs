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

/// How a matter differs, and why.
fn differs(deviation: &Deviation) -> String {
    let Deviation { superior, local, .. } = deviation;
    let why = match &deviation.reason {
        Some(reason) => format!("理由：{}（{}）", reason.text, reason.basis),
        None => "没有记明理由和依据".to_owned(),
    };
    format!("{}上级为“{superior}”，本级为“{local}”；{why}", element(deviation.element))
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.matched, differs(self))
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

impl Breach {
    /// What is wrong, without the matter it is about.
    pub fn said(&self) -> String {
        match self {
            Breach::LocalUnmatched { named: Some(code), .. } => format!("所对应的{code}不在上级清单中"),
            Breach::LocalUnmatched { named: None, .. } => "上级清单中没有对应事项，也未标明为地方层面设定".to_owned(),
            Breach::DeviationUnexplained(deviation) => differs(deviation),
            Breach::ConditionAdded { condition, .. } => format!("擅自增设条件“{}”", condition.text),
            Breach::MaterialAdded {
                material, superior: None, ..
            } => format!("擅自增设材料“{}”", material.name),
            Breach::MaterialAdded {
                material,
                superior: Some(from),
                ..
            } => format!("要求提交“{}”，上级为{}", material.name, source(*from)),
            Breach::ThresholdStricter {
                condition,
                local,
                superior: Some(other),
                ..
            } => format!("条件“{}”抬高门槛，上级{other}，本级{local}", condition.text),
            Breach::ThresholdStricter {
                condition,
                local,
                superior: None,
                ..
            } => format!("条件“{}”增设门槛，上级没有这一数量要求，本级{local}", condition.text),
        }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Breach::LocalUnmatched { matter, .. } => write!(f, "{matter}")?,
            Breach::DeviationUnexplained(Deviation { matched, .. })
            | Breach::ConditionAdded { matched, .. }
            | Breach::MaterialAdded { matched, .. }
            | Breach::ThresholdStricter { matched, .. } => write!(f, "{matched}")?,
        }
        write!(f, "：{}。规则{}，依据{}", self.said(), self.name(), self.article())
    }
}
