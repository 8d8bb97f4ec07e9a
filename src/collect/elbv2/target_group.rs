//! Target groups, and the health of their targets.

use aws_sdk_elasticloadbalancingv2::types;

use crate::aws::Failure;
use crate::collect::site::{always_but, written};
use crate::collect::{Listed, Site};
use crate::inventory::elbv2::TARGET_GROUP;
use crate::inventory::elbv2::target_group::{
    DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_HEALTH, TARGET,
};
use crate::inventory::{Record, record};

pub(super) async fn target_groups(site: Site) -> Listed {
    let pages = || {
        site.elasticloadbalancing()
            .describe_target_groups()
            .set_page_size(DESCRIBE_TARGET_GROUPS.page)
            .into_paginator()
            .send()
    };
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
    let call = &DESCRIBE_TARGET_GROUPS;
    let arn = group.target_group_arn();
    let name = group.target_group_name();
    let of_functions = matches!(group.target_type(), Some(types::TargetTypeEnum::Lambda));
    let is_http = |protocol: &str| matches!(protocol, "HTTP" | "HTTPS");
    let protocol = group.protocol().map(types::ProtocolEnum::as_str);
    let health_check_protocol = group
        .health_check_protocol()
        .map(types::ProtocolEnum::as_str);
    let other_protocol = of_functions || protocol.is_some_and(|protocol| !is_http(protocol));
    let asks_no_path =
        of_functions || health_check_protocol.is_some_and(|protocol| !is_http(protocol));
    // What every target group has but one of functions.
    let unless_function = |member, value| always_but(of_functions, call, member, value);
    let matcher = group.matcher();
    let http_code = matcher.and_then(types::Matcher::http_code);
    let grpc_code = matcher.and_then(types::Matcher::grpc_code);
    record!(TARGET_GROUP, site.keep(), {
        // The rest of it is asked for by its ARN: one without is not told.
        id: arn.and(name),
        arn: always_but(false, call, "arn", arn),
        name: always_but(false, call, "name", name),
        region: site.region(),
        account: site.account(),
        target_type: group.target_type().map(types::TargetTypeEnum::as_str),
        protocol: unless_function("protocol", protocol),
        protocol_version: always_but(other_protocol, call, "protocol_version", group.protocol_version()),
        port: always_but(of_functions, call, "port", group.port()),
        vpc_id: unless_function("vpc_id", group.vpc_id()),
        ip_address_type: unless_function(
            "ip_address_type",
            group.ip_address_type().map(types::TargetGroupIpAddressTypeEnum::as_str),
        ),
        health_check_enabled: group.health_check_enabled(),
        health_check_protocol: unless_function("health_check_protocol", health_check_protocol),
        health_check_port: unless_function("health_check_port", group.health_check_port()),
        health_check_path: always_but(asks_no_path, call, "health_check_path", group.health_check_path()),
        health_check_interval_seconds: group.health_check_interval_seconds(),
        health_check_timeout_seconds: group.health_check_timeout_seconds(),
        healthy_threshold_count: group.healthy_threshold_count(),
        unhealthy_threshold_count: group.unhealthy_threshold_count(),
        // A matcher has one of the two (Matcher).
        matcher_http_code: always_but(asks_no_path || grpc_code.is_some(), call, "matcher_http_code", http_code),
        matcher_grpc_code: always_but(asks_no_path || http_code.is_some(), call, "matcher_grpc_code", grpc_code),
        load_balancer_arns: group.load_balancer_arns.as_ref(),
    })
}

pub(super) async fn health(site: Site, group: Record) -> Result<Record, Failure> {
    let request = site
        .elasticloadbalancing()
        .describe_target_health()
        .set_target_group_arn(group.arn().map(str::to_owned));
    let answer = site
        .call(&DESCRIBE_TARGET_HEALTH, || request.send())
        .await?;
    Ok(record!(TARGET_GROUP {
        targets: answer
            .target_health_descriptions
            .as_ref()
            .map(|targets| targets.iter().map(target).collect::<Vec<Record>>()),
    }))
}

fn target(target: &types::TargetHealthDescription) -> Record {
    let call = &DESCRIBE_TARGET_HEALTH;
    let described = target.target();
    let id = described.and_then(|target| written(target.id()));
    let is_function = id.is_some_and(|id| id.starts_with("arn:") && id.contains(":lambda:"));
    let health = target.target_health();
    let state = health.and_then(types::TargetHealth::state);
    // Neither reason nor description is given for a healthy target (TargetHealth).
    let is_healthy = matches!(state, Some(types::TargetHealthStateEnum::Healthy));
    record!(TARGET {
        id: id,
        port: always_but(
            is_function,
            call,
            "port",
            described.and_then(types::TargetDescription::port)
        ),
        availability_zone: described.and_then(types::TargetDescription::availability_zone),
        state: state.map(types::TargetHealthStateEnum::as_str),
        reason: always_but(
            is_healthy,
            call,
            "reason",
            health
                .and_then(types::TargetHealth::reason)
                .map(types::TargetHealthReasonEnum::as_str)
        ),
        description: always_but(
            is_healthy,
            call,
            "description",
            health.and_then(types::TargetHealth::description)
        ),
    })
}
