//! What a finding says when it is opened.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::finding::{Finding, FindingGap, Remedy};
use crate::report::mend::advice;

#[derive(Serialize)]
pub(super) struct Details<'a> {
    fingerprint: String,
    arn: Option<&'a str>,
    tags: &'a BTreeMap<String, String>,
    evidence: &'a IndexMap<String, serde_json::Value>,
    calls: Vec<String>,
    gaps: Vec<GapRecord<'a>>,
    remedy: &'a Remedy,
}

/// What was not read, and how to see it.
#[derive(Serialize)]
pub(super) struct GapRecord<'a> {
    attribute: &'a str,
    deed: String,
    error: &'a str,
    advice: String,
}

impl<'a> Details<'a> {
    pub(super) fn of(finding: &'a Finding, calls: Vec<String>) -> Self {
        Self {
            fingerprint: finding.fingerprint(),
            arn: finding.resource.arn.as_deref(),
            tags: &finding.resource.tags,
            evidence: &finding.evidence,
            calls,
            gaps: finding.gaps.iter().map(GapRecord::of).collect(),
            remedy: &finding.remediation,
        }
    }
}

impl<'a> GapRecord<'a> {
    pub(super) fn of(gap: &'a FindingGap) -> Self {
        Self {
            attribute: &gap.attribute,
            deed: gap.deed(),
            error: &gap.error,
            advice: advice(gap),
        }
    }
}
