//! 上级清单: the lists of the State, the province, the city and the district as layers of one edition, each an edition of its own
//! that only lists. 国发〔2021〕7号第三条第（一）项; requirements CAT-03 and CAT-06.
//!
//! Without a list of the State's own, the listed matters of the edition stand for it.

use super::compare::{Comparison, compare};
use super::compile::listed_only;
use super::detail::{Level, SetBy};
use super::edition::{Edition, Listed, Matter, MatterIndex, Mode, NameMark, Sort};
use super::rows::Rows;
use super::source::{LayerRow, Placed, Sources};
use crate::access::named;
use crate::law::Mark;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

named! {
    /// Whose list it is, from the highest.
    Layer {
        /// 国家
        State = "state",
        /// 省
        Province = "province",
        /// 设区的市
        City = "city",
        /// 区、县
        District = "district",
    }
}

impl Layer {
    /// Its file.
    pub fn path(self) -> &'static str {
        match self {
            Layer::State => "catalogue/layers/state.tsv",
            Layer::Province => "catalogue/layers/province.tsv",
            Layer::City => "catalogue/layers/city.tsv",
            Layer::District => "catalogue/layers/district.tsv",
        }
    }
}

/// What a layer says of an entry beside what every listed matter has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerEntry {
    /// Whose law made it.
    pub set_by: SetBy,
    /// 审批层级; `None`: not stated.
    pub level: Option<Level>,
    /// 审批部门 by name; empty: not stated.
    pub approving: String,
    /// Codes of the entries in the layer above; `None`: the same code.
    pub superior: Option<String>,
    /// Why it differs from them.
    pub deviation: Option<String>,
    /// The document that allows it.
    pub deviation_basis: Option<String>,
    /// Conditions; none: not stated, nothing to compare with.
    pub conditions: Vec<String>,
    /// Materials; none: not stated.
    pub materials: Vec<String>,
    /// The document it stands in.
    pub source: String,
    /// Remarks.
    pub note: String,
}

/// Two layers beside each other, or the lowest layer beside the edition's own matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The list above.
    pub above: Layer,
    /// The list below; `None`: the edition's own matters.
    pub below: Option<Layer>,
    /// What comparing them found.
    pub comparison: Comparison,
    /// Whether the list above binds: not when the listed matters, a draft, stand for it.
    pub binding: bool,
}

impl Edition {
    /// The list of a layer, where there is one.
    pub fn layer(&self, layer: Layer) -> Option<&Edition> {
        self.layers.get(&layer).map(Arc::as_ref)
    }

    /// The layers there are, from the highest.
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = (Layer, &Edition)> {
        self.layers.iter().map(|(layer, list)| (*layer, list.as_ref()))
    }

    /// Each layer beside the next lower one, and the lowest beside the edition's own matters.
    pub fn chain(&self) -> Vec<Step> {
        let layers: Vec<(Layer, &Edition)> = self.layers().collect();
        let between = layers.windows(2).filter_map(|pair| match pair {
            [(above, upper), (below, lower)] => Some(step(*above, Some(*below), lower, upper)),
            _ => None,
        });
        let mut steps: Vec<Step> = between.collect();
        steps.extend(layers.last().map(|(above, upper)| step(*above, None, self, upper)));
        steps
    }
}

fn step(above: Layer, below: Option<Layer>, local: &Edition, superior: &Edition) -> Step {
    Step {
        above,
        below,
        comparison: compare(local, superior, &BTreeMap::new()),
        binding: superior.source == above.path(),
    }
}

/// The layers of these files.
pub(super) fn layers(sources: &Sources) -> BTreeMap<Layer, Arc<Edition>> {
    let mut layers = BTreeMap::new();
    if !sources.layers.contains_key(&Layer::State) && !sources.listed.is_empty() {
        let matters = sources.listed.iter().map(|row| listed_only(&row.value)).collect();
        let list = listing(sources, sources.header.title.clone(), "catalogue/listed-matters.tsv", matters);
        layers.insert(Layer::State, Arc::new(list));
    }
    for (layer, rows) in &sources.layers {
        let named = rows.iter().map(|row| &row.value.source).find(|source| !source.is_empty());
        let title = named.map_or(layer.path(), String::as_str).to_owned();
        let mut list = listing(sources, title, layer.path(), rows.iter().map(entry).collect());
        list.draft = false;
        layers.insert(*layer, Arc::new(list));
    }
    layers
}

/// An edition that only lists, made of one file.
pub(super) fn listing(sources: &Sources, title: String, path: &str, matters: Vec<Matter>) -> Edition {
    let file = sources.files.iter().find(|file| file.path == path);
    let mut matter_codes = HashMap::new();
    for (place, matter) in (0u32..).zip(&matters) {
        // The first of two with one code holds; that there are two is a finding.
        matter_codes.entry(matter.code.clone()).or_insert(MatterIndex(place));
    }
    Edition {
        hash: file.map(|file| file.sm3.clone()).unwrap_or_default(),
        title,
        issuer: String::new(),
        published: sources.header.published,
        source: path.to_owned(),
        draft: sources.header.draft,
        notes: Vec::new(),
        valid_from: sources.header.valid_from,
        terms: Vec::new(),
        rows: Rows::of(&[], matters.len()),
        matters,
        units: Vec::new(),
        everyday: Vec::new(),
        bundles: Default::default(),
        facts: Default::default(),
        powers: Default::default(),
        registers: Default::default(),
        units_of: HashMap::new(),
        term_codes: HashMap::new(),
        matter_codes,
        unit_codes: HashMap::new(),
        layers: BTreeMap::new(),
    }
}

fn entry(row: &Placed<LayerRow>) -> Matter {
    let row = &row.value;
    let stated = |text: &String| (!text.is_empty()).then(|| text.clone());
    let mode = Mode::from_name(&row.mode);
    let free_trade_zone = row.free_trade_zone == "yes";
    Matter {
        code: row.code.clone(),
        name: row.name.clone(),
        sort: if mode == Some(Mode::RecordFiling) {
            Sort::Filing
        } else {
            Sort::Permit
        },
        mode,
        mode_mark: Mark::Secondary,
        department: row.department.clone(),
        department_mark: Mark::Secondary,
        name_mark: NameMark::Whole,
        free_trade_zone,
        elsewhere: None,
        listed: vec![Listed {
            id: row.code.clone(),
            name: row.name.clone(),
            free_trade_zone,
        }],
        detail: None,
        entry: Some(Box::new(LayerEntry {
            set_by: SetBy::from_name(&row.set_by).unwrap_or(SetBy::Central),
            level: Level::from_name(&row.level),
            approving: row.approving.clone(),
            superior: stated(&row.superior),
            deviation: stated(&row.deviation),
            deviation_basis: stated(&row.deviation_basis),
            conditions: row.conditions.clone(),
            materials: row.materials.clone(),
            source: row.source.clone(),
            note: row.note.clone(),
        })),
    }
}
