//! Reads `matters/*.toml`, one matter a file. What may be missing is left to the lints, so that all gaps are named at
//! once; what is written must be known and of the right type.

use crate::law::reading::{Files, LawError, LawErrors, Toml};
use crate::law::statutes::date;
use rules::catalogue::source::{
    BasisText, CertificateText, CommitmentText, ConditionText, DiscretionRuleText, DiscretionText, FieldText, FilingText, LimitText,
    MaterialText, MatterText, Placed, ReductionText, StepText, SupervisionText, ValidityText,
};
use rules::law::Mark;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct MatterFile {
    code: String,
    name: String,
    lists: Vec<String>,
    set_by: String,
    superior: String,
    territory: String,
    territory_basis: String,
    instead_of: String,
    undelegable: String,
    deviation: String,
    deviation_basis: String,
    mode: String,
    mode_mark: Option<Spanned<String>>,
    mode_basis: String,
    measures: Vec<String>,
    ground: String,
    level: String,
    competent: String,
    approving: String,
    regulating: String,
    regulating_mark: Option<Spanned<String>>,
    service: String,
    fee_fen: Option<i64>,
    fee_basis: String,
    visits: Option<u32>,
    quota: String,
    layout_plan: String,
    stock: String,
    valid_from: Option<Spanned<Datetime>>,
    basis: Vec<Spanned<BasisEntry>>,
    legal_limit: Option<Spanned<LimitEntry>>,
    promised_limit: Option<Spanned<LimitEntry>>,
    validity: Option<Spanned<ValidityEntry>>,
    certificate: Option<Spanned<CertificateEntry>>,
    condition: Vec<Spanned<ConditionEntry>>,
    material: Vec<Spanned<MaterialEntry>>,
    field: Vec<Spanned<FieldEntry>>,
    step: Vec<Spanned<StepEntry>>,
    reduction: Option<Spanned<ReductionEntry>>,
    filing: Option<Spanned<FilingEntry>>,
    commitment: Option<Spanned<CommitmentEntry>>,
    discretion: Vec<Spanned<DiscretionEntry>>,
    supervision: SupervisionEntry,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct BasisEntry {
    law: String,
    article: String,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitEntry {
    days: u32,
    #[serde(default)]
    article: String,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidityEntry {
    months: Option<u32>,
    /// `true`: long-term.
    none: Option<bool>,
    #[serde(default)]
    article: String,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificateEntry {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    fields: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ConditionEntry {
    code: String,
    text: String,
    measure: String,
    evidence: String,
    article: String,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct MaterialEntry {
    code: String,
    name: String,
    basis: String,
    source: String,
    shared_from: String,
    copies: u32,
    form: String,
    note: String,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct FieldEntry {
    code: String,
    label: String,
    kind: String,
    unit: String,
    choices: Vec<String>,
    required: bool,
    hint: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct StepEntry {
    code: String,
    name: String,
    post: String,
    days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReductionEntry {
    materials: (u32, u32),
    steps: (u32, u32),
    days: (u32, u32),
    fee_fen: (i64, i64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilingEntry {
    with_registration: bool,
    #[serde(default)]
    share_with: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct CommitmentEntry {
    verify_days: u32,
    consequence: String,
    letter_intro: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SupervisionEntry {
    measure: String,
    frequency: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct DiscretionEntry {
    code: String,
    name: String,
    unit: String,
    article: String,
    mark: Option<Spanned<String>>,
    rule: Vec<DiscretionRule>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct DiscretionRule {
    when: String,
    #[serde(rename = "if")]
    condition: String,
    from: Option<i64>,
    to: Option<i64>,
    choices: Vec<String>,
}

/// Reads every matter, by the order of the files' names.
pub(super) fn matters(files: &Files) -> Result<Vec<Placed<MatterText>>, LawErrors> {
    let mut errors = LawErrors::default();
    let mut matters = Vec::new();
    for (path, text) in files.below("catalogue/matters/", ".toml") {
        matters.extend(errors.take(matter(path, text).map_err(LawErrors::from)));
    }
    errors.or(matters)
}

fn matter(path: &str, text: &str) -> Result<Placed<MatterText>, LawError> {
    let (file, toml): (Spanned<MatterFile>, Toml<'_>) = Toml::read(path, text)?;
    // The matter stands where its code stands.
    let start = text.find("\ncode").map_or(0, |at| at + 1);
    let at = toml.at(&(start..start));
    let mut file = file.into_inner();
    let mode = of_the_mode(&toml, &mut file)?;
    let value = MatterText {
        mode_mark: mark(&toml, file.mode_mark)?,
        regulating_mark: mark(&toml, file.regulating_mark)?,
        valid_from: file.valid_from.as_ref().map(|from| date(&toml, from)).transpose()?,
        basis: each(&toml, file.basis, |entry| {
            Ok(BasisText {
                law: entry.law,
                article: entry.article,
                mark: mark(&toml, entry.mark)?,
            })
        })?,
        legal_limit: one(&toml, file.legal_limit, |entry| limit(&toml, entry))?,
        promised_limit: one(&toml, file.promised_limit, |entry| limit(&toml, entry))?,
        validity: file.validity.map(|entry| validity(&toml, entry)).transpose()?,
        certificate: one(&toml, file.certificate, |entry| {
            Ok(CertificateText {
                name: entry.name,
                kind: entry.kind,
                fields: entry.fields,
            })
        })?,
        conditions: each(&toml, file.condition, |entry| condition(&toml, entry))?,
        materials: each(&toml, file.material, |entry| material(&toml, entry))?,
        fields: each(&toml, file.field, |entry| Ok(field(entry)))?,
        discretion: each(&toml, file.discretion, |entry| discretion(&toml, entry))?,
        supervision: SupervisionText {
            measure: file.supervision.measure,
            frequency: file.supervision.frequency,
        },
        code: file.code,
        name: file.name,
        lists: file.lists,
        set_by: file.set_by,
        superior: file.superior,
        territory: file.territory,
        territory_basis: file.territory_basis,
        instead_of: file.instead_of,
        undelegable: file.undelegable,
        deviation: file.deviation,
        deviation_basis: file.deviation_basis,
        mode: file.mode,
        mode_basis: file.mode_basis,
        measures: file.measures,
        ground: file.ground,
        level: file.level,
        competent: file.competent,
        approving: file.approving,
        regulating: file.regulating,
        service: file.service,
        fee_fen: file.fee_fen,
        fee_basis: file.fee_basis,
        visits: file.visits,
        quota: file.quota,
        layout_plan: file.layout_plan,
        stock: file.stock,
        ..mode
    };
    Ok(Placed { value, at })
}

/// Steps, and what the reform mode obliges to.
fn of_the_mode(toml: &Toml<'_>, file: &mut MatterFile) -> Result<MatterText, LawError> {
    Ok(MatterText {
        steps: each(toml, std::mem::take(&mut file.step), |entry| {
            Ok(StepText {
                code: entry.code,
                name: entry.name,
                post: entry.post,
                days: entry.days,
            })
        })?,
        reduction: one(toml, file.reduction.take(), |entry| {
            Ok(ReductionText {
                materials: entry.materials,
                steps: entry.steps,
                days: entry.days,
                fee_fen: entry.fee_fen,
            })
        })?,
        filing: one(toml, file.filing.take(), |entry| {
            Ok(FilingText {
                with_registration: entry.with_registration,
                share_with: entry.share_with,
            })
        })?,
        commitment: one(toml, file.commitment.take(), |entry| {
            Ok(CommitmentText {
                verify_days: entry.verify_days,
                consequence: entry.consequence,
                letter_intro: entry.letter_intro,
            })
        })?,
        ..MatterText::default()
    })
}

/// Every entry of a list, with its place.
fn each<T, U>(toml: &Toml<'_>, entries: Vec<Spanned<T>>, make: impl Fn(T) -> Result<U, LawError>) -> Result<Vec<Placed<U>>, LawError> {
    entries.into_iter().map(|entry| placed(toml, entry, &make)).collect()
}

/// An entry that may be there, with its place.
fn one<T, U>(toml: &Toml<'_>, entry: Option<Spanned<T>>, make: impl Fn(T) -> Result<U, LawError>) -> Result<Option<Placed<U>>, LawError> {
    entry.map(|entry| placed(toml, entry, &make)).transpose()
}

fn placed<T, U>(toml: &Toml<'_>, entry: Spanned<T>, make: &impl Fn(T) -> Result<U, LawError>) -> Result<Placed<U>, LawError> {
    let at = toml.at(&entry.span());
    Ok(Placed {
        value: make(entry.into_inner())?,
        at,
    })
}

fn mark(toml: &Toml<'_>, written: Option<Spanned<String>>) -> Result<Option<Mark>, LawError> {
    written.map(|written| toml.mark(&written)).transpose()
}

fn limit(toml: &Toml<'_>, entry: LimitEntry) -> Result<LimitText, LawError> {
    Ok(LimitText {
        days: entry.days,
        article: entry.article,
        mark: mark(toml, entry.mark)?,
    })
}

fn validity(toml: &Toml<'_>, entry: Spanned<ValidityEntry>) -> Result<Placed<ValidityText>, LawError> {
    let span = entry.span();
    if entry.get_ref().months.is_some() == (entry.get_ref().none == Some(true)) {
        return Err(toml.wrong(&span, "either `months` or `none = true`"));
    }
    placed(toml, entry, &|entry| {
        Ok(ValidityText {
            months: entry.months,
            article: entry.article,
            mark: mark(toml, entry.mark)?,
        })
    })
}

fn condition(toml: &Toml<'_>, entry: ConditionEntry) -> Result<ConditionText, LawError> {
    Ok(ConditionText {
        code: entry.code,
        text: entry.text,
        measure: entry.measure,
        evidence: entry.evidence,
        article: entry.article,
        mark: mark(toml, entry.mark)?,
    })
}

fn material(toml: &Toml<'_>, entry: MaterialEntry) -> Result<MaterialText, LawError> {
    Ok(MaterialText {
        code: entry.code,
        name: entry.name,
        basis: entry.basis,
        source: entry.source,
        shared_from: entry.shared_from,
        copies: entry.copies,
        form: entry.form,
        note: entry.note,
        mark: mark(toml, entry.mark)?,
    })
}

fn discretion(toml: &Toml<'_>, entry: DiscretionEntry) -> Result<DiscretionText, LawError> {
    let rule = |rule: DiscretionRule| DiscretionRuleText {
        when: rule.when,
        condition: rule.condition,
        from: rule.from,
        to: rule.to,
        choices: rule.choices,
    };
    Ok(DiscretionText {
        code: entry.code,
        name: entry.name,
        unit: entry.unit,
        article: entry.article,
        mark: mark(toml, entry.mark)?,
        rules: entry.rule.into_iter().map(rule).collect(),
    })
}

fn field(entry: FieldEntry) -> FieldText {
    FieldText {
        code: entry.code,
        label: entry.label,
        kind: entry.kind,
        unit: entry.unit,
        choices: entry.choices,
        required: entry.required,
        hint: entry.hint,
    }
}
