//! 公司的人员和股东: who holds which post, who holds which share, and what 《中华人民共和国公司法》 asks of them.

use super::credit_code::{CreditCode, IdentityNumber, Phone};
use super::name_law::is_han;
use crate::access::named;
use crate::law::{Law, MissingLaw, Unlawful};
use crate::{Code, Refusal};
use std::collections::BTreeSet;

/// A person's name: 2 to 50 characters of any plane, with `·` inside. Personal: `Debug` shows the first character only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

/// The column of the national population base holds 50 characters.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 2..=50;

impl PersonName {
    /// Reads a typed name; other dots become `·`, blanks between Latin words stay single.
    pub fn parse(text: &str) -> Option<PersonName> {
        let dotted = text.replace(['•', '・', '‧', '∙', '．'], "·");
        let name = dotted.split_whitespace().collect::<Vec<_>>().join(" ");
        let good = name
            .chars()
            .all(|letter| is_han(letter) || letter.is_alphabetic() || matches!(letter, '·' | ' '));
        let edges = [name.chars().next(), name.chars().last()];
        let bounded = NAME_LENGTHS.contains(&name.chars().count()) && !edges.contains(&Some('·'));
        (good && bounded).then_some(PersonName(name))
    }

    /// In full.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first character, the rest as stars.
    pub fn masked(&self) -> String {
        let stars = "*".repeat(self.0.chars().count().saturating_sub(1));
        self.0.chars().take(1).chain(stars.chars()).collect()
    }
}

impl std::fmt::Debug for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

named! {
    /// 任职
    Post {
        /// 法定代表人
        LegalRepresentative = "legal-representative",
        /// 董事
        Director = "director",
        /// 经理
        Manager = "manager",
        /// 监事
        Supervisor = "supervisor",
        /// 财务负责人
        FinanceOfficer = "finance-officer",
        /// 登记联络员
        Contact = "contact",
    }
}

/// A natural person with posts in the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: PersonName,
    /// Identity number.
    pub identity: IdentityNumber,
    /// Telephone; the legal representative and the contact need one.
    pub phone: Option<Phone>,
    /// Posts.
    pub posts: BTreeSet<Post>,
}

/// Who holds a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A natural person.
    Person {
        /// Name.
        name: PersonName,
        /// Identity number.
        identity: IdentityNumber,
    },
    /// An enterprise.
    Enterprise {
        /// Name as registered.
        name: String,
        /// Credit code.
        code: CreditCode,
    },
}

/// 股东
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shareholder {
    /// Who.
    pub holder: Holder,
    /// Share in ten-thousandths of the whole.
    pub share_ten_thousandths: u32,
    /// Subscribed capital (认缴出资额).
    pub capital_fen: i64,
}

/// The whole, in ten-thousandths.
pub const WHOLE: u32 = 10_000;

const AGE_MIN: &str = "registration.legal_representative_age_min";
const SHAREHOLDERS_MAX: &str = "registration.shareholders_max";

const REPRESENTATIVE: &str = "《中华人民共和国公司法》第十条";
const SHAREHOLDER_COUNT: &str = "《中华人民共和国公司法》第四十二条";
const SUPERVISORS: &str = "《中华人民共和国公司法》第七十六条";
const DIRECTORS: &str = "《中华人民共和国公司法》第七十五条";
const CAPITAL: &str = "《中华人民共和国公司法》第四十七条";

/// Everything the law has against these people and shares, for the day of `law`; empty when nothing.
pub fn judge_people(people: &[Person], shareholders: &[Shareholder], capital_fen: i64, law: &Law) -> Result<Vec<Refusal>, MissingLaw> {
    let mut refusals = Vec::new();
    judge_posts(people, &mut refusals);
    judge_age(people, law, &mut refusals)?;
    judge_shares(shareholders, capital_fen, law, &mut refusals)?;
    Ok(refusals)
}

/// As `judge_people`, with the first refusal as the answer.
pub fn check_people(people: &[Person], shareholders: &[Shareholder], capital_fen: i64, law: &Law) -> Result<(), Unlawful> {
    match judge_people(people, shareholders, capital_fen, law)?.into_iter().next() {
        Some(refusal) => Err(refusal.into()),
        None => Ok(()),
    }
}

fn judge_posts(people: &[Person], refusals: &mut Vec<Refusal>) {
    let holders = |post: Post| people.iter().filter(move |person| person.posts.contains(&post));
    let mut identities = BTreeSet::new();
    if people.iter().any(|person| !identities.insert(&person.identity)) {
        refusals.push(Refusal::field(Code::FieldInvalid, "people").with("why", "same-person-twice"));
    }
    let post_refusal = |post: Post, why: &str, article: &str| {
        Refusal::new(Code::PersonBarred)
            .with("post", post.name())
            .with("why", why)
            .under(article)
    };
    match holders(Post::LegalRepresentative).count() {
        0 => refusals.push(Refusal::field(Code::FieldMissing, "legal-representative").under(REPRESENTATIVE)),
        1 => {}
        _ => refusals.push(post_refusal(Post::LegalRepresentative, "more-than-one", REPRESENTATIVE)),
    }
    // 法定代表人 is the director who runs the company's affairs, or the manager (第十条).
    if holders(Post::LegalRepresentative).any(|person| !person.posts.contains(&Post::Director) && !person.posts.contains(&Post::Manager)) {
        refusals.push(post_refusal(
            Post::LegalRepresentative,
            "neither-director-nor-manager",
            REPRESENTATIVE,
        ));
    }
    if holders(Post::LegalRepresentative).any(|person| person.phone.is_none()) {
        refusals.push(Refusal::field(Code::FieldMissing, "legal-representative-phone"));
    }
    if holders(Post::Director).count() == 0 {
        refusals.push(Refusal::field(Code::FieldMissing, "director").under(DIRECTORS));
    }
    if holders(Post::Manager).count() > 1 {
        refusals.push(post_refusal(Post::Manager, "more-than-one", DIRECTORS));
    }
    // 董事、高级管理人员不得兼任监事; a small company may do without supervisors (第八十三条), so none is asked for.
    let senior = [Post::Director, Post::Manager, Post::FinanceOfficer];
    if holders(Post::Supervisor).any(|person| senior.iter().any(|post| person.posts.contains(post))) {
        refusals.push(post_refusal(Post::Supervisor, "director-or-senior", SUPERVISORS));
    }
}

fn judge_age(people: &[Person], law: &Law, refusals: &mut Vec<Refusal>) -> Result<(), MissingLaw> {
    let least = law.value(AGE_MIN)?;
    let bound = [Post::LegalRepresentative, Post::Director, Post::Manager, Post::Supervisor];
    for post in bound {
        let young = |person: &Person| i64::from(person.identity.age_on(law.day())) < least.value;
        if people.iter().any(|person| person.posts.contains(&post) && young(person)) {
            let refusal = Refusal::new(Code::PersonBarred).with("post", post.name()).with("why", "under-age");
            refusals.push(refusal.with("years_min", least.value).under(least.article.clone()));
        }
    }
    Ok(())
}

fn judge_shares(shareholders: &[Shareholder], capital_fen: i64, law: &Law, refusals: &mut Vec<Refusal>) -> Result<(), MissingLaw> {
    let most = law.number(SHAREHOLDERS_MAX)?;
    if shareholders.is_empty() {
        refusals.push(Refusal::field(Code::FieldMissing, "shareholders").under(SHAREHOLDER_COUNT));
        return Ok(());
    }
    if i64::try_from(shareholders.len()).map_or(true, |count| count > most) {
        refusals.push(
            Refusal::field(Code::FieldInvalid, "shareholders")
                .with("count_max", most)
                .under(SHAREHOLDER_COUNT),
        );
    }
    let mut seen = BTreeSet::new();
    let identity = |holder: &Holder| match holder {
        Holder::Person { identity, .. } => identity.as_str().to_owned(),
        Holder::Enterprise { code, .. } => code.as_str().to_owned(),
    };
    if shareholders.iter().any(|shareholder| !seen.insert(identity(&shareholder.holder))) {
        refusals.push(Refusal::field(Code::FieldInvalid, "shareholders").with("why", "same-holder-twice"));
    }
    let whole: u64 = shareholders
        .iter()
        .map(|shareholder| u64::from(shareholder.share_ten_thousandths))
        .sum();
    let some_empty = shareholders
        .iter()
        .any(|shareholder| shareholder.share_ten_thousandths == 0 || shareholder.capital_fen <= 0);
    if whole != u64::from(WHOLE) || some_empty {
        refusals.push(Refusal::new(Code::SharesNotWhole).with("sum_ten_thousandths", whole));
    }
    let capital: i128 = shareholders.iter().map(|shareholder| i128::from(shareholder.capital_fen)).sum();
    if capital != i128::from(capital_fen) || capital_fen <= 0 {
        refusals.push(
            Refusal::new(Code::SharesNotWhole)
                .with("sum_fen", capital)
                .with("capital_fen", capital_fen)
                .under(CAPITAL),
        );
    }
    Ok(())
}
