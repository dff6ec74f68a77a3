//! `catalogue what-if`: what differs between two editions, and whom of the city that touches.

use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use office::catalogue::editions::{self, Impact, Outcome};
use rules::catalogue::{Edition, diff};

pub fn run(settings: &Settings, before: Edition, after: Edition) -> Result<(), Stop> {
    let app = opening::app(settings)?;
    let changed = diff(&before, &after);
    print!("{changed}");
    if changed.is_empty() {
        return Ok(());
    }
    let impact = editions::impact(&app, &changed, before, after)?;
    print_impact(&impact);
    Ok(())
}

fn print_impact(impact: &Impact) {
    println!("\n涉及本地：");
    println!("  在办的办件 {} 件，按受理时的版本办完。", impact.open_applications);
    println!("  登记了所涉经营范围的企业 {} 户。", impact.enterprises);
    println!(
        "  过去一年的登记重算 {} 户，列出告知结果不同的 {} 户：",
        impact.replayed,
        impact.outcomes.len()
    );
    for outcome in &impact.outcomes {
        println!("    {}（{}）：{}", outcome.enterprise, outcome.credit_code, told(outcome));
    }
}

fn told(outcome: &Outcome) -> String {
    let list = |word: &str, matters: &[String]| (!matters.is_empty()).then(|| format!("{word}{}", matters.join("、")));
    let told = [list("另需办理", &outcome.gained), list("不再需要", &outcome.spared)];
    told.into_iter().flatten().collect::<Vec<_>>().join("；")
}
