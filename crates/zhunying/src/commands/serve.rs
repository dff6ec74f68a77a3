//! `serve`: pages, open interface and workers in one process; ends gracefully on SIGTERM and Ctrl-C.

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::{Args, ValueEnum};
use office::jobs::Workers;
use office::{App, access, catalogue, certificates, record};
use std::io::IsTerminal;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying serve --listen 127.0.0.1:8080\n  RUST_LOG=info zhunying serve --log json --no-work")]
pub struct Wish {
    /// 监听地址 [默认 127.0.0.1:8080]
    #[arg(long, env = "ZHUNYING_LISTEN", value_name = "ADDRESS")]
    listen: Option<String>,
    /// 网站名称 [默认 准营]
    #[arg(long, env = "ZHUNYING_SITE_NAME", value_name = "NAME")]
    site_name: Option<String>,
    /// 对外地址，印在二维码里 [默认 http://监听地址]
    #[arg(long, env = "ZHUNYING_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// 不在本进程运行后台任务
    #[arg(long)]
    no_work: bool,
    /// 日志格式
    #[arg(long, env = "ZHUNYING_LOG", value_enum, default_value = "text")]
    log: Log,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Log {
    /// For people.
    Text,
    /// For machines.
    Json,
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    log_to_stderr(wish.log);
    let app = opening::app(settings)?;
    if !access::has_administrator(&app)? {
        return Err(Stop::refused("还没有管理员；先执行 zhunying admin create"));
    }
    certificates::publish_key(&app)?;
    catalogue::publish(&app, &settings.place)?;
    let listen = wish
        .listen
        .clone()
        .or_else(|| settings.listen.clone())
        .unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let base_url = wish
        .base_url
        .clone()
        .or_else(|| settings.base_url.clone())
        .unwrap_or_else(|| format!("http://{listen}"));
    let hall = web::Settings {
        site_name: wish
            .site_name
            .clone()
            .or_else(|| settings.site_name.clone())
            .unwrap_or_else(|| "准营".to_owned()),
        place: settings.place.clone(),
        demo: settings.accounts_path().exists(),
        data: settings.data.clone(),
        base_url: base_url.trim_end_matches('/').to_owned(),
    };
    let workers = if wish.no_work {
        None
    } else {
        Some(Workers::start(&app, &settings.place)?)
    };
    let following = Workers::follow_catalogue(&app, &settings.place);
    let served = runtime()?.block_on(async {
        let listener = TcpListener::bind(&listen).await.map_err(|error| Stop::world(&listen, error))?;
        tracing::info!(address = listen, "serving");
        web::serve(app.clone(), hall, listener, asked_to_stop())
            .await
            .map_err(|error| Stop::world("服务", error))
    });
    following.stop();
    if let Some(workers) = workers {
        end(&app, workers)?;
    }
    served
}

/// Ends the workers, then seals what the last of them wrote: nothing stays pending over a stop.
pub fn end(app: &App, workers: Workers) -> Result<(), Stop> {
    workers.stop();
    while record::seal_once(app)?.entries > 0 {}
    Ok(())
}

/// The runtime of a server command.
pub fn runtime() -> Result<tokio::runtime::Runtime, Stop> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::world("运行时", error))
}

/// Log lines go to the error stream; `RUST_LOG` says which.
pub fn log_to_stderr(log: Log) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(filter);
    match log {
        Log::Text => lines.init(),
        Log::Json => lines.json().init(),
    }
}

/// Comes back when somebody asks the process to end.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard");
            let _heard = tokio::signal::ctrl_c().await;
        }
    }
}
