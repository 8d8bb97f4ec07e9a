//! Reads Application Auto Scaling, one namespace after another: AWS lists by namespace only.

use aws_sdk_applicationautoscaling::types;

use super::abreast::abreast;
use super::site::{always_but, arn, pairs, tagged, texts, timestamp};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::application_autoscaling::{
    DESCRIBE_SCALABLE_TARGETS, DESCRIBE_SCALING_POLICIES, LIST_TAGS_FOR_RESOURCE, NAMESPACES,
    SCALABLE_TARGET, SCALING_POLICY,
};
use crate::inventory::{Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_SCALABLE_TARGETS,
            types: &[&SCALABLE_TARGET],
            list: |site| Box::pin(scalable_targets(site)),
        },
        ListingCall {
            call: &DESCRIBE_SCALING_POLICIES,
            types: &[&SCALING_POLICY],
            list: |site| Box::pin(scaling_policies(site)),
        },
    ],
    details: &[DetailCall {
        call: &LIST_TAGS_FOR_RESOURCE,
        of: &SCALABLE_TARGET,
        read: Reach::Each(|site, target| Box::pin(tags_of(site, target))),
    }],
    lookups: &[],
};

async fn scalable_targets(site: Site) -> Listed {
    let answers = abreast(NAMESPACES.iter().map(|namespace| {
        let pages = || {
            site.application_autoscaling()
                .describe_scalable_targets()
                .service_namespace(types::ServiceNamespace::from(*namespace))
                .set_max_results(DESCRIBE_SCALABLE_TARGETS.page)
                .into_paginator()
                .send()
        };
        site.list(&DESCRIBE_SCALABLE_TARGETS, pages, |page| {
            Some(
                page.scalable_targets?
                    .iter()
                    .map(|target| scalable_target(&site, target))
                    .collect(),
            )
        })
    }))
    .await;
    together(answers)
}

async fn scaling_policies(site: Site) -> Listed {
    let answers = abreast(NAMESPACES.iter().map(|namespace| {
        let pages = || {
            site.application_autoscaling()
                .describe_scaling_policies()
                .service_namespace(types::ServiceNamespace::from(*namespace))
                .set_max_results(DESCRIBE_SCALING_POLICIES.page)
                .into_paginator()
                .send()
        };
        site.list(&DESCRIBE_SCALING_POLICIES, pages, |page| {
            Some(
                page.scaling_policies?
                    .iter()
                    .map(|policy| scaling_policy(&site, policy))
                    .collect(),
            )
        })
    }))
    .await;
    together(answers)
}

fn together(answers: Vec<Listed>) -> Listed {
    let mut all = Listed::default();
    for answer in answers {
        all.records.extend(answer.records);
        all.gap = all.gap.or(answer.gap);
    }
    all
}

fn scalable_target(site: &Site, target: &types::ScalableTarget) -> Record {
    let arn = target.scalable_target_arn();
    let id = format!(
        "{}|{}|{}",
        target.resource_id(),
        target.scalable_dimension(),
        target.service_namespace()
    );
    let suspended = target.suspended_state();
    record!(SCALABLE_TARGET, site.keep(), {
        // Its tags are asked for by its ARN: one without is not told.
        id: arn.map(|_| id),
        arn: always_but(false, &DESCRIBE_SCALABLE_TARGETS, "arn", arn),
        name: target.resource_id(),
        region: site.region(),
        account: site.account(),
        service_namespace: target.service_namespace().as_str(),
        resource_id: target.resource_id(),
        scalable_dimension: target.scalable_dimension().as_str(),
        min_capacity: target.min_capacity(),
        max_capacity: target.max_capacity(),
        role_arn: target.role_arn(),
        creation_time: timestamp(Some(target.creation_time())),
        dynamic_scaling_in_suspended: suspended.and_then(types::SuspendedState::dynamic_scaling_in_suspended),
        dynamic_scaling_out_suspended: suspended.and_then(types::SuspendedState::dynamic_scaling_out_suspended),
        scheduled_scaling_suspended: suspended.and_then(types::SuspendedState::scheduled_scaling_suspended),
    })
}

fn scaling_policy(site: &Site, policy: &types::ScalingPolicy) -> Record {
    let call = &DESCRIBE_SCALING_POLICIES;
    let tracks_not = *policy.policy_type() != types::PolicyType::TargetTrackingScaling;
    let tracking = policy.target_tracking_scaling_policy_configuration();
    let own_metric = tracking.and_then(|tracking| tracking.customized_metric_specification());
    let of_aws = tracking
        .and_then(|tracking| tracking.predefined_metric_specification())
        .map(|metric| metric.predefined_metric_type().as_str());
    // A policy tracks either a metric of AWS's or one of the account's own, which may be worked out of several.
    let not_own =
        tracks_not || of_aws.is_some() || own_metric.is_some_and(|own| own.metrics.is_some());
    record!(SCALING_POLICY, site.keep(), {
        id: policy.policy_arn(),
        arn: policy.policy_arn(),
        name: policy.policy_name(),
        tags: Value::empty_map(),
        region: site.region(),
        account: site.account(),
        policy_type: policy.policy_type().as_str(),
        service_namespace: policy.service_namespace().as_str(),
        resource_id: policy.resource_id(),
        scalable_dimension: policy.scalable_dimension().as_str(),
        target_value: always_but(
            tracks_not,
            call,
            "target_value",
            tracking.map(types::TargetTrackingScalingPolicyConfiguration::target_value),
        ),
        predefined_metric_type: always_but(
            tracks_not || own_metric.is_some(),
            call,
            "predefined_metric_type",
            of_aws,
        ),
        customized_metric_name: always_but(
            not_own,
            call,
            "customized_metric_name",
            own_metric.and_then(types::CustomizedMetricSpecification::metric_name),
        ),
        customized_metric_namespace: always_but(
            not_own,
            call,
            "customized_metric_namespace",
            own_metric.and_then(types::CustomizedMetricSpecification::namespace),
        ),
        disable_scale_in: tracking.and_then(types::TargetTrackingScalingPolicyConfiguration::disable_scale_in),
        scale_out_cooldown: tracking.and_then(types::TargetTrackingScalingPolicyConfiguration::scale_out_cooldown),
        scale_in_cooldown: tracking.and_then(types::TargetTrackingScalingPolicyConfiguration::scale_in_cooldown),
        alarm_arns: texts(call, policy.alarms.as_ref(), |alarm: &types::Alarm| Some(alarm.alarm_arn())),
        creation_time: timestamp(Some(policy.creation_time())),
    })
}

async fn tags_of(site: Site, target: Record) -> Result<Record, Failure> {
    let request = site
        .application_autoscaling()
        .list_tags_for_resource()
        .resource_arn(arn(&target)?);
    let answer = site
        .call(&LIST_TAGS_FOR_RESOURCE, || request.send())
        .await?;
    Ok(tagged(
        &SCALABLE_TARGET,
        &LIST_TAGS_FOR_RESOURCE,
        answer.tags.as_ref().map(pairs),
    ))
}
