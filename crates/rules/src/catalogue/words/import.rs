//! The report on an imported table in words: where, what is wrong, what to do.

use super::section;
use crate::catalogue::import::{Distrust, Extent, Kind, PROBLEMS_MAX, Place, Problem, Report, RowChange, Unread, Wrong};
use std::fmt;

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::ScopeTerms => "经营范围规范表述",
            Kind::ListedMatters => "清单事项",
            Kind::Everyday => "日常说法",
            Kind::State => "国家清单",
            Kind::Province => "省级清单",
            Kind::City => "市级清单",
            Kind::District => "区县清单",
        })
    }
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Extent::Update => "补充和更正，表中没有的行保留",
            Extent::Whole => "整表替换，表中没有的行删去",
        })
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unread::Empty => "文件是空的",
            Unread::TooLarge => "文件太大",
            Unread::UnpacksTooLarge => "文件解开以后太大，或者声称的内容太多",
            Unread::TooManyRows => "行数太多",
            Unread::TooManyColumns => "列数太多",
            Unread::CellTooLong => "有单元格内容太长",
            Unread::TooMuch => "表太多，或者文字太多",
            Unread::Encoding => "文字既不是UTF-8，也不是GB18030",
            Unread::OldFormat => "是旧版或者加密的文档，请另存为不加密的xlsx或者docx",
            Unread::UnknownFormat => "不是CSV、TSV、XLSX、DOCX文件",
            Unread::Damaged => "文件已经损坏",
            Unread::NoTable => "文件中没有表格",
        })
    }
}

impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Distrust::NoPackage => "文件不是清单包，或者已经损坏",
            Distrust::KeyUnknown => "签名所用的密钥不是所信任的密钥",
            Distrust::Signature => "签名与内容不符，内容可能被改动过",
            Distrust::Content => "清单文件与签名的目录树不符，内容被改动过",
            Distrust::Unreadable => "清单文件读不出来",
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.sheet.is_empty() {
            write!(f, "表“{}”", self.sheet)?;
        }
        if self.row > 0 {
            write!(f, "第{}行", self.row)?;
        }
        if !self.column.is_empty() {
            write!(f, "{}列", self.column)?;
        }
        if !self.heading.is_empty() {
            write!(f, "“{}”", self.heading)?;
        }
        Ok(())
    }
}

/// What the catalogue calls a kind of term.
fn term_kind(name: &str) -> &str {
    match name {
        "general" => "一般项目",
        "permit" => "许可项目",
        "filing" => "备案项目",
        other => other,
    }
}

impl Problem {
    /// What is wrong.
    pub fn reason(&self) -> String {
        let value = &self.value;
        match self.wrong {
            Wrong::NoHeading => "找不到表头：没有一行写着这种表必须有的列名".to_owned(),
            Wrong::KindUnknown => "看不出是哪一种表，或者不止像一种".to_owned(),
            Wrong::HeadingTwice => format!("列名“{value}”与“{}”是同一个意思", self.near),
            Wrong::Missing => "必填，却是空的".to_owned(),
            Wrong::WordUnknown => format!("“{value}”不是允许的取值"),
            Wrong::CodeWrong => format!("“{value}”不像编码"),
            Wrong::Twice => format!("“{value}”重复，第{}行已有", self.near),
            Wrong::MatterUnknown => format!("清单事项中没有“{value}”"),
            Wrong::TermUnknown => format!("规范表述中没有“{value}”"),
            Wrong::ModesTwo => "同时勾选了两种改革方式".to_owned(),
            Wrong::KindContradicts => format!("类别是{}，所列事项却应为{}", term_kind(value), term_kind(&self.near)),
            Wrong::SortUnknown => format!("没有写明“{value}”是许可还是备案，清单中也没有这一事项"),
            Wrong::TooLong => format!("超过{}个字", self.near),
            Wrong::NoRows => "表头下面没有内容".to_owned(),
            Wrong::ModePartly => format!("“{value}”只在部分情形实行，改革方式留空"),
            Wrong::CellClipped => format!("原稿这一格被截断，认不出“{value}”，整格不改"),
            Wrong::NamesParted => format!("“{value}”是连在一起的几个事项，按{}读取", self.near),
            Wrong::SheetSkipped => format!("没有表头，整张没有读取{}", quoted(value)),
            Wrong::RowSkipped => format!("是标题或者重复的表头，没有读取{}", quoted(value)),
            Wrong::ColumnSkipped => "不认识这一列，没有读取".to_owned(),
        }
    }

    /// What to do about it.
    pub fn suggestion(&self) -> String {
        let near = &self.near;
        match self.wrong {
            Wrong::NoHeading => "在内容上面写一行列名，例如“编码”“名称”".to_owned(),
            Wrong::KindUnknown => "指明导入成哪一种表；上级清单要指明是哪一级的".to_owned(),
            Wrong::HeadingTwice => "删去一列，或者改正列名".to_owned(),
            Wrong::Missing => "补上内容".to_owned(),
            Wrong::WordUnknown if !near.is_empty() => format!("是否为“{near}”"),
            Wrong::WordUnknown => "改用允许的取值".to_owned(),
            Wrong::CodeWrong => "编码只用字母、数字、短横和点，不超过40个字".to_owned(),
            Wrong::Twice => "删去一行，或者改正编码".to_owned(),
            Wrong::MatterUnknown | Wrong::TermUnknown if !near.is_empty() => format!("最接近的是“{near}”"),
            Wrong::MatterUnknown => "先导入含有这一事项的清单".to_owned(),
            Wrong::TermUnknown => "先导入含有这一条目的目录".to_owned(),
            Wrong::ModesTwo => "一个事项只有一种改革方式，只留一个勾".to_owned(),
            Wrong::KindContradicts => "改正类别，或者改正所列事项".to_owned(),
            Wrong::SortUnknown => "加一列“性质”写明许可或者备案，或者导入时指明".to_owned(),
            Wrong::TooLong => "缩短内容".to_owned(),
            Wrong::NoRows => "补上内容，或者换一份文件".to_owned(),
            Wrong::ModePartly
            | Wrong::CellClipped
            | Wrong::NamesParted
            | Wrong::SheetSkipped
            | Wrong::RowSkipped
            | Wrong::ColumnSkipped => String::new(),
        }
    }
}

fn quoted(value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!("：“{value}”")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, suggestion) = (self.place.to_string(), self.suggestion());
        let place = if place.is_empty() { "整个文件".to_owned() } else { place };
        write!(f, "{place}：{}", self.reason())?;
        if suggestion.is_empty() {
            Ok(())
        } else {
            write!(f, "；{suggestion}")
        }
    }
}

impl fmt::Display for RowChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, self.name)?;
        for change in &self.columns {
            let said = |text: &str| {
                if text.is_empty() {
                    "空".to_owned()
                } else {
                    format!("“{text}”")
                }
            };
            write!(f, "；{}：{}改为{}", change.column, said(&change.before), said(&change.after))?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(kind) = self.kind {
            writeln!(f, "{kind}：读取{}行。", self.read)?;
        }
        section(f, "有误", "处", &self.problems)?;
        if self.wrong > PROBLEMS_MAX {
            writeln!(f, "  共{}处，只列前{PROBLEMS_MAX}处", self.wrong)?;
        }
        section(f, "说明", "处", &self.remarks)?;
        if !self.is_good() {
            return writeln!(f, "\n有{}处错误，一行也没有导入。", self.wrong);
        }
        let change = &self.change;
        writeln!(
            f,
            "\n增加{}行，更改{}行，删去{}行，不变{}行。",
            change.added.len(),
            change.changed.len(),
            change.removed.len(),
            change.same
        )?;
        section(f, "增加", "行", &change.added)?;
        section(f, "更改", "行", &change.changed)?;
        section(f, "删去", "行", &change.removed)
    }
}
