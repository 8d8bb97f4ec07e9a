//! The account's own snapshots of instances and of clusters, and who may restore them.

use aws_sdk_rds::types;

use super::tags;
use crate::aws::Failure;
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::rds::snapshot::{
    DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES, DESCRIBE_DB_CLUSTER_SNAPSHOTS,
    DESCRIBE_DB_SNAPSHOT_ATTRIBUTES, DESCRIBE_DB_SNAPSHOTS,
};
use crate::inventory::rds::{DB_CLUSTER_SNAPSHOT, DB_SNAPSHOT};
use crate::inventory::{Record, record};

/// The attribute that names who may restore a snapshot.
const RESTORE: &str = "restore";

pub(super) async fn db_snapshots(site: Site) -> Listed {
    let pages = || site.rds().describe_db_snapshots().into_paginator().send();
    site.list(&DESCRIBE_DB_SNAPSHOTS, pages, |page| {
        Some(
            page.db_snapshots?
                .iter()
                .map(|snapshot| db_snapshot(&site, snapshot))
                .collect(),
        )
    })
    .await
}

fn db_snapshot(site: &Site, snapshot: &types::DbSnapshot) -> Record {
    record!(DB_SNAPSHOT, site.keep(), {
        id: snapshot.db_snapshot_identifier(),
        arn: always_but(false, &DESCRIBE_DB_SNAPSHOTS, "arn", snapshot.db_snapshot_arn()),
        name: snapshot.db_snapshot_identifier(),
        tags: tags(&DESCRIBE_DB_SNAPSHOTS, snapshot.tag_list.as_ref()),
        region: site.region(),
        account: site.account(),
        db_instance_identifier: snapshot.db_instance_identifier(),
        engine: snapshot.engine(),
        engine_version: snapshot.engine_version(),
        snapshot_type: snapshot.snapshot_type(),
        status: snapshot.status(),
        snapshot_create_time: timestamp(snapshot.snapshot_create_time()),
        allocated_storage: snapshot.allocated_storage(),
        encrypted: snapshot.encrypted(),
        storage_encryption_type: snapshot.storage_encryption_type().map(types::StorageEncryptionType::as_str),
        kms_key_id: always_but(
            snapshot.encrypted() != Some(true),
            &DESCRIBE_DB_SNAPSHOTS,
            "kms_key_id",
            snapshot.kms_key_id(),
        ),
        source_region: snapshot.source_region(),
        source_db_snapshot_identifier: snapshot.source_db_snapshot_identifier(),
    })
}

pub(super) async fn db_cluster_snapshots(site: Site) -> Listed {
    let pages = || {
        site.rds()
            .describe_db_cluster_snapshots()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_DB_CLUSTER_SNAPSHOTS, pages, |page| {
        Some(
            page.db_cluster_snapshots?
                .iter()
                .map(|snapshot| db_cluster_snapshot(&site, snapshot))
                .collect(),
        )
    })
    .await
}

fn db_cluster_snapshot(site: &Site, snapshot: &types::DbClusterSnapshot) -> Record {
    record!(DB_CLUSTER_SNAPSHOT, site.keep(), {
        id: snapshot.db_cluster_snapshot_identifier(),
        arn: always_but(false, &DESCRIBE_DB_CLUSTER_SNAPSHOTS, "arn", snapshot.db_cluster_snapshot_arn()),
        name: snapshot.db_cluster_snapshot_identifier(),
        tags: tags(&DESCRIBE_DB_CLUSTER_SNAPSHOTS, snapshot.tag_list.as_ref()),
        region: site.region(),
        account: site.account(),
        db_cluster_identifier: snapshot.db_cluster_identifier(),
        engine: snapshot.engine(),
        engine_version: snapshot.engine_version(),
        snapshot_type: snapshot.snapshot_type(),
        status: snapshot.status(),
        snapshot_create_time: timestamp(snapshot.snapshot_create_time()),
        allocated_storage: snapshot.allocated_storage(),
        storage_encrypted: snapshot.storage_encrypted(),
        storage_encryption_type: snapshot.storage_encryption_type().map(types::StorageEncryptionType::as_str),
        kms_key_id: always_but(
            snapshot.storage_encrypted() != Some(true),
            &DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            "kms_key_id",
            snapshot.kms_key_id(),
        ),
        source_db_cluster_snapshot_arn: snapshot.source_db_cluster_snapshot_arn(),
    })
}

pub(super) async fn db_snapshot_attributes(
    site: Site,
    snapshot: Record,
) -> Result<Record, Failure> {
    let request = site
        .rds()
        .describe_db_snapshot_attributes()
        .db_snapshot_identifier(snapshot.id());
    let answer = site
        .call(&DESCRIBE_DB_SNAPSHOT_ATTRIBUTES, || request.send())
        .await?;
    let attributes = answer
        .db_snapshot_attributes_result
        .and_then(|result| result.db_snapshot_attributes);
    Ok(record!(DB_SNAPSHOT {
        restorable_by: attributes.and_then(|attributes| {
            restorable_by(attributes, |attribute| {
                (attribute.attribute_name, attribute.attribute_values)
            })
        }),
    }))
}

pub(super) async fn db_cluster_snapshot_attributes(
    site: Site,
    snapshot: Record,
) -> Result<Record, Failure> {
    let request = site
        .rds()
        .describe_db_cluster_snapshot_attributes()
        .db_cluster_snapshot_identifier(snapshot.id());
    let answer = site
        .call(&DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES, || request.send())
        .await?;
    let attributes = answer
        .db_cluster_snapshot_attributes_result
        .and_then(|result| result.db_cluster_snapshot_attributes);
    Ok(record!(DB_CLUSTER_SNAPSHOT {
        restorable_by: attributes.and_then(|attributes| {
            restorable_by(attributes, |attribute| {
                (attribute.attribute_name, attribute.attribute_values)
            })
        }),
    }))
}

/// The values of the attribute `restore`. An answer without that attribute, or without its list of values, does not tell who may restore
/// the snapshot; an empty list says that nobody else may.
fn restorable_by<T>(
    attributes: Vec<T>,
    parts: impl Fn(T) -> (Option<String>, Option<Vec<String>>),
) -> Option<Vec<String>> {
    attributes
        .into_iter()
        .map(parts)
        .find(|(name, _)| name.as_deref() == Some(RESTORE))
        .and_then(|(_, accounts)| accounts)
}
