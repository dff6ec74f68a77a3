//! `admin create`: the first administrator. There is no default password.

use crate::ending::Stop;
use crate::opening;
use crate::settings::{Settings, password_variable};
use clap::Subcommand;
use office::Caller;
use office::access::{self, NewAccount};
use rules::access::{Actor, Role};
use std::io::IsTerminal;

#[derive(Subcommand, Debug)]
pub enum Wish {
    /// 建立管理员账号；密码从终端、标准输入或者 ZHUNYING_PASSWORD 读取
    #[command(
        after_help = "示例：\n  zhunying admin create --login root --name 管理员\n  ZHUNYING_PASSWORD=… zhunying admin create --login root --name 管理员"
    )]
    Create {
        /// 登录名
        #[arg(long)]
        login: String,
        /// 姓名
        #[arg(long)]
        name: String,
    },
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let Wish::Create { login, name } = wish;
    let app = opening::app(settings)?;
    let password_hash = access::hash_password(&password()?)?;
    let account = NewAccount {
        login: login.clone(),
        display_name: name.clone(),
        phone: String::new(),
        identity_number: String::new(),
        unit: String::new(),
        place: settings.place.clone(),
        password_hash,
        roles: vec![Role::Administrator.name().to_owned()],
    };
    access::create(&app, &Caller::new(Actor::system(&settings.place)), account)?;
    println!("管理员 {login} 已建立。");
    Ok(())
}

fn password() -> Result<String, Stop> {
    if let Some(password) = password_variable() {
        return Ok(password);
    }
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin()
            .read_line(&mut line)
            .map_err(|error| Stop::world("标准输入", error))?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let terminal = console::Term::stderr();
    let ask = |words: &str| -> Result<String, Stop> {
        let failed = |error: std::io::Error| Stop::world("终端", error);
        terminal.write_str(words).map_err(failed)?;
        terminal.read_secure_line().map_err(failed)
    };
    let password = ask(&format!("密码（至少 {} 个字符）：", access::PASSWORD_LENGTH_MIN))?;
    if password == ask("再输一遍：")? {
        Ok(password)
    } else {
        Err(Stop::usage("两次输入的密码不同"))
    }
}
