//! The language of IAM policies: wildcards, documents, and what a statement reaches. No AWS calls, no inventory, no verdicts.

pub mod document;
mod glob;
mod public;
mod reach;
mod says;

pub use document::{Condition, Document, Effect, Malformed, Principal, Statement};
pub use glob::{covers, glob, overlaps};
pub use public::{confines_source, restricts};
pub use reach::Reach;
pub use says::Says;
