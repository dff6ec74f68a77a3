//! Every rule: the good catalogue has none of it, one change brings exactly this finding.

mod bad;
mod good;
mod powers;
mod questions;
mod registers;

use super::city::*;
use crate::catalogue::source::*;
use crate::catalogue::{Finding, Layer, Lint, Severity, compile, render};
use std::collections::BTreeSet;

type Spoil = fn(&mut Sources);
/// Bad cases of every part.
fn bad() -> impl Iterator<Item = &'static (Lint, Spoil)> {
    bad::BAD.iter().chain(powers::BAD).chain(registers::BAD)
}

/// Good cases of every part.
fn good() -> impl Iterator<Item = &'static (Lint, Spoil)> {
    good::GOOD.iter().chain(powers::GOOD).chain(registers::GOOD)
}

type SpoilMatter = fn(&mut MatterText);

/// Position of each mode in the test city.
const OPTIMISED: usize = 0;
const COMMITMENT: usize = 1;
const FILING: usize = 2;
const CANCELLED: usize = 3;

fn matter_of(sources: &mut Sources, place: usize) -> &mut MatterText {
    &mut sources.matters[place].value
}

fn material_of(sources: &mut Sources, place: usize) -> &mut MaterialText {
    &mut matter_of(sources, OPTIMISED).materials[place].value
}

fn condition_of(sources: &mut Sources) -> &mut ConditionText {
    &mut matter_of(sources, OPTIMISED).conditions[0].value
}

fn field_of(sources: &mut Sources) -> &mut FieldText {
    &mut matter_of(sources, OPTIMISED).fields[0].value
}

fn terms_of(sources: &mut Sources) -> &mut CommitmentText {
    &mut matter_of(sources, COMMITMENT).commitment.as_mut().unwrap().value
}

/// The State's list, with one change of the entry of the food permit.
fn above(sources: &mut Sources, change: impl FnOnce(&mut LayerRow)) {
    let mut rows = state();
    change(&mut rows[0].value);
    sources.layers.insert(Layer::State, rows);
}

/// A need of the correction that asks, after the one that always holds.
fn asked_need(sources: &mut Sources, place: usize) -> &mut NeedText {
    &mut sources.corrections[1].value.needs.as_mut().unwrap()[place + 1]
}

/// The scene of the trade that has one.
fn scene_of(sources: &mut Sources) -> &mut SceneText {
    &mut sources.trades[1].value.scenes[0].value
}

fn findings(spoil: Spoil) -> Vec<Finding> {
    let mut sources = bundled();
    spoil(&mut sources);
    compile(&sources, &law()).findings
}

fn found(spoil: Spoil) -> (BTreeSet<Lint>, bool) {
    let mut sources = bundled();
    spoil(&mut sources);
    let compiled = compile(&sources, &law());
    (
        compiled.findings.iter().map(|finding| finding.code).collect(),
        compiled.edition.is_some(),
    )
}

#[test]
fn the_good_catalogue_has_no_finding() {
    let compiled = compile(&bundled(), &law());
    assert!(compiled.findings.is_empty(), "{:#?}", compiled.findings);
    assert!(compiled.edition.is_some());
}

/// Proves CAT-02, CAT-06, CAT-14, CAT-15, LIC-03, LIC-05, SUP-01.
#[test]
fn one_change_brings_the_finding_and_a_denied_catalogue_has_no_edition() {
    for (lint, spoil) in bad() {
        let (found, published) = found(*spoil);
        assert!(found.contains(lint), "{}: {found:?}", lint.name());
        let denies = found.iter().any(|lint| lint.severity() == Severity::Deny);
        assert_eq!(published, !denies, "{}", lint.name());
    }
}

#[test]
fn a_change_that_only_comes_near_brings_no_finding_of_the_rule() {
    for (lint, change) in good() {
        let (found, _) = found(*change);
        assert!(!found.contains(lint), "{}: {found:?}", lint.name());
    }
}

#[test]
fn every_rule_has_a_bad_and_a_good_case() {
    let tables: [(&str, Vec<_>); 2] = [("bad", bad().collect()), ("good", good().collect())];
    for (table, cases) in tables {
        let tried: BTreeSet<Lint> = cases.iter().map(|(lint, _)| *lint).collect();
        let untried: Vec<&Lint> = Lint::ALL.iter().filter(|lint| !tried.contains(lint)).collect();
        assert!(untried.is_empty(), "{table}: {untried:?}");
    }
}

/// A title whose fact is missing would say “材料“”没有依据”.
#[test]
fn every_finding_fills_the_title_of_its_rule() {
    for finding in bad().flat_map(|(_, spoil)| findings(*spoil)) {
        let named = finding.code.title().split('{').skip(1).filter_map(|rest| rest.split('}').next());
        for fact in named {
            assert!(
                finding.facts.contains_key(fact),
                "{}: {fact} of {:?}",
                finding.code.name(),
                finding.facts
            );
        }
        assert!(!finding.title().contains(['{', '}']), "{}", finding.title());
    }
}

/// Proves CAT-01.
#[test]
fn a_missing_element_is_named() {
    let cases: &[(&str, SpoilMatter)] = &[
        ("name", |m| m.name.clear()),
        ("mode", |m| m.mode.clear()),
        ("basis", |m| m.basis.clear()),
        ("level", |m| m.level.clear()),
        ("competent", |m| m.competent.clear()),
        ("approving", |m| m.approving.clear()),
        ("regulating", |m| m.regulating.clear()),
        ("supervision.measure", |m| m.supervision.measure.clear()),
        ("supervision.frequency", |m| m.supervision.frequency.clear()),
        ("service", |m| m.service.clear()),
        ("material", |m| m.materials.clear()),
        ("field", |m| m.fields.clear()),
        ("step", |m| m.steps.clear()),
        ("promised_limit", |m| m.promised_limit = None),
        ("validity", |m| m.validity = None),
        ("fee_fen", |m| m.fee_fen = None),
        ("visits", |m| m.visits = None),
        ("valid_from", |m| m.valid_from = None),
        ("condition", |m| m.conditions.clear()),
        ("basis.article", |m| m.basis[0].value.article.clear()),
        ("certificate", |m| m.certificate = None),
        ("basis.mark", |m| m.basis[0].value.mark = None),
    ];
    for (element, spoil) in cases {
        let mut sources = sources();
        spoil(matter_of(&mut sources, OPTIMISED));
        let compiled = compile(&sources, &law());
        let named = compiled
            .findings
            .iter()
            .any(|finding| finding.code == Lint::ElementMissing && finding.facts["element"] == *element);
        assert!(named && compiled.edition.is_none(), "{element}: {:?}", compiled.findings);
    }
}

#[test]
fn a_finding_says_where_and_by_which_article() {
    let mut sources = sources();
    matter_of(&mut sources, COMMITMENT)
        .conditions
        .push(condition("法律、法规规定的其他条件"));
    let finding = compile(&sources, &law()).findings.remove(0);
    assert_eq!(
        finding.to_string(),
        "matters/x.toml:20: catch-all-condition clause=法律、法规规定的 condition=c1 matter=m-hygiene"
    );
    assert_eq!(finding.article, "国发〔2021〕7号第二条第（三）项");
}

const FILE: &str = r#"# source
code = "m-food"
mode = "optimized_approval"

[[material]]
code = "other"
name = "其他材料"
basis = "第三十五条"

[[material]]
code = "plan"
name = "平面图"
note = "必要时提交"

[supervision]
measure = "双随机抽查"
frequency = "按风险"

[commitment]
letter_intro = "承诺"
verify_days = 0
"#;

fn at(code: Lint, line: u32) -> Finding {
    let place = At {
        file: "catalogue/matters/x.toml".into(),
        line,
    };
    Finding::new(code, &place).with("matter", "m-food")
}

#[test]
fn a_finding_is_shown_like_a_compilers() {
    let finding = at(Lint::OtherMaterials, 5).with("material", "其他材料").aimed(FILE);
    let line = FILE.lines().nth(finding.line as usize - 1);
    let shown = "\
不得发布[other-materials]：材料名称是兜底条款：“其他材料”
 --> catalogue/matters/x.toml:7
  |
7 | name = \"其他材料\"
  |
  = 依据：《中华人民共和国行政许可法》第三十条
  = 改法：把要交的每一份材料逐一写出名称，写不出的删去。
  = 详解：zhunying catalogue explain other-materials";
    assert_eq!(render(&finding, line), shown);
}

#[test]
fn a_warning_without_source_line_and_article_is_shown_without_them() {
    let mut finding = at(Lint::NumberWithoutUnit, 120).with("field", "area");
    let shown = "\
提醒[number-without-unit]：数字 area 没有单位
   --> catalogue/matters/x.toml:120
    |
    = 改法：在 `unit` 里写出单位。
    = 详解：zhunying catalogue explain number-without-unit";
    assert_eq!(render(&finding, None), shown);
    // A value in braces is no fact.
    finding.facts.insert("field".into(), "{field}".into());
    assert!(finding.title().contains("{field}"));
}

#[test]
fn a_finding_is_aimed_at_the_line_it_speaks_of() {
    let cases = [
        (at(Lint::OtherMaterials, 5).with("material", "其他材料"), 7),
        (
            at(Lint::MaterialAtDiscretion, 10).with("material", "平面图").with("word", "必要时"),
            13,
        ),
        (at(Lint::VagueFrequency, 2).with("frequency", "按风险"), 17),
        (at(Lint::ModeUnmarked, 2).with("mode", "optimized_approval"), 3),
        (at(Lint::CommitmentNeverVerified, 19).with("element", "commitment.verify_days"), 21),
        // What is missing has no line; the entry's head stays.
        (at(Lint::MaterialWithoutBasis, 10).with("material", "不在其中"), 10),
        (at(Lint::ElementMissing, 2).with("element", "fee_fen"), 2),
    ];
    for (finding, line) in cases {
        assert_eq!(finding.clone().aimed(FILE).line, line, "{finding}");
    }
}

#[test]
fn a_row_of_a_table_is_its_own_line() {
    let place = At {
        file: "catalogue/scope-terms.tsv".into(),
        line: 2,
    };
    let finding = Finding::new(Lint::TermUnclassified, &place).with("term", "H2003");
    assert_eq!(finding.aimed("code\tname\nH2002\tx\nH2003\ty\n").line, 2);
}
