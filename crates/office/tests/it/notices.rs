//! 一次性告知书, on both engines: handed out under a number, found again, told again.

use office::catalogue::notices::{Standing, find, issue};
use office::catalogue::{publish, published};
use office::law::{Files, LawFiles};
use office::{Caller, Failure};
use rules::Code;
use rules::access::Actor;
use rules::calendar::Date;
use rules::catalogue::{Zone, compile, notice};
use rules::law::Law;
use testkit::{City, PLACE, code, on_both};

fn terms(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn guest() -> Caller {
    Caller::new(Actor::visitor(PLACE))
}

fn issued(city: &City, codes: &[&str]) -> String {
    let number = issue(&city.app, &guest(), &terms(codes), PLACE, Zone::Elsewhere).unwrap();
    number.to_string()
}

/// Proves WIN-08.
#[test]
fn a_notice_is_found_again_under_its_number_and_says_the_same() {
    on_both(|city| {
        let number = issued(&city, &["H2002", "F2008", "H2002"]);
        // Typed by hand, small and with a blank.
        let typed = number.to_lowercase().replace("gz", "gz ");
        let found = find(&city.app, &typed).unwrap();
        assert_eq!(found.number.as_str(), number);
        assert_eq!(found.terms, ["H2002", "F2008"], "each term once");
        assert_eq!((found.place.as_str(), found.zone), (PLACE, Zone::Elsewhere));
        assert_eq!(found.edition, city.app.shelf().edition().hash);
        city.on_day("2027-03-01");
        let law = found.law(city.app.shelf(), city.app.now());
        assert_eq!(law.day().to_string(), "2026-11-02", "told under the law of its day");
        let told = found.tell(city.app.shelf().edition(), &law).unwrap();
        assert_eq!(told.standing, Standing::Current);
        let first = notice(city.app.shelf().edition(), &["H2002", "F2008"], PLACE, Zone::Elsewhere, &law).unwrap();
        let codes = |notice: &rules::catalogue::Notice| notice.matters.iter().map(|entry| entry.matter.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(&told.notice), codes(&first));
        assert!(codes(&first).contains(&"food-business".to_owned()) && codes(&first).contains(&"tobacco-retail".to_owned()));
    });
}

#[test]
fn unknown_terms_places_and_numbers_are_refused() {
    on_both(|city| {
        let ask = |codes: &[&str], place: &str| issue(&city.app, &guest(), &terms(codes), place, Zone::Elsewhere);
        match ask(&["H2002", "X1", "X2"], PLACE) {
            Err(Failure::Refused(refusal)) => {
                let named = refusal.facts.get("terms").map(String::as_str);
                assert_eq!((refusal.code, named), (Code::TermUnknown, Some("X1、X2")));
            }
            other => unreachable!("{other:?}"),
        }
        assert_eq!(code(ask(&[], PLACE)), Code::ScopeEmpty);
        assert_eq!(code(ask(&["H2002"], "999999")), Code::PlaceUnknown);
        let number = issued(&city, &["H2002"]);
        let altered = format!("{}{}", &number[..number.len() - 1], if number.ends_with('0') { '1' } else { '0' });
        for wrong in [altered.as_str(), "", "BJ2026110200000001X", "../../etc"] {
            assert_eq!(code(find(&city.app, wrong)), Code::NotFound, "{wrong}");
        }
    });
}

#[test]
fn a_form_sent_twice_gives_one_notice() {
    on_both(|city| {
        let caller = Caller::keyed(Actor::visitor(PLACE), "token-1");
        let send = |codes: &[&str]| issue(&city.app, &caller, &terms(codes), PLACE, Zone::Elsewhere);
        assert_eq!(send(&["H2002"]).unwrap(), send(&["H2002"]).unwrap());
        assert_eq!(code(send(&["O1007"])), Code::KeyReused);
    });
}

#[test]
fn under_a_later_edition_a_notice_says_what_is_gone() {
    on_both(|city| {
        let found = find(&city.app, &issued(&city, &["H2002", "F2012"])).unwrap();
        let files = Files::embedded().unwrap();
        let shorter: String = files
            .text("catalogue/scope-terms.tsv")
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with("F2012\t"))
            .map(|line| format!("{line}\n"))
            .collect();
        let header = files
            .text("catalogue/catalogue.toml")
            .unwrap()
            .replace("terms = 1997", "terms = 1996");
        let kept = |path: &str, word: &str| -> String {
            let text = files.text(path).unwrap();
            text.lines()
                .map(|line| format!("{}\n", line.replace(&format!(", \"{word}\""), "").replace(&format!("|{word}"), "")))
                .collect()
        };
        let (trades, everyday) = (kept("catalogue/trades.toml", "F2012"), kept("catalogue/everyday.tsv", "F2012"));
        let everyday = everyday.replace("\tF2012\t", "\tF1053\t").replace("\tF2012|", "\tF1053|");
        let later = Files::embedded()
            .unwrap()
            .with("catalogue/scope-terms.tsv", &shorter)
            .with("catalogue/catalogue.toml", &header)
            .with("catalogue/trades.toml", &trades)
            .with("catalogue/everyday.tsv", &everyday);
        let read = LawFiles::read(&later).unwrap();
        let law = Law::on(read.statutes.clone(), Date::constant(2027, 1, 4), PLACE);
        let compiled = compile(&read.catalogue, &law);
        let edition = compiled.edition.ok_or(compiled.findings).unwrap();
        let told = found.tell(&edition, &law).unwrap();
        assert_eq!(told.standing, Standing::Superseded { gone: terms(&["F2012"]) });
        assert_eq!(told.notice.terms.len(), 1);
    });
}

#[test]
fn the_edition_in_force_is_published_once() {
    on_both(|city| {
        let hash = city.app.shelf().edition().hash.clone();
        assert_eq!(published(&city.app, &hash).unwrap(), None);
        assert!(publish(&city.app, PLACE).unwrap());
        assert!(!publish(&city.app, PLACE).unwrap());
        let edition = published(&city.app, &hash).unwrap().unwrap();
        assert_eq!(edition.title, city.app.shelf().edition().title);
        assert_eq!(edition.valid_from, city.app.shelf().edition().valid_from);
        assert_eq!(published(&city.app, "0").unwrap(), None);
    });
}

/// Every quick choice leads to matters that are modelled in full, but for those only some shops need.
#[test]
fn what_a_trade_needs_in_any_case_is_modelled_in_full() {
    let city = City::open(testkit::On::Sqlite);
    let (edition, law) = (city.app.shelf().edition(), city.app.law(PLACE));
    assert!(edition.trades().len() >= 6);
    for trade in edition.trades() {
        let codes: Vec<&str> = trade
            .terms
            .iter()
            .filter_map(|term| edition.term_at(*term))
            .map(|term| term.code.as_str())
            .collect();
        let notice = notice(edition, &codes, PLACE, Zone::Elsewhere, &law).unwrap();
        let tally = notice.tally();
        assert_eq!(tally.unmodelled, 0, "{}", trade.code);
        assert!(tally.totals.matters + tally.choices + tally.conditional > 0, "{}", trade.code);
    }
}
