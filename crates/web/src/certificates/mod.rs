//! 电子证照: what a stranger may check, what a holder may download, and what a certificate says in words.

mod api;
mod facts;
mod papers;
mod print;
mod verify;

use crate::Page;
use crate::hall::Hall;
use crate::visit::Visit;
use office::Failure;
use office::certificates::Certificate;
use serde::Serialize;

pub(crate) use api::Interface;
pub use facts::capital_in_words;
pub(crate) use facts::title;
pub(crate) use papers::tabs;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/verify", verify::form),
        Page::post("/verify", verify::typed),
        Page::get("/v/{reference}", verify::scanned),
        Page::get("/v/{reference}/signed", verify::signed),
        Page::get("/me/papers", papers::mine),
        Page::get("/certificates/{id}/pdf", print::pdf),
        Page::get("/api/v1/certificates", api::own),
        Page::get("/api/v1/certificates/{reference}", api::public),
    ]
}

/// A business licence as the macro `certificate` of `shell/macros.html` shows it, and where it leads.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LicenceCard {
    pub name: String,
    pub credit_code: String,
    pub form: String,
    pub legal_representative: String,
    pub capital: String,
    pub address: String,
    pub scope: String,
    pub issued_at: String,
    pub number: String,
    pub registrar: String,
    pub pdf_href: String,
    pub verify_href: String,
    pub qr: String,
}

/// The card of a business licence; its QR holds `verify_href`.
pub(crate) fn licence_card(hall: &Hall, visit: &Visit, licence: &Certificate) -> Result<LicenceCard, Failure> {
    let (words, statement) = (hall.words(visit), &licence.statement);
    let said = |code: &str| facts::of_code(words, statement, code);
    let verify_href = hall.public_href(&public_path(licence));
    Ok(LicenceCard {
        name: statement.holder.clone(),
        credit_code: statement.credit_code.clone(),
        form: said("kind"),
        legal_representative: said("legal_representative"),
        capital: said("capital_fen"),
        address: said("address"),
        scope: said("scope"),
        issued_at: statement.issued.to_string(),
        number: statement.number.clone(),
        registrar: statement.issuer.clone(),
        pdf_href: pdf_href(licence),
        qr: hall.qr(&verify_href)?,
        verify_href,
    })
}

/// Where the paper of a certificate is fetched, by its holder or the office.
pub(crate) fn pdf_href(certificate: &Certificate) -> String {
    format!("/certificates/{}/pdf", certificate.id)
}

/// Where anybody with the QR in hand sees what holds of a certificate.
pub(crate) fn public_path(certificate: &Certificate) -> String {
    format!("/v/{}", certificate.statement.reference)
}
