//! 清单之外不得设限 (CAT-05): what no published list has is refused and logged, whoever tries; on both engines.

use office::catalogue::editions;
use office::licensing::{self, Saved};
use rules::Code;
use rules::access::Role;
use rules::application::Defect;
use rules::calendar::Date;
use rules::catalogue::{Zone, notice};
use rules::licensing::{PointResult, PointReview, Points, Verdict};
use std::collections::BTreeMap;
use testkit::{City, PLACE, code, on_both};

/// The codes of the refused attempts at an act, from the record.
fn logged(city: &City, act: &'static str) -> Vec<String> {
    city.app
        .view("refusals", move |tx| {
            let rows = tx.query("select body from record_entry where act = $1 order by at", sql::params![act])?;
            let mut codes = Vec::new();
            for row in &rows {
                let body: serde_json::Value = serde_json::from_str(&row.text("body")?)?;
                let code = body.get("facts").and_then(|facts| facts.get("code")).and_then(|code| code.as_str());
                codes.extend(code.map(str::to_owned));
            }
            Ok(codes)
        })
        .unwrap()
}

/// Proves CAT-05.
#[test]
fn a_matter_or_step_that_no_published_list_has_comes_into_no_edition_and_the_attempt_is_logged() {
    on_both(|city| {
        let keeper = city.officer("market-supervision", &[Role::Keeper]);
        let today: Date = "2026-11-02".parse().unwrap();
        let app = city.app.current();
        let known = app
            .shelf()
            .catalogue()
            .text("catalogue/matters/public-hygiene.toml")
            .unwrap()
            .to_owned();
        let hidden = known
            .replace("code = \"public-hygiene\"", "code = \"local-precheck\"")
            .replace("name = \"公共场所卫生许可\"", "name = \"公共场所开业预审\"")
            .replace("lists = [\"L200\"]", "lists = []");
        let number = editions::draft(&city.app, &keeper.caller(), "增加本地预审", None).unwrap();
        let path = "catalogue/matters/local-precheck.toml";
        let version = editions::save_file(&city.app, &keeper.caller(), number, 1, path, Some(&hidden)).unwrap();
        let handed = editions::hand_in(&city.app, &keeper.caller(), number, version, today);
        assert_eq!(code(handed), Code::OutsideTheList);

        let number = editions::draft(&city.app, &keeper.caller(), "增加本地步骤", None).unwrap();
        let first = known.find("[[step]]").unwrap();
        let (head, rest) = known.split_at(first);
        let step = "[[step]]\ncode = \"local_precheck\"\nname = \"窗口预审\"\nwho = \"窗口\"\ndays = 0\n\n";
        let stepped = format!("{head}{step}{rest}");
        let path = "catalogue/matters/public-hygiene.toml";
        let saved = editions::save_file(&city.app, &keeper.caller(), number, 1, path, Some(&stepped));
        let refused = saved.and_then(|version| editions::hand_in(&city.app, &keeper.caller(), number, version, today));
        assert!(matches!(code(refused), Code::EditionRefused | Code::LawFileBroken));
        let attempts = [logged(&city, "catalogue.hand_in"), logged(&city, "catalogue.edit")].concat();
        assert_eq!(attempts.len(), 2, "{attempts:?}");
        assert!(attempts.iter().any(|code| code == "outside-the-list"));
    });
}

/// Proves CAT-05: a form, a material, a condition, a correction and a refusal beyond the matter of the edition.
#[test]
fn nobody_demands_or_refuses_by_what_the_edition_does_not_have_and_the_attempt_is_logged() {
    on_both(|city| {
        let founder = city.founder("李明");
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let app = &city.app;
        let withdrawn = licensing::start(app, &founder.caller(), enterprise, "local-precheck", None, "8021");
        assert_eq!(code(withdrawn), Code::MatterUnknown, "an old guide still names it");
        assert_eq!(logged(&city, "licensing.start"), ["matter-unknown"]);
        let (id, version) = crate::permits::started(&city, &founder, enterprise, "food-business");
        let extra = |answers: bool| {
            let one = BTreeMap::from([("local_field".to_owned(), "0".repeat(64))]);
            let part = if answers {
                Saved {
                    answers: one,
                    ..Saved::default()
                }
            } else {
                Saved {
                    files: one,
                    ..Saved::default()
                }
            };
            code(licensing::save(app, &founder.caller(), id, None, part))
        };
        assert_eq!((extra(true), extra(false)), (Code::FieldUnknown, Code::FieldUnknown));
        assert_eq!(logged(&city, "licensing.save"), ["field-unknown", "field-unknown"]);
        licensing::submit(app, &founder.caller(), id, version).unwrap();

        let officer = |roles: &[Role]| city.officer("market-supervision", roles);
        let (taker, decider) = (officer(&[Role::Approver]), officer(&[Role::Approver]));
        let version = || licensing::own(app, &founder.person.actor, id).unwrap().0.version;
        let defect = Defect {
            item: "no-offence-proof".into(),
            what: "请补无犯罪记录证明".into(),
            new_fact: None,
        };
        let asked = licensing::ask_correction(app, &taker.caller(), id, version(), vec![defect]);
        assert_eq!(code(asked), Code::NotInNotice);
        licensing::accept(app, &taker.caller(), id, version()).unwrap();
        let point = PointReview {
            result: PointResult::Fail,
            remark: "周边居民不同意".into(),
        };
        let part = licensing::ReviewPart {
            review_version: 0,
            points: Points::from([("neighbours-agree".to_owned(), point)]),
            opinion: String::new(),
            state: rules::licensing::ReviewState::Open,
        };
        assert_eq!(
            code(licensing::save_review(app, &taker.caller(), id, version(), part)),
            Code::FieldUnknown
        );
        for grounds in [&[][..], &["neighbours-agree"]] {
            let verdict = Verdict::refused(grounds, "周边居民不同意");
            let decided = licensing::decide(app, &decider.caller(), id, version(), &verdict);
            assert_eq!(code(decided), Code::OutsideTheList, "{grounds:?}");
        }
        assert_eq!(logged(&city, "licensing.decide"), ["outside-the-list", "outside-the-list"]);
        assert_eq!(logged(&city, "licensing.ask_correction"), ["not-in-notice"]);
        let edition = app.shelf().edition();
        let condition = edition
            .matter("food-business")
            .unwrap()
            .detail
            .as_ref()
            .unwrap()
            .conditions
            .first()
            .unwrap();
        let lawful = Verdict::refused(&[&condition.code], "操作间与就餐区没有隔开");
        licensing::decide(app, &decider.caller(), id, version(), &lawful).unwrap();
    });
}

/// Proves CAT-05: for a trade outside the list the business licence alone is enough.
#[test]
fn a_trade_outside_the_list_needs_no_licence_and_none_can_be_applied_for() {
    on_both(|city| {
        let edition = city.app.shelf().edition();
        let law = city.app.law(PLACE);
        let told = notice(edition, &["R5018"], PLACE, Zone::Elsewhere, &law).unwrap();
        assert!(told.matters.is_empty());
        let founder = city.founder("李明");
        let enterprise = founder.register("杭州趣展展览有限公司", &["R5018"]).unwrap();
        let asked = licensing::start(&city.app, &founder.caller(), enterprise, "food-business", None, "8021");
        assert_eq!(code(asked), Code::OutsideScope);
    });
}
