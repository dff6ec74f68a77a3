//! Opening: database, key and law put together into the office that a command works with.

use crate::ending::Stop;
use crate::keys;
use crate::settings::Settings;
use office::catalogue::editions;
use office::schema::STEPS;
use office::{App, Numbers, Shelf, Time};
use paper::seal::Key;
use rules::calendar::Date;
use sql::{Database, Options};

/// The legal day.
pub fn today() -> Date {
    Time::System.now().day()
}

/// The law within the program, for today.
pub fn shelf(settings: &Settings) -> Result<Shelf, Stop> {
    let shelf = Shelf::shipped(today())?;
    if shelf.files().divisions.get(&settings.place).is_none() {
        return Err(Stop::usage(format!("没有这个行政区划代码：{}", settings.place)));
    }
    Ok(shelf)
}

/// The database of an installation that exists; it is not made by opening it.
pub fn database(settings: &Settings) -> Result<Database, Stop> {
    if let Some(path) = settings.sqlite_path().filter(|path| !path.exists()) {
        return Err(Stop::world(path.display(), "数据库不存在；先执行 zhunying migrate"));
    }
    Ok(Database::open(&settings.database_url, Options::default())?)
}

/// The database with exactly the tables this program knows.
pub fn migrated(settings: &Settings) -> Result<Database, Stop> {
    let database = database(settings)?;
    let state = database.pending(STEPS)?;
    if !state.pending.is_empty() {
        return Err(Stop::refused(format!(
            "有 {} 步数据表升级尚未执行；先执行 zhunying migrate",
            state.pending.len()
        )));
    }
    if !state.unknown.is_empty() {
        return Err(Stop::refused(format!(
            "数据库比程序新（第 {:?} 步本程序不认识）；请换用新版程序",
            state.unknown
        )));
    }
    Ok(database)
}

/// The platform's key.
pub fn key(settings: &Settings) -> Result<Key, Stop> {
    let path = settings.key_path();
    if !path.exists() {
        return Err(Stop::world(path.display(), "平台签名密钥不存在；先执行 zhunying migrate"));
    }
    keys::read(&path)
}

/// The office as a running server sees it.
pub fn app(settings: &Settings) -> Result<App, Stop> {
    let database = migrated(settings)?;
    let app = App::new(database, shelf(settings)?, Time::System, Numbers::System, key(settings)?);
    editions::refresh(&app)?;
    Ok(app.current())
}
