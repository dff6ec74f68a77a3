//! The frame of the staff console: who may stand here, and the menu with its counts.

use crate::hall::Hall;
use crate::visit::Visit;
use office::access::Person;
use office::exchange::{self, Open};
use office::{Failure, application};
use rules::access::Role;
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

/// The menu of a member of staff: only what the roles may open, each with what waits behind it. `here` is the path of the
/// entry that is open.
pub fn menu(hall: &Hall, visit: &Visit, here: &str) -> Result<Vec<MenuGroup>, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let mut groups = Vec::new();
    if holds(person, &DECIDING) {
        let look = application::Filter {
            limit: 1,
            ..application::Filter::default()
        };
        let counts = application::queue(hall.app(), &person.actor, &look)?.counts;
        let mine = MenuEntry {
            icon: "list-checks",
            text: words.word("desk.mine"),
            href: "/desk/mine",
            count: Some(counts.all),
            hot: counts.overdue > 0,
            current: here == "/desk/mine",
        };
        groups.push(MenuGroup {
            title: None,
            entries: vec![mine],
        });
    }
    if holds(person, &REGULATING) {
        let (_, waiting) = exchange::list(hall.app(), &person.actor, Open::Waiting, 1, 0)?;
        let late = exchange::overdue_count(hall.app(), &person.actor)?;
        let pushed = MenuEntry {
            icon: "bell",
            text: words.word("desk.pushed"),
            href: "/desk/pushed",
            count: Some(waiting),
            hot: false,
            current: here == "/desk/pushed",
        };
        let overdue = MenuEntry {
            icon: "clipboard-check",
            text: words.word("desk.overdue"),
            href: "/desk/overdue",
            count: Some(late),
            hot: late > 0,
            current: here == "/desk/overdue",
        };
        groups.push(MenuGroup {
            title: Some(words.word("desk.supervision")),
            entries: vec![pushed, overdue],
        });
    }
    if holds(person, &KEEPING) {
        let editions = MenuEntry {
            icon: "layers",
            text: words.word("desk.editions"),
            href: "/admin/matters",
            count: None,
            hot: false,
            current: here == "/admin/matters",
        };
        let compare = MenuEntry {
            icon: "list-checks",
            text: words.word("desk.compare"),
            href: "/admin/compare",
            count: None,
            hot: false,
            current: here == "/admin/compare",
        };
        groups.push(MenuGroup {
            title: Some(words.word("desk.keeping")),
            entries: vec![editions, compare],
        });
    }
    Ok(groups)
}
