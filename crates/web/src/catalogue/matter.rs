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
use rules::calendar::Date;
use rules::catalogue::{
    Detail, Discretion, DiscretionRule, Edition, Matter, MatterIndex, NameMark, Power, Service, Trade, Unit, Validity, legal_limit,
};
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
struct Across<'a> {
    /// `free_trade` when the other one runs within the zone.
    zone: &'static str,
    name: &'a str,
    href: String,
    basis: &'a str,
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
    /// The same matter on the other side of a free-trade zone's border.
    across: Option<Across<'a>>,
    /// Why it is not the list's own office.
    power: Option<String>,
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
    visit_class: Option<&'static str>,
    discretion: Vec<DiscretionLines<'a>>,
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
    report_href: String,
    stopped: Option<String>,
    draft: Option<Draft>,
}

/// The draft of an edition a guide is looked at in before it is in force.
#[derive(Serialize)]
pub(super) struct Draft {
    /// Number of the edition.
    pub(super) edition: i64,
    /// Where the matter is edited.
    pub(super) href: String,
}

/// A table of discretion: what is decided, and what for which facts.
#[derive(Serialize)]
struct DiscretionLines<'a> {
    name: &'a str,
    article: &'a str,
    rules: Vec<RuleLine<'a>>,
}

#[derive(Serialize)]
struct RuleLine<'a> {
    when: &'a str,
    range: String,
}

fn discretion(detail: &Detail) -> Vec<DiscretionLines<'_>> {
    detail.discretion.iter().map(discretion_lines).collect()
}

fn discretion_lines(table: &Discretion) -> DiscretionLines<'_> {
    let rule = |rule| rule_line(rule, &table.unit);
    DiscretionLines {
        name: &table.name,
        article: &table.article,
        rules: table.rules.iter().map(rule).collect(),
    }
}

fn rule_line<'a>(rule: &'a DiscretionRule, unit: &str) -> RuleLine<'a> {
    RuleLine {
        when: &rule.when,
        range: format!("{} {unit}", rule.range).trim_end().to_owned(),
    }
}

/// The class it is published under on a day: the guide says what the batches say.
fn visit_class(edition: &Edition, code: &str, day: Date) -> Option<&'static str> {
    edition.visits_on(day).get(code).map(|entry| entry.class.name())
}

/// Terms named with a condition; more are counted.
const SCENE_TERMS: usize = 4;

/// Terms shown before the rest is folded away.
const TERMS_FIRST: usize = 12;

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let edition = hall.app().shelf().edition();
    let asked = visit.param("code");
    let index = edition.matter_index(asked).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let matter = edition.matter_at(index).ok_or_else(|| Refusal::new(Code::NotFound))?;
    if matter.code != asked {
        // A number of the draft's list leads to the matter that stands for it.
        return Ok(Reply::see(href(&matter.code)));
    }
    show(hall, visit, edition, index, None)
}

/// The guide of a matter of an edition: the one in force, or a draft that keepers look at as an applicant would.
pub(super) fn show(hall: &Hall, visit: &Visit, edition: &Edition, index: MatterIndex, draft: Option<Draft>) -> Result<Reply, Failure> {
    let words = hall.words(visit);
    let matter = edition.matter_at(index).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let open = matter.modelled() && matter.asks() && draft.is_none();
    let context = ShowContext {
        report_href: format!("/matters/report{}", query(&[("matter", &matter.code)])),
        matter: matter_context(hall, visit, edition, index, matter)?,
        apply_href: open.then(|| format!("/apply/start{}", query(&[("matter", &matter.code)]))),
        draft,
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

fn matter_context<'a>(
    hall: &Hall,
    visit: &Visit,
    edition: &'a Edition,
    index: MatterIndex,
    matter: &'a Matter,
) -> Result<MatterContext<'a>, Failure> {
    let (words, law) = (hall.words(visit), hall.app().law(&visit.place));
    let detail = matter.detail.as_deref();
    let name_of = |department: &str| {
        let unit = edition.unit_for(department, &visit.place);
        unit.map(|unit| unit.name.clone())
            .or_else(|| (!department.is_empty()).then(|| department.to_owned()))
    };
    let acting = edition.acting(matter, &visit.place);
    let regulating = detail.map_or("", |detail| detail.regulating.as_str());
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
        across: across(edition, matter),
        power: acting.power.map(|power| {
            let by = Some(power.by.as_str()).filter(|by| !by.is_empty()).unwrap_or(acting.department);
            told(power, &name_of(by).unwrap_or_default(), words)
        }),
        department: acting.accepts.map(|unit| unit.name.clone()).or_else(|| name_of(acting.department)),
        regulator: name_of(regulating),
        audience: detail.map(|detail| audience(detail, words)),
        limits: limits(matter, &law)?,
        verified: matter.verified(),
        visits: detail.map(|detail| detail.visits),
        fee: detail.map(|detail| fee(detail, words)),
        with_registration: matter.with_registration(),
        office: acting.accepts.map(office_lines),
        conditions: conditions(detail),
        documents: documents(detail, words),
        steps: steps(detail),
        commitment: detail.and_then(|detail| commitment(detail, words)),
        result: detail.and_then(|detail| result(detail, words)),
        basis: detail.map_or(Vec::new(), |detail| detail.basis.iter().map(ToString::to_string).collect()),
        supervision: detail.map(|detail| format!("{}（{}）", detail.supervision.measure, detail.supervision.frequency)),
        quota: detail.and_then(|detail| detail.quota.as_deref()),
        visit_class: visit_class(edition, &matter.code, hall.app().now().day()),
        discretion: detail.map_or(Vec::new(), discretion),
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

fn across<'e>(edition: &'e Edition, matter: &Matter) -> Option<Across<'e>> {
    let other = edition.matter_at(matter.elsewhere?)?;
    let within = if other.free_trade_zone {
        other
    } else {
        edition.matter(&matter.code)?
    };
    let basis = within.detail.as_ref().and_then(|detail| detail.territory_basis.as_deref());
    Some(Across {
        zone: if other.free_trade_zone { "free_trade" } else { "elsewhere" },
        name: &other.name,
        href: href(&other.code),
        basis: basis.unwrap_or_default(),
    })
}

/// By which form of law, whose power and which document another office acts.
fn told(power: &Power, by: &str, words: &Wording) -> String {
    let facts = [("by", by), ("from", &power.from.to_string()), ("basis", &power.basis)];
    words.say(&format!("power.{}", power.form.name()), &facts)
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
