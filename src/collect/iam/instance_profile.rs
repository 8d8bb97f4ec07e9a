//! Instance profiles.

use aws_sdk_iam::types;

use super::tags;
use crate::aws::Failure;
use crate::collect::site::{always_but, distinct, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::iam::INSTANCE_PROFILE;
use crate::inventory::iam::identity::{LIST_INSTANCE_PROFILE_TAGS, LIST_INSTANCE_PROFILES};
use crate::inventory::schema::ID;
use crate::inventory::{Record, record};

pub(super) async fn instance_profiles(site: Site) -> Listed {
    let pages = || {
        site.iam()
            .list_instance_profiles()
            .set_max_items(LIST_INSTANCE_PROFILES.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_INSTANCE_PROFILES, pages, |page| {
        Some(
            page.instance_profiles
                .iter()
                .map(|profile| instance_profile(&site, profile))
                .collect(),
        )
    })
    .await
}

fn instance_profile(site: &Site, profile: &types::InstanceProfile) -> Record {
    record!(INSTANCE_PROFILE, site.keep(), {
        id: written(profile.instance_profile_name()),
        arn: always_but(false, &LIST_INSTANCE_PROFILES, "arn", written(profile.arn())),
        name: profile.instance_profile_name(),
        region: site.region(),
        account: site.account(),
        path: profile.path(),
        instance_profile_id: profile.instance_profile_id(),
        create_date: timestamp(Some(profile.create_date())),
        role_arns: distinct(&LIST_INSTANCE_PROFILES, profile.roles().iter().map(|role| Some(role.arn()))),
    })
}

/// The list leaves tags out (IAM API Reference, ListInstanceProfiles).
pub(super) async fn profile_tags(site: Site, profile: Record) -> Result<Record, Failure> {
    let pages = || {
        site.iam()
            .list_instance_profile_tags()
            .instance_profile_name(profile.identity(ID))
            .into_paginator()
            .send()
    };
    let all = site
        .read(&LIST_INSTANCE_PROFILE_TAGS, pages, |page| Some(page.tags))
        .await?;
    Ok(record!(INSTANCE_PROFILE {
        tags: tags(&LIST_INSTANCE_PROFILE_TAGS, &all)
    }))
}
