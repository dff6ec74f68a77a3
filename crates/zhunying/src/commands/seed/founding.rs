//! A few registrations through the acts of founders and registrars, so that the city has new companies with licences.

use super::city::Namer;
use super::people::Member;
use super::stage::{Stage, again};
use super::words;
use crate::ending::Stop;
use office::Failure;
use office::access::sign;
use office::licensing::registration::{decide, draft, reserve_name, save, shown_text, start, submit};
use office::registry::{PersonForm, Section};
use rules::Code;
use rules::application::{Outcome, Phase};
use rules::calendar::Date;
use rules::record::sm3_hex;
use rules::registry::person::Post;

/// Names tried when one turns out to be too near another.
const NAMES_TRIED: usize = 8;

/// Registers one company for a founder; some are left to the registrar, as the rule says.
pub fn play(stage: &Stage, thing: u64, founder: &Member, namer: &mut Namer) -> Result<(), Stop> {
    let mut scene = stage.scene(thing);
    let trade = words::trade(&mut scene.dice).ok_or_else(|| Stop::world("行业", "没有"))?;
    let terms = scene.dice.pick(trade.terms).copied().unwrap_or_default();
    let terms: Vec<String> = terms.iter().map(|code| (*code).to_owned()).collect();
    let back = 1 + scene.dice.below(15);
    scene.go(stage.workday(back));
    let caller = founder.caller();
    let id = again(|| start(&scene.app, &caller, terms.clone(), false, &founder.phone_last4()))?;
    let mut taken = true;
    for _ in 0..NAMES_TRIED {
        let name = namer.draw(&mut scene.dice, trade.industries)?;
        scene.later();
        match again(|| reserve_name(&scene.app, &caller, id, None, &name)) {
            Ok(_) => {
                taken = false;
                break;
            }
            Err(Failure::Refused(refusal)) if refusal.code == Code::NameTaken => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    if taken {
        return Ok(());
    }
    let (street, detail) = (words::street(&mut scene.dice, &stage.place), words::room(&mut scene.dice));
    let address = Section::Address {
        commitment_sm3: Some(sm3_hex(commitment(&street, &detail).as_bytes())),
        street,
        detail,
        premises: "commercial".to_owned(),
    };
    let people = people(stage, &mut scene.dice, founder)?;
    for section in [address, people] {
        scene.later();
        again(|| save(&scene.app, &caller, id, None, section.clone()))?;
    }
    scene.later();
    let (application, form) = draft(&scene.app, &founder.person.actor, id)?;
    let text = shown_text(&application, &form, &stage.shelf)?;
    let signed = sign(&scene.app, &founder.person, &founder.password, &sm3_hex(text.as_bytes()))?;
    let submitted = again(|| submit(&scene.app, &caller, id, application.version, signed.clone()))?;
    if submitted.phase == Phase::Submitted.name() && scene.dice.percent(60) {
        scene.go(stage.workday(back.saturating_sub(1)));
        let registrar = &stage.people.registrar;
        let (waiting, _) = draft(&scene.app, &registrar.person.actor, id)?;
        again(|| {
            decide(
                &scene.app,
                &registrar.caller(),
                id,
                waiting.version,
                Outcome::Granted,
                "名称不致混淆，准予登记。",
            )
        })?;
    }
    Ok(())
}

/// What the founder promises about the address.
fn commitment(street: &str, detail: &str) -> String {
    format!("本人承诺住所{street}{detail}真实、合法，可以用作经营场所，愿意承担不实承诺的责任。")
}

fn people(stage: &Stage, dice: &mut super::dice::Dice, founder: &Member) -> Result<Section, Stop> {
    let mut person = |name: String, posts: &[Post], share: u32, birth: Date| -> Result<PersonForm, Stop> {
        let known = Some(founder.person.identity_number.clone()).filter(|number| !number.is_empty() && name == founder.person.display_name);
        let identity_number = known.or_else(|| words::identity(dice, &stage.place, birth));
        Ok(PersonForm {
            name,
            identity_number: identity_number.ok_or_else(|| Stop::world("身份证号", "算不出校验码"))?,
            phone: words::phone(dice),
            posts: posts.iter().map(|post| post.name().to_owned()).collect(),
            share_ten_thousandths: share,
        })
    };
    let head = [Post::LegalRepresentative, Post::Director, Post::Manager];
    let first = person(founder.person.display_name.clone(), &head, 7_000, Date::constant(1985, 5, 20))?;
    let second = person("钱文".to_owned(), &[Post::Supervisor], 3_000, Date::constant(1991, 9, 2))?;
    Ok(Section::People {
        people: vec![first, second],
        capital_yuan: Some(500_000),
        duration_years: 0,
    })
}
