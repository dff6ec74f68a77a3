//! The enterprises of the city, brought in by the import act, a thousand at a time.

use super::dice::Dice;
use super::words;
use crate::ending::Stop;
use crate::progress::Progress;
use office::registry::{Imported, import};
use office::{App, Caller, Shelf};
use rules::access::Actor;
use rules::calendar::{Date, days_after};
use rules::registry::SubjectKind;
use rules::registry::credit_code::{Category, CreditCode};
use rules::registry::name::judge;
use rules::registry::name_keys::keys;
use std::collections::HashSet;

/// An enterprise as far as the seeding needs it.
#[derive(Clone)]
pub struct Founded {
    /// Credit code.
    pub credit_code: String,
    /// Number of the owner among the founders.
    pub owner: usize,
    /// Scope terms.
    pub terms: &'static [&'static str],
}

/// Draws names that are lawful and meet no other name of the city.
pub struct Namer {
    shelf: Shelf,
    place: String,
    /// As names begin: 杭州, or 杭州市滨江区.
    fronts: Vec<String>,
    taken: HashSet<String>,
}

/// A namer that finds nothing in so many throws has run out of names.
const THROWS_MAX: usize = 2_000;

impl Namer {
    /// For names of this place.
    pub fn new(shelf: &Shelf, place: &str) -> Namer {
        let divisions = &shelf.files().divisions;
        let own = divisions.name(place).unwrap_or_default();
        let city = divisions
            .get(place)
            .and_then(|division| divisions.name(&division.parent))
            .unwrap_or_default();
        let short = city.strip_suffix('市').unwrap_or(city).to_owned();
        Namer {
            shelf: shelf.clone(),
            place: place.to_owned(),
            fronts: vec![short.clone(), short, format!("{city}{own}")],
            taken: HashSet::new(),
        }
    }

    /// A name in this line of business.
    pub fn draw(&mut self, dice: &mut Dice, industries: &[&'static str]) -> Result<String, Stop> {
        let law = self.shelf.names();
        for _ in 0..THROWS_MAX {
            let front = dice.pick(&self.fronts).cloned().unwrap_or_default();
            let name = format!("{front}{}{}有限公司", words::trade_name(dice), dice.word(industries));
            let judged = judge(&name, SubjectKind::Company, &self.place, law);
            if !judged.is_clear() {
                continue;
            }
            let keys = keys(&judged.parsed, &self.place, law);
            if self.taken.contains(&keys.whole_key) || self.taken.contains(&keys.unique_key) {
                continue;
            }
            self.taken.extend([keys.whole_key, keys.unique_key]);
            return Ok(name);
        }
        Err(Stop::refused("这座城市的名称用完了，请减少企业数"))
    }
}

/// Founds the enterprises; each belongs to one of the founders.
pub fn found(app: &App, seed: u64, place: &str, how_many: usize, owners: &[String], namer: &mut Namer) -> Result<Vec<Founded>, Stop> {
    let progress = Progress::new("登记企业", how_many);
    let mut dice = Dice::new(seed, 2);
    let mut founded = Vec::with_capacity(how_many);
    let mut codes = HashSet::new();
    let (today, caller) = (app.now().day(), Caller::new(Actor::system(place)));
    while founded.len() < how_many {
        let batch = (how_many - founded.len()).min(1_000);
        let mut rows = Vec::with_capacity(batch);
        while rows.len() < batch {
            let (row, one) = enterprise(app.shelf(), &mut dice, place, today, owners, namer)?;
            if codes.insert(one.credit_code.clone()) {
                rows.push(row);
                founded.push(one);
            }
        }
        import(app, &caller, rows)?;
        progress.add(batch);
    }
    progress.end();
    Ok(founded)
}

fn enterprise(
    shelf: &Shelf,
    dice: &mut Dice,
    place: &str,
    today: Date,
    owners: &[String],
    namer: &mut Namer,
) -> Result<(Imported, Founded), Stop> {
    let trade = words::trade(dice).ok_or_else(|| Stop::world("行业", "没有"))?;
    let terms = dice.pick(trade.terms).copied().unwrap_or_default();
    let known: Vec<String> = terms
        .iter()
        .filter(|code| shelf.edition().term(code).is_some())
        .map(|code| (*code).to_owned())
        .collect();
    let code = CreditCode::make_registered(Category::Enterprise, place, dice.chance()).ok_or_else(|| Stop::world("信用代码", place))?;
    let name = namer.draw(dice, trade.industries)?;
    let owner = owner(dice, owners.len());
    let days = dice.between(31, 4_000);
    let row = Imported {
        credit_code: code.as_str().to_owned(),
        name,
        kind: SubjectKind::Company.name().to_owned(),
        street: words::street(dice, place),
        detail: words::room(dice),
        representative: words::person(dice),
        capital_fen: dice.between(1, 50) * 10_000_000,
        terms: known,
        registered: days_after(today, -days).to_string(),
        owner: owners.get(owner).cloned(),
    };
    Ok((
        row,
        Founded {
            credit_code: code.as_str().to_owned(),
            owner,
            terms,
        },
    ))
}

/// The first founder owns little, so that his space stays readable.
fn owner(dice: &mut Dice, owners: usize) -> usize {
    if owners > 1 && !dice.percent(2) {
        1 + dice.below(owners - 1)
    } else {
        dice.below(owners.min(2))
    }
}
