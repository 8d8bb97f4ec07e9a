//! Flow logs.

use aws_sdk_ec2::types;

use super::{PAGE, name, tags};
use crate::collect::site::timestamp;
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
    record!(FLOW_LOG, site.keep(), {
        id: log.flow_log_id(),
        arn: log.flow_log_id().map(|id| site.arn("ec2", format_args!("vpc-flow-log/{id}"))),
        name: name(log.tags.as_ref()),
        tags: tags(log.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        resource_id: log.resource_id(),
        traffic_type: log.traffic_type().map(types::TrafficType::as_str),
        flow_log_status: log.flow_log_status(),
        log_destination_type: log.log_destination_type().map(types::LogDestinationType::as_str),
        log_destination: log.log_destination(),
        log_group_name: log.log_group_name(),
        deliver_logs_permission_arn: log.deliver_logs_permission_arn(),
        deliver_cross_account_role: log.deliver_cross_account_role(),
        deliver_logs_status: log.deliver_logs_status(),
        deliver_logs_error_message: log.deliver_logs_error_message(),
        log_format: log.log_format(),
        max_aggregation_interval: log.max_aggregation_interval,
        creation_time: timestamp(log.creation_time()),
    })
}
