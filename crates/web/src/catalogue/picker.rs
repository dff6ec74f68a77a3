//! P06, P12: the scope picker. What is chosen travels in the form itself, so that it works without script and sign-in; opening a
//! company shows the same picker over its draft.

use super::needed::{NeededMatter, answered, summary};
use super::search::{Found, found};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::visit::{Pairs, Visit};
use crate::wording::Wording;
use office::Failure;
use rules::catalogue::{Answers, Edition, Fact, FactKind, Needed, Notice, Term, TermKind, Zone, notice};
use rules::{Code, Refusal};
use serde::Serialize;
use std::collections::BTreeSet;

/// A choice of scope terms, the main one first.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    /// Codes, each known and each once.
    pub(crate) terms: Vec<String>,
    /// Division code.
    pub(crate) place: String,
    /// Within a free-trade zone or not.
    pub(crate) zone: Zone,
    /// What was searched for.
    pub(crate) q: String,
    /// What was answered about the shop, by fact.
    pub(crate) answers: Answers,
    /// What could not be taken.
    pub(crate) refusals: Vec<Refusal>,
}

/// Terms shown for a search.
const FOUND_MAX: usize = 8;

impl Picked {
    /// A stored choice. Terms that left the catalogue meanwhile are named in the refusals.
    pub(crate) fn new(hall: &Hall, terms: &[String], place: &str, zone: Zone) -> Picked {
        let edition = hall.app().shelf().edition();
        let mut picked = Picked {
            terms: Vec::with_capacity(terms.len()),
            place: place.to_owned(),
            zone,
            q: String::new(),
            answers: Answers::new(),
            refusals: Vec::new(),
        };
        picked.take(edition, terms);
        picked
    }

    /// What a form carries, with the button that was pressed: `add`, `drop`, `main` and `trade` change the choice. The fields
    /// are those of `guide/scope.html`.
    pub(crate) fn read(hall: &Hall, place: &str, form: &Pairs) -> Picked {
        let zone = office::shelf::zone(form.get("free_trade_zone") == "yes");
        let mut picked = Picked::new(hall, &form.all("term"), place, zone);
        picked.q = form.get("q").trim().chars().take(QUERY_MAX).collect();
        if let Some(asked) = form.opt("place").filter(|asked| !asked.is_empty()) {
            if hall.app().shelf().files().divisions.get(asked).is_some() {
                picked.place = asked.to_owned();
            } else {
                picked.refusals.push(Refusal::field(Code::PlaceUnknown, "place"));
            }
        }
        let edition = hall.app().shelf().edition();
        picked.press(edition, form);
        picked.answers = answers(edition, form);
        picked
    }

    fn take(&mut self, edition: &Edition, codes: &[String]) {
        let mut unknown: Vec<&str> = Vec::new();
        for code in codes.iter().filter(|code| !code.is_empty()) {
            match edition.term(code) {
                Some(_) if self.terms.contains(code) => {}
                Some(_) => self.terms.push(code.clone()),
                None => unknown.push(code),
            }
        }
        if !unknown.is_empty() {
            let refusal = Refusal::field(Code::TermUnknown, "chosen").with("terms", unknown.join("、"));
            self.refusals.push(refusal);
        }
    }

    fn press(&mut self, edition: &Edition, form: &Pairs) {
        self.take(edition, &form.all("add"));
        if let Some(trade) = form.opt("trade").and_then(|code| edition.trade(code)) {
            let terms = trade.terms.iter().filter_map(|term| edition.term_at(*term));
            let codes: Vec<String> = terms.map(|term| term.code.clone()).collect();
            self.take(edition, &codes);
        }
        let dropped = form.get("drop");
        self.terms.retain(|code| code != dropped);
        let main = form.get("main");
        if let Some(at) = self.terms.iter().position(|code| code == main) {
            let main = self.terms.remove(at);
            self.terms.insert(0, main);
        }
    }

    /// The notice of this choice; none while nothing is chosen. It lives as long as the law given.
    pub(crate) fn notice<'e>(&self, hall: &'e Hall, law: &'e rules::law::Law) -> Result<Option<Notice<'e>>, Failure> {
        if self.terms.is_empty() {
            return Ok(None);
        }
        let terms: Vec<&str> = self.terms.iter().map(String::as_str).collect();
        Ok(Some(notice(hall.app().shelf().edition(), &terms, &self.place, self.zone, law)?))
    }
}

/// The answers a form carries. An empty one, or one the fact does not take, is none: the question stays.
pub(super) fn answers(edition: &Edition, form: &Pairs) -> Answers {
    let answers = form.iter().filter_map(|(name, text)| {
        let fact = edition.fact(name.strip_prefix(FACT)?)?;
        Some((fact.code.clone(), fact.answer(text.trim())?))
    });
    answers.collect()
}

/// Fields of answers: this and the code of the fact.
pub(super) const FACT: &str = "fact_";

/// Longest query that is kept; the search looks at fewer letters still.
const QUERY_MAX: usize = 100;

/// Where the picker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Desk<'a> {
    /// In the guide: a GET form, nothing is stored.
    Guide,
    /// Over the draft of a registration: a POST form to this address, with the version it was loaded with.
    Open { action: &'a str, version: i64 },
}

/// Context of `guide/scope.html` and `guide/_notice.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PickerContext {
    open_mode: bool,
    action: String,
    suggestions_href: &'static str,
    version: Option<i64>,
    /// Errors at `chosen`, `place` or `q`.
    pub(crate) errors: Vec<FieldError>,
    q: String,
    results: Vec<Found>,
    trades: Vec<TradeButton>,
    places: Vec<Choice>,
    place: String,
    place_name: String,
    free_trade_zone: bool,
    chosen: Vec<Chosen>,
    licence_text: LicenceText,
    notice: NoticePanel,
    /// "没有我要的条目", while a company is opened.
    pub(crate) wish: WishForm,
}

/// What somebody says who misses a term.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct WishForm {
    pub(crate) words: String,
    pub(crate) business: String,
    /// It was taken in just now; the name of the term that is kept meanwhile, or empty.
    pub(crate) taken: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct TradeButton {
    code: String,
    name: String,
}

#[derive(Clone, Debug, Serialize)]
struct Chosen {
    code: String,
    name: String,
    kind: &'static str,
    main: bool,
    line: String,
}

#[derive(Clone, Debug, Serialize)]
struct LicenceText {
    permits: Option<String>,
    generals: Option<String>,
}

/// The one-time notice beside the picker.
#[derive(Clone, Debug, Serialize)]
struct NoticePanel {
    summary: String,
    documents_needed: usize,
    documents_waived: usize,
    visits: u32,
    days: Option<u32>,
    unmodelled: usize,
    /// Something must be done in any case.
    certain: bool,
    /// The business licence alone is enough, whoever runs the trade.
    free: bool,
    unverified: bool,
    matters: Vec<NeededMatter>,
    questions: Vec<Question>,
    /// Names of the matters that the answers spare.
    spared: Vec<String>,
}

/// A question about the shop that decides, or decided, what is needed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Question {
    name: String,
    text: String,
    hint: String,
    /// `yes_no`, `number` or `choice`.
    kind: &'static str,
    unit: String,
    choices: Vec<Choice>,
    value: String,
}

/// The picker over a choice, with errors of what was done with it.
pub(crate) fn picker(
    hall: &Hall,
    visit: &Visit,
    picked: &Picked,
    desk: Desk,
    mut errors: Vec<FieldError>,
) -> Result<PickerContext, Failure> {
    let (words, edition) = (hall.words(visit), hall.app().shelf().edition());
    for refusal in &picked.refusals {
        errors.extend(hall.errors(visit, refusal, "chosen"));
    }
    let (open_mode, action, version) = match desk {
        Desk::Guide => (false, "/guide", None),
        Desk::Open { action, version } => (true, action, Some(version)),
    };
    let trades = edition.trades().iter().map(|trade| TradeButton {
        code: trade.code.clone(),
        name: trade.name.clone(),
    });
    Ok(PickerContext {
        open_mode,
        action: action.to_owned(),
        suggestions_href: "/guide/suggestions",
        version,
        errors,
        q: picked.q.clone(),
        results: found(hall, visit, &picked.q, FOUND_MAX, &picked.terms),
        trades: trades.collect(),
        // A registration stays in the place whose office it goes to.
        places: if open_mode { Vec::new() } else { places(hall, &picked.place) },
        place: picked.place.clone(),
        place_name: hall.place_name(&picked.place),
        free_trade_zone: picked.zone == Zone::FreeTrade,
        chosen: chosen(edition, picked, words),
        licence_text: licence_text(hall, picked),
        notice: panel(hall, picked, words)?,
        wish: WishForm::default(),
    })
}

fn chosen(edition: &Edition, picked: &Picked, words: &Wording) -> Vec<Chosen> {
    let terms = picked.terms.iter().filter_map(|code| edition.term(code));
    let chosen = terms.enumerate().map(|(at, term)| Chosen {
        code: term.code.clone(),
        name: term.name.clone(),
        kind: term.kind.name(),
        main: at == 0,
        line: line(edition, term, picked.zone, words),
    });
    chosen.collect()
}

/// What a term brings, in one line: what it needs in any case, then what only some shops need.
fn line(edition: &Edition, term: &Term, zone: Zone, words: &Wording) -> String {
    let (mut always, mut some) = (Vec::new(), Vec::new());
    for need in term.needs_in(zone) {
        let matters = need.matters.matters().iter().filter_map(|index| edition.matter_at(*index));
        let names: Vec<&str> = matters.filter(|matter| matter.asks()).map(|matter| matter.name.as_str()).collect();
        if names.is_empty() {
            continue;
        }
        let text = match need.matters {
            Needed::AllOf(_) => names.join("、"),
            Needed::AnyOf(_) => words.say("scope.line_one_of", &[("matters", &names.join("、"))]),
        };
        if need.when.is_none() { always.push(text) } else { some.push(text) }
    }
    let mut parts = Vec::new();
    if always.is_empty() && some.is_empty() {
        parts.push(words.word("scope.line_free"));
    }
    if !always.is_empty() {
        parts.push(words.say("scope.line_needs", &[("matters", &always.join("、"))]));
    }
    if !some.is_empty() {
        parts.push(words.say("scope.line_some", &[("matters", &some.join("、"))]));
    }
    parts.join(&words.word("list.stop"))
}

/// The terms as the licence will show them, joined as the law's wording joins them.
fn licence_text(hall: &Hall, picked: &Picked) -> LicenceText {
    let shelf = hall.app().shelf();
    let wording = shelf.files().wording(hall.app().now().day(), &picked.place);
    let separator = wording.map_or("；", |wording| wording.separator.as_str());
    let terms: Vec<&Term> = picked.terms.iter().filter_map(|code| shelf.edition().term(code)).collect();
    let (permits, generals): (Vec<&Term>, Vec<&Term>) = terms.into_iter().partition(|term| term.kind == TermKind::Permit);
    let text = |terms: Vec<&Term>| {
        let names: Vec<&str> = terms.iter().map(|term| term.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(separator))
    };
    LicenceText {
        permits: text(permits),
        generals: text(generals),
    }
}

fn panel(hall: &Hall, picked: &Picked, words: &Wording) -> Result<NoticePanel, Failure> {
    let law = hall.app().law(&picked.place);
    let notice = picked.notice(hall, &law)?;
    let (tally, (matters, spared), questions) = match &notice {
        Some(notice) => (
            notice.tally_with(&picked.answers),
            answered(notice, &picked.answers, words),
            questions(notice, &picked.answers, words),
        ),
        None => Default::default(),
    };
    Ok(NoticePanel {
        summary: if notice.is_some() {
            summary(&tally, words)
        } else {
            words.word("notice.start")
        },
        documents_needed: tally.totals.materials,
        documents_waived: tally.totals.waived,
        visits: tally.visits,
        days: tally.days_max,
        unmodelled: tally.unmodelled,
        certain: tally.totals.matters > 0,
        free: notice.is_some() && tally.licence_is_enough(),
        unverified: matters.iter().any(|matter| !matter.verified),
        matters,
        questions,
        spared,
    })
}

/// What is still to be answered, and what was, in the order of the catalogue.
pub(super) fn questions(notice: &Notice, answers: &Answers, words: &Wording) -> Vec<Question> {
    let open: BTreeSet<&str> = notice.open_questions(answers).into_iter().map(|fact| fact.code.as_str()).collect();
    let asked = notice.open_questions(&Answers::new()).into_iter();
    let asked = asked.filter(|fact| open.contains(fact.code.as_str()) || answers.contains_key(&fact.code));
    let question = |fact: &Fact| {
        let (kind, unit, choices) = match &fact.kind {
            FactKind::YesNo => (
                "yes_no",
                "",
                ["yes", "no"]
                    .map(|value| Choice::new(value, words.word(&format!("answer.{value}"))))
                    .to_vec(),
            ),
            FactKind::Number { unit } => ("number", unit.as_str(), Vec::new()),
            FactKind::Choice(choices) => {
                let choices = choices.iter().map(|choice| Choice::new(&choice.value, &choice.label));
                ("choice", "", choices.collect())
            }
        };
        Question {
            name: format!("{FACT}{}", fact.code),
            text: fact.question.clone(),
            hint: fact.hint.clone(),
            kind,
            unit: unit.to_owned(),
            choices,
            value: answers.get(&fact.code).map(ToString::to_string).unwrap_or_default(),
        }
    };
    asked.map(question).collect()
}

/// The districts one may choose: those of the city this site serves, and the one already chosen.
fn places(hall: &Hall, chosen: &str) -> Vec<Choice> {
    let divisions = &hall.app().shelf().files().divisions;
    let own = divisions.get(&hall.settings().place);
    let above = own.map_or("", |own| {
        if own.level == "county" {
            own.parent.as_str()
        } else {
            own.code.as_str()
        }
    });
    let mut places: Vec<Choice> = divisions
        .children(above)
        .map(|division| Choice::new(division.code.clone(), division.name.clone()))
        .collect();
    if !places.iter().any(|place| place.value == chosen) {
        places.insert(0, Choice::new(chosen, hall.place_name(chosen)));
    }
    places
}
