//! The language of CloudWatch Logs filter patterns: what a pattern says, and whether it takes in every event of a kind.
//!
//! It knows nothing of metric filters, of the inventory, or of what is worth counting.

mod event;
mod parse;
mod pattern;

pub use event::Event;
pub use pattern::{Counts, Pattern};
