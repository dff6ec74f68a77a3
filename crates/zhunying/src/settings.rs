//! Configuration: command line over `ZHUNYING_…` variables over the TOML file over defaults; unknown keys are errors.

use crate::ending::Stop;
use clap::Args;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Options of every command.
#[derive(Args, Debug)]
pub struct Options {
    /// 数据目录 [默认 ./data]
    #[arg(long, global = true, env = "ZHUNYING_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// 数据库：sqlite:路径 或 postgres://… [默认 sqlite:数据目录/zhunying.sqlite3]
    #[arg(long, global = true, env = "ZHUNYING_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// 配置文件（TOML）
    #[arg(long, global = true, env = "ZHUNYING_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// 行政区划代码 [默认 330108]
    #[arg(long, global = true, env = "ZHUNYING_PLACE", value_name = "CODE")]
    place: Option<String>,
}

/// The configuration file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    database_url: Option<String>,
    place: Option<String>,
    listen: Option<String>,
    site_name: Option<String>,
    base_url: Option<String>,
}

/// What holds after all sources were read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Data folder.
    pub data: PathBuf,
    /// Database address.
    pub database_url: String,
    /// Division code.
    pub place: String,
    /// Address to listen on, when configured.
    pub listen: Option<String>,
    /// Name of the site, when configured.
    pub site_name: Option<String>,
    /// Public address, when configured.
    pub base_url: Option<String>,
}

impl Settings {
    /// Reads the file, if one is named, and lays the command line over it.
    pub fn read(options: Options) -> Result<Settings, Stop> {
        let file = match &options.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        let data = options.data.or(file.data).unwrap_or_else(|| PathBuf::from("data"));
        let database_url = options.database_url.or(file.database_url);
        let database_url = database_url.unwrap_or_else(|| format!("sqlite:{}", data.join("zhunying.sqlite3").display()));
        let place = options.place.or(file.place).unwrap_or_else(|| "330108".to_owned());
        if place.len() != 6 || !place.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Stop::usage(format!("行政区划代码应为六位数字：{place}")));
        }
        Ok(Settings {
            data,
            database_url,
            place,
            listen: file.listen,
            site_name: file.site_name,
            base_url: file.base_url,
        })
    }

    /// Where the platform's signing key lies.
    pub fn key_path(&self) -> PathBuf {
        self.data.join("keys/platform.pem")
    }

    /// The accounts of a demo city; the file exists in demo data only.
    pub fn accounts_path(&self) -> PathBuf {
        self.data.join("accounts.txt")
    }

    /// The file of an embedded database.
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        self.database_url.strip_prefix("sqlite:").map(PathBuf::from)
    }

    /// The database as it may be shown: without password.
    pub fn database_shown(&self) -> String {
        match (self.database_url.split_once("://"), self.database_url.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
            _ => self.database_url.clone(),
        }
    }
}

impl File {
    fn read(path: &Path) -> Result<File, Stop> {
        let text = std::fs::read_to_string(path).map_err(|error| Stop::usage(format!("配置文件 {} 读不出：{error}", path.display())))?;
        toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Stop::usage(format!("{}:{line}: {}", path.display(), error.message()))
        })
    }
}

/// A password for scripts; a person is asked instead.
#[expect(clippy::disallowed_methods, reason = "this is the program's configuration")]
pub fn password_variable() -> Option<String> {
    std::env::var("ZHUNYING_PASSWORD").ok().filter(|password| !password.is_empty())
}
