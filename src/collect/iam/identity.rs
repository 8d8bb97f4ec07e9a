//! Users, groups, roles and the account's own policies, all in one listing.
//!
//! AWS-managed policies are left out of it: they are the same everywhere, and whether one is attached the principals tell.

use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{self, EntityType};

use super::inline_policy::{Principal, inline_policies};
use super::{managed_policy, no_tags, policy, tags};
use crate::collect::site::{always_but, distinct, texts, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::iam::policy::GET_ACCOUNT_AUTHORIZATION_DETAILS;
use crate::inventory::iam::{GROUP, ROLE, USER};
use crate::inventory::{Gap, Record, Value, record};

pub(super) async fn authorization_details(site: Site) -> Listed {
    let pages = || {
        site.iam()
            .get_account_authorization_details()
            .filter(EntityType::User)
            .filter(EntityType::Group)
            .filter(EntityType::Role)
            .filter(EntityType::LocalManagedPolicy)
            .set_max_items(GET_ACCOUNT_AUTHORIZATION_DETAILS.page)
            .into_paginator()
            .send()
    };
    site.list(&GET_ACCOUNT_AUTHORIZATION_DETAILS, pages, |page| {
        records(&site, &page)
    })
    .await
}

/// A page has all four lists, empty ones too.
fn records(site: &Site, page: &GetAccountAuthorizationDetailsOutput) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    for user in page.user_detail_list.as_ref()? {
        records.push(self::user(site, user));
        records.extend(inline_policies(
            site,
            &Principal {
                kind: "user",
                name: user.user_name(),
                arn: user.arn(),
            },
            user.user_policy_list(),
        ));
    }
    for group in page.group_detail_list.as_ref()? {
        records.push(self::group(site, group));
        records.extend(inline_policies(
            site,
            &Principal {
                kind: "group",
                name: group.group_name(),
                arn: group.arn(),
            },
            group.group_policy_list.as_ref()?,
        ));
    }
    for role in page.role_detail_list.as_ref()? {
        records.push(self::role(site, role));
        records.extend(inline_policies(
            site,
            &Principal {
                kind: "role",
                name: role.role_name(),
                arn: role.arn(),
            },
            role.role_policy_list.as_ref()?,
        ));
    }
    records.extend(
        page.policies
            .as_ref()?
            .iter()
            .map(|policy| managed_policy::of_account(site, policy)),
    );
    Some(records)
}

fn user(site: &Site, user: &types::UserDetail) -> Record {
    record!(USER, site.keep(), {
        id: user.user_name(),
        arn: always_but(false, &GET_ACCOUNT_AUTHORIZATION_DETAILS, "arn", user.arn()),
        name: user.user_name(),
        tags: tags(&GET_ACCOUNT_AUTHORIZATION_DETAILS, user.tags()),
        region: site.region(),
        account: site.account(),
        path: user.path(),
        user_id: user.user_id(),
        create_date: timestamp(user.create_date()),
        group_list: user.group_list.as_ref(),
        attached_policy_arns: attached(user.attached_managed_policies.as_ref()),
        inline_policy_names: embedded(user.user_policy_list.as_ref()),
        permissions_boundary_arn: boundary(user.permissions_boundary()),
    })
}

fn group(site: &Site, group: &types::GroupDetail) -> Record {
    record!(GROUP, site.keep(), {
        id: group.group_name(),
        arn: always_but(false, &GET_ACCOUNT_AUTHORIZATION_DETAILS, "arn", group.arn()),
        name: group.group_name(),
        tags: no_tags(),
        region: site.region(),
        account: site.account(),
        path: group.path(),
        group_id: group.group_id(),
        create_date: timestamp(group.create_date()),
        attached_policy_arns: attached(group.attached_managed_policies.as_ref()),
        inline_policy_names: embedded(group.group_policy_list.as_ref()),
    })
}

fn role(site: &Site, role: &types::RoleDetail) -> Record {
    record!(ROLE, site.keep(), {
        id: role.role_name(),
        arn: always_but(false, &GET_ACCOUNT_AUTHORIZATION_DETAILS, "arn", role.arn()),
        name: role.role_name(),
        tags: tags(&GET_ACCOUNT_AUTHORIZATION_DETAILS, role.tags()),
        region: site.region(),
        account: site.account(),
        path: role.path(),
        role_id: role.role_id(),
        create_date: timestamp(role.create_date()),
        assume_role_policy_document: policy::document(
            site,
            &GET_ACCOUNT_AUTHORIZATION_DETAILS,
            role.assume_role_policy_document(),
        ),
        attached_policy_arns: attached(role.attached_managed_policies.as_ref()),
        inline_policy_names: embedded(role.role_policy_list.as_ref()),
        permissions_boundary_arn: boundary(role.permissions_boundary()),
        instance_profile_arns: role.instance_profile_list.as_ref().map(|profiles| {
            distinct(&GET_ACCOUNT_AUTHORIZATION_DETAILS, profiles.iter().map(|profile| Some(profile.arn())))
        }),
        last_used_date: timestamp(role.role_last_used().and_then(types::RoleLastUsed::last_used_date)),
        last_used_region: role.role_last_used().and_then(types::RoleLastUsed::region),
    })
}

fn attached(policies: Option<&Vec<types::AttachedPolicy>>) -> Option<Value> {
    texts(
        &GET_ACCOUNT_AUTHORIZATION_DETAILS,
        policies,
        types::AttachedPolicy::policy_arn,
    )
}

fn embedded(policies: Option<&Vec<types::PolicyDetail>>) -> Option<Value> {
    texts(
        &GET_ACCOUNT_AUTHORIZATION_DETAILS,
        policies,
        types::PolicyDetail::policy_name,
    )
}

fn boundary(boundary: Option<&types::AttachedPermissionsBoundary>) -> Result<Option<&str>, Gap> {
    always_but(
        boundary.is_none(),
        &GET_ACCOUNT_AUTHORIZATION_DETAILS,
        "arn of the permissions boundary",
        boundary.and_then(types::AttachedPermissionsBoundary::permissions_boundary_arn),
    )
}
