//! The people of the city: founders, officers of every unit that decides, and in a demo the accounts people sign in with.

use super::dice::Dice;
use super::words;
use crate::ending::Stop;
use office::access::{self, NewAccount, Person};
use office::{App, Caller, registry};
use rules::access::{Actor, Role};
use rules::calendar::Date;
use std::collections::BTreeMap;

/// Somebody who can act and sign.
#[derive(Clone)]
pub struct Member {
    /// The account.
    pub person: Person,
    /// What he signs with.
    pub password: String,
}

impl Member {
    /// As the caller of an act.
    pub fn caller(&self) -> Caller {
        Caller::new(self.person.actor.clone())
    }

    /// Last four digits of the phone.
    pub fn phone_last4(&self) -> String {
        self.person.phone_last4()
    }
}

/// One takes in, another decides.
#[derive(Clone)]
pub struct Desk {
    /// Takes in.
    pub taker: Member,
    /// Decides.
    pub decider: Member,
}

/// Everybody.
pub struct People {
    /// Founders; in a demo the first one is the demo founder.
    pub founders: Vec<Member>,
    /// By unit.
    pub desks: BTreeMap<String, Desk>,
    /// Of units that look at pushes.
    pub regulators: Vec<Member>,
    /// Decides registrations.
    pub registrar: Member,
    /// What stands in `accounts.txt`.
    pub demo: Vec<DemoAccount>,
}

/// Which accounts the city has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accounts {
    /// Those people sign in with, beside the synthetic ones.
    Demo,
    /// Only synthetic ones, as whom nobody can sign in.
    SyntheticOnly,
}

/// An account of the demo as it is shown.
pub struct DemoAccount {
    pub login: &'static str,
    pub password: String,
    pub role: &'static str,
    pub unit: &'static str,
    pub name: &'static str,
}

/// Login, name, role, unit of the demo's staff. Names are invented.
const DEMO_STAFF: [(&str, &str, Role, &str); 11] = [
    ("admin", "系统管理员", Role::Administrator, ""),
    ("chuangkou", "王芳", Role::Window, "market-supervision"),
    ("shenpi1", "张伟", Role::Approver, "market-supervision"),
    ("shenpi2", "刘洋", Role::Approver, "market-supervision"),
    ("jianguan", "陈静", Role::Regulator, "market-supervision"),
    ("weijian-shenpi", "赵敏", Role::Approver, "health"),
    ("weijian-jianguan", "孙磊", Role::Regulator, "health"),
    ("yancao-jianguan", "周涛", Role::Regulator, "tobacco"),
    ("dengji", "吴倩", Role::Registrar, registry::UNIT),
    ("qingdan", "郑凯", Role::Keeper, "market-supervision"),
    ("fazhi", "冯洁", Role::Keeper, "justice"),
];
const DEMO_SUPERVISOR: (&str, &str, Role, &str) = ("ducha", "何琳", Role::Supervisor, "market-supervision");
const FOUNDER_LOGIN: &str = "liming";
const FOUNDER_NAME: &str = "李明";

struct Making<'a> {
    app: &'a App,
    place: &'a str,
    /// Nobody knows it after the run: it comes from the operating system and is kept nowhere.
    secret: String,
    secret_hash: String,
}

impl Making<'_> {
    fn create(&self, login: &str, name: &str, role: Role, unit: &str, phone: &str, hash: &str) -> Result<Person, Stop> {
        let account = NewAccount {
            login: login.to_owned(),
            display_name: name.to_owned(),
            phone: phone.to_owned(),
            identity_number: String::new(),
            unit: unit.to_owned(),
            place: self.place.to_owned(),
            password_hash: hash.to_owned(),
            roles: vec![role.name().to_owned()],
        };
        access::create(self.app, &Caller::new(Actor::system(self.place)), account)?;
        self.find(login)
    }

    fn find(&self, login: &str) -> Result<Person, Stop> {
        access::find(self.app, login)?.ok_or_else(|| Stop::world(login, "刚建立的账号找不到"))
    }

    /// Somebody of the synthetic city whom nobody can sign in as.
    fn extra(&self, login: &str, name: &str, role: Role, unit: &str, phone: &str) -> Result<Member, Stop> {
        let person = self.create(login, name, role, unit, phone, &self.secret_hash)?;
        Ok(Member {
            person,
            password: self.secret.clone(),
        })
    }
}

/// Makes everybody. `units` are those that decide applications.
pub fn settle(
    app: &App,
    seed: u64,
    place: &str,
    founders: usize,
    units: &[String],
    kind: Accounts,
    secret: String,
) -> Result<People, Stop> {
    let secret_hash = access::hash_password(&secret)?;
    let making = Making {
        app,
        place,
        secret,
        secret_hash,
    };
    let mut dice = Dice::new(seed, 1);
    let mut shown = Vec::new();
    let mut members: BTreeMap<&str, Member> = BTreeMap::new();
    let mut people = Vec::new();
    if kind == Accounts::Demo {
        people.push(demo_founder(&making, &mut dice, &mut shown)?);
        for (login, name, role, unit) in DEMO_STAFF.into_iter().chain([DEMO_SUPERVISOR]) {
            let password = words::demo_password(&mut dice);
            let person = making.create(login, name, role, unit, "", &access::hash_password(&password)?)?;
            members.insert(
                login,
                Member {
                    person,
                    password: password.clone(),
                },
            );
            shown.push(DemoAccount {
                login,
                password,
                role: role_words(role),
                unit: unit_words(unit),
                name,
            });
        }
    }
    for number in people.len()..founders.max(1) {
        let (name, phone) = (words::person(&mut dice), words::phone(&mut dice));
        people.push(making.extra(&format!("seed-founder-{number}"), &name, Role::Applicant, "", &phone)?);
    }
    let mut desks = BTreeMap::new();
    for unit in units {
        desks.insert(unit.clone(), desk(&making, &mut dice, unit, &members)?);
    }
    let registrar = match members.get("dengji") {
        Some(member) => member.clone(),
        None => making.extra("seed-registrar", &words::person(&mut dice), Role::Registrar, registry::UNIT, "")?,
    };
    let regulators = ["jianguan", "weijian-jianguan"]
        .into_iter()
        .filter_map(|login| members.get(login).cloned())
        .collect();
    Ok(People {
        founders: people,
        desks,
        regulators,
        registrar,
        demo: shown,
    })
}

fn demo_founder(making: &Making, dice: &mut Dice, shown: &mut Vec<DemoAccount>) -> Result<Member, Stop> {
    let password = words::demo_password(dice);
    let identity_number = words::identity(dice, making.place, Date::constant(1990, 3, 7));
    let account = NewAccount {
        login: FOUNDER_LOGIN.to_owned(),
        display_name: FOUNDER_NAME.to_owned(),
        phone: words::phone(dice),
        identity_number: identity_number.ok_or_else(|| Stop::world("身份证号", "算不出校验码"))?,
        unit: String::new(),
        place: making.place.to_owned(),
        password_hash: access::hash_password(&password)?,
        roles: Vec::new(),
    };
    access::register(making.app, &Caller::new(Actor::visitor(making.place)), account)?;
    shown.push(DemoAccount {
        login: FOUNDER_LOGIN,
        password: password.clone(),
        role: role_words(Role::Applicant),
        unit: "",
        name: FOUNDER_NAME,
    });
    Ok(Member {
        person: making.find(FOUNDER_LOGIN)?,
        password,
    })
}

/// Two people of a unit: the demo's own where there are two, else synthetic ones.
fn desk(making: &Making, dice: &mut Dice, unit: &str, members: &BTreeMap<&str, Member>) -> Result<Desk, Stop> {
    if unit == "market-supervision"
        && let (Some(taker), Some(decider)) = (members.get("chuangkou"), members.get("shenpi1"))
    {
        return Ok(Desk {
            taker: taker.clone(),
            decider: decider.clone(),
        });
    }
    let mut one = |what: &str| making.extra(&format!("seed-{unit}-{what}"), &words::person(dice), Role::Approver, unit, "");
    Ok(Desk {
        taker: one("taker")?,
        decider: one("decider")?,
    })
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Applicant => "申请人",
        Role::Window => "综合窗口",
        Role::Registrar => "登记人员",
        Role::Approver => "审批",
        Role::Regulator => "监管",
        Role::Keeper => "清单管理",
        Role::Supervisor => "督查",
        Role::Administrator => "管理员",
        Role::Receiver | Role::System | Role::Visitor => "",
    }
}

fn unit_words(unit: &str) -> &'static str {
    match unit {
        "market-supervision" => "市场监督管理局",
        "health" => "卫生健康局",
        "tobacco" => "烟草专卖局",
        "justice" => "司法局",
        _ => "",
    }
}
