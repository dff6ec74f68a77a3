//! 清单版本对照 in words.

use super::table::Table;
use super::{NOTHING, element, field_kind, kind, mode, paper, plain_yuan, said, section, source};
use crate::catalogue::detail::{Condition, Field, Material, ProcessStep, Source};
use crate::catalogue::diff::{Diff, Effort, Element, Entry, MatterChange, MatterFace, Names, Reach, Shift, TermFace, TermNeed};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many term codes are named before the rest is only counted.
const TERMS_SHOWN: usize = 8;

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "原版：{}", self.editions.before)?;
        writeln!(f, "新版：{}", self.editions.after)?;
        if self.is_empty() {
            return writeln!(f, "两版内容没有变化。");
        }
        writeln!(
            f,
            "事项：新增{}项，减少{}项，调整{}项；经营范围条目：变动{}条。",
            self.added.len(),
            self.removed.len(),
            self.changed.len(),
            self.terms.len()
        )?;
        writeln!(f, "\n四减合计（两版都列全要素的{}项事项）：", self.compared)?;
        write!(f, "{}", totals(&self.effort))?;
        writeln!(f, "  {}", summary(&self.effort.delta()))?;
        self.write_efforts(f)?;
        let face = |matter: &MatterFace| format!("{matter}；{}", self.reach(&matter.terms));
        section(f, "新增事项", "项", &self.added.iter().map(face).collect::<Vec<_>>())?;
        section(f, "减少事项", "项", &self.removed.iter().map(face).collect::<Vec<_>>())?;
        let change = |matter: &MatterChange| {
            let title = format!("{}（{}）；{}", matter.name.after, matter.code, self.reach(&matter.terms));
            std::iter::once(title).chain(lines(matter)).collect::<Vec<_>>().join("\n    ")
        };
        section(f, "调整事项", "项", &self.changed.iter().map(change).collect::<Vec<_>>())?;
        section(
            f,
            "经营范围条目变动",
            "条",
            &self.terms.iter().map(|entry| self.term(entry)).collect::<Vec<_>>(),
        )
    }
}

impl Diff {
    /// What changed, one line for each thing: for pages.
    pub fn lines(&self) -> Vec<String> {
        let added = self.added.iter().map(|matter| format!("新增事项：{matter}"));
        let removed = self.removed.iter().map(|matter| format!("减少事项：{matter}"));
        let changed = self.changed.iter().flat_map(|matter| {
            let name = &matter.name.after;
            lines(matter).into_iter().map(move |line| format!("{name}：{line}"))
        });
        let terms = self.terms.iter().map(|entry| self.term(entry));
        added.chain(removed).chain(changed).chain(terms).collect()
    }

    /// Whom it touches: the terms by which enterprises are registered.
    fn reach(&self, reach: &Reach) -> String {
        let codes: BTreeSet<&String> = reach.elsewhere.union(&reach.free_trade).collect();
        if codes.is_empty() {
            return "没有经营范围条目涉及".to_owned();
        }
        let names = [&self.names.after.terms, &self.names.before.terms];
        let shown: Vec<String> = codes.iter().take(TERMS_SHOWN).map(|code| called(code, &names)).collect();
        let more = if codes.len() > TERMS_SHOWN {
            format!("等{}条", codes.len())
        } else {
            String::new()
        };
        format!("涉及经营范围条目{}{more}", shown.join("、"))
    }

    fn term(&self, entry: &Entry<TermFace>) -> String {
        let before = |needs: &BTreeSet<TermNeed>| asked(needs, &self.names.before);
        let after = |needs: &BTreeSet<TermNeed>| asked(needs, &self.names.after);
        match entry {
            Entry::Added(own) => format!("新增{}：{}，{}", titled(own), kind(own.kind), after(&own.elsewhere)),
            Entry::Removed(own) => format!("取消{}：原为{}，{}", titled(own), kind(own.kind), before(&own.elsewhere)),
            Entry::Changed(shift) => {
                let (old, new) = (&shift.before, &shift.after);
                let words = moved(&[
                    ("表述：", old.name.clone(), new.name.clone()),
                    ("分类：", kind(old.kind).to_owned(), kind(new.kind).to_owned()),
                    ("自贸试验区外：", before(&old.elsewhere), after(&new.elsewhere)),
                    ("自贸试验区内：", before(&old.free_trade), after(&new.free_trade)),
                ]);
                format!("{}：{words}", titled(new))
            }
        }
    }

    /// 四减 matter by matter, those where it changed.
    fn write_efforts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::headed(&["事项", "材料（份）", "时限（个工作日）", "环节（个）", "收费（元）"]);
        let mut moved = 0;
        for change in &self.changed {
            let Some(effort) = change.effort.filter(|effort| effort.before != effort.after) else {
                continue;
            };
            moved += 1;
            let cells = figures(&effort).map(|figure| match figure.delta.as_str() {
                "0" => figure.after,
                delta => format!("{}→{}（{delta}）", figure.before, figure.after),
            });
            table.row(&change.name.after, cells);
        }
        if moved == 0 {
            return Ok(());
        }
        writeln!(f, "\n四减分事项（{moved}项有变化）：")?;
        write!(f, "{table}")
    }
}

/// One of the four, as printed.
struct Figure {
    name: &'static str,
    before: String,
    after: String,
    delta: String,
}

fn figures(effort: &Shift<Effort>) -> [Figure; 4] {
    let delta = effort.delta();
    let whole = |name: &'static str, of: fn(&Effort) -> i64| Figure {
        name,
        before: of(&effort.before).to_string(),
        after: of(&effort.after).to_string(),
        delta: signed(of(&delta), of(&delta).to_string()),
    };
    [
        whole("须提交材料（份）", |effort| effort.materials),
        whole("承诺时限（个工作日）", |effort| effort.days),
        whole("办理环节（个）", |effort| effort.steps),
        Figure {
            name: "收费（元）",
            before: plain_yuan(effort.before.fee_fen),
            after: plain_yuan(effort.after.fee_fen),
            delta: signed(delta.fee_fen, plain_yuan(delta.fee_fen)),
        },
    ]
}

fn signed(amount: i64, written: String) -> String {
    if amount > 0 { format!("+{written}") } else { written }
}

fn totals(effort: &Shift<Effort>) -> Table {
    let mut table = Table::headed(&["四减", "原版", "新版", "增减"]);
    for figure in figures(effort) {
        table.row(figure.name, [figure.before, figure.after, figure.delta]);
    }
    table
}

/// The four in one sentence.
fn summary(delta: &Effort) -> String {
    let moved = |what: &str, amount: i64, unit: &str, written: String| match amount {
        0 => format!("{what}不变"),
        amount if amount < 0 => format!("减{what}{}{unit}", written.trim_start_matches('-')),
        _ => format!("增{what}{written}{unit}"),
    };
    let parts = [
        moved("材料", delta.materials, "份", delta.materials.to_string()),
        moved("环节", delta.steps, "个", delta.steps.to_string()),
        moved("时间", delta.days, "个工作日", delta.days.to_string()),
        moved("收费", delta.fee_fen, "元", plain_yuan(delta.fee_fen)),
    ];
    format!("合计：{}。", parts.join("，"))
}

impl fmt::Display for MatterFace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = self.mode.map_or("改革方式待核定", mode);
        write!(f, "{}（{}），{own}", self.name, self.code)?;
        if !self.kin.is_empty() {
            let kin: Vec<String> = self.kin.iter().map(ToString::to_string).collect();
            write!(f, "；与另一版的{}对应同一目录名称", kin.join("、"))?;
        }
        Ok(())
    }
}

/// A code with its name, wherever it has one.
fn called(code: &str, names: &[&BTreeMap<String, String>]) -> String {
    match names.iter().find_map(|names| names.get(code)) {
        Some(name) => format!("{name}（{code}）"),
        None => code.to_owned(),
    }
}

/// What changed of a matter, one line each.
fn lines(change: &MatterChange) -> Vec<String> {
    let elements = change.elements.iter().map(|change| {
        let value = &change.value;
        let sign = if change.element == Element::Flow { "改为" } else { "→" };
        let (before, after) = (
            said(change.element, value.before.as_ref()),
            said(change.element, value.after.as_ref()),
        );
        format!("{}：{before}{sign}{after}", element(change.element))
    });
    let bases = change
        .bases
        .iter()
        .map(|entry| worded("依据", entry, |basis| basis.to_string(), |_, _| String::new()));
    let conditions = change
        .conditions
        .iter()
        .map(|entry| worded("条件", entry, |own| own.text.clone(), condition_change));
    let materials = change.materials.iter().map(material);
    let steps = change
        .steps
        .iter()
        .map(|entry| worded("环节", entry, |own| own.name.clone(), step_change));
    let fields = change
        .fields
        .iter()
        .map(|entry| worded("表单项", entry, |own| own.label.clone(), field_change));
    elements
        .chain(bases)
        .chain(conditions)
        .chain(materials)
        .chain(steps)
        .chain(fields)
        .collect()
}

/// One entry of a list: what came, what went; or what became of it, where the words for that are given.
fn worded<T>(what: &str, entry: &Entry<T>, name: impl Fn(&T) -> String, change: impl Fn(&T, &T) -> String) -> String {
    match entry {
        Entry::Added(own) => format!("新增{what}：{}", name(own)),
        Entry::Removed(own) => format!("取消{what}：{}", name(own)),
        Entry::Changed(Shift { before, after }) => match change(before, after).as_str() {
            "" => format!("{what}调整：{}→{}", name(before), name(after)),
            words => format!("{what}调整：{}：{words}", name(after)),
        },
    }
}

/// The parts that moved: name, before, after.
fn moved(parts: &[(&str, String, String)]) -> String {
    let moved = parts.iter().filter(|(_, before, after)| before != after);
    let said = |text: &String| if text.is_empty() { NOTHING.to_owned() } else { text.clone() };
    let words: Vec<String> = moved
        .map(|(part, before, after)| format!("{part}{}→{}", said(before), said(after)))
        .collect();
    words.join("；")
}

fn condition_change(before: &Condition, after: &Condition) -> String {
    moved(&[
        ("表述：", before.text.clone(), after.text.clone()),
        ("核查标准：", before.measure.clone(), after.measure.clone()),
        ("证明：", before.evidence.clone(), after.evidence.clone()),
        ("依据：", before.article.clone(), after.article.clone()),
    ])
}

fn step_change(before: &ProcessStep, after: &ProcessStep) -> String {
    moved(&[
        ("时间：", format!("{}个工作日", before.days), format!("{}个工作日", after.days)),
        ("岗位：", before.post.clone(), after.post.clone()),
    ])
}

fn field_change(before: &Field, after: &Field) -> String {
    let required = |field: &Field| if field.required { "必填" } else { "选填" }.to_owned();
    moved(&[
        ("名称：", before.label.clone(), after.label.clone()),
        ("填写方式：", field_kind(before.kind).to_owned(), field_kind(after.kind).to_owned()),
        ("单位：", before.unit.clone(), after.unit.clone()),
        ("选项：", before.choices.join("、"), after.choices.join("、")),
        ("要求：", required(before), required(after)),
        ("提示：", before.hint.clone(), after.hint.clone()),
    ])
}

/// A material as the applicant sees it: whether it must be handed in.
fn material(entry: &Entry<Material>) -> String {
    let from = |material: &Material| {
        let way = source(material.source);
        material
            .shared_from
            .as_ref()
            .map_or(way.to_owned(), |shared| format!("{way}：{shared}"))
    };
    match entry {
        Entry::Added(after) => format!("新增材料：{}（{}）", after.name, from(after)),
        Entry::Removed(before) => format!("取消材料：{}（原{}）", before.name, from(before)),
        Entry::Changed(Shift { before, after }) => match (before.source, after.source) {
            (Source::Applicant, Source::Form | Source::Generated | Source::Shared) => {
                format!("不再提交：{}（改为{}）", after.name, from(after))
            }
            (Source::Form | Source::Generated | Source::Shared, Source::Applicant) => {
                format!("改为须提交：{}（原{}）", after.name, from(before))
            }
            _ => worded("材料", entry, |own| own.name.clone(), material_change),
        },
    }
}

fn material_change(before: &Material, after: &Material) -> String {
    let shared = |material: &Material| material.shared_from.clone().unwrap_or_default();
    moved(&[
        ("名称：", before.name.clone(), after.name.clone()),
        ("来源：", source(before.source).to_owned(), source(after.source).to_owned()),
        ("共享自：", shared(before), shared(after)),
        ("依据：", before.basis.clone(), after.basis.clone()),
        ("份数：", before.copies.to_string(), after.copies.to_string()),
        ("形式：", paper(&before.form).to_owned(), paper(&after.form).to_owned()),
        ("审查要点：", before.note.clone(), after.note.clone()),
    ])
}

fn titled(term: &TermFace) -> String {
    format!("{}“{}”", term.code, term.name)
}

fn asked(needs: &BTreeSet<TermNeed>, names: &Names) -> String {
    if needs.is_empty() {
        return "无须办理许可或备案".to_owned();
    }
    let one = |need: &TermNeed| {
        let matters: Vec<String> = need.one_of.iter().map(|code| called(code, &[&names.matters])).collect();
        let matters = matters.join("或者");
        need.when.as_ref().map_or(matters.clone(), |when| format!("{matters}（{when}时）"))
    };
    format!("须办{}", needs.iter().map(one).collect::<Vec<_>>().join("、"))
}
