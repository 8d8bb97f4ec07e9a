//! The JSON contract, version 1: what `--output json` writes, for programs.
//!
//! The structs here are the contract and mirror the model on purpose: a change to the model does not change what
//! others parse. Members may be added within a version; none is renamed, retyped or taken away.

mod changes;
pub(super) mod formatter;
mod frameworks;
pub mod lines;
pub mod message;
mod verified;

use std::collections::BTreeMap;
use std::io;

use indexmap::IndexMap;
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

pub(crate) use changes::ChangesRecord;
use formatter::OneALine;
use frameworks::FrameworkRecord;
pub(super) use frameworks::RequirementRecord;
use verified::{DeployedRecord, ExpectationRecord};

use super::{Counts, Findings, LedgerLine, Report, Run};
use crate::aws::{Denial, DeniedBy};
use crate::check::Severity;
use crate::compare::Change;
use crate::finding::{Finding, FindingGap, Remedy, ResourceRef, Status, WaiverRef};

/// The version of the contract.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes the report: one document, each finding and each line of the ledger on a line of its own.
///
/// # Errors
/// When writing fails.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, OneALine::default());
    Document::of(report)?.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// The document.
#[derive(Serialize)]
#[serde(bound = "F: Findings")]
struct Document<'a, F> {
    schema_version: u32,
    run: RunRecord<'a>,
    summary: Summary,
    findings: Listed<'a, F>,
    ledger: Ledger<'a>,
    /// What the findings say of the frameworks that were asked for; left out when none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    frameworks: Vec<FrameworkRecord<'a>>,
    /// What became of each resource of a deployment; left out unless one was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    deployed: Option<Vec<DeployedRecord<'a>>>,
    /// What came of each expectation of it; the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    expectations: Option<Vec<ExpectationRecord<'a>>>,
    /// What the reader should know beside findings: resources that went away meanwhile, a run cut short, waivers that match nothing.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notices: &'a [String],
    /// What changed since an earlier run; left out unless it was compared with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<ChangesRecord<'a>>,
}

#[derive(Serialize)]
struct RunRecord<'a> {
    id: &'a str,
    started_at: String,
    finished_at: String,
    tool: Tool,
    accounts: &'a [String],
    regions: &'a [String],
    checks: usize,
    complete: bool,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// How many findings have which status.
#[derive(Serialize)]
pub(super) struct Summary {
    #[serde(flatten)]
    all: Counts,
    /// Every severity, from most to least, also those without findings.
    by_severity: IndexMap<&'static str, Counts>,
}

struct Listed<'a, F>(&'a F);

struct Ledger<'a>(&'a [LedgerLine]);

/// One finding, as JSON and JSON lines have it.
#[derive(Serialize)]
pub(crate) struct FindingRecord<'a> {
    check: &'a str,
    title: &'a str,
    severity: Severity,
    status: Status,
    message: &'a str,
    fingerprint: String,
    resource: ResourceRecord<'a>,
    evidence: &'a IndexMap<String, serde_json::Value>,
    gaps: Vec<GapRecord<'a>>,
    controls: &'a IndexMap<String, Vec<String>>,
    aliases: &'a IndexMap<String, Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<WaiverRecord<'a>>,
    /// What an earlier run said; left out unless it was compared with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
    remediation: RemedyRecord<'a>,
}

#[derive(Serialize)]
struct ResourceRecord<'a> {
    #[serde(rename = "type")]
    ty: &'a str,
    id: Option<&'a str>,
    arn: Option<&'a str>,
    name: Option<&'a str>,
    account: &'a str,
    region: &'a str,
    tags: &'a BTreeMap<String, String>,
    /// Left out unless it is known that nothing uses it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unused: bool,
    /// Left out unless it is what AWS makes in every region by itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    regional_default: bool,
}

#[derive(Serialize)]
pub(super) struct GapRecord<'a> {
    attribute: &'a str,
    call: &'a str,
    outcome: &'static str,
    error: &'a str,
    #[serde(flatten)]
    denial: Option<DenialRecord<'a>>,
}

/// What was refused and by what: members of a gap and of a line of the ledger where the call was denied.
#[derive(Serialize)]
pub(super) struct DenialRecord<'a> {
    missing_action: &'a str,
    /// AWS did not name the action: it is what the call needs.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    missing_action_assumed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    denied_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    denied_by_policy: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    explicit_deny: bool,
}

/// One of several policies that deny a call.
#[derive(Serialize)]
struct DenialTally<'a> {
    #[serde(flatten)]
    denial: DenialRecord<'a>,
    times: u64,
}

#[derive(Serialize)]
struct WaiverRecord<'a> {
    reason: &'a str,
    owner: &'a str,
    expires: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
}

#[derive(Serialize)]
struct RemedyRecord<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cli: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terraform: Option<&'a str>,
}

/// One line of the ledger.
#[derive(Serialize)]
pub(super) struct LedgerRecord<'a> {
    account: &'a str,
    region: &'a str,
    call: &'a str,
    outcome: &'static str,
    calls: u64,
    retries: u64,
    resources: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    /// The most frequent refusal.
    #[serde(flatten)]
    denial: Option<DenialRecord<'a>>,
    /// All of them, where resources were refused in several ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    denials: Vec<DenialTally<'a>>,
    blinds: &'a [String],
}

impl<'a, F: Findings> Document<'a, F> {
    fn of(report: &'a Report<F>) -> io::Result<Self> {
        let verified = report.verified.as_ref();
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            run: RunRecord::of(&report.run),
            summary: Summary::of(&report.findings)?,
            findings: Listed(&report.findings),
            ledger: Ledger(&report.ledger),
            frameworks: report.frameworks.iter().map(FrameworkRecord::of).collect(),
            deployed: verified
                .map(|verified| verified.resources.iter().map(DeployedRecord::of).collect()),
            expectations: verified.map(|verified| {
                let expectations = verified.expectations.iter();
                expectations.map(ExpectationRecord::of).collect()
            }),
            notices: &report.notices,
            changes: report.changes.as_ref().map(ChangesRecord::of),
        })
    }
}

impl<'a> RunRecord<'a> {
    fn of(run: &'a Run) -> Self {
        Self {
            id: &run.id,
            started_at: format!("{:.3}", run.started_at),
            finished_at: format!("{:.3}", run.finished_at),
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            accounts: &run.accounts,
            regions: &run.regions,
            checks: run.checks,
            complete: run.complete,
        }
    }
}

impl Summary {
    /// Of nothing yet.
    pub(super) fn new() -> Self {
        Self {
            all: Counts::default(),
            by_severity: Severity::ALL
                .into_iter()
                .map(|severity| (severity.as_str(), Counts::default()))
                .collect(),
        }
    }

    fn of(findings: &impl Findings) -> io::Result<Self> {
        let mut summary = Self::new();
        for tally in findings.tallies()? {
            summary.all += tally.counts;
            let severity = tally.check.severity.as_str();
            *summary.by_severity.entry(severity).or_default() += tally.counts;
        }
        Ok(summary)
    }

    /// Counts one more.
    pub(super) fn add(&mut self, finding: &Finding) {
        self.all.add(finding.status);
        let severity = finding.check.severity.as_str();
        let of_it = self.by_severity.entry(severity).or_default();
        of_it.add(finding.status);
    }
}

impl<F: Findings> Serialize for Listed<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for finding in self.0.each() {
            let finding = finding.map_err(S::Error::custom)?;
            list.serialize_element(&FindingRecord::of(&finding))?;
        }
        list.end()
    }
}

impl Serialize for Ledger<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(LedgerRecord::of))
    }
}

impl<'a> FindingRecord<'a> {
    pub(crate) fn of(finding: &'a Finding) -> Self {
        let check = &finding.check;
        Self {
            check: &check.id,
            title: &check.title,
            severity: check.severity,
            status: finding.status,
            message: &finding.message,
            fingerprint: finding.fingerprint(),
            resource: ResourceRecord::of(&finding.resource),
            evidence: &finding.evidence,
            gaps: finding.gaps.iter().map(GapRecord::of).collect(),
            controls: &check.controls,
            aliases: &check.aliases,
            waiver: finding.waiver.as_ref().map(WaiverRecord::of),
            change: finding.change,
            remediation: RemedyRecord::of(&finding.remediation),
        }
    }
}

impl<'a> ResourceRecord<'a> {
    fn of(resource: &'a ResourceRef) -> Self {
        Self {
            ty: resource.ty,
            id: resource.id.as_deref(),
            arn: resource.arn.as_deref(),
            name: resource.name.as_deref(),
            account: &resource.account,
            region: &resource.region,
            tags: &resource.tags,
            unused: resource.unused,
            regional_default: resource.regional_default,
        }
    }
}

impl<'a> GapRecord<'a> {
    pub(super) fn of(gap: &'a FindingGap) -> Self {
        Self {
            attribute: &gap.attribute,
            call: &gap.call,
            outcome: gap.outcome.as_str(),
            error: &gap.error,
            denial: gap.denial.as_ref().map(DenialRecord::of),
        }
    }
}

impl<'a> DenialRecord<'a> {
    pub(super) fn of(denial: &'a Denial) -> Self {
        Self {
            missing_action: &denial.action,
            missing_action_assumed: !denial.named,
            denied_by: denial.by.map(DeniedBy::as_str),
            denied_by_policy: denial.policy.as_deref(),
            explicit_deny: denial.explicit,
        }
    }
}

impl<'a> WaiverRecord<'a> {
    fn of(waiver: &'a WaiverRef) -> Self {
        Self {
            reason: &waiver.reason,
            owner: &waiver.owner,
            expires: waiver.expires.as_deref(),
            ticket: waiver.ticket.as_deref(),
        }
    }
}

impl<'a> RemedyRecord<'a> {
    fn of(remedy: &'a Remedy) -> Self {
        Self {
            text: &remedy.text,
            cli: remedy.cli.as_deref(),
            terraform: remedy.terraform.as_deref(),
        }
    }
}

impl<'a> LedgerRecord<'a> {
    pub(super) fn of(line: &'a LedgerLine) -> Self {
        let several = line.denials.len() > 1;
        let tally = |(denial, times): &'a (Denial, u64)| DenialTally {
            denial: DenialRecord::of(denial),
            times: *times,
        };
        Self {
            account: &line.account,
            region: &line.region,
            call: &line.call,
            outcome: line.outcome.as_str(),
            calls: line.calls,
            retries: line.retries,
            resources: line.resources,
            error: line.error.as_deref(),
            denial: line
                .denials
                .first()
                .map(|(denial, _)| DenialRecord::of(denial)),
            denials: line.denials.iter().filter(|_| several).map(tally).collect(),
            blinds: &line.blinds,
        }
    }
}

#[cfg(test)]
mod tests;
