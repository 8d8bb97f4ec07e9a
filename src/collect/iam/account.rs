//! The account: facts of its root user, and its password policy.

use crate::collect::site::always_but;
use aws_sdk_iam::types::{AssignmentStatusType, SummaryKeyType, VirtualMfaDevice};

use super::no_tags;
use crate::aws::Failure;
use crate::collect::{Listed, Site};
use crate::inventory::iam::ACCOUNT;
use crate::inventory::iam::account::{
    GET_ACCOUNT_PASSWORD_POLICY, GET_ACCOUNT_SUMMARY, LIST_VIRTUAL_MFA_DEVICES, PASSWORD_POLICY,
};
use crate::inventory::{Record, record};

/// The account is known since the session began: there is nothing more to call.
pub(super) fn account(site: &Site) -> Listed {
    Listed {
        records: vec![record!(ACCOUNT {
            id: site.account(),
            arn: root_arn(site),
            name: site.account(),
            tags: no_tags(),
            region: site.region(),
            account: site.account(),
        })],
        gap: None,
    }
}

fn root_arn(site: &Site) -> String {
    site.arn("iam", "root")
}

pub(super) async fn summary(site: Site) -> Result<Record, Failure> {
    let answer = site
        .call(&GET_ACCOUNT_SUMMARY, || {
            site.iam().get_account_summary().send()
        })
        .await?;
    let fact = |key: SummaryKeyType| -> Option<bool> {
        answer.summary_map()?.get(&key).map(|count| *count > 0)
    };
    Ok(record!(ACCOUNT {
        account_mfa_enabled: fact(SummaryKeyType::AccountMfaEnabled),
        account_access_keys_present: fact(SummaryKeyType::AccountAccessKeysPresent),
        account_signing_certificates_present: fact(
            SummaryKeyType::AccountSigningCertificatesPresent
        ),
        account_password_present: fact(SummaryKeyType::AccountPasswordPresent),
    }))
}

pub(super) async fn password_policy(site: Site) -> Result<Record, Failure> {
    let answer = site
        .call(&GET_ACCOUNT_PASSWORD_POLICY, || {
            site.iam().get_account_password_policy().send()
        })
        .await?;
    // No answer at all is malformed here: that there is none AWS says with an error.
    let Some(policy) = answer.password_policy() else {
        return Err(site
            .malformed(&GET_ACCOUNT_PASSWORD_POLICY, "the answer has no policy")
            .into());
    };
    Ok(record!(ACCOUNT {
        password_policy: record!(PASSWORD_POLICY {
            minimum_password_length: policy.minimum_password_length(),
            require_symbols: policy.require_symbols(),
            require_numbers: policy.require_numbers(),
            require_uppercase_characters: policy.require_uppercase_characters(),
            require_lowercase_characters: policy.require_lowercase_characters(),
            allow_users_to_change_password: policy.allow_users_to_change_password(),
            expire_passwords: policy.expire_passwords(),
            // Zero is how AWS may say that passwords do not expire.
            max_password_age: always_but(
                !policy.expire_passwords(),
                &GET_ACCOUNT_PASSWORD_POLICY,
                "max_password_age",
                policy.max_password_age().filter(|days| *days > 0),
            ),
            password_reuse_prevention: policy
                .password_reuse_prevention()
                .filter(|count| *count > 0),
            hard_expiry: policy.hard_expiry(),
        }),
    }))
}

/// Whether the root user has a virtual device: the list names whose each is.
pub(super) async fn virtual_mfa_devices(site: Site) -> Result<Record, Failure> {
    let root = root_arn(&site);
    let pages = || {
        site.iam()
            .list_virtual_mfa_devices()
            .assignment_status(AssignmentStatusType::Assigned)
            .set_max_items(LIST_VIRTUAL_MFA_DEVICES.page)
            .into_paginator()
            .send()
    };
    let devices = site
        .read(&LIST_VIRTUAL_MFA_DEVICES, pages, |page| {
            Some(page.virtual_mfa_devices)
        })
        .await?;
    let is_roots = |device: &VirtualMfaDevice| {
        device.user().is_some_and(|user| user.arn() == root)
            || device
                .serial_number()
                .ends_with(":mfa/root-account-mfa-device")
    };
    let virtual_root = devices.iter().any(is_roots);
    // All of these are somebody's.
    let tells_whose =
        |device: &VirtualMfaDevice| device.user().is_some_and(|user| !user.arn().is_empty());
    if !virtual_root && !devices.iter().all(tells_whose) {
        return Err(site
            .malformed(
                &LIST_VIRTUAL_MFA_DEVICES,
                "a device does not tell whose it is",
            )
            .into());
    }
    Ok(record!(ACCOUNT {
        root_virtual_mfa: virtual_root
    }))
}
