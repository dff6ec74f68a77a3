//! `record export` and `verify`: the evidence as lines of JSON, and its proof without the server.

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Subcommand;
use office::Fault;
use office::record::{self, Line};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

#[derive(Subcommand, Debug)]
pub enum Wish {
    /// 导出全部留痕和签名的树根，每行一个 JSON
    #[command(after_help = "示例：\n  zhunying record export 留痕.jsonl\n  zhunying record export | zhunying record verify /dev/stdin")]
    Export {
        /// 写入的文件；不写则到标准输出
        file: Option<PathBuf>,
    },
    /// 不依靠服务器核验导出的留痕；有一处不符即退出码 1
    #[command(after_help = "示例：\n  zhunying record verify 留痕.jsonl")]
    Verify {
        /// 导出的文件
        file: PathBuf,
    },
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    match wish {
        Wish::Export { file } => {
            let app = opening::app(settings)?;
            let to: Box<dyn Write> = match file {
                Some(path) => Box::new(File::create(path).map_err(|error| Stop::world(path.display(), error))?),
                None => Box::new(std::io::stdout().lock()),
            };
            let mut to = BufWriter::new(to);
            let entries = record::export(&app, |line| {
                serde_json::to_writer(&mut to, line).map_err(|error| Fault::world("export", error))?;
                to.write_all(b"\n").map_err(|error| Fault::world("export", error))
            })?;
            to.flush().map_err(|error| Stop::world("导出", error))?;
            eprintln!("导出 {entries} 条。");
            Ok(())
        }
        Wish::Verify { file } => {
            let source = File::open(file).map_err(|error| Stop::world(file.display(), error))?;
            let lines = BufReader::new(source).lines().map(|line| {
                let line = line.map_err(|error| Fault::world("read", error))?;
                serde_json::from_str::<Line>(&line).map_err(|error| Fault::world("line", error))
            });
            let verified = record::verify(lines).map_err(|fault| Stop::refused(format!("留痕不符：{fault}")))?;
            println!(
                "留痕相符：{} 条，{} 个签名树根，SM3 树根 {}。",
                verified.entries, verified.checkpoints, verified.root_sm3
            );
            Ok(())
        }
    }
}
