//! A04 经营范围条目: what a term leads to in this draft: classification, matters, departments, the words that find it, and who is
//! registered with it.

use super::super::told;
use super::{Desk, add_href};
use crate::catalogue::needed::mode;
use crate::hall::Hall;
use crate::parts::{Link, query};
use crate::reply::percent;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::tables::{self, TableOf};
use rules::access::Actor;
use rules::catalogue::{Edition, Matter, Need, Needed, Zone};
use serde::Serialize;

/// From a term to the departments that answer for it.
#[derive(Serialize)]
pub(super) struct Chain {
    kind: &'static str,
    needs: Vec<NeedLine>,
    /// Within a free-trade zone, where that is something else.
    needs_ftz: Vec<NeedLine>,
    pinyin: String,
    words: Vec<Link>,
    more_words: Vec<Link>,
    corrections: Vec<Link>,
    add_correction: Option<String>,
    add_word: Option<String>,
    enterprises: i64,
    guide_href: String,
}

#[derive(Serialize)]
struct NeedLine {
    one_of: bool,
    when: Option<String>,
    basis: String,
    mark: String,
    rule: String,
    note: String,
    matters: Vec<MatterLine>,
}

#[derive(Serialize)]
struct MatterLine {
    code: String,
    name: String,
    mode: &'static str,
    department: String,
    href: String,
}

/// Words shown before the rest is folded away.
const WORDS_FIRST: usize = 20;

pub(super) fn chain(hall: &Hall, actor: &Actor, desk: &Desk, code: &str, words: &Wording) -> Result<Option<Chain>, Failure> {
    let edition = &desk.looked.edition;
    let (Some(term), Some(index)) = (edition.term(code), edition.term_index(code)) else {
        return Ok(None);
    };
    let needs = |zone: Zone| -> Vec<NeedLine> {
        let needs = term.needs_in(zone).iter();
        needs.map(|need| need_line(need, edition, &desk.base, words)).collect()
    };
    let everyday = edition.everyday().iter().filter(|word| word.terms.contains(&index));
    let mut everyday: Vec<Link> = everyday
        .map(|word| Link {
            text: word.word.clone(),
            href: told::row_href(&desk.base, "everyday", &word.word),
        })
        .collect();
    let more_words = everyday.split_off(everyday.len().min(WORDS_FIRST));
    let corrected = TableOf::named("corrections").map_or(Ok(Vec::new()), |table| table.rows(&desk.opened.files))?;
    let may_edit = super::super::edition::may_edit(&desk.opened, actor);
    let add = |table: &str, column: &str| {
        let table = TableOf::named(table).filter(|_| may_edit)?;
        Some(format!("{}{}", add_href(&desk.base, table), query(&[(column, code)])))
    };
    Ok(Some(Chain {
        kind: term.kind.name(),
        needs: needs(Zone::Elsewhere),
        needs_ftz: if term.needs == term.needs_ftz {
            Vec::new()
        } else {
            needs(Zone::FreeTrade)
        },
        pinyin: rules::catalogue::pinyin(&term.name),
        words: everyday,
        more_words,
        corrections: corrected
            .iter()
            .filter(|row| row.cell("term") == code)
            .map(|row| Link {
                text: row.id.clone(),
                href: told::row_href(&desk.base, "corrections", &row.id),
            })
            .collect(),
        add_correction: add("corrections", "row.term"),
        add_word: add("everyday", "row.terms"),
        enterprises: tables::enterprises_with(hall.app(), actor, code)?,
        guide_href: format!("/guide{}", query(&[("term", code)])),
    }))
}

fn need_line(need: &Need, edition: &Edition, base: &str, words: &Wording) -> NeedLine {
    let matters = need.matters.matters().iter().filter_map(|index| edition.matter_at(*index));
    NeedLine {
        one_of: matches!(need.matters, Needed::AnyOf(_)),
        when: need.when.clone(),
        basis: need.basis.clone(),
        mark: words.word(&format!("mark.{}", need.mark.name())),
        rule: need.rule.to_string(),
        note: need.note.clone(),
        matters: matters.map(|matter| matter_line(matter, edition, base)).collect(),
    }
}

/// A modelled matter leads to its form, another to its row in the list.
fn matter_line(matter: &Matter, edition: &Edition, base: &str) -> MatterLine {
    MatterLine {
        mode: mode(matter),
        department: edition
            .unit(&matter.department)
            .map_or_else(|| matter.department.clone(), |unit| unit.name.clone()),
        href: if matter.modelled() {
            format!("{base}/matters/{}", percent(&matter.code))
        } else {
            told::row_href(base, "listed", &matter.code)
        },
        code: matter.code.clone(),
        name: matter.name.clone(),
    }
}
