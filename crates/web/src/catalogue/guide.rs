//! P12 准营向导: choose scope terms without signing in and see at once what is needed.

use super::picker::{Desk, Picked, PickerContext, picker};
use super::search::{Found, found};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::{Pairs, Visit};
use office::Failure;
use office::catalogue::feedback;
use rules::catalogue::feedback::WordSource;
use serde::Serialize;

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let picked = Picked::read(hall, &visit.place, &visit.query);
    count_unfound(hall, &visit.query, &picked, WordSource::Guide);
    let context = picker(hall, visit, &picked, Desk::Guide, Vec::new())?;
    answer(hall, visit, about(hall, visit), context)
}

/// Counts what somebody searched for and did not find: when he pressed the button or came with the words, not while he types
/// and not when another button sends the words along.
pub(crate) fn count_unfound(hall: &Hall, form: &Pairs, picked: &Picked, source: WordSource) {
    let another = ["add", "drop", "main", "trade"].iter().any(|button| form.opt(button).is_some());
    let searched = !another && matches!(form.get("act"), "" | "search") && !picked.q.is_empty();
    if searched && hall.app().shelf().search().find(&picked.q, 1).is_empty() {
        feedback::unfound(hall.app(), &picked.place, &picked.q, source);
    }
}

/// What the guide's page says of itself.
pub(super) fn about(hall: &Hall, visit: &Visit) -> About {
    let words = hall.words(visit);
    About {
        title: words.word("scope.title"),
        section: Some(words.word("nav.guide")),
        nav: "guide",
        ..About::default()
    }
}

/// The picker as a page, or the part of it that htmx asked for; with errors it is a form that came back.
pub(crate) fn answer(hall: &Hall, visit: &Visit, about: About, context: PickerContext) -> Result<Reply, Failure> {
    let came_back = !context.errors.is_empty();
    let about = About {
        failed: if came_back { Failed::Yes } else { Failed::No },
        ..about
    };
    let template = if visit.fragment { "guide/_notice.html" } else { "guide/scope.html" };
    let body = hall.render(visit, template, &about, context)?;
    Ok(if came_back { Reply::invalid(body) } else { Reply::html(body) })
}

#[derive(Serialize)]
struct Suggestions {
    results: Vec<Found>,
}

/// Options in the list under the search field.
const SUGGESTIONS_MAX: usize = 8;

/// The options for what is typed so far.
pub(super) fn suggestions(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let results = found(hall, visit, visit.query.get("q").trim(), SUGGESTIONS_MAX, &[]);
    let body = hall.render(visit, "guide/_suggestions.html", &About::default(), Suggestions { results })?;
    Ok(Reply::html(body))
}
