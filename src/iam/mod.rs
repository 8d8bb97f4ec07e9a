//! The language of IAM policies: wildcards, documents, statements. No AWS calls, no verdicts.

mod glob;

pub use glob::glob;
