//! The draft of a registration as it is stored: what the applicant typed, section by section.

use crate::failure::Failure;
use crate::shelf::Shelf;
use rules::calendar::{Date, Moment};
use rules::registry::SubjectKind;
use rules::registry::address::{Address, AddressCommitment, AddressKey, AddressVerdict, Premises, judge_address};
use rules::registry::credit_code::{IdentityNumber, Phone};
use rules::registry::person::{Holder, Person, PersonName, Post, Shareholder, WHOLE};
use rules::registry::registration::{Draft, Duration, KeptName};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};

/// A person of the company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonForm {
    /// Name.
    pub name: String,
    /// Identity number.
    pub identity_number: String,
    /// Phone.
    pub phone: String,
    /// Post names (`legal-representative`, `director`, …).
    pub posts: Vec<String>,
    /// Share in ten-thousandths.
    pub share_ten_thousandths: u32,
}

/// Everything typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationForm {
    /// Scope term codes in the order chosen.
    pub terms: Vec<String>,
    /// The main one.
    pub main_term: Option<String>,
    /// Whether the address lies in a free-trade zone.
    pub free_trade_zone: bool,
    /// The reserved name.
    pub name: Option<String>,
    /// Its hold.
    pub name_hold: Option<String>,
    /// Last day of the reservation, `YYYY-MM-DD`.
    pub name_until: Option<String>,
    /// Whether a registrar must look at the name.
    pub name_similar: bool,
    /// Street and number.
    pub street: String,
    /// Building, room.
    pub detail: String,
    /// Kind of premises, by its stable name; empty until declared.
    #[serde(default)]
    pub premises: String,
    /// SM3 of the address commitment as shown, and when it was given (microseconds).
    pub commitment: Option<(String, i64)>,
    /// People.
    pub people: Vec<PersonForm>,
    /// Registered capital in yuan.
    pub capital_yuan: Option<i64>,
    /// Years; 0 is without limit.
    pub duration_years: u16,
}

/// One section of the form, as a page saves it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What the company does.
    Scope {
        terms: Vec<String>,
        main_term: Option<String>,
        free_trade_zone: bool,
    },
    /// Where it is, with the commitment's text hash when it was ticked.
    Address {
        street: String,
        detail: String,
        premises: String,
        commitment_sm3: Option<String>,
    },
    /// Who runs and owns it.
    People {
        people: Vec<PersonForm>,
        capital_yuan: Option<i64>,
        duration_years: u16,
    },
}

impl RegistrationForm {
    /// Takes a section in. What cannot be right at all is refused; what is merely missing is found at the end.
    pub fn take(&mut self, section: &Section, shelf: &Shelf, at: Moment) -> Result<(), Refusal> {
        match section {
            Section::Scope {
                terms,
                main_term,
                free_trade_zone,
            } => {
                if let Some(unknown) = terms.iter().find(|code| shelf.edition().term(code).is_none()) {
                    return Err(Refusal::new(Code::TermUnknown).with("terms", unknown));
                }
                self.terms = terms.clone();
                self.main_term = main_term
                    .clone()
                    .filter(|main| terms.contains(main))
                    .or_else(|| terms.first().cloned());
                self.free_trade_zone = *free_trade_zone;
            }
            Section::Address {
                street,
                detail,
                premises,
                commitment_sm3,
            } => {
                if street.trim().is_empty() {
                    return Err(Refusal::field(Code::FieldMissing, "street"));
                }
                if street.chars().count() > 100 || detail.chars().count() > 100 {
                    return Err(Refusal::field(Code::FieldInvalid, "street"));
                }
                let premises = Premises::from_name(premises).ok_or_else(|| Refusal::field(Code::FieldMissing, "premises"))?;
                self.premises = premises.name().to_owned();
                self.street = street.trim().to_owned();
                self.detail = detail.trim().to_owned();
                self.commitment = commitment_sm3.clone().map(|sm3| (sm3, at.micros()));
                if self.commitment.is_none() {
                    return Err(Refusal::field(Code::AddressNotCommitted, "commitment"));
                }
            }
            Section::People {
                people,
                capital_yuan,
                duration_years,
            } => {
                if people.len() > 50 {
                    return Err(Refusal::field(Code::FieldInvalid, "people"));
                }
                for (number, person) in people.iter().enumerate() {
                    read_person(person, number)?;
                }
                self.people = people.clone();
                self.capital_yuan = *capital_yuan;
                self.duration_years = *duration_years;
            }
        }
        Ok(())
    }

    /// The law's draft.
    pub fn draft(&self, place: &str, shelf: &Shelf) -> Result<Draft, Failure> {
        let mut draft = Draft::new(SubjectKind::Company, place);
        let until = self.name_until.as_deref().and_then(|day| day.parse::<Date>().ok());
        draft.name = self.name.clone().zip(until).map(|(name, until)| KeptName { name, until });
        if !self.street.is_empty() {
            draft.address = Some(self.address(place));
        }
        draft.address_commitment = self.commitment.as_ref().map(|(sm3, at)| AddressCommitment {
            at: Moment::from_micros(*at),
            text_hash: sm3.clone(),
        });
        draft.scope_terms = shelf.scope_terms(&self.terms);
        draft.main_term = self.main_term.clone();
        draft.capital_fen = self.capital_yuan.map(|yuan| yuan.saturating_mul(100));
        draft.duration = Some(if self.duration_years == 0 {
            Duration::Unlimited
        } else {
            Duration::Years(self.duration_years)
        });
        for (number, form) in self.people.iter().enumerate() {
            let person = read_person(form, number)?;
            if form.share_ten_thousandths > 0 {
                draft
                    .shareholders
                    .push(self.shareholder(&person, form.share_ten_thousandths, number));
            }
            draft.people.push(person);
        }
        Ok(draft)
    }

    /// The subscribed capital follows the share; what rounding leaves over goes to the first.
    fn shareholder(&self, person: &Person, share: u32, number: usize) -> Shareholder {
        let capital = self.capital_yuan.unwrap_or(0).saturating_mul(100);
        let part =
            |share: u32| capital / i64::from(WHOLE) * i64::from(share) + capital % i64::from(WHOLE) * i64::from(share) / i64::from(WHOLE);
        let rounding: i64 = if number == 0 {
            capital - self.people.iter().map(|other| part(other.share_ten_thousandths)).sum::<i64>()
        } else {
            0
        };
        let whole: u32 = self.people.iter().map(|other| other.share_ten_thousandths).sum();
        Shareholder {
            holder: Holder::Person {
                name: person.name.clone(),
                identity: person.identity.clone(),
            },
            share_ten_thousandths: share,
            capital_fen: part(share) + if whole == WHOLE { rounding } else { 0 },
        }
    }

    /// The address as declared.
    pub fn address(&self, place: &str) -> Address {
        Address {
            division: place.to_owned(),
            street: self.street.clone(),
            detail: self.detail.clone(),
        }
    }

    /// What the negative list says of the address, with the key it was judged by.
    pub fn judge_address(&self, place: &str, shelf: &Shelf, day: Date) -> (AddressKey, AddressVerdict) {
        let places = &shelf.names().places;
        let key = AddressKey::of(&self.address(place), &[], places);
        let verdict = judge_address(&key, shelf.negative_addresses(), &[], places, day);
        (key, verdict)
    }

    /// The legal representative, once there is one.
    pub fn representative(&self) -> Option<&PersonForm> {
        let post = Post::LegalRepresentative.name();
        self.people.iter().find(|person| person.posts.iter().any(|held| held == post))
    }
}

fn read_person(form: &PersonForm, number: usize) -> Result<Person, Refusal> {
    let wrong = |code, field: &str| {
        Refusal::new(code)
            .with("field", format!("person_{number}_{field}"))
            .with("person", number + 1)
    };
    let name = PersonName::parse(&form.name).ok_or_else(|| wrong(Code::FieldInvalid, "name"))?;
    let identity = IdentityNumber::parse(&form.identity_number).ok_or_else(|| wrong(Code::IdentityInvalid, "id_number"))?;
    let phone = if form.phone.trim().is_empty() {
        None
    } else {
        Some(Phone::parse(&form.phone).ok_or_else(|| wrong(Code::FieldInvalid, "phone"))?)
    };
    let posts = form
        .posts
        .iter()
        .map(|post| Post::from_name(post).ok_or_else(|| wrong(Code::FieldInvalid, "posts")))
        .collect::<Result<_, _>>()?;
    Ok(Person {
        name,
        identity,
        phone,
        posts,
    })
}
