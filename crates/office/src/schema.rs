//! The tables, step by step; forward only, and a landed step is never edited.

use sql::Migration;

macro_rules! steps {
    ($($number:literal $name:literal;)*) => {
        /// Every step, in order.
        pub const STEPS: &[Migration] = &[$(Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".sql")),
        },)*];
    };
}

steps! {
    1 "0001_record";
    2 "0002_access";
    3 "0003_catalogue";
    4 "0004_registry";
    5 "0005_licensing";
    6 "0006_certificates";
    7 "0007_exchange";
    8 "0008_review";
    9 "0009_signature";
    10 "0010_handed_in";
    11 "0011_certificates_by_owner";
    12 "0012_silent_applications";
    13 "0013_editions";
    14 "0014_imports";
    15 "0015_duties_by_place";
    17 "0017_term_feedback";
    18 "0018_proof_reports";
}
