//! `backup` and `restore` of the embedded database. PostgreSQL has its own tools.

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying backup /backup/zhunying-0101.sqlite3\n\n密钥（keys/）和上传的文件（files/）另行复制。")]
pub struct Backup {
    /// 新文件；已有的文件不覆盖
    file: PathBuf,
}

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying restore /backup/zhunying-0101.sqlite3 --data /var/lib/zhunying")]
pub struct Restore {
    /// backup 写出的文件
    file: PathBuf,
}

pub fn backup(settings: &Settings, wish: &Backup) -> Result<(), Stop> {
    if wish.file.exists() {
        return Err(Stop::usage(format!("{} 已经存在", wish.file.display())));
    }
    opening::database(settings)?.backup_to(&wish.file)?;
    println!("已备份到 {}。密钥和上传的文件另行复制。", wish.file.display());
    Ok(())
}

pub fn restore(settings: &Settings, wish: &Restore) -> Result<(), Stop> {
    let path = settings.sqlite_path().ok_or_else(|| Stop::usage("PostgreSQL 用它自己的工具恢复"))?;
    if path.exists() {
        return Err(Stop::refused(format!("{} 已经存在，不覆盖；请先移走", path.display())));
    }
    if !wish.file.is_file() {
        return Err(Stop::usage(format!("没有这个文件：{}", wish.file.display())));
    }
    std::fs::create_dir_all(&settings.data).map_err(|error| Stop::world(settings.data.display(), error))?;
    let whole = path.with_extension("restoring");
    std::fs::copy(&wish.file, &whole).map_err(|error| Stop::world(whole.display(), error))?;
    let synced = std::fs::File::open(&whole).and_then(|file| file.sync_all());
    synced
        .and_then(|()| std::fs::rename(&whole, &path))
        .map_err(|error| Stop::world(path.display(), error))?;
    opening::migrated(settings)?;
    println!("已恢复到 {}。", path.display());
    Ok(())
}
