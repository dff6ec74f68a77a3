//! Editions from draft to force, by two keepers, on both engines.

use office::catalogue::tables::{self, TableOf};
use office::catalogue::{self, editions};
use office::{Failure, licensing};
use rules::Code;
use rules::access::Role;
use rules::calendar::Date;
use rules::catalogue::version::Standing;
use rules::catalogue::{Lint, Mode};
use testkit::{City, Officer, PLACE, code, on_both};

const HYGIENE: &str = "catalogue/matters/public-hygiene.toml";

fn keepers(city: &City) -> (Officer, Officer) {
    let keeper = || city.officer("market-supervision", &[Role::Keeper]);
    (keeper(), keeper())
}

fn hygiene(city: &City) -> String {
    city.app.current().shelf().catalogue().text(HYGIENE).unwrap().to_owned()
}

/// Proves CAT-08, CAT-02.
#[test]
fn an_edition_takes_two_people_and_its_day_and_an_open_application_keeps_its_own() {
    on_both(|city| {
        let (one, two) = keepers(&city);
        editions::refresh(&city.app).unwrap();
        catalogue::publish(&city.app, PLACE).unwrap();
        let founder = city.founder("赵一");
        let enterprise = founder.register("杭州云裳理发有限公司", &["O1007"]).unwrap();
        let before = licensing::start(&city.app, &founder.caller(), enterprise, "public-hygiene", None, "8021").unwrap();
        let text = hygiene(&city);

        let number = editions::draft(&city.app, &one.caller(), "压减公共场所卫生许可材料", None).unwrap();
        let unreadable = editions::save_file(&city.app, &one.caller(), number, 1, HYGIENE, Some("code = "));
        assert_eq!(code(unreadable), Code::LawFileBroken);
        let catch_all = text.replace("检测报告中二氧化碳浓度最大值≤0.15%", "");
        let version = editions::save_file(&city.app, &one.caller(), number, 1, HYGIENE, Some(&catch_all)).unwrap();
        let day: Date = "2026-11-04".parse().unwrap();
        assert_eq!(
            code(editions::hand_in(&city.app, &one.caller(), number, version, day)),
            Code::EditionRefused
        );

        let mended = text.replace("name = \"公共场所卫生许可\"", "name = \"公共场所卫生许可（新）\"");
        let version = editions::save_file(&city.app, &one.caller(), number, version, HYGIENE, Some(&mended)).unwrap();
        let version = editions::hand_in(&city.app, &one.caller(), number, version, day).unwrap();
        assert_eq!(
            code(editions::publish(&city.app, &one.caller(), number, version, "合法")),
            Code::SecondPersonNeeded
        );
        assert_eq!(editions::publish(&city.app, &two.caller(), number, version, "合法").unwrap(), day);
        let name = || {
            let app = city.app.current();
            app.shelf().edition().matter("public-hygiene").unwrap().name.clone()
        };
        assert_eq!(name(), "公共场所卫生许可");
        let standing = || editions::list(&city.app, &one.person.actor, 10).unwrap().first().unwrap().standing;
        assert_eq!(standing(), Standing::Scheduled);

        city.on_day("2026-11-04");
        assert!(editions::refresh(&city.app).unwrap());
        catalogue::publish(&city.app, PLACE).unwrap();
        assert_eq!(name(), "公共场所卫生许可（新）");
        assert_eq!(standing(), Standing::InForce);
        let app = city.app.current();
        let old = licensing::own(&app, &founder.person.actor, before).unwrap().0;
        assert_ne!(old.edition, app.shelf().edition().hash);
        let kept = app.shelf().edition_of(&old.edition).matter("public-hygiene").unwrap();
        assert_eq!(
            (kept.name.as_str(), kept.mode),
            ("公共场所卫生许可", Some(Mode::NotificationCommitment))
        );
        assert!(!editions::refresh(&city.app).unwrap(), "nothing changes twice");
    });
}

/// Proves CAT-08: going back is a new edition.
#[test]
fn going_back_is_a_new_edition_with_the_old_texts() {
    on_both(|city| {
        let (one, two) = keepers(&city);
        let text = hygiene(&city);
        let today: Date = "2026-11-02".parse().unwrap();
        let publish = |number: i64, version: i64| {
            let version = editions::hand_in(&city.app, &one.caller(), number, version, today).unwrap();
            editions::publish(&city.app, &two.caller(), number, version, "合法").unwrap();
        };
        for (number, visits) in [(1, "visits = 1"), (2, "visits = 2")] {
            assert_eq!(editions::draft(&city.app, &one.caller(), "改到场次数", None).unwrap(), number);
            let changed = text.replace("visits = 0", visits);
            publish(
                number,
                editions::save_file(&city.app, &one.caller(), number, 1, HYGIENE, Some(&changed)).unwrap(),
            );
        }
        let number = editions::draft(&city.app, &one.caller(), "恢复第1版", Some(1)).unwrap();
        publish(number, 1);
        assert!(hygiene(&city).contains("visits = 1"));
        let list = editions::list(&city.app, &one.person.actor, 10).unwrap();
        let standings: Vec<(i64, Standing)> = list.iter().map(|line| (line.number, line.standing)).collect();
        assert_eq!(
            standings,
            [(3, Standing::InForce), (2, Standing::Superseded), (1, Standing::Superseded)]
        );
    });
}

/// Proves CAT-08: two proposals.
#[test]
fn of_two_drafts_the_later_takes_in_the_earlier_and_a_clash_is_named() {
    on_both(|city| {
        let (one, two) = keepers(&city);
        let today: Date = "2026-11-02".parse().unwrap();
        let text = hygiene(&city);
        let draft = |path: &str, change: (&str, &str)| {
            let number = editions::draft(&city.app, &one.caller(), "改一处", None).unwrap();
            let text = city.app.shelf().catalogue().text(path).unwrap().replace(change.0, change.1);
            (
                number,
                editions::save_file(&city.app, &one.caller(), number, 1, path, Some(&text)).unwrap(),
            )
        };
        let first = draft(HYGIENE, ("visits = 0", "visits = 1"));
        let apart = draft("catalogue/matters/tobacco-retail.toml", ("visits = 0", "visits = 1"));
        let clash = draft(HYGIENE, ("visits = 0", "visits = 2"));
        let version = editions::hand_in(&city.app, &one.caller(), first.0, first.1, today).unwrap();
        editions::publish(&city.app, &two.caller(), first.0, version, "合法").unwrap();

        assert_eq!(
            code(editions::hand_in(&city.app, &one.caller(), apart.0, apart.1, today)),
            Code::EditionMoved
        );
        let version = editions::rebase(&city.app, &one.caller(), apart.0, apart.1).unwrap();
        let opened = editions::open(&city.app, &one.person.actor, apart.0).unwrap();
        assert!(opened.files.text(HYGIENE).unwrap().contains("visits = 1"));
        assert_eq!(opened.changed, ["catalogue/matters/tobacco-retail.toml"]);
        editions::hand_in(&city.app, &one.caller(), apart.0, version, today).unwrap();

        let refused = editions::rebase(&city.app, &one.caller(), clash.0, clash.1);
        let Err(Failure::Refused(refusal)) = refused else {
            unreachable!("two changes of one file were mixed")
        };
        assert_eq!(
            (refusal.code, refusal.facts.get("paths").unwrap().as_str()),
            (Code::EditionMoved, HYGIENE)
        );
        assert_ne!(text, hygiene(&city));
    });
}

/// Proves CAT-08, GOV-07: where the place names one, that unit alone publishes.
#[test]
fn a_department_cannot_publish_where_the_place_names_the_keeper_of_the_list() {
    on_both(|city| {
        let at = |unit: &str| {
            let mut officer = city.officer(unit, &[Role::Keeper]);
            officer.person.actor.place = "330402".to_owned();
            officer
        };
        let (department, keeper) = (at("market-supervision"), at("justice"));
        let number = editions::draft(&city.app, &keeper.caller(), "改到场次数", None).unwrap();
        let changed = hygiene(&city).replace("visits = 0", "visits = 1");
        let version = editions::save_file(&city.app, &keeper.caller(), number, 1, HYGIENE, Some(&changed)).unwrap();
        let today: Date = "2026-11-02".parse().unwrap();
        let version = editions::hand_in(&city.app, &keeper.caller(), number, version, today).unwrap();
        assert_eq!(
            code(editions::publish(&city.app, &department.caller(), number, version, "合法")),
            Code::NotListKeeper
        );
        editions::publish(&city.app, &at("justice").caller(), number, version, "合法").unwrap();
    });
}

#[test]
fn nobody_but_a_keeper_drafts_and_no_path_leads_out_of_the_catalogue() {
    on_both(|city| {
        let (one, _) = keepers(&city);
        let clerk = city.officer("window", &[Role::Window]);
        assert_eq!(code(editions::draft(&city.app, &clerk.caller(), "越权", None)), Code::NotGranted);
        assert_eq!(code(editions::list(&city.app, &clerk.person.actor, 10)), Code::NotGranted);
        let number = editions::draft(&city.app, &one.caller(), "路径", None).unwrap();
        for path in [
            "names/rules.toml",
            "catalogue/../names/rules.toml",
            "catalogue/x.exe",
            "catalogue/",
            "/etc/x.toml",
        ] {
            let saved = editions::save_file(&city.app, &one.caller(), number, 1, path, Some(""));
            assert_eq!(code(saved), Code::FieldInvalid, "{path}");
        }
        assert_eq!(code(editions::draft(&city.app, &one.caller(), "  ", None)), Code::FieldMissing);
        assert_eq!(code(editions::open(&city.app, &one.person.actor, 99)), Code::NotFound);
    });
}

/// Proves CAT-08: what belongs together is one change, and whoever makes it knows before what it breaks.
#[test]
fn a_row_of_a_table_and_the_number_of_rows_are_saved_together() {
    on_both(|city| {
        let (one, _) = keepers(&city);
        let actor = &one.person.actor;
        city.founder("赵一").register("杭州溪畔餐饮有限公司", &["H2002"]).unwrap();
        assert_eq!(tables::enterprises_with(&city.app, actor, "H2002").unwrap(), 1);
        assert_eq!(tables::enterprises_with(&city.app, actor, "H1001").unwrap(), 0);
        let stranger = city.officer("market-supervision", &[Role::Approver]);
        assert_eq!(
            code(tables::enterprises_with(&city.app, &stranger.person.actor, "H2002")),
            Code::NotGranted
        );

        let number = editions::draft(&city.app, &one.caller(), "增加一个条目", None).unwrap();
        let opened = editions::open(&city.app, actor, number).unwrap();
        let (terms, units) = (TableOf::named("terms").unwrap(), TableOf::named("units").unwrap());
        let row = [
            ("row.code", "A1001X"),
            ("row.name", "试验田经营"),
            ("row.kind", "general"),
            ("row.cell_status", "ok"),
        ];
        let row = row.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let edit = terms.add(&opened.files, "catalogue/scope-terms.tsv", &row).unwrap();
        let before = tables::look(&city.app, &opened).unwrap();
        let tried = tables::try_edit(&city.app, &opened, &before, terms, &edit).unwrap();
        assert_eq!((tried.here.len(), tried.elsewhere.len(), tried.mended), (0, 0, 0));
        assert!(tried.after.edition.term("A1001X").is_some());
        let version = editions::save_files(&city.app, &one.caller(), number, opened.line.version, edit.texts()).unwrap();
        assert_eq!(version, opened.line.version + 1);
        let opened = editions::open(&city.app, actor, number).unwrap();
        assert_eq!(opened.changed, ["catalogue/catalogue.toml", "catalogue/scope-terms.tsv"]);
        assert_eq!(terms.row(&opened.files, "A1001X").unwrap().cell("name"), "试验田经营");

        let looked = tables::look(&city.app, &opened).unwrap();
        let without = units.remove(&opened.files, "tobacco").unwrap();
        let tried = tables::try_edit(&city.app, &opened, &looked, units, &without).unwrap();
        assert!(!tried.elsewhere.is_empty());
        assert!(tried.elsewhere.iter().any(|finding| finding.code == Lint::UnitUnknown));
        let late = editions::save_files(&city.app, &one.caller(), number, version - 1, without.texts());
        assert_eq!(code(late), Code::VersionChanged);
    });
}
