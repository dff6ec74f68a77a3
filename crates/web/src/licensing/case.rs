//! The permit application that the pages of `/apply/{id}` are about: the applicant's own, with what is around it.

use crate::hall::Hall;
use crate::parts::{FieldError, Labelled};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::licensing::{self, Content, Paper};
use office::registry::Enterprise;
use office::{Caller, Failure};
use rules::application::{Application, Phase, Road};
use rules::catalogue::{Detail, Matter};
use rules::ids::ApplicationId;
use rules::licensing::{Missing, missing, open_for_application};
use rules::{Code, Refusal};
use serde::Serialize;

/// An application of the signed-in person.
pub(super) struct Case<'h> {
    /// The application.
    pub application: Application,
    /// What is filled in.
    pub content: Content,
    /// The enterprise it is about.
    pub enterprise: Enterprise,
    /// The papers handed in.
    pub papers: Vec<Paper>,
    /// Its matter.
    pub matter: &'h Matter,
    /// Everything about the matter.
    pub detail: &'h Detail,
}

/// The matter as the heads of pages name it.
#[derive(Serialize)]
pub(super) struct MatterLine {
    pub name: String,
    pub mode: Option<&'static str>,
    pub href: String,
    pub department: String,
}

impl<'h> Case<'h> {
    /// The application in the path; anybody else's looks absent.
    pub fn load(hall: &'h Hall, visit: &Visit) -> Result<Case<'h>, Failure> {
        let (actor, id) = (&visit.person()?.actor, id(visit)?);
        let (application, content) = licensing::own(hall.app(), actor, id)?;
        let matter = matter(hall, &application)?;
        Ok(Case {
            enterprise: licensing::subject(hall.app(), actor, id)?,
            papers: licensing::papers(hall.app(), actor, id)?,
            detail: open_for_application(matter)?,
            application,
            content,
            matter,
        })
    }

    /// One of its pages; without a name, the form.
    pub fn href(&self, page: &str) -> String {
        let slash = if page.is_empty() { "" } else { "/" };
        format!("/apply/{}{slash}{page}", self.application.id)
    }

    /// Whether it has not been handed in yet.
    pub fn is_draft(&self) -> bool {
        self.application.state.phase() == Phase::Draft
    }

    /// Where it goes on after the form: a commitment is read and signed, everything else checked and handed in.
    pub fn after_form(&self) -> String {
        match self.application.road {
            Road::Commitment => self.href("commitment"),
            Road::Filing | Road::Ordinary | Road::Registration => self.href("check"),
        }
    }

    /// The page on which an application that is no draft goes on.
    pub fn elsewhere(&self) -> Reply {
        if self.application.state.phase() == Phase::Correcting {
            Reply::see(self.href("fix"))
        } else {
            Reply::see(own_page(self.application.id))
        }
    }

    /// What is still missing.
    pub fn missing(&self) -> Missing<'h> {
        missing(self.detail, &self.content.answers, &self.content.materials())
    }

    /// The matter for the head of a page.
    pub fn matter_line(&self, hall: &Hall) -> MatterLine {
        MatterLine {
            name: self.matter.name.clone(),
            mode: self.matter.mode.map(|mode| mode.name()),
            href: format!("/matters/{}", self.matter.code),
            department: hall.app().shelf().unit_name(&self.application.unit),
        }
    }

    /// What the register and the account know, each with its source: shown, never asked.
    pub fn known(&self, hall: &Hall, visit: &Visit) -> Result<Vec<Labelled>, Failure> {
        let (words, of) = (hall.words(visit), &self.enterprise);
        let licence = words.say("apply.source_licence", &[("date", &of.registered.to_string())]);
        let from = |key: &str, value: String, source: &str| Labelled {
            label: words.word(key),
            value,
            source: Some(source.to_owned()),
        };
        let address = format!("{}{}{}", hall.place_name(&of.place), of.street, of.detail);
        Ok(vec![
            from("licence.name", of.name.clone(), &licence),
            from("case.credit_code", of.credit_code.clone(), &licence),
            from("role.legal_representative", of.representative.clone(), &licence),
            from("licence.address", address, &licence),
            from(
                "apply.phone",
                masked_phone(&visit.person()?.phone),
                &words.word("apply.source_account"),
            ),
        ])
    }
}

/// The application's identity in the path.
pub(super) fn id(visit: &Visit) -> Result<ApplicationId, Refusal> {
    ApplicationId::parse(visit.param("id")).ok_or_else(|| Refusal::new(Code::NotFound))
}

/// The matter of an application, in the edition it was made under.
pub(super) fn matter<'h>(hall: &'h Hall, application: &Application) -> Result<&'h Matter, Refusal> {
    let matter = hall.app().shelf().edition_of(&application.edition).matter(&application.matter);
    matter.ok_or_else(|| Refusal::new(Code::MatterUnknown).with("matter", &application.matter))
}

/// Where an applicant looks at what he has handed in.
pub(super) fn own_page(id: ApplicationId) -> String {
    format!("/me/applications/{id}")
}

/// The caller of one of several acts behind one form: each has its own key, so that a form sent twice repeats all of them.
pub(super) fn keyed(visit: &Visit, step: &str) -> Caller {
    let caller = visit.caller();
    Caller {
        key: caller.key.map(|key| format!("{key}.{step}")),
        ..caller
    }
}

/// The version the form was loaded with; without it nothing is saved, because it might overwrite.
pub(super) fn version(visit: &Visit) -> Result<i64, Refusal> {
    visit.version().ok_or_else(|| Refusal::field(Code::FieldInvalid, "version"))
}

/// What a page of an application says of itself.
pub(super) fn about(hall: &Hall, visit: &Visit, title: String, errors: &[FieldError]) -> About {
    About {
        title,
        section: Some(hall.words(visit).word("nav.me")),
        nav: "me",
        failed: if errors.is_empty() { Failed::No } else { Failed::Yes },
    }
}

/// A first look is a page, a form that comes back is a 422.
pub(super) fn reply(errors: &[FieldError], body: String) -> Reply {
    if errors.is_empty() {
        Reply::html(body)
    } else {
        Reply::invalid(body)
    }
}

/// A phone number as its owner recognises it and nobody else can use it.
fn masked_phone(phone: &str) -> String {
    let digits = phone.chars().count();
    phone
        .chars()
        .enumerate()
        .map(|(at, digit)| if (3..digits.saturating_sub(4)).contains(&at) { '*' } else { digit })
        .collect()
}
