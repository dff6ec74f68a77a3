//! `work`: the workers alone, for servers that run with `--no-work`.

use super::serve::{Log, asked_to_stop, end, log_to_stderr, runtime};
use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Args;
use office::certificates;
use office::jobs::Workers;

#[derive(Args, Debug)]
#[command(after_help = "示例：\n  zhunying work --data /var/lib/zhunying --log json")]
pub struct Wish {
    /// 日志格式
    #[arg(long, env = "ZHUNYING_LOG", value_enum, default_value = "text")]
    log: Log,
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    log_to_stderr(wish.log);
    let app = opening::app(settings)?;
    certificates::publish_key(&app)?;
    let workers = Workers::start(&app, &settings.place)?;
    tracing::info!("working");
    runtime()?.block_on(asked_to_stop());
    end(&app, workers)
}
