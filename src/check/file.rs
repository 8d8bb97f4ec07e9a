//! The form of a check file, as it is written. What it means is the business of [`super::load`].

use indexmap::IndexMap;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::severity::Severity;

/// A check file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCheck {
    pub(super) format: Spanned<u32>,
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) severity: Severity,
    pub(super) resource: Spanned<String>,
    #[serde(default)]
    pub(super) applies: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) each: Option<Spanned<String>>,
    pub(super) assert: Spanned<String>,
    pub(super) message: RawMessage,
    pub(super) risk: Spanned<String>,
    pub(super) remediation: RawRemediation,
    #[serde(default)]
    pub(super) controls: IndexMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) aliases: IndexMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) params: IndexMap<String, RawParam>,
    #[serde(default)]
    pub(super) renamed_from: Vec<String>,
    /// None where nobody asks: see [`super::load`].
    #[serde(default)]
    pub(super) examples: Option<Spanned<Vec<Spanned<RawExample>>>>,
}

/// What findings say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMessage {
    pub(super) fail: Spanned<String>,
    pub(super) pass: Spanned<String>,
}

/// What to do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRemediation {
    pub(super) text: Spanned<String>,
    #[serde(default)]
    pub(super) cli: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) terraform: Option<Spanned<String>>,
}

/// What the user may set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawParam {
    #[serde(rename = "type")]
    pub(super) ty: Spanned<String>,
    pub(super) default: Spanned<serde_json::Value>,
    pub(super) description: String,
}

/// A resource as it might be, and the verdict on it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawExample {
    pub(super) verdict: super::Verdict,
    pub(super) resource: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    pub(super) params: IndexMap<String, serde_json::Value>,
    #[serde(default)]
    pub(super) now: Option<String>,
    #[serde(default)]
    pub(super) account: Option<RawAccount>,
}

/// The account of an example.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAccount {
    pub(super) id: String,
    #[serde(default)]
    pub(super) regions: Vec<String>,
}
