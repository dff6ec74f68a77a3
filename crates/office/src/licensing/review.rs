//! 审查: what the office found at each condition of a matter, kept beside the application until somebody decides.

use super::officer::office_application;
use crate::bureau::{App, Caller, Office};
use crate::failure::{Failure, Fault};
use rules::access::{Actor, Grant};
use rules::calendar::Moment;
use rules::ids::{AccountId, ApplicationId};
use rules::licensing::{self, PointResult, PointReview, Points, ReviewState};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Row, Tx, params};
use std::collections::BTreeMap;

/// One condition as it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// What was found.
    pub point: PointReview,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Moment,
}

/// The review of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Condition code → what was found.
    pub points: BTreeMap<String, Reviewed>,
    /// The opinion over all.
    pub opinion: String,
    /// Whether it is done.
    pub state: ReviewState,
    /// Who saved it last.
    pub by: AccountId,
    /// When.
    pub at: Moment,
    /// Grows with every saving.
    pub version: i64,
}

impl Review {
    /// How many points came to this result.
    pub fn count(&self, result: PointResult) -> usize {
        self.points.values().filter(|reviewed| reviewed.point.result == result).count()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredPoint {
    result: String,
    remark: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Saving {
    id: String,
    version: i64,
    review_version: i64,
    points: BTreeMap<String, StoredPoint>,
    opinion: String,
    state: String,
}

/// What a page saves: every point that has a result, the opinion, and whether the review is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPart {
    /// Version of the review that the page showed; 0 when there was none.
    pub review_version: i64,
    /// Points with a result.
    pub points: Points,
    /// Opinion.
    pub opinion: String,
    /// Whether it is done.
    pub state: ReviewState,
}

/// Saves a review. `version` is that of the application which was looked at: what changed meanwhile must be looked at again.
pub fn save_review(app: &App, caller: &Caller, id: ApplicationId, version: i64, part: ReviewPart) -> Result<(), Failure> {
    let stored = |point: PointReview| StoredPoint {
        result: point.result.name().to_owned(),
        remark: point.remark.trim().to_owned(),
    };
    let saving = Saving {
        id: id.to_string(),
        version,
        review_version: part.review_version,
        points: part.points.into_iter().map(|(code, point)| (code, stored(point))).collect(),
        opinion: part.opinion.trim().to_owned(),
        state: part.state.name().to_owned(),
    };
    app.act(Grant::ReviewSave, caller, saving, move |office, saving: &Saving| {
        let application = office_application(office, id, Some(saving.version))?;
        licensing::reviewable(application.state.phase())?;
        let shelf = office.shelf.clone();
        let matter = shelf
            .edition_of(&application.edition)
            .matter(&application.matter)
            .ok_or_else(|| Refusal::new(Code::MatterUnknown))?;
        let state = ReviewState::from_name(&saving.state).ok_or_else(|| Refusal::field(Code::FieldInvalid, "state"))?;
        let points = points(&saving.points)?;
        licensing::check_review(licensing::open_for_application(matter)?, &points, &saving.opinion, state)?;
        let before = load(office.tx, id)?;
        if before.as_ref().map_or(0, |review| review.version) != saving.review_version {
            return Err(Refusal::new(Code::VersionChanged).into());
        }
        write_points(office, id, before.as_ref(), &points)?;
        write_review(office, id, saving)
    })?;
    Ok(())
}

fn points(stored: &BTreeMap<String, StoredPoint>) -> Result<Points, Refusal> {
    let read = |(code, point): (&String, &StoredPoint)| {
        let result = PointResult::from_name(&point.result).ok_or_else(|| Refusal::field(Code::FieldInvalid, code))?;
        let remark = point.remark.clone();
        Ok((code.clone(), PointReview { result, remark }))
    };
    stored.iter().map(read).collect()
}

/// Writes what differs, so that each point keeps who found it and when.
fn write_points(office: &mut Office, id: ApplicationId, before: Option<&Review>, points: &Points) -> Result<(), Failure> {
    let known = |code: &str| before.and_then(|review| review.points.get(code));
    let (reviewer, at) = (office.actor.account()?.to_string(), office.at().micros());
    for (code, point) in points
        .iter()
        .filter(|(code, point)| known(code).map(|known| &known.point) != Some(point))
    {
        office.tx.execute(
            "insert into review_point (application_id, point, result, remark, reviewer, at) values ($1, $2, $3, $4, $5, $6)
             on conflict (application_id, point) do update set result = excluded.result, remark = excluded.remark, reviewer = excluded.reviewer,
               at = excluded.at",
            params![id.to_string(), code, point.result.name(), &point.remark, &reviewer, at],
        )?;
    }
    let stored = before.into_iter().flat_map(|review| review.points.keys());
    for code in stored.filter(|code| !points.contains_key(*code)) {
        office.tx.execute(
            "delete from review_point where application_id = $1 and point = $2",
            params![id.to_string(), code],
        )?;
    }
    Ok(())
}

fn write_review(office: &mut Office, id: ApplicationId, saving: &Saving) -> Result<(), Failure> {
    let (reviewer, at) = (office.actor.account()?.to_string(), office.at().micros());
    let saved = office.tx.execute(
        "insert into review (application_id, state, opinion, reviewer, at, version) values ($1, $2, $3, $4, $5, 1)
         on conflict (application_id) do update set state = excluded.state, opinion = excluded.opinion, reviewer = excluded.reviewer,
           at = excluded.at, version = review.version + 1 where review.version = $6",
        params![id.to_string(), &saving.state, &saving.opinion, reviewer, at, saving.review_version],
    )?;
    if saved == 0 {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    office.changed("review", id, &saving.state);
    office.note("points", saving.points.len());
    Ok(())
}

/// The review of an application, for whoever may see the application; the applicant does not see it.
pub fn review(app: &App, actor: &Actor, id: ApplicationId) -> Result<Option<Review>, Failure> {
    let actor = actor.clone();
    app.view("licensing.review", move |tx| {
        let (application, _) = crate::application::load(tx, id)?;
        actor.check_unit(&application.unit)?;
        load(tx, id)
    })
}

fn load(tx: &mut Tx, id: ApplicationId) -> Result<Option<Review>, Failure> {
    let row = tx.query_opt(
        "select state, opinion, reviewer, at, version from review where application_id = $1",
        params![id.to_string()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let rows = tx.query(
        "select point, result, remark, reviewer, at from review_point where application_id = $1 order by point",
        params![id.to_string()],
    )?;
    let state = row.text("state")?;
    Ok(Some(Review {
        points: rows.iter().map(point_from).collect::<Result<_, Failure>>()?,
        opinion: row.text("opinion")?,
        state: ReviewState::from_name(&state).ok_or_else(|| Fault::stored("review state", state))?,
        by: reviewer(&row)?,
        at: Moment::from_micros(row.int("at")?),
        version: row.int("version")?,
    }))
}

fn reviewer(row: &Row) -> Result<AccountId, Failure> {
    let by = row.text("reviewer")?;
    Ok(AccountId::parse(&by).ok_or_else(|| Fault::stored("reviewer", by))?)
}

fn point_from(row: &Row) -> Result<(String, Reviewed), Failure> {
    let result = row.text("result")?;
    let point = PointReview {
        result: PointResult::from_name(&result).ok_or_else(|| Fault::stored("review result", result))?,
        remark: row.text("remark")?,
    };
    let reviewed = Reviewed {
        point,
        by: reviewer(row)?,
        at: Moment::from_micros(row.int("at")?),
    };
    Ok((row.text("point")?, reviewed))
}
