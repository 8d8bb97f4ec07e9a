//! Load balancers and their attributes.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types;

use super::{PAGE, is_of_kind, present};
use crate::aws::Failure;
use crate::collect::site::{texts, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::elbv2::LOAD_BALANCER;
use crate::inventory::elbv2::load_balancer::{
    DESCRIBE_LOAD_BALANCER_ATTRIBUTES, DESCRIBE_LOAD_BALANCERS,
};
use crate::inventory::{Gap, Outcome, Record, record};

pub(super) async fn load_balancers(site: Site) -> Listed {
    let pages = site
        .elasticloadbalancing()
        .describe_load_balancers()
        .page_size(PAGE)
        .into_paginator()
        .send();
    site.list(&DESCRIBE_LOAD_BALANCERS, pages, |page| {
        Some(
            page.load_balancers?
                .iter()
                .map(|balancer| load_balancer(&site, balancer))
                .collect(),
        )
    })
    .await
}

fn load_balancer(site: &Site, balancer: &types::LoadBalancer) -> Record {
    let zones = balancer.availability_zones.as_ref();
    // A Gateway Load Balancer has neither scheme nor name of its own in DNS.
    let call = &DESCRIBE_LOAD_BALANCERS;
    let has_name = !is_of_kind(balancer.load_balancer_arn(), "gwy");
    let unless_gateway = |member, value| present(call, member, has_name, value);
    record!(LOAD_BALANCER, site.keep(), {
        id: balancer.load_balancer_name(),
        arn: balancer.load_balancer_arn(),
        name: balancer.load_balancer_name(),
        region: site.region(),
        account: site.account(),
        load_balancer_type: balancer.r#type().map(types::LoadBalancerTypeEnum::as_str),
        scheme: unless_gateway("scheme", balancer.scheme().map(types::LoadBalancerSchemeEnum::as_str)),
        state_code: balancer.state().and_then(types::LoadBalancerState::code).map(types::LoadBalancerStateEnum::as_str),
        dns_name: unless_gateway("dns_name", balancer.dns_name()),
        canonical_hosted_zone_id: unless_gateway("canonical_hosted_zone_id", balancer.canonical_hosted_zone_id()),
        ip_address_type: balancer.ip_address_type().map(types::IpAddressType::as_str),
        created_time: timestamp(balancer.created_time()),
        vpc_id: balancer.vpc_id(),
        availability_zones: texts(&DESCRIBE_LOAD_BALANCERS, zones, types::AvailabilityZone::zone_name),
        subnet_ids: texts(&DESCRIBE_LOAD_BALANCERS, zones, types::AvailabilityZone::subnet_id),
        security_group_ids: balancer.security_groups.as_ref(),
    })
}

pub(super) async fn attributes(site: Site, balancer: Record) -> Result<Record, Failure> {
    let call = &DESCRIBE_LOAD_BALANCER_ATTRIBUTES;
    let request = site
        .elasticloadbalancing()
        .describe_load_balancer_attributes()
        .set_load_balancer_arn(balancer.arn().map(str::to_owned));
    let answer = site.call(call, request.send()).await?;
    let pairs: HashMap<&str, &str> = answer
        .attributes()
        .iter()
        .filter_map(|attribute| Some((attribute.key()?, attribute.value()?)))
        .collect();
    let is_application = is_of_kind(balancer.arn(), "app");
    let logs = !is_of_kind(balancer.arn(), "gwy");
    let text = |key: &str, has: bool| present(call, key, has, pairs.get(key).copied());
    let boolean = |key: &str, has: bool| match text(key, has)? {
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(other) => Err(Gap::new(
            call,
            Outcome::Malformed,
            format!("{key} is neither true nor false: {other}"),
        )),
        None => Ok(None),
    };
    let seconds = |key: &str, has: bool| match text(key, has)?.map(str::parse::<i64>) {
        Some(Ok(seconds)) => Ok(Some(seconds)),
        Some(Err(_)) => Err(Gap::new(
            call,
            Outcome::Malformed,
            format!("{key} is no number"),
        )),
        None => Ok(None),
    };
    Ok(record!(LOAD_BALANCER {
        deletion_protection_enabled: boolean("deletion_protection.enabled", true),
        load_balancing_cross_zone_enabled: boolean("load_balancing.cross_zone.enabled", true),
        access_logs_s3_enabled: boolean("access_logs.s3.enabled", logs),
        // AWS says that none was set with an empty text.
        access_logs_s3_bucket: text("access_logs.s3.bucket", logs)
            .map(|bucket| bucket.filter(|bucket| !bucket.is_empty())),
        routing_http_desync_mitigation_mode: text(
            "routing.http.desync_mitigation_mode",
            is_application
        ),
        routing_http_drop_invalid_header_fields_enabled: boolean(
            "routing.http.drop_invalid_header_fields.enabled",
            is_application
        ),
        routing_http2_enabled: boolean("routing.http2.enabled", is_application),
        waf_fail_open_enabled: boolean("waf.fail_open.enabled", is_application),
        idle_timeout_timeout_seconds: seconds("idle_timeout.timeout_seconds", is_application),
    }))
}
