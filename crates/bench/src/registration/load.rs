//! The load: clients that each keep one connection and hand in one prepared registration after the other.

use super::founders::Draft;
use super::wire::Wire;
use crate::measure::{Stopwatch, quantile};
use crate::{Outcome, Stop};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Barrier;

/// Clients at a time.
pub const CLIENTS: usize = 64;

/// What a turn gave.
#[derive(Default)]
pub struct Load {
    /// Enterprises whose registration was acknowledged.
    pub acknowledged: Vec<String>,
    /// Answers that were none: refused, left to a registrar, or failed.
    pub other: Vec<String>,
    /// Drafts that were handed in.
    pub handed_in: BTreeSet<String>,
    /// Seconds of each request.
    pub seconds: Vec<f64>,
    /// Seconds from the first request to the last answer.
    pub span: f64,
    /// Seconds until the workers were idle again.
    pub lag: f64,
    /// Processor seconds of the server before the first request.
    pub cpu_before: f64,
}

impl Load {
    /// Registrations a second.
    pub fn rate(&self) -> f64 {
        self.acknowledged.len() as f64 / self.span
    }

    /// Milliseconds in which this share of requests was answered.
    pub fn milliseconds(&mut self, share: f64) -> f64 {
        quantile(&mut self.seconds, share) * 1_000.0
    }
}

/// Its idempotency key.
pub fn key(draft: &Draft) -> String {
    format!("hand-in-{}", draft.id)
}

/// The request that hands a draft in.
pub fn request(address: SocketAddr, draft: &Draft) -> Vec<u8> {
    let body = json!({"version": draft.version, "signature": draft.signature});
    let path = format!("/api/v1/registrations/{}/submission", draft.id);
    Wire::post(address, &path, Some(&draft.token), &body, Some(&key(draft)))
}

/// Hands in as many as go into these seconds.
pub fn hand_in(address: SocketAddr, drafts: &[Draft], seconds: f64) -> Outcome<Load> {
    let requests: Vec<(&str, Vec<u8>)> = drafts.iter().map(|draft| (draft.id.as_str(), request(address, draft))).collect();
    let barrier = Barrier::new(CLIENTS + 1);
    let mut whole = Load::default();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|own| {
                let (own, barrier) = (requests.iter().skip(own).step_by(CLIENTS), &barrier);
                scope.spawn(move || client(address, own, seconds, barrier))
            })
            .collect();
        barrier.wait();
        let watch = Stopwatch::start();
        let loads: Vec<_> = clients.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        whole.span = watch.seconds();
        for load in loads {
            let load = load.unwrap_or_else(|_| Err(Stop::World("a client panicked".to_owned())))?;
            whole.acknowledged.extend(load.acknowledged);
            whole.other.extend(load.other);
            whole.handed_in.extend(load.handed_in);
            whole.seconds.extend(load.seconds);
        }
        Ok(())
    })?;
    Ok(whole)
}

fn client<'r>(
    address: SocketAddr,
    requests: impl Iterator<Item = &'r (&'r str, Vec<u8>)>,
    seconds: f64,
    barrier: &Barrier,
) -> Outcome<Load> {
    let wire = Wire::open(address);
    barrier.wait();
    let mut wire = wire?;
    let (watch, mut load) = (Stopwatch::start(), Load::default());
    for (draft, request) in requests {
        let before = watch.seconds();
        if before >= seconds {
            break;
        }
        let answer = wire.exchange(request)?;
        load.handed_in.insert((*draft).to_owned());
        load.seconds.push(watch.seconds() - before);
        let read: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        match read.get("enterprise").and_then(Value::as_str) {
            Some(enterprise) if answer.status == 200 => load.acknowledged.push(enterprise.to_owned()),
            Some(_) | None => load.other.push(format!("{} {read}", answer.status)),
        }
    }
    Ok(load)
}
