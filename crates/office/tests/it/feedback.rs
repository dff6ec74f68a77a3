//! Trades without a standard wording: counted, wished for, proposed, and closed by the edition that has the term; on both engines.

use office::catalogue::editions;
use office::catalogue::feedback::{self, Change, NewWish};
use rules::Code;
use rules::access::Role;
use rules::calendar::Date;
use rules::catalogue::feedback::{Gap, GapStage, WordSource};
use rules::ids::GapId;
use testkit::{City, Founder, Officer, PLACE, code, on_both};

fn keeper(city: &City) -> Officer {
    city.officer("market-supervision", &[Role::Keeper])
}

fn wish(city: &City, founder: &Founder, words: &str) {
    let new = NewWish {
        words: words.to_owned(),
        business: "玩家分角色推理".to_owned(),
        kept_term: "R5018".to_owned(),
        application: None,
    };
    feedback::wish(&city.app, &founder.caller(), new).unwrap();
}

fn searched(city: &City, words: &[&str]) {
    for word in words {
        feedback::unfound(&city.app, PLACE, word, WordSource::Guide);
    }
    feedback::write_unfound(&city.app, PLACE).unwrap();
}

fn gap(city: &City, keeper: &Officer, words: &[&str]) -> GapId {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    feedback::open(&city.app, &keeper.caller(), words).unwrap()
}

fn step(city: &City, keeper: &Officer, id: GapId, change: Change) {
    let version = feedback::detail(&city.app, &keeper.person.actor, id).unwrap().card.version;
    feedback::change(&city.app, &keeper.caller(), id, version, change).unwrap();
}

fn propose(wording: &str) -> Change {
    Change::Propose {
        wording: wording.to_owned(),
        matters: Vec::new(),
    }
}

fn report() -> Change {
    Change::Report {
        to: "杭州市市场监督管理局".to_owned(),
    }
}

fn stage(city: &City, keeper: &Officer, id: GapId) -> GapStage {
    feedback::detail(&city.app, &keeper.person.actor, id).unwrap().card.gap.stage()
}

/// An edition of today with one more term.
fn publish_term(city: &City, code: &str, name: &str) {
    let (one, two) = (keeper(city), keeper(city));
    let today: Date = "2026-11-02".parse().unwrap();
    let app = city.app.current();
    let text = |path: &str| app.shelf().catalogue().text(path).unwrap().to_owned();
    let terms = text("catalogue/scope-terms.tsv");
    let terms = format!("{}\n{code}\t{name}\tgeneral\t9090\t\t\t\tok\n", terms.trim_end());
    let head = text("catalogue/catalogue.toml").replace("terms = 1997", "terms = 1998");
    let number = editions::draft(&city.app, &one.caller(), "增加规范表述条目", None).unwrap();
    let version = editions::save_file(&city.app, &one.caller(), number, 1, "catalogue/catalogue.toml", Some(&head)).unwrap();
    let version = editions::save_file(&city.app, &one.caller(), number, version, "catalogue/scope-terms.tsv", Some(&terms)).unwrap();
    let version = editions::hand_in(&city.app, &one.caller(), number, version, today).unwrap();
    editions::publish(&city.app, &two.caller(), number, version, "合法").unwrap();
}

/// Proves GOV-06: an approved term becomes selectable with its mapping and closes all linked proposals.
#[test]
fn an_approved_term_closes_all_linked_proposals_and_those_who_wait_are_told() {
    on_both(|city| {
        let (here, there) = (keeper(&city), other_district(&city));
        let founder = city.founder("赵一");
        wish(&city, &founder, "剧本杀");
        searched(&city, &["剧本杀店", "我想开剧本杀", "密室剧本杀", "密室剧本杀"]);
        let loose = feedback::overview(&city.app, &here.person.actor).unwrap().loose;
        let words: Vec<Vec<&str>> = loose
            .iter()
            .map(|group| group.iter().map(|word| word.word.as_str()).collect())
            .collect();
        assert_eq!(words, [vec!["剧本杀", "密室剧本杀"]]);
        let first = loose.first().unwrap().first().unwrap();
        assert_eq!((first.total(), first.waiting), (2, 1));

        let ours = gap(&city, &here, &["剧本杀", "密室剧本杀"]);
        step(&city, &here, ours, propose("剧本娱乐经营服务"));
        step(&city, &here, ours, report());
        for _ in 0..2 {
            feedback::unfound(&city.app, OTHER, "剧本杀体验", WordSource::Api);
        }
        feedback::write_unfound(&city.app, OTHER).unwrap();
        let theirs = gap(&city, &there, &["剧本杀体验"]);
        step(&city, &there, theirs, propose("沉浸式推理体验服务"));
        let beside = feedback::detail(&city.app, &here.person.actor, ours).unwrap().beside;
        let other = beside.first().unwrap();
        assert_eq!(
            (other.card.id, other.card.own, other.linked),
            (theirs, false, false),
            "side by side"
        );
        step(&city, &there, theirs, Change::Link { to: ours.to_string() });

        step(&city, &here, ours, Change::Expect { code: "Z9001".to_owned() });
        assert_eq!(stage(&city, &here, ours), GapStage::Reported, "a promise is no term");
        let waits = feedback::mine(&city.app, founder.person.account, 10).unwrap();
        assert_eq!(waits.first().unwrap().stage, Some(GapStage::Reported));
        publish_term(&city, "Z9001", "剧本娱乐活动");
        assert_eq!(feedback::close_met(&city.app, PLACE).unwrap(), 2);
        for (who, id) in [(&here, ours), (&there, theirs)] {
            let closed = feedback::detail(&city.app, &who.person.actor, id).unwrap().card.gap;
            assert_eq!(closed, Gap::Approved { term: "Z9001".to_owned() });
        }
        assert!(city.app.current().shelf().edition().term("Z9001").is_some(), "it can be chosen");
        let told = feedback::mine(&city.app, founder.person.account, 10).unwrap();
        let told = told.first().unwrap();
        assert_eq!((told.stage, told.term.as_str()), (Some(GapStage::Approved), "Z9001"));
        assert_eq!(feedback::close_met(&city.app, PLACE).unwrap(), 0, "nothing closes twice");
    });
}

const OTHER: &str = "330106";

fn other_district(city: &City) -> Officer {
    let mut officer = keeper(city);
    officer.person.actor.place = OTHER.to_owned();
    officer
}

/// Proves GOV-06: the superior refuses, and the reason is told.
#[test]
fn a_no_of_the_superior_is_told_with_its_reason() {
    on_both(|city| {
        let (keeper, founder) = (keeper(&city), city.founder("赵一"));
        wish(&city, &founder, "剧本杀");
        let id = gap(&city, &keeper, &["剧本杀"]);
        step(&city, &keeper, id, propose("剧本娱乐经营服务"));
        step(&city, &keeper, id, report());
        step(
            &city,
            &keeper,
            id,
            Change::Refuse {
                reason: "用“娱乐性展览”".to_owned(),
            },
        );
        let mine = feedback::mine(&city.app, founder.person.account, 10).unwrap();
        let mine = mine.first().unwrap();
        assert_eq!(
            (mine.stage, mine.reason.as_str(), mine.kept_term.as_str()),
            (Some(GapStage::Refused), "用“娱乐性展览”", "R5018")
        );
    });
}

#[test]
fn a_search_leaves_a_count_and_nobody_and_a_rare_word_is_not_shown() {
    on_both(|city| {
        let keeper = keeper(&city);
        searched(&city, &["13800138021", "李明13800138021", "赵一曼", "露营基地", "露营基地"]);
        let loose = feedback::overview(&city.app, &keeper.person.actor).unwrap().loose;
        let words: Vec<&str> = loose.iter().flatten().map(|word| word.word.as_str()).collect();
        assert_eq!(words, ["露营基地"]);
        // 180 days later what nobody asks for any more is forgotten.
        city.on_day("2027-06-01");
        searched(&city, &["树屋", "树屋"]);
        let kept = city
            .app
            .view("words", |tx| {
                let rows = tx.query("select word from unfound_word order by word", sql::params![])?;
                rows.iter()
                    .map(|row| Ok(row.text("word")?))
                    .collect::<Result<Vec<_>, office::Failure>>()
            })
            .unwrap();
        assert_eq!(kept, ["树屋"]);
    });
}

#[test]
fn a_flood_of_words_fills_no_table() {
    on_both(|city| {
        for number in 0..700_u32 {
            let letters: String = format!("{number:03}")
                .chars()
                .map(|digit| "天地玄黄宇宙洪荒日月".chars().nth(digit as usize - 48).unwrap())
                .collect();
            feedback::unfound(&city.app, PLACE, &format!("店{letters}"), WordSource::Guide);
        }
        feedback::write_unfound(&city.app, PLACE).unwrap();
        let stored = city
            .app
            .view("words", |tx| {
                Ok(tx
                    .query_one("select cast(count(*) as bigint) as n from unfound_word", sql::params![])?
                    .int("n")?)
            })
            .unwrap();
        assert_eq!(stored, 500);
    });
}

#[test]
fn a_wish_is_one_however_often_it_is_sent_and_has_its_bounds() {
    on_both(|city| {
        let founder = city.founder("赵一");
        wish(&city, &founder, "剧本杀");
        wish(&city, &founder, "剧本杀");
        assert_eq!(feedback::mine(&city.app, founder.person.account, 10).unwrap().len(), 1);
        let send = |words: &str, business: &str, kept: &str, application: Option<String>| {
            let new = NewWish {
                words: words.to_owned(),
                business: business.to_owned(),
                kept_term: kept.to_owned(),
                application,
            };
            code(feedback::wish(&city.app, &founder.caller(), new))
        };
        assert_eq!(send("", "甲", "", None), Code::FieldMissing);
        assert_eq!(send(&"长".repeat(31), "甲", "", None), Code::FieldInvalid);
        assert_eq!(send("树屋", &"长".repeat(301), "", None), Code::FieldInvalid);
        assert_eq!(send("娱乐性展览", "甲", "", None), Code::TermKnown);
        assert_eq!(send("树屋", "甲", "X0000", None), Code::TermUnknown);
        let other = city.founder("钱二").fill_registration(&["H2002"]).unwrap();
        assert_eq!(
            send("树屋", "甲", "", Some(other.to_string())),
            Code::NotFound,
            "another person's draft"
        );
        for word in ["甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑", "寅卯", "辰巳", "午未"] {
            wish(&city, &founder, word);
        }
        assert_eq!(send("申酉", "甲", "", None), Code::WishesTooMany);
    });
}

#[test]
fn a_gap_is_changed_by_the_keepers_of_its_place_and_at_its_present_version_only() {
    on_both(|city| {
        let (keeper, founder) = (keeper(&city), city.founder("赵一"));
        wish(&city, &founder, "剧本杀");
        let words = || vec!["剧本杀".to_owned()];
        assert_eq!(code(feedback::open(&city.app, &founder.caller(), words())), Code::NotGranted);
        assert_eq!(code(feedback::overview(&city.app, &founder.person.actor)), Code::NotGranted);
        let nobodys = feedback::open(&city.app, &keeper.caller(), vec!["没人说过的词".to_owned()]);
        assert_eq!(code(nobodys), Code::FieldInvalid);
        let id = gap(&city, &keeper, &["剧本杀"]);
        assert_eq!(
            code(feedback::open(&city.app, &keeper.caller(), words())),
            Code::VersionChanged,
            "a word has one gap"
        );
        let there = other_district(&city);
        let foreign = feedback::change(&city.app, &there.caller(), id, 1, propose("剧本娱乐经营服务"));
        assert_eq!(code(foreign), Code::NotFound);
        let stale = feedback::change(&city.app, &keeper.caller(), id, 9, propose("剧本娱乐经营服务"));
        assert_eq!(code(stale), Code::VersionChanged);
        let hidden = Change::Propose {
            wording: "剧本娱乐经营服务".to_owned(),
            matters: vec!["公安前置审核".to_owned()],
        };
        assert_eq!(
            code(feedback::change(&city.app, &keeper.caller(), id, 1, hidden)),
            Code::MatterUnknown
        );
        let itself = Change::Link { to: id.to_string() };
        assert_eq!(
            code(feedback::change(&city.app, &keeper.caller(), id, 1, itself)),
            Code::FieldInvalid
        );
    });
}
