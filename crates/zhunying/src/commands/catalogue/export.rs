//! `catalogue export`: an edition as a signed package for another city.

use super::{root_of, unreadable};
use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Args;
use office::catalogue::{editions, package};
use office::law::Files;
use rules::access::{Actor, Role};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct Wish {
    /// 写到哪个文件
    file: PathBuf,
    /// 清单版本的编号；不写就是现在施行的版本
    #[arg(long, value_name = "NUMBER", conflicts_with = "from")]
    edition: Option<i64>,
    /// 不取数据库里的版本，取这个法律数据目录
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let app = opening::app(settings)?;
    let shelf = app.shelf();
    let package = match (wish.edition, &wish.from) {
        (Some(number), _) => {
            // Who has the key of the platform at hand may read what it signs.
            let actor = Actor {
                roles: vec![Role::Supervisor],
                ..Actor::system(&settings.place)
            };
            package::pack_edition(&app, &editions::open(&app, &actor, number)?)?
        }
        (None, Some(dir)) => {
            let files = Files::from_dir(&root_of(dir)).map_err(unreadable)?.catalogue();
            let edition = editions::preview(&app, &files, opening::today())?;
            package::pack(&app, &edition.title, &files, opening::today())?
        }
        (None, None) => package::pack(&app, &shelf.edition().title, shelf.catalogue(), opening::today())?,
    };
    std::fs::write(&wish.file, package).map_err(|error| Stop::world(wish.file.display(), error))?;
    println!("已写入 {}，签名密钥 {}。", wish.file.display(), app.seal().id());
    println!("对方核验所需的公钥：{}", crate::keys::public_path(&settings.key_path()).display());
    Ok(())
}
