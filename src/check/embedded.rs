//! The check files that ship with the program, as text.

/// Path below `checks/`, and text, in the paths' order.
pub(super) static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/checks.rs"));
