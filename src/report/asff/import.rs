//! Findings as Security Hub is sent them, each with the account and region that keep it.
//!
//! An import may not change the workflow's status of a finding that is there already (Security Hub API reference, `BatchImportFindings`), so that what
//! passes is told as `PASSED` and archived: it is out of sight, and new again when it fails. What failed in the run before and is told no more is
//! told once for what became of it.

use std::collections::HashSet;

use super::{Record, flat};
use crate::check::Severity;
use crate::compare::{Now, Past};
use crate::finding::{Finding, Remedy, Status};
use crate::report::words::full_name;
use crate::report::{Report, Run};

/// A finding to import.
#[derive(Clone, Debug)]
pub struct Import {
    /// The account it is about.
    pub account: String,
    /// The region that keeps it.
    pub region: String,
    /// Its id there.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The finding.
    pub json: Vec<u8>,
}

/// Which findings are imported.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The least severity of their checks.
    pub least: Option<Severity>,
    /// Whether what passes is among them, though it may never have failed.
    pub passed: bool,
}

/// The findings to import.
///
/// # Errors
/// When one cannot be written as JSON.
pub fn imports(report: &Report, choice: Choice) -> serde_json::Result<Vec<Import>> {
    let past = report.changes.as_ref().map_or(&[][..], |of| &of.past);
    let failed: HashSet<&str> = past.iter().map(|past| past.fingerprint.as_str()).collect();
    let mut told: HashSet<String> = HashSet::new();
    let mut imports = Vec::new();
    let is_severe = |severity| choice.least.is_none_or(|least| severity >= least);
    let beside = flat::beside(report).into_iter().map(|said| said.finding);
    let beside: Vec<Finding> = beside.collect();
    for finding in beside.iter().chain(&report.findings) {
        let fingerprint = finding.fingerprint();
        let is_wanted = finding.status != Status::Pass
            || choice.passed
            || failed.contains(fingerprint.as_str());
        if is_wanted && is_severe(finding.check.severity) {
            let state = match finding.status {
                Status::Pass => "ARCHIVED",
                Status::Fail | Status::Unknown | Status::Waived => "ACTIVE",
            };
            imports.push(import(finding, &report.run, state, None)?);
        }
        told.insert(fingerprint);
    }
    for past in past {
        if is_severe(past.check.severity) && !told.contains(&past.fingerprint) {
            let (finding, state, compliance) = of_past(past);
            imports.push(import(&finding, &report.run, state, compliance)?);
        }
    }
    Ok(imports)
}

/// What failed, and is told no more.
fn of_past(past: &Past) -> (Finding, &'static str, Option<&'static str>) {
    let (status, message, state, compliance) = match past.now {
        Now::Fixed => (Status::Pass, "It is fixed.", "ARCHIVED", None),
        Now::Gone => (
            Status::Pass,
            "The resource is there no more, or the check does not apply to it any more.",
            "ARCHIVED",
            Some("NOT_AVAILABLE"),
        ),
        Now::Waived => (Status::Waived, "Somebody has accepted it.", "ACTIVE", None),
        Now::Unknown => (
            Status::Unknown,
            "It failed, and what it rests on could not be read this time.",
            "ACTIVE",
            None,
        ),
    };
    let finding = Finding {
        check: std::sync::Arc::clone(&past.check),
        status,
        message: message.to_owned(),
        resource: past.resource.clone(),
        sub_key: past.sub_key.clone(),
        evidence: indexmap::IndexMap::new(),
        gaps: Vec::new(),
        waiver: None,
        change: None,
        remediation: Remedy::default(),
    };
    (finding, state, compliance)
}

fn import(
    finding: &Finding,
    run: &Run,
    state: &'static str,
    compliance: Option<&'static str>,
) -> serde_json::Result<Import> {
    let mut record = Record::of(finding, run);
    record.record_state = state;
    if let Some(status) = compliance {
        record.compliance.status = status;
    }
    Ok(Import {
        account: record.aws_account_id.clone(),
        region: record.resources[0].region.clone(),
        name: format!("{} on {}", finding.check.id, full_name(&finding.resource)),
        json: serde_json::to_vec(&record)?,
        id: record.id,
    })
}
