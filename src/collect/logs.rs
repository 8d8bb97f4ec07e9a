//! Reads Amazon CloudWatch Logs: log groups, metric filters, resource policies. The events themselves are never asked for.

use aws_sdk_cloudwatchlogs::operation::describe_resource_policies::DescribeResourcePoliciesOutput;
use aws_sdk_cloudwatchlogs::types;
use jiff::Timestamp;

use super::iam::policy;
use super::site::{always_but, arn, marked_pages, pairs, tagged, tags, written};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::logs::{
    DESCRIBE_LOG_GROUPS, DESCRIBE_METRIC_FILTERS, DESCRIBE_RESOURCE_POLICIES,
    LIST_TAGS_FOR_RESOURCE, LOG_GROUP, METRIC_FILTER, RESOURCE_POLICY,
};
use crate::inventory::{Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_LOG_GROUPS,
            types: &[&LOG_GROUP],
            list: |site| Box::pin(log_groups(site)),
        },
        ListingCall {
            call: &DESCRIBE_METRIC_FILTERS,
            types: &[&METRIC_FILTER],
            list: |site| Box::pin(metric_filters(site)),
        },
        ListingCall {
            call: &DESCRIBE_RESOURCE_POLICIES,
            types: &[&RESOURCE_POLICY],
            list: |site| Box::pin(resource_policies(site)),
        },
    ],
    details: &[DetailCall {
        call: &LIST_TAGS_FOR_RESOURCE,
        of: &LOG_GROUP,
        read: Reach::Each(|site, group| Box::pin(group_tags(site, group))),
    }],
    lookups: &[],
};

/// Milliseconds since 1970 as a point in time.
fn moment(milliseconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_millisecond(milliseconds?).ok()
}

async fn log_groups(site: Site) -> Listed {
    let pages = || {
        site.logs()
            .describe_log_groups()
            .set_limit(DESCRIBE_LOG_GROUPS.page)
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_LOG_GROUPS, pages, |page| {
        Some(
            page.log_groups?
                .iter()
                .map(|group| log_group(&site, group))
                .collect(),
        )
    })
    .await
}

fn log_group(site: &Site, group: &types::LogGroup) -> Record {
    record!(LOG_GROUP, site.keep(), {
        id: group.log_group_name(),
        arn: always_but(
            false,
            &DESCRIBE_LOG_GROUPS,
            "arn",
            group
                .log_group_arn()
                .or_else(|| group.arn().map(|arn| arn.strip_suffix(":*").unwrap_or(arn))),
        ),
        name: group.log_group_name(),
        region: site.region(),
        account: site.account(),
        creation_time: moment(group.creation_time()),
        retention_in_days: group.retention_in_days(),
        kms_key_id: group.kms_key_id(),
        metric_filter_count: group.metric_filter_count(),
        stored_bytes: group.stored_bytes(),
        log_group_class: group.log_group_class().map(types::LogGroupClass::as_str),
        data_protection_status: group
            .data_protection_status()
            .map(types::DataProtectionStatus::as_str),
        deletion_protection_enabled: group.deletion_protection_enabled(),
    })
}

/// Those of all log groups of the region, in one listing.
async fn metric_filters(site: Site) -> Listed {
    let pages = || {
        site.logs()
            .describe_metric_filters()
            .set_limit(DESCRIBE_METRIC_FILTERS.page)
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_METRIC_FILTERS, pages, |page| {
        Some(
            page.metric_filters?
                .iter()
                .map(|filter| metric_filter(&site, filter))
                .collect(),
        )
    })
    .await
}

fn metric_filter(site: &Site, filter: &types::MetricFilter) -> Record {
    // AWS takes exactly one (API reference, `metricTransformations`).
    let metric = filter
        .metric_transformations
        .as_ref()
        .and_then(|all| all.first());
    // The SDK makes empty texts of names and values that are missing.
    let metric_name = metric.and_then(|metric| written(metric.metric_name()));
    let namespace = metric.and_then(|metric| written(metric.metric_namespace()));
    let metric_key = namespace
        .zip(metric_name)
        .map(|(namespace, name)| format!("{namespace}:{name}"));
    let id = match (filter.log_group_name(), filter.filter_name()) {
        (Some(group), Some(name)) => Some(format!("{group}/{name}")),
        _ => None,
    };
    record!(METRIC_FILTER, site.keep(), {
        id: id,
        arn: None::<&str>,
        name: filter.filter_name(),
        tags: None::<Value>,
        region: site.region(),
        account: site.account(),
        log_group_name: filter.log_group_name(),
        filter_pattern: filter.filter_pattern(),
        metric_name: metric_name,
        metric_namespace: namespace,
        metric_key: metric_key,
        metric_value: metric.and_then(|metric| written(metric.metric_value())),
        default_value: metric.and_then(types::MetricTransformation::default_value),
        dimensions: metric.and_then(types::MetricTransformation::dimensions).map(|map| {
            tags(&DESCRIBE_METRIC_FILTERS, pairs(map))
        }).transpose().map(Option::flatten),
        field_selection_criteria: filter.field_selection_criteria().filter(|text| !text.is_empty()),
        creation_time: moment(filter.creation_time()),
    })
}

async fn resource_policies(site: Site) -> Listed {
    let client = site.logs().clone();
    let pages = || {
        marked_pages(
            move |marker| {
                let request = client
                    .describe_resource_policies()
                    .set_limit(DESCRIBE_RESOURCE_POLICIES.page)
                    .set_next_token(marker);
                async move { request.send().await }
            },
            DescribeResourcePoliciesOutput::next_token,
        )
    };
    site.list(&DESCRIBE_RESOURCE_POLICIES, pages, |page| {
        Some(
            page.resource_policies?
                .iter()
                .map(|policy| resource_policy(&site, policy))
                .collect(),
        )
    })
    .await
}

fn resource_policy(site: &Site, resource_policy: &types::ResourcePolicy) -> Record {
    record!(RESOURCE_POLICY, site.keep(), {
        id: resource_policy.policy_name().or(resource_policy.resource_arn()),
        arn: None::<&str>,
        name: resource_policy.policy_name(),
        tags: None::<Value>,
        region: site.region(),
        account: site.account(),
        policy_document: policy::document(
            site,
            &DESCRIBE_RESOURCE_POLICIES,
            resource_policy.policy_document(),
        ),
        last_updated_time: moment(resource_policy.last_updated_time()),
    })
}

async fn group_tags(site: Site, group: Record) -> Result<Record, Failure> {
    let request = site
        .logs()
        .list_tags_for_resource()
        .resource_arn(arn(&group)?);
    let answer = site
        .call(&LIST_TAGS_FOR_RESOURCE, || request.send())
        .await?;
    Ok(tagged(
        &LOG_GROUP,
        &LIST_TAGS_FOR_RESOURCE,
        answer.tags.as_ref().map(pairs),
    ))
}
