//! ASFF, the format of Security Hub: a JSON array of findings as `BatchImportFindings` takes them, one a line.
//!
//! What is unknown is a `WARNING` ("some information is missing"), never `PASSED`; what was waived is `FAILED` with the workflow's status
//! `SUPPRESSED`. Each text is cut to what the API takes, and none is blank.

mod import;
mod kinds;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::json::formatter::one_line;
use super::mend::advice;
use super::place::{partition, qualified};
use super::words::untold;
use super::{Findings, Report, Run, flat};
use crate::check::Severity;
use crate::finding::{Finding, FindingGap, ResourceRef, Status, WaiverRef};
pub use import::{Choice, Import, imports};
use text::{asked, given};

/// Of the requirements that a finding may name.
const REQUIREMENTS: usize = 32;

/// Of the reasons of a status.
const REASONS: usize = 20;

/// Of the readings shown; the API would take 50 of up to 1,024 letters, and a finding must not be larger than 240 KB.
const READINGS: usize = 20;

/// Of the tags of a resource, as AWS itself has it.
const TAGS: usize = 50;

/// Writes the report, going through its findings once.
///
/// # Errors
/// When writing fails, or a finding cannot be read.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, finding) in flat::each(report).enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        one_line(&Record::of(&*finding?, &report.run), out)?;
    }
    out.write_all(b"\n]\n")
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "ASFF's names")]
struct Record {
    schema_version: &'static str,
    id: String,
    product_arn: String,
    generator_id: String,
    aws_account_id: String,
    types: [&'static str; 1],
    created_at: String,
    updated_at: String,
    last_observed_at: String,
    severity: Label,
    title: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation: Option<Remediation>,
    product_fields: BTreeMap<&'static str, String>,
    resources: [Resource; 1],
    compliance: Compliance,
    workflow: Workflow,
    record_state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
    finding_provider_fields: ProviderFields,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Label {
    label: &'static str,
    original: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProviderFields {
    severity: Label,
    types: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Remediation {
    recommendation: Recommendation,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Recommendation {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    #[serde(rename = "Type")]
    ty: &'static str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    partition: Option<&'static str>,
    region: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Details {
    other: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Compliance {
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_requirements: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status_reasons: Vec<Reason>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Reason {
    reason_code: String,
    description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Workflow {
    status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Note {
    text: String,
    updated_by: String,
    updated_at: String,
}

const TYPES: [&str; 1] = ["Software and Configuration Checks/AWS Security Best Practices"];

impl Record {
    fn of(finding: &Finding, run: &Run) -> Self {
        let check = &finding.check;
        let resource = &finding.resource;
        let partition = partition(resource, run);
        let region = home(resource, run, partition);
        let account = asked(&resource.account, 64);
        let now = format!("{:.3}", run.started_at);
        let severity = label(finding);
        Self {
            schema_version: "2018-10-08",
            id: format!("awsert/{}", finding.fingerprint()),
            product_arn: asked(
                &format!(
                    "arn:{partition}:securityhub:{region}:{account}:product/{account}/default"
                ),
                2048,
            ),
            generator_id: asked(&format!("awsert/{}", check.id), 512),
            types: TYPES,
            created_at: now.clone(),
            updated_at: now.clone(),
            last_observed_at: now.clone(),
            severity: severity.clone(),
            title: asked(&check.title, 256),
            description: asked(&description(finding), 1024),
            remediation: given(&finding.remediation.text, 512).map(|text| Remediation {
                recommendation: Recommendation { text },
            }),
            product_fields: product_fields(finding, run),
            resources: [Resource::of(finding, &region, partition)],
            compliance: Compliance::of(finding),
            workflow: Workflow {
                status: match finding.status {
                    Status::Waived => "SUPPRESSED",
                    Status::Pass => "RESOLVED",
                    Status::Fail | Status::Unknown => "NEW",
                },
            },
            record_state: "ACTIVE",
            note: finding.waiver.as_ref().map(|waiver| Note::of(waiver, now)),
            finding_provider_fields: ProviderFields {
                severity,
                types: TYPES,
            },
            aws_account_id: account,
        }
    }
}

/// The severity of what holds is none.
fn label(finding: &Finding) -> Label {
    let severity = finding.check.severity;
    let label = match (finding.status, severity) {
        (Status::Pass, _) | (_, Severity::Info) => "INFORMATIONAL",
        (_, Severity::Low) => "LOW",
        (_, Severity::Medium) => "MEDIUM",
        (_, Severity::High) => "HIGH",
        (_, Severity::Critical) => "CRITICAL",
    };
    Label {
        label,
        original: severity.as_str(),
    }
}

/// What came of it; what can happen follows where there is room.
fn description(finding: &Finding) -> String {
    let risk = match finding.status {
        Status::Pass => "",
        _ => finding.check.risk.trim(),
    };
    let dot = if finding.message.ends_with('.') || risk.is_empty() {
        ""
    } else {
        "."
    };
    format!("{}{dot} {risk}", finding.message)
}

/// The region that keeps the finding. What has no region stands where the partition has its own, or where the run looked.
fn home(resource: &ResourceRef, run: &Run, partition: &str) -> String {
    let region = match resource.region.as_str() {
        "global" => {
            let own = match partition {
                "aws-cn" => "cn-north-1",
                "aws-us-gov" => "us-gov-west-1",
                _ => "us-east-1",
            };
            let looked = run.regions.iter().any(|region| region == own);
            let first = run.regions.first();
            match first {
                Some(first) if !looked => first.as_str(),
                _ => own,
            }
        }
        region => region,
    };
    asked(region, 16)
}

/// What ASFF has no attribute for.
fn product_fields(finding: &Finding, run: &Run) -> BTreeMap<&'static str, String> {
    let remedy = &finding.remediation;
    [
        ("awsert/Version", Some(env!("CARGO_PKG_VERSION"))),
        ("awsert/Run", Some(run.id.as_str())),
        ("awsert/RunComplete", (!run.complete).then_some("false")),
        ("awsert/Check", Some(finding.check.id.as_str())),
        ("awsert/Region", Some(finding.resource.region.as_str())),
        ("awsert/ResourceType", Some(finding.resource.ty)),
        ("awsert/ResourceName", finding.resource.name.as_deref()),
        ("awsert/Part", finding.sub_key.as_deref()),
        ("awsert/RemediationCli", remedy.cli.as_deref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, given(value?, 2048)?)))
    .collect()
}

impl Resource {
    fn of(finding: &Finding, region: &str, partition: &str) -> Self {
        let resource = &finding.resource;
        let id = match (resource.ty, &resource.arn, &resource.id) {
            // As Security Hub's own controls name it.
            ("AWS::::Account", _, _) => format!("AWS::::Account:{}", resource.account),
            (_, Some(arn), _) => arn.clone(),
            (_, None, Some(id)) => id.clone(),
            (_, None, None) => qualified(resource),
        };
        let tags = resource.tags.iter().take(TAGS);
        // The API takes no tag without a value, which AWS has.
        let tags = tags.filter_map(|(key, value)| Some((given(key, 128)?, given(value, 256)?)));
        let readings = finding.evidence.iter().take(READINGS);
        let other: BTreeMap<String, String> = readings
            .filter_map(|(path, value)| Some((given(path, 127)?, given(&value.to_string(), 512)?)))
            .collect();
        Self {
            ty: kinds::named(resource.ty),
            id: asked(&id, 512),
            partition: kinds::partition(partition),
            region: region.to_owned(),
            tags: tags.collect(),
            details: (!other.is_empty()).then_some(Details { other }),
        }
    }
}

impl Compliance {
    fn of(finding: &Finding) -> Self {
        let controls = finding.check.controls.iter();
        let requirements =
            controls.flat_map(|(framework, ids)| ids.iter().map(move |id| (framework, id)));
        Self {
            status: match finding.status {
                Status::Pass => "PASSED",
                Status::Fail | Status::Waived => "FAILED",
                Status::Unknown => "WARNING",
            },
            related_requirements: requirements
                .take(REQUIREMENTS)
                .map(|(framework, id)| asked(&format!("{framework} {id}"), 64))
                .collect(),
            status_reasons: finding.gaps.iter().take(REASONS).map(Reason::of).collect(),
        }
    }
}

impl Reason {
    fn of(gap: &FindingGap) -> Self {
        let text = format!("{}; to see it: {}", untold(gap), advice(gap));
        Self {
            reason_code: format!("CALL_{}", gap.outcome.as_str().to_ascii_uppercase()),
            description: asked(&text, 512),
        }
    }
}

impl Note {
    fn of(waiver: &WaiverRef, updated_at: String) -> Self {
        let until = waiver.expires.as_ref().map(|day| format!("until {day}"));
        let terms: Vec<String> = until.into_iter().chain(waiver.ticket.clone()).collect();
        let terms = if terms.is_empty() {
            String::new()
        } else {
            format!(" ({})", terms.join(", "))
        };
        Self {
            text: asked(&format!("Waived: {}{terms}", waiver.reason), 512),
            updated_by: asked(&waiver.owner, 512),
            updated_at,
        }
    }
}
