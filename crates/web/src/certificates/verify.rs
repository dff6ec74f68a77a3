//! P31 证照核验: four answers for strangers, from the QR's address or from a typed number with a datum of the certificate.
//! Nothing that was asked is written down; a wrong number and a wrong datum look the same.

use super::{facts, public_path};
use crate::clock;
use crate::hall::Hall;
use crate::parts::{FieldError, Labelled};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::tries::Allowance;
use crate::visit::Visit;
use crate::wording::Wording;
use office::certificates::{self, Certificate, DATUM_LENGTH_MIN};
use office::registry::LICENCE;
use office::{Failure, Fault};
use rules::certificates::{Answer, shown_state};
use rules::ids::fold_typed;
use rules::{Code, Refusal};
use serde::Serialize;
use serde_json::json;

#[derive(Default, Serialize)]
struct VerifyContext<'a> {
    number: &'a str,
    datum: &'a str,
    errors: Vec<FieldError>,
    answer: Option<AnswerView>,
}

#[derive(Serialize)]
struct AnswerView {
    kind: &'static str,
    typed: bool,
    state: Option<&'static str>,
    title: Option<String>,
    fields: Vec<Labelled>,
    checked_at: String,
    signature: Option<SignatureView>,
    permits: Vec<PermitLine>,
    offline_href: Option<String>,
}

#[derive(Serialize)]
struct SignatureView {
    algorithm: String,
    key: String,
}

#[derive(Serialize)]
struct PermitLine {
    name: String,
    number: String,
    state: &'static str,
    href: String,
}

/// How the visitor asked: the sentence for "no such certificate" says what to look at again.
#[derive(Clone, Copy)]
enum Asked {
    Scanned,
    Typed,
}

/// `GET /verify`
pub(super) fn form(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(form_html(hall, visit, Failed::No, VerifyContext::default())?))
}

fn form_html(hall: &Hall, visit: &Visit, failed: Failed, context: VerifyContext) -> Result<String, Failure> {
    let about = About {
        title: hall.words(visit).word("nav.verify"),
        nav: "verify",
        failed,
        ..About::default()
    };
    hall.render(visit, "verify.html", &about, context)
}

/// `POST /verify`: the number goes in a form, so that it stands in no address and no log.
pub(super) fn typed(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, datum) = (visit.form.get("number").trim(), visit.form.get("datum").trim());
    let mut errors = Vec::new();
    if number.is_empty() {
        errors.push(hall.error(visit, "number", "verify.number_missing"));
    }
    if datum.chars().filter_map(fold_typed).count() < DATUM_LENGTH_MIN {
        errors.push(hall.error(visit, "datum", "verify.datum_short"));
    }
    let verified = match errors.is_empty().then(|| verify_typed(hall, number, datum)) {
        Some(Err(refused @ Failure::Refused(_))) => {
            errors = hall.at_form(visit, refused, "number")?;
            None
        }
        other => other,
    };
    let Some(verified) = verified else {
        let context = VerifyContext {
            number,
            datum,
            errors,
            answer: None,
        };
        return Ok(Reply::invalid(form_html(hall, visit, Failed::Yes, context)?));
    };
    answered(hall, visit, Asked::Typed, verified)
}

/// Checks a typed number within the allowance of wrong tries; page and open interface share the count.
pub(super) fn verify_typed(hall: &Hall, number: &str, datum: &str) -> Verified {
    let (app, law) = (hall.app(), hall.app().law(""));
    let allowance = Allowance {
        tries: law.number("access.lockout_failures")?,
        minutes: law.number("access.lockout_minutes")?,
    };
    let folded: String = number.chars().filter_map(fold_typed).take(40).collect();
    if !hall.tries().may(&folded, allowance, app.now()) {
        return Err(Refusal::new(Code::LockedOut).into());
    }
    let verified = certificates::verify_typed(app, number, datum)?;
    match verified.0 {
        Answer::Unknown => hall.tries().wrong(&folded, allowance, app.now()),
        Answer::Valid | Answer::NoLongerValid => hall.tries().right(&folded),
        Answer::CannotSay => {}
    }
    Ok(verified)
}

/// `GET /v/{reference}`
pub(super) fn scanned(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    answered(
        hall,
        visit,
        Asked::Scanned,
        certificates::verify(hall.app(), visit.param("reference")),
    )
}

type Verified = Result<(Answer, Option<Certificate>), Failure>;

/// The page of an answer. When the world fails, that is an answer too; it goes to the log without what was asked.
fn answered(hall: &Hall, visit: &Visit, asked: Asked, verified: Verified) -> Result<Reply, Failure> {
    let found = verified.and_then(|(answer, certificate)| {
        let permits = certificate.as_ref().map(|licence| permits(hall, visit, licence)).transpose()?;
        Ok((answer, certificate, permits.unwrap_or_default()))
    });
    let (answer, certificate, permits) = match found {
        Ok(found) => found,
        Err(Failure::Fault(fault)) => {
            tracing::error!(request = visit.request_id, %fault, "verification");
            (Answer::CannotSay, None, Vec::new())
        }
        Err(refused) => return Err(refused),
    };
    let words = hall.words(visit);
    let mut view = AnswerView {
        kind: answer.name(),
        typed: matches!(asked, Asked::Typed),
        state: None,
        title: None,
        fields: Vec::new(),
        checked_at: clock::moment(hall.app().now()),
        signature: None,
        permits,
        offline_href: None,
    };
    if let Some(certificate) = &certificate {
        let statement = &certificate.statement;
        view.state = Some(shown_state(certificate.state, statement.until, hall.app().now().day()));
        view.title = Some(facts::title(words, statement));
        view.fields = public_fields(words, certificate);
        view.signature = Some(SignatureView {
            algorithm: certificate.signature.algorithm.clone(),
            key: certificate.signature.key_id.clone(),
        });
        view.offline_href = Some(format!("{}/signed", public_path(certificate)));
    }
    let about = About {
        title: words.word(&format!("verify.{}", answer.name())),
        section: Some(words.word("nav.verify")),
        nav: "verify",
        failed: Failed::No,
    };
    let context = VerifyContext {
        answer: Some(view),
        ..VerifyContext::default()
    };
    let body = hall.render(visit, "verify.html", &about, context)?;
    Ok(Reply::Html {
        status: status(answer, asked),
        body,
    })
}

/// The address of a certificate that is not there is not found; a form that was looked at is answered.
fn status(answer: Answer, asked: Asked) -> u16 {
    match (answer, asked) {
        (Answer::CannotSay, Asked::Scanned | Asked::Typed) => 503,
        (Answer::Unknown, Asked::Scanned) => 404,
        (Answer::Unknown, Asked::Typed) | (Answer::Valid | Answer::NoLongerValid, Asked::Scanned | Asked::Typed) => 200,
    }
}

fn public_fields(words: &Wording, certificate: &Certificate) -> Vec<Labelled> {
    let statement = &certificate.statement;
    let line = |key: &str, value: String| Labelled {
        label: words.word(key),
        value,
        source: None,
    };
    let mut fields = vec![
        line("certificate.number", statement.number.clone()),
        line("certificate.holder", statement.holder.clone()),
        line("case.credit_code", statement.credit_code.clone()),
    ];
    fields.extend(facts::all(words, statement));
    fields.extend([
        line("certificate.issued", facts::date(words, statement.issued)),
        line("certificate.until", facts::until(words, statement)),
        line("certificate.registrar", statement.issuer.clone()),
    ]);
    fields
}

/// 一照行: with the licence stand the permits and filings of the same holder.
fn permits(hall: &Hall, visit: &Visit, licence: &Certificate) -> Result<Vec<PermitLine>, Failure> {
    if licence.statement.kind != LICENCE {
        return Ok(Vec::new());
    }
    let (words, today) = (hall.words(visit), hall.app().now().day());
    let all = certificates::of_enterprise(hall.app(), &licence.enterprise, 100)?;
    let others = all.iter().filter(|one| one.statement.kind != LICENCE);
    Ok(others
        .map(|one| PermitLine {
            name: facts::title(words, &one.statement),
            number: one.statement.number.clone(),
            state: shown_state(one.state, one.statement.until, today),
            href: public_path(one),
        })
        .collect())
}

/// What turns the file of [`signed`] into files that OpenSSL checks without us.
const COMMANDS: [&str; 4] = [
    "jq -j .content FILE > content.json",
    "jq -r .signature FILE | xxd -r -p > content.sig",
    "jq -j .public_key FILE > key.pem",
    "openssl pkeyutl -verify -pubin -inkey key.pem -in content.json -sigfile content.sig -rawin -digest sm3 \
     -pkeyopt distid:1234567812345678",
];

/// `GET /v/{reference}/signed`: the exact bytes that were signed, with signature, key and the way to check them.
pub(super) fn signed(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (_, certificate) = certificates::verify(hall.app(), visit.param("reference"))?;
    let certificate = certificate.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let pem = key_of(hall, &certificate)?;
    let name = format!("{}.json", certificate.statement.number);
    let commands: Vec<String> = COMMANDS.iter().map(|command| command.replace("FILE", &name)).collect();
    let body = json!({
        "content": certificate.content,
        "signature": certificate.signature.der_hex,
        "algorithm": certificate.signature.algorithm,
        "key_id": certificate.signature.key_id,
        "public_key": pem,
        "check": commands,
    });
    Ok(Reply::File {
        bytes: serde_json::to_vec_pretty(&body)?,
        media: "application/json",
        name,
        inline: false,
    })
}

/// The published key that signed a certificate.
pub(super) fn key_of(hall: &Hall, certificate: &Certificate) -> Result<String, Failure> {
    let id = &certificate.signature.key_id;
    let pem = certificates::public_key(hall.app(), id)?;
    Ok(pem.ok_or_else(|| Fault::world("signing key", format!("{id} is not published")))?)
}
