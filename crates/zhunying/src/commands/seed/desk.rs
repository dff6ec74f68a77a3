//! What the departments did with their pushes: part signed for, part fed back.

use super::people::Member;
use super::stage::{Stage, again};
use crate::ending::Stop;
use office::exchange::{Open, feedback, list, sign};
use rules::calendar::Moment;

const PAGE: u32 = 100;
/// Of a hundred pushes so many are signed for …
const SIGNED_PERCENT: usize = 40;
/// … and of these so many fed back.
const FED_BACK_PERCENT: usize = 60;

/// Plays the desk of one regulator.
pub fn play(stage: &Stage, thing: u64, regulator: &Member) -> Result<(), Stop> {
    let mut scene = stage.scene(thing);
    let (mut pushes, mut offset) = (Vec::new(), 0);
    loop {
        let (page, _) = list(&scene.app, &regulator.person.actor, Open::Waiting, PAGE, offset)?;
        let count = u32::try_from(page.len()).unwrap_or(0);
        pushes.extend(page.into_iter().map(|push| (push.id, push.created)));
        offset += PAGE;
        if count < PAGE {
            break;
        }
    }
    pushes.sort_by_key(|(id, created)| (*created, *id));
    let yesterday = Moment::start_of(stage.workday(1));
    for (id, created) in pushes.into_iter().filter(|(_, created)| *created < yesterday) {
        if !scene.dice.percent(SIGNED_PERCENT) {
            continue;
        }
        let mut each = stage.scene(thing + scene.dice.seed() % 1_000_000_000);
        let next = stage
            .workdays
            .iter()
            .rev()
            .find(|day| **day > created.day())
            .copied()
            .unwrap_or_else(|| stage.workday(0));
        each.go(next);
        again(|| sign(&each.app, &regulator.caller(), id))?;
        if each.dice.percent(FED_BACK_PERCENT) {
            each.later();
            let finding = each.dice.word(&["operating", "operating", "not_operating", "not_found"]);
            again(|| feedback(&each.app, &regulator.caller(), id, finding, "已实地查看。"))?;
        }
    }
    Ok(())
}
