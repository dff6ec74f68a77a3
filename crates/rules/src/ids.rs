//! 编号: typed 128-bit identities, and the human numbers that people type, read aloud and print.

use crate::calendar::{Date, Moment};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A 128-bit identity in 26 characters of Crockford's base 32: 48 bits of time, 80 bits of chance.
/// Ordered by time, so that new rows land at the end of every index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

impl Id {
    /// An identity of this moment; `chance` comes from the office's source of numbers.
    pub fn new(at: Moment, chance: u128) -> Id {
        let milliseconds = u128::from(at.micros().max(0).unsigned_abs() / 1_000) & ((1 << 48) - 1);
        Id(milliseconds << 80 | chance & ((1 << 80) - 1))
    }

    /// Reads the 26 characters back; anything else is no identity.
    pub fn parse(text: &str) -> Option<Id> {
        if text.len() != 26 {
            return None;
        }
        let mut value: u128 = 0;
        for byte in text.bytes() {
            let digit = ALPHABET.iter().position(|letter| *letter == byte)?;
            value = value.checked_mul(32)?.checked_add(digit as u128)?;
        }
        Some(Id(value))
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for place in (0..26).rev() {
            let digit = (self.0 >> (place * 5)) & 31;
            let letter = ALPHABET.get(usize::try_from(digit).unwrap_or(0)).copied().unwrap_or(b'0');
            f.write_str(char::from(letter).encode_utf8(&mut [0; 4]))?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// Declares one newtype for each kind of thing: `ids! { Application }` makes `ApplicationId`, which cannot be
/// handed over where an `EnterpriseId` is wanted.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub Id);

        impl $name {
            /// Reads an identity typed or linked by the outside.
            pub fn parse(text: &str) -> Option<$name> { Id::parse(text).map($name) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
    )*};
}

ids! {
    /// A person's or a system's account.
    AccountId;
    /// 办件.
    ApplicationId;
    /// 经营主体.
    EnterpriseId;
    /// 电子证照.
    CertificateId;
    /// 推送.
    PushId;
    /// 限时办理事项.
    DutyId;
    /// 留痕.
    EntryId;
    /// A file in the content-addressed store.
    FileId;
    /// 名称保留.
    NameHoldId;
    /// A notice that was handed out.
    NoticeId;
    /// A gap in the library of scope terms.
    GapId;
    /// A wish for a scope term that is not there.
    WishId;
    /// A proof that somebody reported.
    ProofReportId;
}

/// A number that people type: prefix, date, random digits and a check character, such as `BJ20261124 483920 K`.
/// Random within the day, so that one number does not give the next away.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HumanNumber(String);

/// What a human number numbers; the prefix is part of the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberKind {
    /// 办件编号
    Application,
    /// 证照编号
    Certificate,
    /// 一次性告知书编号
    Notice,
    /// 推送编号
    Push,
    /// 证明举报编号
    ProofReport,
}

impl NumberKind {
    fn prefix(self) -> &'static str {
        match self {
            NumberKind::Application => "BJ",
            NumberKind::Certificate => "ZZ",
            NumberKind::Notice => "GZ",
            NumberKind::Push => "TS",
            NumberKind::ProofReport => "ZM",
        }
    }
}

/// Check characters without I, O, S, Z and V, which people confuse (as GB 32100 leaves them out).
const CHECKS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl HumanNumber {
    /// A number of this day from eight random digits' worth of `chance`.
    pub fn draw(kind: NumberKind, day: Date, chance: u64) -> HumanNumber {
        let body = format!(
            "{}{:04}{:02}{:02}{:08}",
            kind.prefix(),
            day.year(),
            day.month(),
            day.day(),
            chance % 100_000_000
        );
        let check = check_character(&body);
        HumanNumber(format!("{body}{check}"))
    }

    /// Reads a typed number: spaces, hyphens, small and full-width letters are forgiven, a wrong check character is not.
    pub fn parse(text: &str) -> Option<HumanNumber> {
        let folded: String = text.chars().filter_map(fold_typed).collect();
        let (body, check) = folded.char_indices().last().map(|(at, check)| (&folded[..at], check))?;
        let known = ["BJ", "ZZ", "GZ", "TS", "ZM"].iter().any(|prefix| body.starts_with(prefix));
        (known && body.len() == 18 && check_character(body) == check).then(|| HumanNumber(folded.clone()))
    }

    /// The number as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for HumanNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Forgives how people type numbers: full-width forms, small letters, spaces and hyphens.
pub fn fold_typed(letter: char) -> Option<char> {
    let narrow = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    };
    match narrow {
        ' ' | '\u{3000}' | '-' | '\t' | '\'' | '\u{2019}' => None,
        other => Some(other.to_ascii_uppercase()),
    }
}

fn check_character(body: &str) -> char {
    // Weighted sum modulo a prime: finds every single wrong character and every swap of neighbours.
    let mut sum: u32 = 0;
    for (place, byte) in body.bytes().enumerate() {
        let weight = (place as u32 % 30) + 1;
        sum += (u32::from(byte) % 31) * weight;
    }
    CHECKS.get((sum % 31) as usize).map_or('0', |byte| char::from(*byte))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_typed_number_is_forgiven_its_spaces_and_width_but_not_its_digits() {
        let number = HumanNumber::draw(NumberKind::Application, Date::constant(2026, 11, 24), 48_392_011);
        let typed: String = number.as_str().to_lowercase().chars().flat_map(|c| [c, ' ']).collect();
        assert_eq!(HumanNumber::parse(&typed), Some(number.clone()));
        let wrong = number.as_str().replacen("2026", "2025", 1);
        assert_eq!(HumanNumber::parse(&wrong), None);
    }

    proptest! {
        #[test]
        fn an_identity_reads_back(micros in 0i64..4_000_000_000_000_000, chance: u128) {
            let id = Id::new(Moment::from_micros(micros), chance);
            prop_assert_eq!(Id::parse(&id.to_string()), Some(id));
        }

        #[test]
        fn one_wrong_digit_is_found(chance: u64, place in 2usize..18, shift in 1u8..10) {
            let number = HumanNumber::draw(NumberKind::Certificate, Date::constant(2026, 1, 5), chance);
            let mut bytes = number.as_str().as_bytes().to_vec();
            let digit = bytes.get(place).copied().unwrap() - b'0';
            *bytes.get_mut(place).unwrap() = b'0' + (digit + shift) % 10;
            prop_assert_eq!(HumanNumber::parse(&String::from_utf8(bytes).unwrap()), None);
        }
    }
}
