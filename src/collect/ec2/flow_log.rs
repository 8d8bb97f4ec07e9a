//! Flow logs.

use aws_sdk_ec2::types;

use super::{PAGE, name, tags};
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::FLOW_LOG;
use crate::inventory::ec2::flow_log::DESCRIBE_FLOW_LOGS;
use crate::inventory::{Record, record};

pub(super) async fn flow_logs(site: Site) -> Listed {
    let pages = site
        .ec2()
        .describe_flow_logs()
        .into_paginator()
        .page_size(PAGE)
        .send();
    site.list(&DESCRIBE_FLOW_LOGS, pages, |page| {
        Some(
            page.flow_logs?
                .iter()
                .map(|log| flow_log(&site, log))
                .collect(),
        )
    })
    .await
}

fn flow_log(site: &Site, log: &types::FlowLog) -> Record {
    let to_log_group =
        log.log_destination_type() == Some(&types::LogDestinationType::CloudWatchLogs);
    // A transit gateway's log has no type of traffic (CreateFlowLogs, TrafficType).
    let of_transit_gateway = log.resource_id().is_some_and(|id| id.starts_with("tgw"));
    let always_but = |absent, member, value| always_but(absent, &DESCRIBE_FLOW_LOGS, member, value);
    record!(FLOW_LOG, site.keep(), {
        id: log.flow_log_id(),
        arn: log.flow_log_id().map(|id| site.arn("ec2", format_args!("vpc-flow-log/{id}"))),
        name: name(&DESCRIBE_FLOW_LOGS, log.tags.as_ref()),
        tags: tags(&DESCRIBE_FLOW_LOGS, log.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        resource_id: log.resource_id(),
        traffic_type: always_but(of_transit_gateway, "traffic_type", log.traffic_type().map(types::TrafficType::as_str)),
        flow_log_status: log.flow_log_status(),
        log_destination_type: log.log_destination_type().map(types::LogDestinationType::as_str),
        log_destination: log.log_destination(),
        log_group_name: always_but(!to_log_group, "log_group_name", log.log_group_name()),
        deliver_logs_permission_arn: always_but(!to_log_group, "deliver_logs_permission_arn", log.deliver_logs_permission_arn()),
        deliver_cross_account_role: log.deliver_cross_account_role(),
        deliver_logs_status: log.deliver_logs_status(),
        deliver_logs_error_message: log.deliver_logs_error_message(),
        log_format: log.log_format(),
        max_aggregation_interval: log.max_aggregation_interval,
        creation_time: timestamp(log.creation_time()),
    })
}
