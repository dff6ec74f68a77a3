//! What a registrar looks at: why the published rule left a registration to a person, and which names it is near. Computed
//! from the stored form and the register of this moment, so that it is what the decision will rest on.

use super::registration::{facts, stored_form};
use crate::application;
use crate::bureau::App;
use crate::failure::{Failure, Fault};
use crate::registry::{SimilarName, names};
use rules::access::Actor;
use rules::application::Road;
use rules::ids::ApplicationId;
use rules::law::Unlawful;
use rules::registry::registration::{Decision, RegistrarReason, decide_automatically};
use rules::{Code, Refusal};

/// A registration as a registrar examines it.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Why a person decides; empty when the rule would grant it by now.
    pub reasons: Vec<RegistrarReason>,
    /// Names of the register that it is near.
    pub similar: Vec<SimilarName>,
    /// What would refuse a grant, whatever the registrar thinks of the reasons.
    pub bar: Option<Refusal>,
}

/// Examines a registration, for whoever may see it.
pub fn examine(app: &App, actor: &Actor, id: ApplicationId) -> Result<Examined, Failure> {
    let (actor, shelf, law) = (actor.clone(), app.shelf().clone(), app.law(&actor.place));
    app.view("registry.examine", move |tx| {
        let (application, _) = application::load(tx, id)?;
        application.visible_to(&actor)?;
        if application.road != Road::Registration {
            return Err(Refusal::new(Code::NotFound).into());
        }
        let form = stored_form(tx, id)?;
        let similar = match &form.name {
            Some(name) => names::answer(tx, &shelf, name, &application.place, law.day(), form.name_hold.as_deref())?.similar,
            None => Vec::new(),
        };
        let mut examined = Examined {
            reasons: Vec::new(),
            similar,
            bar: None,
        };
        let (key, verdict) = form.judge_address(&application.place, &shelf, law.day());
        let mut draft = form.draft(&application.place, &shelf)?;
        // As in the decision: the office's own days do not end a reservation that was in time.
        if let Some(name) = &mut draft.name {
            name.until = name.until.max(law.day());
        }
        match draft.complete(&verdict, &law) {
            Ok(complete) => {
                let facts = facts(tx, &application, &form, &key)?;
                let decision = decide_automatically(&complete, &facts, &law).map_err(Fault::from)?;
                if let Decision::ToRegistrar { reasons } = decision {
                    examined.reasons = reasons;
                }
            }
            Err(Unlawful::Refused(refusal)) => examined.bar = Some(refusal),
            Err(Unlawful::Missing(missing)) => return Err(Fault::from(missing).into()),
        }
        Ok(examined)
    })
}
