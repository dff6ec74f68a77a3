//! What a catalogue may not contain: one stable name, weight and article for each rule, and the checks themselves.

use super::source::{At, MatterText, Placed};
use std::collections::BTreeMap;
use std::sync::Arc;

mod matter;
mod tables;
mod wording;

pub(super) use matter::check_matter;
pub(super) use tables::check_tables;

/// Whether a finding stops publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No edition comes out.
    Deny,
    /// The keeper should look.
    Warn,
}

/// Declares every rule once: variant, stable name, weight, article.
macro_rules! lints {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $severity:ident, $article:literal;)*) => {
        /// A rule about the catalogue. The name is part of the outside contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Lint { $($(#[$doc])* $variant,)* }

        impl Lint {
            /// Every rule, in the order of declaration.
            pub const ALL: &'static [Lint] = &[$(Lint::$variant,)*];
            /// The stable name.
            pub fn name(self) -> &'static str { match self { $(Lint::$variant => $name,)* } }
            /// Whether it stops publication.
            pub fn severity(self) -> Severity { match self { $(Lint::$variant => Severity::$severity,)* } }
            /// The article it rests on; empty for rules of good form.
            pub fn article(self) -> &'static str { match self { $(Lint::$variant => $article,)* } }
        }
    };
}

lints! {
    // A matter as a whole.
    /// An element of the list is empty (name, basis, level, departments, mode, supervision, …).
    ElementMissing = "element-missing", Deny, "国发〔2019〕25号第二条第（一）项";
    /// A word that is none of those allowed.
    ValueUnknown = "value-unknown", Deny, "";
    /// The same matter code twice.
    MatterTwice = "matter-twice", Deny, "国发〔2019〕25号第二条第（一）项";
    /// Two modes for one matter.
    TwoModes = "two-modes", Deny, "国发〔2021〕7号第二条";
    /// A quota without the figure of the stock.
    QuotaWithoutStock = "quota-without-stock", Deny, "国发〔2019〕25号第二条第（一）项";

    // What the mode obliges to.
    /// Approval cancelled, but nobody supervises.
    CancelledWithoutRegulator = "cancelled-without-regulator", Deny, "国发〔2021〕7号第二条第（一）项";
    /// Approval cancelled, but something is still asked for.
    CancelledButAsks = "cancelled-but-asks", Deny, "国发〔2021〕7号第二条第（一）项";
    /// A filing with survey, inspection or expert review.
    FilingWithPrecondition = "filing-with-precondition", Deny, "国发〔2021〕7号第二条第（二）项";
    /// A filing whose data go to nobody.
    FilingWithoutSharing = "filing-without-sharing", Deny, "国发〔2021〕7号第二条第（二）项";
    /// A commitment matter without any condition.
    CommitmentWithoutCondition = "commitment-without-condition", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A catch-all clause in a condition.
    CatchAllCondition = "catch-all-condition", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A condition that cannot be measured.
    ConditionWithoutMeasure = "condition-without-measure", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A condition without evidence.
    ConditionWithoutEvidence = "condition-without-evidence", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A commitment that is never verified.
    CommitmentNeverVerified = "commitment-never-verified", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A commitment whose breach has no consequence.
    CommitmentWithoutConsequence = "commitment-without-consequence", Deny, "国发〔2021〕7号第二条第（三）项";
    /// Optimised approval without the ground why nothing lighter.
    OptimisedWithoutGround = "optimised-without-ground", Deny, "国发〔2021〕7号第二条第（四）项";
    /// Optimised approval that reduces nothing.
    OptimisedWithoutReduction = "optimised-without-reduction", Deny, "国发〔2021〕7号第二条第（四）项";

    /// The stated reduction is not what the matter itself asks for.
    ReductionUntrue = "reduction-untrue", Deny, "国发〔2021〕7号第二条第（四）项";

    // Time.
    /// The promised limit is above the legal one.
    PromisedAboveLegal = "promised-above-legal", Deny, "《中华人民共和国行政许可法》第四十二条";
    /// An own legal limit without article.
    LimitWithoutBasis = "limit-without-basis", Deny, "《中华人民共和国行政许可法》第四十二条";
    /// The steps take longer than what is promised.
    StepsAbovePromised = "steps-above-promised", Warn, "";

    // Fees.
    /// A fee without basis.
    FeeWithoutBasis = "fee-without-basis", Deny, "《中华人民共和国行政许可法》第五十八条";

    // Materials.
    /// A material without legal basis.
    MaterialWithoutBasis = "material-without-basis", Deny, "《优化营商环境条例》第四十条";
    /// "Other materials".
    OtherMaterials = "other-materials", Deny, "《中华人民共和国行政许可法》第三十条";
    /// "And so on" in the name of a material.
    OpenEndedMaterial = "open-ended-material", Deny, "《中华人民共和国行政许可法》第三十条";
    /// What the city shares already is asked from the applicant.
    SharedMaterialAsked = "shared-material-asked", Deny, "《优化营商环境条例》第三十七条";
    /// A shared material without saying who shares it.
    SharedFromNobody = "shared-from-nobody", Deny, "《优化营商环境条例》第三十七条";
    /// The same material twice in one matter.
    MaterialTwice = "material-twice", Deny, "《优化营商环境条例》第三十七条";

    // The form.
    /// A choice without choices.
    FieldWithoutChoices = "field-without-choices", Deny, "";
    /// The same field code twice.
    FieldTwice = "field-twice", Deny, "";
    /// More than eight fields to type.
    TooManyFields = "too-many-fields", Warn, "";

    // The tables.
    /// The list does not hold as many rows as its header says.
    CountWrong = "count-wrong", Deny, "国发〔2019〕25号第二条第（一）项";
    /// A scope term named twice.
    TermTwice = "term-twice", Deny, "";
    /// A scope term with neither kind nor matter.
    TermUnclassified = "term-unclassified", Deny, "国发〔2019〕25号第二条第（三）项";
    /// The stated kind is not what the term's matters make it.
    TermKindWrong = "term-kind-wrong", Warn, "";
    /// A listed matter named twice.
    ListedTwice = "listed-twice", Deny, "";
    /// An id that is not in the list.
    ListedUnknown = "listed-unknown", Deny, "国发〔2021〕7号第二条";
    /// A department without a mark how sure we are.
    DepartmentUnmarked = "department-unmarked", Deny, "";
    /// A mode without a mark how sure we are.
    ModeUnmarked = "mode-unmarked", Deny, "";
    /// A term that does not exist.
    TermUnknown = "term-unknown", Deny, "";
    /// A correction without basis.
    CorrectionWithoutBasis = "correction-without-basis", Deny, "国发〔2021〕7号第二条";
    /// A correction that changes nothing.
    CorrectionIdle = "correction-idle", Warn, "";
    /// The same correction id twice.
    CorrectionTwice = "correction-twice", Deny, "";
    /// An everyday word that means nothing.
    EverydayEmpty = "everyday-empty", Deny, "";
    /// The same everyday word twice.
    EverydayTwice = "everyday-twice", Warn, "";
    /// The same trade code twice.
    TradeTwice = "trade-twice", Deny, "";
    /// A department no unit does the business of.
    UnitUnknown = "unit-unknown", Deny, "国发〔2019〕25号第二条第（一）项";
    /// The same unit code twice.
    UnitTwice = "unit-twice", Deny, "";
    /// A unit nobody can call.
    UnitWithoutPhone = "unit-without-phone", Deny, "《优化营商环境条例》第三十五条";
}

/// One thing that is wrong with the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it stops publication.
    pub level: Severity,
    /// The rule.
    pub code: Lint,
    /// Path below `law/`.
    pub file: Arc<str>,
    /// Line.
    pub line: u32,
    /// Named values that the words are filled with.
    pub facts: BTreeMap<String, String>,
    /// The article the rule rests on; empty for rules of good form.
    pub article: &'static str,
}

impl Finding {
    /// A finding of this rule at this place.
    pub fn new(code: Lint, at: &At) -> Finding {
        Finding {
            level: code.severity(),
            code,
            file: Arc::clone(&at.file),
            line: at.line,
            facts: BTreeMap::new(),
            article: code.article(),
        }
    }

    /// Adds one fact.
    pub fn with(mut self, fact: &str, value: impl ToString) -> Finding {
        self.facts.insert(fact.to_owned(), value.to_string());
        self
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.code.name())?;
        for (fact, value) in &self.facts {
            write!(f, " {fact}={value}")?;
        }
        Ok(())
    }
}

/// Findings as they come.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// A finding of this rule at this place.
    pub(super) fn add(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// A finding about a matter.
    fn of(&mut self, matter: &Placed<MatterText>, code: Lint, at: &At, fact: &str, value: impl ToString) {
        self.add(Finding::new(code, at).with("matter", &matter.value.code).with(fact, value));
    }
}
