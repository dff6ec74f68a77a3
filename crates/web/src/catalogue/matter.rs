//! P16 办事指南: one matter, with the fixed fields of a guide. What the catalogue does not hold is left out or said to be unknown.

use super::matters::sort;
use super::needed::{href, mode};
use super::notice::{fee, material_form, material_source, material_state, short_hash};
use crate::hall::Hall;
use crate::parts::query;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::history;
use rules::catalogue::{Detail, Edition, Matter, MatterIndex, NameMark, Service, Trade, Unit, Validity, legal_limit};
use rules::law::Law;
use rules::{Code, Refusal};
use serde::Serialize;

/// A condition, as templates show it.
#[derive(Serialize)]
pub(super) struct ConditionLine<'a> {
    text: &'a str,
    evidence: &'a str,
    basis: &'a str,
}

#[derive(Serialize)]
struct DocumentLine<'a> {
    name: &'a str,
    state: &'static str,
    source: String,
    form: String,
    note: &'a str,
    basis: &'a str,
}

#[derive(Serialize)]
struct StepLine<'a> {
    name: &'a str,
    who: &'a str,
    days: Option<u32>,
}

/// What a commitment binds to.
#[derive(Serialize)]
pub(super) struct CommitmentLines<'a> {
    verify: String,
    consequence: &'a str,
}

#[derive(Serialize)]
struct TermLink<'a> {
    name: &'a str,
    href: String,
}

/// 情形: for whom it is needed.
#[derive(Serialize)]
struct SceneLine<'a> {
    when: Option<&'a str>,
    terms: Vec<&'a str>,
    more: usize,
    basis: &'a str,
}

/// A state of the matter.
#[derive(Serialize)]
struct RevisionLine {
    title: String,
    from: String,
    changes: Vec<String>,
}

#[derive(Serialize)]
struct OfficeLines<'a> {
    name: &'a str,
    address: &'a str,
    window: &'a str,
    hours: &'a str,
    phone: &'a str,
    demo: bool,
}

#[derive(Serialize)]
struct Limits {
    legal_days: Option<u32>,
    legal_basis: Option<String>,
    promised_days: Option<u32>,
    spot: bool,
}

#[derive(Serialize)]
struct MatterContext<'a> {
    code: &'a str,
    name: &'a str,
    clipped: bool,
    mode: &'static str,
    mode_basis: Option<&'a str>,
    measures: Option<String>,
    ground: Option<String>,
    kind: String,
    level: Option<String>,
    department: Option<String>,
    regulator: Option<String>,
    audience: Option<String>,
    #[serde(flatten)]
    limits: Limits,
    verified: bool,
    visits: Option<u32>,
    fee: Option<String>,
    with_registration: bool,
    office: Option<OfficeLines<'a>>,
    conditions: Vec<ConditionLine<'a>>,
    documents: Vec<DocumentLine<'a>>,
    steps: Vec<StepLine<'a>>,
    commitment: Option<CommitmentLines<'a>>,
    result: Option<String>,
    basis: Vec<String>,
    supervision: Option<String>,
    quota: Option<&'a str>,
    remedy: Option<String>,
    terms: Vec<TermLink<'a>>,
    more_terms: Vec<TermLink<'a>>,
    trades: Vec<TermLink<'a>>,
    scenes: Vec<SceneLine<'a>>,
    history: Vec<RevisionLine>,
    edition: &'a str,
    hash: String,
    from: String,
}

#[derive(Serialize)]
struct ShowContext<'a> {
    matter: MatterContext<'a>,
    apply_href: Option<String>,
    stopped: Option<String>,
}

/// Terms named with a condition; more are counted.
const SCENE_TERMS: usize = 4;

/// Terms shown before the rest is folded away.
const TERMS_FIRST: usize = 12;

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (edition, words) = (hall.app().shelf().edition(), hall.words(visit));
    let asked = visit.param("code");
    let index = edition.matter_index(asked).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let matter = edition.matter_at(index).ok_or_else(|| Refusal::new(Code::NotFound))?;
    if matter.code != asked {
        // A number of the draft's list leads to the matter that stands for it.
        return Ok(Reply::see(href(&matter.code)));
    }
    let open = matter.modelled() && matter.asks();
    let context = ShowContext {
        matter: matter_context(hall, visit, index, matter)?,
        apply_href: open.then(|| format!("/apply/start{}", query(&[("matter", &matter.code)]))),
        stopped: (!matter.asks()).then(|| words.word("guide.cancelled")),
    };
    let about = About {
        title: matter.name.clone(),
        section: Some(words.word("nav.matters")),
        nav: "matters",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "matters/show.html", &about, context)?))
}

fn matter_context<'a>(hall: &'a Hall, visit: &Visit, index: MatterIndex, matter: &'a Matter) -> Result<MatterContext<'a>, Failure> {
    let (edition, words, law) = (hall.app().shelf().edition(), hall.words(visit), hall.app().law(&visit.place));
    let detail = matter.detail.as_deref();
    let name_of = |department: &str| {
        let unit = edition.unit_for(department, &visit.place);
        unit.map(|unit| unit.name.clone())
            .or_else(|| (!department.is_empty()).then(|| department.to_owned()))
    };
    let (approving, regulating) = detail.map_or((matter.department.as_str(), ""), |detail| {
        (detail.approving.as_str(), detail.regulating.as_str())
    });
    let mut terms = terms(edition, index);
    let more_terms = terms.split_off(terms.len().min(TERMS_FIRST));
    Ok(MatterContext {
        code: &matter.code,
        name: &matter.name,
        clipped: matter.name_mark == NameMark::Clipped,
        mode: mode(matter),
        mode_basis: detail.map(|detail| detail.mode_basis.as_str()),
        measures: detail
            .map(|detail| detail.measures.concat())
            .filter(|measures| !measures.is_empty()),
        ground: detail
            .and_then(|detail| detail.ground)
            .map(|ground| words.word(&format!("ground.{}", ground.name()))),
        kind: words.word(sort(matter)),
        level: detail.map(|detail| words.word(&format!("level.{}", detail.level.name()))),
        department: name_of(approving),
        regulator: name_of(regulating),
        audience: detail.map(|detail| audience(detail, words)),
        limits: limits(matter, &law)?,
        verified: matter.verified(),
        visits: detail.map(|detail| detail.visits),
        fee: detail.map(|detail| fee(detail, words)),
        with_registration: matter.with_registration(),
        office: edition.unit_for(approving, &visit.place).map(office_lines),
        conditions: conditions(detail),
        documents: documents(detail, words),
        steps: steps(detail),
        commitment: detail.and_then(|detail| commitment(detail, words)),
        result: detail.and_then(|detail| result(detail, words)),
        basis: detail.map_or(Vec::new(), |detail| detail.basis.iter().map(ToString::to_string).collect()),
        supervision: detail.map(|detail| format!("{}（{}）", detail.supervision.measure, detail.supervision.frequency)),
        quota: detail.and_then(|detail| detail.quota.as_deref()),
        remedy: if matter.is_filing() || !matter.asks() {
            None
        } else {
            Some(remedy(&law, words)?)
        },
        terms,
        more_terms,
        trades: trades(edition, index),
        scenes: scenes(edition, index),
        history: history(hall, matter)?,
        edition: &edition.title,
        hash: short_hash(&edition.hash),
        from: edition.valid_from.to_string(),
    })
}

/// The limits as a notice tells them.
fn limits(matter: &Matter, law: &Law) -> Result<Limits, Failure> {
    let legal = legal_limit(matter, law)?;
    let promised = matter.detail.as_ref().and_then(|detail| detail.promised_limit.as_ref());
    Ok(Limits {
        legal_days: legal.map(|legal| legal.days),
        legal_basis: legal.map(|legal| legal.article.to_owned()),
        promised_days: promised.map(|limit| limit.days),
        spot: matter.on_the_spot(),
    })
}

fn audience(detail: &Detail, words: &Wording) -> String {
    words.word(match detail.service {
        Service::Enterprise => "guide.for_enterprises",
        Service::Both => "guide.for_both",
    })
}

fn office_lines(unit: &Unit) -> OfficeLines<'_> {
    OfficeLines {
        name: &unit.name,
        address: &unit.address,
        window: &unit.window,
        hours: &unit.hours,
        phone: &unit.phone,
        demo: unit.demo,
    }
}

/// The conditions of a matter.
pub(super) fn conditions(detail: Option<&Detail>) -> Vec<ConditionLine<'_>> {
    let conditions = detail.map_or(&[][..], |detail| &detail.conditions).iter();
    let lines = conditions.map(|condition| ConditionLine {
        text: &condition.text,
        evidence: &condition.evidence,
        basis: &condition.article,
    });
    lines.collect()
}

fn documents<'a>(detail: Option<&'a Detail>, words: &Wording) -> Vec<DocumentLine<'a>> {
    let materials = detail.map_or(&[][..], |detail| &detail.materials).iter();
    let lines = materials.map(|material| DocumentLine {
        name: &material.name,
        state: material_state(material),
        source: material_source(material, words),
        form: if material.handed_in() {
            material_form(material, words)
        } else {
            String::new()
        },
        note: &material.note,
        basis: &material.basis,
    });
    lines.collect()
}

fn steps(detail: Option<&Detail>) -> Vec<StepLine<'_>> {
    let steps = detail.map_or(&[][..], |detail| &detail.steps).iter();
    let lines = steps.map(|step| StepLine {
        name: &step.name,
        who: &step.post,
        days: (step.days > 0).then_some(step.days),
    });
    lines.collect()
}

/// What its commitment binds to.
pub(super) fn commitment<'a>(detail: &'a Detail, words: &Wording) -> Option<CommitmentLines<'a>> {
    let commitment = detail.commitment.as_ref()?;
    Some(CommitmentLines {
        verify: words.say("guide.verified_within", &[("n", &commitment.verify_days.to_string())]),
        consequence: &commitment.consequence,
    })
}

fn result(detail: &Detail, words: &Wording) -> Option<String> {
    let name = &detail.certificate.as_ref()?.name;
    let validity = match &detail.validity {
        Validity::Months { months, .. } if months % 12 == 0 => words.say("guide.valid_years", &[("n", &(months / 12).to_string())]),
        Validity::Months { months, .. } => words.say("guide.valid_months", &[("n", &months.to_string())]),
        Validity::LongTerm => words.word("guide.valid_long"),
    };
    Some(words.say("guide.result_text", &[("name", name), ("validity", &validity)]))
}

/// How to object, with the terms of the law of today.
fn remedy(law: &Law, words: &Wording) -> Result<String, Failure> {
    let (review, court) = (law.value("general.reconsideration_days")?, law.value("general.litigation_months")?);
    Ok(words.say(
        "guide.remedy_text",
        &[
            ("days", &review.value.to_string()),
            ("review", &review.article),
            ("months", &court.value.to_string()),
            ("court", &court.article),
        ],
    ))
}

/// What has become of the matter here, the newest first; nothing while the first edition is in force.
fn history(hall: &Hall, matter: &Matter) -> Result<Vec<RevisionLine>, Failure> {
    let revisions = history::of_matter(hall.app(), &matter.code)?;
    let line = |revision: history::Revision| RevisionLine {
        title: revision.title,
        from: revision.from.to_string(),
        changes: revision.changes,
    };
    Ok(revisions.into_iter().map(line).collect())
}

/// The trades that bring it, in some shops at least.
fn trades(edition: &Edition, index: MatterIndex) -> Vec<TermLink<'_>> {
    let brings = |trade: &&Trade| {
        let terms = trade.terms.iter().filter_map(|term| edition.term_at(*term));
        terms
            .flat_map(|term| &term.needs)
            .any(|need| need.matters.matters().contains(&index))
    };
    let links = edition.trades().iter().filter(brings).map(|trade| TermLink {
        name: &trade.name,
        href: super::trades::href(trade),
    });
    links.collect()
}

/// Which shops need it: each condition once, with the terms that make it; without a condition, in any case.
fn scenes(edition: &Edition, index: MatterIndex) -> Vec<SceneLine<'_>> {
    let mut scenes: Vec<SceneLine> = Vec::new();
    for term in edition.terms() {
        for need in term.needs.iter().filter(|need| need.matters.matters().contains(&index)) {
            let when = need.when.as_deref();
            match scenes.iter_mut().find(|scene| scene.when == when) {
                Some(scene) if scene.terms.last() == Some(&term.name.as_str()) => {}
                Some(scene) if scene.terms.len() < SCENE_TERMS => scene.terms.push(&term.name),
                Some(scene) => scene.more += 1,
                None => scenes.push(SceneLine {
                    when,
                    terms: vec![&term.name],
                    more: 0,
                    basis: &need.basis,
                }),
            }
        }
    }
    // Where nothing depends on the shop the terms have said it.
    if scenes.iter().all(|scene| scene.when.is_none()) {
        scenes.clear();
    }
    scenes
}

/// The terms that lead to a matter, within a free-trade zone or outside.
fn terms(edition: &Edition, index: MatterIndex) -> Vec<TermLink<'_>> {
    let leads = edition.terms().iter().filter(|term| {
        let needs = term.needs.iter().chain(&term.needs_ftz);
        needs.flat_map(|need| need.matters.matters()).any(|matter| *matter == index)
    });
    let links = leads.map(|term| TermLink {
        name: &term.name,
        href: format!("/guide{}", query(&[("term", &term.code)])),
    });
    links.collect()
}
