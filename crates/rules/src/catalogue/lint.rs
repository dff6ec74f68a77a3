//! What a catalogue may not contain: one stable name, weight and article for each rule, and the checks themselves.

use super::source::{At, MatterText, Placed};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) mod citation;
mod content;
mod discretion;
mod explained;
mod layers;
mod matter;
mod modes;
mod powers;
mod process;
mod questions;
mod registers;
mod render;
mod tables;
mod trades;
pub(super) mod wording;

pub use render::render;

pub(super) use layers::check_layers;
pub(super) use matter::check_matter;
pub(super) use powers::check_powers;
pub(super) use questions::check_questions;
pub(super) use registers::check_registers;
pub(super) use tables::check_tables;
pub(super) use trades::check_trades;

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
            /// The rule of this name.
            pub fn from_name(name: &str) -> Option<Lint> { Lint::ALL.iter().copied().find(|lint| lint.name() == name) }
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
    /// No 具体改革举措: nobody learns what the reform changed.
    MeasuresMissing = "measures-missing", Deny, "国发〔2019〕25号第二条第（一）项";
    /// Approval cancelled, but not said what came instead.
    CancelledWithoutMeasures = "cancelled-without-measures", Warn, "国发〔2019〕25号第二条第（一）项";
    /// A 核查频度 with neither number nor interval.
    VagueFrequency = "vague-frequency", Warn, "国发〔2019〕25号第二条第（一）项";
    /// Two matters of one name at one level.
    MatterNameTwice = "matter-name-twice", Deny, "国发〔2019〕25号第二条第（一）项";
    /// "Other" or "and so on" in the name of a matter.
    OpenMatterName = "open-matter-name", Warn, "国发〔2019〕25号第二条第（一）项";
    /// A matter that is no entry of the published list.
    MatterUnlisted = "matter-unlisted", Warn, "国发〔2021〕7号第三条第（一）项";
    /// Two matters say that they are the same entry of the list.
    ListedClaimedTwice = "listed-claimed-twice", Deny, "国发〔2019〕25号第二条第（一）项";
    /// Approval is concentrated elsewhere, and the competent department does not supervise.
    RegulatorNotCompetent = "regulator-not-competent", Warn, "国发〔2021〕7号第四条第（一）项";

    // The lists above.
    /// A matter set by central law that is no entry of the list above.
    LocalUnmatched = "local-unmatched", Warn, "国发〔2021〕7号第三条第（一）项";
    /// A matter that names an entry the list above does not have: it was struck, renamed or mistyped.
    SuperiorUnknown = "superior-unknown", Deny, "国发〔2021〕7号第三条第（一）项";
    /// Mode, level or department differ from the entry above, and nobody says why and by which document.
    DeviationUnexplained = "deviation-unexplained", Deny, "国发〔2021〕7号第三条第（一）项";
    /// A condition that the entry above has not.
    ConditionAddedLocally = "condition-added-locally", Deny, "《中华人民共和国行政许可法》第十六条第四款";
    /// A material that need not be handed in by the entry above.
    MaterialAddedLocally = "material-added-locally", Deny, "《中华人民共和国行政许可法》第三十一条";
    /// A number stricter than that of the entry above.
    ThresholdStricter = "threshold-stricter", Deny, "《中华人民共和国行政许可法》第十六条第四款";
    /// Two entries of one list with the same code.
    LayerEntryTwice = "layer-entry-twice", Deny, "国发〔2021〕7号第三条第（一）项";

    // What it rests on.
    /// The name of no document where the mode should stand.
    ModeBasisUnnamed = "mode-basis-unnamed", Deny, "国发〔2021〕7号第二条";
    /// In force before the document of its mode was issued.
    ValidBeforeBasis = "valid-before-basis", Warn, "《中华人民共和国行政许可法》第五条";
    /// A permit set by nothing but rules of departments or notices.
    BasisNotLaw = "basis-not-law", Deny, "《中华人民共和国行政许可法》第十七条";
    /// A whole law as 设定依据, and no article.
    BasisWholeText = "basis-whole-text", Warn, "";
    /// A condition or material that only a notice asks for.
    BasisOnlyNotice = "basis-only-notice", Warn, "《优化营商环境条例》第六十四条";

    // What the mode obliges to.
    /// A section that belongs to another mode.
    SectionOfAnotherMode = "section-of-another-mode", Deny, "国发〔2021〕7号第二条";
    /// The ground for an approval, in a mode that is lighter.
    GroundAgainstMode = "ground-against-mode", Deny, "国发〔2021〕7号第二条第（四）项";
    /// Approval cancelled, but nobody supervises.
    CancelledWithoutRegulator = "cancelled-without-regulator", Deny, "国发〔2021〕7号第二条第（一）项";
    /// Approval cancelled, but something is still asked for.
    CancelledButAsks = "cancelled-but-asks", Deny, "国发〔2021〕7号第二条第（一）项";
    /// Approval cancelled, but there is still a limit, a certificate or a fee.
    CancelledButIssues = "cancelled-but-issues", Deny, "《优化营商环境条例》第四十条";
    /// A filing with survey, inspection or expert review.
    FilingWithPrecondition = "filing-with-precondition", Deny, "国发〔2021〕7号第二条第（二）项";
    /// A filing whose data go to nobody.
    FilingWithoutSharing = "filing-without-sharing", Deny, "国发〔2021〕7号第二条第（二）项";
    /// A filing that is examined or decided on.
    FilingWithDecision = "filing-with-decision", Deny, "国发〔2021〕7号第二条第（二）项";
    /// A filing that takes more than the day.
    FilingNotOnTheSpot = "filing-not-on-the-spot", Deny, "国发〔2021〕7号第二条第（二）项";
    /// A filing that costs something.
    FilingWithFee = "filing-with-fee", Warn, "《优化营商环境条例》第二十五条";
    /// Who has not filed is kept from trading.
    FilingBarsTrading = "filing-bars-trading", Warn, "国发〔2021〕7号第二条第（二）项";
    /// A commitment matter without any condition.
    CommitmentWithoutCondition = "commitment-without-condition", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A catch-all clause in a condition.
    CatchAllCondition = "catch-all-condition", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A condition that cannot be measured.
    ConditionWithoutMeasure = "condition-without-measure", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A condition without evidence.
    ConditionWithoutEvidence = "condition-without-evidence", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A condition without article: one that somebody added.
    ConditionWithoutBasis = "condition-without-basis", Deny, "《优化营商环境条例》第三十五条";
    /// The same condition twice.
    ConditionTwice = "condition-twice", Deny, "";
    /// A measure of vague words without a figure.
    VagueMeasure = "vague-measure", Deny, "国发〔2021〕7号第二条第（三）项";
    /// "Related materials" as evidence.
    OpenEvidence = "open-evidence", Deny, "《中华人民共和国行政许可法》第三十条";
    /// A commitment that is never verified.
    CommitmentNeverVerified = "commitment-never-verified", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A commitment whose breach has no consequence.
    CommitmentWithoutConsequence = "commitment-without-consequence", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A breach that never ends in revocation.
    CommitmentNeverRevoked = "commitment-never-revoked", Deny, "国发〔2021〕7号第四条第（二）项";
    /// No words to open the sample letter with.
    CommitmentWithoutLetter = "commitment-without-letter", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A commitment that is not decided on the spot.
    CommitmentNotOnTheSpot = "commitment-not-on-the-spot", Deny, "国发〔2021〕7号第二条第（三）项";
    /// Survey, inspection or expert review before a decision upon commitment.
    CommitmentSurveysFirst = "commitment-surveys-first", Deny, "国发〔2021〕7号第二条第（三）项";
    /// A commitment that is verified after more than two months.
    CommitmentVerifiedLate = "commitment-verified-late", Warn, "";
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
    /// An own limit above the general one, by less than a law or regulation.
    LimitAboveGeneral = "limit-above-general", Deny, "《中华人民共和国行政许可法》第四十二条";
    /// The promised limit is the legal one.
    PromiseReducesNothing = "promise-reduces-nothing", Warn, "《优化营商环境条例》第三十六条";
    /// A validity without article.
    ValidityWithoutBasis = "validity-without-basis", Deny, "国发〔2021〕7号第二条第（四）项";
    /// The steps take longer than what is promised.
    StepsAbovePromised = "steps-above-promised", Warn, "";

    // Steps.
    /// Acceptance not first, an examination after the decision, or a delivery before it.
    StepsOutOfOrder = "steps-out-of-order", Deny, "《中华人民共和国行政许可法》第三十七条";
    /// No decision, or more than one.
    DecisionNotOne = "decision-not-one", Deny, "《中华人民共和国行政许可法》第三十七条";
    /// Time that stops the clock, and nobody says how much.
    ExcludedTimeUnstated = "excluded-time-unstated", Deny, "《中华人民共和国行政许可法》第四十五条";
    /// A joint consultation before entry.
    JointReviewStep = "joint-review-step", Deny, "《优化营商环境条例》第三十五条";
    /// The applicant must come more than once.
    SeveralVisits = "several-visits", Warn, "《优化营商环境条例》第三十六条";

    // Fees.
    /// A fee without basis.
    FeeWithoutBasis = "fee-without-basis", Deny, "《中华人民共和国行政许可法》第五十八条";
    /// A fee by less than a law or regulation.
    FeeBasisLow = "fee-basis-low", Deny, "《中华人民共和国行政许可法》第五十八条";

    // Materials.
    /// A material without legal basis.
    MaterialWithoutBasis = "material-without-basis", Deny, "《优化营商环境条例》第三十五条";
    /// "Other materials".
    OtherMaterials = "other-materials", Deny, "《中华人民共和国行政许可法》第三十条";
    /// "And so on" in the name of a material.
    OpenEndedMaterial = "open-ended-material", Deny, "《中华人民共和国行政许可法》第三十条";
    /// What the city shares already is asked from the applicant.
    SharedMaterialAsked = "shared-material-asked", Deny, "《国务院关于在线政务服务的若干规定》第七条";
    /// A shared material without saying who shares it.
    SharedFromNobody = "shared-from-nobody", Deny, "《优化营商环境条例》第三十七条";
    /// The same material twice in one matter.
    MaterialTwice = "material-twice", Deny, "《优化营商环境条例》第三十七条";
    /// What a field of the form already says is asked as a material.
    MaterialIsField = "material-is-field", Deny, "《优化营商环境条例》第三十五条";
    /// A material that is asked for when somebody thinks fit.
    MaterialAtDiscretion = "material-at-discretion", Deny, "《中华人民共和国行政许可法》第三十条";
    /// The paper of a cancelled approval is still asked for.
    MaterialOfCancelled = "material-of-cancelled", Deny, "《优化营商环境条例》第四十条";
    /// A proof that was abolished.
    AbolishedProof = "abolished-proof", Deny, "《优化营商环境条例》第四十四条第二款";
    /// A proof by less than a law, regulation or decision of the State Council.
    ProofWithoutLaw = "proof-without-law", Warn, "《优化营商环境条例》第四十四条第一款";
    /// More than one copy of an electronic material.
    SeveralCopies = "several-copies", Warn, "《国务院关于在线政务服务的若干规定》第十一条";
    /// Paper from somebody who need not come.
    PaperThoughOnline = "paper-though-online", Warn, "《国务院关于在线政务服务的若干规定》第十一条";

    // The form.
    /// A choice without choices.
    FieldWithoutChoices = "field-without-choices", Deny, "";
    /// The same field code twice.
    FieldTwice = "field-twice", Deny, "";
    /// More than eight fields to type.
    TooManyFields = "too-many-fields", Warn, "";
    /// "Other" or "and so on" in the label of a field.
    OpenFieldLabel = "open-field-label", Warn, "";
    /// A number without unit.
    NumberWithoutUnit = "number-without-unit", Warn, "";
    /// A choice of one.
    SingleChoice = "single-choice", Warn, "";
    /// The same choice twice in one field.
    ChoiceTwice = "choice-twice", Deny, "";

    // The result.
    /// Two matters give the same kind of certificate.
    CertificateKindTwice = "certificate-kind-twice", Warn, "";
    /// The certificate is to say what nobody knows.
    CertificateFieldUnknown = "certificate-field-unknown", Warn, "";

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
    /// An everyday word that is the name of its only term.
    EverydayIdle = "everyday-idle", Warn, "";
    /// The same trade code or name twice.
    TradeTwice = "trade-twice", Deny, "";
    /// Two scenes of one trade with one code, or with the same answers.
    SceneTwice = "scene-twice", Deny, "";
    /// A scene that answers what nobody asks, or with what the fact does not take.
    SceneAnswerUnknown = "scene-answer-unknown", Deny, "";
    /// A scene with an answer that decides nothing for its trade.
    SceneAnswerIdle = "scene-answer-idle", Warn, "";
    /// A trade is promised in less time than its longest matters take.
    TradePromiseShort = "trade-promise-short", Deny, "";
    /// Two forms of one trade ask for the same thing in two ways.
    TradeFieldConflict = "trade-field-conflict", Deny, "《优化营商环境条例》第三十七条";
    /// An order or waiver about a matter that is not in the catalogue.
    OrderMatterUnknown = "order-matter-unknown", Deny, "";
    /// Matters that wait for each other.
    OrderCircle = "order-circle", Deny, "";
    /// An order or waiver of two matters that no trade brings together.
    OrderIdle = "order-idle", Warn, "";
    /// A waiver of a material that nobody asks for.
    WaiverIdle = "waiver-idle", Deny, "";
    /// A department no unit does the business of.
    UnitUnknown = "unit-unknown", Deny, "国发〔2019〕25号第二条第（一）项";
    /// The same unit code twice.
    UnitTwice = "unit-twice", Deny, "";
    /// A unit nobody can call.
    UnitWithoutPhone = "unit-without-phone", Deny, "《优化营商环境条例》第三十五条";
    /// Two units do the business of one department at one place.
    UnitOverlap = "unit-overlap", Warn, "";

    // Who acts where.
    /// A power whose form, place, giver, receiver, day or document is missing.
    PowerIncomplete = "power-incomplete", Deny, "《中华人民共和国行政许可法》第二十四条";
    /// A power of a matter that is not modelled here.
    PowerMatterUnknown = "power-matter-unknown", Deny, "国发〔2019〕25号第二条第（一）项";
    /// A power that goes back before it comes.
    PowerEndsFirst = "power-ends-first", Deny, "";
    /// Two offices use the power of one matter at one place at one time.
    PowerTwice = "power-twice", Deny, "《中华人民共和国行政许可法》第二十五条";
    /// A town or street gets a power, and nobody says that it can use it and was trained.
    PowerNotReady = "power-not-ready", Deny, "《中华人民共和国行政处罚法》第二十四条第一款";
    /// A power is delegated or entrusted, and nobody says that its people were trained.
    PowerUntrained = "power-untrained", Warn, "国发〔2019〕25号第三条第（二）项";
    /// A power the law leaves to nobody else.
    PowerUndelegable = "power-undelegable", Deny, "《中华人民共和国行政许可法》第二十三条";
    /// A power over a matter whose approval was cancelled.
    PowerOfCancelled = "power-of-cancelled", Deny, "国发〔2021〕7号第二条第（一）项";
    /// A matter that runs in a territory, and nobody says by which document.
    TerritoryWithoutBasis = "territory-without-basis", Deny, "国发〔2021〕7号第一条第（二）项";
    /// A matter stands in place of one that does not exist, or without a territory, or two stand in place of one.
    InsteadOfWrong = "instead-of-wrong", Deny, "国发〔2021〕7号第一条第（二）项";
    // The registers.
    /// A code of a matter that is not modelled here.
    MatterUnknown = "matter-unknown", Deny, "";
    /// The same law twice in the register.
    LawTwice = "law-twice", Deny, "";
    /// A change of a law that the register does not have.
    LawUnlisted = "law-unlisted", Deny, "";
    /// An article of a change that cannot be read.
    ArticleUnreadable = "article-unreadable", Deny, "";
    /// The matter rests on an article that changed, and nobody has looked at it.
    BasisChanged = "basis-changed", Deny, "《中华人民共和国行政许可法》第四条";
    /// The matter rests on an article that will change.
    BasisChangeComing = "basis-change-coming", Warn, "《中华人民共和国行政许可法》第四条";
    /// What a confirmation says came of it is not so.
    ConfirmationUntrue = "confirmation-untrue", Deny, "《中华人民共和国行政许可法》第四条";
    /// The same code twice in the lists of powers and duties.
    PowerItemTwice = "power-item-twice", Deny, "";
    /// A matter in neither list.
    MatterWithoutPower = "matter-without-power", Warn, "《优化营商环境条例》第三十九条";
    /// A cancelled approval that is still a power.
    PowerItemOfCancelled = "power-item-of-cancelled", Deny, "国发〔2021〕7号第二条第（一）项";
    /// The power went, and the duty to supervise with it.
    DutyDropped = "duty-dropped", Deny, "国发〔2021〕7号第四条第（一）项";
    /// Two departments claim the supervision of one matter.
    DutyClaimedTwice = "duty-claimed-twice", Deny, "国发〔2021〕7号第四条第（一）项";
    /// The supervision is another department's by the matter's own file.
    DutyOfAnother = "duty-of-another", Deny, "国发〔2021〕7号第四条第（一）项";
    /// The same code of a proof twice.
    ProofTwice = "proof-twice", Deny, "";
    /// A proof of which nobody has said what becomes of it.
    ProofUndisposed = "proof-undisposed", Deny, "《优化营商环境条例》第四十四条第二款";
    /// A commitment in the place of a proof, where the law excludes it.
    ProofCommitmentExcluded = "proof-commitment-excluded", Deny, "《优化营商环境条例》第四十四条第二款";
    /// A proof that is checked or committed to now is still asked from the applicant.
    ProofReplaced = "proof-replaced", Deny, "《优化营商环境条例》第四十四条第二款";
    /// The same matter twice in one batch, or listed again as it is listed already.
    VisitTwice = "visit-twice", Deny, "";
    /// A matter that leaves a list it does not stand in.
    VisitNotListed = "visit-not-listed", Deny, "";
    /// The list and the matter differ about how often one must come.
    VisitClassWrong = "visit-class-wrong", Deny, "《优化营商环境条例》第三十六条";
    /// A batch before the one before it, or a number left out.
    VisitBatchOrder = "visit-batch-order", Deny, "";
    /// A batch published twice.
    VisitBatchTwice = "visit-batch-twice", Deny, "";

    // Discretion.
    /// The same code of a table twice in one matter.
    DiscretionTwice = "discretion-twice", Deny, "";
    /// A choice that no article leaves.
    DiscretionWithoutBasis = "discretion-without-basis", Deny, "《优化营商环境条例》第六十条";
    /// A row that is no range, or two.
    DiscretionRange = "discretion-range", Deny, "《优化营商环境条例》第六十条";
    /// Facts for which the table says nothing.
    DiscretionGap = "discretion-gap", Deny, "《优化营商环境条例》第六十条";
    /// Facts for which it says two things.
    DiscretionOverlap = "discretion-overlap", Deny, "《优化营商环境条例》第六十条";

    // Facts, expressions, and whether every combination of answers has a result.
    /// An expression that cannot be read, is not of the part of the language used here, or makes too many cases.
    ExpressionBroken = "expression-broken", Deny, "";
    /// An expression over a fact that nobody has declared.
    FactUnknown = "fact-unknown", Deny, "";
    /// The same fact, or the same choice of it, twice.
    FactTwice = "fact-twice", Deny, "";
    /// A fact compared with what it can never be.
    FactTypeWrong = "fact-type-wrong", Deny, "";
    /// A fact that decides nothing: nobody may be asked for it.
    FactUnused = "fact-unused", Warn, "";
    /// A fact without question, without choices, or a number without unit.
    QuestionMissing = "question-missing", Deny, "《中华人民共和国行政许可法》第三十条";
    /// A condition that is true of no shop.
    ConditionNeverTrue = "condition-never-true", Deny, "";
    /// A condition that is true of every shop.
    ConditionAlwaysTrue = "condition-always-true", Deny, "";
    /// A condition nobody has written as an expression.
    ConditionOnlyInWords = "condition-only-in-words", Warn, "《中华人民共和国行政许可法》第三十条";
    /// Answers that leave alternatives without a way to choose, or choose two where one is enough.
    AnswersUndetermined = "answers-undetermined", Deny, "国发〔2019〕25号第二条第（三）项";
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
