//! `migrate`: the tables to the newest step, the platform's key when there is none, its public key among the known ones.

use crate::ending::Stop;
use crate::settings::Settings;
use crate::{keys, opening};
use clap::Args;
use office::schema::STEPS;
use office::{App, Numbers, Time, certificates};
use sql::{Database, Options};

#[derive(Args, Debug)]
#[command(
    after_help = "示例：\n  zhunying migrate --data /var/lib/zhunying\n  zhunying migrate --database-url postgres://zhunying@localhost/zhunying"
)]
pub struct Wish {}

pub fn run(settings: &Settings, _wish: &Wish) -> Result<(), Stop> {
    std::fs::create_dir_all(&settings.data).map_err(|error| Stop::world(settings.data.display(), error))?;
    let shelf = opening::shelf(settings)?;
    let database = Database::open(&settings.database_url, Options::default())?;
    let landed = database.migrate(STEPS)?;
    let unknown = database.pending(STEPS)?.unknown;
    if !unknown.is_empty() {
        return Err(Stop::refused(format!(
            "数据库比程序新（第 {unknown:?} 步本程序不认识）；请换用新版程序"
        )));
    }
    let path = settings.key_path();
    let fresh = !path.exists();
    let app = App::new(database, shelf, Time::System, Numbers::System, keys::read_or_make(&path)?);
    certificates::publish_key(&app)?;
    println!("数据表：本次执行 {} 步，共 {} 步。", landed.len(), STEPS.len());
    println!(
        "签名密钥：{}，{}{}。",
        app.seal().id(),
        if fresh { "新生成于 " } else { "" },
        path.display()
    );
    Ok(())
}
