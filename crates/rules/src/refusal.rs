//! What the law says no with: a stable code, the article it rests on, and the facts; words are found in `web`.

use std::collections::BTreeMap;

/// Declares every reason to refuse once: the variant, its stable outside name, and its article where one exists.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $(, $article:literal)? ;)*) => {
        /// Why an act was refused. The name is part of the outside contract (`code` of a problem document).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable outside name.
            pub fn name(self) -> &'static str { match self { $(Code::$variant => $name,)* } }

            /// The article the refusal rests on, when it does not depend on the case.
            pub fn article(self) -> Option<&'static str> {
                match self { $(Code::$variant => codes!(@article $($article)?),)* }
            }

            /// The code with this outside name.
            pub fn from_name(name: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
    (@article) => { None };
    (@article $article:literal) => { Some($article) };
}

codes! {
    // Whoever asks.
    /// No one is signed in, or the session ended.
    SignInFirst = "sign-in-first";
    /// The role does not hold this grant.
    NotGranted = "not-granted";
    /// The thing is not there, or not for this person: the two look the same from outside.
    NotFound = "not-found";
    /// The same idempotency key came with other input.
    KeyReused = "key-reused";
    /// Somebody changed the thing meanwhile.
    VersionChanged = "version-changed";
    /// Name or password is wrong; which of the two is not said.
    CredentialsWrong = "credentials-wrong";
    /// Too many failures; try again later.
    LockedOut = "locked-out";
    /// More bytes than a form, a question or an upload may have.
    BodyTooLarge = "body-too-large";
    /// A body that cannot be taken apart.
    RequestUnreadable = "request-unreadable";
    /// More questions than a stranger may ask in this time.
    TooManyRequests = "too-many-requests";
    /// The account name exists.
    AccountTaken = "account-taken";
    /// The password is too short or too common.
    PasswordWeak = "password-weak";
    /// The act needs a fresh signature over the shown text.
    SignatureMissing = "signature-missing", "《中华人民共和国电子签名法》第十三条";
    /// What was signed is not what would be recorded.
    SignedTextChanged = "signed-text-changed", "《中华人民共和国电子签名法》第十三条";

    // What was typed.
    /// A required field is empty.
    FieldMissing = "field-missing";
    /// A field cannot be read as what it must be.
    FieldInvalid = "field-invalid";
    /// A field the form does not have.
    FieldUnknown = "field-unknown";
    /// A file is too large, empty or of a kind we do not take.
    FileRefused = "file-refused";

    // The catalogue.
    /// A scope term code the edition in force does not have.
    TermUnknown = "term-unknown";
    /// A matter code the edition in force does not have.
    MatterUnknown = "matter-unknown";
    /// A division code that does not exist.
    PlaceUnknown = "place-unknown";
    /// The matter's approval was cancelled: nothing to apply for.
    MatterCancelled = "matter-cancelled", "国发〔2021〕7号第二条第（二）项";
    /// The wording is that of a term the edition has.
    TermKnown = "term-known";
    /// As many wishes for terms as one person may have open.
    WishesTooMany = "wishes-too-many";
    /// As many reports as are taken in on one day.
    ReportsTooMany = "reports-too-many";
    /// What restricts entry and stands on no published list: a matter, a ground of refusal.
    OutsideTheList = "outside-the-list", "国发〔2019〕25号第二条第（一）项";
    /// The matter is not modelled in full yet, so it cannot be applied for here.
    MatterNotOpen = "matter-not-open";
    /// The edition has findings that stop publication.
    EditionRefused = "edition-refused";
    /// Somebody else published an edition since this one was drafted.
    EditionMoved = "edition-moved";
    /// Nothing differs from the edition it started from.
    EditionUnchanged = "edition-unchanged";
    /// A catalogue file that cannot be read.
    LawFileBroken = "law-file-broken";
    /// A table has a row of this key already.
    RowTwice = "row-twice";
    /// A file that is no table, or too large for one; the fact says why.
    TableUnreadable = "table-unreadable";
    /// A table with errors in its rows: nothing of it is taken in.
    TableRefused = "table-refused";
    /// A package of a catalogue that was altered, or signed by nobody who is trusted; the fact says why.
    PackageRefused = "package-refused";
    /// The day lies in the past.
    DayPassed = "day-passed";
    /// Whoever drafted, changed or handed it in may not publish it.
    SecondPersonNeeded = "second-person-needed";
    /// Another unit checks and publishes the list of this place.
    NotListKeeper = "not-list-keeper";

    // Registration.
    /// The name breaks a rule; the reasons are facts.
    NameRefused = "name-refused", "《企业名称登记管理规定》第十一条";
    /// The name equals or is too near a registered or reserved one.
    NameTaken = "name-taken", "《企业名称登记管理规定》第十七条";
    /// The person holds as many names as one may.
    NameQuota = "name-quota", "《企业名称登记管理规定》第十七条";
    /// The reservation ran out or belongs to another.
    NameHoldGone = "name-hold-gone", "《企业名称登记管理规定》第十七条";
    /// The address is on the negative list.
    AddressBarred = "address-barred", "《市场主体登记管理条例》第十一条";
    /// The address commitment was not given.
    AddressNotCommitted = "address-not-committed", "《市场主体登记管理条例》第十一条";
    /// No scope term chosen.
    ScopeEmpty = "scope-empty", "《市场主体登记管理条例》第十四条";
    /// Shares do not add up to the whole.
    SharesNotWhole = "shares-not-whole", "《中华人民共和国公司法》第三十二条";
    /// A person's identity number fails its check.
    IdentityInvalid = "identity-invalid", "《市场主体登记管理条例实施细则》第十六条";
    /// A person may not hold the post.
    PersonBarred = "person-barred", "《市场主体登记管理条例》第十二条";
    /// The credit code fails its check or names no enterprise.
    EnterpriseUnknown = "enterprise-unknown";
    /// The draft is not complete; the facts name what is missing.
    DraftIncomplete = "draft-incomplete";

    // Applications.
    /// The act is not possible in this state.
    StateForbids = "state-forbids", "《中华人民共和国行政许可法》第三十二条";
    /// The person who accepted may not decide.
    DutiesSeparate = "duties-separate";
    /// A correction must name at least one defect.
    DefectMissing = "defect-missing", "《中华人民共和国行政许可法》第三十二条第一款第四项";
    /// Defects visible at the first round may not be asked in a second.
    CorrectionTwice = "correction-twice", "《中华人民共和国行政许可法》第三十二条第一款第四项";
    /// What is asked is not in the one-time notice.
    NotInNotice = "not-in-notice", "《中华人民共和国行政许可法》第三十条";
    /// An outcome outside the table of discretion needs its reason.
    OutsideDiscretion = "outside-discretion", "《优化营商环境条例》第六十条";
    /// A refusal needs its reasons.
    ReasonMissing = "reason-missing", "《中华人民共和国行政许可法》第三十八条第二款";
    /// A material is missing.
    MaterialMissing = "material-missing", "《中华人民共和国行政许可法》第三十二条";
    /// Not every condition of the commitment is ticked.
    CommitmentIncomplete = "commitment-incomplete", "国发〔2021〕7号第二条第（二）项";
    /// The matter does not go by commitment.
    CommitmentNotOffered = "commitment-not-offered", "国发〔2021〕7号第二条第（二）项";
    /// The enterprise already holds, or has asked for, this permit.
    AlreadyHeld = "already-held";
    /// The enterprise's scope does not contain a term that leads to this matter.
    OutsideScope = "outside-scope", "国发〔2021〕7号第三条";

    // Exchange.
    /// A receipt does not belong to the push.
    ReceiptForeign = "receipt-foreign";
    /// The push was signed for already.
    PushSettled = "push-settled";
    /// A push may be transferred once.
    TransferTwice = "transfer-twice";
    /// Feedback needs a finding.
    FindingMissing = "finding-missing";

    // Certificates.
    /// The bytes are not what was signed.
    CertificateForged = "certificate-forged";
}

/// The law says no: code, article and facts. Expected, shown to the person, never logged as an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}", .code.name(), .article.as_deref().map(|a| format!(" ({a})")).unwrap_or_default())]
pub struct Refusal {
    /// The stable reason.
    pub code: Code,
    /// The article it rests on.
    pub article: Option<String>,
    /// Named values that the words are filled with; no personal values.
    pub facts: BTreeMap<String, String>,
}

impl Refusal {
    /// A refusal with the article its code carries.
    pub fn new(code: Code) -> Refusal {
        Refusal {
            code,
            article: code.article().map(str::to_owned),
            facts: BTreeMap::new(),
        }
    }

    /// Adds one fact.
    pub fn with(mut self, fact: &str, value: impl ToString) -> Refusal {
        self.facts.insert(fact.to_owned(), value.to_string());
        self
    }

    /// Replaces the article by the one of the case.
    pub fn under(mut self, article: impl Into<String>) -> Refusal {
        self.article = Some(article.into());
        self
    }

    /// A refusal about one field of a form.
    pub fn field(code: Code, field: &str) -> Refusal {
        Refusal::new(code).with("field", field)
    }
}
