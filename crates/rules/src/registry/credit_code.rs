//! 统一社会信用代码 (GB 32100) with its inner organisation code (GB 11714), 公民身份号码 (GB 11643) and telephone numbers.
//!
//! All three are read at the border and trusted inside. None of them prints itself in full by accident: `Debug` is masked
//! where the number is personal.

use crate::access::named;
use crate::calendar::Date;
use crate::ids::fold_typed;

/// Characters of GB 32100: without I, O, S, V and Z.
const LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weights of GB 32100: powers of 3 modulo 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Weights of GB 11714.
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Weights of GB 11643: powers of 2 modulo 11.
const IDENTITY_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Check characters of GB 11643.
const IDENTITY_CHECKS: &[u8; 11] = b"10X98765432";

/// A checked credit code: 18 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CreditCode(String);

impl CreditCode {
    /// Reads a typed code: spaces, hyphens, small and full-width letters are forgiven, a wrong check character is not. The
    /// inner check is not asked of codes from outside: of real ones a few fail it.
    pub fn parse(text: &str) -> Option<CreditCode> {
        let code: String = text.chars().filter_map(fold_typed).collect();
        let known = code.len() == 18 && code.bytes().all(|byte| LETTERS.contains(&byte));
        let division = code.get(2..8)?.bytes().all(|byte| byte.is_ascii_digit());
        let check = code.bytes().last()? == check_of(code.get(..17)?)?;
        (known && division && check).then(|| CreditCode(code.clone()))
    }

    /// A new code: registering department, category, division and nine characters drawn from `chance`.
    pub fn make(department: char, category: char, division: &str, chance: u128) -> Option<CreditCode> {
        let mut body = String::with_capacity(8);
        let mut rest = chance;
        for _ in 0..8 {
            body.push(char::from(*LETTERS.get(usize::try_from(rest % 31).ok()?)?));
            rest /= 31;
        }
        let inner = inner_check_of(&body)?;
        let head = format!("{department}{category}{division}{body}{inner}");
        let check = char::from(check_of(&head)?);
        CreditCode::parse(&format!("{head}{check}"))
    }

    /// The code of an enterprise registered by the market supervision of this division.
    pub fn make_registered(category: Category, division: &str, chance: u128) -> Option<CreditCode> {
        CreditCode::make('9', category.digit(), division, chance)
    }

    /// As printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Registering department, the first character; 9 is market supervision.
    pub fn department(&self) -> char {
        self.0.chars().next().unwrap_or('0')
    }

    /// The division of the authority.
    pub fn division(&self) -> &str {
        self.0.get(2..8).unwrap_or("")
    }

    /// 组织机构代码: nine characters.
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or("")
    }

    /// Whether the inner check character of GB 11714 fits; codes made here always do.
    pub fn inner_check_fits(&self) -> bool {
        let inner = self.organisation_code();
        inner.get(..8).and_then(inner_check_of) == inner.chars().last()
    }
}

impl std::fmt::Display for CreditCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

named! {
    /// 机构类别 under market supervision.
    Category {
        /// 企业
        Enterprise = "enterprise",
        /// 个体工商户
        IndividualBusiness = "individual-business",
        /// 农民专业合作社
        Cooperative = "cooperative",
    }
}

impl Category {
    fn digit(self) -> char {
        match self {
            Category::Enterprise => '1',
            Category::IndividualBusiness => '2',
            Category::Cooperative => '3',
        }
    }
}

fn check_of(head: &str) -> Option<u8> {
    let mut sum = 0;
    for (byte, weight) in head.bytes().zip(WEIGHTS) {
        sum += u32::try_from(LETTERS.iter().position(|letter| *letter == byte)?).ok()? * weight;
    }
    LETTERS.get(usize::try_from((31 - sum % 31) % 31).ok()?).copied()
}

fn inner_check_of(body: &str) -> Option<char> {
    let mut sum = 0;
    for (letter, weight) in body.chars().zip(INNER_WEIGHTS) {
        sum += letter.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

named! {
    /// As the seventeenth digit says.
    Sex {
        Female = "female",
        Male = "male",
    }
}

/// A checked identity number. Personal: it prints masked, and only `as_str` gives it whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityNumber {
    text: String,
    birth: Date,
}

impl IdentityNumber {
    /// Reads a typed number of 18 characters; numbers of 15 digits ended on 2013-01-01.
    pub fn parse(text: &str) -> Option<IdentityNumber> {
        let text: String = text.chars().filter_map(fold_typed).collect();
        let digits = text.get(..17)?;
        if text.len() != 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.starts_with('0') {
            return None;
        }
        let sum: u32 = digits
            .bytes()
            .zip(IDENTITY_WEIGHTS)
            .map(|(byte, weight)| u32::from(byte - b'0') * weight)
            .sum();
        let check = IDENTITY_CHECKS.get(usize::try_from(sum % 11).ok()?)?;
        let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i16>().ok());
        let (month, day) = (i8::try_from(number(10, 12)?).ok()?, i8::try_from(number(12, 14)?).ok()?);
        let birth = Date::new(number(6, 10)?, month, day).ok()?;
        let sane = birth.year() >= EARLIEST_BIRTH_YEAR && text.bytes().last() == Some(*check);
        sane.then_some(IdentityNumber { text, birth })
    }

    /// In full; for the people's own form and for what the law makes us store, never for logs.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// First six and last four characters.
    pub fn masked(&self) -> String {
        let part = |range: std::ops::Range<usize>| self.text.get(range).unwrap_or_default();
        format!("{}********{}", part(0..6), part(14..18))
    }

    /// Day of birth.
    pub fn birth(&self) -> Date {
        self.birth
    }

    /// Sex.
    pub fn sex(&self) -> Sex {
        match self.text.as_bytes().get(16).map(|byte| byte % 2) {
            Some(1) => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// Full years on a day; 0 before birth. One is a year older from the birthday on.
    pub fn age_on(&self, day: Date) -> i16 {
        let before_birthday = (day.month(), day.day()) < (self.birth.month(), self.birth.day());
        (day.year() - self.birth.year() - i16::from(before_birthday)).max(0)
    }
}

/// Nobody alive was born before.
const EARLIEST_BIRTH_YEAR: i16 = 1900;

impl std::fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A telephone number of the mainland: eleven digits of a mobile, or area code and seven or eight digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a typed number; +86, blanks, hyphens and brackets are forgiven.
    pub fn parse(text: &str) -> Option<Phone> {
        let folded: String = text
            .chars()
            .filter_map(fold_typed)
            .filter(|letter| !matches!(letter, '(' | ')'))
            .collect();
        let digits = folded.strip_prefix("+86").unwrap_or(&folded);
        let digits = match digits.strip_prefix("86") {
            Some(rest) if digits.len() == 13 => rest,
            _ => digits,
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mobile = digits.len() == 11 && digits.starts_with('1') && !matches!(digits.as_bytes().get(1), Some(b'0' | b'1' | b'2'));
        let landline = (10..=12).contains(&digits.len()) && digits.starts_with('0') && digits.as_bytes().get(1) != Some(&b'0');
        (mobile || landline).then(|| Phone(digits.to_owned()))
    }

    /// In full.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is said when a message is on its way.
    pub fn last4(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }

    /// First three and last four digits.
    pub fn masked(&self) -> String {
        let stars = "*".repeat(self.0.len().saturating_sub(7));
        format!("{}{stars}{}", self.0.get(..3).unwrap_or_default(), self.last4())
    }

    /// Whether messages can be sent to it.
    pub fn is_mobile(&self) -> bool {
        self.0.starts_with('1')
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_character_of_a_credit_code_is_asked_and_its_spelling_forgiven() {
        // Made by the rule of GB 32100 by hand.
        let code = CreditCode::make_registered(Category::Enterprise, "330108", 123_456_789).unwrap();
        let typed = format!(
            " {}",
            code.as_str().to_lowercase().chars().map(|c| format!("{c} ")).collect::<String>()
        );
        assert_eq!(CreditCode::parse(&typed), Some(code.clone()));
        assert_eq!((code.department(), code.division()), ('9', "330108"));
        for bad in ["", "9133010800000000", "91330108I00000000X", "号号号号号号号号号号号号号号号号号号"] {
            assert_eq!(CreditCode::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn known_codes_of_the_standards_fit() {
        // The example of GB 32100-2015 itself, and the two of GB 11643-1999.
        assert!(CreditCode::parse("91350100M000100Y43").is_some_and(|code| code.inner_check_fits()));
        assert!(IdentityNumber::parse("11010519491231002X").is_some_and(|number| number.sex() == Sex::Female));
        assert!(
            IdentityNumber::parse("440524188001010014").is_none(),
            "born in 1880: the check fits, the year does not"
        );
    }

    #[test]
    fn an_identity_number_must_have_a_possible_day_of_birth() {
        let cases = [
            ("330108199002291237", false),
            ("33010819900228123X", false),
            ("330108900228123", false),
            ("１１０１０５１９４９１２３１００２ｘ", true),
        ];
        for (text, good) in cases {
            assert_eq!(IdentityNumber::parse(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn age_counts_from_the_birthday() {
        let number = IdentityNumber::parse("11010519491231002X").unwrap();
        assert_eq!(number.age_on(Date::constant(1967, 12, 30)), 17);
        assert_eq!(number.age_on(Date::constant(1967, 12, 31)), 18);
        assert_eq!(number.age_on(Date::constant(1940, 1, 1)), 0);
        assert_eq!(
            (number.masked().as_str(), format!("{number:?}").as_str()),
            ("110105********002X", "110105********002X")
        );
    }

    #[test]
    fn a_telephone_number_is_a_mobile_or_a_landline() {
        let cases = [
            ("13857112345", Some("138****2345")),
            ("+86 138-5711-2345", Some("138****2345")),
            ("86１３８５７１１２３４５", Some("138****2345")),
            ("0571-87654321", Some("057*****4321")),
            ("（0571）87654321", Some("057*****4321")),
            ("12345", None),
            ("12057112345", None),
            ("1385711234a", None),
            ("00571876543", None),
        ];
        for (text, masked) in cases {
            assert_eq!(Phone::parse(text).map(|phone| phone.masked()).as_deref(), masked, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_made_code_reads_back_with_both_checks(chance: u128, division in 110_000u32..820_000) {
            let code = CreditCode::make_registered(Category::Enterprise, &division.to_string(), chance).unwrap();
            prop_assert!(code.inner_check_fits());
            prop_assert_eq!(CreditCode::parse(&code.to_string()), Some(code));
        }

        #[test]
        fn one_wrong_character_is_found(chance: u128, place in 0usize..18, shift in 1usize..31) {
            let code = CreditCode::make_registered(Category::Cooperative, "140702", chance).unwrap();
            let mut bytes = code.as_str().as_bytes().to_vec();
            let at = LETTERS.iter().position(|letter| letter == bytes.get(place).unwrap()).unwrap();
            *bytes.get_mut(place).unwrap() = *LETTERS.get((at + shift) % 31).unwrap();
            prop_assert_eq!(CreditCode::parse(&String::from_utf8(bytes).unwrap()), None);
        }

        #[test]
        fn anything_typed_is_read_without_panic(text: String) {
            let _ = (CreditCode::parse(&text), IdentityNumber::parse(&text), Phone::parse(&text));
        }
    }
}
