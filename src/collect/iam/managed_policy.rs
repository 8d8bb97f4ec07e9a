//! Managed policies: the account's own from the listing, AWS's by ARN.

use aws_sdk_iam::types;

use super::{policy, tags};
use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::abreast::abreast;
use crate::collect::site::{always_but, timestamp};
use crate::inventory::iam::MANAGED_POLICY;
use crate::inventory::iam::managed_policy::{GET_POLICY, GET_POLICY_VERSION, LIST_POLICY_TAGS};
use crate::inventory::iam::policy::GET_ACCOUNT_AUTHORIZATION_DETAILS;
use crate::inventory::schema::ARN;
use crate::inventory::{Answer as _, Gap, Record, record};

const DEFAULT_VERSION_ID: usize = MANAGED_POLICY.slot("default_version_id");

/// A policy's name is what its ARN ends with (IAM User Guide, "IAM identifiers"). Answers name it too, emulators not always.
fn name(arn: &str) -> Option<&str> {
    arn.rsplit('/').next()
}

/// One of the account's own, with the version in force: the listing brings all versions.
pub(super) fn of_account(site: &Site, policy: &types::ManagedPolicyDetail) -> Record {
    let in_force = policy
        .policy_version_list()
        .iter()
        .find(|version| {
            version.is_default_version()
                || policy
                    .default_version_id()
                    .is_some_and(|id| version.version_id() == Some(id))
        })
        .and_then(types::PolicyVersion::document)
        .ok_or_else(|| Gap::missing(&GET_ACCOUNT_AUTHORIZATION_DETAILS, "version in force"));
    record!(MANAGED_POLICY, site.keep(), {
        id: policy.arn().and_then(name),
        arn: always_but(false, &GET_ACCOUNT_AUTHORIZATION_DETAILS, "arn", policy.arn()),
        name: policy.arn().and_then(name),
        region: site.region(),
        account: site.account(),
        policy_id: policy.policy_id(),
        path: policy.path(),
        default_version_id: policy.default_version_id(),
        attachment_count: policy.attachment_count(),
        permissions_boundary_usage_count: policy.permissions_boundary_usage_count(),
        is_attachable: policy.is_attachable(),
        description: policy.description(),
        create_date: timestamp(policy.create_date()),
        update_date: timestamp(policy.update_date()),
        document: in_force.and_then(|text| policy::document(site, &GET_ACCOUNT_AUTHORIZATION_DETAILS, Some(text))),
    })
}

/// Policies by their ARNs, those of AWS above all.
pub(super) async fn look_up(site: Site, arns: Vec<String>) -> Vec<Result<Record, Failure>> {
    abreast(arns.into_iter().map(|arn| by_arn(&site, arn))).await
}

async fn by_arn(site: &Site, arn: String) -> Result<Record, Failure> {
    let answer = site
        .call(&GET_POLICY, || {
            site.iam().get_policy().policy_arn(arn).send()
        })
        .await?;
    let Some(policy) = answer.policy().filter(|policy| policy.arn().is_some()) else {
        return Err(site
            .malformed(&GET_POLICY, "the answer has no policy")
            .into());
    };
    let mut record = record!(MANAGED_POLICY, site.keep(), {
        id: policy.arn().and_then(name),
        arn: policy.arn(),
        name: policy.arn().and_then(name),
        tags: tags(&GET_POLICY, policy.tags()),
        region: site.region(),
        account: site.account(),
        policy_id: policy.policy_id(),
        path: policy.path(),
        attachment_count: policy.attachment_count(),
        permissions_boundary_usage_count: policy.permissions_boundary_usage_count(),
        is_attachable: policy.is_attachable(),
        description: policy.description(),
        create_date: timestamp(policy.create_date()),
        update_date: timestamp(policy.update_date()),
    });
    // Kept whether a check reads it or not: `document` asks for this version.
    record.fill(DEFAULT_VERSION_ID, policy.default_version_id().answer());
    Ok(record)
}

/// What the version in force of a looked-up policy says.
pub(super) async fn document(site: Site, policy: Record) -> Result<Record, Failure> {
    let (Some(arn), Some(version)) = (policy.text(ARN), policy.text(DEFAULT_VERSION_ID)) else {
        return Err(site
            .malformed(&GET_POLICY, "the policy has no version in force")
            .into());
    };
    let answer = site
        .call(&GET_POLICY_VERSION, || {
            site.iam()
                .get_policy_version()
                .policy_arn(arn)
                .version_id(version)
                .send()
        })
        .await?;
    let text = answer
        .policy_version()
        .and_then(types::PolicyVersion::document);
    Ok(record!(MANAGED_POLICY, site.keep(), {
        document: policy::document(&site, &GET_POLICY_VERSION, text),
    }))
}

pub(super) async fn policy_tags(site: Site, policy: Record) -> Result<Record, Failure> {
    let pages = || {
        site.iam()
            .list_policy_tags()
            .policy_arn(policy.identity(ARN))
            .into_paginator()
            .send()
    };
    let all = site
        .read(&LIST_POLICY_TAGS, pages, |page| Some(page.tags))
        .await?;
    Ok(record!(MANAGED_POLICY {
        tags: tags(&LIST_POLICY_TAGS, &all)
    }))
}
