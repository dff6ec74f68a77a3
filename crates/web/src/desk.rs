//! The frame of the staff console: who may stand here, and the menu with its counts.

use crate::hall::Hall;
use crate::visit::Visit;
use office::access::Person;
use office::catalogue::{feedback, proof_reports};
use office::exchange::{self, Open};
use office::{Failure, application};
use rules::access::{Grant, Role};
use serde::Serialize;

/// A group of the menu.
#[derive(Serialize)]
pub struct MenuGroup {
    title: Option<String>,
    entries: Vec<MenuEntry>,
}

#[derive(Serialize)]
struct MenuEntry {
    icon: &'static str,
    text: String,
    href: &'static str,
    count: Option<i64>,
    hot: bool,
    current: bool,
}

/// Roles with a queue of applications.
pub const DECIDING: [Role; 4] = [Role::Window, Role::Registrar, Role::Approver, Role::Supervisor];
/// Roles that get pushes.
pub const REGULATING: [Role; 2] = [Role::Regulator, Role::Supervisor];

/// Roles that see editions before they are in force.
pub const KEEPING: [Role; 2] = [Role::Keeper, Role::Supervisor];

/// Whether the person holds one of these roles.
pub fn holds(person: &Person, roles: &[Role]) -> bool {
    roles.iter().any(|role| person.actor.is(*role))
}

/// What waits behind an entry: how many, and whether any of it is late.
type Waiting = Option<(i64, bool)>;

/// The menu of a member of staff: only what the roles may open, each with what waits behind it. `here` is the path of the
/// entry that is open.
pub fn menu(hall: &Hall, visit: &Visit, here: &str) -> Result<Vec<MenuGroup>, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let entry = |icon: &'static str, key: &str, href: &'static str, waiting: Waiting| MenuEntry {
        icon,
        text: words.word(key),
        href,
        count: waiting.map(|(count, _)| count),
        hot: waiting.is_some_and(|(_, late)| late),
        current: here == href,
    };
    let mut groups = Vec::new();
    if holds(person, &DECIDING) {
        let look = application::Filter {
            limit: 1,
            ..application::Filter::default()
        };
        let counts = application::queue(hall.app(), &person.actor, &look)?.counts;
        let waiting = Some((counts.all, counts.overdue > 0));
        let mut entries = vec![entry("list-checks", "desk.mine", "/desk/mine", waiting)];
        if person.actor.check(Grant::TermWish).is_ok() {
            entries.push(entry("file-text", "term_wish.desk", "/desk/term-wishes", None));
        }
        groups.push(MenuGroup { title: None, entries });
    }
    if holds(person, &REGULATING) {
        let (_, waiting) = exchange::list(hall.app(), &person.actor, Open::Waiting, 1, 0)?;
        let late = exchange::overdue_count(hall.app(), &person.actor)?;
        groups.push(MenuGroup {
            title: Some(words.word("desk.supervision")),
            entries: vec![
                entry("bell", "desk.pushed", "/desk/pushed", Some((waiting, false))),
                entry("clipboard-check", "desk.overdue", "/desk/overdue", Some((late, late > 0))),
            ],
        });
    }
    if holds(person, &KEEPING) {
        let wishes = feedback::waiting(hall.app(), &person.actor)?;
        let (reports, late) = proof_reports::waiting(hall.app(), &person.actor)?;
        groups.push(MenuGroup {
            title: Some(words.word("desk.keeping")),
            entries: vec![
                entry("layers", "desk.editions", "/admin/matters", None),
                entry("list-checks", "desk.compare", "/admin/compare", None),
                entry("clipboard-check", "desk.assignment", "/admin/assignment", None),
                entry("map-pin", "desk.places", "/admin/places", None),
                entry("clock", "calendar.title", "/admin/calendar", None),
                entry("list-checks", "term_feedback.title", "/admin/term-feedback", Some((wishes, false))),
                entry("inbox", "proof_report.tasks", "/admin/proof-reports", Some((reports, late > 0))),
            ],
        });
    }
    Ok(groups)
}
