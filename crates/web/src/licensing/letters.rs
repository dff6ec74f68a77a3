//! 文书: the letters of an application as PDF: receipt of what was handed in, acceptance, each correction, the decision with
//! reasons and remedy. Printed anew from what is stored, so that a letter never says anything else than the application.
//! Always in Chinese: a letter is the same for everybody.

use super::case::id;
use crate::hall::Hall;
use crate::parts::Link;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::wording::{Lang, Wording};
use office::application::{self, Claim};
use office::{Failure, Fault};
use paper::{Document, Letter, SealMark, Table, Verify};
use rules::application::{Application, By, Decision, Outcome, Road, Round, Standing, State};
use rules::calendar::{Date, Moment};
use rules::ids::ApplicationId;
use rules::{Code, Refusal};

/// A letter that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LetterLine {
    /// `receipt`, `acceptance`, `correction-1` …, `decision`: the last part of its address.
    pub kind: String,
    /// Its name in the words of the page.
    pub title: String,
    /// Its number.
    pub number: String,
    /// When it came to be.
    pub at: Moment,
    /// Where it is fetched.
    pub href: String,
}

impl LetterLine {
    /// As a link.
    pub fn link(self) -> Link {
        Link {
            text: self.title,
            href: self.href,
        }
    }
}

/// Which letter.
#[derive(Clone, Copy)]
enum Kind<'a> {
    Receipt(Moment),
    Acceptance(Moment, &'a By),
    Correction(usize, &'a Round),
    Decision(&'a Decision),
}

impl Kind<'_> {
    fn name(self) -> String {
        match self {
            Kind::Receipt(_) => "receipt".to_owned(),
            Kind::Acceptance(..) => "acceptance".to_owned(),
            Kind::Correction(number, _) => format!("correction-{number}"),
            Kind::Decision(_) => "decision".to_owned(),
        }
    }

    fn at(self) -> Moment {
        match self {
            Kind::Receipt(at) | Kind::Acceptance(at, _) => at,
            Kind::Correction(_, round) => round.asked,
            Kind::Decision(decision) => decision.at,
        }
    }

    /// Key of its title among the words.
    fn title(self, road: Road) -> &'static str {
        match self {
            Kind::Receipt(_) => "letters.receipt",
            Kind::Acceptance(..) => "letters.acceptance",
            Kind::Correction(..) => "letters.correction",
            Kind::Decision(decision) => match (decision.outcome, road) {
                (Outcome::Granted, Road::Registration) => "letters.registered",
                (Outcome::Refused, Road::Registration) => "letters.not_registered",
                (Outcome::Granted, Road::Filing) => "letters.filed",
                (Outcome::Granted, Road::Commitment | Road::Ordinary) => "letters.granted",
                (Outcome::Refused, Road::Filing | Road::Commitment | Road::Ordinary) => "letters.refused",
            },
        }
    }
}

/// Where a letter of an application is fetched.
pub(crate) fn href(id: ApplicationId, kind: &str) -> String {
    format!("/applications/{id}/letters/{kind}")
}

/// The letters an application has so far, the first one first, in the words of the page.
pub(crate) fn letters_of(words: &Wording, application: &Application, claim: &Claim, standing: &Standing) -> Vec<LetterLine> {
    kinds(application, claim, standing)
        .into_iter()
        .map(|kind| LetterLine {
            kind: kind.name(),
            title: words.word(kind.title(application.road)),
            number: number(words, application, kind),
            at: kind.at(),
            href: href(application.id, &kind.name()),
        })
        .collect()
}

fn kinds<'a>(application: &'a Application, claim: &Claim, standing: &'a Standing) -> Vec<Kind<'a>> {
    let mut kinds: Vec<Kind> = claim.handed_in.map(Kind::Receipt).into_iter().collect();
    kinds.extend(
        (1..)
            .zip(&application.rounds)
            .map(|(number, round)| Kind::Correction(number, round)),
    );
    // What a rule took in and decided in the same moment has its decision; a letter of acceptance would say nothing.
    let accepted = standing
        .acceptance
        .as_ref()
        .filter(|acceptance| !matches!(acceptance.by, By::Rule(_)));
    kinds.extend(accepted.map(|acceptance| Kind::Acceptance(acceptance.at, &acceptance.by)));
    kinds.extend(decision(application).map(Kind::Decision));
    kinds
}

/// The decision, once there is one.
pub(super) fn decision(application: &Application) -> Option<&Decision> {
    match &application.state {
        State::Granted { decision, .. } | State::Refused { decision, .. } | State::Issued { decision, .. } => Some(decision),
        State::Draft | State::Submitted { .. } | State::Correcting { .. } | State::Accepted { .. } | State::Withdrawn { .. } => None,
    }
}

/// The application's own number and the kind of letter: nobody has to look two numbers up.
fn number(words: &Wording, application: &Application, kind: Kind) -> String {
    let (key, place) = match kind {
        Kind::Receipt(_) => ("letters.number_receipt", 0),
        Kind::Acceptance(..) => ("letters.number_acceptance", 0),
        Kind::Correction(place, _) => ("letters.number_correction", place),
        Kind::Decision(_) => ("letters.number_decision", 0),
    };
    words.say(key, &[("number", application.number.as_str()), ("n", &place.to_string())])
}

/// How to object to a decision, with the periods of the law of its day.
pub(super) fn remedy(hall: &Hall, words: &Wording, application: &Application, decided: Date) -> Result<String, Failure> {
    let law = hall.app().law(&application.place).at_day(decided);
    let (days, months) = (law.value("general.reconsideration_days")?, law.value("general.litigation_months")?);
    Ok(words.say(
        "letters.remedy",
        &[
            ("days", &days.value.to_string()),
            ("days_article", &days.article),
            ("months", &months.value.to_string()),
            ("months_article", &months.article),
        ],
    ))
}

/// `GET /applications/{id}/letters/{kind}`: for the applicant and the staff of the deciding unit.
pub(super) fn pdf(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (application, claim, standing) = application::detail(hall.app(), &visit.person()?.actor, id(visit)?)?;
    let wanted = kinds(&application, &claim, &standing)
        .into_iter()
        .find(|kind| kind.name() == visit.param("kind"))
        .ok_or_else(|| Refusal::new(Code::NotFound))?;
    let desk = Desk {
        hall,
        words: hall.templates().words(Lang::Chinese),
        application: &application,
        claim: &claim,
    };
    let letter = desk.letter(wanted)?;
    let name = format!("{}-{}.pdf", letter.title, application.number);
    let printed = hall.press()?.print(&Document::Letter(letter));
    let pdf = printed.map_err(|fault| Fault::world("letter", fault))?;
    Ok(Reply::File {
        bytes: paper::bind(pdf, hall.app().seal()),
        media: "application/pdf",
        name,
        inline: false,
    })
}

/// Where letters are written.
struct Desk<'a> {
    hall: &'a Hall,
    words: &'a Wording,
    application: &'a Application,
    claim: &'a Claim,
}

impl Desk<'_> {
    fn letter(&self, kind: Kind) -> Result<Letter, Failure> {
        let office = self
            .hall
            .app()
            .shelf()
            .unit_name(self.hall.app().shelf().in_the_name_of(self.application));
        let (mut paragraphs, table, remedy) = match kind {
            Kind::Receipt(at) => (self.receipt(at), None, None),
            Kind::Acceptance(at, by) => (self.acceptance(at, by), None, None),
            Kind::Correction(_, round) => (self.correction(round)?, Some(self.defects(round)), None),
            Kind::Decision(decision) => {
                let remedy = remedy(self.hall, self.words, self.application, decision.at.day())?;
                (self.decision(decision), None, Some(remedy))
            }
        };
        // By itself: a number cannot be broken and would tear a justified line apart.
        paragraphs.push(self.say("letters.case_number", &[]));
        Ok(Letter {
            date: kind.at().day(),
            demo: self.hall.settings().demo,
            title: self.words.word(kind.title(self.application.road)),
            number: number(self.words, self.application, kind),
            addressee: Some(self.claim.subject_name.clone())
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| self.words.word("letters.applicant")),
            paragraphs,
            table,
            remedy,
            seal: Some(SealMark {
                authority: office.clone(),
                caption: Some(self.words.word("letters.seal")),
            }),
            office,
            verify: self.verify(),
        })
    }

    /// A sentence with the facts every letter may name.
    fn say(&self, key: &str, facts: &[(&str, &str)]) -> String {
        let matter = self.matter_name();
        let mut all = vec![("matter", matter.as_str()), ("number", self.application.number.as_str())];
        all.extend_from_slice(facts);
        self.words.say(key, &all)
    }

    fn matter_name(&self) -> String {
        let matter = self
            .hall
            .app()
            .shelf()
            .edition_of(&self.application.edition)
            .matter(&self.application.matter);
        matter.map_or_else(|| self.words.word("letters.registration"), |matter| matter.name.clone())
    }

    fn receipt(&self, at: Moment) -> Vec<String> {
        let at = written_moment(self.words, at);
        vec![
            self.say("letters.receipt_text", &[("at", &at)]),
            self.say("letters.track_text", &[]),
        ]
    }

    fn acceptance(&self, at: Moment, by: &By) -> Vec<String> {
        let (day, article) = (written(self.words, at.day()), self.application.legal.article.as_str());
        let days = self.application.legal.days.to_string();
        let key = match by {
            By::Silence => "letters.acceptance_silent",
            By::Person(_) | By::Rule(_) => "letters.acceptance_text",
        };
        let mut paragraphs = vec![
            self.say(key, &[("day", &day)]),
            self.say("letters.limit_text", &[("n", &days), ("article", article)]),
        ];
        if let Some(promised) = self.application.promised_days {
            paragraphs.push(self.say("letters.promise_text", &[("n", &promised.to_string())]));
        }
        paragraphs
    }

    fn correction(&self, round: &Round) -> Result<Vec<String>, Failure> {
        let law = self.hall.app().law(&self.application.place).at_day(round.asked.day());
        let article = &law.value("licensing.supplement_notice_days")?.article;
        let due = round.due.map(|due| written(self.words, due));
        let until = match &due {
            Some(due) => self.say("letters.correction_until", &[("due", due)]),
            None => self.say("letters.correction_open", &[]),
        };
        Ok(vec![self.say("letters.correction_text", &[("article", article)]), until])
    }

    fn defects(&self, round: &Round) -> Table {
        let detail = self
            .hall
            .app()
            .shelf()
            .edition_of(&self.application.edition)
            .matter(&self.application.matter);
        let detail = detail.and_then(|matter| matter.detail.as_deref());
        let name = |code: &str| -> String {
            let material = detail.and_then(|detail| detail.materials.iter().find(|material| material.code == code));
            let field = detail.and_then(|detail| detail.fields.iter().find(|field| field.code == code));
            let named = material.map(|material| &material.name).or(field.map(|field| &field.label));
            named.map_or_else(|| code.to_owned(), Clone::clone)
        };
        Table {
            head: ["letters.head_place", "letters.head_item", "letters.head_defect"]
                .map(|key| self.words.word(key))
                .to_vec(),
            rows: (1..)
                .zip(&round.defects)
                .map(|(place, defect): (u32, _)| vec![place.to_string(), name(&defect.item), defect.what.clone()])
                .collect(),
        }
    }

    fn decision(&self, decision: &Decision) -> Vec<String> {
        let day = written(self.words, decision.at.day());
        let by_rule = matches!(decision.by, By::Rule(_));
        let key = match (decision.outcome, self.application.road) {
            (Outcome::Granted, Road::Registration) => "letters.registered_text",
            (Outcome::Refused, Road::Registration) => "letters.not_registered_text",
            (Outcome::Granted, Road::Filing) => "letters.filed_text",
            (Outcome::Granted, Road::Commitment) => "letters.commitment_text",
            (Outcome::Granted, Road::Ordinary) => "letters.granted_text",
            (Outcome::Refused, Road::Filing | Road::Commitment | Road::Ordinary) => "letters.refused_text",
        };
        let article = Code::ReasonMissing.article().unwrap_or_default();
        let mut paragraphs = vec![self.say(key, &[("day", &day), ("article", article)])];
        let reasons = decision.reasons.lines().map(str::trim).filter(|line| !line.is_empty());
        let reasons: Vec<&str> = reasons.collect();
        if !reasons.is_empty() {
            paragraphs.push(self.words.word("letters.reasons"));
            paragraphs.extend(reasons.into_iter().map(str::to_owned));
        }
        if by_rule {
            paragraphs.push(self.words.word("letters.by_rule"));
        }
        paragraphs
    }

    fn verify(&self) -> Verify {
        let url = self.hall.public_href("/track");
        let printed = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned();
        Verify {
            hint: self.words.word("letters.scan"),
            printed,
            url,
        }
    }
}

/// A day written out.
fn written(words: &Wording, day: Date) -> String {
    let (year, month, of_month) = (day.year().to_string(), day.month().to_string(), day.day().to_string());
    words.say("date.long", &[("y", &year), ("m", &month), ("d", &of_month)])
}

fn written_moment(words: &Wording, at: Moment) -> String {
    let (hour, minute, _) = at.time_of_day();
    format!("{}{hour:02}:{minute:02}", written(words, at.day()))
}
