//! VPCs, subnets and flow logs.

use aws_sdk_ec2::types;

use super::{name, tags};
use crate::collect::site::timestamp;
use crate::collect::{Listed, Site};
use crate::inventory::ec2::network::{DESCRIBE_FLOW_LOGS, DESCRIBE_SUBNETS, DESCRIBE_VPCS};
use crate::inventory::ec2::{FLOW_LOG, SUBNET, VPC};
use crate::inventory::{Record, record};

pub(super) async fn vpcs(site: Site) -> Listed {
    let pages = site.ec2().describe_vpcs().into_paginator().send();
    site.list(&DESCRIBE_VPCS, pages, |page| {
        Some(page.vpcs?.iter().map(|vpc| self::vpc(&site, vpc)).collect())
    })
    .await
}

fn vpc(site: &Site, vpc: &types::Vpc) -> Record {
    record!(VPC, site.keep(), {
        id: vpc.vpc_id(),
        arn: vpc.vpc_id().map(|id| site.arn("ec2", format_args!("vpc/{id}"))),
        name: name(vpc.tags.as_ref()),
        tags: tags(vpc.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        cidr_block: vpc.cidr_block(),
        is_default: vpc.is_default,
        state: vpc.state().map(types::VpcState::as_str),
        owner_id: vpc.owner_id(),
    })
}

pub(super) async fn subnets(site: Site) -> Listed {
    let pages = site.ec2().describe_subnets().into_paginator().send();
    site.list(&DESCRIBE_SUBNETS, pages, |page| {
        Some(
            page.subnets?
                .iter()
                .map(|subnet| self::subnet(&site, subnet))
                .collect(),
        )
    })
    .await
}

fn subnet(site: &Site, subnet: &types::Subnet) -> Record {
    record!(SUBNET, site.keep(), {
        id: subnet.subnet_id(),
        arn: subnet.subnet_arn(),
        name: name(subnet.tags.as_ref()),
        tags: tags(subnet.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        vpc_id: subnet.vpc_id(),
        cidr_block: subnet.cidr_block(),
        availability_zone: subnet.availability_zone(),
        availability_zone_id: subnet.availability_zone_id(),
        available_ip_address_count: subnet.available_ip_address_count,
        default_for_az: subnet.default_for_az,
        map_public_ip_on_launch: subnet.map_public_ip_on_launch,
    })
}

pub(super) async fn flow_logs(site: Site) -> Listed {
    let pages = site.ec2().describe_flow_logs().into_paginator().send();
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
        deliver_logs_status: log.deliver_logs_status(),
        deliver_logs_error_message: log.deliver_logs_error_message(),
        creation_time: timestamp(log.creation_time()),
    })
}
