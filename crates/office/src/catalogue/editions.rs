//! 清单版本 as the keepers make them: drafted from the one in force, changed file by file, handed in with a day, published by a
//! second person, in force from that day on. What was published stays as it is for ever; going back is a new edition.

use super::texts::{self, Tree};
use crate::application::{day_number, day_of};
use crate::bureau::{App, Caller, Office};
use crate::failure::{Failure, Fault};
use crate::law::{Files, LawErrors, LawFiles};
use crate::shelf::{Shelf, zone};
use rules::access::{Actor, Grant, Role};
use rules::calendar::{Date, Moment};
use rules::catalogue::version::{Checked, Stage, Standing, Version};

use rules::catalogue::{Diff, Edition, Finding, Zone, beyond_the_list, diff, notice};
use rules::ids::AccountId;
use rules::law::Law;
use rules::{Code, Refusal};
use sql::{Row, Tx, params};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Characters of a title or an opinion.
const WORDS_MAX: usize = 500;
/// Bytes of one catalogue file.
const FILE_MAX: usize = 2 * 1_024 * 1_024;
/// Editions kept on the shelf for open applications.
const KEPT_MAX: u32 = 50;

/// An edition as lists show it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Number.
    pub number: i64,
    /// What changes, in a sentence.
    pub title: String,
    /// How far it is, and whose hands were on it.
    pub version_of: Version,
    /// What it is today.
    pub standing: Standing,
    /// Tree of its texts.
    pub tree: String,
    /// Tree it started from.
    pub base: String,
    /// Who drafted it, and when.
    pub drafted: (AccountId, Moment),
    /// Who handed it in, and when.
    pub checked: Option<(AccountId, Moment)>,
    /// Who published it, and when.
    pub published: Option<(AccountId, Moment)>,
    /// Names of these people.
    pub people: BTreeMap<AccountId, String>,
    /// The opinion of legality, or why it was sent back.
    pub opinion: String,
    /// Version, for those who change it.
    pub version: i64,
}

/// An edition with its texts.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The line.
    pub line: Line,
    /// Its texts.
    pub files: Files,
    /// The texts it started from.
    pub base: Files,
    /// Paths that differ from these.
    pub changed: Vec<String>,
}

const COLUMNS: &str = "number, title, state, tree, base, drafted_by, drafted_at, checked_by, checked_at, from_day, published_by, \
     published_at, opinion, version";

/// Only keepers and supervisors see editions that are not published.
pub fn check_reader(actor: &Actor) -> Result<(), Failure> {
    if actor.is(Role::Keeper) || actor.is(Role::Supervisor) {
        return Ok(());
    }
    Err(Refusal::new(Code::NotGranted).into())
}

/// Every edition, the newest first.
pub fn list(app: &App, actor: &Actor, limit: u32) -> Result<Vec<Line>, Failure> {
    check_reader(actor)?;
    let today = app.now().day();
    app.view("catalogue.editions", move |tx| {
        let in_force = in_force(tx, today)?.map(|(number, _)| number);
        let rows = tx.query(
            &format!("select {COLUMNS} from edition order by number desc limit $1"),
            params![limit.min(200)],
        )?;
        rows.iter().map(|row| line(tx, row, today, in_force)).collect()
    })
}

/// One edition with its texts.
pub fn open(app: &App, actor: &Actor, number: i64) -> Result<Opened, Failure> {
    check_reader(actor)?;
    let today = app.now().day();
    app.view("catalogue.edition", move |tx| {
        let line = load(tx, number, today)?;
        let (tree, base) = (Tree::load(tx, &line.tree)?, Tree::load(tx, &line.base)?);
        Ok(Opened {
            changed: tree.differs_from(&base),
            files: tree.files(tx)?,
            base: base.files(tx)?,
            line,
        })
    })
}

/// The number and tree of the edition a keeper published that is in force on a day.
fn in_force(tx: &mut Tx, day: Date) -> Result<Option<(i64, String)>, Failure> {
    let row = tx.query_opt(
        "select number, tree from edition where state = 'scheduled' and from_day <= $1 order by from_day desc, number desc limit 1",
        params![day_number(day)],
    )?;
    row.map(|row| Ok((row.int("number")?, row.text("tree")?))).transpose()
}

/// The tree every new edition starts from: the one that comes into force last of all that are published, or the shipped one.
fn latest(office: &mut Office) -> Result<Tree, Failure> {
    let row = office.tx.query_opt(
        "select tree from edition where state = 'scheduled' order by from_day desc, number desc limit 1",
        params![],
    )?;
    match row {
        Some(row) => Tree::load(office.tx, &row.text("tree")?),
        None => {
            let shipped = office.shelf.shipped_catalogue();
            texts::keep_files(office.tx, shipped)?;
            Ok(Tree::of(shipped))
        }
    }
}

fn line(tx: &mut Tx, row: &Row, today: Date, in_force: Option<i64>) -> Result<Line, Failure> {
    let number = row.int("number")?;
    let account = |text: String| AccountId::parse(&text).ok_or_else(|| Fault::stored("account", text));
    let both = |who: &str, when: &str| -> Result<Option<(AccountId, Moment)>, Failure> {
        match (row.opt_text(who)?, row.opt_int(when)?) {
            (Some(who), Some(when)) => Ok(Some((account(who)?, Moment::from_micros(when)))),
            _ => Ok(None),
        }
    };
    let stage = row.text("state")?;
    let drafted = account(row.text("drafted_by")?)?;
    let checked = both("checked_by", "checked_at")?;
    let mut hands = BTreeSet::from([drafted]);
    hands.extend(checked.map(|(who, _)| who));
    let changes = tx.query(
        "select distinct changed_by from edition_change where edition = $1 order by changed_by",
        params![number],
    )?;
    for change in &changes {
        hands.insert(account(change.text("changed_by")?)?);
    }
    let published = both("published_by", "published_at")?;
    let mut people = BTreeMap::new();
    for who in hands.iter().copied().chain(published.map(|(who, _)| who)) {
        let row = tx.query_opt("select display_name from account where id = $1", params![who.to_string()])?;
        people.insert(who, row.map(|row| row.text("display_name")).transpose()?.unwrap_or_default());
    }
    let version_of = Version {
        stage: Stage::from_name(&stage).ok_or_else(|| Fault::stored("edition state", &stage))?,
        hands,
        from: row.opt_int("from_day")?.map(day_of),
    };
    Ok(Line {
        number,
        title: row.text("title")?,
        standing: version_of.standing(today, in_force == Some(number)),
        version_of,
        tree: row.text("tree")?,
        base: row.text("base")?,
        drafted: (drafted, Moment::from_micros(row.int("drafted_at")?)),
        checked,
        published,
        people,
        opinion: row.text("opinion")?,
        version: row.int("version")?,
    })
}

fn load(tx: &mut Tx, number: i64, today: Date) -> Result<Line, Failure> {
    let in_force = in_force(tx, today)?.map(|(number, _)| number);
    let row = tx.query_opt(&format!("select {COLUMNS} from edition where number = $1"), params![number])?;
    let row = row.ok_or_else(|| Refusal::new(Code::NotFound))?;
    line(tx, &row, today, in_force)
}

fn load_for_change(office: &mut Office, number: i64, version: i64) -> Result<Line, Failure> {
    let today = office.today();
    let line = load(office.tx, number, today)?;
    if line.version != version {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    Ok(line)
}

/// Refuses unless the edition is a draft that may be changed.
pub(super) fn check_open(office: &mut Office, number: i64) -> Result<(), Failure> {
    let today = office.today();
    Ok(load(office.tx, number, today)?.version_of.check_open()?)
}

/// Saves what acts change, guarded by the version; gives the new one.
fn save(office: &mut Office, line: &Line) -> Result<i64, Failure> {
    let saved = office.tx.execute(
        "update edition set state = $3, tree = $4, base = $5, checked_by = $6, checked_at = $7, from_day = $8, published_by = $9,
           published_at = $10, opinion = $11, version = version + 1
         where number = $1 and version = $2",
        params![
            line.number,
            line.version,
            line.version_of.stage.name(),
            &line.tree,
            &line.base,
            line.checked.map(|(who, _)| who.to_string()),
            line.checked.map(|(_, at)| at.micros()),
            line.version_of.from.map(day_number),
            line.published.map(|(who, _)| who.to_string()),
            line.published.map(|(_, at)| at.micros()),
            &line.opinion
        ],
    )?;
    if saved == 0 {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    office.changed("edition", line.number, line.version_of.stage.name());
    Ok(line.version + 1)
}

fn words(text: &str, field: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", field).with("fields", field));
    }
    if text.chars().count() > WORDS_MAX {
        return Err(Refusal::field(Code::FieldInvalid, field));
    }
    Ok(text.to_owned())
}

/// Drafts an edition from the latest published one; gives its number. `again` starts from the texts of an older one instead:
/// that is how one goes back.
pub fn draft(app: &App, caller: &Caller, title: &str, again: Option<i64>) -> Result<i64, Failure> {
    let input = (title.to_owned(), again);
    let done = app.act(
        Grant::EditionDraft,
        caller,
        input,
        |office, (title, again): &(String, Option<i64>)| {
            let title = words(title, "title")?;
            let base = latest(office)?;
            let tree = match again {
                Some(number) => {
                    let today = office.today();
                    let older = load(office.tx, *number, today)?;
                    if older.version_of.stage != Stage::Scheduled {
                        return Err(Refusal::new(Code::NotFound).into());
                    }
                    Tree::load(office.tx, &older.tree)?
                }
                None => base.clone(),
            };
            begin(office, &title, &base, &tree)
        },
    )?;
    Ok(done.result)
}

/// A new draft with this tree over this base; gives its number.
fn begin(office: &mut Office, title: &str, base: &Tree, tree: &Tree) -> Result<i64, Failure> {
    let (base, tree) = (base.keep(office.tx)?, tree.keep(office.tx)?);
    let row = office
        .tx
        .query_one("select coalesce(max(number), 0) + 1 as number from edition", params![])?;
    let number = row.int("number")?;
    office.tx.execute(
        "insert into edition (number, title, state, tree, base, drafted_by, drafted_at, opinion, version)
         values ($1, $2, 'draft', $3, $4, $5, $6, '', 1)",
        params![
            number,
            title,
            &tree,
            &base,
            office.actor.account()?.to_string(),
            office.at().micros()
        ],
    )?;
    office.changed("edition", number, Stage::Draft.name());
    Ok(number)
}

/// Drafts an edition with these texts of the catalogue, whatever they were made from; gives its number. Nothing of them that cannot
/// be read is kept.
pub fn draft_texts(app: &App, caller: &Caller, title: &str, files: &Files) -> Result<i64, Failure> {
    for (path, text) in files.below("catalogue/", "") {
        check_path(path)?;
        if text.len() > FILE_MAX {
            return Err(Refusal::field(Code::FileRefused, "text").into());
        }
    }
    let (files, tree) = (files.clone(), Tree::of(files).sm3());
    let done = app.act(
        Grant::EditionDraft,
        caller,
        (title.to_owned(), tree),
        move |office, (title, _): &(String, String)| {
            let title = words(title, "title")?;
            let today = office.today();
            office.shelf.compile(&files, today).map_err(|errors| broken(&errors))?;
            let base = latest(office)?;
            texts::keep_files(office.tx, &files)?;
            begin(office, &title, &base, &Tree::of(&files))
        },
    )?;
    Ok(done.result)
}

/// Whether the path may be a catalogue's file.
fn check_path(path: &str) -> Result<(), Refusal> {
    let name = path.strip_prefix("catalogue/").unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/' | '.');
    let known = name.ends_with(".toml") || name.ends_with(".tsv");
    if known && !name.is_empty() && name.len() <= 100 && name.chars().all(plain) && !name.contains("..") && !name.contains("//") {
        Ok(())
    } else {
        Err(Refusal::field(Code::FieldInvalid, "path"))
    }
}

/// What the reader of the files says, as a refusal: nothing of a file that cannot be read is kept.
pub(super) fn broken(errors: &LawErrors) -> Refusal {
    let first = errors.0.first().map(ToString::to_string).unwrap_or_default();
    Refusal::new(Code::LawFileBroken).with("why", first)
}

/// Puts another text in place of a draft's file, or a new file, or takes one away; gives the new version. What can be read
/// but must not be published is kept: the findings say what is to be mended.
pub fn save_file(app: &App, caller: &Caller, number: i64, version: i64, path: &str, text: Option<&str>) -> Result<i64, Failure> {
    save_files(app, caller, number, version, vec![(path.to_owned(), text.map(str::to_owned))])
}

/// The same with several files that belong together.
pub fn save_files(app: &App, caller: &Caller, number: i64, version: i64, texts: Vec<(String, Option<String>)>) -> Result<i64, Failure> {
    let folded = texts
        .into_iter()
        .map(|(path, text)| (path, text.map(|text| text.replace("\r\n", "\n"))));
    let input = (number, version, folded.collect::<Vec<_>>());
    let done = app.act(
        Grant::EditionEdit,
        caller,
        input,
        |office, (number, version, texts): &(i64, i64, Vec<(String, Option<String>)>)| {
            for (path, text) in texts {
                check_path(path)?;
                if text.as_ref().is_some_and(|text| text.len() > FILE_MAX) {
                    return Err(Refusal::field(Code::FileRefused, "text").into());
                }
            }
            let mut line = load_for_change(office, *number, *version)?;
            line.version_of.check_open()?;
            let mut tree = Tree::load(office.tx, &line.tree)?;
            let mut changed = Vec::new();
            for (path, text) in texts {
                let before = match text {
                    Some(text) => {
                        let sm3 = texts::keep(office.tx, text)?;
                        tree.0.insert(path.clone(), sm3)
                    }
                    None => tree.0.remove(path),
                };
                let after = tree.0.get(path).cloned();
                if before != after {
                    changed.push((path, before.unwrap_or_default(), after.unwrap_or_default()));
                }
            }
            if changed.is_empty() {
                return Ok(line.version);
            }
            let files = tree.files(office.tx)?;
            let today = office.today();
            office.shelf.compile(&files, today).map_err(|errors| broken(&errors))?;
            line.tree = tree.keep(office.tx)?;
            for (path, before, after) in &changed {
                keep_change(office, *number, path, before, after)?;
            }
            let paths: Vec<&str> = changed.iter().map(|(path, ..)| path.as_str()).collect();
            office.note("path", paths.join(" "));
            save(office, &line)
        },
    )?;
    Ok(done.result)
}

/// Writes down who changed which file, from which text to which.
fn keep_change(office: &mut Office, number: i64, path: &str, before: &str, after: &str) -> Result<(), Failure> {
    office.tx.execute(
        "insert into edition_change (edition, position, path, before_sm3, after_sm3, changed_by, at)
         select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6 from edition_change where edition = $1",
        params![
            number,
            path,
            before,
            after,
            office.actor.account()?.to_string(),
            office.at().micros()
        ],
    )?;
    Ok(())
}

/// What must be known of an edition's texts before it goes on.
fn checked(office: &mut Office, line: &Line, from: Date) -> Result<Checked, Failure> {
    let files = Tree::load(office.tx, &line.tree)?.files(office.tx)?;
    let compiled = office.shelf.compile(&files, from).map_err(|errors| broken(&errors))?;
    let base = Tree::load(office.tx, &line.base)?.files(office.tx)?;
    let sources = |files: &Files| LawFiles::read_catalogue(files).map_err(|errors| broken(&errors));
    Ok(Checked {
        beyond_the_list: beyond_the_list(&sources(&base)?, &sources(&files)?),
        denied: compiled.denied().count(),
        changed: line.tree != line.base,
        base_is_latest: latest(office)?.sm3() == line.base,
    })
}

/// Hands a draft in for publication on a day.
pub fn hand_in(app: &App, caller: &Caller, number: i64, version: i64, from: Date) -> Result<i64, Failure> {
    let input = (number, version, from.to_string());
    let done = app.act(
        Grant::EditionHandIn,
        caller,
        input,
        move |office, (number, version, _): &(i64, i64, String)| {
            let mut line = load_for_change(office, *number, *version)?;
            let (texts, by, today) = (checked(office, &line, from)?, office.actor.account()?, office.today());
            line.version_of.hand_in(by, from, today, texts)?;
            line.checked = Some((by, office.at()));
            line.opinion = String::new();
            save(office, &line)
        },
    )?;
    Ok(done.result)
}

/// Gives it back to its drafters, with the reason.
pub fn send_back(app: &App, caller: &Caller, number: i64, version: i64, reason: &str) -> Result<i64, Failure> {
    let input = (number, version, reason.to_owned());
    let done = app.act(
        Grant::EditionEdit,
        caller,
        input,
        |office, (number, version, reason): &(i64, i64, String)| {
            let mut line = load_for_change(office, *number, *version)?;
            line.version_of.send_back()?;
            line.opinion = words(reason, "reason")?;
            save(office, &line)
        },
    )?;
    Ok(done.result)
}

/// Throws a draft away.
pub fn drop_it(app: &App, caller: &Caller, number: i64, version: i64) -> Result<i64, Failure> {
    let done = app.act(
        Grant::EditionEdit,
        caller,
        (number, version),
        |office, (number, version): &(i64, i64)| {
            let mut line = load_for_change(office, *number, *version)?;
            line.version_of.drop_it()?;
            save(office, &line)
        },
    )?;
    Ok(done.result)
}

/// Takes in what was published since the draft began: the draft's own changes over the latest edition. Refused, naming the
/// files, where both changed the same one.
pub fn rebase(app: &App, caller: &Caller, number: i64, version: i64) -> Result<i64, Failure> {
    let done = app.act(
        Grant::EditionEdit,
        caller,
        (number, version, "rebase"),
        |office, (number, version, _)| {
            let mut line = load_for_change(office, *number, *version)?;
            line.version_of.check_open()?;
            let latest = latest(office)?;
            let (own, base) = (Tree::load(office.tx, &line.tree)?, Tree::load(office.tx, &line.base)?);
            let (mine, theirs) = (own.differs_from(&base), latest.differs_from(&base));
            let both: Vec<&String> = mine.iter().filter(|path| theirs.contains(path)).collect();
            if !both.is_empty() {
                let paths: Vec<&str> = both.iter().map(|path| path.as_str()).collect();
                return Err(Refusal::new(Code::EditionMoved).with("paths", paths.join("、")).into());
            }
            let mut tree = latest.clone();
            for path in mine {
                match own.0.get(&path) {
                    Some(sm3) => tree.0.insert(path, sm3.clone()),
                    None => tree.0.remove(&path),
                };
            }
            let (tree, base) = (tree.keep(office.tx)?, latest.keep(office.tx)?);
            (line.tree, line.base) = (tree, base);
            save(office, &line)
        },
    )?;
    Ok(done.result)
}

/// The second person publishes it, with the opinion of legality. It comes into force by itself on its day.
pub fn publish(app: &App, caller: &Caller, number: i64, version: i64, opinion: &str) -> Result<Date, Failure> {
    let input = (number, version, opinion.to_owned());
    let done = app.act(
        Grant::CataloguePublish,
        caller,
        input,
        |office, (number, version, opinion): &(i64, i64, String)| {
            let mut line = load_for_change(office, *number, *version)?;
            let (by, today) = (office.actor.account()?, office.today());
            let from = line.version_of.from.unwrap_or(today);
            let texts = checked(office, &line, from)?;
            check_list_keeper(office)?;
            let from = line.version_of.publish(by, opinion, today, texts)?;
            line.opinion = words(opinion, "opinion")?;
            line.published = Some((by, office.at()));
            save(office, &line)?;
            office.note("from", from);
            Ok(day_number(from))
        },
    )?;
    refresh(app)?;
    Ok(day_of(done.result))
}

/// 清单动态管理: departments propose, and where the place says so one unit alone checks and publishes.
fn check_list_keeper(office: &Office) -> Result<(), Failure> {
    let keeper = office.law().word("profile.list_keeper")?;
    if keeper.is_empty() || office.actor.unit.as_deref() == Some(keeper) {
        return Ok(());
    }
    Err(Refusal::new(Code::NotListKeeper)
        .with("unit", office.shelf.unit_name(keeper))
        .into())
}

/// An edition looked at from all sides.
pub struct Examined {
    /// What the checks say.
    pub findings: Vec<Finding>,
    /// The edition its texts make.
    pub edition: Edition,
    /// What differs from the edition it started from.
    pub diff: Diff,
    /// Whom that touches.
    pub impact: Impact,
}

/// Whom a change touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Open applications for a matter that changed; they keep their edition.
    pub open_applications: i64,
    /// Enterprises registered with a term that is touched.
    pub enterprises: i64,
    /// Registrations of the past year looked at again, and those that would get another notice.
    pub replayed: usize,
    /// What would be different, the newest first.
    pub outcomes: Vec<Outcome>,
}

/// A registration of the past year that would get another notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The enterprise.
    pub enterprise: String,
    /// Its credit code.
    pub credit_code: String,
    /// Matters it would need now and did not.
    pub gained: Vec<String>,
    /// Matters it would be spared.
    pub spared: Vec<String>,
}

/// Findings, change and effect of an edition on its day.
pub fn examine(app: &App, opened: &Opened) -> Result<Examined, Failure> {
    let day = opened.line.version_of.from.unwrap_or_else(|| app.now().day());
    let (findings, edition) = app.shelf().examine(&opened.files, day).map_err(|errors| broken(&errors))?;
    let before = if Tree::of(app.shelf().catalogue()).sm3() == opened.line.base {
        app.shelf().edition().clone()
    } else {
        preview(app, &opened.base, day)?
    };
    let diff = diff(&before, &edition);
    let impact = if diff.is_empty() {
        Impact::default()
    } else {
        impact(app, &diff, before, edition.clone())?
    };
    Ok(Examined {
        findings,
        edition,
        diff,
        impact,
    })
}

/// Registrations of one year that are looked at again at most, and outcomes that are listed.
const REPLAYED_MAX: u32 = 5_000;
const OUTCOMES_MAX: usize = 50;

/// Whom the difference of two editions touches: open applications, registered enterprises, and registrations of the past year whose
/// notice would be another.
pub fn impact(app: &App, diff: &Diff, before: Edition, after: Edition) -> Result<Impact, Failure> {
    let owned = |codes: BTreeSet<&str>| codes.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let matters = owned(diff.touched_matters());
    let terms: BTreeSet<&str> = diff
        .touches(Zone::Elsewhere)
        .union(&diff.touches(Zone::FreeTrade))
        .copied()
        .collect();
    let (terms, since) = (owned(terms), rules::calendar::days_after(app.now().day(), -365));
    let law = app.law("");
    app.view("catalogue.impact", move |tx| {
        let mut impact = Impact::default();
        for matter in &matters {
            let row = tx.query_one(
                "select cast(count(*) as bigint) as n from application
                 where matter = $1 and phase in ('draft', 'submitted', 'correcting', 'accepted', 'granted')",
                params![matter],
            )?;
            impact.open_applications += row.int("n")?;
        }
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for term in &terms {
            let rows = tx.query(
                "select enterprise_id from enterprise_term where term = $1 order by enterprise_id limit $2",
                params![term, REPLAYED_MAX],
            )?;
            for row in &rows {
                touched.insert(row.text("enterprise_id")?);
            }
        }
        impact.enterprises = i64::try_from(touched.len()).unwrap_or(i64::MAX);
        for enterprise in touched.into_iter().rev().take(REPLAYED_MAX as usize) {
            let row = tx.query_one(
                "select name, credit_code, place, free_trade_zone, registered_day from enterprise where id = $1",
                params![&enterprise],
            )?;
            if row.int("registered_day")? < day_number(since) {
                continue;
            }
            let rows = tx.query(
                "select term from enterprise_term where enterprise_id = $1 order by position",
                params![&enterprise],
            )?;
            let terms: Vec<String> = rows.iter().map(|row| row.text("term")).collect::<Result<_, _>>()?;
            let (place, zone) = (row.text("place")?, zone(row.int("free_trade_zone")? != 0));
            let needed = |edition: &Edition| matters_needed(edition, &terms, &place, zone, &law);
            let (old, new) = (needed(&before), needed(&after));
            impact.replayed += 1;
            if old != new && impact.outcomes.len() < OUTCOMES_MAX {
                impact.outcomes.push(Outcome {
                    enterprise: row.text("name")?,
                    credit_code: row.text("credit_code")?,
                    gained: new.difference(&old).cloned().collect(),
                    spared: old.difference(&new).cloned().collect(),
                });
            }
        }
        Ok(impact)
    })
}

/// Names of the matters these terms need in an edition; a term the edition does not have needs nothing.
fn matters_needed(edition: &Edition, terms: &[String], place: &str, zone: Zone, law: &Law) -> BTreeSet<String> {
    let known: Vec<&str> = terms
        .iter()
        .map(String::as_str)
        .filter(|code| edition.term(code).is_some())
        .collect();
    let noticed = notice(edition, &known, place, zone, law);
    let asked = noticed
        .iter()
        .flat_map(|noticed| noticed.matters.iter().filter(|entry| entry.asks()));
    asked.map(|entry| entry.matter.name.clone()).collect()
}

/// Findings about one file of a draft with this text in place of its own: what the editor shows while one types.
pub fn try_file(app: &App, opened: &Opened, path: &str, text: &str) -> Result<Vec<Finding>, Failure> {
    let files = opened.files.clone().with(path, text);
    let compiled = app.shelf().compile(&files, app.now().day()).map_err(|errors| broken(&errors))?;
    Ok(compiled.findings.into_iter().filter(|finding| *finding.file == *path).collect())
}

/// The edition these texts make, whatever the checks of today say: what was published once holds as it was.
pub fn preview(app: &App, files: &Files, day: Date) -> Result<Edition, Failure> {
    Ok(app.shelf().rebuild(files, day)?)
}

/// Puts in force what the day and the database say: the published edition of today with the corrections that hold today, and
/// beside it every edition that open applications were made under. True when something changed.
pub fn refresh(app: &App) -> Result<bool, Failure> {
    let today = app.now().day();
    let app = app.current();
    let shelf = app.shelf();
    let published = app.view("catalogue.in_force", move |tx| in_force(tx, today))?;
    let tree = published.map_or_else(|| shelf.shipped_tree().to_owned(), |(_, tree)| tree);
    if shelf.day() == today && shelf.tree() == tree {
        return Ok(false);
    }
    let shipped = (tree == shelf.shipped_tree()).then(|| shelf.shipped_catalogue().clone());
    let named = tree.clone();
    let (files, older) = app.view("catalogue.texts", move |tx| {
        let files = match &shipped {
            Some(files) => files.clone(),
            None => Tree::load(tx, &named)?.files(tx)?,
        };
        Ok::<_, Failure>((files, open_hashes(tx)?))
    })?;
    let mut kept = BTreeMap::new();
    for (hash, tree, day) in older {
        kept.insert(hash.clone(), kept_edition(&app, shelf, &hash, tree, day)?);
    }
    app.put_in_force(shelf.with_catalogue(&files, today, kept)?);
    Ok(true)
}

/// Hashes open applications were made under: tree and day of each.
fn open_hashes(tx: &mut Tx) -> Result<Vec<(String, String, Date)>, Failure> {
    let rows = tx.query(
        "select hash, tree, day from edition_hash h where exists (
           select 1 from application a where a.edition = h.hash and a.phase in ('draft', 'submitted', 'correcting', 'accepted', 'granted'))
         order by day desc, hash limit $1",
        params![KEPT_MAX],
    )?;
    rows.iter()
        .map(|row| Ok((row.text("hash")?, row.text("tree")?, day_of(row.int("day")?))))
        .collect()
}

fn kept_edition(app: &App, shelf: &Shelf, hash: &str, tree: String, day: Date) -> Result<Arc<Edition>, Failure> {
    if let Some(edition) = shelf.kept(hash) {
        return Ok(edition);
    }
    let files = app.view("catalogue.texts", move |tx| Tree::load(tx, &tree)?.files(tx))?;
    Ok(Arc::new(shelf.rebuild(&files, day)?))
}
