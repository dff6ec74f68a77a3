//! The pages of `docs/generated/` about states, grants and routes.

use rules::access::{Grant, Role, allows};
use rules::application::{Phase, Step, TRANSITIONS};
use testkit::generated::{is_current, table};

const MADE: &str = "Made by `cargo xtask regenerate`; do not edit.";

#[test]
fn the_page_of_states_is_current() {
    let head: Vec<&str> = ["State"].into_iter().chain(Step::ALL.iter().map(|step| step.name())).collect();
    let rows = Phase::ALL.iter().map(|from| {
        let next = Step::ALL.iter().map(|step| {
            let row = TRANSITIONS.iter().find(|row| row.0 == *from && row.1 == *step);
            row.map_or_else(|| "–".to_owned(), |row| format!("`{}`", row.2.name()))
        });
        [format!("`{}`", from.name())].into_iter().chain(next).collect()
    });
    is_current(
        "states.md",
        &format!(
            "# States of an application\n\n{MADE}\nA step leads from the state of its line to the state that is named; – is refused.\n\n{}",
            table(&head, rows)
        ),
    );
}

#[test]
fn the_page_of_grants_is_current() {
    let head: Vec<&str> = ["Act"].into_iter().chain(Role::ALL.iter().map(|role| role.name())).collect();
    let rows = Grant::ALL.iter().map(|grant| {
        let may = Role::ALL.iter().map(|role| if allows(*role, *grant) { "✓" } else { "" }.to_owned());
        [format!("`{}`", grant.name())].into_iter().chain(may).collect()
    });
    is_current(
        "grants.md",
        &format!(
            "# Who may do what\n\n{MADE}\nWhat a role may do at all; whether it may be done to this thing is asked of the thing, in the act.\n\n{}",
            table(&head, rows)
        ),
    );
}

#[test]
fn the_page_of_routes_is_current() {
    let mut pages = web::pages();
    pages.sort_by_key(|page| (page.path, page.method));
    let rows = pages.iter().map(|page| vec![page.method.to_owned(), format!("`{}`", page.path)]);
    is_current(
        "routes.md",
        &format!(
            "# Routes\n\n{MADE}\n{} pages and functions; beside them `/assets/{{name}}`, `/healthz` and `/readyz`.\n\n{}",
            pages.len(),
            table(&["Method", "Path"], rows)
        ),
    );
}
