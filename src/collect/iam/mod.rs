//! Reads AWS Identity and Access Management. One file per family of types, named as in the inventory.

mod account;
mod certificate;
mod credential;
mod credential_report;

pub(super) use credential_report::CredentialReport;
mod identity;
mod inline_policy;
mod instance_profile;
mod managed_policy;
pub(crate) mod policy;

use crate::call::Call;
use aws_sdk_iam::types;

use super::{Collector, DetailCall, ListingCall, LookupCall, Reach};
use crate::inventory::iam::account::{
    GET_ACCOUNT_PASSWORD_POLICY, GET_ACCOUNT_SUMMARY, GET_CALLER_IDENTITY, LIST_VIRTUAL_MFA_DEVICES,
};
use crate::inventory::iam::certificate::{LIST_SERVER_CERTIFICATE_TAGS, LIST_SERVER_CERTIFICATES};
use crate::inventory::iam::credential::GET_CREDENTIAL_REPORT;
use crate::inventory::iam::identity::{LIST_INSTANCE_PROFILE_TAGS, LIST_INSTANCE_PROFILES};
use crate::inventory::iam::managed_policy::{GET_POLICY, GET_POLICY_VERSION, LIST_POLICY_TAGS};
use crate::inventory::iam::policy::GET_ACCOUNT_AUTHORIZATION_DETAILS;
use crate::inventory::iam::{
    ACCOUNT, GROUP, INLINE_POLICY, INSTANCE_PROFILE, MANAGED_POLICY, ROLE, SERVER_CERTIFICATE, USER,
};
use crate::inventory::{Gap, Value};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &GET_ACCOUNT_AUTHORIZATION_DETAILS,
            types: &[&USER, &GROUP, &ROLE, &MANAGED_POLICY, &INLINE_POLICY],
            list: |site| Box::pin(identity::authorization_details(site)),
        },
        ListingCall {
            call: &GET_CALLER_IDENTITY,
            types: &[&ACCOUNT],
            list: |site| Box::pin(async move { account::account(&site) }),
        },
        ListingCall {
            call: &LIST_INSTANCE_PROFILES,
            types: &[&INSTANCE_PROFILE],
            list: |site| Box::pin(instance_profile::instance_profiles(site)),
        },
        ListingCall {
            call: &LIST_SERVER_CERTIFICATES,
            types: &[&SERVER_CERTIFICATE],
            list: |site| Box::pin(certificate::server_certificates(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &GET_CREDENTIAL_REPORT,
            of: &USER,
            read: Reach::Together(|site, users| Box::pin(credential::of_users(site, users))),
        },
        DetailCall {
            call: &GET_CREDENTIAL_REPORT,
            of: &ACCOUNT,
            read: Reach::Each(|site, _| Box::pin(credential::of_root(site))),
        },
        DetailCall {
            call: &GET_ACCOUNT_SUMMARY,
            of: &ACCOUNT,
            read: Reach::Each(|site, _| Box::pin(account::summary(site))),
        },
        DetailCall {
            call: &GET_ACCOUNT_PASSWORD_POLICY,
            of: &ACCOUNT,
            read: Reach::Each(|site, _| Box::pin(account::password_policy(site))),
        },
        DetailCall {
            call: &LIST_VIRTUAL_MFA_DEVICES,
            of: &ACCOUNT,
            read: Reach::Each(|site, _| Box::pin(account::virtual_mfa_devices(site))),
        },
        DetailCall {
            call: &GET_POLICY_VERSION,
            of: &MANAGED_POLICY,
            read: Reach::Each(|site, policy| Box::pin(managed_policy::document(site, policy))),
        },
        DetailCall {
            call: &LIST_POLICY_TAGS,
            of: &MANAGED_POLICY,
            read: Reach::Each(|site, policy| Box::pin(managed_policy::policy_tags(site, policy))),
        },
        DetailCall {
            call: &LIST_INSTANCE_PROFILE_TAGS,
            of: &INSTANCE_PROFILE,
            read: Reach::Each(|site, profile| {
                Box::pin(instance_profile::profile_tags(site, profile))
            }),
        },
        DetailCall {
            call: &LIST_SERVER_CERTIFICATE_TAGS,
            of: &SERVER_CERTIFICATE,
            read: Reach::Each(|site, certificate| {
                Box::pin(certificate::certificate_tags(site, certificate))
            }),
        },
    ],
    lookups: &[LookupCall {
        call: &GET_POLICY,
        ty: &MANAGED_POLICY,
        stands_in: super::never,
        look_up: |site, arns| Box::pin(managed_policy::look_up(site, arns)),
    }],
};

/// IAM's tags as a map.
fn tags(call: &'static Call, tags: &[types::Tag]) -> Result<Option<Value>, Gap> {
    super::site::tags(
        call,
        tags.iter().map(|tag| (Some(tag.key()), Some(tag.value()))),
    )
}

/// The tags of what cannot have any.
fn no_tags() -> Value {
    Value::empty_map()
}
