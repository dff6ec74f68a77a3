//! P08 `/open/{id}/people`: capital, shareholders, posts. The signed-in founder is person 0 and needs no typing; persons are
//! added and dropped on the page alone, and saved together.

use super::draft::{Own, about, reply};
use crate::Page;
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::visit::{Pairs, Visit};
use crate::wording::Wording;
use office::Failure;
use office::access::Person as Account;
use office::licensing::registration;
use office::registry::{PersonForm, RegistrationForm, Section};
use rules::registry::credit_code::{IdentityNumber, Phone};
use rules::registry::person::{Post, WHOLE};
use rules::{Code, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;

pub fn pages() -> Vec<Page> {
    vec![Page::get("/open/{id}/people", page), Page::post("/open/{id}/people", save)]
}

/// The posts a page asks for; each is one select over the people. A supervisor may be left out.
const POSTS: [Post; 6] = [
    Post::LegalRepresentative,
    Post::Director,
    Post::Manager,
    Post::FinanceOfficer,
    Post::Contact,
    Post::Supervisor,
];
const PEOPLE_MAX: usize = 50;
const YUAN_IN_TEN_THOUSAND: i64 = 10_000;

/// The field of a post: its stable name with underscores.
fn field(post: Post) -> String {
    post.name().replace('-', "_")
}

#[derive(Clone, Serialize)]
struct PersonLine {
    index: usize,
    name: String,
    id_number: String,
    phone: String,
    share: String,
    #[serde(rename = "self")]
    own: bool,
}

#[derive(Serialize)]
struct PeopleContext {
    base: String,
    version: i64,
    errors: Vec<FieldError>,
    capital: String,
    capital_note: String,
    /// Field of a post → index of its person.
    posts: BTreeMap<String, String>,
    post_names: Vec<String>,
    people: Vec<PersonLine>,
    share_sum: String,
}

/// What the page holds, typed or stored.
struct Typed {
    capital: String,
    people: Vec<PersonLine>,
    posts: BTreeMap<String, String>,
}

fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    let typed = stored(&own.form, own.person);
    render(hall, visit, &own, typed, Vec::new())
}

fn myself(account: &Account, share: String) -> PersonLine {
    PersonLine {
        index: 0,
        name: account.display_name.clone(),
        id_number: IdentityNumber::parse(&account.identity_number).map_or_else(String::new, |number| number.masked()),
        phone: Phone::parse(&account.phone).map_or_else(String::new, |phone| phone.masked()),
        share,
        own: true,
    }
}

/// The stored section; before it is saved once, the founder alone holds every post and the whole.
fn stored(form: &RegistrationForm, account: &Account) -> Typed {
    let mut people = vec![myself(
        account,
        percent_of(form.people.first().map_or(WHOLE, |first| first.share_ten_thousandths)),
    )];
    let mut posts: BTreeMap<String, String> = POSTS.iter().map(|post| (field(*post), String::new())).collect();
    for (index, person) in form.people.iter().enumerate() {
        for post in &person.posts {
            posts.insert(post.replace('-', "_"), index.to_string());
        }
        if index > 0 {
            people.push(PersonLine {
                index,
                name: person.name.clone(),
                id_number: person.identity_number.clone(),
                phone: person.phone.clone(),
                share: percent_of(person.share_ten_thousandths),
                own: false,
            });
        }
    }
    if form.people.is_empty() {
        for post in POSTS.iter().filter(|post| **post != Post::Supervisor) {
            posts.insert(field(*post), "0".to_owned());
        }
    }
    let capital = form
        .capital_yuan
        .map_or_else(String::new, |yuan| decimal(yuan, YUAN_IN_TEN_THOUSAND));
    Typed { capital, people, posts }
}

fn typed(form: &Pairs, account: &Account) -> Typed {
    let count = form.get("count").parse::<usize>().unwrap_or(1).clamp(1, PEOPLE_MAX);
    let dropped = form.get("act").strip_prefix("drop-").and_then(|index| index.parse::<usize>().ok());
    let kept: Vec<usize> = (0..count).filter(|index| Some(*index) != dropped || *index == 0).collect();
    let read = |index: usize, name: &str| form.get(&format!("person_{index}_{name}")).trim().to_owned();
    let mut people = Vec::new();
    for (index, old) in kept.iter().enumerate() {
        let share = read(*old, "share");
        people.push(if index == 0 {
            myself(account, share)
        } else {
            let (name, id_number, phone) = (read(*old, "name"), read(*old, "id_number"), read(*old, "phone"));
            PersonLine {
                index,
                name,
                id_number,
                phone,
                share,
                own: false,
            }
        });
    }
    // Who is dropped loses his posts to the founder; everybody behind moves up.
    let moved = |old: &str| -> String {
        let place = old.parse::<usize>().ok().and_then(|old| kept.iter().position(|kept| *kept == old));
        if old.is_empty() {
            String::new()
        } else {
            place.unwrap_or(0).to_string()
        }
    };
    let posts = POSTS.iter().map(|post| (field(*post), moved(form.get(&field(*post))))).collect();
    Typed {
        capital: form.get("capital").trim().to_owned(),
        people,
        posts,
    }
}

fn render(hall: &Hall, visit: &Visit, own: &Own, typed: Typed, errors: Vec<FieldError>) -> Result<Reply, Failure> {
    let law = hall.app().law(&own.application.place);
    let years = law.value("registration.capital_paid_years")?;
    let sum: u32 = typed.people.iter().filter_map(|person| share(&person.share)).sum();
    let about = about(hall, visit, "people.title", &errors);
    let context = PeopleContext {
        base: own.base(),
        version: own.application.version,
        capital: typed.capital,
        capital_note: hall.words(visit).say(
            "people.capital_note",
            &[("years", &years.value.to_string()), ("article", &years.article)],
        ),
        posts: typed.posts,
        post_names: POSTS.iter().map(|post| field(*post)).collect(),
        people: typed.people,
        share_sum: percent_of(sum),
        errors,
    };
    Ok(reply(&context.errors, hall.render(visit, "open/people.html", &about, &context)?))
}

fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    let mut typed = typed(&visit.form, own.person);
    if visit.form.get("act") != "next" {
        if visit.form.get("act") == "add" && typed.people.len() < PEOPLE_MAX {
            let index = typed.people.len();
            let empty = String::new;
            typed.people.push(PersonLine {
                index,
                name: empty(),
                id_number: empty(),
                phone: empty(),
                share: empty(),
                own: false,
            });
        }
        return render(hall, visit, &own, typed, Vec::new());
    }
    let saved = section(&typed, own.person)
        .map_err(Failure::from)
        .and_then(|section| registration::save(hall.app(), &visit.caller(), own.application.id, visit.version(), section));
    match saved {
        Ok(_) => Ok(Reply::see(format!("{}/check", own.base()))),
        Err(failure) => {
            let errors = hall.at_form(visit, explained(hall, visit, failure), "shares")?;
            let errors = errors
                .into_iter()
                .map(|error| FieldError {
                    field: error.field.replace('-', "_"),
                    ..error
                })
                .collect();
            render(hall, visit, &own, typed, errors)
        }
    }
}

/// Why a person may not hold a post is a code; its sentence goes into the refusal's.
fn explained(hall: &Hall, visit: &Visit, failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) if refusal.code == Code::PersonBarred => {
            let why = refusal.facts.get("why").cloned().unwrap_or_default();
            let post = refusal.facts.get("post").map(|post| post.replace('-', "_")).unwrap_or_default();
            let words = hall.words(visit);
            let sentence = words.word(&format!("people.barred_{}", why.replace('-', "_")));
            let name = words.word(&format!("role.{post}"));
            refusal.with("field", post).with("reason", sentence).with("post_name", name).into()
        }
        Failure::Refused(refusal) if refusal.code == Code::FieldMissing => {
            let missing = refusal.facts.get("field").map(|field| field.replace('-', "_")).unwrap_or_default();
            let name = hall.words(visit).word(&format!("people.field_{missing}"));
            refusal.with("fields", name).into()
        }
        other => other,
    }
}

fn section(typed: &Typed, account: &Account) -> Result<Section, Refusal> {
    let capital_yuan = if typed.capital.is_empty() {
        None
    } else {
        let yuan = whole(&typed.capital, YUAN_IN_TEN_THOUSAND).filter(|yuan| *yuan > 0);
        Some(yuan.ok_or_else(|| Refusal::field(Code::FieldInvalid, "capital"))?)
    };
    let mut people = Vec::new();
    for person in &typed.people {
        let share = share(&person.share).ok_or_else(|| Refusal::field(Code::FieldInvalid, &format!("person_{}_share", person.index)))?;
        let index = person.index.to_string();
        let posts = POSTS.iter().filter(|post| typed.posts.get(&field(**post)) == Some(&index));
        let (name, identity_number, phone) = if person.own {
            (account.display_name.clone(), account.identity_number.clone(), account.phone.clone())
        } else {
            (person.name.clone(), person.id_number.clone(), person.phone.clone())
        };
        let posts = posts.map(|post| post.name().to_owned()).collect();
        people.push(PersonForm {
            name,
            identity_number,
            phone,
            posts,
            share_ten_thousandths: share,
        });
    }
    Ok(Section::People {
        people,
        capital_yuan,
        duration_years: 0,
    })
}

/// A share typed in per cent, in ten-thousandths; nothing typed is no share.
fn share(text: &str) -> Option<u32> {
    if text.is_empty() {
        return Some(0);
    }
    let parts = whole(text.trim_end_matches(['%', '％']), 100)?;
    u32::try_from(parts).ok().filter(|parts| *parts <= WHOLE)
}

pub(super) fn percent_of(ten_thousandths: u32) -> String {
    decimal(i64::from(ten_thousandths), 100)
}

/// A typed decimal times `scale` (a power of ten), when that is a whole number that fits. Full-width digits are digits.
fn whole(text: &str, scale: i64) -> Option<i64> {
    let folded: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != ',' && *letter != '，')
        .map(half_width)
        .collect();
    let (units, parts) = folded.split_once('.').unwrap_or((&folded, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if units.is_empty() || !digits(units) || !digits(parts) {
        return None;
    }
    let mut value = units.parse::<i64>().ok()?.checked_mul(scale)?;
    let mut worth = scale;
    for digit in parts.bytes() {
        worth /= 10;
        let digit = i64::from(digit - b'0');
        if worth == 0 && digit != 0 {
            return None;
        }
        value = value.checked_add(digit * worth)?;
    }
    Some(value)
}

fn half_width(letter: char) -> char {
    match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter),
        '．' | '。' => '.',
        other => other,
    }
}

/// A whole number of parts as a decimal, without needless zeros.
fn decimal(value: i64, scale: i64) -> String {
    let (units, rest) = (value / scale, value % scale);
    if rest == 0 {
        return units.to_string();
    }
    let width = scale.to_string().len() - 1;
    format!("{units}.{rest:0width$}").trim_end_matches('0').to_owned()
}

/// Yuan as people say capital: 50万元.
pub(super) fn in_ten_thousand(yuan: i64, words: &Wording) -> String {
    format!("{}{}", decimal(yuan, YUAN_IN_TEN_THOUSAND), words.word("unit.ten_thousand"))
}
