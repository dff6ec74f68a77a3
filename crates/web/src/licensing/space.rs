//! P27 我的空间: what waits for oneself, drafts, applications by page, and one's enterprises.

use super::case::own_page;
use super::track::{form_href, matter_name, shown_due};
use crate::catalogue::{WishLine, my_wishes};
use crate::certificates::tabs;
use crate::clock::{self, Due, moment};
use crate::hall::Hall;
use crate::parts::{Pager, Tab, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use office::application::{self, Item, Own};
use office::registry::{self, LICENCE};
use office::{Failure, certificates};
use rules::calendar::days_after;
use rules::certificates::shown_state;
use serde::Serialize;

const PAGE_SIZE: u32 = 20;
/// Drafts and corrections shown at once; nobody has that many.
const LISTED_MAX: u32 = 50;
/// Enterprises beside the list; who has more finds all of them where an application begins.
const ENTERPRISES_MAX: u32 = 8;
const CERTIFICATES_MAX: u32 = 200;

#[derive(Serialize)]
struct Todo {
    title: String,
    text: String,
    href: String,
    action: String,
    due: Option<Due>,
}

#[derive(Serialize)]
struct DraftLine {
    title: String,
    text: String,
    href: String,
    begun_at: String,
}

#[derive(Serialize)]
struct CaseLine {
    number: String,
    matter: String,
    mode: Option<&'static str>,
    state: &'static str,
    subject: String,
    due: Option<Due>,
    href: String,
    submitted_at: String,
}

#[derive(Serialize)]
struct EnterpriseLine {
    name: String,
    credit_code: String,
    state: Option<&'static str>,
    certificates: usize,
    href: String,
}

#[derive(Serialize)]
struct SpaceContext {
    tabs: Vec<Tab>,
    todos: Vec<Todo>,
    drafts: Vec<DraftLine>,
    cases: Vec<CaseLine>,
    wishes: Vec<WishLine>,
    enterprises: Vec<EnterpriseLine>,
    more_enterprises: bool,
    pager: Pager,
}

/// `GET /me`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let asked = u32::try_from(Pager::asked(visit)).unwrap_or(1);
    let list = |which, offset, limit| application::own(hall.app(), person.account, which, offset, limit);
    let (drafts, _) = list(Own::Drafts, 0, LISTED_MAX)?;
    let (correcting, _) = list(Own::Correcting, 0, LISTED_MAX)?;
    let (mut cases, total) = list(Own::HandedIn, (asked - 1) * PAGE_SIZE, PAGE_SIZE)?;
    let mut at = i64::from(asked);
    if cases.is_empty() && total > 0 {
        // A page behind the last one, from an old link: the first one instead.
        (cases, at) = (list(Own::HandedIn, 0, PAGE_SIZE)?.0, 1);
    }
    let kept_days = hall.app().law(&person.actor.place).number("licensing.draft_keep_days")?;
    let words = hall.words(visit);
    let enterprises = enterprises(hall, visit)?;
    let context = SpaceContext {
        tabs: tabs(hall, visit, "/me"),
        todos: correcting.iter().map(|item| todo(hall, visit, item)).collect(),
        drafts: drafts.iter().map(|item| draft(hall, visit, item, kept_days)).collect(),
        cases: cases.iter().map(|item| line(hall, visit, item)).collect(),
        wishes: my_wishes(hall, person)?,
        more_enterprises: u32::try_from(enterprises.len()).is_ok_and(|shown| shown >= ENTERPRISES_MAX),
        enterprises,
        pager: Pager::new(at, i64::from(PAGE_SIZE), total, |page| {
            format!("/me{}", query(&[("page", &page.to_string())]))
        }),
    };
    let about = About {
        title: words.word("nav.me"),
        nav: "me",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "me/index.html", &about, context)?))
}

fn todo(hall: &Hall, visit: &Visit, item: &Item) -> Todo {
    let words = hall.words(visit);
    Todo {
        title: matter_name(hall, words, &item.application),
        text: format!("{} · {}", item.claim.subject_name, item.application.number),
        href: format!("/apply/{}/fix", item.application.id),
        action: words.word("track.fix_go"),
        due: shown_due(&item.standing, words),
    }
}

fn draft(hall: &Hall, visit: &Visit, item: &Item, kept_days: i64) -> DraftLine {
    let words = hall.words(visit);
    let subject = Some(item.claim.subject_name.as_str()).filter(|name| !name.is_empty());
    let until = days_after(item.created.day(), kept_days).to_string();
    let kept = words.say("me.kept_until", &[("date", &until)]);
    DraftLine {
        title: matter_name(hall, words, &item.application),
        text: format!("{} · {kept}", subject.map_or_else(|| words.word("open.unnamed"), str::to_owned)),
        href: form_href(&item.application),
        begun_at: moment(item.created),
    }
}

fn line(hall: &Hall, visit: &Visit, item: &Item) -> CaseLine {
    let (words, application) = (hall.words(visit), &item.application);
    let matter = hall.app().shelf().edition_of(&application.edition).matter(&application.matter);
    CaseLine {
        number: application.number.to_string(),
        matter: matter_name(hall, words, application),
        mode: matter.and_then(|matter| matter.mode).map(|mode| mode.name()),
        state: clock::state(item.standing.phase, application.road),
        subject: item.claim.subject_name.clone(),
        due: shown_due(&item.standing, words),
        href: own_page(application.id),
        submitted_at: moment(item.claim.handed_in.unwrap_or(item.created)),
    }
}

fn enterprises(hall: &Hall, visit: &Visit) -> Result<Vec<EnterpriseLine>, Failure> {
    let account = visit.person()?.account;
    let all = certificates::of_owner(hall.app(), &account.to_string(), CERTIFICATES_MAX)?;
    let today = hall.app().now().day();
    let line = |enterprise: registry::Enterprise| {
        let id = enterprise.id.to_string();
        let own: Vec<_> = all.iter().filter(|certificate| certificate.enterprise == id).collect();
        let licence = own.iter().find(|certificate| certificate.statement.kind == LICENCE);
        EnterpriseLine {
            href: format!("/apply/start{}", query(&[("enterprise", &id)])),
            name: enterprise.name,
            credit_code: enterprise.credit_code,
            state: licence.map(|licence| shown_state(licence.state, licence.statement.until, today)),
            certificates: own.len(),
        }
    };
    let owned = registry::of_owner(hall.app(), account, ENTERPRISES_MAX)?;
    Ok(owned.into_iter().map(line).collect())
}
