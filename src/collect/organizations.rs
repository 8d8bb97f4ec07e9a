//! Reads AWS Organizations: the account's organisation. What its policies say is never asked for.

use std::collections::HashSet;

use aws_sdk_organizations::types::{self, PolicyType, PolicyTypeStatus};

use super::site::{distinct, elements, written};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::organizations::{
    DESCRIBE_ORGANIZATION, LIST_DELEGATED_ADMINISTRATORS, LIST_POLICIES, LIST_ROOTS, ORGANIZATION,
    POLICY,
};
use crate::inventory::{Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &DESCRIBE_ORGANIZATION,
        types: &[&ORGANIZATION],
        list: |site| Box::pin(organization(site)),
    }],
    details: &[
        DetailCall {
            call: &LIST_ROOTS,
            of: &ORGANIZATION,
            read: Reach::Each(|site, _| Box::pin(enabled_policy_types(site))),
        },
        DetailCall {
            call: &LIST_POLICIES,
            of: &ORGANIZATION,
            read: Reach::Each(|site, _| Box::pin(service_control_policies(site))),
        },
        DetailCall {
            call: &LIST_DELEGATED_ADMINISTRATORS,
            of: &ORGANIZATION,
            read: Reach::Each(|site, _| Box::pin(delegated_administrators(site))),
        },
    ],
    lookups: &[],
};

async fn organization(site: Site) -> Listed {
    let request = || site.organizations().describe_organization().send();
    site.list_whole(&DESCRIBE_ORGANIZATION, request, |answer| {
        let organization = answer.organization?;
        Some(vec![record!(ORGANIZATION, site.keep(), {
            id: written(organization.id()),
            arn: organization.arn(),
            name: written(organization.id()),
            tags: None::<Value>,
            region: site.region(),
            account: site.account(),
            feature_set: organization
                .feature_set()
                .map(types::OrganizationFeatureSet::as_str),
            management_account_id: written(organization.master_account_id()),
        })])
    })
    .await
}

async fn enabled_policy_types(site: Site) -> Result<Record, Failure> {
    let pages = || site.organizations().list_roots().into_paginator().send();
    let roots = site.read(&LIST_ROOTS, pages, |page| page.roots).await?;
    // AWS has one root per organisation today; a type holds where any root has it.
    let mut enabled: Vec<Option<&str>> = Vec::new();
    for root in &roots {
        let Some(kinds) = &root.policy_types else {
            return Err(site
                .malformed(&LIST_ROOTS, "a root does not tell its policy types")
                .into());
        };
        for kind in kinds {
            match (kind.r#type(), kind.status()) {
                (Some(kind), Some(PolicyTypeStatus::Enabled)) => enabled.push(Some(kind.as_str())),
                (Some(_), Some(_)) => {}
                _ => enabled.push(None),
            }
        }
    }
    if roots.is_empty() {
        // An organisation always has a root.
        return Err(site
            .malformed(&LIST_ROOTS, "the organisation has no root")
            .into());
    }
    Ok(record!(ORGANIZATION {
        enabled_policy_types: distinct(&LIST_ROOTS, enabled),
    }))
}

async fn service_control_policies(site: Site) -> Result<Record, Failure> {
    let pages = || {
        site.organizations()
            .list_policies()
            .filter(PolicyType::ServiceControlPolicy)
            .set_max_results(LIST_POLICIES.page)
            .into_paginator()
            .send()
    };
    let policies = site
        .read(&LIST_POLICIES, pages, |page| page.policies)
        .await?;
    let mut seen = HashSet::new();
    let policies = policies
        .iter()
        // A policy that two pages brought is one policy.
        .filter(|policy| policy.id().is_none_or(|id| seen.insert(id)))
        .map(|policy| written(policy.id()).map(|_| self::policy(policy)));
    Ok(record!(ORGANIZATION {
        service_control_policies: elements(&LIST_POLICIES, policies),
    }))
}

fn policy(policy: &types::PolicySummary) -> Record {
    record!(POLICY {
        id: policy.id(),
        name: written(policy.name()),
        aws_managed: policy.aws_managed(),
    })
}

async fn delegated_administrators(site: Site) -> Result<Record, Failure> {
    let pages = || {
        site.organizations()
            .list_delegated_administrators()
            .set_max_results(LIST_DELEGATED_ADMINISTRATORS.page)
            .into_paginator()
            .send()
    };
    let accounts = site
        .read(&LIST_DELEGATED_ADMINISTRATORS, pages, |page| {
            page.delegated_administrators
        })
        .await?;
    Ok(record!(ORGANIZATION {
        delegated_administrator_ids: distinct(
            &LIST_DELEGATED_ADMINISTRATORS,
            accounts.iter().map(types::DelegatedAdministrator::id),
        ),
    }))
}
