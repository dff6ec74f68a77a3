//! 岗位权限: signing in and out, making an account, and the two preferences of a visitor (language, letter size).

use crate::edge::Page;
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::access::{self, NewAccount};
use office::{Caller, Failure};
use rules::access::Actor;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

/// The pages of this foundation.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/sign-in", sign_in_page),
        Page::post("/sign-in", sign_in),
        Page::post("/sign-out", sign_out),
        Page::get("/sign-up", sign_up_page),
        Page::post("/sign-up", sign_up),
        Page::get("/prefer", prefer),
        Page::post("/api/v1/sessions", open_session),
        Page::post("/api/v1/signatures", give_signatures),
    ]
}

/// A path of this site to go on to; anything else leads home. `//host` and `/\host` are other sites to a browser.
fn next(text: &str) -> &str {
    let same_site = text.starts_with('/') && !text.starts_with("//") && !text.starts_with("/\\");
    if same_site && !text.chars().any(char::is_control) {
        text
    } else {
        "/"
    }
}

#[derive(Serialize)]
struct SignInContext<'a> {
    errors: Vec<FieldError>,
    account: &'a str,
    next: &'a str,
    locked: Option<String>,
    notice: Option<String>,
}

fn sign_in_page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let to = next(visit.query.get("next"));
    if visit.person.is_some() {
        return Ok(Reply::see(to));
    }
    let asked = (to != "/").then(|| hall.words(visit).word("sign_in.asked"));
    Ok(Reply::html(sign_in_html(
        hall,
        visit,
        Failed::No,
        to,
        "",
        Vec::new(),
        (None, asked),
    )?))
}

fn sign_in_html(
    hall: &Hall,
    visit: &Visit,
    failed: Failed,
    next: &str,
    account: &str,
    errors: Vec<FieldError>,
    (locked, notice): (Option<String>, Option<String>),
) -> Result<String, Failure> {
    let about = About {
        title: hall.words(visit).word("sign_in.title"),
        failed,
        ..About::default()
    };
    hall.render(
        visit,
        "sign-in.html",
        &about,
        SignInContext {
            errors,
            account,
            next,
            locked,
            notice,
        },
    )
}

fn sign_in(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (account, to) = (visit.form.get("account"), next(visit.form.get("next")));
    let refusal = match access::sign_in(hall.app(), account, visit.form.get("password"), &hall.settings().place) {
        Ok(signed_in) => return session(hall, signed_in.token, to),
        Err(Failure::Refused(refusal)) => refusal,
        Err(fault) => return Err(fault),
    };
    let sentence = hall.words(visit).refusal(&refusal);
    let (errors, locked) = match refusal.code {
        Code::LockedOut => (Vec::new(), Some(sentence)),
        _ => (
            vec![FieldError {
                field: "account".to_owned(),
                text: sentence,
            }],
            None,
        ),
    };
    let body = sign_in_html(hall, visit, Failed::Yes, to, account, errors, (locked, None))?;
    Ok(Reply::invalid(body))
}

/// Staff go to their desk, applicants to where they were going.
fn session(hall: &Hall, token: String, to: &str) -> Result<Reply, Failure> {
    let person = access::session(hall.app(), &token)?;
    let staff = person.is_some_and(|person| person.actor.is_staff());
    let to = if staff && to == "/" { "/desk" } else { to };
    let secure = hall.settings().base_url.starts_with("https://");
    Ok(Reply::Session {
        to: to.to_owned(),
        token: Some(token),
        secure,
    })
}

fn sign_out(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    if let (Some(person), Some(token)) = (&visit.person, &visit.token) {
        access::sign_out(hall.app(), person, token)?;
    }
    let secure = hall.settings().base_url.starts_with("https://");
    Ok(Reply::Session {
        to: "/".to_owned(),
        token: None,
        secure,
    })
}

#[derive(Default, Serialize)]
struct SignUpForm<'a> {
    name: &'a str,
    id_number: &'a str,
    phone: &'a str,
    agree: bool,
}

#[derive(Serialize)]
struct SignUpContext<'a> {
    errors: Vec<FieldError>,
    form: SignUpForm<'a>,
    next: &'a str,
}

fn sign_up_html(hall: &Hall, visit: &Visit, failed: Failed, context: SignUpContext) -> Result<String, Failure> {
    let about = About {
        title: hall.words(visit).word("sign_up.title"),
        failed,
        ..About::default()
    };
    hall.render(visit, "sign-up.html", &about, context)
}

fn sign_up_page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let context = SignUpContext {
        errors: Vec::new(),
        form: SignUpForm::default(),
        next: next(visit.query.get("next")),
    };
    Ok(Reply::html(sign_up_html(hall, visit, Failed::No, context)?))
}

fn sign_up(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let typed = &visit.form;
    let form = SignUpForm {
        name: typed.get("name"),
        id_number: typed.get("id_number"),
        phone: typed.get("phone"),
        agree: typed.get("agree") == "yes",
    };
    let to = next(typed.get("next"));
    match registered(hall, visit, &form) {
        Ok(()) => session(
            hall,
            access::sign_in(hall.app(), form.phone, typed.get("password"), &hall.settings().place)?.token,
            to,
        ),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "name")?;
            Ok(Reply::invalid(sign_up_html(
                hall,
                visit,
                Failed::Yes,
                SignUpContext { errors, form, next: to },
            )?))
        }
    }
}

/// Makes the account; its fields carry the names of the form.
fn registered(hall: &Hall, visit: &Visit, form: &SignUpForm) -> Result<(), Failure> {
    if !form.agree {
        return Err(Refusal::field(Code::FieldMissing, "agree")
            .with("fields", hall.words(visit).word("sign_up.agree"))
            .into());
    }
    let account = NewAccount {
        login: form.phone.trim().to_owned(),
        display_name: form.name.to_owned(),
        phone: form.phone.trim().to_owned(),
        identity_number: form.id_number.to_owned(),
        unit: String::new(),
        place: hall.settings().place.clone(),
        password_hash: access::hash_password(visit.form.get("password"))?,
        roles: Vec::new(),
    };
    let caller = Caller {
        actor: Actor::visitor(&hall.settings().place),
        key: visit.caller().key,
    };
    let renamed = |refusal: Refusal| {
        let field = match refusal.facts.get("field").map(String::as_str) {
            Some("display_name") => "name",
            Some("identity_number") => "id_number",
            Some("login") => "phone",
            _ => return refusal,
        };
        refusal.with("field", field)
    };
    access::register(hall.app(), &caller, account)
        .map(|_| ())
        .map_err(|failure| match failure {
            Failure::Refused(refusal) => renamed(refusal).into(),
            fault => fault,
        })
}

/// A year-long cookie of one of four fixed values, then back to the page.
fn prefer(_: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let to = next(visit.query.get("back")).to_owned();
    let (name, value) = match (visit.query.opt("lang"), visit.query.opt("large")) {
        (Some("en"), _) => ("zy_lang", "en"),
        (Some(_), _) => ("zy_lang", "zh"),
        (None, Some("yes")) => ("zy_large", "yes"),
        (None, _) => ("zy_large", "no"),
    };
    Ok(Reply::Prefer { to, name, value })
}

/// This part of the open interface.
#[derive(OpenApi)]
#[openapi(paths(open_session, give_signatures))]
pub(crate) struct Interface;

/// Who opens a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Account or phone.
    pub account: String,
    /// Password.
    pub password: String,
}

/// A token for the header `Authorization`.
#[derive(Serialize, ToSchema)]
struct Token {
    /// The secret; shown once.
    token: String,
    /// Always `Bearer`.
    token_type: &'static str,
}

/// A bearer token for people and systems that do not use pages.
#[utoipa::path(
    post,
    path = "/api/v1/sessions",
    operation_id = "access_open_session",
    tag = "open",
    request_body = Credentials,
    responses((status = 201, description = "Signed in.", body = Token)),
)]
fn open_session(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let credentials: Credentials = visit.json()?;
    let signed_in = access::sign_in(hall.app(), &credentials.account, &credentials.password, &hall.settings().place)?;
    Ok(Reply::Json {
        status: 201,
        body: serde_json::to_value(Token {
            token: signed_in.token,
            token_type: "Bearer",
        })?,
    })
}

/// Texts to sign with one authentication.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextsToSign {
    /// The password again.
    pub password: String,
    /// SM3 of each text as it was shown, in hexadecimal.
    pub texts: Vec<String>,
}

/// The ids of the signatures that were given.
#[derive(Serialize, ToSchema)]
struct Signatures {
    /// In the order of the texts.
    signatures: Vec<String>,
}

/// One authentication over the hashes of exact texts; the acts that need a signature name it by its id.
#[utoipa::path(
    post,
    path = "/api/v1/signatures",
    operation_id = "access_give_signatures",
    tag = "signed-in",
    request_body = TextsToSign,
    responses((status = 201, description = "Signed.", body = Signatures)),
)]
fn give_signatures(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let asked: TextsToSign = visit.json()?;
    let given = access::give_signatures(hall.app(), &visit.caller(), person, &asked.password, asked.texts)?;
    Ok(Reply::Json {
        status: 201,
        body: serde_json::to_value(Signatures { signatures: given })?,
    })
}
