//! What an event says of the resource, of where it is, and of who looked.

use indexmap::IndexMap;
use serde::Serialize;

use super::VERSION;
use crate::finding::{Finding, ResourceRef};
use crate::report::Run;
use crate::report::place::partition;

/// The resource.
#[derive(Serialize)]
pub(super) struct Resource<'a> {
    /// Its ARN, or its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<&'a str>,
    /// Its id, where its ARN stands before.
    #[serde(skip_serializing_if = "Option::is_none")]
    uid_alt: Option<&'a str>,
    name: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    region: &'a str,
    cloud_partition: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'a>>,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Tag<'a> {
    name: &'a str,
    value: &'a str,
}

/// What was read of it.
#[derive(Serialize)]
struct Data<'a> {
    evidence: &'a IndexMap<String, serde_json::Value>,
    /// Which part of it, where the check looks at several.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
}

/// Where it is.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "OCSF's names")]
pub(super) struct Cloud<'a> {
    provider: &'static str,
    account: Account<'a>,
    region: &'a str,
    cloud_partition: &'a str,
}

#[derive(Serialize)]
struct Account<'a> {
    uid: &'a str,
    type_id: u8,
    #[serde(rename = "type")]
    ty: &'static str,
}

/// Who looked, in which run.
#[derive(Serialize)]
pub(super) struct Metadata<'a> {
    version: &'static str,
    product: Product,
    profiles: [&'static str; 1],
    /// The event's own.
    uid: String,
    /// The run's.
    correlation_uid: &'a str,
    event_code: &'a str,
    original_time: String,
}

#[derive(Serialize)]
struct Product {
    name: &'static str,
    vendor_name: &'static str,
    version: &'static str,
}

impl<'a> Resource<'a> {
    pub(super) fn of(finding: &'a Finding, run: &Run) -> Self {
        let resource = &finding.resource;
        let arn = resource.arn.as_deref();
        let id = resource.id.as_deref();
        let tag = |(name, value): (&'a String, &'a String)| Tag { name, value };
        Self {
            uid: arn.or(id),
            uid_alt: arn.and(id).filter(|id| Some(*id) != arn),
            name: resource.name.as_deref().or(id).unwrap_or(resource.ty),
            ty: resource.ty,
            region: &resource.region,
            cloud_partition: partition(resource, run),
            tags: resource.tags.iter().map(tag).collect(),
            data: Data {
                evidence: &finding.evidence,
                part: finding.sub_key.as_deref(),
            },
        }
    }
}

impl<'a> Cloud<'a> {
    pub(super) fn of(resource: &'a ResourceRef, run: &Run) -> Self {
        Self {
            provider: "AWS",
            account: Account {
                uid: &resource.account,
                type_id: 10,
                ty: "AWS Account",
            },
            region: &resource.region,
            cloud_partition: partition(resource, run),
        }
    }
}

impl<'a> Metadata<'a> {
    pub(super) fn of(finding: &'a Finding, run: &'a Run) -> Self {
        let name = env!("CARGO_PKG_NAME");
        Self {
            version: VERSION,
            product: Product {
                name,
                vendor_name: name,
                version: env!("CARGO_PKG_VERSION"),
            },
            profiles: ["cloud"],
            uid: format!("{}/{}", run.id, finding.fingerprint()),
            correlation_uid: &run.id,
            event_code: &finding.check.id,
            original_time: format!("{:.3}", run.started_at),
        }
    }
}
