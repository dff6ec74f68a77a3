//! `receiver`: plays a department's system. It checks every push as a real one must, keeps it on disk before it answers, and
//! knows a push that comes twice. How well it behaves is chosen: that is what trials are about.

use super::serve::{asked_to_stop, runtime};
use crate::ending::Stop;
use crate::keys;
use crate::settings::Settings;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::{Args, ValueEnum};
use office::Time;
use office::exchange::ReceiptBody;
use paper::seal::{ALGORITHM, Key, Signature, sm3_hex};
use rules::exchange::{Receipt, push_signed_text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

#[derive(Args, Debug)]
#[command(
    after_help = "示例：\n  zhunying receiver --port 8092 --behaviour flaky --unit health --data data/receivers/health --platform-key data/keys/platform.pub.pem\n\n密钥 receiver.pem 第一次启动时生成；GET /received 列出收到的推送。"
)]
pub struct Wish {
    /// 端口（127.0.0.1）
    #[arg(long)]
    port: u16,
    /// 表现：正常、时好时坏、不通
    #[arg(long, value_enum, default_value = "good")]
    behaviour: Behaviour,
    /// 单位代码
    #[arg(long)]
    unit: String,
    /// 平台公钥 [默认 数据目录/platform.pub.pem]
    #[arg(long, value_name = "FILE")]
    platform_key: Option<PathBuf>,
    /// 时好时坏的种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// How the system behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Behaviour {
    /// Answers always.
    Good,
    /// Loses replies, refuses, is slow, handles things twice.
    Flaky,
    /// Takes connections and answers nothing.
    Dead,
}

/// A signature older or newer than this is not accepted, unless the push is known already.
const CLOCK_SECONDS_MAX: i64 = 300;
/// Longer than the platform waits.
const SLOW: Duration = Duration::from_secs(7);

/// A push as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    push: String,
    body_sm3: String,
    reference: String,
    received_at: String,
    body: String,
}

/// What is known, and the file it is kept in.
struct Store {
    file: File,
    known: BTreeMap<String, Kept>,
    /// How often each push came since the start.
    deliveries: BTreeMap<String, u64>,
}

struct Desk {
    unit: String,
    behaviour: Behaviour,
    seed: u64,
    key: Key,
    platform_pem: String,
    store: Mutex<Store>,
    turns: std::sync::atomic::AtomicU64,
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let platform = wish.platform_key.clone().unwrap_or_else(|| settings.data.join("platform.pub.pem"));
    let platform_pem = std::fs::read_to_string(&platform)
        .map_err(|error| Stop::usage(format!("平台公钥 {} 读不出（{error}）；用 --platform-key 指定", platform.display())))?;
    paper::seal::public_id(&platform_pem).map_err(|fault| Stop::usage(format!("{}：{fault}", platform.display())))?;
    let key = keys::read_or_make(&settings.data.join("receiver.pem"))?;
    let store = Store::open(&settings.data.join("received.jsonl"))?;
    println!(
        "{}：密钥 {}，已有推送 {} 条，监听 127.0.0.1:{}。",
        wish.unit,
        key.id(),
        store.known.len(),
        wish.port
    );
    let desk = Arc::new(Desk {
        unit: wish.unit.clone(),
        behaviour: wish.behaviour,
        seed: wish.seed,
        key,
        platform_pem,
        store: Mutex::new(store),
        turns: std::sync::atomic::AtomicU64::new(0),
    });
    let router = Router::new()
        .route("/push", post(take))
        .route("/received", get(received))
        .with_state(desk);
    runtime()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", wish.port)).await;
        let listener = listener.map_err(|error| Stop::world(format!("端口 {}", wish.port), error))?;
        // What hangs on purpose would hold a graceful end up; everything taken is on disk already.
        tokio::select! {
            served = axum::serve(listener, router).into_future() => served.map_err(|error| Stop::world("服务", error)),
            () = asked_to_stop() => Ok(()),
        }
    })
}

impl Store {
    fn open(path: &Path) -> Result<Store, Stop> {
        let failed = |error: std::io::Error| Stop::world(path.display(), error);
        let file = OpenOptions::new().create(true).append(true).read(true).open(path).map_err(failed)?;
        let mut known = BTreeMap::new();
        for line in BufReader::new(file.try_clone().map_err(failed)?).lines() {
            // A line torn by a crash was never answered for.
            if let Ok(kept) = serde_json::from_str::<Kept>(&line.map_err(failed)?) {
                known.insert(kept.push.clone(), kept);
            }
        }
        Ok(Store {
            file,
            known,
            deliveries: BTreeMap::new(),
        })
    }

    /// Keeps a push: on disk, synced, before anybody is told. The same push again gives what is kept.
    fn keep(&mut self, new: Kept) -> std::io::Result<Kept> {
        *self.deliveries.entry(new.push.clone()).or_default() += 1;
        if let Some(kept) = self.known.get(&new.push) {
            return Ok(kept.clone());
        }
        let mut line = serde_json::to_vec(&new)?;
        // Begins on a line of its own even after a torn one.
        line.insert(0, b'\n');
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        self.known.insert(new.push.clone(), new.clone());
        Ok(new)
    }
}

/// What this system does with one delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Answer,
    LoseReply,
    Refuse,
    Slow,
    HandleTwice,
    Hang,
}

impl Desk {
    fn mood(&self) -> Mood {
        match self.behaviour {
            Behaviour::Good => Mood::Answer,
            Behaviour::Dead => Mood::Hang,
            Behaviour::Flaky => {
                let turn = self.turns.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let digits = sm3_hex(format!("{} {turn}", self.seed));
                let throw = digits.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0) % 100;
                match throw {
                    0..30 => Mood::LoseReply,
                    30..40 => Mood::Refuse,
                    40..50 => Mood::Slow,
                    50..55 => Mood::HandleTwice,
                    _ => Mood::Answer,
                }
            }
        }
    }

    /// Checks a delivery as the exchange's description asks; what is wrong is told in plain English.
    fn read(&self, headers: &HeaderMap, body: &Bytes) -> Result<Kept, (StatusCode, String)> {
        let refuse = |status, why: &str| (status, why.to_owned());
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let named = |name: &str| header(name).ok_or_else(|| (StatusCode::BAD_REQUEST, format!("header {name} is missing")));
        let (push, timestamp, receiver) = (named("zhunying-push")?, named("zhunying-timestamp")?, named("zhunying-receiver")?);
        let (body_sm3, key_id, der_hex) = (named("zhunying-body-sm3")?, named("zhunying-key")?, named("zhunying-signature")?);
        if receiver != self.unit {
            return Err(refuse(StatusCode::MISDIRECTED_REQUEST, "the push is for another unit"));
        }
        let signature = Signature {
            algorithm: ALGORITHM.to_owned(),
            key_id,
            der_hex,
        };
        let signed = push_signed_text(&push, &timestamp, &receiver, &body_sm3);
        paper::seal::verify(&self.platform_pem, signed.as_bytes(), &signature)
            .map_err(|fault| (StatusCode::UNAUTHORIZED, fault.to_string()))?;
        if sm3_hex(body) != body_sm3 {
            return Err(refuse(StatusCode::BAD_REQUEST, "the body is not that of the hash"));
        }
        let body = String::from_utf8(body.to_vec()).map_err(|_| refuse(StatusCode::BAD_REQUEST, "the body is not UTF-8"))?;
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Time::System.now();
        match store.known.get(&push) {
            Some(kept) if kept.body_sm3 != body_sm3 => return Err(refuse(StatusCode::CONFLICT, "the same push came with another body")),
            Some(_) => {}
            None => {
                let sent: jiff::Timestamp = timestamp
                    .parse()
                    .map_err(|_| refuse(StatusCode::BAD_REQUEST, "the time cannot be read"))?;
                if (now.micros() - sent.as_microsecond()).abs() > CLOCK_SECONDS_MAX * 1_000_000 {
                    return Err(refuse(StatusCode::UNAUTHORIZED, "the signature is too old or too new"));
                }
            }
        }
        let digits = sm3_hex(format!("{}{push}", self.unit));
        let reference = format!("{}-{}", self.unit, digits.get(..10).unwrap_or_default());
        Ok(Kept {
            push,
            body_sm3,
            reference,
            received_at: now.rfc3339(),
            body,
        })
    }

    fn keep(&self, new: &Kept) -> Result<Kept, (StatusCode, String)> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store
            .keep(new.clone())
            .map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
    }

    fn receipt(&self, kept: &Kept) -> ReceiptBody {
        let receipt = Receipt {
            push: kept.push.clone(),
            body_sm3: kept.body_sm3.clone(),
            key_id: self.key.id(),
            reference: kept.reference.clone(),
        };
        let signature = self.key.sign(receipt.signed_text().as_bytes());
        ReceiptBody {
            push: receipt.push,
            body_sm3: receipt.body_sm3,
            reference: receipt.reference,
            key_id: receipt.key_id,
            signature: signature.der_hex,
        }
    }
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let mood = desk.mood();
    match mood {
        Mood::Hang => return std::future::pending().await,
        Mood::Refuse => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Slow => tokio::time::sleep(SLOW).await,
        Mood::Answer | Mood::LoseReply | Mood::HandleTwice => {}
    }
    let working = Arc::clone(&desk);
    // Writing and syncing block; they do not hold the runtime up.
    let done = tokio::task::spawn_blocking(move || {
        let new = working.read(&headers, &body)?;
        if mood == Mood::HandleTwice {
            working.keep(&new)?;
        }
        working.keep(&new)
    });
    match done.await {
        Ok(Ok(_)) if mood == Mood::LoseReply => StatusCode::GATEWAY_TIMEOUT.into_response(),
        Ok(Ok(kept)) => Json(desk.receipt(&kept)).into_response(),
        Ok(Err((status, why))) => (status, why).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn received(State(desk): State<Arc<Desk>>) -> Response {
    let store = desk.store.lock().unwrap_or_else(PoisonError::into_inner);
    let line = |kept: &Kept| {
        let deliveries = store.deliveries.get(&kept.push).copied().unwrap_or(0);
        serde_json::json!({
            "push": kept.push, "body_sm3": kept.body_sm3, "reference": kept.reference, "received_at": kept.received_at,
            "deliveries": deliveries, "body": kept.body,
        })
    };
    Json(store.known.values().map(line).collect::<Vec<_>>()).into_response()
}
