//! The draft that the pages of `/open/{id}` are about: the applicant's own, and still a draft.

use crate::catalogue::{NeededMatter, Picked, needed};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::access::Person;
use office::licensing::registration;
use office::registry::RegistrationForm;
use rules::application::{Application, Phase};
use rules::ids::ApplicationId;
use rules::{Code, Refusal};

/// A registration of the signed-in person.
pub struct Own<'v> {
    /// Who.
    pub person: &'v Person,
    /// The application.
    pub application: Application,
    /// What is filled in.
    pub form: RegistrationForm,
}

impl<'v> Own<'v> {
    /// The registration in the path; anybody else's looks absent, whatever his office.
    pub fn load(hall: &Hall, visit: &'v Visit) -> Result<Own<'v>, Failure> {
        let (person, id) = (visit.person()?, id(visit)?);
        let (application, form) = registration::draft(hall.app(), &person.actor, id)?;
        if application.applicant != person.account {
            return Err(Refusal::new(Code::NotFound).into());
        }
        Ok(Own { person, application, form })
    }

    /// Where its pages are.
    pub fn base(&self) -> String {
        base(self.application.id)
    }

    /// Whether it is still being filled in.
    pub fn is_draft(&self) -> bool {
        self.application.state.phase() == Phase::Draft
    }

    /// What its scope leads to, as the guide tells it.
    pub fn needed(&self, hall: &Hall, visit: &Visit) -> Result<Vec<NeededMatter>, Failure> {
        let place = &self.application.place;
        let picked = Picked::new(hall, &self.form.terms, place, office::shelf::zone(self.form.free_trade_zone));
        let law = hall.app().law(place);
        let notice = picked.notice(hall, &law)?;
        Ok(notice.map(|notice| needed(&notice, hall.words(visit))).unwrap_or_default())
    }

    /// What is handed in already is looked at on the page of the result.
    pub fn see_done(&self) -> Reply {
        Reply::see(format!("{}/done", self.base()))
    }
}

/// The registration's identity in the path.
pub fn id(visit: &Visit) -> Result<ApplicationId, Refusal> {
    ApplicationId::parse(visit.param("id")).ok_or_else(|| Refusal::new(Code::NotFound))
}

/// Where the pages of a registration are.
pub fn base(id: ApplicationId) -> String {
    format!("/open/{id}")
}

/// What a page of the five says of itself.
pub fn about(hall: &Hall, visit: &Visit, title: &str, errors: &[FieldError]) -> About {
    let words = hall.words(visit);
    About {
        title: words.word(title),
        section: Some(words.word("nav.open")),
        nav: "open",
        failed: if errors.is_empty() { Failed::No } else { Failed::Yes },
    }
}

/// A first look is a page, a form that comes back is a 422.
pub fn reply(errors: &[FieldError], body: String) -> Reply {
    if errors.is_empty() {
        Reply::html(body)
    } else {
        Reply::invalid(body)
    }
}
