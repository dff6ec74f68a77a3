//! 工作日历、法规参数 and the rules of identity codes.

use super::reading::{Files, LawError, LawErrors, Toml};
use rules::calendar::{Calendar, Date, Year};
use rules::law::{Child, Parameter, Unit, Value, looser};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

/// `calendar/YYYY.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearText {
    year: Spanned<i16>,
    source: String,
    #[serde(default)]
    rest: Vec<DaysText>,
    #[serde(default)]
    work: Vec<DaysText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DaysText {
    name: String,
    days: Vec<Spanned<String>>,
}

/// Reads the State Council's notices, one file a year.
pub(super) fn calendar(files: &Files) -> Result<Calendar, LawErrors> {
    let mut errors = LawErrors::default();
    let mut years = BTreeMap::new();
    for (path, text) in files.below("calendar/", ".toml") {
        if let Some((number, year)) = errors.take(year(path, text).map_err(LawErrors::from)) {
            years.insert(number, year);
        }
    }
    if years.is_empty() && errors.0.is_empty() {
        errors.0.push(LawError::new("calendar", 0, "no year is there"));
    }
    errors.or(Calendar::new(years))
}

fn year(path: &str, text: &str) -> Result<(i16, Year), LawError> {
    let (read, toml): (YearText, Toml<'_>) = Toml::read(path, text)?;
    let number = *read.year.get_ref();
    let mut year = Year {
        source: read.source,
        ..Year::default()
    };
    for (list, into) in [(read.rest, &mut year.rest), (read.work, &mut year.work)] {
        for holiday in list {
            for day in holiday.days {
                let span = day.span();
                let date: Date = day
                    .get_ref()
                    .parse()
                    .map_err(|_| toml.wrong(&span, format!("`{}` is no day", day.get_ref())))?;
                if date.year() != number {
                    return Err(toml.wrong(&span, format!("{date} is not in {number}")));
                }
                if into.insert(date, holiday.name.clone()).is_some() {
                    return Err(toml.wrong(&span, format!("{date} stands twice")));
                }
            }
        }
    }
    if let Some(both) = year.rest.keys().find(|day| year.work.contains_key(day)) {
        return Err(toml.wrong(&read.year.span(), format!("{both} both rests and works")));
    }
    Ok((number, year))
}

/// A day written as a TOML date.
pub(crate) fn date(toml: &Toml<'_>, written: &Spanned<Datetime>) -> Result<Date, LawError> {
    let wrong = || toml.wrong(&written.span(), format!("`{}` is no day", written.get_ref()));
    let day = written
        .get_ref()
        .date
        .filter(|_| written.get_ref().time.is_none())
        .ok_or_else(wrong)?;
    let part = |value: u8| i8::try_from(value).map_err(|_| wrong());
    Date::new(i16::try_from(day.year).map_err(|_| wrong())?, part(day.month)?, part(day.day)?).map_err(|_| wrong())
}

/// One file of `parameters/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParametersText {
    #[serde(default)]
    parameter: Vec<ParameterText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterText {
    code: Spanned<String>,
    name: String,
    /// How a place may differ from the one above it; as it likes when nothing is said.
    child: Option<Spanned<String>>,
    /// The words a choice is one of.
    #[serde(default)]
    choices: Vec<String>,
    value: Vec<ValueText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueText {
    from: Spanned<Datetime>,
    #[serde(default)]
    place: String,
    value: i64,
    unit: Spanned<String>,
    article: Spanned<String>,
    mark: Spanned<String>,
}

/// Reads every dated value.
pub(super) fn parameters(files: &Files) -> Result<BTreeMap<String, Parameter>, LawErrors> {
    let mut errors = LawErrors::default();
    let mut parameters: BTreeMap<String, Parameter> = BTreeMap::new();
    for (path, text) in files.below("parameters/", ".toml") {
        let read: Result<(ParametersText, Toml<'_>), LawError> = Toml::read(path, text);
        let Some((file, toml)) = errors.take(read.map_err(LawErrors::from)) else {
            continue;
        };
        for written in file.parameter {
            let code = written.code.get_ref().clone();
            let span = written.code.span();
            let Some(parameter) = errors.take(parameter(&toml, written).map_err(LawErrors::from)) else {
                continue;
            };
            if parameters.insert(code.clone(), parameter).is_some() {
                errors.0.push(toml.wrong(&span, format!("`{code}` stands twice")));
            }
        }
    }
    if parameters.is_empty() && errors.0.is_empty() {
        errors.0.push(LawError::new("parameters", 0, "no parameter is there"));
    }
    errors.or(parameters)
}

fn parameter(toml: &Toml<'_>, written: ParameterText) -> Result<Parameter, LawError> {
    let mut values: Vec<Value> = Vec::new();
    for text in written.value {
        let unit = text.unit.get_ref();
        let value = Value {
            from: date(toml, &text.from)?,
            place: text.place,
            value: text.value,
            unit: Unit::from_name(unit).ok_or_else(|| toml.wrong(&text.unit.span(), format!("`{unit}` is no unit")))?,
            article: text.article.get_ref().clone(),
            mark: toml.mark(&text.mark)?,
        };
        if value.article.trim().is_empty() {
            return Err(toml.wrong(&text.article.span(), "a value needs its article"));
        }
        if values.iter().any(|other| other.from == value.from && other.place == value.place) {
            return Err(toml.wrong(&text.from.span(), format!("two values from {}", value.from)));
        }
        values.push(value);
    }
    let child = written.child.as_ref().map(|child| {
        Child::from_name(child.get_ref()).ok_or_else(|| toml.wrong(&child.span(), format!("`{}` is no way to differ", child.get_ref())))
    });
    let parameter = Parameter {
        name: written.name,
        child: child.transpose()?.unwrap_or_default(),
        choices: written.choices,
        values,
    };
    let unsaid = |value: &&Value| {
        let word = usize::try_from(value.value).ok().and_then(|chosen| parameter.choices.get(chosen));
        value.unit == Unit::Choice && word.is_none()
    };
    if let Some(value) = parameter.values.iter().find(unsaid) {
        return Err(toml.wrong(&written.code.span(), format!("there is no word {} to choose", value.value)));
    }
    if let Some(deviation) = looser(&parameter).first() {
        let (below, above) = (&deviation.below, &deviation.above);
        let why = format!(
            "{} says {} from {}, and {} allows no other than its own {} ({})",
            below.place,
            below.value,
            below.from,
            if above.place.is_empty() { "the country" } else { &above.place },
            above.value,
            above.article
        );
        return Err(toml.wrong(&written.code.span(), why));
    }
    Ok(parameter)
}

/// `identity-codes.toml`: the published rules, shown to readers and held against the code by a test.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityCodes {
    /// 统一社会信用代码
    pub credit_code: CodeRule,
    /// 组织机构代码
    pub organisation_code: CodeRule,
    /// 公民身份号码
    pub citizen_number: CodeRule,
}

/// How one kind of code is made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRule {
    /// Standard.
    pub standard: String,
    /// Characters in all.
    pub length: usize,
    /// Its alphabet.
    #[serde(default)]
    pub characters: String,
    /// Weights.
    pub weights: Vec<u32>,
    /// Modulus.
    pub modulus: u32,
    /// How the check character is found.
    #[serde(default)]
    pub check: String,
    /// Check characters by remainder.
    #[serde(default)]
    pub check_characters: String,
    /// Where the division stands.
    pub division: Option<PartRule>,
    /// Where the body stands.
    pub body: Option<PartRule>,
    /// Where the birthday stands.
    pub birth: Option<PartRule>,
    /// Where the sequence number stands.
    pub sequence: Option<PartRule>,
    /// Length of an older form.
    pub legacy_length: Option<usize>,
    /// How sure we are.
    pub mark: String,
    /// Registering authorities and the types they register.
    #[serde(default)]
    pub authority: Vec<Authority>,
}

/// Characters of a code with a meaning of their own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartRule {
    /// The first, counted from 1.
    pub from: usize,
    /// How many.
    pub length: usize,
    /// How they are written.
    #[serde(default)]
    pub form: String,
}

/// A registering authority.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Types by code.
    pub types: BTreeMap<String, String>,
}

/// Reads `identity-codes.toml`.
pub(super) fn identity(files: &Files) -> Result<IdentityCodes, LawErrors> {
    let path = "identity-codes.toml";
    let (codes, _) = Toml::read(path, files.text(path)?)?;
    Ok(codes)
}
