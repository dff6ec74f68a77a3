//! A complete, signed registration handed in over HTTP and decided on the spot: the real server with full durability and
//! sealing, on both engines, against pgbench and a commit for each registration over the same rows, and against the disk.

mod commit_each;
mod disk;
mod founders;
mod load;
mod pgbench;
mod product;
mod rows;
mod server;
mod wire;

use crate::measure::{Contestant, Goal, Measure, beside, gate, take_turns};
use crate::{Folder, Outcome, Stop, Wish};
use commit_each::CommitEach;
use disk::Disk;
use founders::Founders;
use pgbench::PgBench;
use product::Product;
use rows::{Picture, RowSet};
use server::{Site, Workers};
use sql::trial::Cluster;
use std::cell::RefCell;
use std::path::Path;
use wire::Wire;

const WORK: &str = "registration";
const LIMIT: &str = "disk_4k_synced";
const PGBENCH: &str = "pgbench";
const EACH: &str = "sqlite_commit_each";
const SQLITE: &str = "zhunying_sqlite";
const POSTGRES: &str = "zhunying_postgres";
/// Bounds of what a turn prepares for.
const SQLITE_RATE_MAX: f64 = 4_000.0;
const POSTGRES_RATE_MAX: f64 = 1_500.0;

const GOALS: [Goal; 3] = [
    Goal {
        of: SQLITE,
        by: PGBENCH,
        at_least: 1.5,
    },
    Goal {
        of: SQLITE,
        by: EACH,
        at_least: 10.0,
    },
    Goal {
        of: POSTGRES,
        by: PGBENCH,
        at_least: 0.9,
    },
];

fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("zhunying.sqlite3").display())
}

/// Runs it; gives what was missed.
pub fn run(wish: &Wish) -> Outcome<Vec<String>> {
    let folder = Folder::make()?;
    let set = row_set(wish, &folder.0.join("rows"))?;
    beside(WORK, "rows_each", "rows", set.rows() as f64);
    let cluster = Cluster::start();
    let mut disk = Disk::make(&folder.0.join("disk"))?;
    let mut pgbench = PgBench::make(&set, cluster.fresh(), &folder.0)?;
    let mut each = CommitEach::make(&set, &folder.0.join("each.sqlite3"))?;
    let on = |name, data: &str, url: String, rate| {
        let site = Site::make(&wish.program, &folder.0.join(data), url)?;
        Product::start(name, site, wish.seconds, rate)
    };
    let products = [
        RefCell::new(on(SQLITE, "sqlite", sqlite(&folder.0.join("sqlite")), SQLITE_RATE_MAX)?),
        RefCell::new(on(POSTGRES, "postgres", cluster.fresh(), POSTGRES_RATE_MAX)?),
    ];
    let [on_sqlite, on_postgres] = &products;
    let mut contestants = [
        Contestant::new(LIMIT, "writes/s", |_| disk.turn(wish.seconds)),
        Contestant::new(PGBENCH, "registrations/s", |_| {
            let rate = pgbench.turn(wish.seconds);
            // What PostgreSQL still has to write must not burden the next.
            cluster.administer("checkpoint");
            rate
        }),
        Contestant::new(EACH, "registrations/s", |_| each.turn(wish.seconds)),
        Contestant::new(SQLITE, "registrations/s", |_| on_sqlite.borrow_mut().turn(wish.seconds)),
        Contestant::new(POSTGRES, "registrations/s", |_| {
            let rate = on_postgres.borrow_mut().turn(wish.seconds);
            cluster.administer("checkpoint");
            rate
        }),
    ];
    let table = take_turns(WORK, Measure::Clock, wish.rounds, &mut contestants)?;
    drop(contestants);
    let mut missed = table.print(&GOALS)?;
    missed.extend(gate(WORK, "pgbench writes the whole row set", pgbench.done(), pgbench.breach()?));
    for product in products.map(RefCell::into_inner) {
        missed.extend(after(&product)?);
    }
    Ok(missed)
}

/// What is told of a product after its turns, and what must hold.
fn after(product: &Product) -> Outcome<Vec<String>> {
    let name = product.name();
    for (figure, unit, value) in product.beside() {
        beside(WORK, &format!("{name}.{figure}"), unit, value);
    }
    let looked_at = product.acknowledged();
    let gates = [
        gate(
            WORK,
            &format!("{name}: every acknowledged registration is stored"),
            looked_at,
            product.lost()?,
        ),
        gate(
            WORK,
            &format!("{name}: every registration is granted"),
            looked_at,
            product.first_other(),
        ),
        gate(WORK, &format!("{name}: check is clean"), looked_at, product.unclean()),
    ];
    Ok(gates.into_iter().flatten().collect())
}

/// The rows of one registration, from an installation that does nothing else.
fn row_set(wish: &Wish, folder: &Path) -> Outcome<RowSet> {
    let site = Site::make(&wish.program, folder, sqlite(folder))?;
    let founders = Founders::settle(&site, 1)?;
    let server = site.serve(Workers::Off)?;
    let drafts = founders.prepare(server.address, 1)?;
    let draft = drafts.first().ok_or_else(|| Stop::World("no draft".to_owned()))?;
    let file = folder.join("zhunying.sqlite3");
    let before = Picture::of(&file)?;
    let answer = Wire::open(server.address)?.exchange(&load::request(server.address, draft))?;
    answer.json()?;
    RowSet::between(&before, &Picture::of(&file)?, &load::key(draft))
}
