//! The edge: HTTP in, one blocking call of a page, HTTP out. Limits, headers, sessions and form reading live here only.

use crate::fault;
use crate::hall::{Assets, Hall, Settings};
use crate::reply::Reply;
use crate::visit::{Pairs, Upload, Visit};
use crate::wording::Lang;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Multipart, Path, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, get, on};
use office::{App, Failure};
use rules::{Code, Refusal};
use std::collections::BTreeMap;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// A page: method, path and the function that answers.
#[derive(Clone, Copy)]
pub struct Page {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path with `{name}` parts.
    pub path: &'static str,
    /// The answer.
    pub answer: fn(&Hall, &Visit) -> Result<Reply, Failure>,
}

impl Page {
    /// A page that is looked at.
    pub const fn get(path: &'static str, answer: fn(&Hall, &Visit) -> Result<Reply, Failure>) -> Page {
        Page {
            method: "GET",
            path,
            answer,
        }
    }

    /// A form that is sent.
    pub const fn post(path: &'static str, answer: fn(&Hall, &Visit) -> Result<Reply, Failure>) -> Page {
        Page {
            method: "POST",
            path,
            answer,
        }
    }
}

/// Forms and JSON; uploads may be larger.
const BODY_MAX: usize = 256 * 1_024;
const UPLOAD_MAX: usize = 24 * 1_024 * 1_024;
const REQUEST_SECONDS: u64 = 30;
/// Pages are compressed, papers are already. No secret of a session stands in a page; its form token is new each time.
const COMPRESS_MIN: u64 = 1_024;
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// Serves until told to stop; requests under way are finished.
pub async fn serve(
    app: App,
    settings: Settings,
    listener: tokio::net::TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let hall = Hall::open(app, settings).map_err(std::io::Error::other)?;
    let site = router(hall).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, site).with_graceful_shutdown(shutdown).await
}

/// The whole site.
pub fn router(hall: Hall) -> Router {
    let mut by_path: BTreeMap<&'static str, MethodRouter<Hall>> = BTreeMap::new();
    for page in crate::pages() {
        let filter = if page.method == "POST" {
            MethodFilter::POST
        } else {
            MethodFilter::GET
        };
        let answer = page.answer;
        let handler = on(filter, move |State(hall): State<Hall>, request: Request| {
            handle(hall, request, answer)
        });
        let merged = match by_path.remove(page.path) {
            Some(other) => other.merge(handler),
            None => handler,
        };
        by_path.insert(page.path, merged);
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        router = router.route(path, methods);
    }
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let worth_it = SizeAbove::new(COMPRESS_MIN).and(NotForContentType::const_new("application/pdf"));
    router
        .route("/assets/{name}", get(asset))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .fallback(not_found)
        .with_state(hall)
        .layer(DefaultBodyLimit::max(UPLOAD_MAX))
        .layer(CsrfLayer::new())
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(fixed("content-security-policy", CSP))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(REQUEST_SECONDS),
        ))
        .layer(CatchPanicLayer::new())
}

async fn ready(State(hall): State<Hall>) -> Response {
    let ready = tokio::task::spawn_blocking(move || hall.app().ready()).await;
    match ready {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "not ready\n").into_response(),
    }
}

/// A built asset, already compressed where the browser takes it; names carry their hash, so they never change.
async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let media = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts.contains(coding));
    let packed = packed
        .filter_map(|(coding, ending)| Some((coding, Assets::get(&format!("{name}{ending}"))?)))
        .next();
    let head = [
        (header::CONTENT_TYPE, media),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    match (packed, Assets::get(&name)) {
        (Some((coding, file)), _) => (head, [(header::CONTENT_ENCODING, coding)], file.data.into_owned()).into_response(),
        (None, Some(file)) => (head, file.data.into_owned()).into_response(),
        (None, None) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn not_found(State(hall): State<Hall>, request: Request) -> Response {
    handle(hall, request, |_, _| Err(Refusal::new(Code::NotFound).into())).await
}

/// A stranger at the open interface goes at his pace; behind a proxy the proxy keeps it.
fn asks_too_much(hall: &Hall, visit: &Visit, address: Option<IpAddr>) -> bool {
    let stranger = visit.token.is_none() && visit.path.starts_with("/api/v1/");
    stranger && address.is_some_and(|address| !hall.quota().allows(address))
}

async fn handle(hall: Hall, request: Request, answer: fn(&Hall, &Visit) -> Result<Reply, Failure>) -> Response {
    let hall = hall.current();
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let visit = match read(&hall, request).await {
        Ok(visit) => Visit { address, ..visit },
        Err(Unread { head, code }) => return fault::answer(&hall, &head, Refusal::new(code).into()).into_response(),
    };
    if asks_too_much(&hall, &visit, address) {
        return fault::answer(&hall, &visit, Refusal::new(Code::TooManyRequests).into()).into_response();
    }
    let done = tokio::task::spawn_blocking(move || {
        let mut visit = visit;
        let reply = sign_in_known(&hall, &mut visit).and_then(|()| answer(&hall, &visit));
        reply.unwrap_or_else(|failure| fault::answer(&hall, &visit, failure))
    });
    match done.await {
        Ok(reply) => reply.into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong\n").into_response(),
    }
}

fn sign_in_known(hall: &Hall, visit: &mut Visit) -> Result<(), Failure> {
    visit.fresh_token = hall.app().token()?;
    visit.request_id = visit.fresh_token.chars().take(16).collect();
    if let Some(token) = &visit.token {
        visit.person = office::access::session(hall.app(), token)?;
    }
    Ok(())
}

/// `Authorization: Bearer …` of the open interface.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
}

/// A request whose body was not taken: what its head said, and why.
struct Unread {
    head: Box<Visit>,
    code: Code,
}

impl Unread {
    fn new(head: Visit, status: StatusCode) -> Unread {
        let too_large = status == StatusCode::PAYLOAD_TOO_LARGE;
        let code = if too_large { Code::BodyTooLarge } else { Code::RequestUnreadable };
        Unread {
            head: Box::new(head),
            code,
        }
    }
}

async fn read(hall: &Hall, request: Request) -> Result<Visit, Unread> {
    let (mut parts, body) = request.into_parts();
    let params: BTreeMap<String, String> =
        match <RawPathParams as axum::extract::FromRequestParts<()>>::from_request_parts(&mut parts, &()).await {
            Ok(params) => params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            Err(_) => BTreeMap::new(),
        };
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let raw_query = parts.uri.query().unwrap_or("").to_owned();
    let kind = text("content-type").unwrap_or_default();
    let mut visit = Visit {
        lang: if cookie(&parts.headers, "zy_lang").as_deref() == Some("en") {
            Lang::English
        } else {
            Lang::Chinese
        },
        large: cookie(&parts.headers, "zy_large").as_deref() == Some("yes"),
        path: parts.uri.path().to_owned(),
        query: Pairs::parse(&raw_query),
        raw_query,
        params,
        token: bearer(&parts.headers).or_else(|| cookie(&parts.headers, "zy_session")),
        fragment: text("hx-request").is_some(),
        idempotency_key: text("idempotency-key"),
        place: hall.settings().place.clone(),
        ..Visit::default()
    };
    if parts.method != Method::POST {
        return Ok(visit);
    }
    let request = Request::from_parts(parts, body);
    if kind.starts_with("multipart/form-data") {
        return match read_multipart(&mut visit, request).await {
            Ok(()) => Ok(visit),
            Err(status) => Err(Unread::new(visit, status)),
        };
    }
    let bytes = match Bytes::from_request(request, &()).await {
        Ok(bytes) if bytes.len() <= BODY_MAX => bytes,
        Ok(_) | Err(_) => return Err(Unread::new(visit, StatusCode::PAYLOAD_TOO_LARGE)),
    };
    if kind.starts_with("application/x-www-form-urlencoded") {
        visit.form = Pairs::parse(&String::from_utf8_lossy(&bytes));
    }
    visit.body = bytes.to_vec();
    Ok(visit)
}

async fn read_multipart(visit: &mut Visit, request: Request) -> Result<(), StatusCode> {
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut pairs = Vec::new();
    loop {
        let field = multipart.next_field().await.map_err(|error| error.status())?;
        let Some(field) = field else { break };
        let (name, file) = (field.name().unwrap_or("").to_owned(), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.map_err(|error| error.status())?;
        match file {
            Some(file) if !bytes.is_empty() => visit.uploads.push(Upload {
                field: name,
                name: file,
                bytes: bytes.to_vec(),
            }),
            Some(_) => {}
            None => pairs.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
        if pairs.len() > 2_000 || visit.uploads.len() > 50 {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
    visit.form = Pairs::from_vec(pairs);
    Ok(())
}
