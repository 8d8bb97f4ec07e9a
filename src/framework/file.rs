//! The form of a framework file, as it is written.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_saphyr::Spanned;

/// A framework file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFramework {
    pub(super) format: Spanned<u32>,
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) title: String,
    pub(super) requirements: IndexMap<String, RawRequirement>,
}

/// A requirement; a number without anything is one without a title.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRequirement {
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) manual: Option<String>,
    #[serde(default)]
    pub(super) no_check: Option<String>,
    #[serde(default)]
    pub(super) checks: Vec<Spanned<String>>,
}
