//! 许可办理与窗口: three roads to a permit: a filing, a commitment decided at once, an ordinary application.

mod applicant;
mod officer;
mod outcome;
pub mod registration;
mod rows;

pub use applicant::{Saved, answer_correction, commit, commitment_letter, file, fillable, own, save, start, submit, withdraw};
pub use officer::{accept, ask_correction, claim, decide, record_silence};
pub use rows::{Content, StoredFile, content, store_file, stored_file};
