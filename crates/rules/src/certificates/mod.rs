//! 电子证照: what a certificate says, the canonical bytes that are signed, and the answer a stranger gets.

use crate::access::named;
use crate::calendar::Date;
use crate::record::quote;
use std::collections::BTreeMap;

named! {
    /// Each state is its own; a withdrawn right is not a penalty.
    CertificateState {
        /// The bytes to be signed are recorded; nothing is shown yet.
        Prepared = "prepared",
        /// 有效
        Valid = "valid",
        /// 撤销
        Revoked = "revoked",
        /// 注销
        Deregistered = "deregistered",
        /// 吊销
        CancelledAsPenalty = "cancelled_as_penalty",
    }
}

/// What is signed: the public statement of a certificate. It never changes; a new statement is a new certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Type code: `business-licence`, `food-business-permit`, `filing-receipt`, …
    pub kind: String,
    /// Title printed on it.
    pub title: String,
    /// 证照编号
    pub number: String,
    /// Random public reference of 128 bits or more: the QR carries it.
    pub reference: String,
    /// Holder's name.
    pub holder: String,
    /// Holder's credit code.
    pub credit_code: String,
    /// Issuing organ.
    pub issuer: String,
    /// Division code.
    pub place: String,
    /// First day.
    pub issued: Date,
    /// Last day; `None` for no end.
    pub until: Option<Date>,
    /// Label and value pairs in printing order, by a stable code.
    pub fields: Vec<(String, String)>,
}

impl Statement {
    /// The bytes that SM2 signs: JSON, keys sorted, no blanks.
    pub fn canonical(&self) -> String {
        let fields = {
            let sorted: BTreeMap<_, _> = self.fields.iter().map(|(code, value)| (code.as_str(), value.as_str())).collect();
            object(sorted.into_iter())
        };
        let until = self.until.map(|day| day.to_string()).unwrap_or_default();
        let issued = self.issued.to_string();
        let mut pairs = vec![
            ("credit_code", self.credit_code.as_str()),
            ("holder", &self.holder),
            ("issued", &issued),
            ("issuer", &self.issuer),
            ("kind", &self.kind),
            ("number", &self.number),
            ("place", &self.place),
            ("reference", &self.reference),
            ("title", &self.title),
            ("until", &until),
        ];
        pairs.sort_unstable();
        let plain = object(pairs.into_iter());
        format!("{{\"fields\":{fields},{}", plain.trim_start_matches('{'))
    }
}

fn object<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::from("{");
    for (index, (key, value)) in pairs.enumerate() {
        if index > 0 {
            out.push(',');
        }
        quote(&mut out, key);
        out.push(':');
        quote(&mut out, value);
    }
    out.push('}');
    out
}

/// The four answers of the verification page; nothing else is ever said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 有效
    Valid,
    /// 已失效, with the state or "expired".
    NoLongerValid,
    /// 查无此证
    Unknown,
    /// 暂无法核验
    CannotSay,
}

impl Answer {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Answer::Valid => "valid",
            Answer::NoLongerValid => "no_longer_valid",
            Answer::Unknown => "unknown",
            Answer::CannotSay => "cannot_say",
        }
    }
}

named! {
    /// What checking the signature over the statement gave.
    Proof {
        /// The signature fits what is shown.
        Intact = "intact",
        /// Something was altered: what is shown is not what was signed.
        Broken = "broken",
        /// The key that signed is not published here.
        KeyUnknown = "key_unknown",
    }
}

impl Answer {
    /// The answer in the light of the signature: what was altered was never issued, and without the key nobody can say.
    pub fn proved(self, proof: Proof) -> Answer {
        match self {
            Answer::Unknown | Answer::CannotSay => self,
            Answer::Valid | Answer::NoLongerValid => match proof {
                Proof::Intact => self,
                Proof::Broken => Answer::Unknown,
                Proof::KeyUnknown => Answer::CannotSay,
            },
        }
    }
}

/// The word for a certificate on this day: its state, or `expired` where only its time has run out.
pub fn shown_state(state: CertificateState, until: Option<Date>, today: Date) -> &'static str {
    if state == CertificateState::Valid && answer(state, until, today) == Answer::NoLongerValid {
        "expired"
    } else {
        state.name()
    }
}

/// What to answer for a certificate of this state on this day.
pub fn answer(state: CertificateState, until: Option<Date>, today: Date) -> Answer {
    match state {
        CertificateState::Valid if until.is_none_or(|until| today <= until) => Answer::Valid,
        CertificateState::Prepared => Answer::Unknown,
        CertificateState::Valid | CertificateState::Revoked | CertificateState::Deregistered | CertificateState::CancelledAsPenalty => {
            Answer::NoLongerValid
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 11, 24);

    #[test]
    fn an_expired_certificate_is_genuine_but_no_longer_valid() {
        let cases = [
            (CertificateState::Valid, None, Answer::Valid),
            (CertificateState::Valid, Some(DAY), Answer::Valid),
            (CertificateState::Valid, Some(Date::constant(2026, 11, 23)), Answer::NoLongerValid),
            (CertificateState::Revoked, None, Answer::NoLongerValid),
            (CertificateState::Prepared, None, Answer::Unknown),
        ];
        for (state, until, expected) in cases {
            assert_eq!(answer(state, until, DAY), expected, "{state:?} {until:?}");
        }
    }

    #[test]
    fn an_altered_certificate_was_never_issued_and_a_foreign_key_leaves_it_open() {
        let cases = [
            (Answer::Valid, Proof::Intact, Answer::Valid),
            (Answer::Valid, Proof::Broken, Answer::Unknown),
            (Answer::NoLongerValid, Proof::Broken, Answer::Unknown),
            (Answer::NoLongerValid, Proof::KeyUnknown, Answer::CannotSay),
            (Answer::Unknown, Proof::Intact, Answer::Unknown),
        ];
        for (before, proof, expected) in cases {
            assert_eq!(before.proved(proof), expected, "{before:?} {proof:?}");
        }
    }

    #[test]
    fn what_has_run_out_says_so_unless_its_state_says_more() {
        let past = Some(Date::constant(2026, 11, 23));
        assert_eq!(shown_state(CertificateState::Valid, None, DAY), "valid");
        assert_eq!(shown_state(CertificateState::Valid, past, DAY), "expired");
        assert_eq!(shown_state(CertificateState::Revoked, past, DAY), "revoked");
    }

    #[test]
    fn the_signed_bytes_are_json_with_sorted_keys() {
        let statement = Statement {
            kind: "business-licence".into(),
            title: "营业执照".into(),
            number: "ZZ1".into(),
            reference: "r".into(),
            holder: "甲\"乙".into(),
            credit_code: "91".into(),
            issuer: "局".into(),
            place: "330108".into(),
            issued: DAY,
            until: None,
            fields: vec![("scope".into(), "餐饮".into()), ("capital".into(), "10".into())],
        };
        assert_eq!(
            statement.canonical(),
            "{\"fields\":{\"capital\":\"10\",\"scope\":\"餐饮\"},\"credit_code\":\"91\",\"holder\":\"甲\\\"乙\",\"issued\":\"2026-11-24\",\
             \"issuer\":\"局\",\"kind\":\"business-licence\",\"number\":\"ZZ1\",\"place\":\"330108\",\"reference\":\"r\",\"title\":\"营业执照\",\"until\":\"\"}"
        );
    }
}
