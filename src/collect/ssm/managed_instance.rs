//! The machines that Systems Manager manages.

use aws_sdk_ssm::types;

use crate::collect::site::{timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::ssm::{DESCRIBE_INSTANCE_INFORMATION, MANAGED_INSTANCE};
use crate::inventory::{Record, record};

pub(super) async fn managed_instances(site: Site) -> Listed {
    let pages = || {
        site.ssm()
            .describe_instance_information()
            .set_max_results(DESCRIBE_INSTANCE_INFORMATION.page)
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_INSTANCE_INFORMATION, pages, |page| {
        Some(
            page.instance_information_list?
                .iter()
                .map(|machine| managed_instance(&site, machine))
                .collect(),
        )
    })
    .await
}

fn managed_instance(site: &Site, machine: &types::InstanceInformation) -> Record {
    record!(MANAGED_INSTANCE, site.keep(), {
        id: machine.instance_id(),
        arn: machine.instance_id().map(|id| arn(site, id)),
        // EC2 has the Name tag of an instance.
        name: written(machine.name()).or(machine.instance_id()),
        region: site.region(),
        account: site.account(),
        resource_type: machine.resource_type().map(types::ResourceType::as_str),
        ping_status: machine.ping_status().map(types::PingStatus::as_str),
        last_ping_date_time: timestamp(machine.last_ping_date_time()),
        agent_version: machine.agent_version(),
        is_latest_version: machine.is_latest_version(),
        platform_type: machine.platform_type().map(types::PlatformType::as_str),
        platform_name: machine.platform_name(),
        platform_version: machine.platform_version(),
    })
}

/// "Resource types defined by AWS Systems Manager" (Service Authorization Reference): an EC2 instance keeps its own ARN.
fn arn(site: &Site, id: &str) -> String {
    if id.starts_with("i-") {
        site.arn("ec2", format_args!("instance/{id}"))
    } else {
        site.arn("ssm", format_args!("managed-instance/{id}"))
    }
}
