//! How managed machines stand with their patches and associations: one listing tells both.

use aws_sdk_ssm::types::{self, ResourceComplianceSummaryItem};

use crate::aws::Failure;
use crate::collect::site::timestamp;
use crate::collect::{Listed, Site};
use crate::inventory::ssm::{
    ASSOCIATION_COMPLIANCE, LIST_RESOURCE_COMPLIANCE_SUMMARIES, PATCH_COMPLIANCE,
};
use crate::inventory::{Gap, Record, Value, record};

pub(super) async fn summaries(site: Site) -> Listed {
    let pages = || {
        site.ssm()
            .list_resource_compliance_summaries()
            .set_max_results(LIST_RESOURCE_COMPLIANCE_SUMMARIES.page)
            .into_paginator()
            .send()
    };
    let mut items = Vec::new();
    let read = site
        .pages(
            &LIST_RESOURCE_COMPLIANCE_SUMMARIES,
            pages,
            |page| page.resource_compliance_summary_items,
            &mut items,
        )
        .await;
    let mut listed = Listed::default();
    // What lists has nothing to be absent or gone.
    if let Err(Failure::Gap(gap)) = read {
        listed.gap = Some(gap);
    }
    for item in &items {
        match item.compliance_type() {
            Some("Patch") => listed.records.push(patches(&site, item)),
            Some("Association") => listed.records.push(associations(&site, item)),
            // Kinds that users made up.
            Some(_) => {}
            None => {
                listed.gap = Some(Gap::missing(
                    &LIST_RESOURCE_COMPLIANCE_SUMMARIES,
                    "compliance_type",
                ));
            }
        }
    }
    listed
}

fn patches(site: &Site, item: &ResourceComplianceSummaryItem) -> Record {
    record!(PATCH_COMPLIANCE, site.keep(), {
        id: item.resource_id(),
        arn: None::<&str>,
        name: item.resource_id(),
        tags: None::<Value>,
        region: site.region(),
        account: site.account(),
        status: status(item),
        overall_severity: severity(item),
        execution_time: executed(item),
    })
}

fn associations(site: &Site, item: &ResourceComplianceSummaryItem) -> Record {
    record!(ASSOCIATION_COMPLIANCE, site.keep(), {
        id: item.resource_id(),
        arn: None::<&str>,
        name: item.resource_id(),
        tags: None::<Value>,
        region: site.region(),
        account: site.account(),
        status: status(item),
        overall_severity: severity(item),
        execution_time: executed(item),
    })
}

fn status(item: &ResourceComplianceSummaryItem) -> Option<&str> {
    item.status().map(types::ComplianceStatus::as_str)
}

fn severity(item: &ResourceComplianceSummaryItem) -> Option<&str> {
    item.overall_severity()
        .map(types::ComplianceSeverity::as_str)
}

/// The SDK gives a time that is missing as that of 1970.
fn executed(item: &ResourceComplianceSummaryItem) -> Option<jiff::Timestamp> {
    let time = item.execution_summary()?.execution_time();
    timestamp(Some(time)).filter(|time| *time != jiff::Timestamp::UNIX_EPOCH)
}
