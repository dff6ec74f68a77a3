//! Sending: per receiver in order, per enterprise in order, retried for ever; the receipt is bound to the bytes sent.

use crate::bureau::{App, Caller};
use crate::failure::{Failure, Fault};
use paper::seal::Signature;
use rules::access::{Actor, Grant};
use rules::exchange::{PushState, Receipt, pause_seconds, push_signed_text};
use serde::{Deserialize, Serialize};
use sql::params;
use std::collections::BTreeSet;
use std::time::Duration;

/// Carries pushes to departments over HTTP.
pub struct Courier {
    agent: ureq::Agent,
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Delivered with a good receipt.
    pub delivered: u32,
    /// Failed and waiting for the next attempt.
    pub failed: u32,
}

struct Waiting {
    id: String,
    subject: String,
    body: String,
    body_sm3: String,
}

/// The answer of a department's system.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceiptBody {
    /// The push.
    pub push: String,
    /// SM3 of the body it has.
    pub body_sm3: String,
    /// Its own number for it.
    pub reference: String,
    /// Its key.
    pub key_id: String,
    /// SM2 signature in DER, hexadecimal, over [`Receipt::signed_text`].
    pub signature: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Delivered {
    push: String,
    body_sm3: String,
    receiver: String,
    key_id: String,
    receipt: String,
}

/// Pushes tried in one round for one receiver.
const ROUND: u32 = 64;

impl Default for Courier {
    fn default() -> Courier {
        Courier::new(Duration::from_secs(5))
    }
}

impl Courier {
    /// A courier that waits so long for an answer, follows no redirects and keeps connections.
    pub fn new(timeout: Duration) -> Courier {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Courier { agent: config.into() }
    }

    /// Sends what waits for this receiver, oldest first; after a failure the enterprise's later pushes wait too, and after
    /// the receiver itself failed the round ends.
    pub fn round(&self, app: &App, receiver: &super::Receiver, place: &str) -> Result<Sent, Failure> {
        let mut sent = Sent::default();
        let mut held: BTreeSet<String> = BTreeSet::new();
        for push in self.waiting(app, &receiver.unit)? {
            if held.contains(&push.subject) {
                continue;
            }
            match self.send(app, receiver, &push) {
                Ok(receipt) => {
                    self.settle(app, receiver, &push, receipt, place)?;
                    sent.delivered += 1;
                }
                Err(why) => {
                    self.postpone(app, receiver, &push, &why)?;
                    sent.failed += 1;
                    held.insert(push.subject);
                    if sent.failed >= 3 {
                        break;
                    }
                }
            }
        }
        Ok(sent)
    }

    fn waiting(&self, app: &App, unit: &str) -> Result<Vec<Waiting>, Failure> {
        let (unit, now) = (unit.to_owned(), app.now().micros());
        app.view("exchange.waiting", move |tx| {
            let rows = tx.query(
                "select p.id, p.subject, p.body, p.body_sm3 from push p join receiver r on r.unit = p.receiver
                 where p.receiver = $1 and p.delivered_at is null and r.next_attempt_at <= $2 order by p.id limit $3",
                params![&unit, now, ROUND],
            )?;
            let read = |row: &sql::Row| -> Result<Waiting, Failure> {
                Ok(Waiting {
                    id: row.text("id")?,
                    subject: row.text("subject")?,
                    body: row.text("body")?,
                    body_sm3: row.text("body_sm3")?,
                })
            };
            rows.iter().map(read).collect()
        })
    }

    /// Posts one push; the same identity and the same bytes at every attempt, a fresh time and signature.
    fn send(&self, app: &App, receiver: &super::Receiver, push: &Waiting) -> Result<ReceiptBody, String> {
        let timestamp = app.now().rfc3339();
        let signature = app
            .seal()
            .sign(push_signed_text(&push.id, &timestamp, &receiver.unit, &push.body_sm3).as_bytes());
        let response = self
            .agent
            .post(&receiver.url)
            .header("content-type", "application/cloudevents+json")
            .header("zhunying-push", &push.id)
            .header("zhunying-timestamp", &timestamp)
            .header("zhunying-receiver", &receiver.unit)
            .header("zhunying-body-sm3", &push.body_sm3)
            .header("zhunying-key", &signature.key_id)
            .header("zhunying-signature", &signature.der_hex)
            .send(push.body.as_bytes());
        let mut response = response.map_err(|error| error.to_string())?;
        if !response.status().is_success() {
            return Err(format!("HTTP {}", response.status().as_u16()));
        }
        let body = response
            .body_mut()
            .with_config()
            .limit(16 * 1_024)
            .read_to_string()
            .map_err(|error| error.to_string())?;
        let receipt: ReceiptBody = serde_json::from_str(&body).map_err(|error| format!("receipt: {error}"))?;
        let bound = Receipt {
            push: receipt.push.clone(),
            body_sm3: receipt.body_sm3.clone(),
            key_id: receipt.key_id.clone(),
            reference: receipt.reference.clone(),
        };
        bound
            .check(&push.id, &push.body_sm3, &receiver.key_id)
            .map_err(|refusal| refusal.to_string())?;
        let signature = Signature {
            algorithm: paper::seal::ALGORITHM.to_owned(),
            key_id: receipt.key_id.clone(),
            der_hex: receipt.signature.clone(),
        };
        paper::seal::verify(&receiver.public_pem, bound.signed_text().as_bytes(), &signature)
            .map_err(|fault| format!("receipt: {fault}"))?;
        Ok(receipt)
    }

    fn settle(&self, app: &App, receiver: &super::Receiver, push: &Waiting, receipt: ReceiptBody, place: &str) -> Result<(), Failure> {
        let delivered = Delivered {
            push: push.id.clone(),
            body_sm3: push.body_sm3.clone(),
            receiver: receiver.unit.clone(),
            key_id: receipt.key_id.clone(),
            receipt: serde_json::to_string(&receipt)?,
        };
        let caller = Caller::new(Actor::system(place));
        app.act(Grant::PushReceipt, &caller, delivered, |office, done: &Delivered| {
            let at = office.at().micros();
            let row = office
                .tx
                .query_opt("select state from push where id = $1 and delivered_at is null", params![&done.push])?;
            let Some(row) = row else { return Ok(()) };
            let stored = row.text("state")?;
            let state = PushState::from_name(&stored).ok_or_else(|| Fault::stored("push state", stored))?;
            // A person may have signed for it at the desk before the department's system answered.
            let next = if state == PushState::Queued { PushState::Delivered } else { state };
            office.tx.execute(
                "update push set delivered_at = $2, receipt = $3, state = $4, version = version + 1 where id = $1",
                params![&done.push, at, &done.receipt, next.name()],
            )?;
            office.tx.execute(
                "update receiver set failures = 0, next_attempt_at = 0 where unit = $1 and failures > 0",
                params![&done.receiver],
            )?;
            office.changed("push", &done.push, next.name());
            office.note("body_sm3", &done.body_sm3);
            office.note("key_id", &done.key_id);
            Ok(())
        })?;
        Ok(())
    }

    fn postpone(&self, app: &App, receiver: &super::Receiver, push: &Waiting, why: &str) -> Result<(), Failure> {
        tracing::warn!(receiver = receiver.unit, push = push.id, why, "push not delivered");
        let jitter = push.id.bytes().fold(0u32, |sum, byte| (sum * 31 + u32::from(byte)) % 1_000);
        let (unit, id, why) = (receiver.unit.clone(), push.id.clone(), why.chars().take(200).collect::<String>());
        app.keep_books("exchange.postpone", move |tx, at| {
            let row = tx.query_one("select failures from receiver where unit = $1", params![&unit])?;
            let failures = u32::try_from(row.int("failures")?).unwrap_or(u32::MAX);
            let next = at.plus_seconds(pause_seconds(failures, jitter));
            tx.execute(
                "update receiver set failures = failures + 1, next_attempt_at = $2 where unit = $1",
                params![&unit, next.micros()],
            )?;
            tx.execute(
                "update push set attempts = attempts + 1, last_error = $2 where id = $1",
                params![&id, &why],
            )?;
            Ok(())
        })
    }
}
