//! The results: findings that are no passes.

use std::fmt::Write as _;
use std::path::PathBuf;

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::rule::Rules;
use super::{Message, level, shown};
use crate::finding::{Finding, ResourceRef, Status, WaiverRef};
use crate::report::mend::advice;
use crate::report::place::qualified;
use crate::report::words::{full_name, untold};

/// What stands in a segment of a path as it is: RFC 3986's unreserved letters, and the colon of CloudFormation's types.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':');

/// One result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultRecord<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "awsert/v1")]
    ours: String,
    /// The only one by which code scanning knows a result again.
    #[serde(rename = "primaryLocationLineHash")]
    of_code_scanning: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

/// What SARIF has no member for, as the JSON contract has it.
#[derive(Serialize)]
struct Properties<'a> {
    status: Status,
    account: &'a str,
    region: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    id: Option<&'a str>,
    evidence: &'a IndexMap<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation_cli: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation_terraform: Option<&'a str>,
}

impl<'a> ResultRecord<'a> {
    /// A finding, and where the user wrote what it is about.
    pub(super) fn of(
        finding: &'a Finding,
        place: Option<&(PathBuf, usize)>,
        rules: &Rules,
    ) -> Self {
        let check = &finding.check;
        let resource = &finding.resource;
        let (kind, level) = match finding.status {
            Status::Pass => ("pass", "none"),
            Status::Fail | Status::Waived => ("fail", level(check.severity)),
            Status::Unknown => ("open", "none"),
        };
        let fingerprint = finding.fingerprint();
        let waiver = finding.waiver.as_ref();
        Self {
            rule_id: &check.id,
            rule_index: rules.index(&check.id),
            kind,
            level,
            message: message(finding),
            locations: [Location::of(resource, place)],
            partial_fingerprints: Fingerprints {
                of_code_scanning: format!("{fingerprint}:1"),
                ours: fingerprint,
            },
            suppressions: match finding.status {
                Status::Waived => vec![Suppression::of(waiver)],
                _ => Vec::new(),
            },
            properties: Properties {
                status: finding.status,
                account: &resource.account,
                region: &resource.region,
                ty: resource.ty,
                id: resource.id.as_deref(),
                evidence: &finding.evidence,
                remediation_cli: finding.remediation.cli.as_deref(),
                remediation_terraform: finding.remediation.terraform.as_deref(),
            },
        }
    }
}

/// What came of it, why it is not known, and what to do.
fn message(finding: &Finding) -> Message {
    let mut text = shown(&finding.message).into_owned();
    let part = finding.sub_key.as_deref();
    if let Some(part) = part.filter(|part| !finding.message.contains(part)) {
        let _ = write!(text, " ({})", shown(part));
    }
    for gap in &finding.gaps {
        let (why, mend) = (untold(gap), advice(gap));
        let _ = write!(text, "\n{}; to see it: {}", shown(&why), shown(&mend));
    }
    let remedy = finding.remediation.text.trim();
    if finding.status == Status::Fail && !remedy.is_empty() {
        text.push_str("\n\nWhat to do: ");
        text.push_str(remedy);
    }
    Message::of(&text)
}

impl Location {
    /// Code scanning takes no result without a file, and tells results apart by it: one that nobody has, named as the resource.
    fn of(resource: &ResourceRef, place: Option<&(PathBuf, usize)>) -> Self {
        let (uri, start_line) = match place {
            Some((path, line)) => {
                let path = path.to_string_lossy();
                let segments = path.split('/').map(segment);
                (segments.collect::<Vec<_>>().join("/"), (*line).max(1))
            }
            None => (uri(resource), 1),
        };
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri },
                region: Region { start_line },
            },
            logical_locations: [LogicalLocation {
                name: shown(&full_name(resource)).into_owned(),
                fully_qualified_name: shown(&qualified(resource)).into_owned(),
                kind: "resource",
            }],
        }
    }
}

/// `aws/123456789012/eu-west-1/AWS::RDS::DBInstance/orders`.
fn uri(resource: &ResourceRef) -> String {
    let ResourceRef {
        account,
        region,
        ty,
        id,
        ..
    } = resource;
    let mut parts = vec!["aws", account, region, ty];
    parts.extend(id.as_deref());
    let parts: Vec<String> = parts.into_iter().map(named_segment).collect();
    parts.join("/")
}

/// A segment that names something: none is empty, and none leads up.
fn named_segment(text: &str) -> String {
    match text {
        "" | "." | ".." => format!("_{text}"),
        text => segment(text),
    }
}

fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

impl Suppression {
    fn of(waiver: Option<&WaiverRef>) -> Self {
        let justification = waiver.map_or_else(String::new, WaiverRef::in_words);
        Self {
            kind: "external",
            status: "accepted",
            justification: shown(&justification).into_owned(),
        }
    }
}
