//! The stage on which cases are played: one office for each case with its own clock and its own numbers, so that cases may
//! be played at once and still be the same at every run.

use super::dice::Dice;
use super::people::{Member, People};
use crate::ending::Stop;
use office::licensing::{StoredFile, store_file};
use office::{App, Failure, Fault, Numbers, Shelf, Time};
use paper::seal::{Key, sm3_hex};
use rules::calendar::{Calendar, Date, Moment, days_after};
use sql::Database;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// What all cases share.
pub struct Stage {
    /// The database.
    pub database: Database,
    /// The law.
    pub shelf: Shelf,
    /// The platform's key.
    pub seal: Key,
    /// Division code.
    pub place: String,
    /// Everybody.
    pub people: People,
    /// Data folder.
    pub data: PathBuf,
    /// The seed.
    pub seed: u64,
    /// The city's present.
    pub now: Moment,
    /// Working days up to today, today first.
    pub workdays: Vec<Date>,
}

/// Calendar days the city's memory reaches back.
const DAYS_BACK: i64 = 60;
/// Cases end so long before the present, so that their last steps never lie in the future.
const MARGIN_SECONDS: i64 = 900;

/// The working days up to this one, the last first.
pub fn workdays(calendar: &Calendar, today: Date) -> Vec<Date> {
    (0..DAYS_BACK)
        .map(|back| days_after(today, -back))
        .filter(|day| calendar.kind(*day).works() == Some(true))
        .collect()
}

impl Stage {
    /// The working day so many before the last one.
    pub fn workday(&self, back: usize) -> Date {
        self.workdays
            .get(back)
            .or(self.workdays.last())
            .copied()
            .unwrap_or_else(|| self.now.day())
    }

    /// Opens the office of one case.
    pub fn scene(&self, thing: u64) -> Scene {
        let mut dice = Dice::new(self.seed, thing);
        let micros = Arc::new(AtomicI64::new(self.now.micros()));
        let time = Time::Given(Arc::clone(&micros));
        let app = App::new(
            self.database.clone(),
            self.shelf.clone(),
            time,
            Numbers::seeded(dice.seed()),
            self.seal.clone(),
        );
        let last = Moment::start_of(days_after(self.now.day(), -DAYS_BACK));
        Scene {
            app,
            dice,
            micros,
            last,
            end: self.now.plus_seconds(-MARGIN_SECONDS),
        }
    }

    /// Puts a small paper into the file store and registers it for its owner, as an upload does.
    pub fn upload(&self, app: &App, owner: &Member, material: &str, name: &str) -> Result<String, Stop> {
        let bytes = small_pdf(material);
        let sm3 = sm3_hex(&bytes);
        let folder = self.data.join("files").join(sm3.get(..2).unwrap_or("00"));
        let path = folder.join(&sm3);
        if !path.exists() {
            let part = folder.join(format!("{sm3}.{}", self.thread_name()));
            let written = fs::create_dir_all(&folder)
                .and_then(|()| fs::write(&part, &bytes))
                .and_then(|()| fs::File::open(&part)?.sync_all())
                .and_then(|()| fs::rename(&part, &path))
                .and_then(|()| fs::File::open(&folder)?.sync_all());
            written.map_err(|error| Stop::world(path.display(), error))?;
        }
        let file = StoredFile {
            sm3,
            name: format!("{name}.pdf"),
            media: "application/pdf".to_owned(),
            size: i64::try_from(bytes.len()).unwrap_or(0),
        };
        Ok(again(|| store_file(app, &owner.caller(), file.clone()))?)
    }

    fn thread_name(&self) -> String {
        format!("{:?}", std::thread::current().id())
            .chars()
            .filter(char::is_ascii_digit)
            .collect()
    }
}

/// One case's office, clock and throws.
pub struct Scene {
    /// The office.
    pub app: App,
    /// The throws.
    pub dice: Dice,
    micros: Arc<AtomicI64>,
    last: Moment,
    end: Moment,
}

impl Scene {
    /// Moves to some moment of the office hours of a day; never back, never into the future.
    pub fn go(&mut self, day: Date) {
        let morning = Moment::start_of(day).plus_seconds(9 * 3_600);
        let wanted = morning.plus_seconds(self.dice.between(0, 8 * 3_600));
        let at = if wanted > self.end {
            let from = self.last.max(Moment::start_of(day)).min(self.end);
            let span = (self.end.micros() - from.micros()) / 1_000_000;
            from.plus_seconds(self.dice.between(0, span.min(8 * 3_600)))
        } else {
            wanted
        };
        self.set(at.max(self.last.plus_seconds(1)));
    }

    /// Some minutes later.
    pub fn later(&mut self) {
        let pause = self.dice.between(60, 1_200);
        let at = self.last.plus_seconds(pause);
        // Near the present the steps are only moments apart, but always one after the other.
        self.set(if at > self.end {
            Moment::from_micros(self.last.micros() + 1_000)
        } else {
            at
        });
    }

    fn set(&mut self, at: Moment) {
        self.last = at;
        self.micros.store(at.micros(), Ordering::SeqCst);
    }
}

/// Repeats an act whose drawn number met another's: the next attempt draws anew.
pub fn again<T>(act: impl Fn() -> Result<T, Failure>) -> Result<T, Failure> {
    let mut tries = 0;
    loop {
        match act() {
            Err(Failure::Fault(Fault::Sql(sql::Error::Constraint(_) | sql::Error::Conflict))) if tries < 5 => tries += 1,
            done => return done,
        }
    }
}

/// A page that says what it stands for: a whole PDF, so that it opens.
fn small_pdf(material: &str) -> Vec<u8> {
    let text = format!("BT /F1 18 Tf 72 760 Td (Demo material: {material}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(pdf.len());
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    pdf.into_bytes()
}
