//! `notice`: everything a set of scope terms needs at a place, each with the reason.

use super::print_json;
use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Args;
use office::shelf::zone;
use rules::catalogue::{Mode, Notice, NoticeMatter, Office, notice};
use rules::law::Unlawful;
use serde_json::{Value, json};

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying notice H2002 F1053 --place 330108\n  zhunying notice H2002 --place 330108 --ftz --json")]
pub struct Wish {
    /// 经营范围条目代码
    #[arg(required = true, value_name = "TERM")]
    terms: Vec<String>,
    /// 住所在自由贸易试验区内
    #[arg(long)]
    ftz: bool,
    /// JSON
    #[arg(long)]
    json: bool,
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let shelf = opening::shelf(settings)?;
    let law = shelf.law(opening::today(), &settings.place);
    let terms: Vec<&str> = wish.terms.iter().map(String::as_str).collect();
    let notice = notice(shelf.edition(), &terms, &settings.place, zone(wish.ftz), &law).map_err(|unlawful| match unlawful {
        Unlawful::Refused(refusal) => Stop::from(refusal),
        Unlawful::Missing(missing) => Stop::world("法律数据", missing),
    })?;
    if wish.json {
        let matters: Vec<Value> = notice.matters.iter().map(|entry| matter_json(&notice, entry)).collect();
        print_json(&json!({"edition": notice.edition.hash, "matters": matters}));
        return Ok(());
    }
    if notice.entry_equals_operation {
        println!("领取营业执照后即可经营，不需要办理许可、备案。");
    }
    for entry in &notice.matters {
        print_matter(&notice, entry);
    }
    println!("清单版本 {}", notice.edition.hash);
    Ok(())
}

/// The code of the office when this place has one, else the department as the list names it.
fn department(office: &Office) -> String {
    office.unit.map_or_else(|| office.department.to_owned(), |unit| unit.name.clone())
}

fn matter_json(notice: &Notice, entry: &NoticeMatter) -> Value {
    let because: Vec<Value> = entry
        .because
        .iter()
        .map(|because| json!({"term": because.term.code, "rule": because.rule().to_string(), "basis": because.basis()}))
        .collect();
    let materials: Vec<Value> = entry
        .materials()
        .iter()
        .map(|material| json!({"name": material.name, "handed_in": material.handed_in()}))
        .collect();
    let alternatives: Vec<&str> = entry
        .alternatives
        .iter()
        .filter_map(|index| notice.edition.matter_at(*index))
        .map(|matter| matter.code.as_str())
        .collect();
    json!({
        "code": entry.matter.code,
        "name": entry.matter.name,
        "mode": entry.matter.mode.map(Mode::name),
        "department": department(&entry.competent),
        "office": department(&entry.approving),
        "legal_days": entry.legal.map(|legal| legal.days),
        "promised_days": entry.promised_days,
        "because": because,
        "when": entry.when,
        "alternatives": alternatives,
        "materials": materials,
    })
}

fn mode_words(mode: Option<Mode>) -> &'static str {
    match mode {
        Some(Mode::ApprovalCancelled) => "直接取消审批",
        Some(Mode::RecordFiling) => "审批改为备案",
        Some(Mode::NotificationCommitment) => "实行告知承诺",
        Some(Mode::OptimizedApproval) => "优化审批服务",
        None => "改革方式待核",
    }
}

fn print_matter(notice: &Notice, entry: &NoticeMatter) {
    println!("{}（{}）", entry.matter.name, mode_words(entry.matter.mode));
    println!("  办理机关：{}", department(&entry.approving));
    if let Some(legal) = entry.legal {
        let promised = entry
            .promised_days
            .map_or_else(String::new, |days| format!("，承诺 {days} 个工作日"));
        println!("  期限：法定 {} 个工作日（{}）{promised}", legal.days, legal.article);
    }
    let (brought, waived): (Vec<_>, Vec<_>) = entry.materials().iter().partition(|material| material.handed_in());
    let names = |materials: Vec<&rules::catalogue::Material>| materials.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("；");
    if !brought.is_empty() {
        println!("  提交材料：{}", names(brought));
    }
    if !waived.is_empty() {
        println!("  免交材料：{}", names(waived));
    }
    for when in &entry.when {
        println!("  条件：{when}");
    }
    let others: Vec<&str> = entry
        .alternatives
        .iter()
        .filter_map(|index| notice.edition.matter_at(*index))
        .map(|matter| matter.name.as_str())
        .collect();
    if !others.is_empty() {
        println!("  与下列事项择一：{}", others.join("；"));
    }
    for because in &entry.because {
        println!(
            "  因为：{} {}，依据{}，规则 {}",
            because.term.code,
            because.term.name,
            because.basis(),
            because.rule()
        );
    }
}
