//! P13 行业一件事: all about one trade: scene, timeline, documents once each, conditions, and what doing it together saves.

use super::matter::{CommitmentLines, ConditionLine, commitment, conditions};
use super::needed::{href, mode, office_name};
use super::notice::{fee, material_form, material_source, material_state};
use super::picker::{Question, answers, questions};
use super::trades::{terms, told};
use crate::hall::Hall;
use crate::parts::query;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use rules::catalogue::{Answers, Bundle, Edition, Given, Matter, Notice, NoticeMatter, Paper, Part, Scene, Trade, Zone};
use rules::law::Mark;
use rules::{Code, Refusal};
use serde::Serialize;

#[derive(Serialize)]
struct SceneLine<'a> {
    name: &'a str,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct WaitLine<'a> {
    name: &'a str,
    basis: &'a str,
}

/// One step of the timeline; places of its bar in thousandths of the whole.
#[derive(Serialize)]
struct PartLine<'a> {
    name: &'a str,
    href: String,
    mode: &'static str,
    office: Option<String>,
    nearest: Option<String>,
    from: u32,
    to: u32,
    spot: bool,
    with_registration: bool,
    at: u32,
    wide: u32,
    waits: Vec<WaitLine<'a>>,
    fee: Option<String>,
    conditions: Vec<ConditionLine<'a>>,
    commitment: Option<CommitmentLines<'a>>,
    result: Option<&'a str>,
}

#[derive(Serialize)]
struct PaperLine<'a> {
    name: &'a str,
    state: &'static str,
    source: String,
    form: String,
    note: &'a str,
    basis: &'a str,
    who: String,
}

#[derive(Serialize)]
struct MaybeLine<'a> {
    name: &'a str,
    href: String,
    when: Vec<&'a str>,
    one_of: bool,
}

/// One of the sums: one by one, and together.
#[derive(Serialize)]
struct SumLine {
    name: String,
    apart: i64,
    together: i64,
}

#[derive(Serialize)]
struct ChangeLine {
    what: String,
    matters: String,
}

#[derive(Serialize)]
struct CompositeLine<'a> {
    name: &'a str,
    basis: &'a str,
    mark: &'static str,
}

#[derive(Serialize)]
struct TradeContext<'a> {
    code: &'a str,
    name: &'a str,
    picture: &'a str,
    action: String,
    scene: &'a str,
    scenes: Vec<SceneLine<'a>>,
    questions: Vec<Question>,
    place: &'a str,
    place_name: String,
    free_trade_zone: bool,
    terms: Vec<&'a str>,
    term_names: Vec<&'a str>,
    permits: usize,
    filings: usize,
    days: i64,
    promised: Option<u32>,
    brought: usize,
    waived: usize,
    visits: u32,
    fee: String,
    fields: usize,
    fields_apart: usize,
    parts: Vec<PartLine<'a>>,
    papers: Vec<PaperLine<'a>>,
    maybe: Vec<MaybeLine<'a>>,
    spared: String,
    sums: Vec<SumLine>,
    changes: Vec<ChangeLine>,
    closing: String,
    composite: Option<CompositeLine<'a>>,
    unmodelled: usize,
    unverified: bool,
    notice_href: String,
}

/// What certificates commonly say and shops commonly change.
const CHANGES: [&str; 3] = ["enterprise_name", "legal_representative", "premises"];

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (edition, words) = (hall.app().shelf().edition(), hall.words(visit));
    let trade = edition.trade(visit.param("code")).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let zone = office::shelf::zone(visit.query.get("free_trade_zone") == "yes");
    let law = hall.app().law(&visit.place);
    let notice = told(hall, trade, &visit.place, zone, &law)?;
    let scene = trade.scene(visit.query.get("scene"));
    let answers = given(edition, scene, visit);
    let context = context(hall, visit, trade, scene, &notice, &answers);
    let about = About {
        title: words.say("trade.page_title", &[("name", &trade.name)]),
        section: Some(words.word("trade.title")),
        nav: "guide",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "guide/trade.html", &about, context)?))
}

/// What the scene says, and over it what was answered on the page.
fn given(edition: &Edition, scene: Option<&Scene>, visit: &Visit) -> Answers {
    let mut given = scene.map(|scene| scene.answers.clone()).unwrap_or_default();
    given.extend(answers(edition, &visit.query));
    given
}

fn context<'a>(
    hall: &'a Hall,
    visit: &'a Visit,
    trade: &'a Trade,
    scene: Option<&'a Scene>,
    notice: &Notice<'a>,
    answers: &Answers,
) -> TradeContext<'a> {
    let words = hall.words(visit);
    let bundle = notice.bundle(answers);
    let tally = notice.tally_with(answers);
    let brought = bundle.papers.iter().filter(|paper| paper.brought()).count();
    TradeContext {
        code: &trade.code,
        name: &trade.name,
        picture: &trade.icon,
        action: super::trades::href(trade),
        scene: scene.map_or("", |scene| &scene.code),
        scenes: scenes(trade, scene, notice.zone),
        questions: questions(notice, answers, words),
        place: &visit.place,
        place_name: hall.place_name(&visit.place),
        free_trade_zone: notice.zone == Zone::FreeTrade,
        terms: terms(hall, trade),
        term_names: notice.terms.iter().map(|term| term.name.as_str()).collect(),
        permits: tally.permits,
        filings: tally.filings + tally.with_registration,
        days: bundle.effort.after.days,
        promised: trade.promised_days,
        brought,
        waived: bundle.papers.len() - brought,
        visits: bundle.visits.after,
        fee: fees(&bundle, words),
        fields: bundle.fields.len(),
        fields_apart: bundle.fields_apart,
        parts: bundle.parts.iter().map(|part| part_line(part, &bundle, notice, words)).collect(),
        papers: bundle.papers.iter().map(|paper| paper_line(paper, notice.edition, words)).collect(),
        maybe: bundle.open.iter().map(|entry| maybe(entry)).collect(),
        spared: joined(bundle.spared.iter().map(|entry| entry.matter)),
        sums: sums(&bundle, words),
        changes: changes(&bundle, words),
        closing: joined(bundle.certified()),
        composite: trade.composite.as_ref().map(|composite| CompositeLine {
            name: &composite.name,
            basis: &composite.basis,
            mark: mark(composite.mark),
        }),
        unmodelled: bundle.unmodelled,
        unverified: bundle.parts.iter().any(|part| !part.entry.matter.verified()),
        notice_href: format!("/guide{}", query(&[("trade", &trade.code)])),
    }
}

fn scenes<'a>(trade: &'a Trade, current: Option<&Scene>, zone: Zone) -> Vec<SceneLine<'a>> {
    let zone = if zone == Zone::FreeTrade { "yes" } else { "" };
    let lines = trade.scenes.iter().map(|scene| SceneLine {
        name: &scene.name,
        href: format!(
            "{}{}",
            super::trades::href(trade),
            query(&[("scene", &scene.code), ("free_trade_zone", zone)])
        ),
        current: current.is_some_and(|current| current.code == scene.code),
    });
    lines.collect()
}

fn part_line<'a>(part: &Part<'_, 'a>, bundle: &Bundle<'_, 'a>, notice: &Notice<'a>, words: &Wording) -> PartLine<'a> {
    let matter = part.entry.matter;
    let detail = matter.detail.as_deref();
    let whole = u32::try_from(bundle.effort.after.days).unwrap_or(0).max(1);
    let here = part.entry.approving.unit.is_some();
    let nearest = (!here)
        .then(|| notice.edition.unit_nearest(part.entry.approving.department, &notice.place))
        .flatten();
    let waits = part.after.iter().filter_map(|order| {
        Some(WaitLine {
            name: &notice.edition.matter_at(order.after)?.name,
            basis: &order.basis,
        })
    });
    PartLine {
        name: &matter.name,
        href: href(&matter.code),
        mode: mode(matter),
        office: office_name(&part.entry.approving),
        nearest: nearest.map(|unit| words.say("trade.nearest_office", &[("name", &unit.name), ("phone", &unit.phone)])),
        from: part.starts + 1,
        to: part.ends,
        spot: part.days() == 0,
        with_registration: matter.with_registration(),
        at: part.starts * 1_000 / whole,
        wide: (part.days() * 1_000 / whole).max(12),
        waits: waits.collect(),
        fee: detail.filter(|detail| detail.fee_fen > 0).map(|detail| fee(detail, words)),
        conditions: conditions(detail),
        commitment: detail.and_then(|detail| commitment(detail, words)),
        result: detail
            .and_then(|detail| detail.certificate.as_ref())
            .map(|certificate| certificate.name.as_str()),
    }
}

fn paper_line<'a>(paper: &Paper<'a>, edition: &'a Edition, words: &Wording) -> PaperLine<'a> {
    let material = paper.material;
    let (state, source, basis) = match paper.given {
        Given::Brought | Given::Spared => (material_state(material), material_source(material, words), material.basis.as_str()),
        Given::Results(waiver) => {
            let by = edition.matter_at(waiver.by).map_or("", |matter| matter.name.as_str());
            ("results", words.say("trade.results", &[("by", by)]), waiver.basis.as_str())
        }
    };
    PaperLine {
        name: &material.name,
        state,
        source,
        form: if paper.brought() {
            material_form(material, words)
        } else {
            String::new()
        },
        note: &material.note,
        basis,
        who: joined(paper.matters.iter().copied()),
    }
}

fn maybe<'a>(entry: &NoticeMatter<'a>) -> MaybeLine<'a> {
    MaybeLine {
        name: &entry.matter.name,
        href: href(&entry.matter.code),
        when: entry.when.clone(),
        one_of: !entry.alternatives.is_empty(),
    }
}

fn joined<'a>(matters: impl Iterator<Item = &'a Matter>) -> String {
    matters.map(|matter| matter.name.as_str()).collect::<Vec<_>>().join("、")
}

/// All fees, or that there are none.
fn fees(bundle: &Bundle, words: &Wording) -> String {
    let fen = bundle.effort.after.fee_fen;
    if fen == 0 {
        return words.word("guide.free");
    }
    words.say("trade.fee", &[("yuan", &format!("{}.{:02}", fen / 100, fen % 100))])
}

/// 四减: what doing it together saves.
fn sums(bundle: &Bundle, words: &Wording) -> Vec<SumLine> {
    let (before, after) = (bundle.effort.before, bundle.effort.after);
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let sums = [
        ("trade.sum_materials", before.materials, after.materials),
        ("trade.sum_steps", before.steps, after.steps),
        ("trade.sum_days", before.days, after.days),
        ("trade.sum_visits", i64::from(bundle.visits.before), i64::from(bundle.visits.after)),
        ("trade.sum_fields", count(bundle.fields_apart), count(bundle.fields.len())),
    ];
    let lines = sums.map(|(key, apart, together)| SumLine {
        name: words.word(key),
        apart,
        together,
    });
    lines.into()
}

/// 一证变更: which certificates say what may change.
fn changes(bundle: &Bundle, words: &Wording) -> Vec<ChangeLine> {
    let line = |field: &&str| {
        let matters = joined(bundle.changed_by(field));
        (!matters.is_empty()).then(|| ChangeLine {
            what: words.word(&format!("trade.change_{field}")),
            matters,
        })
    };
    CHANGES.iter().filter_map(line).collect()
}

fn mark(mark: Mark) -> &'static str {
    mark.name()
}
