//! Names for SQLite's constraint errors: it reports columns where PostgreSQL reports the constraint.

use rusqlite::{Connection, ffi};

/// The name that PostgreSQL would give.
pub(crate) fn name(connection: &Connection, extended_code: i32, message: &str) -> String {
    let subject = message.split_once(" failed: ").map_or(message, |(_, subject)| subject);
    match extended_code {
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "foreign_key".to_owned(),
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_ROWID => unique(connection, subject),
        ffi::SQLITE_CONSTRAINT_NOTNULL => format!("{}_not_null", subject.replace('.', "_")),
        // CHECK names itself; a trigger says what it raises.
        _ => subject.to_owned(),
    }
}

/// `subject` is `t.a, t.b`, or `index 'name'` for an index over expressions.
fn unique(connection: &Connection, subject: &str) -> String {
    if let Some(index) = subject.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let pairs: Vec<(&str, &str)> = subject.split(", ").filter_map(|pair| pair.split_once('.')).collect();
    let Some((table, _)) = pairs.first() else {
        return subject.to_owned();
    };
    let columns: Vec<String> = pairs.iter().map(|(_, column)| (*column).to_owned()).collect();
    by_columns(connection, table, &columns).unwrap_or_else(|_| subject.to_owned())
}

fn by_columns(connection: &Connection, table: &str, columns: &[String]) -> rusqlite::Result<String> {
    let mut indexes = connection.prepare_cached("select name, origin from pragma_index_list(?1) where \"unique\" = 1 order by name")?;
    let indexes = indexes
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    let mut origin = "pk".to_owned();
    for (index, made_by) in indexes {
        let mut info = connection.prepare_cached("select name from pragma_index_info(?1) order by seqno")?;
        let covered = info
            .query_map([&index], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<Option<String>>>>()?;
        // An expression has no name; an index over one names itself in the message.
        if covered.iter().map(Option::as_deref).eq(columns.iter().map(|c| Some(c.as_str()))) {
            if made_by == "c" {
                return Ok(index);
            }
            origin = made_by;
        }
    }
    let mut text = connection.prepare_cached("select sql from sqlite_schema where type = 'table' and name = ?1")?;
    let text: String = text.query_row([table], |row| row.get(0))?;
    let kind = if origin == "pk" { "primary" } else { "unique" };
    Ok(named_in(&text, kind, columns).unwrap_or_else(|| match kind {
        "primary" => format!("{table}_pkey"),
        _ => format!("{table}_{}_key", columns.join("_")),
    }))
}

/// Finds `constraint NAME unique (a, b)`, or `a text constraint NAME unique`, in a `create table` text.
fn named_in(text: &str, kind: &str, columns: &[String]) -> Option<String> {
    items(&words(text)).into_iter().find_map(|item| {
        let at = item.iter().position(|word| word == "constraint").filter(|at| {
            // More than one constraint may stand behind a column; take the one of this kind.
            item.get(at + 2).is_some_and(|word| word == kind)
        });
        let at = at.or_else(|| {
            item.windows(3)
                .position(|w| matches!(w, [a, _, c] if a == "constraint" && c == kind))
        })?;
        let over: Vec<String> = if at == 0 {
            let open = item.iter().position(|word| word == "(")?;
            item.iter()
                .skip(open + 1)
                .take_while(|word| *word != ")")
                .filter(|word| *word != ",")
                .cloned()
                .collect()
        } else {
            item.first().cloned().into_iter().collect()
        };
        (over == columns).then(|| item.get(at + 1).cloned()).flatten()
    })
}

/// The parts of a table's text between its outermost brackets, split at its outermost commas.
fn items(words: &[String]) -> Vec<Vec<String>> {
    let mut items = vec![Vec::new()];
    let mut depth = 0_usize;
    for word in words {
        let before = depth;
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if before == 0 || depth == 0 {
            continue;
        }
        if depth == 1 && word == "," {
            items.push(Vec::new());
        } else if let Some(item) = items.last_mut() {
            item.push(word.clone());
        }
    }
    items
}

/// Lower-case words, brackets and commas; comments and literals are left out.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '\'' => rest.get(1..).and_then(|r| r.find('\'')).map_or(rest.len(), |end| end + 2),
            _ if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                words.push(rest.get(..end).unwrap_or_default().to_lowercase());
                end
            }
            '(' | ')' | ',' => {
                words.push(c.to_string());
                1
            }
            _ => c.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    words
}
