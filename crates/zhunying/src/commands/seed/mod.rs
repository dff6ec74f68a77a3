//! `seed`: a reproducible synthetic city, made through the same acts as a real one. The same seed on the same day gives the
//! same city, but for signatures' keys and the secrets of accounts nobody signs in with.

mod cases;
mod city;
mod desk;
mod dice;
mod feedback;
mod founding;
mod people;
mod stage;
mod words;

use crate::ending::Stop;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::{keys, opening};
use cases::Case;
use clap::Args;
use office::exchange::{Receiver, register_receiver};
use office::{App, Caller, Numbers, Time, certificates, record};
use people::{Accounts, DemoAccount, People};
use rules::access::Actor;
use rules::calendar::{Moment, days_after};
use stage::Stage;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

#[derive(Args, Debug)]
#[command(
    after_help = "示例：\n  zhunying seed --enterprises 2000 --applications 500 --seed 1 --demo\n  zhunying seed --enterprises 100 --seed 7 --receiver health=http://127.0.0.1:8092/push=health.pub.pem"
)]
pub struct Wish {
    /// 企业数
    #[arg(long, default_value_t = 2_000)]
    enterprises: usize,
    /// 办件数
    #[arg(long, default_value_t = 500)]
    applications: usize,
    /// 种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 同时建立演示账号（写入 数据目录/accounts.txt）和三个演示接收系统
    #[arg(long)]
    demo: bool,
    /// 登记一个部门的接收系统，可以重复
    #[arg(long, value_name = "UNIT=URL=PEMFILE")]
    receiver: Vec<String>,
}

/// The three departments' systems of a demo.
const DEMO_RECEIVERS: [(&str, u16); 3] = [("market-supervision", 8091), ("health", 8092), ("tobacco", 8093)];
/// Cases played at once.
const THREADS: usize = 8;
/// Calendar days before today on which the city begins.
const BEGINS_DAYS_BACK: i64 = 59;
/// Each thing of the city has its own throws; these keep the kinds apart.
const REGISTRATIONS: u64 = 1 << 40;
const DESKS: u64 = 1 << 41;
const FEEDBACK: u64 = 1 << 42;

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let receivers = receivers(settings, wish)?;
    let database = opening::migrated(settings)?;
    let (shelf, seal) = (opening::shelf(settings)?, opening::key(settings)?);
    let now = Time::System.now();
    let begun = Moment::start_of(days_after(now.day(), -BEGINS_DAYS_BACK));
    let time = Arc::new(AtomicI64::new(begun.micros()));
    let app = App::new(
        database.clone(),
        shelf.clone(),
        Time::Given(Arc::clone(&time)),
        Numbers::seeded(wish.seed),
        seal.clone(),
    );
    if !cases::is_empty(&app)? {
        return Err(Stop::refused("数据库里已有企业或者办件；模拟城市只建在空的数据库里"));
    }
    let present = App::new(database.clone(), shelf.clone(), Time::System, Numbers::System, seal.clone());
    certificates::publish_key(&present)?;
    for receiver in receivers {
        register_receiver(&app, &Caller::new(Actor::system(&settings.place)), receiver)?;
    }
    let accounts = if wish.demo { Accounts::Demo } else { Accounts::SyntheticOnly };
    let founders = (wish.applications / 8).clamp(3, 60);
    let units = cases::deciding_units(&shelf, &settings.place);
    let people = people::settle(&app, wish.seed, &settings.place, founders, &units, accounts, present.token()?)?;
    let owners: Vec<String> = people.founders.iter().map(|founder| founder.person.account.to_string()).collect();
    let mut namer = city::Namer::new(&shelf, &settings.place);
    time.store(begun.plus_seconds(9 * 3_600).micros(), Ordering::SeqCst);
    let founded = city::found(&app, wish.seed, &settings.place, wish.enterprises, &owners, &mut namer)?;
    let law = shelf.law(now.day(), &settings.place);
    let possible = cases::possible(&shelf, wish.seed, &settings.place, &founded, &law)?;
    let workdays = stage::workdays(law.calendar(), now.day());
    let stage = Stage {
        database,
        shelf,
        seal,
        place: settings.place.clone(),
        people,
        data: settings.data.clone(),
        seed: wish.seed,
        now,
        workdays,
    };
    let made = play(&stage, wish, &possible, &mut namer)?;
    finish(&present, &settings.place)?;
    println!("企业 {} 户，办件 {made} 件。", founded.len());
    if made < wish.applications {
        println!("企业能办的事项只有这么多；要更多办件，请增加企业数。");
    }
    if wish.demo {
        write_accounts(settings, &stage.people)?;
    }
    Ok(())
}

/// Plays registrations, permits and desks; gives how many applications were made.
fn play(stage: &Stage, wish: &Wish, possible: &[Case], namer: &mut city::Namer) -> Result<usize, Stop> {
    let registrations = if wish.applications == 0 {
        0
    } else {
        (wish.applications / 25).max(1)
    };
    for (number, thing) in (0..registrations).zip(REGISTRATIONS..) {
        let at = number % stage.people.founders.len().max(1);
        if let Some(founder) = stage.people.founders.get(at) {
            founding::play(stage, thing, founder, namer)?;
        }
    }
    let wanted = possible.get(..wish.applications.saturating_sub(registrations)).unwrap_or(possible);
    permits(stage, wanted)?;
    for (regulator, thing) in stage
        .people
        .regulators
        .iter()
        .zip((0..).map(|number: u64| DESKS + number * 10_000_000_000))
    {
        desk::play(stage, thing, regulator)?;
    }
    feedback::play(stage, FEEDBACK)?;
    Ok(registrations + wanted.len())
}

/// Plays the cases on several threads; the first that fails ends all.
fn permits(stage: &Stage, cases: &[Case]) -> Result<(), Stop> {
    let (progress, next) = (Progress::new("办理办件", cases.len()), AtomicUsize::new(0));
    let work = || -> Result<(), Stop> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(number) else { return Ok(()) };
            let played = cases::play(stage, 1_000 + u64::try_from(number).unwrap_or(0), case);
            if let Err(stop) = played {
                next.store(cases.len(), Ordering::Relaxed);
                return Err(Stop::world(format!("{} {}", case.founded.credit_code, case.matter), stop));
            }
            progress.add(1);
        }
    };
    let ended: Vec<Result<(), Stop>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Stop::world("办理办件", "线程崩溃"))))
            .collect()
    });
    progress.end();
    ended.into_iter().collect()
}

/// Certificates signed, evidence sealed, the tree signed: the city is whole before anybody looks.
fn finish(app: &App, place: &str) -> Result<(), Stop> {
    while certificates::issue_prepared(app, place, 200)? > 0 {}
    while record::seal_once(app)?.entries > 0 {}
    Ok(record::checkpoint(app)?)
}

/// Those named on the command line; in a demo without any, the three of the demo with fresh keys.
fn receivers(settings: &Settings, wish: &Wish) -> Result<Vec<Receiver>, Stop> {
    if wish.receiver.is_empty() && wish.demo {
        let platform = opening::key(settings)?.public_pem();
        return DEMO_RECEIVERS
            .into_iter()
            .map(|(unit, port)| demo_receiver(&settings.data, unit, port, &platform))
            .collect();
    }
    wish.receiver.iter().map(|text| named_receiver(text)).collect()
}

fn demo_receiver(data: &Path, unit: &str, port: u16, platform: &str) -> Result<Receiver, Stop> {
    let folder = data.join("receivers").join(unit);
    let key = keys::read_or_make(&folder.join("receiver.pem"))?;
    let path = folder.join("platform.pub.pem");
    std::fs::write(&path, platform).map_err(|error| Stop::world(path.display(), error))?;
    Ok(Receiver {
        unit: unit.to_owned(),
        url: format!("http://127.0.0.1:{port}/push"),
        key_id: key.id(),
        public_pem: key.public_pem(),
    })
}

fn named_receiver(text: &str) -> Result<Receiver, Stop> {
    let wrong = || Stop::usage(format!("--receiver 应为 单位=地址=公钥文件：{text}"));
    let (unit, rest) = text.split_once('=').ok_or_else(wrong)?;
    let (url, file) = rest.rsplit_once('=').ok_or_else(wrong)?;
    let path = PathBuf::from(file);
    let public_pem = std::fs::read_to_string(&path).map_err(|error| Stop::usage(format!("{}：{error}", path.display())))?;
    let key_id = paper::seal::public_id(&public_pem).map_err(|fault| Stop::usage(format!("{}：{fault}", path.display())))?;
    Ok(Receiver {
        unit: unit.to_owned(),
        url: url.to_owned(),
        key_id,
        public_pem,
    })
}

/// The last thing of a demo: whoever finds the file knows that the city is whole.
fn write_accounts(settings: &Settings, people: &People) -> Result<(), Stop> {
    let line = |account: &DemoAccount| {
        let (login, password) = (&account.login, &account.password);
        format!("{login:<18}{password:<28}{} {} {}", account.role, account.unit, account.name)
    };
    let lines: Vec<String> = people.demo.iter().map(line).collect();
    let text = format!("演示账号（仅演示数据有；登录名、密码、角色、单位、姓名）\n{}\n", lines.join("\n"));
    println!("{text}");
    keys::write_private(&settings.accounts_path(), &text)
}
