//! 留痕: the sealer that numbers and links evidence after the fact, the export, and its verification by anybody.

use crate::bureau::App;
use crate::failure::{Failure, Fault};
use rules::calendar::Moment;
use rules::record::{Frontier, Hash, checkpoint_note, hex, sha256_hex, sm3_hex, unhex};
use serde::{Deserialize, Serialize};
use sql::{Tx, Value, params};

/// Entries sealed in one transaction.
const BATCH: u32 = 1_000;
/// A signed tree head at least every so many entries …
const CHECKPOINT_ENTRIES: u64 = 1_000;
/// … and so many seconds.
const CHECKPOINT_SECONDS: i64 = 60;
/// First line of every checkpoint.
const ORIGIN: &str = "zhunying-record";

fn frontier(hash: Hash, size: u64, peaks: &str) -> Result<Frontier, Fault> {
    let peaks: Option<Vec<[u8; 32]>> = peaks.split_whitespace().map(unhex).collect();
    peaks
        .and_then(|peaks| Frontier::restore(hash, size, peaks))
        .ok_or_else(|| Fault::stored("record head", "peaks"))
}

fn peaks_text(frontier: &Frontier) -> String {
    let peaks: Vec<String> = frontier.peaks().iter().map(|peak| hex(peak)).collect();
    peaks.join(" ")
}

/// What one sealing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Entries numbered.
    pub entries: usize,
    /// Size of the whole record.
    pub size: u64,
    /// A signed tree head is due.
    pub checkpoint_due: bool,
}

/// Numbers and links what is pending; the head row serialises sealers of several servers.
pub fn seal_once(app: &App) -> Result<Sealed, Failure> {
    app.keep_books("record.seal", |tx, at| {
        let head = tx.query_one(
            "select size, peaks_sm3, peaks_sha256, checkpoint_size, checkpoint_at from record_head where id = 1",
            params![],
        )?;
        let before = head.int("size")?;
        let size = u64::try_from(before).map_err(|error| Fault::stored("record size", error))?;
        let pending = tx.query(
            "select e.id, e.body from record_pending p join record_entry e on e.id = p.entry_id order by p.at, p.entry_id limit $1",
            params![BATCH],
        )?;
        let checkpoint_size = u64::try_from(head.int("checkpoint_size")?).unwrap_or(0);
        let old = Moment::from_micros(head.int("checkpoint_at")?).plus_seconds(CHECKPOINT_SECONDS) <= at;
        let due = |size: u64| size >= checkpoint_size + CHECKPOINT_ENTRIES || (old && size > checkpoint_size);
        if pending.is_empty() {
            return Ok(Sealed {
                entries: 0,
                size,
                checkpoint_due: due(size),
            });
        }
        let mut sm3 = frontier(Hash::Sm3, size, &head.text("peaks_sm3")?)?;
        let mut sha256 = frontier(Hash::Sha256, size, &head.text("peaks_sha256")?)?;
        let (mut seals, mut ids) = (Vec::with_capacity(pending.len()), Vec::with_capacity(pending.len()));
        for (row, seq) in pending.iter().zip(before..) {
            let (id, body) = (row.text("id")?, row.text("body")?);
            sm3.append(body.as_bytes());
            sha256.append(body.as_bytes());
            seals.push(vec![Value::from(seq), Value::from(id.as_str()), Value::from(at.micros())]);
            ids.push(id);
        }
        tx.insert_many("record_seal (seq, entry_id, sealed_at)", &seals)?;
        for id in &ids {
            tx.execute("delete from record_pending where entry_id = $1", params![id])?;
        }
        let guarded = tx.execute(
            "update record_head set size = $1, peaks_sm3 = $2, peaks_sha256 = $3 where id = 1 and size = $4",
            params![
                i64::try_from(sm3.size()).unwrap_or(i64::MAX),
                peaks_text(&sm3),
                peaks_text(&sha256),
                before
            ],
        )?;
        if guarded == 0 {
            return Err(sql::Error::Conflict.into());
        }
        Ok(Sealed {
            entries: ids.len(),
            size: sm3.size(),
            checkpoint_due: due(sm3.size()),
        })
    })
}

/// Signs the present tree head: read, sign outside the transaction, then store if nobody was faster.
pub fn checkpoint(app: &App) -> Result<(), Failure> {
    let head = app.view("record.head", head_roots)?;
    let Some((size, root_sm3, root_sha256)) = head else { return Ok(()) };
    let at = app.now();
    let note = checkpoint_note(ORIGIN, size, &root_sm3, &root_sha256, at);
    let signature = app.seal().sign(note.as_bytes());
    app.keep_books("record.checkpoint", move |tx, _| {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        tx.execute(
            "insert into record_checkpoint (size, root_sm3, root_sha256, at, note, key_id, signature) values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (size) do nothing",
            params![
                size,
                &root_sm3,
                &root_sha256,
                at.micros(),
                &note,
                &signature.key_id,
                &signature.der_hex
            ],
        )?;
        tx.execute(
            "update record_head set checkpoint_size = $1, checkpoint_at = $2 where id = 1 and checkpoint_size < $1",
            params![size, at.micros()],
        )?;
        Ok(())
    })
}

fn head_roots(tx: &mut Tx) -> Result<Option<(u64, String, String)>, Failure> {
    let head = tx.query_one("select size, peaks_sm3, peaks_sha256 from record_head where id = 1", params![])?;
    let size = u64::try_from(head.int("size")?).unwrap_or(0);
    if size == 0 {
        return Ok(None);
    }
    let sm3 = frontier(Hash::Sm3, size, &head.text("peaks_sm3")?)?.root();
    let sha256 = frontier(Hash::Sha256, size, &head.text("peaks_sha256")?)?.root();
    Ok(Some((size, hex(&sm3), hex(&sha256))))
}

/// One line of an export: an entry, or a signed tree head.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// An entry in its sealed place.
    Entry {
        /// Its number, from 0.
        seq: i64,
        /// When it was sealed, microseconds.
        sealed_at: i64,
        /// Its canonical bytes.
        body: String,
    },
    /// A signed tree head.
    Checkpoint {
        /// Entries it stands over.
        size: u64,
        /// The signed note.
        note: String,
        /// Key.
        key_id: String,
        /// Public key.
        public_pem: String,
        /// SM2 signature, DER in hexadecimal.
        signature: String,
    },
}

/// Writes the whole record line by line: pages of entries, then the signed heads.
pub fn export(app: &App, mut write: impl FnMut(&Line) -> Result<(), Fault>) -> Result<u64, Failure> {
    let mut next = 0i64;
    loop {
        let from = next;
        let page = app.view("record.export", move |tx| {
            let rows = tx.query(
                "select s.seq, s.sealed_at, e.body from record_seal s join record_entry e on e.id = s.entry_id
                 where s.seq >= $1 order by s.seq limit 2000",
                params![from],
            )?;
            rows.iter()
                .map(|row| {
                    Ok(Line::Entry {
                        seq: row.int("seq")?,
                        sealed_at: row.int("sealed_at")?,
                        body: row.text("body")?,
                    })
                })
                .collect::<Result<Vec<_>, Failure>>()
        })?;
        if page.is_empty() {
            break;
        }
        next += i64::try_from(page.len()).unwrap_or(0);
        for line in &page {
            write(line)?;
        }
    }
    for line in app.view("record.checkpoints", checkpoints)? {
        write(&line)?;
    }
    Ok(u64::try_from(next).unwrap_or(0))
}

fn checkpoints(tx: &mut Tx) -> Result<Vec<Line>, Failure> {
    let rows = tx.query(
        "select c.size, c.note, c.key_id, c.signature, k.public_pem from record_checkpoint c join signing_key k on k.key_id = c.key_id
         order by c.size",
        params![],
    )?;
    let read = |row: &sql::Row| -> Result<Line, Failure> {
        Ok(Line::Checkpoint {
            size: u64::try_from(row.int("size")?).unwrap_or(0),
            note: row.text("note")?,
            key_id: row.text("key_id")?,
            public_pem: row.text("public_pem")?,
            signature: row.text("signature")?,
        })
    };
    rows.iter().map(read).collect()
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries read.
    pub entries: u64,
    /// Signed heads checked.
    pub checkpoints: u64,
    /// Root in SM3.
    pub root_sm3: String,
}

/// Verifies an export without the server: numbers without gap, every signed head equal to the tree over the entries before
/// it, sealing time never going back. The first breach is told with its line.
pub fn verify(lines: impl Iterator<Item = Result<Line, Fault>>) -> Result<Verified, Fault> {
    let breach = |line: usize, what: String| Fault::world(format!("line {}", line + 1), what);
    let (mut sm3, mut sha256) = (Frontier::new(Hash::Sm3), Frontier::new(Hash::Sha256));
    let mut roots: std::collections::BTreeMap<u64, (String, String)> = std::collections::BTreeMap::new();
    let (mut sealed_before, mut checkpoints) = (i64::MIN, 0);
    for (number, line) in lines.enumerate() {
        match line? {
            Line::Entry { seq, sealed_at, body } => {
                if u64::try_from(seq) != Ok(sm3.size()) {
                    return Err(breach(number, format!("entry {seq} stands where {} belongs", sm3.size())));
                }
                if sealed_at < sealed_before {
                    return Err(breach(number, format!("entry {seq} was sealed before the one ahead of it")));
                }
                sealed_before = sealed_at;
                sm3.append(body.as_bytes());
                sha256.append(body.as_bytes());
                roots.insert(sm3.size(), (hex(&sm3.root()), hex(&sha256.root())));
            }
            Line::Checkpoint {
                size,
                note,
                key_id,
                public_pem,
                signature,
            } => {
                let signature = paper::seal::Signature {
                    algorithm: paper::seal::ALGORITHM.to_owned(),
                    key_id,
                    der_hex: signature,
                };
                paper::seal::verify(&public_pem, note.as_bytes(), &signature).map_err(|fault| breach(number, fault.to_string()))?;
                let Some((root_sm3, root_sha256)) = roots.get(&size) else {
                    return Err(breach(number, format!("a signed head of {size} entries, but the file holds fewer")));
                };
                let says = [
                    format!("\n{size}\n"),
                    format!("\nsm3 {root_sm3}\n"),
                    format!("\nsha256 {root_sha256}\n"),
                ];
                if let Some(missing) = says.iter().find(|part| !note.contains(part.as_str())) {
                    return Err(breach(
                        number,
                        format!("signed head of {size} entries does not fit them: {}", missing.trim()),
                    ));
                }
                checkpoints += 1;
            }
        }
    }
    Ok(Verified {
        entries: sm3.size(),
        checkpoints,
        root_sm3: hex(&sm3.root()),
    })
}

/// Compares every stored entry's hashes with its bytes; gives the first that does not fit.
pub fn first_altered_entry(tx: &mut Tx) -> Result<Option<String>, Failure> {
    let mut after = String::new();
    loop {
        let rows = tx.query(
            "select id, body, sm3, sha256 from record_entry where id > $1 order by id limit 2000",
            params![&after],
        )?;
        if rows.is_empty() {
            return Ok(None);
        }
        for row in &rows {
            let (id, body) = (row.text("id")?, row.text("body")?);
            if row.text("sm3")? != sm3_hex(body.as_bytes()) || row.text("sha256")? != sha256_hex(body.as_bytes()) {
                return Ok(Some(id));
            }
            after = id;
        }
    }
}
