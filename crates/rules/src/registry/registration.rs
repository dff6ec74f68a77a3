//! 设立登记: the draft of a company, when it is complete, and whether a published rule may grant it on the spot.
//!
//! 《市场主体登记管理条例》第八条、第九条 (what is registered), 第十九条 (complete and proper on its face: registered on the spot).

use super::SubjectKind;
use super::address::{Address, AddressCommitment, AddressVerdict, MatchResult, Occupancy};
use super::name_keys::SameOrSimilar;
use super::person::{Person, Shareholder, judge_people};
use super::scope::ScopeTerm;
use crate::access::named;
use crate::calendar::Date;
use crate::law::{Law, MissingLaw, Unlawful};
use crate::{Code, Refusal};

/// A name the applicant keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptName {
    /// As typed and judged.
    pub name: String,
    /// Last day of the reservation.
    pub until: Date,
}

/// 营业期限
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// 长期
    Unlimited,
    /// So many years.
    Years(u16),
}

/// A registration as far as it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Kind of subject.
    pub kind: SubjectKind,
    /// Division code of the authority.
    pub authority: String,
    /// The reserved name.
    pub name: Option<KeptName>,
    /// Address.
    pub address: Option<Address>,
    /// The commitment over the address.
    pub address_commitment: Option<AddressCommitment>,
    /// Posts.
    pub people: Vec<Person>,
    /// Shares.
    pub shareholders: Vec<Shareholder>,
    /// Registered capital.
    pub capital_fen: Option<i64>,
    /// Scope terms in the order chosen.
    pub scope_terms: Vec<ScopeTerm>,
    /// Code of the main term; it says the main trade.
    pub main_term: Option<String>,
    /// For how long.
    pub duration: Option<Duration>,
}

/// A complete registration; it can be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complete {
    /// Kind of subject.
    pub kind: SubjectKind,
    /// Division code of the authority.
    pub authority: String,
    /// The reserved name.
    pub name: KeptName,
    /// Address.
    pub address: Address,
    /// The commitment over the address.
    pub address_commitment: AddressCommitment,
    /// Posts.
    pub people: Vec<Person>,
    /// Shares.
    pub shareholders: Vec<Shareholder>,
    /// Registered capital.
    pub capital_fen: i64,
    /// Scope terms.
    pub scope_terms: Vec<ScopeTerm>,
    /// The main term.
    pub main_term: ScopeTerm,
    /// For how long.
    pub duration: Duration,
}

impl Draft {
    /// An empty draft.
    pub fn new(kind: SubjectKind, authority: &str) -> Draft {
        Draft {
            kind,
            authority: authority.to_owned(),
            name: None,
            address: None,
            address_commitment: None,
            people: Vec::new(),
            shareholders: Vec::new(),
            capital_fen: None,
            scope_terms: Vec::new(),
            main_term: None,
            duration: None,
        }
    }

    /// The sections still to be filled, in the order of the form.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("name", self.name.is_none()),
            ("address", self.address.is_none()),
            ("address-commitment", self.address_commitment.is_none()),
            ("scope", self.scope_terms.is_empty()),
            ("main-term", self.main_term.is_none()),
            ("capital", self.capital_fen.is_none()),
            ("shareholders", self.shareholders.is_empty()),
            ("people", self.people.is_empty()),
            ("duration", self.duration.is_none()),
        ]
        .into_iter()
        .filter_map(|(section, missing)| missing.then_some(section))
        .collect()
    }

    /// The complete registration, or what stands against handing it in.
    pub fn complete(self, address: &AddressVerdict, law: &Law) -> Result<Complete, Unlawful> {
        let missing = self.missing().join(" ");
        let incomplete = || Refusal::new(Code::DraftIncomplete).with("missing", &missing);
        let (Some(name), Some(declared), Some(capital_fen), Some(main), Some(duration)) =
            (self.name, self.address, self.capital_fen, self.main_term, self.duration)
        else {
            return Err(incomplete().into());
        };
        let Some(address_commitment) = self.address_commitment else {
            // When only the commitment is missing, the refusal says so with its article.
            let only = missing == "address-commitment";
            return Err(if only {
                Refusal::new(Code::AddressNotCommitted)
            } else {
                incomplete()
            }
            .into());
        };
        if !missing.is_empty() {
            return Err(incomplete().into());
        }
        if name.until < law.day() {
            return Err(Refusal::new(Code::NameHoldGone).with("until", name.until).into());
        }
        address.check()?;
        let main_term = self.scope_terms.iter().find(|term| term.code == main).cloned();
        let main_term = main_term.ok_or_else(|| Refusal::field(Code::FieldInvalid, "main-term").with("term", &main))?;
        if duration == Duration::Years(0) {
            return Err(Refusal::field(Code::FieldInvalid, "duration").into());
        }
        if let Some(refusal) = judge_people(&self.people, &self.shareholders, capital_fen, law)?.into_iter().next() {
            return Err(refusal.into());
        }
        Ok(Complete {
            kind: self.kind,
            authority: self.authority,
            name,
            address: declared,
            address_commitment,
            people: self.people,
            shareholders: self.shareholders,
            capital_fen,
            scope_terms: self.scope_terms,
            main_term,
            duration,
        })
    }
}

/// What the office found out about a complete registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The nearest name of the register that is not barred outright.
    pub name_similarity: Option<SameOrSimilar>,
    /// The name holds a word that needs a consent.
    pub name_consent: Consent,
    /// What the library of addresses knows.
    pub address_match: MatchResult,
    /// How full the address is.
    pub occupancy: Occupancy,
    /// A person of the registration is named in a measure that bars him from a post, or the check could not be made.
    pub persons: PersonsCheck,
    /// Whether everybody named in it has signed it himself (《市场主体登记管理条例实施细则》第十六条).
    pub signatures: Signatures,
}

named! {
    /// Who has signed.
    Signatures {
        /// Everybody named in the registration.
        Complete = "complete",
        /// Only the applicant; others are named whose will a registrar must ask for.
        Missing = "missing",
    }
}

named! {
    /// Whether a word of the name needs a consent.
    Consent {
        NotNeeded = "not-needed",
        Needed = "needed",
    }
}

named! {
    /// What the check of the people against measures gave.
    PersonsCheck {
        /// Nobody is named.
        Clear = "clear",
        /// Somebody is named.
        Named = "named",
        /// The list could not be asked.
        Unavailable = "unavailable",
    }
}

named! {
    /// Why a registrar looks at it.
    RegistrarReason {
        NameSimilar = "name-similar",
        NameConsent = "name-consent",
        AddressFull = "address-full",
        CapitalAboveLimit = "capital-above-limit",
        ManyShareholders = "many-shareholders",
        PersonNamed = "person-named",
        PersonsUnchecked = "persons-unchecked",
        SignaturesMissing = "signatures-missing",
        KindNotAutomatic = "kind-not-automatic",
    }
}

/// What becomes of a complete registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// 当场登记, by this rule.
    GrantOnTheSpot,
    /// A registrar decides within the legal limit, because of these.
    ToRegistrar {
        /// Never empty.
        reasons: Vec<RegistrarReason>,
    },
}

/// The code of the published rule, as the decision keeps it.
pub const RULE: &str = "registration.auto";

const CAPITAL_MAX: &str = "registration.auto_capital_fen_max";
const SHAREHOLDERS_MAX: &str = "registration.auto_shareholders_max";

/// Grants on the spot what holds no risk; everything else goes to a registrar. The rule itself never refuses, and an
/// address unknown to the library is no risk: it opens a verification (REG-07).
pub fn decide_automatically(complete: &Complete, facts: &Facts, law: &Law) -> Result<Decision, MissingLaw> {
    let shareholders = i64::try_from(complete.shareholders.len()).unwrap_or(i64::MAX);
    let checks = [
        (RegistrarReason::NameSimilar, facts.name_similarity.is_some()),
        (RegistrarReason::NameConsent, facts.name_consent == Consent::Needed),
        (RegistrarReason::AddressFull, facts.occupancy.full()),
        (RegistrarReason::CapitalAboveLimit, complete.capital_fen > law.number(CAPITAL_MAX)?),
        (RegistrarReason::ManyShareholders, shareholders > law.number(SHAREHOLDERS_MAX)?),
        (RegistrarReason::PersonNamed, facts.persons == PersonsCheck::Named),
        (RegistrarReason::PersonsUnchecked, facts.persons == PersonsCheck::Unavailable),
        (RegistrarReason::SignaturesMissing, facts.signatures == Signatures::Missing),
        (RegistrarReason::KindNotAutomatic, complete.kind != SubjectKind::Company),
    ];
    let reasons: Vec<RegistrarReason> = checks.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect();
    Ok(if reasons.is_empty() {
        Decision::GrantOnTheSpot
    } else {
        Decision::ToRegistrar { reasons }
    })
}
