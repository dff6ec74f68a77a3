//! Words that find nothing, and the way of a gap to its term.

use super::city::*;
use crate::catalogue::feedback::{Gap, GapStage, Proposal, counted_word, groups, likeness};
use crate::catalogue::{Edition, TermKind, compile};
use crate::{Code, Refusal};

fn edition() -> Edition {
    compile(&sources(), &law()).edition.unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Code {
    result.unwrap_err().code
}

fn proposal(wording: &str, matters: &[&str]) -> Result<Proposal, Refusal> {
    let matters: Vec<String> = matters.iter().map(|code| (*code).to_owned()).collect();
    Proposal::new(wording, &matters, &edition())
}

#[test]
fn a_search_is_counted_by_its_word_and_never_by_what_may_be_personal() {
    let cases = [
        ("我想开剧本杀店", Some("剧本杀")),
        ("剧本杀", Some("剧本杀")),
        ("开一家宠物殡葬馆需要什么手续", Some("宠物殡葬馆")),
        ("ＤＩＹ手工坊", Some("diy手工坊")),
        ("13800138021", None),
        ("李明13800138021", None),
        ("330108199001011234", None),
        ("wang@example.com", None),
        ("我叫李明住在江南大道一百二十八号想问问开一家小店要办什么手续怎么办才好呢谢谢", None),
        ("猫", None),
        ("。。。", None),
        ("24小时", Some("24小时")),
        ("2024", None),
        ("", None),
    ];
    for (typed, word) in cases {
        assert_eq!(counted_word(typed).as_deref(), word, "{typed}");
    }
}

#[test]
fn like_words_stand_in_one_group() {
    let words: Vec<String> = ["剧本杀", "宠物殡葬", "剧本杀体验馆", "密室剧本杀", "宠物殡葬服务", "露营"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(groups(&words), [vec![0, 2, 3], vec![1, 4], vec![5]]);
    assert_eq!(likeness("剧本杀", "露营"), 0);
}

/// Proves GOV-06: an approved term becomes selectable with its mapping, by the edition that has it.
#[test]
fn a_gap_goes_from_words_to_the_term_of_an_edition() {
    let proposed = Gap::Collected.propose(proposal("剧本娱乐经营服务", &[]).unwrap()).unwrap();
    assert_eq!(proposed.met(&edition()), None, "no edition has it yet");
    let reported = proposed.report("杭州市市场监督管理局").unwrap();
    let expected = reported.clone().expect("Z9001").unwrap();
    let mut later = sources();
    later
        .terms
        .push(placed(term("Z9001", "剧本娱乐活动", &[], &[]), "scope-terms.tsv", 9));
    let later = compile(&later, &law()).edition.unwrap();
    assert_eq!(
        reported.met(&later),
        None,
        "the superior chose other words, and nobody said the code yet"
    );
    let term = expected.met(&later).unwrap();
    assert_eq!(expected.approve(term).unwrap(), Gap::Approved { term: "Z9001".into() });
}

#[test]
fn the_proposed_wording_itself_is_met_however_it_is_spaced() {
    let mut later = sources();
    later
        .terms
        .push(placed(term("Z9002", "剧本（娱乐）经营服务", &[], &[]), "scope-terms.tsv", 9));
    let later = compile(&later, &law()).edition.unwrap();
    let proposed = Gap::Collected.propose(proposal("剧本娱乐经营服务", &[]).unwrap()).unwrap();
    assert_eq!(proposed.met(&later).map(|term| term.code.as_str()), Some("Z9002"));
}

/// Proves GOV-06: the superior refuses.
#[test]
fn a_no_needs_its_reason_and_may_be_followed_by_better_words() {
    let reported = || {
        let proposed = Gap::Collected.propose(proposal("剧本娱乐经营服务", &[]).unwrap()).unwrap();
        proposed.report("上级").unwrap()
    };
    assert_eq!(code(reported().refuse(" ")), Code::FieldMissing);
    let refused = reported().refuse("已有“组织文化艺术交流活动”可用").unwrap();
    assert_eq!((refused.stage(), refused.is_open()), (GapStage::Refused, false));
    assert!(refused.propose(proposal("沉浸式剧本娱乐服务", &[]).unwrap()).is_ok());
}

#[test]
fn no_step_is_taken_before_its_turn() {
    let proposal = || proposal("剧本娱乐经营服务", &[]).unwrap();
    let proposed = Gap::Proposed(proposal());
    let reported = proposed.clone().report("上级").unwrap();
    let approved = Gap::Approved { term: "H2002".into() };
    assert_eq!(code(Gap::Collected.report("上级")), Code::StateForbids);
    assert_eq!(code(proposed.clone().expect("Z9001")), Code::StateForbids);
    assert_eq!(code(proposed.refuse("不行")), Code::StateForbids);
    assert_eq!(code(reported.clone().propose(proposal())), Code::StateForbids);
    assert_eq!(code(reported.clone().report("上级")), Code::StateForbids);
    assert_eq!(code(reported.expect("不是代码")), Code::FieldInvalid);
    assert_eq!(code(approved.clone().propose(proposal())), Code::StateForbids);
    assert_eq!(code(approved.refuse("不行")), Code::StateForbids);
}

#[test]
fn a_proposal_is_mapped_to_matters_of_the_list_and_to_nothing_else() {
    assert_eq!(code(proposal("餐饮 服务", &[])), Code::TermKnown);
    assert_eq!(code(proposal("剧本娱乐经营服务", &["hidden-permit"])), Code::MatterUnknown);
    assert_eq!(code(proposal("x", &[])), Code::FieldInvalid);
    let edition = edition();
    let permit = edition
        .matters()
        .iter()
        .find(|matter| matter.sort == crate::catalogue::Sort::Permit)
        .unwrap();
    let mapped = proposal("剧本娱乐经营服务", &[&permit.code]).unwrap();
    assert_eq!((mapped.kind, mapped.matters), (TermKind::Permit, vec![permit.code.clone()]));
    assert_eq!(proposal("剧本娱乐经营服务", &[]).unwrap().kind, TermKind::General);
}
