//! People, addresses, scope texts and the draft.

use super::{SubjectKind, law, places};
use crate::Code;
use crate::calendar::{Date, Moment};
use crate::law::Unlawful;
use crate::registry::address::*;
use crate::registry::credit_code::{IdentityNumber, Phone};
use crate::registry::person::*;
use crate::registry::registration::*;
use crate::registry::scope::*;

const DAY: Date = Date::constant(2026, 11, 24);

fn identity(head: &str) -> IdentityNumber {
    "0123456789X"
        .chars()
        .find_map(|check| IdentityNumber::parse(&format!("{head}{check}")))
        .unwrap()
}

fn person(head: &str, posts: &[Post]) -> Person {
    Person {
        name: PersonName::parse("王小明").unwrap(),
        identity: identity(head),
        phone: Phone::parse("13857112345"),
        posts: posts.iter().copied().collect(),
    }
}

fn shareholder(head: &str, share: u32, fen: i64) -> Shareholder {
    let holder = Holder::Person {
        name: PersonName::parse("王小明").unwrap(),
        identity: identity(head),
    };
    Shareholder {
        holder,
        share_ten_thousandths: share,
        capital_fen: fen,
    }
}

const WANG: &str = "33010819900101123";
const LI: &str = "33010819850505222";
const CHILD: &str = "33010820100101123";

#[test]
fn posts_are_held_as_the_company_law_says() {
    use Post::{Director, FinanceOfficer, LegalRepresentative, Manager, Supervisor};
    let cases: &[(Vec<Person>, Option<Code>)] = &[
        (vec![person(WANG, &[LegalRepresentative, Director, Manager, FinanceOfficer])], None),
        (
            vec![person(WANG, &[LegalRepresentative, Director]), person(LI, &[Supervisor])],
            None,
        ),
        (vec![person(WANG, &[Director])], Some(Code::FieldMissing)),
        (vec![person(WANG, &[LegalRepresentative, Manager])], Some(Code::FieldMissing)),
        (
            vec![
                person(WANG, &[LegalRepresentative, Director]),
                person(LI, &[LegalRepresentative, Director]),
            ],
            Some(Code::PersonBarred),
        ),
        (
            vec![person(WANG, &[LegalRepresentative]), person(LI, &[Director])],
            Some(Code::PersonBarred),
        ),
        (
            vec![person(WANG, &[LegalRepresentative, Director, Supervisor])],
            Some(Code::PersonBarred),
        ),
        (
            vec![
                person(WANG, &[LegalRepresentative, Director]),
                person(LI, &[FinanceOfficer, Supervisor]),
            ],
            Some(Code::PersonBarred),
        ),
        (vec![person(CHILD, &[LegalRepresentative, Director])], Some(Code::PersonBarred)),
        (
            vec![person(WANG, &[LegalRepresentative, Director]), person(WANG, &[Supervisor])],
            Some(Code::FieldInvalid),
        ),
    ];
    for (people, expected) in cases {
        let refusals = judge_people(people, &[shareholder(WANG, 10_000, 100)], 100, &law(DAY)).unwrap();
        assert_eq!(refusals.first().map(|refusal| refusal.code), *expected, "{people:?}");
    }
}

#[test]
fn shares_make_up_the_whole() {
    let people = [person(WANG, &[Post::LegalRepresentative, Post::Director])];
    let cases: &[(Vec<Shareholder>, i64, Option<Code>)] = &[
        (vec![shareholder(WANG, 10_000, 100)], 100, None),
        (vec![shareholder(WANG, 6_000, 60), shareholder(LI, 4_000, 40)], 100, None),
        (
            vec![shareholder(WANG, 6_000, 60), shareholder(LI, 3_999, 40)],
            100,
            Some(Code::SharesNotWhole),
        ),
        (
            vec![shareholder(WANG, 6_000, 60), shareholder(LI, 4_000, 41)],
            100,
            Some(Code::SharesNotWhole),
        ),
        (
            vec![shareholder(WANG, 10_000, 100), shareholder(LI, 0, 0)],
            100,
            Some(Code::SharesNotWhole),
        ),
        (
            vec![shareholder(WANG, 5_000, 50), shareholder(WANG, 5_000, 50)],
            100,
            Some(Code::FieldInvalid),
        ),
        (vec![], 100, Some(Code::FieldMissing)),
        (
            vec![shareholder(WANG, u32::MAX, i64::MAX), shareholder(LI, u32::MAX, i64::MAX)],
            i64::MAX,
            Some(Code::SharesNotWhole),
        ),
    ];
    for (shareholders, capital, expected) in cases {
        let refusals = judge_people(&people, shareholders, *capital, &law(DAY)).unwrap();
        assert_eq!(refusals.first().map(|refusal| refusal.code), *expected, "{shareholders:?}");
    }
}

#[test]
fn a_persons_name_may_use_every_plane_and_inner_dots() {
    let cases = [
        ("王小明", Some("王小明")),
        (" 买买提•艾力 ", Some("买买提·艾力")),
        ("𠀀𫝈", Some("𠀀𫝈")),
        ("Anna  Li", Some("Anna Li")),
        ("王", None),
        ("·王明", None),
        ("王明1", None),
        ("王<明", None),
    ];
    for (typed, expected) in cases {
        assert_eq!(PersonName::parse(typed).as_ref().map(PersonName::as_str), expected, "{typed}");
    }
    assert!(PersonName::parse(&"王".repeat(50)).is_some() && PersonName::parse(&"王".repeat(51)).is_none());
    assert_eq!(format!("{:?}", PersonName::parse("王小明").unwrap()), "王**");
}

fn address(street: &str, detail: &str) -> Address {
    Address {
        division: "330108".into(),
        street: street.into(),
        detail: detail.into(),
    }
}

fn key(street: &str, detail: &str) -> AddressKey {
    let aliases = [Alias {
        division: "330108".into(),
        written: "恒生大厦".into(),
        standard: "江南大道3588号".into(),
    }];
    AddressKey::of(&address(street, detail), &aliases, &places())
}

/// Proves REG-07: full-width digits, unit words, aliases and repeated divisions come to one key.
#[test]
fn one_address_has_one_key() {
    let standard = key("江南大道3588号", "1幢1901室");
    let same = [
        ("江南大道３５８８号", "１幢１９０１室"),
        ("江南大道 3588 号", "1栋1901"),
        ("浙江省杭州市滨江区江南大道3588号", "1号楼1901室"),
        ("江南大道3588号", "一幢1901房"),
        ("恒生大厦", "1-1901"),
        ("江南大道3588号-1-1901", ""),
    ];
    for (street, detail) in same {
        assert_eq!(key(street, detail), standard, "{street} {detail}");
    }
    for (street, detail) in [
        ("江南大道3588号", "1幢1902室"),
        ("江南大道3588号", "11幢901室"),
        ("江南大道358号", "81幢1901室"),
    ] {
        assert_ne!(key(street, detail), standard, "{street} {detail}");
    }
    assert_eq!(key("五一路8号", "").as_str(), "330108|五一路8号");
    assert_eq!(key("二十一号", "三层").as_str(), "330108|21号3");
}

#[test]
fn the_library_answers_exactly_or_with_the_building_or_not_at_all() {
    let entry = |code: &str, street: &str, detail: &str| LibraryAddress {
        code: code.into(),
        key: key(street, detail),
        other_keys: vec![],
    };
    let library = [
        entry("A", "江南大道3588号", ""),
        entry("B", "江南大道3588号", "1幢"),
        entry("C", "江南大道3588号", "1幢1901室"),
    ];
    let cases = [
        (key("恒生大厦", "1幢1901室"), MatchResult::Exact("C".into())),
        (key("江南大道3588号", "1幢1902室"), MatchResult::Candidate("B".into())),
        (key("江南大道3588号", "12幢1室"), MatchResult::Candidate("A".into())),
        (key("滨盛路1号", ""), MatchResult::None),
    ];
    for (key, expected) in cases {
        assert_eq!(match_library(&key, &library), expected, "{key:?}");
    }
}

/// Proves REG-06: a listed address is refused with the entry, an unlisted one is clear, later entries do not reach back.
#[test]
fn the_negative_list_names_its_entry() {
    let list = [NegativeEntry {
        division: "330100".into(),
        pattern: "滨盛路8号".into(),
        reason: "dangerous-building".into(),
        article: "条例第十一条".into(),
        from: Date::constant(2026, 1, 1),
        to: Some(Date::constant(2026, 12, 31)),
    }];
    let judge = |street: &str, day| judge_address(&key(street, "201室"), &list, &[], &places(), day);
    let barred = judge("滨盛路８号", DAY).check().unwrap_err();
    assert_eq!((barred.code, barred.facts["entry"].as_str()), (Code::AddressBarred, "滨盛路8号"));
    for (street, day) in [
        ("滨盛路28号", DAY),
        ("滨盛路88号", DAY),
        ("滨盛路8号", Date::constant(2025, 12, 31)),
        ("滨盛路8号", Date::constant(2027, 1, 1)),
    ] {
        assert_eq!(judge(street, day), AddressVerdict::Clear, "{street} {day}");
    }
}

fn term(code: &str, text: &str, kind: TermKind) -> ScopeTerm {
    ScopeTerm {
        code: code.into(),
        text: text.into(),
        kind,
    }
}

/// Proves REG-18: no permit term, no permit.
#[test]
fn the_licence_text_parts_permits_from_the_rest() {
    let wording = ScopeWording {
        permit_heading: "许可项目：".into(),
        general_heading: "一般项目：".into(),
        separator: "；".into(),
        permit_closing: "（P）".into(),
        general_closing: "（G）".into(),
        stop: "。".into(),
    };
    let (a, b, c) = (
        term("1", "餐饮服务", TermKind::Permit),
        term("2", "品牌管理", TermKind::General),
        term("3", "食品销售", TermKind::Filing),
    );
    let text = |terms: &[ScopeTerm]| licence_text(terms, &wording);
    assert_eq!(
        text(&[b.clone(), a.clone(), c.clone(), b.clone()]).unwrap(),
        "许可项目：餐饮服务（P）。一般项目：品牌管理；食品销售（G）。"
    );
    assert_eq!(text(std::slice::from_ref(&c)).unwrap(), "一般项目：食品销售（G）。");
    assert_eq!(text(&[]).map_err(|refusal| refusal.code), Err(Code::ScopeEmpty));
    assert!(entry_equals_operation(&[b.clone(), c]));
    assert!(!entry_equals_operation(&[a, b]) && !entry_equals_operation(&[]));
}

fn full_draft() -> Draft {
    Draft {
        name: Some(KeptName {
            name: "杭州阿兴餐饮有限公司".into(),
            until: DAY,
        }),
        address: Some(address("滨盛路8号", "201室")),
        address_commitment: Some(AddressCommitment {
            at: Moment::start_of(DAY),
            text_hash: "00".into(),
        }),
        people: vec![person(WANG, &[Post::LegalRepresentative, Post::Director])],
        shareholders: vec![shareholder(WANG, WHOLE, 10_000_000)],
        capital_fen: Some(10_000_000),
        scope_terms: vec![term("1", "餐饮服务", TermKind::Permit)],
        main_term: Some("1".into()),
        duration: Some(Duration::Unlimited),
        ..Draft::new(SubjectKind::Company, "330108")
    }
}

#[test]
fn a_draft_says_what_is_missing() {
    let complete = |draft: Draft| draft.complete(&AddressVerdict::Clear, &law(DAY));
    assert!(complete(full_draft()).is_ok());
    assert_eq!(Draft::new(SubjectKind::Company, "330108").missing().len(), 9);
    let cases: Vec<(Draft, Code)> = vec![
        (Draft::new(SubjectKind::Company, "330108"), Code::DraftIncomplete),
        (
            Draft {
                scope_terms: vec![],
                ..full_draft()
            },
            Code::DraftIncomplete,
        ),
        (
            Draft {
                address_commitment: None,
                ..full_draft()
            },
            Code::AddressNotCommitted,
        ),
        (
            Draft {
                name: Some(KeptName {
                    name: "x".into(),
                    until: Date::constant(2026, 11, 23),
                }),
                ..full_draft()
            },
            Code::NameHoldGone,
        ),
        (
            Draft {
                main_term: Some("9".into()),
                ..full_draft()
            },
            Code::FieldInvalid,
        ),
        (
            Draft {
                capital_fen: Some(1),
                ..full_draft()
            },
            Code::SharesNotWhole,
        ),
        (
            Draft {
                duration: Some(Duration::Years(0)),
                ..full_draft()
            },
            Code::FieldInvalid,
        ),
    ];
    for (draft, expected) in cases {
        match complete(draft) {
            Err(Unlawful::Refused(refusal)) => assert_eq!(refusal.code, expected),
            other => assert_eq!(format!("{other:?}"), expected.name()),
        }
    }
}

#[test]
fn what_holds_no_risk_is_granted_on_the_spot() {
    let complete = full_draft().complete(&AddressVerdict::Clear, &law(DAY)).unwrap();
    let facts = Facts {
        name_similarity: None,
        name_consent: Consent::NotNeeded,
        address_match: MatchResult::None,
        occupancy: Occupancy {
            registered: 1,
            capacity: None,
        },
        persons: PersonsCheck::Clear,
        signatures: Signatures::Complete,
    };
    let decide = |complete: &Complete, facts: &Facts| decide_automatically(complete, facts, &law(DAY)).unwrap();
    assert_eq!(decide(&complete, &facts), Decision::GrantOnTheSpot);
    let risks = [
        (
            Facts {
                name_similarity: Some(crate::registry::name_keys::SameOrSimilar::SameSound),
                ..facts.clone()
            },
            RegistrarReason::NameSimilar,
        ),
        (
            Facts {
                name_consent: Consent::Needed,
                ..facts.clone()
            },
            RegistrarReason::NameConsent,
        ),
        (
            Facts {
                occupancy: Occupancy {
                    registered: 3,
                    capacity: Some(3),
                },
                ..facts.clone()
            },
            RegistrarReason::AddressFull,
        ),
        (
            Facts {
                persons: PersonsCheck::Unavailable,
                ..facts.clone()
            },
            RegistrarReason::PersonsUnchecked,
        ),
        (
            Facts {
                signatures: Signatures::Missing,
                ..facts.clone()
            },
            RegistrarReason::SignaturesMissing,
        ),
    ];
    for (facts, reason) in risks {
        assert_eq!(decide(&complete, &facts), Decision::ToRegistrar { reasons: vec![reason] });
    }
    let rich = Complete {
        capital_fen: 1_000_000_001,
        ..complete
    };
    assert_eq!(
        decide(&rich, &facts),
        Decision::ToRegistrar {
            reasons: vec![RegistrarReason::CapitalAboveLimit]
        }
    );
}
