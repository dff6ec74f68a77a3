//! The one place where a failure becomes an answer: a page for people, a problem document for systems.

use crate::hall::Hall;
use crate::reply::{Reply, percent};
use crate::shell::About;
use crate::visit::Visit;
use office::{Failure, Fault};
use rules::{Code, Refusal};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// HTTP status of a refusal.
pub fn status(code: Code) -> u16 {
    match code {
        Code::SignInFirst | Code::CredentialsWrong => 401,
        Code::NotGranted => 403,
        Code::NotFound | Code::EnterpriseUnknown => 404,
        Code::KeyReused | Code::VersionChanged => 409,
        Code::BodyTooLarge => 413,
        Code::RequestUnreadable => 400,
        Code::LockedOut | Code::TooManyRequests => 429,
        _ => 422,
    }
}

/// A problem document (RFC 9457) of the open interface.
#[derive(Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Address of the kind of problem.
    r#type: String,
    /// What is wrong and what to do.
    title: String,
    /// The status of the answer.
    status: u16,
    /// Stable code.
    code: &'static str,
    /// The article, where the law refuses.
    article: Option<String>,
    /// What matters, by name; `field` says where bad input stands.
    facts: BTreeMap<String, String>,
    /// Number of this request, for questions.
    request_id: String,
}

impl Problem {
    /// A problem without article and facts.
    pub(crate) fn new(visit: &Visit, status: u16, code: &'static str, title: String) -> Problem {
        Problem {
            r#type: format!("/api/problems/{code}"),
            title,
            status,
            code,
            article: None,
            facts: BTreeMap::new(),
            request_id: visit.request_id.clone(),
        }
    }

    /// With a fact.
    pub(crate) fn with(mut self, fact: &str, value: &str) -> Problem {
        self.facts.insert(fact.to_owned(), value.to_owned());
        self
    }

    /// As an answer; `retry_after` in seconds, where waiting helps.
    pub(crate) fn reply(self, retry_after: Option<u32>) -> Reply {
        let status = self.status;
        let body = serde_json::to_value(&self).unwrap_or_else(|_| json!({"title": self.title, "status": status, "code": self.code}));
        Reply::Problem { status, body, retry_after }
    }
}

#[derive(Serialize)]
struct ErrorContext {
    status: u16,
    code: Option<&'static str>,
    message: String,
    advice: Option<String>,
    article: Option<String>,
    incident: Option<String>,
}

/// Seconds after which asking again makes sense.
fn retry_after(code: Code) -> Option<u32> {
    match code {
        Code::LockedOut => Some(900),
        Code::TooManyRequests => Some(5),
        _ => None,
    }
}

/// Answers a failure.
pub(crate) fn answer(hall: &Hall, visit: &Visit, failure: Failure) -> Reply {
    match failure {
        Failure::Refused(refusal) => refused(hall, visit, &refusal),
        Failure::Fault(fault) => faulted(hall, visit, &fault),
    }
}

fn is_api(visit: &Visit) -> bool {
    visit.path.starts_with("/api/")
}

fn refused(hall: &Hall, visit: &Visit, refusal: &Refusal) -> Reply {
    let (status, message) = (status(refusal.code), hall.words(visit).refusal(refusal));
    if is_api(visit) {
        let problem = Problem {
            article: refusal.article.clone(),
            facts: refusal.facts.clone(),
            ..Problem::new(visit, status, refusal.code.name(), message)
        };
        return problem.reply(retry_after(refusal.code));
    }
    if refusal.code == Code::SignInFirst {
        return Reply::see(format!("/sign-in?next={}", percent(&visit.path)));
    }
    let context = ErrorContext {
        status,
        code: Some(refusal.code.name()),
        message,
        advice: Some(hall.words(visit).word(&format!("error.advice_{status}"))).filter(|text| !text.starts_with("error.")),
        article: refusal.article.clone(),
        incident: None,
    };
    page(hall, visit, status, context)
}

fn faulted(hall: &Hall, visit: &Visit, fault: &Fault) -> Reply {
    let status = if fault.is_passing() { 503 } else { 500 };
    tracing::error!(request = visit.request_id, path = visit.path, %fault, status, "fault");
    let message = hall.words(visit).word(if status == 503 { "error.busy" } else { "error.fault" });
    if is_api(visit) {
        let code = if status == 503 { "unavailable" } else { "fault" };
        return Problem::new(visit, status, code, message).reply((status == 503).then_some(5));
    }
    let context = ErrorContext {
        status,
        code: None,
        message,
        advice: None,
        article: None,
        incident: Some(visit.request_id.clone()),
    };
    page(hall, visit, status, context)
}

fn page(hall: &Hall, visit: &Visit, status: u16, context: ErrorContext) -> Reply {
    let title = hall.words(visit).word(&format!("error.title_{status}"));
    let about = About { title, ..About::default() };
    match hall.render(visit, "shell/error.html", &about, &context) {
        Ok(body) => Reply::Html { status, body },
        // The page that explains failures failed itself: plain words, so that nobody sees an empty window.
        Err(failure) => {
            tracing::error!(%failure, "error page");
            Reply::Html {
                status,
                body: format!(
                    "<!DOCTYPE html><meta charset=utf-8><title>{status}</title><p>{}</p>",
                    context.message
                ),
            }
        }
    }
}
