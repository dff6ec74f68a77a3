//! 超期事项: the duties of a department that are past their day. They stay here until they are done: nothing expires.

use crate::clock::{self, Due};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::exchange::{self, Overdue};
use rules::calendar::Remaining;
use rules::law::Law;
use serde::Serialize;

/// The oldest so many.
const SHOWN_MAX: u32 = 200;

#[derive(Serialize)]
struct OverdueContext {
    menu: Vec<MenuGroup>,
    total: i64,
    rows: Vec<RowLine>,
}

#[derive(Serialize)]
struct RowLine {
    kind: String,
    subject: String,
    href: Option<String>,
    due: Due,
    article: String,
}

/// `GET /desk/overdue`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let law = hall.app().law(&person.actor.place);
    let late = exchange::overdue(hall.app(), &person.actor, SHOWN_MAX)?;
    let context = OverdueContext {
        menu: desk::menu(hall, visit, "/desk/overdue")?,
        total: exchange::overdue_count(hall.app(), &person.actor)?,
        rows: late.into_iter().map(|duty| row(duty, &law, words)).collect(),
    };
    let about = About {
        title: words.word("desk.overdue"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "desk/overdue.html", &about, context)?))
}

fn row(duty: Overdue, law: &Law, words: &Wording) -> RowLine {
    // The stored day is the one that passed; how many working days ago is counted from it.
    let passed = law.calendar().working_days_between(law.day(), duty.due);
    let left = match passed {
        Some(days) => Remaining::Overdue {
            days: (-days).max(1),
            due: duty.due,
        },
        None => Remaining::Provisional,
    };
    let push = duty.subject.strip_prefix("push:");
    RowLine {
        kind: words.word(&format!("duty.{}", duty.kind)),
        href: push.map(|id| format!("/desk/pushed/{id}")),
        subject: duty.enterprise,
        due: clock::remaining(&left, words),
        article: duty.article,
    }
}
