//! Reads the catalogue's files into what `rules` checks and compiles; every text keeps its file and line.

mod matter;
mod power;
mod registers;
mod trades;

use crate::law::reading::{Files, LawError, LawErrors, Row, Toml, table};
use crate::law::statutes::date;
use rules::catalogue::Layer;
use rules::catalogue::source::{
    CorrectionText, EverydayRow, FactText, Header, LayerRow, ListedRow, NeedText, Placed, SourceFile, Sources, TermRow, UnitText,
};
use rules::record::sm3_hex;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

/// Reads everything below `catalogue/`.
pub(crate) fn read(files: &Files) -> Result<Sources, LawErrors> {
    let mut errors = LawErrors::default();
    let mut sources = Sources::default();
    errors.put(&mut sources.header, header(files));
    errors.put(&mut sources.terms, terms(files));
    errors.put(&mut sources.listed, listed(files));
    errors.put(&mut sources.layers, layers(files));
    errors.put(&mut sources.matters, matter::matters(files));
    let mut over = Over::default();
    errors.put(&mut over, corrections(files));
    (sources.corrections, sources.facts) = (over.corrections, over.facts);
    errors.put(&mut sources.everyday, everyday(files));
    let mut bundles = trades::Bundles::default();
    errors.put(&mut bundles, trades::read(files));
    (sources.trades, sources.orders, sources.waivers) = (bundles.trades, bundles.orders, bundles.waivers);
    errors.put(&mut sources.units, units(files));
    errors.put(&mut sources.powers, power::powers(files));
    errors.put(&mut sources.registers, registers::registers(files));
    sources.files = files
        .below("catalogue/", "")
        .map(|(path, text)| SourceFile {
            path: path.to_owned(),
            sm3: sm3_hex(text.as_bytes()),
        })
        .collect();
    errors.or(sources)
}

/// `catalogue.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderText {
    title: String,
    issuer: String,
    published: Spanned<Datetime>,
    draft: bool,
    valid_from: Spanned<Datetime>,
    terms: Spanned<usize>,
    listed_matters: Spanned<usize>,
    source: String,
    #[serde(default)]
    notes: Vec<String>,
}

fn header(files: &Files) -> Result<Header, LawErrors> {
    let path = "catalogue/catalogue.toml";
    let (text, toml): (HeaderText, Toml<'_>) = Toml::read(path, files.text(path)?)?;
    let valid_from = date(&toml, &text.valid_from)?;
    let (title, valid_from) = files
        .old()
        .map_or((text.title, valid_from), |old| (old.title.clone(), old.valid_from));
    Ok(Header {
        published: Some(date(&toml, &text.published)?),
        valid_from,
        terms: Some(toml.placed(text.terms, |count| count)),
        listed_matters: Some(toml.placed(text.listed_matters, |count| count)),
        title,
        issuer: text.issuer,
        draft: text.draft,
        source: text.source,
        notes: text.notes,
    })
}

fn rows<T>(files: &Files, path: &str, columns: &[&str], make: impl Fn(&Row<'_>) -> T) -> Result<Vec<Placed<T>>, LawErrors> {
    let rows = table(files, path, columns)?;
    Ok(rows
        .into_iter()
        .map(|row| Placed {
            value: make(&row),
            at: row.at,
        })
        .collect())
}

fn terms(files: &Files) -> Result<Vec<Placed<TermRow>>, LawErrors> {
    let columns = [
        "code",
        "name",
        "kind",
        "industries",
        "permits",
        "permits_ftz",
        "filings",
        "cell_status",
    ];
    rows(files, "catalogue/scope-terms.tsv", &columns, |row| TermRow {
        code: row.cell("code"),
        name: row.cell("name"),
        kind: row.cell("kind"),
        industries: row.list("industries"),
        permits: row.list("permits"),
        permits_ftz: row.list("permits_ftz"),
        filings: row.list("filings"),
        cell_status: row.cell("cell_status"),
    })
}

fn listed(files: &Files) -> Result<Vec<Placed<ListedRow>>, LawErrors> {
    let columns = [
        "id",
        "name",
        "sort",
        "free_trade_zone",
        "department",
        "department_mark",
        "mode",
        "mode_mark",
        "name_mark",
    ];
    rows(files, "catalogue/listed-matters.tsv", &columns, |row| ListedRow {
        id: row.cell("id"),
        name: row.cell("name"),
        sort: row.cell("sort"),
        free_trade_zone: row.cell("free_trade_zone"),
        department: row.cell("department"),
        department_mark: row.cell("department_mark"),
        mode: row.cell("mode"),
        mode_mark: row.cell("mode_mark"),
        name_mark: row.cell("name_mark"),
    })
}

/// `layers/state.tsv` and those below; a catalogue without them is whole.
fn layers(files: &Files) -> Result<BTreeMap<Layer, Vec<Placed<LayerRow>>>, LawErrors> {
    let (mut errors, mut layers) = (LawErrors::default(), BTreeMap::new());
    for layer in Layer::ALL.iter().filter(|layer| files.text(layer.path()).is_ok()) {
        if let Some(rows) = errors.take(layer_rows(files, layer.path())) {
            layers.insert(*layer, rows);
        }
    }
    let known = |path: &str| Layer::ALL.iter().any(|layer| layer.path() == path);
    for (path, _) in files.below("catalogue/layers/", "").filter(|(path, _)| !known(path)) {
        errors.0.push(LawError::new(path, 0, "no layer of this name"));
    }
    errors.or(layers)
}

fn layer_rows(files: &Files, path: &str) -> Result<Vec<Placed<LayerRow>>, LawErrors> {
    let columns = [
        "code",
        "name",
        "mode",
        "level",
        "department",
        "approving",
        "free_trade_zone",
        "set_by",
        "conditions",
        "materials",
        "superior",
        "deviation",
        "deviation_basis",
        "source",
        "note",
    ];
    rows(files, path, &columns, |row| LayerRow {
        code: row.cell("code"),
        name: row.cell("name"),
        mode: row.cell("mode"),
        level: row.cell("level"),
        department: row.cell("department"),
        approving: row.cell("approving"),
        free_trade_zone: row.cell("free_trade_zone"),
        set_by: row.cell("set_by"),
        conditions: row.list("conditions"),
        materials: row.list("materials"),
        superior: row.cell("superior"),
        deviation: row.cell("deviation"),
        deviation_basis: row.cell("deviation_basis"),
        source: row.cell("source"),
        note: row.cell("note"),
    })
}

fn everyday(files: &Files) -> Result<Vec<Placed<EverydayRow>>, LawErrors> {
    rows(files, "catalogue/everyday.tsv", &["word", "terms", "note"], |row| EverydayRow {
        word: row.cell("word"),
        terms: row.list("terms"),
        note: row.cell("note"),
    })
}

/// `corrections.toml` and `corrections/*.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionsFile {
    #[serde(default)]
    fact: Vec<FactEntry>,
    #[serde(default)]
    correction: Vec<CorrectionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactEntry {
    code: Spanned<String>,
    #[serde(default)]
    question: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    choices: Vec<ChoiceEntry>,
    #[serde(default)]
    hint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceEntry {
    value: String,
    label: String,
}

/// What the corrections files hold.
#[derive(Default)]
struct Over {
    corrections: Vec<Placed<CorrectionText>>,
    facts: Vec<Placed<FactText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionEntry {
    term: Spanned<String>,
    #[serde(default)]
    drop: Vec<String>,
    needs: Option<Vec<NeedEntry>>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    basis: String,
    from: Option<Spanned<Datetime>>,
    mark: Option<Spanned<String>>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NeedEntry {
    #[serde(default)]
    all_of: Vec<String>,
    #[serde(default)]
    any_of: Vec<String>,
    #[serde(default)]
    when: String,
    #[serde(default, rename = "if")]
    condition: String,
    #[serde(default)]
    note: String,
}

fn corrections(files: &Files) -> Result<Over, LawErrors> {
    let (mut errors, mut over) = (LawErrors::default(), Over::default());
    for (path, text) in files.below("catalogue/corrections", ".toml") {
        let mut one = Over::default();
        errors.put(&mut one, corrections_file(path, text));
        over.corrections.append(&mut one.corrections);
        over.facts.append(&mut one.facts);
    }
    errors.or(over)
}

fn corrections_file(path: &str, text: &str) -> Result<Over, LawErrors> {
    let (file, toml): (CorrectionsFile, Toml<'_>) = Toml::read(path, text)?;
    let corrections: Result<Vec<_>, LawError> = file.correction.into_iter().map(|entry| correction(&toml, entry)).collect();
    let fact = |entry: FactEntry| {
        toml.placed(entry.code, |code| FactText {
            code,
            question: entry.question,
            kind: entry.kind,
            unit: entry.unit,
            choices: entry.choices.into_iter().map(|choice| (choice.value, choice.label)).collect(),
            hint: entry.hint,
        })
    };
    Ok(Over {
        corrections: corrections?,
        facts: file.fact.into_iter().map(fact).collect(),
    })
}

fn correction(toml: &Toml<'_>, entry: CorrectionEntry) -> Result<Placed<CorrectionText>, LawError> {
    let need = |need: NeedEntry| NeedText {
        all_of: need.all_of,
        any_of: need.any_of,
        when: need.when,
        condition: need.condition,
        note: need.note,
    };
    let from = entry.from.as_ref().map(|from| date(toml, from)).transpose()?;
    let mark = entry.mark.as_ref().map(|mark| toml.mark(mark)).transpose()?;
    Ok(toml.placed(entry.term, |term| CorrectionText {
        term,
        drop: entry.drop,
        needs: entry.needs.map(|needs| needs.into_iter().map(need).collect()),
        kind: entry.kind,
        basis: entry.basis,
        from,
        mark,
        note: entry.note,
    }))
}

/// `units.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitsFile {
    unit: Vec<UnitEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    code: Spanned<String>,
    name: String,
    #[serde(default)]
    short: String,
    /// Departments whose business it does; itself when nothing is said.
    departments: Option<Vec<String>>,
    #[serde(default)]
    place: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    window: String,
    #[serde(default)]
    demo: bool,
}

fn units(files: &Files) -> Result<Vec<Placed<UnitText>>, LawErrors> {
    let path = "catalogue/units.toml";
    let (file, toml): (UnitsFile, Toml<'_>) = Toml::read(path, files.text(path)?)?;
    let unit = |entry: UnitEntry| {
        toml.placed(entry.code, |code| UnitText {
            departments: entry.departments.unwrap_or_else(|| vec![code.clone()]),
            code,
            name: entry.name,
            short: entry.short,
            place: entry.place,
            address: entry.address,
            hours: entry.hours,
            phone: entry.phone,
            window: entry.window,
            demo: entry.demo,
        })
    };
    Ok(file.unit.into_iter().map(unit).collect())
}
