//! Reads AWS Secrets Manager: everything of a secret but its value.

mod schedule;
mod shape;

use aws_sdk_secretsmanager::types;

use super::iam::policy;
use super::site::{always_but, arn, tags, timestamp};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::secretsmanager::{
    DESCRIBE_SECRET, GET_RESOURCE_POLICY, GET_SECRET_VALUE, LIST_SECRETS, REPLICA, ROTATION_RULES,
    SECRET,
};
use crate::inventory::{Record, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &LIST_SECRETS,
        types: &[&SECRET],
        list: |site| Box::pin(secrets(site)),
    }],
    details: &[
        DetailCall {
            call: &DESCRIBE_SECRET,
            of: &SECRET,
            read: Reach::Each(|site, secret| Box::pin(describe(site, secret))),
        },
        DetailCall {
            call: &GET_RESOURCE_POLICY,
            of: &SECRET,
            read: Reach::Each(|site, secret| Box::pin(resource_policy(site, secret))),
        },
        DetailCall {
            call: &GET_SECRET_VALUE,
            of: &SECRET,
            read: Reach::Each(|site, secret| Box::pin(shape::shape(site, secret))),
        },
    ],
    lookups: &[],
};

async fn secrets(site: Site) -> Listed {
    let pages = || {
        site.secretsmanager()
            .list_secrets()
            .include_planned_deletion(true)
            .set_max_results(LIST_SECRETS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_SECRETS, pages, |page| {
        Some(
            page.secret_list?
                .iter()
                .map(|secret| self::secret(&site, secret))
                .collect(),
        )
    })
    .await
}

fn secret(site: &Site, secret: &types::SecretListEntry) -> Record {
    let is_rotated = secret.rotation_enabled() == Some(true);
    record!(SECRET, site.keep(), {
        id: secret.name(),
        arn: always_but(false, &LIST_SECRETS, "arn", secret.arn()),
        name: secret.name(),
        tags: tags(&LIST_SECRETS, secret.tags().iter().map(|tag| (tag.key(), tag.value()))),
        region: site.region(),
        account: site.account(),
        description: secret.description(),
        kms_key_id: secret.kms_key_id(),
        rotation_enabled: secret.rotation_enabled(),
        rotation_lambda_arn: secret.rotation_lambda_arn(),
        rotation_rules: always_but(
            !is_rotated,
            &LIST_SECRETS,
            "rotation_rules",
            secret.rotation_rules().map(rotation_rules),
        ),
        rotation_period_days: secret
            .rotation_rules()
            .map_or(Ok(None), |rules| schedule::period_days(&LIST_SECRETS, rules))
            .and_then(|days| always_but(!is_rotated, &LIST_SECRETS, "rotation_rules", days)),
        last_rotated_date: timestamp(secret.last_rotated_date()),
        // Null without rotation (SecretListEntry, NextRotationDate).
        next_rotation_date: always_but(
            !is_rotated,
            &LIST_SECRETS,
            "next_rotation_date",
            timestamp(secret.next_rotation_date()),
        ),
        last_changed_date: timestamp(secret.last_changed_date()),
        last_accessed_date: timestamp(secret.last_accessed_date()),
        created_date: timestamp(secret.created_date()),
        deleted_date: timestamp(secret.deleted_date()),
        owning_service: secret.owning_service(),
        primary_region: secret.primary_region(),
    })
}

fn rotation_rules(rules: &types::RotationRulesType) -> Record {
    record!(ROTATION_RULES {
        automatically_after_days: rules.automatically_after_days(),
        schedule_expression: rules.schedule_expression(),
        duration: rules.duration(),
    })
}

async fn describe(site: Site, secret: Record) -> Result<Record, Failure> {
    let request = site
        .secretsmanager()
        .describe_secret()
        .secret_id(arn(&secret)?);
    let answer = site.call(&DESCRIBE_SECRET, || request.send()).await?;
    Ok(record!(SECRET {
        replication_status: answer
            .replication_status
            .as_ref()
            .map(|replicas| replicas.iter().map(replica).collect::<Vec<Record>>()),
    }))
}

fn replica(replica: &types::ReplicationStatusType) -> Record {
    record!(REPLICA {
        region: replica.region(),
        status: replica.status().map(types::StatusType::as_str),
        status_message: replica.status_message(),
        kms_key_id: replica.kms_key_id(),
    })
}

async fn resource_policy(site: Site, secret: Record) -> Result<Record, Failure> {
    let request = site
        .secretsmanager()
        .get_resource_policy()
        .secret_id(arn(&secret)?);
    let answer = site.call(&GET_RESOURCE_POLICY, || request.send()).await?;
    Ok(record!(SECRET {
        resource_policy: policy::document(&site, &GET_RESOURCE_POLICY, answer.resource_policy()),
    }))
}
