//! P28 我的证照: the certificates of an account, each with its QR.

use super::{facts, pdf_href, public_path};
use crate::hall::Hall;
use crate::parts::{Pager, Tab};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use office::Failure;
use office::certificates::{self, Certificate};
use rules::certificates::shown_state;
use serde::Serialize;

/// Certificates on a page; each carries the picture of its QR.
const PAGE_SIZE: u32 = 20;

#[derive(Serialize)]
struct PapersContext {
    tabs: Vec<Tab>,
    certificates: Vec<Card>,
    pager: Pager,
}

#[derive(Serialize)]
struct Card {
    title: String,
    number: String,
    holder: String,
    state: &'static str,
    issued_at: String,
    valid_to: Option<String>,
    registrar: String,
    pdf_href: String,
    verify_href: String,
    qr: String,
}

/// The two parts of "my space"; `here` is the path that is open.
pub(crate) fn tabs(hall: &Hall, visit: &Visit, here: &str) -> Vec<Tab> {
    let words = hall.words(visit);
    let tab = |key: &str, href: &str| Tab {
        text: words.word(key),
        href: href.to_owned(),
        count: None,
        current: href == here,
    };
    vec![tab("me.cases", "/me"), tab("me.papers", "/me/papers")]
}

/// `GET /me/papers`
pub(super) fn mine(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let account = visit.person()?.account.to_string();
    let page = Pager::asked(visit);
    let offset = u32::try_from(page - 1).unwrap_or(0).saturating_mul(PAGE_SIZE);
    let (own, total) = certificates::page_of_owner(hall.app(), &account, PAGE_SIZE, offset)?;
    let cards = own.iter().map(|certificate| card(hall, visit, certificate));
    let context = PapersContext {
        tabs: tabs(hall, visit, "/me/papers"),
        certificates: cards.collect::<Result<_, _>>()?,
        pager: Pager::new(page, i64::from(PAGE_SIZE), total, |number| format!("/me/papers?page={number}")),
    };
    let about = About {
        title: hall.words(visit).word("me.papers"),
        section: Some(hall.words(visit).word("nav.me")),
        nav: "me",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "me/papers.html", &about, context)?))
}

fn card(hall: &Hall, visit: &Visit, certificate: &Certificate) -> Result<Card, Failure> {
    let statement = &certificate.statement;
    Ok(Card {
        title: facts::title(hall.words(visit), statement),
        number: statement.number.clone(),
        holder: statement.holder.clone(),
        state: shown_state(certificate.state, statement.until, hall.app().now().day()),
        issued_at: statement.issued.to_string(),
        valid_to: statement.until.map(|day| day.to_string()),
        registrar: statement.issuer.clone(),
        pdf_href: pdf_href(certificate),
        verify_href: public_path(certificate),
        qr: hall.qr(&hall.public_href(&public_path(certificate)))?,
    })
}
