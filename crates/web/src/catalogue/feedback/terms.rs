//! 条目反馈: like words that found nothing, and the gaps that keepers made of them.

use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::feedback::{self, Card, Change, Overview, Word};
use rules::access::Grant;
use rules::catalogue::feedback::WordSource;
use rules::ids::GapId;
use rules::{Code, Refusal};
use serde::Serialize;

/// Groups of words on the page.
const GROUPS_MAX: usize = 50;

#[derive(Serialize)]
struct TermsContext {
    menu: Vec<MenuGroup>,
    errors: Vec<FieldError>,
    groups: Vec<Group>,
    groups_total: usize,
    open: Vec<GapLine>,
    closed: Vec<GapLine>,
    /// Gaps that more words may be put into.
    targets: Vec<Choice>,
    may_keep: bool,
    done: bool,
}

#[derive(Serialize)]
struct Group {
    title: String,
    total: i64,
    waiting: i64,
    words: Vec<WordLine>,
}

/// A word with where it was typed.
#[derive(Serialize)]
pub(super) struct WordLine {
    word: String,
    guide: i64,
    registration: i64,
    api: i64,
    waiting: i64,
    last: Option<String>,
}

/// A gap in a list.
#[derive(Serialize)]
pub(super) struct GapLine {
    pub(super) id: String,
    title: String,
    place: String,
    pub(super) stage: &'static str,
    wording: Option<String>,
    kind: Option<&'static str>,
    matters: Vec<String>,
    times: i64,
    waiting: i64,
    own: bool,
    href: String,
}

pub(super) fn word(word: &Word) -> WordLine {
    let times = |source: WordSource| word.times.get(&source).copied().unwrap_or(0);
    WordLine {
        guide: times(WordSource::Guide),
        registration: times(WordSource::Registration),
        api: times(WordSource::Api),
        waiting: word.waiting,
        last: word.last.map(|day| day.to_string()),
        word: word.word.clone(),
    }
}

pub(super) fn gap(hall: &Hall, card: &Card) -> GapLine {
    let edition = hall.app().shelf().edition();
    let proposal = card.proposal.as_ref();
    let name = |code: &String| edition.matter(code).map_or_else(|| code.clone(), |matter| matter.name.clone());
    GapLine {
        id: card.id.to_string(),
        title: card.title.clone(),
        place: hall.place_name(&card.place),
        stage: card.gap.stage().name(),
        wording: proposal.map(|proposal| proposal.wording.clone()),
        kind: proposal.map(|proposal| proposal.kind.name()),
        matters: proposal
            .map(|proposal| proposal.matters.iter().map(name).collect())
            .unwrap_or_default(),
        times: card.times,
        waiting: card.waiting,
        own: card.own,
        href: href(card.id),
    }
}

/// Where a gap is looked at.
pub(super) fn href(id: GapId) -> String {
    format!("/admin/term-feedback/{id}")
}

/// `GET /admin/term-feedback`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, Vec::new())?))
}

/// `POST /admin/term-feedback`: the ticked words become a gap, or come into one.
pub(super) fn collect(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    let (words, into) = (visit.form.all("words"), visit.form.get("into"));
    let done = if into.is_empty() {
        feedback::open(hall.app(), &visit.caller(), words)
    } else {
        join(hall, visit, into, words)
    };
    match done {
        Ok(id) => Ok(Reply::see(format!("{}?done=collected", href(id)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "words")?;
            Ok(Reply::invalid(html(hall, visit, errors)?))
        }
    }
}

fn join(hall: &Hall, visit: &Visit, into: &str, words: Vec<String>) -> Result<GapId, Failure> {
    let id = GapId::parse(into).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let detail = feedback::detail(hall.app(), &visit.staff()?.actor, id)?;
    feedback::change(hall.app(), &visit.caller(), id, detail.card.version, Change::Join { words })?;
    Ok(id)
}

fn html(hall: &Hall, visit: &Visit, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let Overview { loose, gaps } = feedback::overview(hall.app(), &person.actor)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let group = |words: &Vec<Word>| Group {
        title: words.first().map(|word| word.word.clone()).unwrap_or_default(),
        total: words.iter().map(Word::total).sum(),
        waiting: words.iter().map(|word| word.waiting).sum(),
        words: words.iter().map(word).collect(),
    };
    let (open, closed): (Vec<&Card>, Vec<&Card>) = gaps.iter().partition(|card| card.gap.is_open());
    let own = open.iter().filter(|card| card.own);
    let context = TermsContext {
        menu: desk::menu(hall, visit, "/admin/term-feedback")?,
        errors,
        groups_total: loose.len(),
        groups: loose.iter().take(GROUPS_MAX).map(group).collect(),
        targets: own.map(|card| Choice::new(card.id.to_string(), &card.title)).collect(),
        open: open.into_iter().map(|card| gap(hall, card)).collect(),
        closed: closed.into_iter().map(|card| gap(hall, card)).collect(),
        may_keep: person.actor.check(Grant::GapOpen).is_ok(),
        done: visit.query.get("done") == "collected",
    };
    let about = About {
        title: words.word("term_feedback.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/term-feedback.html", &about, context)
}
