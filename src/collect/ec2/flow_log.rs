//! Flow logs.

use aws_sdk_ec2::types;

use super::{PAGE, by_id, name, tags};
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::FLOW_LOG;
use crate::inventory::ec2::flow_log::DESCRIBE_FLOW_LOGS;
use crate::inventory::{Gap, Record, record};

pub(super) async fn flow_logs(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_flow_logs()
            .set_filter(by_id("flow-log-id", &ids))
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
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
        destination_bucket_arn: destination_bucket(log),
        destination_folder: destination_folder(log),
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

/// The bucket's ARN in a destination, which may name a folder of it: `arn:aws:s3:::bucket/folder/`. A log in S3 always has one.
fn destination_bucket(log: &types::FlowLog) -> Result<Option<&str>, Gap> {
    if log.log_destination_type() != Some(&types::LogDestinationType::S3) {
        return Ok(None);
    }
    match log.log_destination() {
        Some(destination) => Ok(destination.split('/').next()),
        None => Err(Gap::missing(&DESCRIBE_FLOW_LOGS, "log_destination")),
    }
}

/// The folder behind the bucket's ARN. AWS puts the slash at its end if the user does not.
fn destination_folder(log: &types::FlowLog) -> String {
    let folder = match log.log_destination_type() {
        Some(types::LogDestinationType::S3) => log
            .log_destination()
            .and_then(|destination| destination.split_once('/'))
            .map_or("", |(_, folder)| folder),
        _ => "",
    };
    match folder.trim_end_matches('/') {
        "" => String::new(),
        folder => format!("{folder}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::{destination_bucket, destination_folder, types};

    fn to(
        destination_type: types::LogDestinationType,
        destination: Option<&str>,
    ) -> types::FlowLog {
        types::FlowLog::builder()
            .log_destination_type(destination_type)
            .set_log_destination(destination.map(ToOwned::to_owned))
            .build()
    }

    #[test]
    fn a_destination_in_s3_is_a_bucket_and_a_folder() {
        for (destination, bucket, folder) in [
            ("arn:aws:s3:::logs", "arn:aws:s3:::logs", ""),
            ("arn:aws:s3:::logs/", "arn:aws:s3:::logs", ""),
            ("arn:aws:s3:::logs/vpc/a", "arn:aws:s3:::logs", "vpc/a/"),
            ("arn:aws:s3:::logs/vpc/", "arn:aws:s3:::logs", "vpc/"),
        ] {
            let log = to(types::LogDestinationType::S3, Some(destination));
            assert_eq!(destination_bucket(&log).unwrap(), Some(bucket));
            assert_eq!(destination_folder(&log), folder);
        }
    }

    #[test]
    fn only_a_destination_in_s3_has_a_bucket_and_it_always_has_one() {
        let group = "arn:aws:logs:eu-west-1:111122223333:log-group:flows";
        let log = to(types::LogDestinationType::CloudWatchLogs, Some(group));
        assert_eq!(destination_bucket(&log).unwrap(), None);
        assert_eq!(destination_folder(&log), "");
        assert!(destination_bucket(&to(types::LogDestinationType::S3, None)).is_err());
    }
}
