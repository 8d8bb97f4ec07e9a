//! Load balancers and their attributes.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types;

use super::is_of_kind;
use crate::aws::Failure;
use crate::collect::beginning::{self, Begun};
use crate::collect::site::{always_but, texts, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::elbv2::LOAD_BALANCER;
use crate::inventory::elbv2::load_balancer::{
    DESCRIBE_LOAD_BALANCER_ATTRIBUTES, DESCRIBE_LOAD_BALANCERS,
};
use crate::inventory::{Gap, Outcome, Record, record};

/// All load balancers, which the listeners begin with too.
pub(super) async fn begun(site: &Site) -> &Begun<types::LoadBalancer> {
    let pages = || {
        site.elasticloadbalancing()
            .describe_load_balancers()
            .set_page_size(DESCRIBE_LOAD_BALANCERS.page)
            .into_paginator()
            .send()
    };
    let cell = &site.beginnings().load_balancers;
    beginning::begun(site, cell, &DESCRIBE_LOAD_BALANCERS, pages, |page| {
        page.load_balancers
    })
    .await
}

pub(super) async fn load_balancers(site: Site) -> Listed {
    let balancers = begun(&site).await;
    Listed {
        records: balancers
            .items
            .iter()
            .map(|balancer| load_balancer(&site, balancer))
            .collect(),
        gap: balancers.gap(),
    }
}

fn load_balancer(site: &Site, balancer: &types::LoadBalancer) -> Record {
    let call = &DESCRIBE_LOAD_BALANCERS;
    let zones = balancer.availability_zones.as_ref();
    let arn = balancer.load_balancer_arn();
    let name = balancer.load_balancer_name();
    // A Gateway Load Balancer has neither scheme nor name of its own in DNS.
    let unless_gateway = |member, value| always_but(is_of_kind(arn, "gwy"), call, member, value);
    record!(LOAD_BALANCER, site.keep(), {
        // The rest of it is asked for by its ARN: one without is not told.
        id: arn.and(name),
        arn: always_but(false, call, "arn", arn),
        name: always_but(false, call, "name", name),
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
        availability_zones: texts(call, zones, types::AvailabilityZone::zone_name),
        subnet_ids: texts(call, zones, types::AvailabilityZone::subnet_id),
        // Application Load Balancers have one at least.
        security_group_ids: always_but(
            !is_of_kind(arn, "app"),
            call,
            "security_group_ids",
            balancer.security_groups.as_ref(),
        ),
    })
}

pub(super) async fn attributes(site: Site, balancer: Record) -> Result<Record, Failure> {
    let call = &DESCRIBE_LOAD_BALANCER_ATTRIBUTES;
    let request = site
        .elasticloadbalancing()
        .describe_load_balancer_attributes()
        .set_load_balancer_arn(balancer.arn().map(str::to_owned));
    let answer = site.call(call, || request.send()).await?;
    let Some(attributes) = answer.attributes else {
        return Err(site.malformed(call, "the answer has no attributes").into());
    };
    let pairs: HashMap<&str, &str> = attributes
        .iter()
        .filter_map(|attribute| Some((attribute.key()?, attribute.value()?)))
        .collect();
    let others = !is_of_kind(balancer.arn(), "app");
    let gateways = is_of_kind(balancer.arn(), "gwy");
    let text = |absent: bool, key: &str| always_but(absent, call, key, pairs.get(key).copied());
    let boolean = |absent: bool, key: &str| match text(absent, key)? {
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(other) => Err(Gap::new(
            call,
            Outcome::Malformed,
            format!("{key} is neither true nor false: {other}"),
        )),
        None => Ok(None),
    };
    let seconds = |absent: bool, key: &str| match text(absent, key)?.map(str::parse::<i64>) {
        Some(Ok(seconds)) => Ok(Some(seconds)),
        Some(Err(_)) => Err(Gap::new(
            call,
            Outcome::Malformed,
            format!("{key} is no number"),
        )),
        None => Ok(None),
    };
    Ok(record!(LOAD_BALANCER {
        deletion_protection_enabled: boolean(false, "deletion_protection.enabled"),
        load_balancing_cross_zone_enabled: boolean(false, "load_balancing.cross_zone.enabled"),
        access_logs_s3_enabled: boolean(gateways, "access_logs.s3.enabled"),
        // AWS says that none was set with an empty text.
        access_logs_s3_bucket: text(gateways, "access_logs.s3.bucket")
            .map(|bucket| bucket.filter(|bucket| !bucket.is_empty())),
        routing_http_desync_mitigation_mode: text(others, "routing.http.desync_mitigation_mode"),
        routing_http_drop_invalid_header_fields_enabled: boolean(
            others,
            "routing.http.drop_invalid_header_fields.enabled"
        ),
        routing_http2_enabled: boolean(others, "routing.http2.enabled"),
        waf_fail_open_enabled: boolean(others, "waf.fail_open.enabled"),
        idle_timeout_timeout_seconds: seconds(others, "idle_timeout.timeout_seconds"),
    }))
}
