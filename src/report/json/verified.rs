//! What the contract says of a deployment that was verified: each of its resources, and each expectation.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde::Serialize;

use super::{GapRecord, ResourceRecord};
use crate::finding::Status;
use crate::report::verified::{DeployedLine, Expected, Presence, Uncovered, Unmet};

/// One resource of a deployment.
#[derive(Serialize)]
pub(super) struct DeployedRecord<'a> {
    address: &'a str,
    declared_type: &'a str,
    /// `found`, `missing`, `unknown` or `uncovered`.
    status: &'static str,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<ResourceRecord<'a>>,
    /// Where it is missing: what AWS does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<MissingRecord<'a>>,
    /// Where it is unknown: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<GapRecord<'a>>,
    /// Where it is uncovered: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Uncovered>,
}

#[derive(Serialize)]
struct MissingRecord<'a> {
    #[serde(rename = "type")]
    ty: &'a str,
    name: &'a str,
    region: &'a str,
}

/// One expectation.
#[derive(Serialize)]
pub(super) struct ExpectationRecord<'a> {
    name: &'a str,
    /// Where it is written, if anybody wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(rename = "type")]
    ty: &'a str,
    status: Status,
    message: &'a str,
    resources: Vec<ResourceRecord<'a>>,
    unmet: Vec<UnmetRecord<'a>>,
    /// What AWS says is still on its way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<&'a str>,
}

#[derive(Serialize)]
struct UnmetRecord<'a> {
    assertion: &'a str,
    status: Status,
    resource: ResourceRecord<'a>,
    evidence: &'a IndexMap<String, serde_json::Value>,
    gaps: Vec<GapRecord<'a>>,
}

impl<'a> DeployedRecord<'a> {
    pub(super) fn of(line: &'a DeployedLine) -> Self {
        let mut record = Self {
            address: &line.address,
            declared_type: &line.declared_type,
            status: line.presence.as_str(),
            resource: None,
            missing: None,
            gap: None,
            reason: None,
        };
        match &line.presence {
            Presence::Found(resource) => record.resource = Some(ResourceRecord::of(resource)),
            Presence::Missing { ty, name, region } => {
                record.missing = Some(MissingRecord { ty, name, region });
            }
            Presence::Unknown(gap) => record.gap = Some(GapRecord::of(gap)),
            Presence::Uncovered(reason) => record.reason = Some(*reason),
        }
        record
    }
}

impl<'a> ExpectationRecord<'a> {
    pub(super) fn of(expected: &'a Expected) -> Self {
        Self {
            name: &expected.name,
            file: expected
                .place
                .as_ref()
                .map(|(path, _)| path.to_string_lossy()),
            line: expected.place.as_ref().map(|(_, line)| *line),
            ty: expected.ty,
            status: expected.status,
            message: &expected.message,
            resources: expected.resources.iter().map(ResourceRecord::of).collect(),
            unmet: expected.unmet.iter().map(UnmetRecord::of).collect(),
            pending: expected.pending.as_deref(),
        }
    }
}

impl<'a> UnmetRecord<'a> {
    fn of(unmet: &'a Unmet) -> Self {
        Self {
            assertion: &unmet.assertion,
            status: unmet.status,
            resource: ResourceRecord::of(&unmet.resource),
            evidence: &unmet.evidence,
            gaps: unmet.gaps.iter().map(GapRecord::of).collect(),
        }
    }
}
