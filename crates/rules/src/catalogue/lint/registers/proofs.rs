//! CAT-15: every proof has its disposal, and what was abolished or replaced is asked from nobody, whatever it is called.

use super::{Known, missing, twice, unknown};
use crate::catalogue::detail::Source;
use crate::catalogue::lint::{Finding, Findings, Lint};
use crate::catalogue::proofs::Disposal;
use crate::catalogue::source::{At, Sources};
use std::collections::BTreeMap;

pub(super) fn check(sources: &Sources, known: &Known<'_>, out: &mut Findings) {
    let proofs = &sources.registers.proofs;
    let mut first: BTreeMap<&str, &At> = BTreeMap::new();
    for proof in proofs {
        let (text, at) = (&proof.value, &proof.at);
        twice(Lint::ProofTwice, &text.code, at, &mut first, out);
        let kept = text.disposal == Disposal::Keep.name();
        let elements = [
            ("code", text.code.is_empty()),
            ("name", text.name.is_empty()),
            ("issuer", text.issuer.is_empty()),
            ("basis", kept && text.basis.is_empty()),
            ("day", !text.disposal.is_empty() && text.day.is_none()),
            ("mark", text.mark.is_none()),
        ];
        missing("proofs", &text.code, &elements, at, out);
        unknown("disposal", &text.disposal, Disposal::from_name(&text.disposal).is_some(), at, out);
        known.matters(&text.matters, "proofs", at, out);
        if text.disposal.is_empty() {
            out.add(Finding::new(Lint::ProofUndisposed, at).with("proof", &text.name));
        }
        if text.disposal == Disposal::Commitment.name() && !text.commitment_excluded.is_empty() {
            let finding = Finding::new(Lint::ProofCommitmentExcluded, at).with("proof", &text.name);
            out.add(finding.with("basis", &text.commitment_excluded));
        }
    }
    for matter in &sources.matters {
        for material in &matter.value.materials {
            let asked = &material.value;
            let named = proofs.iter().filter(|proof| proof.value.is(&matter.value.code, &asked.name));
            for proof in named {
                let from_applicant = asked.source == Source::Applicant.name();
                let lint = match Disposal::from_name(&proof.value.disposal) {
                    Some(Disposal::Abolished) => Lint::AbolishedProof,
                    Some(Disposal::DataCheck | Disposal::Commitment) if from_applicant => Lint::ProofReplaced,
                    Some(Disposal::DataCheck | Disposal::Commitment | Disposal::Keep) | None => continue,
                };
                let finding = Finding::new(lint, &material.at).with("matter", &matter.value.code);
                out.add(finding.with("material", &asked.name).with("proof", &proof.value.name));
            }
        }
    }
}
