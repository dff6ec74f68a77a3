//! 岗位权限: who may do what. A grant is the name of an act; the matrix is printed to `docs/generated/grants.md`.

use crate::ids::AccountId;
use crate::{Code, Refusal};

/// Declares an enum whose variants have one stable name each.
macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$vdoc])* $variant,)* }

        impl $type {
            /// Every value, in order.
            pub const ALL: &'static [$type] = &[$($type::$variant,)*];
            /// Stable name, as stored and sent.
            pub fn name(self) -> &'static str { match self { $($type::$variant => $name,)* } }
            /// The value with this name.
            pub fn from_name(name: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}
pub(crate) use named;

named! {
    /// What a person is in the office.
    Role {
        /// A founder, an enterprise, an agent.
        Applicant = "applicant",
        /// 综合窗口
        Window = "window",
        /// 登记人员（行政审批）
        Registrar = "registrar",
        /// 审批
        Approver = "approver",
        /// 监管、联络
        Regulator = "regulator",
        /// 清单管理
        Keeper = "keeper",
        /// 督查
        Supervisor = "supervisor",
        /// 运维
        Administrator = "administrator",
        /// A department's system that signs its receipts.
        Receiver = "receiver",
        /// The platform's own workers.
        System = "system",
        /// Nobody known.
        Visitor = "visitor",
    }
}

named! {
    /// One grant an act asks for. The name of the act is the name of the grant.
    Grant {
        AccountRegister = "access.register",
        AccountCreate = "access.create",
        SignIn = "access.sign_in",
        SignOut = "access.sign_out",
        SignatureGive = "access.give_signature",
        EditionDraft = "catalogue.draft",
        EditionEdit = "catalogue.edit",
        EditionHandIn = "catalogue.hand_in",
        CataloguePublish = "catalogue.publish",
        NoticeIssue = "catalogue.issue_notice",
        UnfoundCount = "catalogue.count_unfound",
        TermWish = "catalogue.wish_term",
        GapOpen = "catalogue.open_gap",
        GapChange = "catalogue.change_gap",
        GapClose = "catalogue.close_gap",
        ProofReport = "catalogue.report_proof",
        ProofDispose = "catalogue.dispose_proof",
        ContactReveal = "catalogue.reveal_contact",
        NameReserve = "registry.reserve_name",
        RegistrationSave = "registry.save_draft",
        RegistrationSubmit = "registry.submit",
        RegistrationDecide = "registry.decide",
        EnterpriseImport = "registry.import",
        ApplicationStart = "licensing.start",
        ApplicationSave = "licensing.save",
        ApplicationSubmit = "licensing.submit",
        ApplicationWithdraw = "licensing.withdraw",
        ApplicationClaim = "licensing.claim",
        ApplicationAccept = "licensing.accept",
        CorrectionAsk = "licensing.ask_correction",
        CorrectionAnswer = "licensing.answer_correction",
        ReviewSave = "licensing.review",
        ApplicationDecide = "licensing.decide",
        CommitmentSign = "licensing.commit",
        FilingMake = "licensing.file",
        CertificatePrepare = "certificates.prepare",
        CertificateIssue = "certificates.issue",
        ReceiverRegister = "exchange.register_receiver",
        PushAttempt = "exchange.attempt",
        PushReceipt = "exchange.receipt",
        PushSign = "exchange.sign",
        PushTransfer = "exchange.transfer",
        PushFeedback = "exchange.feedback",
        SilenceRecord = "licensing.record_silence",
    }
}

/// The whole of the authority matrix: role by role, what may be done at all. Whether it may be done to this thing is
/// asked of the thing, in the act.
pub fn allows(role: Role, grant: Grant) -> bool {
    use Grant as G;
    match role {
        Role::Visitor => matches!(grant, G::AccountRegister | G::SignIn | G::NoticeIssue | G::ProofReport),
        Role::Applicant => matches!(
            grant,
            G::SignIn
                | G::SignOut
                | G::SignatureGive
                | G::NoticeIssue
                | G::TermWish
                | G::ProofReport
                | G::NameReserve
                | G::RegistrationSave
                | G::RegistrationSubmit
                | G::ApplicationStart
                | G::ApplicationSave
                | G::ApplicationSubmit
                | G::ApplicationWithdraw
                | G::CorrectionAnswer
                | G::CommitmentSign
                | G::FilingMake
        ),
        Role::Window => matches!(
            grant,
            G::SignIn | G::SignOut | G::NoticeIssue | G::ApplicationClaim | G::ApplicationAccept | G::CorrectionAsk | G::ReviewSave
        ),
        Role::Registrar => matches!(
            grant,
            G::SignIn | G::SignOut | G::TermWish | G::ApplicationClaim | G::RegistrationDecide | G::CorrectionAsk | G::EnterpriseImport
        ),
        Role::Approver => matches!(
            grant,
            G::SignIn | G::SignOut | G::ApplicationClaim | G::ApplicationAccept | G::CorrectionAsk | G::ReviewSave | G::ApplicationDecide
        ),
        Role::Regulator => matches!(grant, G::SignIn | G::SignOut | G::PushSign | G::PushTransfer | G::PushFeedback),
        Role::Keeper => matches!(
            grant,
            G::SignIn
                | G::SignOut
                | G::EditionDraft
                | G::EditionEdit
                | G::EditionHandIn
                | G::CataloguePublish
                | G::GapOpen
                | G::GapChange
                | G::ProofDispose
                | G::ContactReveal
        ),
        Role::Supervisor => matches!(grant, G::SignIn | G::SignOut),
        Role::Administrator => matches!(grant, G::SignIn | G::SignOut | G::AccountCreate | G::ReceiverRegister),
        Role::Receiver => matches!(grant, G::PushSign | G::PushFeedback),
        Role::System => matches!(
            grant,
            G::AccountCreate
                | G::CataloguePublish
                | G::UnfoundCount
                | G::GapClose
                | G::EnterpriseImport
                | G::ReceiverRegister
                | G::CertificatePrepare
                | G::CertificateIssue
                | G::PushAttempt
                | G::PushReceipt
                | G::SilenceRecord
        ),
    }
}

/// Who acts: the account, its roles, and the unit it acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for visitors and the platform's workers.
    pub account: Option<AccountId>,
    /// Roles held today.
    pub roles: Vec<Role>,
    /// Unit code, for staff.
    pub unit: Option<String>,
    /// Division code the person works for, or the visitor looks at.
    pub place: String,
}

impl Actor {
    /// The platform's own worker.
    pub fn system(place: &str) -> Actor {
        Actor {
            account: None,
            roles: vec![Role::System],
            unit: None,
            place: place.to_owned(),
        }
    }

    /// Nobody known.
    pub fn visitor(place: &str) -> Actor {
        Actor {
            account: None,
            roles: vec![Role::Visitor],
            unit: None,
            place: place.to_owned(),
        }
    }

    /// Whether the actor holds this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Staff of any kind.
    pub fn is_staff(&self) -> bool {
        self.unit.is_some()
    }

    /// Refuses unless one of the roles holds the grant.
    pub fn check(&self, grant: Grant) -> Result<(), Refusal> {
        if self.roles.iter().any(|role| allows(*role, grant)) {
            return Ok(());
        }
        let code = if self.is(Role::Visitor) {
            Code::SignInFirst
        } else {
            Code::NotGranted
        };
        Err(Refusal::new(code).with("grant", grant.name()))
    }

    /// Refuses, as if the thing were not there, unless the actor works for this unit.
    pub fn check_unit(&self, unit: &str) -> Result<(), Refusal> {
        if self.unit.as_deref() == Some(unit) {
            Ok(())
        } else {
            Err(Refusal::new(Code::NotFound))
        }
    }

    /// The account, or "sign in first".
    pub fn account(&self) -> Result<AccountId, Refusal> {
        self.account.ok_or_else(|| Refusal::new(Code::SignInFirst))
    }

    /// The name under which this caller's idempotency keys and evidence stand.
    pub fn caller(&self) -> String {
        match self.account {
            Some(account) => account.to_string(),
            None => self.roles.first().map_or("visitor", |role| role.name()).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_may_both_take_in_and_decide_but_the_approver_whose_case_is_checked_in_the_act() {
        for role in Role::ALL {
            let both = allows(*role, Grant::ApplicationAccept) && allows(*role, Grant::ApplicationDecide);
            assert_eq!(both, *role == Role::Approver, "{role:?}");
        }
    }

    #[test]
    fn a_visitor_is_asked_to_sign_in_and_a_clerk_is_told_no() {
        let visitor = Actor::visitor("330108").check(Grant::ApplicationSubmit);
        assert_eq!(visitor.map_err(|refusal| refusal.code), Err(Code::SignInFirst));
        let clerk = Actor {
            account: None,
            roles: vec![Role::Window],
            unit: Some("x".into()),
            place: "330108".into(),
        };
        assert_eq!(
            clerk.check(Grant::ApplicationDecide).map_err(|refusal| refusal.code),
            Err(Code::NotGranted)
        );
    }
}
