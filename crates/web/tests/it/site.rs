//! The router in process: what a browser or a system sends, and what comes back.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use std::path::Path;
use tower::ServiceExt;
use web::{Hall, Lang, Settings};

/// Where the site is reached.
pub const BASE: &str = "http://zhunying.test";
pub const SITE_NAME: &str = "准营";

pub struct Site {
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// Who asks, and in which language.
#[derive(Clone, Copy)]
pub struct As<'a> {
    pub token: Option<&'a str>,
    pub lang: Lang,
}

pub const STRANGER: As = As {
    token: None,
    lang: Lang::Chinese,
};

impl<'a> As<'a> {
    pub fn token(token: &'a str) -> As<'a> {
        As {
            token: Some(token),
            ..STRANGER
        }
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    pub fn open(app: office::App, data: &Path) -> Site {
        let settings = Settings {
            site_name: SITE_NAME.to_owned(),
            place: testkit::PLACE.to_owned(),
            demo: true,
            data: data.to_owned(),
            base_url: BASE.to_owned(),
        };
        Site {
            router: web::router(Hall::open(app, settings).unwrap()),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        }
    }

    pub fn get(&self, path: &str, asking: As) -> Answer {
        self.send(request("GET", path, asking).body(Body::empty()).unwrap())
    }

    /// What goes over the wire when a browser asks that takes compressed answers.
    pub fn weight(&self, path: &str) -> usize {
        let request = request("GET", path, STRANGER).header("accept-encoding", "br, gzip");
        self.send(request.body(Body::empty()).unwrap()).bytes.len()
    }

    pub fn post(&self, path: &str, form: &[(&str, &str)], asking: As) -> Answer {
        let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = request("POST", path, asking).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(pairs.join("&"))).unwrap())
    }

    /// A form with one file, as a browser sends it.
    pub fn upload(&self, path: &str, form: &[(&str, &str)], file: (&str, &[u8]), asking: As) -> Answer {
        let part = |head: String, bytes: &[u8]| {
            [
                b"--edge\r\ncontent-disposition: form-data; ",
                head.as_bytes(),
                b"\r\n\r\n",
                bytes,
                b"\r\n",
            ]
            .concat()
        };
        let mut body: Vec<u8> = form
            .iter()
            .flat_map(|(name, value)| part(format!("name=\"{name}\""), value.as_bytes()))
            .collect();
        body.extend(part(format!("name=\"{}\"; filename=\"../up.bin\"", file.0), file.1));
        body.extend(b"--edge--\r\n");
        let request = request("POST", path, asking).header("content-type", "multipart/form-data; boundary=edge");
        self.send(request.body(Body::from(body)).unwrap())
    }

    pub fn post_json(&self, path: &str, body: &str, asking: As) -> Answer {
        let request = request("POST", path, asking).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap())
    }

    fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            Answer {
                status: parts.status.as_u16(),
                headers: parts.headers,
                bytes: to_bytes(body, 64 * 1_024 * 1_024).await.unwrap().to_vec(),
            }
        })
    }
}

fn request(method: &str, path: &str, asking: As) -> axum::http::request::Builder {
    let lang = match asking.lang {
        Lang::Chinese => "zh",
        Lang::English => "en",
    };
    let session = asking.token.map_or_else(String::new, |token| format!("; zy_session={token}"));
    Request::builder()
        .method(method)
        .uri(path)
        .header("cookie", format!("zy_lang={lang}{session}"))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
