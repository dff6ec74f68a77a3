//! 监管责任归属: which one department supervises each matter, cancelled ones included (SUP-01, SUP-02).
//!
//! 谁审批、谁监管，谁主管、谁监管. Of matters that the list only names, the competent department supervises, where it is known.
//! Published editions have none unassigned and none claimed twice: the lints see to it. The report shows it, and shows what was
//! published before they did.

use super::counts::Share;
use super::diff::{Department, MatterName};
use super::edition::{Edition, Matter, Mode};
use std::collections::{BTreeMap, BTreeSet};

/// Who answers for a matter modelled here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The matter.
    pub matter: MatterName,
    /// Its reform mode.
    pub mode: Option<Mode>,
    /// 主管部门
    pub competent: Option<Department>,
    /// 审批部门; none when the approval is cancelled.
    pub approving: Option<Department>,
    /// 监管部门
    pub regulating: Option<Department>,
}

/// A matter that several departments claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The matter.
    pub matter: MatterName,
    /// Who claims it: by its own file, and by the responsibility list.
    pub departments: BTreeSet<Department>,
}

/// What one department supervises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Supervised {
    /// Matters in all.
    pub matters: usize,
    /// Of these, approvals that are cancelled: 不批也要管.
    pub cancelled: usize,
    /// Of these, filings.
    pub filings: usize,
    /// Of these, matters that another department approves.
    pub approved_elsewhere: usize,
}

/// The report of assignment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// Every matter modelled here, by code.
    pub matters: Vec<Assigned>,
    /// Those without regulating department.
    pub unassigned: Vec<MatterName>,
    /// Those whose regulating department has no office: abolished, merged, or misspelt.
    pub unserved: Vec<MatterName>,
    /// Those that several departments claim.
    pub claimed: Vec<Claimed>,
    /// By regulating department.
    pub departments: BTreeMap<Department, Supervised>,
    /// Matters that are only named in the list, with a department, of all such.
    pub listed_only: Share,
}

/// Who supervises what.
pub fn assignment(edition: &Edition) -> Assignment {
    let mut report = Assignment::default();
    let mut modelled: Vec<&Matter> = Vec::new();
    for matter in edition.matters() {
        if matter.modelled() {
            modelled.push(matter);
        } else {
            report.listed_only.count(!matter.department.is_empty());
        }
    }
    modelled.sort_by(|a, b| a.code.cmp(&b.code));
    let claims = claims(edition);
    for matter in modelled {
        let assigned = assigned(matter, edition);
        match &assigned.regulating {
            None => report.unassigned.push(assigned.matter.clone()),
            Some(department) => {
                let served = |unit: &super::edition::Unit| unit.departments.contains(&department.code);
                if !edition.units().iter().any(served) {
                    report.unserved.push(assigned.matter.clone());
                }
                let supervised = report.departments.entry(department.clone()).or_default();
                supervised.matters += 1;
                supervised.cancelled += usize::from(!matter.asks());
                supervised.filings += usize::from(matter.asks() && matter.is_filing());
                let elsewhere = assigned.approving.as_ref().is_some_and(|approving| approving != department);
                supervised.approved_elsewhere += usize::from(elsewhere);
            }
        }
        let mut departments: BTreeSet<Department> = claims.get(matter.code.as_str()).cloned().unwrap_or_default();
        departments.extend(assigned.regulating.clone());
        if departments.len() > 1 {
            report.claimed.push(Claimed {
                matter: assigned.matter.clone(),
                departments,
            });
        }
        report.matters.push(assigned);
    }
    report
}

fn assigned(matter: &Matter, edition: &Edition) -> Assigned {
    let department = |code: &str| (!code.is_empty()).then(|| Department::of(code, edition));
    let detail = matter.detail.as_deref();
    Assigned {
        matter: MatterName::of(matter),
        mode: matter.mode,
        competent: department(&matter.department),
        approving: detail.filter(|_| matter.asks()).and_then(|detail| department(&detail.approving)),
        regulating: detail.and_then(|detail| department(&detail.regulating)),
    }
}

/// Who holds a duty for each matter, of the entries that were not removed.
fn claims(edition: &Edition) -> BTreeMap<&str, BTreeSet<Department>> {
    let mut claims: BTreeMap<&str, BTreeSet<Department>> = BTreeMap::new();
    for item in edition.duty_list().iter().filter(|item| item.removed.is_none()) {
        for matter in &item.matters {
            claims.entry(matter).or_default().insert(Department::of(&item.department, edition));
        }
    }
    claims
}
