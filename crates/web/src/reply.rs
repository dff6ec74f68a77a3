//! What a page answers.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// An answer, still independent of HTTP plumbing so that tests can look at it.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A page or fragment.
    Html { status: u16, body: String },
    /// See another page (303).
    Redirect(String),
    /// A redirect that sets or clears the session cookie.
    Session { to: String, token: Option<String>, secure: bool },
    /// A redirect that sets a preference cookie.
    Prefer {
        to: String,
        name: &'static str,
        value: &'static str,
    },
    /// A file.
    File {
        bytes: Vec<u8>,
        media: &'static str,
        name: String,
        inline: bool,
    },
    /// JSON of the open interface.
    Json { status: u16, body: serde_json::Value },
    /// A problem document (RFC 9457).
    Problem {
        status: u16,
        body: serde_json::Value,
        retry_after: Option<u32>,
    },
}

impl Reply {
    /// A page.
    pub fn html(body: String) -> Reply {
        Reply::Html { status: 200, body }
    }

    /// The same page again with errors: 422, which htmx swaps too.
    pub fn invalid(body: String) -> Reply {
        Reply::Html { status: 422, body }
    }

    /// See another page.
    pub fn see(to: impl Into<String>) -> Reply {
        Reply::Redirect(to.into())
    }

    /// JSON, 200.
    pub fn json(body: serde_json::Value) -> Reply {
        Reply::Json { status: 200, body }
    }
}

/// Text as one part of an address or header: unreserved characters stay (RFC 3986), everything else is percent-encoded.
pub fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn with_status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn header_text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("/"))
}

fn see_other(to: &str, cookie: Option<String>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, header_text(to))]).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, header_text(&cookie));
    }
    response
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Reply::Html { status, body } => {
                let kind = [
                    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                    (header::CACHE_CONTROL, "no-store"),
                ];
                (with_status(status), kind, body).into_response()
            }
            Reply::Redirect(to) => see_other(&to, None),
            Reply::Session { to, token, secure } => {
                let flags = format!("Path=/; HttpOnly; SameSite=Lax{}", if secure { "; Secure" } else { "" });
                let cookie = match token {
                    Some(token) => format!("zy_session={token}; {flags}"),
                    None => format!("zy_session=; Max-Age=0; {flags}"),
                };
                see_other(&to, Some(cookie))
            }
            Reply::Prefer { to, name, value } => see_other(&to, Some(format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"))),
            Reply::File {
                bytes,
                media,
                name,
                inline,
            } => {
                let disposition = if inline { "inline" } else { "attachment" };
                // The name goes percent-encoded (RFC 6266), so that no name can break the header.
                let value = header_text(&format!("{disposition}; filename*=UTF-8''{}", percent(&name)));
                let head = [
                    (header::CONTENT_TYPE, HeaderValue::from_static(media)),
                    (header::CONTENT_DISPOSITION, value),
                    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                ];
                (StatusCode::OK, head, bytes).into_response()
            }
            Reply::Json { status, body } => {
                let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
                (with_status(status), kind, body.to_string()).into_response()
            }
            Reply::Problem { status, body, retry_after } => {
                let kind = [(header::CONTENT_TYPE, "application/problem+json")];
                let mut response = (with_status(status), kind, body.to_string()).into_response();
                if let Some(seconds) = retry_after {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
        }
    }
}
