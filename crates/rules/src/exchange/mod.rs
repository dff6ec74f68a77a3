//! 推送交换: who is told of what, when a push is tried again, and what proves that it arrived.
//!
//! A push is never abandoned: it is tried for ever with growing pauses, and past its legal limit it raises an alarm.

use crate::access::named;
use crate::{Code, Refusal};

named! {
    /// What a push tells.
    EventKind {
        /// An enterprise was set up with scope terms of the department.
        Registered = "cn.zhunying.enterprise.registered",
        /// A filing was made.
        Filed = "cn.zhunying.filing.made",
        /// A permit was granted.
        Granted = "cn.zhunying.permit.granted",
        /// A permit was refused.
        Refused = "cn.zhunying.permit.refused",
    }
}

named! {
    /// Where a push stands. Sent, received, signed for and handled are separate facts, each with its own time.
    PushState {
        /// Waiting for its first or next attempt.
        Queued = "queued",
        /// The receiver's system has it and said so, bound to its bytes.
        Delivered = "delivered",
        /// A person of the department signed for it.
        Signed = "signed",
        /// Handed on to the right department.
        Transferred = "transferred",
        /// The department fed back.
        Handled = "handled",
    }
}

named! {
    /// What a department found at a pushed enterprise.
    Finding {
        /// Operating as registered.
        Operating = "operating",
        /// Not operating yet.
        NotOperating = "not_operating",
        /// Operating without the permit it needs.
        NeedsPermit = "needs_permit",
        /// Nobody there.
        NotFound = "not_found",
        /// Measures were taken.
        Acted = "acted",
    }
}

/// Pause before the next attempt, in seconds: 5 s doubling to an hour, then hourly for ever. `jitter` in 0..1000 spreads
/// receivers that came back at once.
pub fn pause_seconds(attempts: u32, jitter: u32) -> i64 {
    let base = 5i64.saturating_mul(1i64 << attempts.min(12)).min(3_600);
    base + base * i64::from(jitter.min(1_000)) / 4_000
}

/// What a receiver's system answers: that it has these very bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The push.
    pub push: String,
    /// SM3 of the body it got.
    pub body_sm3: String,
    /// Its key.
    pub key_id: String,
    /// Its number for the push.
    pub reference: String,
}

impl Receipt {
    /// The bytes the receiver signs.
    pub fn signed_text(&self) -> String {
        format!("zhunying-receipt\n{}\n{}\n{}\n", self.push, self.body_sm3, self.reference)
    }

    /// Refuses a receipt that is not of this push, these bytes and this receiver.
    pub fn check(&self, push: &str, body_sm3: &str, key_id: &str) -> Result<(), Refusal> {
        if self.push == push && self.body_sm3 == body_sm3 && self.key_id == key_id {
            Ok(())
        } else {
            Err(Refusal::new(Code::ReceiptForeign).with("push", push))
        }
    }
}

/// The text whose signature stands in a push's header: identity, time, receiver and body, so that nothing can be replayed
/// to another.
pub fn push_signed_text(push: &str, timestamp: &str, receiver: &str, body_sm3: &str) -> String {
    format!("zhunying-push\n{push}\n{timestamp}\n{receiver}\n{body_sm3}\n")
}

/// Signing for a push: only what was delivered or is still on its way can be signed for, and only once.
pub fn sign(state: PushState) -> Result<PushState, Refusal> {
    match state {
        PushState::Queued | PushState::Delivered => Ok(PushState::Signed),
        PushState::Signed | PushState::Transferred | PushState::Handled => Err(settled(state)),
    }
}

/// Handing on to the right department: once, before feeding back.
pub fn transfer(state: PushState, transferred_before: Option<&str>) -> Result<PushState, Refusal> {
    if let Some(from) = transferred_before {
        return Err(Refusal::new(Code::TransferTwice).with("from", from));
    }
    match state {
        PushState::Queued | PushState::Delivered | PushState::Signed => Ok(PushState::Transferred),
        PushState::Transferred | PushState::Handled => Err(settled(state)),
    }
}

/// Feeding back: after signing for it.
pub fn handle(state: PushState) -> Result<PushState, Refusal> {
    match state {
        PushState::Signed => Ok(PushState::Handled),
        PushState::Queued | PushState::Delivered => Err(Refusal {
            // The article of this code speaks of applications, not of pushes.
            article: None,
            ..Refusal::new(Code::StateForbids)
                .with("step", "feedback")
                .with("state", state.name())
        }),
        PushState::Transferred | PushState::Handled => Err(settled(state)),
    }
}

fn settled(state: PushState) -> Refusal {
    Refusal::new(Code::PushSettled).with("state", state.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_is_tried_for_ever_hourly_at_most() {
        let pauses: Vec<i64> = (0..14).map(|attempts| pause_seconds(attempts, 0)).collect();
        assert!(pauses.windows(2).all(|pair| matches!(pair, [a, b] if a <= b)));
        assert_eq!(pauses.first(), Some(&5));
        assert_eq!(pause_seconds(u32::MAX, 0), 3_600);
        assert_eq!(pause_seconds(u32::MAX, u32::MAX), 4_500);
    }

    #[test]
    fn a_receipt_is_bound_to_push_bytes_and_receiver() {
        let receipt = Receipt {
            push: "p".into(),
            body_sm3: "h".into(),
            key_id: "k".into(),
            reference: "r".into(),
        };
        assert!(receipt.check("p", "h", "k").is_ok());
        for (push, body, key) in [("q", "h", "k"), ("p", "i", "k"), ("p", "h", "l")] {
            assert_eq!(
                receipt.check(push, body, key).map_err(|refusal| refusal.code),
                Err(Code::ReceiptForeign)
            );
        }
    }

    #[test]
    fn a_push_is_transferred_once_and_fed_back_once() {
        assert_eq!(transfer(PushState::Signed, None), Ok(PushState::Transferred));
        assert_eq!(
            transfer(PushState::Queued, Some("health")).map_err(|r| r.code),
            Err(Code::TransferTwice)
        );
        assert_eq!(handle(PushState::Handled).map_err(|r| r.code), Err(Code::PushSettled));
        assert_eq!(sign(PushState::Signed).map_err(|r| r.code), Err(Code::PushSettled));
    }
}
