//! Reads AWS Systems Manager. Values of parameters, contents of documents and outputs of commands are never asked for.

mod compliance;
mod document;
mod managed_instance;
mod parameter;
mod region_settings;

use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag};

use super::site::tagged;
use super::{Collector, DetailCall, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::ssm::{
    ASSOCIATION_COMPLIANCE, DESCRIBE_DOCUMENT_PERMISSION, DESCRIBE_INSTANCE_INFORMATION,
    DESCRIBE_PARAMETERS, DOCUMENT, GET_SERVICE_SETTING, LIST_DOCUMENTS,
    LIST_RESOURCE_COMPLIANCE_SUMMARIES, LIST_TAGS_FOR_RESOURCE, MANAGED_INSTANCE, PARAMETER,
    PATCH_COMPLIANCE, REGION_SETTINGS,
};
use crate::inventory::{Record, RecordType};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_INSTANCE_INFORMATION,
            types: &[&MANAGED_INSTANCE],
            list: |site| Box::pin(managed_instance::managed_instances(site)),
        },
        ListingCall {
            call: &LIST_RESOURCE_COMPLIANCE_SUMMARIES,
            types: &[&PATCH_COMPLIANCE, &ASSOCIATION_COMPLIANCE],
            list: |site| Box::pin(compliance::summaries(site)),
        },
        ListingCall {
            call: &DESCRIBE_PARAMETERS,
            types: &[&PARAMETER],
            list: |site| Box::pin(parameter::parameters(site)),
        },
        ListingCall {
            call: &LIST_DOCUMENTS,
            types: &[&DOCUMENT],
            list: |site| Box::pin(document::documents(site)),
        },
        ListingCall {
            call: &GET_SERVICE_SETTING,
            types: &[&REGION_SETTINGS],
            list: |site| Box::pin(region_settings::region_settings(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &DESCRIBE_DOCUMENT_PERMISSION,
            of: &DOCUMENT,
            read: Reach::Each(|site, document| Box::pin(document::permission(site, document))),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_RESOURCE,
            of: &PARAMETER,
            read: Reach::Each(|site, parameter| {
                let kind = ResourceTypeForTagging::Parameter;
                Box::pin(tags_of(site, &PARAMETER, kind, parameter))
            }),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_RESOURCE,
            of: &MANAGED_INSTANCE,
            read: Reach::Each(|site, machine| Box::pin(machine_tags(site, machine))),
        },
    ],
    lookups: &[],
};

async fn tags_of(
    site: Site,
    ty: &'static RecordType,
    kind: ResourceTypeForTagging,
    resource: Record,
) -> Result<Record, Failure> {
    let request = site
        .ssm()
        .list_tags_for_resource()
        .resource_type(kind)
        .resource_id(resource.id());
    let answer = site
        .call(&LIST_TAGS_FOR_RESOURCE, || request.send())
        .await?;
    Ok(tagged(
        ty,
        &LIST_TAGS_FOR_RESOURCE,
        answer.tag_list.as_deref().map(pairs),
    ))
}

/// An EC2 instance is tagged in EC2 and has no tags of its own here; AWS takes no such id.
async fn machine_tags(site: Site, machine: Record) -> Result<Record, Failure> {
    if machine.id().starts_with("i-") {
        return Err(Failure::Absent);
    }
    let kind = ResourceTypeForTagging::ManagedInstance;
    tags_of(site, &MANAGED_INSTANCE, kind, machine).await
}

/// The SDK gives what a tag lacks as empty: a key is never that, and that there is a value for each the calls see to.
fn pairs(tags: &[Tag]) -> impl Iterator<Item = (Option<&str>, Option<&str>)> {
    tags.iter().map(|tag| (Some(tag.key()), Some(tag.value())))
}
