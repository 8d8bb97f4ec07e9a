//! OCSF: a Compliance Finding (class 2003) of version 1.5.0 for each finding, one event a line, as collectors of logs take them.
//!
//! What is unknown has the compliance status *Unknown* (0) and its reasons; what was waived is a *Fail* whose finding is *Suppressed*.

mod parts;

#[cfg(test)]
mod tests;

use std::io;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::Serialize;

use super::json::formatter::one_line;
use super::mend::advice;
use super::words::untold;
use super::{Findings, Report, Run, flat};
use crate::check::Severity;
use crate::finding::{Finding, Remedy, Status, WaiverRef};
use parts::{Cloud, Metadata, Resource};

/// The version whose schema the events keep to.
const VERSION: &str = "1.5.0";

/// Writes the report, going through its findings once.
///
/// # Errors
/// When writing fails, or a finding cannot be read.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    for finding in flat::each(report) {
        one_line(&Event::of(&*finding?, &report.run), out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One event.
#[derive(Serialize)]
struct Event<'a> {
    activity_id: u8,
    activity_name: &'static str,
    category_uid: u8,
    category_name: &'static str,
    class_uid: u16,
    class_name: &'static str,
    type_uid: u32,
    type_name: &'static str,
    time: i64,
    severity_id: u8,
    severity: &'static str,
    /// How the finding stands in its own life: new, or suppressed.
    status_id: u8,
    status: &'static str,
    /// Our word for what came of it.
    status_code: Status,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    compliance: Compliance<'a>,
    finding_info: FindingInfo<'a>,
    resources: [Resource<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation: Option<Remediation>,
    cloud: Cloud<'a>,
    metadata: Metadata<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unmapped: Option<Unmapped>,
}

#[derive(Serialize)]
struct Compliance<'a> {
    status_id: u8,
    status: &'static str,
    status_details: Vec<String>,
    control: &'a str,
    desc: &'a str,
    standards: Vec<&'a str>,
    requirements: Vec<String>,
    checks: [CheckRecord<'a>; 1],
}

#[derive(Serialize)]
struct CheckRecord<'a> {
    uid: &'a str,
    name: &'a str,
    severity_id: u8,
    severity: &'static str,
    status_id: u8,
    status: &'static str,
    standards: Vec<&'a str>,
}

#[derive(Serialize)]
struct FindingInfo<'a> {
    uid: String,
    title: &'a str,
    desc: &'a str,
    /// When this run looked.
    last_seen_time: i64,
    analytic: Analytic<'a>,
}

#[derive(Serialize)]
struct Analytic<'a> {
    uid: &'a str,
    name: &'a str,
    type_id: u8,
    #[serde(rename = "type")]
    ty: &'static str,
}

#[derive(Serialize)]
struct Remediation {
    desc: String,
}

/// What OCSF has no attribute for.
#[derive(Serialize)]
struct Unmapped {
    /// Only where it is false: the run was cut short, and there may be more to find.
    run_complete: bool,
}

impl<'a> Event<'a> {
    fn of(finding: &'a Finding, run: &'a Run) -> Self {
        let check = &finding.check;
        let (severity_id, severity) = severity(check.severity);
        let (status_id, status) = match finding.status {
            Status::Waived => (3, "Suppressed"),
            Status::Pass | Status::Fail | Status::Unknown => (1, "New"),
        };
        Self {
            activity_id: 1,
            activity_name: "Create",
            category_uid: 2,
            category_name: "Findings",
            class_uid: 2003,
            class_name: "Compliance Finding",
            type_uid: 200_301,
            type_name: "Compliance Finding: Create",
            time: milliseconds(run.started_at),
            severity_id,
            severity,
            status_id,
            status,
            status_code: finding.status,
            message: &finding.message,
            comment: finding.waiver.as_ref().map(comment),
            compliance: Compliance::of(finding),
            finding_info: FindingInfo {
                uid: finding.fingerprint(),
                title: &check.title,
                desc: &check.risk,
                last_seen_time: milliseconds(run.started_at),
                analytic: Analytic {
                    uid: &check.id,
                    name: &check.title,
                    type_id: 1,
                    ty: "Rule",
                },
            },
            resources: [Resource::of(finding, run)],
            remediation: remediation(&finding.remediation),
            cloud: Cloud::of(&finding.resource, run),
            metadata: Metadata::of(finding, run),
            unmapped: (!run.complete).then_some(Unmapped {
                run_complete: false,
            }),
        }
    }
}

impl<'a> Compliance<'a> {
    fn of(finding: &'a Finding) -> Self {
        let check = &finding.check;
        let (status_id, status) = match finding.status {
            Status::Pass => (1, "Pass"),
            Status::Fail | Status::Waived => (3, "Fail"),
            Status::Unknown => (0, "Unknown"),
        };
        let (severity_id, severity) = severity(check.severity);
        let reasons = finding.gaps.iter().map(|gap| {
            let words = if gap.error.is_empty() { "" } else { ": " };
            format!(
                "{}{words}{}; to see it: {}",
                untold(gap),
                gap.error,
                advice(gap)
            )
        });
        let standards: Vec<&str> = check.controls.keys().map(String::as_str).collect();
        Self {
            status_id,
            status,
            status_details: reasons.collect(),
            control: &check.id,
            desc: &check.title,
            requirements: requirements(&check.controls),
            checks: [CheckRecord {
                uid: &check.id,
                name: &check.title,
                severity_id,
                severity,
                status_id,
                status,
                standards: standards.clone(),
            }],
            standards,
        }
    }
}

/// `cis-aws-5.0 5.3`.
fn requirements(controls: &IndexMap<String, Vec<String>>) -> Vec<String> {
    let each = controls
        .iter()
        .flat_map(|(framework, ids)| ids.iter().map(move |id| format!("{framework} {id}")));
    each.collect()
}

fn comment(waiver: &WaiverRef) -> String {
    format!("waived: {}", waiver.in_words())
}

fn remediation(remedy: &Remedy) -> Option<Remediation> {
    if remedy.text.trim().is_empty() {
        return None;
    }
    let parts = [
        Some(remedy.text.as_str()),
        remedy.cli.as_deref(),
        remedy.terraform.as_deref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    Some(Remediation {
        desc: parts.join("\n\n"),
    })
}

const fn severity(severity: Severity) -> (u8, &'static str) {
    match severity {
        Severity::Info => (1, "Informational"),
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

fn milliseconds(time: Timestamp) -> i64 {
    time.as_millisecond()
}
