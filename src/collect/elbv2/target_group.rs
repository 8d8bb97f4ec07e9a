//! Target groups, and the health of their targets.

use aws_sdk_elasticloadbalancingv2::types;

use super::{PAGE, present};
use crate::aws::Failure;
use crate::collect::{Listed, Site};
use crate::inventory::elbv2::TARGET_GROUP;
use crate::inventory::elbv2::target_group::{
    DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_HEALTH, TARGET,
};
use crate::inventory::{Record, record};

pub(super) async fn target_groups(site: Site) -> Listed {
    let pages = site
        .elasticloadbalancing()
        .describe_target_groups()
        .page_size(PAGE)
        .into_paginator()
        .send();
    site.list(&DESCRIBE_TARGET_GROUPS, pages, |page| {
        Some(
            page.target_groups?
                .iter()
                .map(|group| target_group(&site, group))
                .collect(),
        )
    })
    .await
}

fn target_group(site: &Site, group: &types::TargetGroup) -> Record {
    let is_function = matches!(group.target_type(), Some(types::TargetTypeEnum::Lambda));
    let health_check_protocol = group
        .health_check_protocol()
        .map(types::ProtocolEnum::as_str);
    let asks_path = matches!(health_check_protocol, Some("HTTP" | "HTTPS"));
    // What every target group has but one of functions, and what every check over HTTP has.
    let call = &DESCRIBE_TARGET_GROUPS;
    let unless_function = |member, value| present(call, member, !is_function, value);
    let matcher = group.matcher();
    record!(TARGET_GROUP, site.keep(), {
        id: group.target_group_name(),
        arn: group.target_group_arn(),
        name: group.target_group_name(),
        region: site.region(),
        account: site.account(),
        target_type: group.target_type().map(types::TargetTypeEnum::as_str),
        protocol: unless_function("protocol", group.protocol().map(types::ProtocolEnum::as_str)),
        protocol_version: group.protocol_version(),
        port: present(call, "port", !is_function, group.port()),
        vpc_id: unless_function("vpc_id", group.vpc_id()),
        ip_address_type: group.ip_address_type().map(types::TargetGroupIpAddressTypeEnum::as_str),
        health_check_enabled: group.health_check_enabled(),
        health_check_protocol: unless_function("health_check_protocol", health_check_protocol),
        health_check_port: unless_function("health_check_port", group.health_check_port()),
        health_check_path: present(call, "health_check_path", asks_path, group.health_check_path()),
        health_check_interval_seconds: group.health_check_interval_seconds(),
        health_check_timeout_seconds: group.health_check_timeout_seconds(),
        healthy_threshold_count: group.healthy_threshold_count(),
        unhealthy_threshold_count: group.unhealthy_threshold_count(),
        matcher_http_code: matcher.and_then(types::Matcher::http_code),
        matcher_grpc_code: matcher.and_then(types::Matcher::grpc_code),
        load_balancer_arns: group.load_balancer_arns.as_ref(),
    })
}

pub(super) async fn health(site: Site, group: Record) -> Result<Record, Failure> {
    let request = site
        .elasticloadbalancing()
        .describe_target_health()
        .set_target_group_arn(group.arn().map(str::to_owned));
    let answer = site.call(&DESCRIBE_TARGET_HEALTH, request.send()).await?;
    Ok(record!(TARGET_GROUP {
        targets: answer
            .target_health_descriptions
            .as_ref()
            .map(|targets| targets.iter().map(target).collect::<Vec<Record>>()),
    }))
}

fn target(target: &types::TargetHealthDescription) -> Record {
    let described = target.target();
    let health = target.target_health();
    record!(TARGET {
        id: described.and_then(types::TargetDescription::id),
        port: described.and_then(types::TargetDescription::port),
        availability_zone: described.and_then(types::TargetDescription::availability_zone),
        state: health
            .and_then(types::TargetHealth::state)
            .map(types::TargetHealthStateEnum::as_str),
        reason: health
            .and_then(types::TargetHealth::reason)
            .map(types::TargetHealthReasonEnum::as_str),
        description: health.and_then(types::TargetHealth::description),
    })
}
