//! Official tables taken into a draft, and catalogues that travel between cities, on both engines.

use office::catalogue::{editions, imports, package};
use office::law::Files;
use rules::Code;
use rules::access::Role;
use rules::catalogue::import::{Extent, Kind, Wish, Wrong};
use rules::catalogue::{Layer, Sort, counts};
use rules::record::sm3_hex;
use testkit::tables::{Rows, csv, docx, rows, superior_list, xlsx};
use testkit::{City, Officer, code, on_both};

fn keeper(city: &City) -> Officer {
    city.officer("market-supervision", &[Role::Keeper])
}

fn as_state() -> Wish {
    Wish {
        kind: Some(Kind::State),
        extent: Extent::Whole,
        ..Wish::default()
    }
}

fn shipped() -> Files {
    Files::embedded().unwrap().catalogue()
}

fn with(files: &Files, checked: imports::Checked) -> Files {
    assert!(checked.report.is_good(), "{}", checked.report);
    let texts = checked.texts.into_iter();
    texts.fold(files.clone(), |files, (path, text)| files.with(&path, &text.unwrap()))
}

fn sources(files: &Files) -> rules::catalogue::source::Sources {
    office::law::LawFiles::read_catalogue(files).unwrap()
}

/// Proves CAT-03: the same synthetic list as CSV, workbook and text document says 529, 76 and 453.
#[test]
fn a_superior_list_comes_in_from_csv_xlsx_and_docx_with_the_published_figures() {
    let (files, table) = (shipped(), superior_list());
    let day = "2026-11-02".parse().unwrap();
    let mut written = Vec::new();
    for bytes in [csv(&table), xlsx(&table), docx(&table)] {
        let checked = imports::check(&files, &bytes, "清单", &as_state(), day).unwrap();
        assert_eq!((checked.report.read, checked.report.change.added.len()), (529, 529));
        let new = with(&files, checked);
        let law = rules::law::Law::on(std::sync::Arc::new(rules::law::Statutes::default()), day, "");
        let edition = rules::catalogue::rebuild(&sources(&new), &law);
        let figures = counts(edition.layer(Layer::State).unwrap());
        assert_eq!(
            (figures.listed.total(), figures.zone_only.total(), figures.elsewhere.total()),
            (529, 76, 453)
        );
        let rows: Vec<String> = new
            .text(Layer::State.path())
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::to_owned)
            .collect();
        written.push(rows);
    }
    assert!(written.windows(2).all(|pair| pair[0] == pair[1]), "the three say the same");
}

/// Proves CAT-03, CAT-08: one change of the draft, with the file it came from; nothing while anything is wrong.
#[test]
fn a_table_is_taken_into_a_draft_whole_or_not_at_all() {
    on_both(|city| {
        let keeper = keeper(&city);
        let number = editions::draft(&city.app, &keeper.caller(), "导入新事项", None).unwrap();
        let open = || editions::open(&city.app, &keeper.person.actor, number).unwrap();
        let hand_in = |bytes: &[u8], wish: Wish| {
            let position = imports::hand_in(&city.app, &keeper.caller(), number, &sm3_hex(bytes), "夹/表.csv", wish).unwrap();
            imports::find(&city.app, &keeper.person.actor, number, position).unwrap()
        };
        let bad = csv(&rows(&[&["名称", "性质"], &["新许可甲", "许可"], &["新许可乙", "不知道"]]));
        let handed_in = hand_in(&bad, Wish::default());
        assert_eq!((handed_in.position, handed_in.name.as_str()), (1, "表.csv"));
        let refused = imports::take(&city.app, &keeper.caller(), &open(), 1, &handed_in, &bad);
        assert_eq!(code(refused), Code::TableRefused);
        assert!(open().changed.is_empty(), "nothing is half imported");

        let good = xlsx(&rows(&[&["名称", "性质"], &["新许可甲", "许可"], &["新备案乙", "备案"]]));
        let handed_in = hand_in(&good, Wish::default());
        let version = imports::take(&city.app, &keeper.caller(), &open(), 1, &handed_in, &good).unwrap();
        let opened = open();
        assert_eq!(opened.changed, ["catalogue/catalogue.toml", "catalogue/listed-matters.tsv"]);
        let new = opened.files.text("catalogue/listed-matters.tsv").unwrap();
        assert!(
            new.contains("\t新备案乙\tfiling\tno\t") && new.contains(" 表.csv sm3:"),
            "{}",
            &new[..800]
        );
        let examined = editions::examine(&city.app, &opened).unwrap();
        assert!(examined.findings.iter().all(|finding| finding.code.name() != "count-wrong"));
        // The same once more changes nothing, and a table that somebody changed meanwhile is not overwritten.
        assert_eq!(
            imports::take(&city.app, &keeper.caller(), &opened, version, &handed_in, &good).unwrap(),
            version
        );
        let late = hand_in(&csv(&rows(&[&["名称", "性质"], &["丙", "许可"]])), Wish::default());
        let bytes = csv(&rows(&[&["名称", "性质"], &["丙", "许可"]]));
        let stale = imports::take(&city.app, &keeper.caller(), &opened, version - 1, &late, &bytes);
        assert_eq!(code(stale), Code::VersionChanged);
        assert_eq!(imports::list(&city.app, &keeper.person.actor, number, 10).unwrap().len(), 3);

        let founder = city.founder("赵一");
        let stranger = imports::hand_in(&city.app, &founder.caller(), number, &sm3_hex(&good), "x", Wish::default());
        assert_eq!(code(stranger), Code::NotGranted);
        assert_eq!(code(imports::list(&city.app, &founder.person.actor, number, 10)), Code::NotGranted);
        assert_eq!(code(imports::find(&city.app, &keeper.person.actor, number, 99)), Code::NotFound);
    });
}

/// Proves CAT-03, CAT-06: with the layer in force nothing that deviates from it is published.
#[test]
fn what_deviates_from_an_imported_layer_is_not_handed_in() {
    on_both(|city| {
        let keeper = keeper(&city);
        let number = editions::draft(&city.app, &keeper.caller(), "接入国家清单", None).unwrap();
        let table: Rows = rows(&[
            &["编码", "事项名称", "改革方式", "许可条件"],
            &["public-hygiene", "公共场所卫生许可", "优化审批服务", "有必要的设施"],
        ]);
        let bytes = docx(&table);
        let position = imports::hand_in(&city.app, &keeper.caller(), number, &sm3_hex(&bytes), "国家清单.docx", as_state()).unwrap();
        let handed_in = imports::find(&city.app, &keeper.person.actor, number, position).unwrap();
        let opened = editions::open(&city.app, &keeper.person.actor, number).unwrap();
        let version = imports::take(&city.app, &keeper.caller(), &opened, 1, &handed_in, &bytes).unwrap();
        let day = "2026-11-04".parse().unwrap();
        assert_eq!(
            code(editions::hand_in(&city.app, &keeper.caller(), number, version, day)),
            Code::EditionRefused
        );
        let opened = editions::open(&city.app, &keeper.person.actor, number).unwrap();
        let examined = editions::examine(&city.app, &opened).unwrap();
        let found: Vec<&str> = examined.findings.iter().map(|finding| finding.code.name()).collect();
        for rule in ["deviation-unexplained", "condition-added-locally", "local-unmatched"] {
            assert!(found.contains(&rule), "{rule}");
        }
    });
}

#[test]
fn what_is_no_table_says_why_and_a_row_that_is_wrong_says_where() {
    let files = shipped();
    let day = "2026-11-02".parse().unwrap();
    let refused = imports::check(&files, b"%PDF-1.7", "x.pdf", &Wish::default(), day);
    assert_eq!(code(refused), Code::TableUnreadable);
    let table = rows(&[&["编码", "规范表述", "许可事项"], &["X9001", "新条目", "第二类医疗器械经营备案证"]]);
    let checked = imports::check(&files, &xlsx(&table), "x.xlsx", &Wish::default(), day).unwrap();
    let problem = &checked.report.problems[0];
    assert_eq!(
        (problem.wrong, problem.place.row, problem.place.column.as_str()),
        (Wrong::MatterUnknown, 2, "C")
    );
    assert!(problem.near.starts_with("第二类医疗器械经营备案"), "{}", problem.near);
    assert!(checked.texts.is_empty());
    let unsure = rows(&[&["名称"], &["没有听说过的事项"]]);
    let sort = |sort| Wish { sort, ..Wish::default() };
    assert!(
        !imports::check(&files, &csv(&unsure), "x", &sort(None), day)
            .unwrap()
            .report
            .is_good()
    );
    assert!(
        imports::check(&files, &csv(&unsure), "x", &sort(Some(Sort::Filing)), day)
            .unwrap()
            .report
            .is_good()
    );
}

#[test]
fn the_files_of_a_catalogue_are_themselves_tables_that_change_nothing() {
    let files = shipped();
    let day = "2026-11-02".parse().unwrap();
    for kind in [Kind::ScopeTerms, Kind::ListedMatters, Kind::Everyday] {
        for extent in [Extent::Update, Extent::Whole] {
            let text = files.text(kind.path()).unwrap();
            let wish = Wish { extent, ..Wish::default() };
            let checked = imports::check(&files, text.as_bytes(), "x", &wish, day).unwrap();
            assert_eq!(checked.report.kind, Some(kind));
            assert!(checked.report.is_good(), "{}", checked.report);
            assert!(checked.report.change.is_empty(), "{}", checked.report);
        }
    }
}

/// Proves CAT-08: a package from another city becomes a draft, and an altered or foreign one nothing.
#[test]
fn a_signed_package_becomes_a_draft_and_an_altered_or_foreign_one_nothing() {
    on_both(|city| {
        let keeper = keeper(&city);
        let day = city.app.now().day();
        let files = city.app.shelf().catalogue().clone();
        let changed = files.text("catalogue/everyday.tsv").unwrap().to_owned() + "早茶铺\tH2002\t\n";
        let units = files.text("catalogue/units.toml").unwrap().to_owned();
        let theirs = files
            .clone()
            .with("catalogue/everyday.tsv", &changed)
            .with("catalogue/units.toml", &format!("{units}# elsewhere\n"));
        let sent = package::pack(&city.app, "邻市的清单", &theirs, day).unwrap();
        let pem = city.app.seal().public_pem();

        let verified = package::verify(sent.as_bytes(), &pem).unwrap();
        assert_eq!((verified.title.as_str(), verified.day), ("邻市的清单", day));
        let number = package::draft(&city.app, &keeper.caller(), &verified, None).unwrap();
        let opened = editions::open(&city.app, &keeper.person.actor, number).unwrap();
        assert_eq!(opened.changed, ["catalogue/everyday.tsv"], "the offices stay ours");
        assert_eq!(opened.line.version_of.stage.name(), "draft");
        assert!(!editions::refresh(&city.app).unwrap(), "nothing is in force by itself");

        let why = |bytes: &str, pem: &str| match package::verify(bytes.as_bytes(), pem) {
            Err(office::Failure::Refused(refusal)) => (refusal.code, refusal.facts["why"].clone()),
            other => panic!("{other:?}"),
        };
        let stranger = paper::seal::Key::generate().public_pem();
        let cases = [
            (
                sent.replace("早茶铺", "晚茶铺"),
                pem.as_str(),
                "清单文件与签名的目录树不符，内容被改动过",
            ),
            (sent.replace("邻市", "本市"), &pem, "签名与内容不符，内容可能被改动过"),
            (
                sent.replacen("早茶铺", "早茶铺\\n", 1),
                &pem,
                "清单文件与签名的目录树不符，内容被改动过",
            ),
            (sent.clone(), &stranger, "签名所用的密钥不是所信任的密钥"),
            (sent.chars().take(5_000).collect(), &pem, "文件不是清单包，或者已经损坏"),
            ("{}".to_owned(), &pem, "文件不是清单包，或者已经损坏"),
        ];
        for (bytes, pem, reason) in cases {
            assert_eq!(why(&bytes, pem), (Code::PackageRefused, reason.to_owned()));
        }
        let founder = city.founder("赵一");
        assert_eq!(
            code(package::draft(&city.app, &founder.caller(), &verified, None)),
            Code::NotGranted
        );
    });
}
