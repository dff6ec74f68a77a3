//! What came back to the keepers: searches that found nothing, a founder's wishes, reported proofs, and, where a demo has a keeper,
//! what he has made of them so far.

use super::stage::{Stage, again};
use crate::ending::Stop;
use office::catalogue::feedback::{Change, NewWish, change, open, unfound, wish, write_unfound};
use office::catalogue::proof_reports::{NewReport, Which, dispose, list, report};
use office::{App, Caller, access};
use rules::access::Actor;
use rules::catalogue::feedback::WordSource;
use rules::catalogue::proof_report::{Disposal, Disposed};

/// The demo's keeper.
const KEEPER: &str = "qingdan";
/// Words that find nothing, and how often.
const WORDS: [(&str, usize, WordSource); 7] = [
    ("剧本杀", 23, WordSource::Guide),
    ("剧本杀馆", 9, WordSource::Registration),
    ("密室剧本杀", 6, WordSource::Guide),
    ("宠物殡葬", 12, WordSource::Guide),
    ("宠物殡葬服务", 4, WordSource::Api),
    ("陪诊", 17, WordSource::Guide),
    ("收纳整理师", 8, WordSource::Registration),
];
/// Trade, what it does, the term kept meanwhile.
const WISHES: [(&str, &str, &str); 3] = [
    ("剧本杀", "玩家分角色推理，按人收费，店里有主持人。", "R5018"),
    ("陪诊", "陪老人看病：挂号、取药、送回家。", "O1004"),
    ("宠物殡葬", "宠物火化、骨灰寄存和纪念品。", "O3005"),
];
/// Days ago, matter, who asked, which proof, what happened.
const REPORTS: [(usize, &str, &str, &str, &str); 4] = [
    (
        14,
        "food-business",
        "某街道便民服务中心",
        "经营场所非住宅证明",
        "受理前要求先到社区开证明，清单里没有这一项。",
    ),
    (9, "", "某银行网点", "营业执照真实性证明", "开户时要求登记机关另外出一份证明。"),
    (
        5,
        "public-hygiene",
        "",
        "从业人员无犯罪记录证明",
        "窗口要求每名员工到派出所开证明。",
    ),
    (1, "", "某物业公司", "经营者户籍证明", "装修备案时要求提供户口所在地的证明。"),
];

/// Plays all of it.
pub fn play(stage: &Stage, thing: u64) -> Result<(), Stop> {
    let mut scene = stage.scene(thing);
    scene.go(stage.workday(3));
    for (word, times, source) in WORDS {
        for _ in 0..times {
            unfound(&scene.app, &stage.place, word, source);
        }
    }
    write_unfound(&scene.app, &stage.place)?;
    for ((words, business, kept), founder) in WISHES.into_iter().zip(stage.people.founders.iter().cycle()) {
        let edition = stage.shelf.edition();
        let new = NewWish {
            words: words.to_owned(),
            business: business.to_owned(),
            kept_term: edition.term(kept).map_or_else(String::new, |term| term.code.clone()),
            application: None,
        };
        again(|| wish(&scene.app, &founder.caller(), new.clone()))?;
    }
    for (back, matter, body, proof, story) in REPORTS {
        let mut each = stage.scene(thing + 1 + u64::try_from(back).unwrap_or(0));
        each.go(stage.workday(back));
        let new = NewReport {
            matter: matter.to_owned(),
            body: body.to_owned(),
            proof: proof.to_owned(),
            story: story.to_owned(),
            phone: if back == 5 { "13800138021".to_owned() } else { String::new() },
        };
        let stranger = Caller::new(Actor::visitor(&stage.place));
        again(|| report(&each.app, &stranger, new.clone()))?;
    }
    scene.go(stage.workday(1));
    keep(&scene.app)
}

/// What the demo's keeper did.
fn keep(app: &App) -> Result<(), Stop> {
    let Some(person) = access::find(app, KEEPER)? else { return Ok(()) };
    let caller = Caller::new(person.actor.clone());
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let gap = again(|| open(app, &caller, words(&["宠物殡葬", "宠物殡葬服务"])))?;
    let propose = Change::Propose {
        wording: "宠物殡葬服务".to_owned(),
        matters: Vec::new(),
    };
    let version = again(|| change(app, &caller, gap, 1, propose.clone()))?;
    let report = Change::Report {
        to: "杭州市市场监督管理局".to_owned(),
    };
    again(|| change(app, &caller, gap, version, report.clone()))?;
    let (open, _) = list(app, &person.actor, Which::Open, 10, 0)?;
    let Some(bank) = open.iter().find(|report| report.proof == "营业执照真实性证明") else {
        return Ok(());
    };
    let disposed = Disposed {
        disposal: Disposal::DataCheck,
        basis: String::new(),
        answer: "执照真伪可以扫码或者在本站“验证证照”查到，已请该银行不再要求纸质证明。".to_owned(),
    };
    Ok(again(|| dispose(app, &caller, bank.id, bank.version, &disposed, None))?)
}
