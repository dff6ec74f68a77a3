//! The registers of an edition as compiled: laws, powers, proofs, batches; their queries stand beside their types.

use super::laws::{Cited, Enactment, LawChange, change_of, citations, enactment_of};
use super::proofs::{Proof, proof_of};
use super::responsibility::{PowerItem, power_of};
use super::source::Sources;
use super::visits::{VisitEntry, visit_of};

/// What an edition keeps of its registers.
#[derive(Clone, Debug, Default)]
pub(super) struct Registers {
    pub(super) enactments: Vec<Enactment>,
    pub(super) changes: Vec<LawChange>,
    /// Every citation of every matter.
    pub(super) cited: Vec<Cited>,
    pub(super) powers: Vec<PowerItem>,
    pub(super) duties: Vec<PowerItem>,
    pub(super) proofs: Vec<Proof>,
    pub(super) visits: Vec<VisitEntry>,
}

impl Registers {
    pub(super) fn of(sources: &Sources) -> Registers {
        let registers = &sources.registers;
        Registers {
            enactments: registers.enactments.iter().filter_map(enactment_of).collect(),
            changes: registers.changes.iter().filter_map(change_of).collect(),
            cited: citations(sources),
            powers: registers.powers.iter().map(|item| power_of(&item.value)).collect(),
            duties: registers.duties.iter().map(|item| power_of(&item.value)).collect(),
            proofs: registers.proofs.iter().filter_map(proof_of).collect(),
            visits: registers.visits.iter().filter_map(visit_of).collect(),
        }
    }
}
