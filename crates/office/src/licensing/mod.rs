//! 许可办理与窗口: three roads to a permit: a filing, a commitment decided at once, an ordinary application.

mod applicant;
mod examining;
mod officer;
mod outcome;
pub mod registration;
mod review;
mod rows;
mod views;

pub use applicant::{Saved, answer_correction, commit, commitment_letter, file, fillable, go_ordinary, own, save, start, submit, withdraw};
pub use examining::{Examined, examine};
pub use officer::{accept, ask_correction, claim, claim_next, decide, record_silence};
pub use outcome::files_with_registration;
pub use review::{Review, ReviewPart, Reviewed, review, save_review};
pub use rows::{Content, StoredFile, content, store_file, stored_file};
pub use views::{Paper, papers, subject};
