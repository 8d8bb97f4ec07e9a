//! EBS volumes and snapshots.

use std::collections::HashSet;

use aws_sdk_ec2::types;

use super::{PAGE, by_id, name, tags};
use crate::aws::Failure;
use crate::collect::site::{always_but, distinct, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::storage::{
    ATTACHMENT, DESCRIBE_PUBLIC_SNAPSHOTS, DESCRIBE_SNAPSHOTS, DESCRIBE_VOLUMES,
};
use crate::inventory::ec2::{SNAPSHOT, VOLUME};
use crate::inventory::{Gap, Record, record};

pub(super) async fn volumes(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_volumes()
            .set_filters(by_id("volume-id", &ids))
            // Those that a service keeps out of sight are the account's all the same.
            .include_managed_resources(true)
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_VOLUMES, pages, |page| {
        Some(
            page.volumes?
                .iter()
                .map(|volume| self::volume(&site, volume))
                .collect(),
        )
    })
    .await
}

fn volume(site: &Site, volume: &types::Volume) -> Record {
    record!(VOLUME, site.keep(), {
        id: volume.volume_id(),
        arn: volume.volume_id().map(|id| site.arn("ec2", format_args!("volume/{id}"))),
        name: name(&DESCRIBE_VOLUMES, volume.tags.as_ref()),
        tags: tags(&DESCRIBE_VOLUMES, volume.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        state: volume.state().map(types::VolumeState::as_str),
        encrypted: volume.encrypted,
        kms_key_id: always_but(volume.encrypted != Some(true), &DESCRIBE_VOLUMES, "kms_key_id", volume.kms_key_id()),
        volume_type: volume.volume_type().map(types::VolumeType::as_str),
        size: volume.size,
        iops: volume.iops,
        throughput: volume.throughput,
        multi_attach_enabled: volume.multi_attach_enabled,
        snapshot_id: volume.snapshot_id().filter(|id| !id.is_empty()),
        availability_zone: volume.availability_zone(),
        outpost_arn: volume.outpost_arn(),
        create_time: timestamp(volume.create_time()),
        instance_ids: volume.attachments.as_ref().map(|all| {
            // What an AWS service has attached names no instance (VolumeAttachment, AssociatedResource).
            let of_instances = all.iter().filter(|attachment| attachment.associated_resource().is_none());
            distinct(&DESCRIBE_VOLUMES, of_instances.map(types::VolumeAttachment::instance_id))
        }),
        attachments: volume
            .attachments
            .as_ref()
            .map(|attachments| attachments.iter().map(attachment).collect::<Vec<_>>()),
    })
}

fn attachment(attachment: &types::VolumeAttachment) -> Record {
    record!(ATTACHMENT {
        instance_id: attachment.instance_id(),
        device: attachment.device(),
        state: attachment.state().map(types::VolumeAttachmentState::as_str),
        delete_on_termination: attachment.delete_on_termination,
        attach_time: timestamp(attachment.attach_time()),
    })
}

pub(super) async fn snapshots(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_snapshots()
            .owner_ids("self")
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_SNAPSHOTS, pages, |page| {
        Some(
            page.snapshots?
                .iter()
                .map(|snapshot| self::snapshot(&site, snapshot))
                .collect(),
        )
    })
    .await
}

fn snapshot(site: &Site, snapshot: &types::Snapshot) -> Record {
    record!(SNAPSHOT, site.keep(), {
        id: snapshot.snapshot_id(),
        arn: snapshot.snapshot_id().map(|id| site.arn("ec2", format_args!("snapshot/{id}"))),
        name: name(&DESCRIBE_SNAPSHOTS, snapshot.tags.as_ref()),
        tags: tags(&DESCRIBE_SNAPSHOTS, snapshot.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        state: snapshot.state().map(types::SnapshotState::as_str),
        encrypted: snapshot.encrypted,
        kms_key_id: always_but(snapshot.encrypted != Some(true), &DESCRIBE_SNAPSHOTS, "kms_key_id", snapshot.kms_key_id()),
        volume_id: snapshot.volume_id(),
        volume_size: snapshot.volume_size,
        owner_id: snapshot.owner_id(),
        description: snapshot.description(),
        start_time: timestamp(snapshot.start_time()),
        storage_tier: snapshot.storage_tier().map(types::StorageTier::as_str),
    })
}

/// Whether each snapshot is public: one listing of those that are, instead of a call for each of the rest.
pub(super) async fn public_snapshots(
    site: Site,
    snapshots: Vec<Record>,
) -> Vec<Result<Record, Failure>> {
    let pages = || {
        site.ec2()
            .describe_snapshots()
            .owner_ids("self")
            .restorable_by_user_ids("all")
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    let listed = site
        .list(&DESCRIBE_PUBLIC_SNAPSHOTS, pages, |page| {
            Some(
                page.snapshots?
                    .iter()
                    .map(|snapshot| {
                        record!(SNAPSHOT {
                            id: snapshot.snapshot_id()
                        })
                    })
                    .collect(),
            )
        })
        .await;
    let public: HashSet<&str> = listed.records.iter().map(Record::id).collect();
    let nameless = public
        .contains("")
        .then(|| Gap::missing(&DESCRIBE_PUBLIC_SNAPSHOTS, "id of a snapshot"));
    let gap = listed.gap.or(nameless);
    snapshots
        .iter()
        .map(|snapshot| match (public.contains(snapshot.id()), &gap) {
            (false, Some(gap)) => Err(gap.clone().into()),
            (public, _) => Ok(record!(SNAPSHOT { public: public })),
        })
        .collect()
}
