//! Reads Amazon EFS: everything of a file system but its files.

use std::collections::HashSet;

use aws_sdk_efs::types;

use super::iam::policy;
use super::site::{always_but, distinct, elements, tags, timestamp, written};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::call::Call;
use crate::inventory::efs::{
    ACCESS_POINT, DESCRIBE_ACCESS_POINTS, DESCRIBE_BACKUP_POLICY, DESCRIBE_FILE_SYSTEM_POLICY,
    DESCRIBE_FILE_SYSTEMS, DESCRIBE_MOUNT_TARGETS, FILE_SYSTEM, MOUNT_TARGET,
};
use crate::inventory::{Gap, Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_FILE_SYSTEMS,
            types: &[&FILE_SYSTEM],
            list: |site| Box::pin(file_systems(site)),
        },
        ListingCall {
            call: &DESCRIBE_ACCESS_POINTS,
            types: &[&ACCESS_POINT],
            list: |site| Box::pin(access_points(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &DESCRIBE_MOUNT_TARGETS,
            of: &FILE_SYSTEM,
            read: Reach::Each(|site, system| Box::pin(mount_targets(site, system))),
        },
        DetailCall {
            call: &DESCRIBE_BACKUP_POLICY,
            of: &FILE_SYSTEM,
            read: Reach::Each(|site, system| Box::pin(backup_policy(site, system))),
        },
        DetailCall {
            call: &DESCRIBE_FILE_SYSTEM_POLICY,
            of: &FILE_SYSTEM,
            read: Reach::Each(|site, system| Box::pin(file_system_policy(site, system))),
        },
    ],
    lookups: &[],
};

async fn file_systems(site: Site) -> Listed {
    let pages = || {
        site.elasticfilesystem()
            .describe_file_systems()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_FILE_SYSTEMS, pages, |page| {
        Some(
            page.file_systems?
                .iter()
                .map(|system| file_system(&site, system))
                .collect(),
        )
    })
    .await
}

fn file_system(site: &Site, system: &types::FileSystemDescription) -> Record {
    record!(FILE_SYSTEM, site.keep(), {
        id: written(system.file_system_id()),
        arn: always_but(false, &DESCRIBE_FILE_SYSTEMS, "arn", system.file_system_arn()),
        name: name(&DESCRIBE_FILE_SYSTEMS, system.name(), Some(&system.tags)),
        tags: tags_of(&DESCRIBE_FILE_SYSTEMS, Some(&system.tags)),
        region: site.region(),
        account: site.account(),
        encrypted: system.encrypted(),
        kms_key_id: always_but(
            system.encrypted() == Some(false),
            &DESCRIBE_FILE_SYSTEMS,
            "kms_key_id",
            system.kms_key_id(),
        ),
        life_cycle_state: system.life_cycle_state().as_str(),
        performance_mode: system.performance_mode().as_str(),
        throughput_mode: system.throughput_mode().map(types::ThroughputMode::as_str),
        availability_zone_name: written(system.availability_zone_name()),
        number_of_mount_targets: system.number_of_mount_targets(),
        creation_time: timestamp(Some(system.creation_time())),
    })
}

/// The `Name` tag, which stands beside the tags once more: only without the tag there is none (FileSystemDescription, AccessPointDescription).
fn name<'a>(
    call: &'static Call,
    name: Option<&'a str>,
    tags: Option<&Vec<types::Tag>>,
) -> Result<Option<&'a str>, Gap> {
    let unnamed = tags.is_some_and(|tags| {
        let name = tags.iter().find(|tag| tag.key() == "Name");
        name.is_none_or(|tag| tag.value().is_empty())
    });
    always_but(unnamed, call, "name", name.and_then(written))
}

fn tags_of(call: &'static Call, pairs: Option<&Vec<types::Tag>>) -> Result<Option<Value>, Gap> {
    let pairs = pairs.ok_or_else(|| Gap::missing(call, "tags"))?;
    // The SDK gives what a tag lacks as empty: a key is never that.
    tags(
        call,
        pairs.iter().map(|tag| (Some(tag.key()), Some(tag.value()))),
    )
}

async fn access_points(site: Site) -> Listed {
    let pages = || {
        site.elasticfilesystem()
            .describe_access_points()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_ACCESS_POINTS, pages, |page| {
        Some(
            page.access_points?
                .iter()
                .map(|point| access_point(&site, point))
                .collect(),
        )
    })
    .await
}

fn access_point(site: &Site, point: &types::AccessPointDescription) -> Record {
    record!(ACCESS_POINT, site.keep(), {
        id: written(point.access_point_id()),
        arn: always_but(false, &DESCRIBE_ACCESS_POINTS, "arn", point.access_point_arn()),
        name: name(&DESCRIBE_ACCESS_POINTS, point.name(), point.tags.as_ref()),
        tags: tags_of(&DESCRIBE_ACCESS_POINTS, point.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        file_system_id: written(point.file_system_id()),
        life_cycle_state: point.life_cycle_state().map(types::LifeCycleState::as_str),
        root_directory_path: point
            .root_directory()
            .and_then(types::RootDirectory::path)
            .and_then(written),
        posix_user_uid: point.posix_user().map(types::PosixUser::uid),
    })
}

async fn mount_targets(site: Site, system: Record) -> Result<Record, Failure> {
    let pages = || {
        site.elasticfilesystem()
            .describe_mount_targets()
            .file_system_id(system.id())
            .into_paginator()
            .send()
    };
    let targets = site
        .read(&DESCRIBE_MOUNT_TARGETS, pages, |page| page.mount_targets)
        .await?;
    let mut seen = HashSet::new();
    let parts = targets
        .iter()
        // A mount target that two pages brought is one.
        .filter(|target| {
            target.mount_target_id().is_empty() || seen.insert(target.mount_target_id())
        })
        .map(|target| written(target.mount_target_id()).map(|_| mount_target(target)));
    Ok(record!(FILE_SYSTEM {
        mount_targets: elements(&DESCRIBE_MOUNT_TARGETS, parts),
        mount_target_subnet_ids: distinct(
            &DESCRIBE_MOUNT_TARGETS,
            targets.iter().map(|target| written(target.subnet_id())),
        ),
    }))
}

fn mount_target(target: &types::MountTargetDescription) -> Record {
    record!(MOUNT_TARGET {
        mount_target_id: target.mount_target_id(),
        subnet_id: written(target.subnet_id()),
        availability_zone_name: written(target.availability_zone_name()),
        life_cycle_state: target.life_cycle_state().as_str(),
    })
}

async fn backup_policy(site: Site, system: Record) -> Result<Record, Failure> {
    let request = site
        .elasticfilesystem()
        .describe_backup_policy()
        .file_system_id(system.id());
    let answer = site
        .call(&DESCRIBE_BACKUP_POLICY, || request.send())
        .await?;
    let policy = answer
        .backup_policy()
        .ok_or_else(|| site.malformed(&DESCRIBE_BACKUP_POLICY, "the answer has no policy"))?;
    Ok(record!(FILE_SYSTEM {
        backup_policy_status: policy.status().as_str(),
    }))
}

async fn file_system_policy(site: Site, system: Record) -> Result<Record, Failure> {
    let request = site
        .elasticfilesystem()
        .describe_file_system_policy()
        .file_system_id(system.id());
    let answer = site
        .call(&DESCRIBE_FILE_SYSTEM_POLICY, || request.send())
        .await?;
    Ok(record!(FILE_SYSTEM {
        file_system_policy: policy::document(&site, &DESCRIBE_FILE_SYSTEM_POLICY, answer.policy()),
    }))
}
