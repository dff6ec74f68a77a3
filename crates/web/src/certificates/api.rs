//! The open interface of certificates: validity for everybody who holds a reference, and an account's own.

use super::verify::verify_typed;
use super::{facts, pdf_href, public_path};
use crate::fault::Problem;
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::certificates::{self, Certificate};
use rules::certificates::{Answer, shown_state};
use rules::ids::HumanNumber;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// This row's part of the open interface.
#[derive(OpenApi)]
#[openapi(paths(public, own))]
pub(crate) struct Interface;

/// What anybody may know of a certificate.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicCertificate {
    /// `valid` or `no_longer_valid`.
    validity: &'static str,
    /// `valid`, `expired`, `revoked`, `deregistered` or `cancelled_as_penalty`.
    state: &'static str,
    /// Kind of certificate, `business-licence` for the licence.
    kind: String,
    /// Title as printed.
    title: String,
    /// Number of the certificate.
    number: String,
    /// Name of the holder.
    holder: String,
    /// Unified social credit code of the holder.
    credit_code: String,
    /// Who issued it.
    issuer: String,
    /// Division code of the issuing office.
    place: String,
    /// Day of issue.
    issued: String,
    /// Last day; null where it has none.
    until: Option<String>,
    /// Public fields as they were signed, by code.
    fields: BTreeMap<String, String>,
    /// The signature that was checked for this answer.
    signature: SignatureFacts,
    /// When the answer was given.
    checked_at: String,
}

/// How a certificate is signed.
#[derive(Serialize, ToSchema)]
struct SignatureFacts {
    /// Always `SM2-SM3`.
    algorithm: String,
    /// The published key that signed.
    key_id: String,
}

/// The datum that a typed number needs.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub(crate) struct TypedDatum {
    /// With a certificate number instead of a reference: the holder's credit code, or its last four characters.
    credit_code_end: Option<String>,
}

/// Validity and public fields of a certificate, by the reference of its QR or by its number with a datum.
#[utoipa::path(
    get,
    path = "/api/v1/certificates/{reference}",
    operation_id = "certificate_public",
    tag = "open",
    params(("reference" = String, Path, description = "The 32 characters of the QR, or the number of the certificate."), TypedDatum),
    responses(
        (status = 200, description = "In force, or no longer.", body = PublicCertificate),
        (status = 404, description = "There is no such certificate; the fact `validity` is `unknown`.", content_type = "application/problem+json", body = Problem),
    ),
)]
pub(super) fn public(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked = visit.param("reference");
    let (answer, certificate) = match HumanNumber::parse(asked) {
        Some(number) => verify_typed(hall, number.as_str(), visit.query.get("credit_code_end"))?,
        None => certificates::verify(hall.app(), asked)?,
    };
    match certificate {
        Some(certificate) => Ok(Reply::json(serde_json::to_value(shown(hall, visit, answer, &certificate))?)),
        None => Ok(unproved(hall, visit, answer)),
    }
}

/// No certificate to show: there is none, or its key is not published here.
fn unproved(hall: &Hall, visit: &Visit, answer: Answer) -> Reply {
    let (status, code) = match answer {
        Answer::CannotSay => (503, "unavailable"),
        Answer::Unknown | Answer::Valid | Answer::NoLongerValid => (404, "not-found"),
    };
    let title = hall.words(visit).word(&format!("verify.{}", answer.name()));
    let problem = Problem::new(visit, status, code, title).with("validity", answer.name());
    problem.reply((status == 503).then_some(60))
}

fn shown(hall: &Hall, visit: &Visit, answer: Answer, certificate: &Certificate) -> PublicCertificate {
    let (statement, now) = (&certificate.statement, hall.app().now());
    PublicCertificate {
        validity: answer.name(),
        state: shown_state(certificate.state, statement.until, now.day()),
        kind: statement.kind.clone(),
        title: facts::title(hall.words(visit), statement),
        number: statement.number.clone(),
        holder: statement.holder.clone(),
        credit_code: statement.credit_code.clone(),
        issuer: statement.issuer.clone(),
        place: statement.place.clone(),
        issued: statement.issued.to_string(),
        until: statement.until.map(|day| day.to_string()),
        fields: statement.fields.iter().cloned().collect(),
        signature: SignatureFacts {
            algorithm: certificate.signature.algorithm.clone(),
            key_id: certificate.signature.key_id.clone(),
        },
        checked_at: now.rfc3339(),
    }
}

/// A certificate of the caller's account.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnCertificate {
    /// Identity.
    id: String,
    /// The reference that the QR holds.
    reference: String,
    /// As in the public answer.
    state: &'static str,
    /// Kind of certificate.
    kind: String,
    /// Title as printed.
    title: String,
    /// Number of the certificate.
    number: String,
    /// Name of the holder.
    holder: String,
    /// Unified social credit code of the holder.
    credit_code: String,
    /// Day of issue.
    issued: String,
    /// Last day; null where it has none.
    until: Option<String>,
    /// Where the sealed PDF is fetched.
    pdf: String,
    /// Where the signed data are fetched.
    signed: String,
}

/// The caller's certificates.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnCertificates {
    /// Newest first, at most 200.
    items: Vec<OwnCertificate>,
}

/// The certificates of the caller's account, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/certificates",
    operation_id = "certificates_own",
    tag = "signed-in",
    responses((status = 200, description = "The account's certificates.", body = OwnCertificates)),
)]
pub(super) fn own(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let account = visit.person()?.account.to_string();
    let (words, today) = (hall.words(visit), hall.app().now().day());
    let own = certificates::of_owner(hall.app(), &account, 200)?;
    let items = own.iter().map(|certificate| {
        let statement = &certificate.statement;
        OwnCertificate {
            id: certificate.id.to_string(),
            reference: statement.reference.clone(),
            state: shown_state(certificate.state, statement.until, today),
            kind: statement.kind.clone(),
            title: facts::title(words, statement),
            number: statement.number.clone(),
            holder: statement.holder.clone(),
            credit_code: statement.credit_code.clone(),
            issued: statement.issued.to_string(),
            until: statement.until.map(|day| day.to_string()),
            pdf: pdf_href(certificate),
            signed: format!("{}/signed", public_path(certificate)),
        }
    });
    let answer = OwnCertificates { items: items.collect() };
    Ok(Reply::json(serde_json::to_value(answer)?))
}
