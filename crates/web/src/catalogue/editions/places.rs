//! 权限与辖区: who uses which power where, and on which points the rules of places differ, each with its source.

use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use rules::access::{Actor, Role};
use rules::catalogue::{Edition, Power, PowerStanding};
use rules::law::{Point, Unit};
use rules::{Code, Refusal};
use serde::Serialize;

/// The places whose documents ship as profiles, beside the one served: 杭州市, 晋中市, 嘉兴市南湖区.
const SHIPPED: [&str; 3] = ["330100", "140700", "330402"];

#[derive(Serialize)]
struct PlacesContext {
    menu: Vec<MenuGroup>,
    powers: Vec<PowerLine>,
    places: Vec<String>,
    points: Vec<PointLine>,
}

#[derive(Serialize)]
struct PowerLine {
    form: String,
    to: String,
    by: Option<String>,
    place: String,
    matters: Vec<String>,
    from: String,
    until: Option<String>,
    standing: &'static str,
    basis: String,
    mark: String,
    note: String,
}

#[derive(Serialize)]
struct PointLine {
    name: String,
    child: String,
    said: Vec<Said>,
}

/// What one place says on a point.
#[derive(Serialize)]
struct Said {
    value: String,
    /// The place it has it from.
    from: String,
    article: String,
    mark: String,
    /// Whether it says something else than the place served.
    other: bool,
}

/// `GET /admin/places`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    check_reader(&person.actor)?;
    let (shelf, today) = (hall.app().shelf(), hall.app().now().day());
    let mut places = vec![person.actor.place.as_str()];
    places.extend(SHIPPED.into_iter().filter(|place| *place != person.actor.place));
    let profiles: Vec<Vec<Point>> = places.iter().map(|place| shelf.profile(today, place)).collect();
    let own = profiles.first().map(Vec::as_slice).unwrap_or_default();
    let line = |(number, point): (usize, &Point)| PointLine {
        name: point.name.clone(),
        child: words.word(&format!("child.{}", point.child.name())),
        said: profiles
            .iter()
            .filter_map(|profile| profile.get(number))
            .map(|other| said(hall, words, other, point))
            .collect(),
    };
    let context = PlacesContext {
        menu: desk::menu(hall, visit, "/admin/places")?,
        powers: shelf
            .edition()
            .powers()
            .iter()
            .map(|power| power_line(hall, words, shelf.edition(), power))
            .collect(),
        places: places.iter().map(|place| hall.place_name(place)).collect(),
        points: own.iter().enumerate().map(line).collect(),
    };
    let about = About {
        title: words.word("places.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/places.html", &about, context)?))
}

fn check_reader(actor: &Actor) -> Result<(), Refusal> {
    if actor.is(Role::Keeper) || actor.is(Role::Supervisor) {
        Ok(())
    } else {
        Err(Refusal::new(Code::NotGranted))
    }
}

fn power_line(hall: &Hall, words: &Wording, edition: &Edition, power: &Power) -> PowerLine {
    let office = |code: &str| edition.unit(code).map_or_else(|| code.to_owned(), |unit| unit.name.clone());
    let matters = power.matters.iter().filter_map(|index| edition.matter_at(*index));
    PowerLine {
        form: words.word(&format!("power_form.{}", power.form.name())),
        to: office(&power.to),
        by: (!power.by.is_empty()).then(|| office(&power.by)),
        place: hall.place_name(&power.place),
        matters: matters.map(|matter| matter.name.clone()).collect(),
        from: power.from.to_string(),
        until: power.until.map(|until| until.to_string()),
        standing: match power.standing {
            PowerStanding::Ahead => "ahead",
            PowerStanding::Holds => "holds",
            PowerStanding::Ended => "ended",
        },
        basis: power.basis.clone(),
        mark: words.word(&format!("mark.{}", power.mark.name())),
        note: power.note.clone(),
    }
}

fn said(hall: &Hall, words: &Wording, point: &Point, own: &Point) -> Said {
    let word = match (point.unit, point.word.as_deref()) {
        (Unit::YesNo, _) => words.word(if point.value == 0 { "places.no" } else { "places.yes" }),
        (Unit::Month, _) => words.say("places.months", &[("n", &point.value.to_string())]),
        (_, Some("")) => words.word("places.unsaid"),
        (_, Some(word)) => hall.app().shelf().unit_name(word),
        (_, None) => point.value.to_string(),
    };
    Said {
        value: word,
        from: if point.place.is_empty() {
            words.word("places.country")
        } else {
            hall.place_name(&point.place)
        },
        article: point.article.clone(),
        mark: words.word(&format!("mark.{}", point.mark.name())),
        other: point.value != own.value,
    }
}
