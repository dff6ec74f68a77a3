//! The queue as a table for spreadsheets. A cell that would begin a formula is kept as text, so that nothing an applicant
//! typed is ever reckoned.

use super::case::{Names, applicant, step_word};
use super::queue::{Asked, matter_name};
use crate::clock;
use crate::hall::Hall;
use crate::parts::csv_line;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::application::{self, Item};
use rules::application::Turn;
use rules::calendar::Remaining;

/// Rows read at once.
const PAGE_SIZE: u32 = 100;
/// Rows of one table; longer lists are narrowed first.
const ROWS_MAX: usize = 5_000;
/// Tells spreadsheets that the bytes are UTF-8.
const MARK: &str = "\u{feff}";
const COLUMNS: [&str; 9] = [
    "case.number",
    "receipt.matter",
    "case.applicant",
    "case.credit_code",
    "case.step",
    "desk.handed_in",
    "desk.due_day",
    "desk.left",
    "desk.claimed",
];

/// `GET /desk/mine/export`: the list of the same address, as CSV.
pub(super) fn csv(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words, asked) = (visit.staff()?, hall.words(visit), Asked::read(visit));
    let names = Names::of(hall, &person.actor)?;
    let mut table = String::from(MARK);
    csv_line(&mut table, &COLUMNS.map(|key| words.word(key)));
    let mut rows = 0;
    for page in 1.. {
        let filter = asked.filter(hall, person, page, PAGE_SIZE);
        let items = application::queue(hall.app(), &person.actor, &filter)?.items;
        for item in &items {
            csv_line(&mut table, &cells(hall, &names, words, item));
        }
        rows += items.len();
        if items.len() < PAGE_SIZE as usize || rows >= ROWS_MAX {
            break;
        }
    }
    Ok(Reply::File {
        bytes: table.into_bytes(),
        media: "text/csv; charset=utf-8",
        name: format!("{}-{}.csv", words.word("desk.mine"), hall.app().now().day()),
        inline: false,
    })
}

fn cells(hall: &Hall, names: &Names, words: &Wording, item: &Item) -> [String; 9] {
    let claimed = item.claim.claimed_by.map(|account| names.name(account, words));
    [
        item.application.number.to_string(),
        matter_name(hall, item, words),
        applicant(&item.claim.subject_name, words),
        item.credit_code.clone().unwrap_or_default(),
        step_word(item.standing.phase, item.application.road, words),
        item.claim.handed_in.map(clock::moment).unwrap_or_default(),
        item.due.map(|day| day.to_string()).unwrap_or_default(),
        left(item),
        claimed.unwrap_or_default(),
    ]
}

/// Working days left; late ones count below zero, a clock that stands has none.
fn left(item: &Item) -> String {
    match (item.standing.turn, &item.standing.remaining) {
        (Turn::Office, Some(Remaining::Days { left, .. })) => left.to_string(),
        (Turn::Office, Some(Remaining::Overdue { days, .. })) => format!("-{days}"),
        (Turn::Office, Some(Remaining::Stopped { .. } | Remaining::Provisional) | None) | (Turn::Applicant | Turn::Nobody, _) => {
            String::new()
        }
    }
}
