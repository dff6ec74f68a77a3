//! Powers that others use, on both engines: applications from their day on go to the new office, earlier ones end where they began.

use crate::permits::started;
use office::application::{self, Filter};
use office::bureau::Caller;
use office::catalogue::editions;
use office::certificates;
use office::exchange;
use office::licensing;
use office::registry::{Imported, import};
use rules::Code;
use rules::access::{Actor, Role};
use rules::application::Phase;
use rules::exchange::EventKind;
use rules::ids::{ApplicationId, EnterpriseId};
use rules::licensing::Verdict;
use testkit::{City, Founder, Officer, PLACE, code, on_both};

const TOWN: &str = "330108001";
const UNITS: &str = "catalogue/units.toml";
const POWERS: &str = "catalogue/powers.toml";
const MATTER: &str = "food-business";
/// The office the list gives it to.
const OWN: &str = "market-supervision";

/// Publishes an edition that is in force today, with a town office and this power over the food permit.
fn given(city: &City, power: &str) {
    let keeper = || city.officer("market-supervision", &[Role::Keeper]);
    let (one, two) = (keeper(), keeper());
    editions::refresh(&city.app).unwrap();
    let number = editions::draft(&city.app, &one.caller(), "赋权", None).unwrap();
    let text = |path: &str| city.app.shelf().catalogue().text(path).unwrap().to_owned();
    let town = "\n[[unit]]\ncode = \"town-office\"\nname = \"西兴街道办事处\"\nplace = \"330108001\"\nphone = \"0571-1\"\naddress = \"街道中心\"\n";
    let units = text(UNITS) + town;
    let powers = format!(
        "{}\n[[power]]\nmatters = [\"{MATTER}\"]\nbasis = \"杭政函〔2026〕1号\"\nmark = \"confirmed\"\n{power}\n",
        text(POWERS)
    );
    let version = editions::save_file(&city.app, &one.caller(), number, 1, UNITS, Some(&units)).unwrap();
    let version = editions::save_file(&city.app, &one.caller(), number, version, POWERS, Some(&powers)).unwrap();
    let today = city.app.now().day();
    let version = editions::hand_in(&city.app, &one.caller(), number, version, today).unwrap();
    editions::publish(&city.app, &two.caller(), number, version, "合法").unwrap();
}

/// A restaurant, registered at a place.
fn shop(city: &City, founder: &Founder, place: &str, sequence: u64) -> EnterpriseId {
    let base = format!("91330108MA{sequence:07}");
    let credit_code = (0..31u32)
        .filter_map(|check| char::from_digit(check, 36))
        .map(|check| format!("{base}{}", check.to_ascii_uppercase()))
        .find(|code| rules::registry::credit_code::CreditCode::parse(code).is_some());
    let row = Imported {
        credit_code: credit_code.unwrap(),
        name: format!(
            "杭州{}餐饮有限公司",
            if sequence % 2 == 1 { "云起" } else { "江晖" }.repeat(sequence as usize)
        ),
        kind: "limited".into(),
        street: "西兴街道江陵路".into(),
        detail: format!("{sequence}号"),
        representative: "李明".into(),
        capital_fen: 100,
        terms: vec!["H2002".into()],
        registered: "2026-10-09".into(),
        owner: founder.person.actor.account.map(|account| account.to_string()),
    };
    let caller = Caller::new(Actor::system(place));
    import(&city.app, &caller, vec![row]).unwrap();
    let own = office::registry::of_owner(&city.app, founder.person.actor.account.unwrap(), 10).unwrap();
    own.iter().find(|own| own.detail == format!("{sequence}号")).unwrap().id
}

/// Submits an application for the matter; gives its id and version.
fn applied(city: &City, founder: &Founder, enterprise: EnterpriseId) -> (ApplicationId, i64) {
    let (id, version) = started(city, founder, enterprise, MATTER);
    licensing::submit(&city.app, &founder.caller(), id, version).unwrap();
    (id, version + 1)
}

fn officers(city: &City, unit: &str, place: &str) -> [Officer; 2] {
    [(); 2].map(|()| {
        let mut officer = city.officer(unit, &[Role::Approver]);
        officer.person.actor.place = place.to_owned();
        officer
    })
}

/// Takes in and decides; gives the office in whose name that was done.
fn granted(city: &City, by: &[Officer; 2], id: ApplicationId, version: i64) -> String {
    let [one, two] = by;
    licensing::accept(&city.app, &one.caller(), id, version).unwrap();
    licensing::decide(&city.app, &two.caller(), id, version + 1, &Verdict::granted("")).unwrap();
    city.work();
    let paper = certificates::of_application(&city.app, id).unwrap();
    paper.first().unwrap().statement.issuer.clone()
}

/// Proves CAT-09.
#[test]
fn applications_from_the_day_of_the_transfer_go_to_the_new_body_and_earlier_ones_end_where_they_began() {
    on_both(|city| {
        editions::refresh(&city.app).unwrap();
        office::catalogue::publish(&city.app, PLACE).unwrap();
        let founder = city.founder("李明");
        let (first, second) = (shop(&city, &founder, PLACE, 1), shop(&city, &founder, PLACE, 2));
        let (earlier, version) = applied(&city, &founder, first);
        given(
            &city,
            "form = \"transferred\"\nto = \"approval-bureau\"\nplace = \"330108\"\nfrom = 2026-11-03",
        );
        city.on_day("2026-11-03");
        editions::refresh(&city.app).unwrap();
        office::catalogue::publish(&city.app, PLACE).unwrap();
        let (later, later_version) = applied(&city, &founder, second);
        let (old, new) = (officers(&city, OWN, PLACE), officers(&city, "approval-bureau", PLACE));

        let elsewhere = licensing::accept(&city.app, &old[0].caller(), later, later_version);
        assert_eq!(code(elsewhere), Code::NotFound, "the former office has no power over it");
        assert_eq!(granted(&city, &old, earlier, version), "杭州市滨江区市场监督管理局");
        assert_eq!(granted(&city, &new, later, later_version), "杭州市滨江区行政审批局");
        let regulator = city.officer(OWN, &[Role::Regulator]);
        let (pushes, _) = exchange::list(&city.app, &regulator.person.actor, exchange::Open::Waiting, 50, 0).unwrap();
        let told = pushes.iter().filter(|push| push.kind == EventKind::Granted.name()).count();
        assert_eq!(told, 2, "the competent department learns of both decisions");
    });
}

/// Proves CAT-10.
#[test]
fn who_is_entrusted_decides_in_the_name_of_who_entrusts() {
    on_both(|city| {
        let power = "form = \"entrusted\"\nby = \"market-supervision\"\nto = \"approval-bureau\"\nplace = \"330108\"\nfrom = 2026-11-01";
        given(&city, power);
        let founder = city.founder("李明");
        let enterprise = shop(&city, &founder, PLACE, 1);
        let (id, version) = applied(&city, &founder, enterprise);
        let by = officers(&city, "approval-bureau", PLACE);
        assert_eq!(granted(&city, &by, id, version), "杭州市滨江区市场监督管理局");
    });
}

/// Proves GOV-04.
#[test]
fn a_town_sees_only_what_it_was_given_and_after_withdrawal_new_applications_go_to_the_district() {
    on_both(|city| {
        let power = "form = \"empowered\"\nto = \"town-office\"\nplace = \"330108001\"\nfrom = 2026-11-01\nuntil = 2026-11-04\n\
                     able = 2026-10-01\ntrained = 2026-10-10";
        given(&city, power);
        let founder = city.founder("李明");
        let (town, next_town) = (shop(&city, &founder, TOWN, 1), shop(&city, &founder, "330108002", 2));
        let (own, version) = applied(&city, &founder, town);
        let (foreign, _) = applied(&city, &founder, next_town);
        let (clerks, district) = (officers(&city, "town-office", TOWN), officers(&city, OWN, PLACE));
        let seen = |officer: &Officer| -> Vec<ApplicationId> {
            let all = Filter {
                limit: 50,
                ..Filter::default()
            };
            let page = application::queue(&city.app, &officer.person.actor, &all).unwrap();
            page.items.iter().map(|item| item.application.id).collect()
        };
        assert_eq!(seen(&clerks[0]), [own]);
        assert_eq!(seen(&district[0]), [foreign]);
        assert_eq!(granted(&city, &clerks, own, version), "西兴街道办事处");

        city.on_day("2026-11-04");
        editions::refresh(&city.app).unwrap();
        office::catalogue::publish(&city.app, PLACE).unwrap();
        let third = shop(&city, &founder, TOWN, 3);
        let (back, _) = applied(&city, &founder, third);
        assert!(seen(&clerks[0]).is_empty());
        assert!(seen(&district[0]).contains(&back));
    });
}

/// Proves GOV-04: who only takes papers in does not decide.
#[test]
fn what_a_town_only_takes_in_is_decided_by_the_district() {
    on_both(|city| {
        let power = "form = \"acceptance_only\"\nto = \"town-office\"\nplace = \"330108001\"\nfrom = 2026-11-01";
        given(&city, power);
        let founder = city.founder("李明");
        let enterprise = shop(&city, &founder, TOWN, 1);
        let (id, version) = applied(&city, &founder, enterprise);
        let ([clerk, other], [_, judge]) = (officers(&city, "town-office", TOWN), officers(&city, OWN, PLACE));
        licensing::accept(&city.app, &clerk.caller(), id, version).unwrap();
        let own = licensing::decide(&city.app, &other.caller(), id, version + 1, &Verdict::granted(""));
        assert_eq!(code(own), Code::NotFound);
        licensing::decide(&city.app, &judge.caller(), id, version + 1, &Verdict::granted("")).unwrap();
        let (application, _) = licensing::own(&city.app, &founder.person.actor, id).unwrap();
        assert_eq!((application.state.phase(), application.unit.as_str()), (Phase::Granted, OWN));
    });
}
