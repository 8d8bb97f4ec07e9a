//! Inline policies, out of the users, groups and roles that they are embedded in.

use aws_sdk_iam::types;

use super::{no_tags, policy};
use crate::collect::Site;
use crate::inventory::iam::INLINE_POLICY;
use crate::inventory::iam::policy::GET_ACCOUNT_AUTHORIZATION_DETAILS;
use crate::inventory::{Record, record};

/// What a policy is embedded in.
pub(super) struct Principal<'a> {
    /// `user`, `group` or `role`.
    pub(super) kind: &'static str,
    pub(super) name: Option<&'a str>,
    pub(super) arn: Option<&'a str>,
}

pub(super) fn inline_policies(
    site: &Site,
    principal: &Principal<'_>,
    policies: &[types::PolicyDetail],
) -> Vec<Record> {
    policies
        .iter()
        .map(|policy| inline_policy(site, principal, policy))
        .collect()
}

fn inline_policy(site: &Site, principal: &Principal<'_>, policy: &types::PolicyDetail) -> Record {
    let id = principal
        .name
        .zip(policy.policy_name())
        .map(|(principal_name, name)| format!("{}/{principal_name}/{name}", principal.kind));
    record!(INLINE_POLICY, site.keep(), {
        id: id,
        arn: None::<&str>,
        name: policy.policy_name(),
        tags: no_tags(),
        region: site.region(),
        account: site.account(),
        principal_type: principal.kind,
        principal_name: principal.name,
        principal_arn: principal.arn,
        document: policy::document(
            site,
            &GET_ACCOUNT_AUTHORIZATION_DETAILS,
            policy.policy_document(),
        ),
    })
}
