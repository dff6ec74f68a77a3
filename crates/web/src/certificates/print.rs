//! The paper of a certificate: printed from its signed statement, with that statement attached, and the whole file sealed.
//! Always in Chinese, whatever the language of the page: the paper is the same for everybody.

use super::verify::key_of;
use super::{facts, public_path};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::wording::{Lang, Wording};
use office::certificates::{self, Certificate};
use office::registry::LICENCE;
use office::{Failure, Fault};
use paper::{Document, Licence, Pair, Permit, ScopePart, SealMark, SignedData, Verify};
use rules::certificates::{Statement, shown_state};
use rules::ids::CertificateId;
use rules::{Code, Refusal};

/// `GET /certificates/{id}/pdf`, for its owner and the staff of its place.
pub(super) fn pdf(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let id = CertificateId::parse(visit.param("id")).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let certificate = certificates::show(hall.app(), &person.actor, id)?;
    let words = hall.templates().words(Lang::Chinese);
    let paper = Paper {
        hall,
        words,
        certificate: &certificate,
        today_state: state(hall, words, &certificate),
        signed: SignedData {
            content: certificate.content.clone().into_bytes(),
            signature: certificate.signature.clone(),
            public_pem: key_of(hall, &certificate)?,
        },
    };
    let document = if certificate.statement.kind == LICENCE {
        Document::Licence(paper.licence())
    } else {
        Document::Permit(paper.permit())
    };
    let pdf = hall
        .press()?
        .print(&document)
        .map_err(|fault| Fault::world("certificate paper", fault))?;
    let statement = &certificate.statement;
    Ok(Reply::File {
        bytes: paper::bind(pdf, hall.app().seal()),
        media: "application/pdf",
        name: format!("{}-{}.pdf", facts::title(words, statement), statement.number),
        inline: false,
    })
}

/// What the reader must see when the certificate is no longer in force; nothing while it is.
fn state(hall: &Hall, words: &Wording, certificate: &Certificate) -> Option<String> {
    let state = shown_state(certificate.state, certificate.statement.until, hall.app().now().day());
    (state != "valid").then(|| words.word(&format!("certificate.{state}")))
}

struct Paper<'a> {
    hall: &'a Hall,
    words: &'a Wording,
    certificate: &'a Certificate,
    today_state: Option<String>,
    signed: SignedData,
}

impl Paper<'_> {
    fn licence(self) -> Licence {
        let (words, statement) = (self.words, &self.certificate.statement);
        let fen: Option<i64> = facts::raw(statement, "capital_fen").and_then(|fen| fen.parse().ok());
        let registered = facts::raw(statement, "registered").and_then(|day| day.parse().ok());
        let established = registered.unwrap_or(statement.issued);
        let term = match statement.until {
            None => words.word("certificate.lasting"),
            Some(until) => self.between(established, until),
        };
        Licence {
            date: statement.issued,
            demo: self.hall.settings().demo,
            copy: self.today_state.clone(),
            credit_code: statement.credit_code.clone(),
            name: statement.holder.clone(),
            kind: facts::of_code(words, statement, "kind"),
            principal: self.pair("legal_representative"),
            scope: self.scope(),
            capital: fen.map(|fen| Pair {
                label: facts::label(words, "capital_fen"),
                value: facts::capital_in_words(fen),
            }),
            established,
            term: Some(term),
            address: self.pair("address"),
            authority: statement.issuer.clone(),
            seal: self.seal(),
            verify: self.verify("licence.scan"),
            signed: self.signed,
        }
    }

    fn permit(self) -> Permit {
        let (words, statement) = (self.words, &self.certificate.statement);
        let line = |key: &str, value: String| Pair {
            label: words.word(key),
            value,
        };
        let mut fields = vec![
            line("certificate.holder", statement.holder.clone()),
            line("case.credit_code", statement.credit_code.clone()),
        ];
        let stated = facts::all(words, statement).into_iter();
        fields.extend(stated.map(|field| Pair {
            label: field.label,
            value: field.value,
        }));
        let term = match statement.until {
            None => words.word("certificate.lasting"),
            Some(until) => self.between(statement.issued, until),
        };
        fields.push(line("certificate.term", term));
        Permit {
            date: statement.issued,
            demo: self.hall.settings().demo,
            title: facts::title(words, statement),
            subtitle: None,
            number: statement.number.clone(),
            fields,
            state: self.today_state.clone(),
            remarks: Vec::new(),
            authority: statement.issuer.clone(),
            seal: self.seal(),
            verify: self.verify("certificate.scan"),
            signed: self.signed,
        }
    }

    fn pair(&self, code: &str) -> Pair {
        Pair {
            label: facts::label(self.words, code),
            value: facts::of_code(self.words, &self.certificate.statement, code),
        }
    }

    fn between(&self, from: paper::Date, until: paper::Date) -> String {
        let (from, until) = (facts::date(self.words, from), facts::date(self.words, until));
        self.words.say("certificate.between", &[("from", &from), ("until", &until)])
    }

    fn seal(&self) -> SealMark {
        SealMark {
            authority: self.certificate.statement.issuer.clone(),
            caption: Some(self.words.word("certificate.seal")),
        }
    }

    fn verify(&self, hint: &str) -> Verify {
        let typed = self.hall.public_href("/verify");
        let printed = typed.split_once("://").map_or(typed.as_str(), |(_, rest)| rest);
        Verify {
            url: self.hall.public_href(&public_path(self.certificate)),
            hint: self.words.word(hint),
            printed: printed.to_owned(),
        }
    }

    /// The scope was signed as one text; the fixed words of the day take it apart for printing. A text that was put
    /// together with other words stays whole.
    fn scope(&self) -> Vec<ScopePart> {
        let Statement {
            issued, place, fields: _, ..
        } = &self.certificate.statement;
        let text = facts::raw(&self.certificate.statement, "scope").unwrap_or_default();
        let files = self.hall.app().shelf().files();
        let mut rest = text;
        let mut parts = Vec::new();
        if let Some(words) = files.wording(*issued, place) {
            for (heading, closing) in [
                (&words.permit_heading, &words.permit_closing),
                (&words.general_heading, &words.general_closing),
            ] {
                let closing = format!("{closing}{}", words.stop);
                let Some((terms, after)) = rest.strip_prefix(heading.as_str()).and_then(|rest| rest.split_once(&closing)) else {
                    continue;
                };
                parts.push(ScopePart {
                    label: heading.trim_end_matches('：').to_owned(),
                    text: terms.to_owned(),
                    closing,
                });
                rest = after;
            }
        }
        if rest.is_empty() {
            return parts;
        }
        vec![ScopePart {
            label: facts::label(self.words, "scope"),
            text: text.to_owned(),
            closing: String::new(),
        }]
    }
}
