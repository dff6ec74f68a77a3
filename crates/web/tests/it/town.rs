//! A town with one of everything that pages show: enterprises, applications in every state, pushes, certificates, staff.

use crate::site::Site;
use office::Caller;
use office::access::{self, Person};
use office::catalogue::feedback::{self, Change, NewWish};
use office::catalogue::proof_reports::{self as reports, NewReport, Which};
use office::catalogue::tables::TableOf;
use office::catalogue::{editions, imports};
use office::certificates::{self, Certificate};
use office::exchange::{self, Open};
use office::licensing::{self, Saved};
use office::registry::LICENCE;
use rules::access::Role;
use rules::application::{Defect, Outcome};
use rules::catalogue::feedback::WordSource;
use rules::catalogue::import::Wish;
use rules::catalogue::proof_report::{Disposal, Disposed};
use rules::catalogue::{FieldKind, Matter};
use rules::ids::{ApplicationId, EnterpriseId};
use rules::licensing::Verdict;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use testkit::{City, Founder, On};

/// Everybody who looks at pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Visitor,
    Founder,
    /// Another founder, whose things these are not.
    Neighbour,
    Window,
    Registrar,
    Approver,
    Regulator,
    Supervisor,
    Keeper,
}

pub struct Town {
    pub city: City,
    pub site: Site,
    pub founder: Founder,
    pub licence: Certificate,
    pub permit: Certificate,
    /// A registration with every section filled and a name kept.
    pub registration: ApplicationId,
    /// The registration of the enterprise.
    pub registered: ApplicationId,
    pub draft: ApplicationId,
    pub commitment: ApplicationId,
    pub submitted: ApplicationId,
    pub correcting: ApplicationId,
    pub accepted: ApplicationId,
    pub refused: ApplicationId,
    pub issued: ApplicationId,
    pub push: String,
    /// A draft of the catalogue with a change and a finding that stops it.
    pub edition: i64,
    /// A gap of the library with a proposal, and another that another wish waits for.
    pub gap: String,
    pub reported_gap: String,
    /// A reported proof that waits, and one that is disposed of.
    pub proof_report: String,
    pub disposed_report: String,
    sessions: Vec<(Who, String)>,
    data: PathBuf,
}

impl Drop for Town {
    fn drop(&mut self) {
        // What is left behind lies in the folder for temporary files.
        let _gone = std::fs::remove_dir_all(&self.data);
    }
}

static TOWNS: AtomicU64 = AtomicU64::new(0);
const FOOD: &str = "food-business";
const SHOP: &str = "杭州邻里小铺商贸有限公司";

impl Town {
    pub fn open() -> Town {
        let city = City::open(On::Sqlite);
        let data = std::env::temp_dir().join(format!(
            "zhunying-town-{}-{}",
            std::process::id(),
            TOWNS.fetch_add(1, Ordering::SeqCst)
        ));
        std::fs::create_dir_all(&data).unwrap();
        let site = Site::open(city.app.clone(), &data);
        let founder = city.founder("李明");
        let staff = |roles: &[Role]| city.officer("market-supervision", roles).person;
        let approver = staff(&[Role::Approver]);
        let second = staff(&[Role::Approver]);
        let people = [
            (Who::Founder, founder.person.clone()),
            (Who::Neighbour, city.founder("王芳").person),
            (Who::Window, staff(&[Role::Window])),
            (Who::Registrar, staff(&[Role::Registrar])),
            (Who::Approver, approver.clone()),
            (Who::Regulator, staff(&[Role::Regulator])),
            (Who::Supervisor, staff(&[Role::Supervisor])),
            (Who::Keeper, staff(&[Role::Keeper])),
        ];
        let keeper = people.iter().find(|(who, _)| *who == Who::Keeper).unwrap().1.clone();
        let edition = edition(&city, &keeper);
        tables(&city, &keeper, edition, &data);
        let regulator = people.iter().find(|(who, _)| *who == Who::Regulator).unwrap().1.clone();
        let sessions = people.iter().map(|(who, person)| (*who, session(&city, person))).collect();
        let enterprise = founder.register(SHOP, &["F1040", "H2002"]).unwrap();
        let salon = founder.register("杭州一剪之间理发有限公司", &[&term(&city, "理发")]).unwrap();
        let registered = registration_of(&city, &founder, enterprise);
        let registration = founder.fill_registration(&["H2002"]).unwrap();
        licensing::registration::reserve_name(&city.app, &founder.caller(), registration, None, "杭州溪畔小馆餐饮有限公司").unwrap();
        let case = Case {
            city: &city,
            founder: &founder,
            approver: &approver,
            second: &second,
        };
        let restaurant = |name: &str| founder.register(name, &["H2002"]).unwrap();
        let draft = case.started(enterprise, FOOD);
        let commitment = case.started(salon, "public-hygiene");
        let submitted = case.submitted(restaurant("杭州松间堂餐饮有限公司"));
        let correcting = case.correcting(restaurant("杭州明月楼餐饮有限公司"));
        let accepted = case.accepted(restaurant("杭州青禾瑞餐饮有限公司"));
        let refused = case.decided(restaurant("杭州百味轩餐饮有限公司"), Outcome::Refused, "操作间与就餐区没有隔开");
        let issued = case.decided(restaurant("杭州云上味道餐饮有限公司"), Outcome::Granted, "");
        city.work();
        let of = |id| certificates::of_application(&city.app, id).unwrap();
        let owner = founder.person.account.to_string();
        let all = certificates::of_owner(&city.app, &owner, 100).unwrap();
        let licence = |one: &&Certificate| one.statement.kind == LICENCE && one.statement.holder == SHOP;
        let licence = all.iter().find(licence).unwrap().clone();
        let permit = of(issued).pop().unwrap();
        let push = exchange::list(&city.app, &regulator.actor, Open::Waiting, 1, 0)
            .unwrap()
            .0
            .pop()
            .unwrap();
        let [gap, reported_gap] = gaps(&city, &founder, &keeper);
        let [proof_report, disposed_report] = proof_reports(&city, &keeper);
        Town {
            gap,
            reported_gap,
            proof_report,
            disposed_report,
            edition,
            push: push.id.to_string(),
            licence,
            permit,
            registration,
            registered,
            draft,
            commitment,
            submitted,
            correcting,
            accepted,
            refused,
            issued,
            sessions,
            site,
            data,
            founder,
            city,
        }
    }

    /// The session of somebody.
    pub fn token(&self, who: Who) -> Option<&str> {
        self.sessions.iter().find(|(own, _)| *own == who).map(|(_, token)| token.as_str())
    }
}

/// Words that found nothing, a wish, and two gaps: one proposed, one reported.
fn gaps(city: &City, founder: &Founder, keeper: &Person) -> [String; 2] {
    let caller = Caller::new(keeper.actor.clone());
    for word in [
        "剧本杀",
        "剧本杀",
        "密室剧本杀",
        "密室剧本杀",
        "宠物殡葬",
        "宠物殡葬",
        "露营基地",
        "露营基地",
    ] {
        feedback::unfound(&city.app, testkit::PLACE, word, WordSource::Guide);
    }
    feedback::write_unfound(&city.app, testkit::PLACE).unwrap();
    for (words, business) in [("剧本杀", "玩家分角色推理"), ("树屋民宿", "在树上住宿")] {
        let new = NewWish {
            words: words.to_owned(),
            business: business.to_owned(),
            kept_term: "R5018".to_owned(),
            application: None,
        };
        feedback::wish(&city.app, &founder.caller(), new).unwrap();
    }
    let made = [("剧本杀", "剧本娱乐经营服务"), ("宠物殡葬", "宠物殡葬服务")].map(|(word, wording)| {
        let id = feedback::open(&city.app, &caller, vec![word.to_owned()]).unwrap();
        let propose = Change::Propose {
            wording: wording.to_owned(),
            matters: Vec::new(),
        };
        feedback::change(&city.app, &caller, id, 1, propose).unwrap();
        id
    });
    let to = "杭州市市场监督管理局".to_owned();
    feedback::change(&city.app, &caller, made[1], 2, Change::Report { to }).unwrap();
    made.map(|id| id.to_string())
}

/// A report that waits and one that is answered.
fn proof_reports(city: &City, keeper: &Person) -> [String; 2] {
    let caller = Caller::new(keeper.actor.clone());
    for phone in ["13800138021", ""] {
        let new = NewReport {
            matter: FOOD.to_owned(),
            proof: "经营者无犯罪记录证明".to_owned(),
            story: "窗口要求先到派出所开证明。".to_owned(),
            phone: phone.to_owned(),
            ..NewReport::default()
        };
        let stranger = Caller::new(rules::access::Actor::visitor(testkit::PLACE));
        reports::report(&city.app, &stranger, new).unwrap();
    }
    let (open, _) = reports::list(&city.app, &keeper.actor, Which::Open, 10, 0).unwrap();
    let (waits, answered): (Vec<&reports::Item>, Vec<&reports::Item>) = open.iter().partition(|report| !report.contact.is_empty());
    let disposed = Disposed {
        disposal: Disposal::Abolished,
        basis: String::new(),
        answer: "不再要求，已通知窗口。".to_owned(),
    };
    reports::dispose(&city.app, &caller, answered[0].id, 1, &disposed, None).unwrap();
    [waits[0], answered[0]].map(|report| report.id.to_string())
}

fn session(city: &City, person: &Person) -> String {
    access::sign_in(&city.app, &person.login, testkit::PASSWORD, testkit::PLACE)
        .unwrap()
        .token
}

fn term(city: &City, part: &str) -> String {
    let edition = city.app.shelf().edition();
    edition.terms().iter().find(|term| term.name.contains(part)).unwrap().code.clone()
}

fn registration_of(city: &City, founder: &Founder, enterprise: EnterpriseId) -> ApplicationId {
    let all = office::application::by_applicant(&city.app, founder.person.account, 100).unwrap();
    let own = all
        .iter()
        .find(|item| item.application.enterprise == Some(enterprise) && item.application.road == rules::application::Road::Registration);
    own.unwrap().application.id
}

/// Applications brought to where pages differ.
struct Case<'a> {
    city: &'a City,
    founder: &'a Founder,
    approver: &'a Person,
    second: &'a Person,
}

impl Case<'_> {
    fn started(&self, enterprise: EnterpriseId, matter: &str) -> ApplicationId {
        let id = licensing::start(&self.city.app, &self.founder.caller(), enterprise, matter, None, "8021").unwrap();
        let matter = self.city.app.shelf().edition().matter(matter).unwrap().clone();
        let part = self.filled(&matter);
        licensing::save(&self.city.app, &self.founder.caller(), id, None, part).unwrap();
        id
    }

    fn submitted(&self, enterprise: EnterpriseId) -> ApplicationId {
        let id = self.started(enterprise, FOOD);
        licensing::submit(&self.city.app, &self.founder.caller(), id, self.version(id)).unwrap();
        id
    }

    fn correcting(&self, enterprise: EnterpriseId) -> ApplicationId {
        let id = self.submitted(enterprise);
        let defect = Defect {
            item: self.first_material(),
            what: "缺比例尺，请补充".into(),
            new_fact: None,
        };
        licensing::ask_correction(&self.city.app, &by(self.approver), id, self.version(id), vec![defect]).unwrap();
        id
    }

    fn accepted(&self, enterprise: EnterpriseId) -> ApplicationId {
        let id = self.submitted(enterprise);
        licensing::accept(&self.city.app, &by(self.second), id, self.version(id)).unwrap();
        id
    }

    fn decided(&self, enterprise: EnterpriseId, outcome: Outcome, reasons: &str) -> ApplicationId {
        let id = self.accepted(enterprise);
        let edition = self.city.app.shelf().edition();
        let condition = edition.matter(FOOD).unwrap().detail.as_ref().unwrap().conditions.first().unwrap();
        let verdict = match outcome {
            Outcome::Granted => Verdict::granted(reasons),
            Outcome::Refused => Verdict::refused(&[&condition.code], reasons),
        };
        licensing::decide(&self.city.app, &by(self.approver), id, self.version(id), &verdict).unwrap();
        id
    }

    fn version(&self, id: ApplicationId) -> i64 {
        licensing::own(&self.city.app, &self.founder.person.actor, id).unwrap().0.version
    }

    fn first_material(&self) -> String {
        let edition = self.city.app.shelf().edition();
        let detail = edition.matter(FOOD).unwrap().detail.as_ref().unwrap();
        detail.materials.iter().find(|material| material.handed_in()).unwrap().code.clone()
    }

    /// Every field answered and every material handed in that must be.
    fn filled(&self, matter: &Matter) -> Saved {
        let detail = matter.detail.as_deref().unwrap();
        let mut part = Saved::default();
        for field in &detail.fields {
            let answer = match field.kind {
                FieldKind::Text => "演示内容".to_owned(),
                FieldKind::Number => "86.5".to_owned(),
                FieldKind::Choice | FieldKind::Choices => field.choices[0].clone(),
                FieldKind::YesNo => "是".to_owned(),
                FieldKind::Date => "2026-11-30".to_owned(),
            };
            part.answers.insert(field.code.clone(), answer);
        }
        for material in detail.materials.iter().filter(|material| material.handed_in()) {
            let sm3 = rules::record::sm3_hex(material.code.as_bytes());
            let file = licensing::StoredFile {
                sm3: sm3.clone(),
                name: "图.pdf".into(),
                media: "application/pdf".into(),
                size: 10,
            };
            licensing::store_file(&self.city.app, &self.founder.caller(), file).unwrap();
            part.files.insert(material.code.clone(), sm3);
        }
        part.ticks = Some(detail.conditions.iter().map(|condition| condition.code.clone()).collect());
        part
    }
}

fn by(person: &Person) -> office::Caller {
    office::Caller::new(person.actor.clone())
}

/// Two tables handed in for the draft: one with errors, one without.
fn tables(city: &City, keeper: &Person, edition: i64, data: &std::path::Path) {
    let bad = [
        "编码,规范表述,类别,许可事项",
        "X9001,新条目,许可,第二类医疗器械经营备案证",
        "X9002,,特殊,",
        "一、其他,,,",
    ];
    let good = ["名称,性质,备注", "夜间经济示范许可,许可,一", "社区食堂备案,备案,二"];
    for (name, lines) in [("目录.csv", &bad[..]), ("事项.csv", &good[..])] {
        let sm3 = office::files::Files::of_data(data).put(lines.join("\n").as_bytes()).unwrap();
        let caller = Caller::new(keeper.actor.clone());
        imports::hand_in(&city.app, &caller, edition, &sm3, name, Wish::default()).unwrap();
    }
}

/// A draft of a keeper: one matter renamed, and a condition of another that cannot be measured any more.
/// A unit the draft changes.
pub const CHANGED_UNIT: &str = "market-supervision";

fn edition(city: &City, keeper: &Person) -> i64 {
    let caller = Caller::new(keeper.actor.clone());
    let number = editions::draft(&city.app, &caller, "压减公共场所卫生许可材料", None).unwrap();
    let mut version = 1;
    for (code, from, to) in [
        ("public-hygiene", "name = \"公共场所卫生许可\"", "name = \"公共场所卫生许可证核发\""),
        ("tobacco-retail", "measure = \"", "measure = \"\" # "),
    ] {
        let path = format!("catalogue/matters/{code}.toml");
        let text = city.app.shelf().catalogue().text(&path).unwrap().replacen(from, to, 1);
        version = editions::save_file(&city.app, &caller, number, version, &path, Some(&text)).unwrap();
    }
    let units = TableOf::named("units").unwrap();
    let opened = editions::open(&city.app, &keeper.actor, number).unwrap();
    let mut unit = units.row(&opened.files, CHANGED_UNIT).unwrap();
    unit.filled.insert("row.phone".into(), "0571-88000000".into());
    let edit = units.change(&opened.files, CHANGED_UNIT, &unit.filled).unwrap();
    editions::save_files(&city.app, &caller, number, version, edit.texts()).unwrap();
    number
}
