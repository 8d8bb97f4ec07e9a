//! DB clusters.

use aws_sdk_rds::types;

use super::{by_id, part, tags};
use crate::collect::site::{always_but, texts, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::rds::DB_CLUSTER;
use crate::inventory::rds::cluster::{CLUSTER_MEMBER, DESCRIBE_DB_CLUSTERS, SERVERLESS_V2_SCALING};
use crate::inventory::{Record, record};

pub(super) async fn db_clusters(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.rds()
            .describe_db_clusters()
            .set_filters(by_id("db-cluster-id", &ids))
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_DB_CLUSTERS, pages, |page| {
        Some(
            page.db_clusters?
                .iter()
                .map(|cluster| db_cluster(&site, cluster))
                .collect(),
        )
    })
    .await
}

fn db_cluster(site: &Site, cluster: &types::DbCluster) -> Record {
    let told = |absent, member, value| always_but(absent, &DESCRIBE_DB_CLUSTERS, member, value);
    let is_encrypted = cluster.storage_encrypted() == Some(true);
    // A secondary cluster of a global database, or a replica, has the user of its source.
    let is_secondary = cluster
        .global_cluster_identifier()
        .is_some_and(|id| !id.is_empty())
        || cluster.replication_source_identifier().is_some();
    let secret = cluster.master_user_secret();
    record!(DB_CLUSTER, site.keep(), {
        id: cluster.db_cluster_identifier(),
        arn: always_but(false, &DESCRIBE_DB_CLUSTERS, "arn", cluster.db_cluster_arn()),
        name: cluster.db_cluster_identifier(),
        tags: tags(&DESCRIBE_DB_CLUSTERS, cluster.tag_list.as_ref()),
        region: site.region(),
        account: site.account(),
        engine: cluster.engine(),
        engine_version: cluster.engine_version(),
        engine_and_version: part::engine_and_version(cluster.engine(), cluster.engine_version()),
        engine_mode: cluster.engine_mode(),
        engine_lifecycle_support: told(
            !part::has_lifecycle_support(cluster.engine()),
            "engine_lifecycle_support",
            cluster.engine_lifecycle_support(),
        ),
        status: cluster.status(),
        db_cluster_resource_id: cluster.db_cluster_resource_id(),
        database_name: cluster.database_name(),
        master_username: told(is_secondary, "master_username", cluster.master_username()),
        endpoint: cluster.endpoint(),
        reader_endpoint: cluster.reader_endpoint(),
        port: always_but(false, &DESCRIBE_DB_CLUSTERS, "port", cluster.port()),
        availability_zones: cluster.availability_zones.as_ref(),
        multi_az: cluster.multi_az(),
        backup_retention_period: cluster.backup_retention_period(),
        preferred_backup_window: cluster.preferred_backup_window(),
        preferred_maintenance_window: cluster.preferred_maintenance_window(),
        cluster_create_time: timestamp(cluster.cluster_create_time()),
        earliest_restorable_time: timestamp(cluster.earliest_restorable_time()),
        latest_restorable_time: timestamp(cluster.latest_restorable_time()),
        storage_encrypted: cluster.storage_encrypted(),
        storage_encryption_type: cluster.storage_encryption_type().map(types::StorageEncryptionType::as_str),
        kms_key_id: told(!is_encrypted, "kms_key_id", cluster.kms_key_id()),
        storage_type: cluster.storage_type(),
        allocated_storage: cluster.allocated_storage(),
        iops: cluster.iops(),
        db_cluster_instance_class: cluster.db_cluster_instance_class(),
        serverless_v2_scaling_configuration: cluster.serverless_v2_scaling_configuration().map(scaling),
        global_cluster_identifier: cluster.global_cluster_identifier().filter(|id| !id.is_empty()),
        replication_source_identifier: cluster.replication_source_identifier(),
        backtrack_window: cluster.backtrack_window(),
        iam_database_authentication_enabled: cluster.iam_database_authentication_enabled(),
        deletion_protection: cluster.deletion_protection(),
        copy_tags_to_snapshot: cluster.copy_tags_to_snapshot(),
        auto_minor_version_upgrade: always_but(
            !part::has_lifecycle_support(cluster.engine()),
            &DESCRIBE_DB_CLUSTERS,
            "auto_minor_version_upgrade",
            cluster.auto_minor_version_upgrade(),
        ),
        publicly_accessible: cluster.publicly_accessible(),
        http_endpoint_enabled: cluster.http_endpoint_enabled(),
        enabled_cloudwatch_logs_exports: cluster.enabled_cloudwatch_logs_exports.as_ref(),
        monitoring_interval: cluster.monitoring_interval(),
        monitoring_role_arn: cluster.monitoring_role_arn(),
        performance_insights_enabled: cluster.performance_insights_enabled(),
        performance_insights_retention_period: cluster.performance_insights_retention_period(),
        database_insights_mode: cluster.database_insights_mode().map(types::DatabaseInsightsMode::as_str),
        network_type: cluster.network_type(),
        activity_stream_status: cluster.activity_stream_status().map(types::ActivityStreamStatus::as_str),
        master_user_secret: secret.map(|secret| part::master_user_secret(&DESCRIBE_DB_CLUSTERS, secret)),
        master_user_secret_arn: told(
            secret.is_none(),
            "secret_arn",
            secret.and_then(types::MasterUserSecret::secret_arn),
        ),
        associated_roles: cluster
            .associated_roles
            .as_ref()
            .map(|roles| roles.iter().map(part::cluster_role).collect::<Vec<Record>>()),
        db_cluster_members: cluster
            .db_cluster_members
            .as_ref()
            .map(|members| members.iter().map(member).collect::<Vec<Record>>()),
        db_subnet_group_name: told(false, "db_subnet_group", cluster.db_subnet_group()),
        db_cluster_parameter_group_name: cluster.db_cluster_parameter_group(),
        vpc_security_group_ids: texts(
            &DESCRIBE_DB_CLUSTERS,
            cluster.vpc_security_groups.as_ref(),
            types::VpcSecurityGroupMembership::vpc_security_group_id,
        ),
    })
}

fn scaling(scaling: &types::ServerlessV2ScalingConfigurationInfo) -> Record {
    record!(SERVERLESS_V2_SCALING {
        min_capacity: scaling.min_capacity(),
        max_capacity: scaling.max_capacity(),
        seconds_until_auto_pause: scaling.seconds_until_auto_pause(),
    })
}

fn member(member: &types::DbClusterMember) -> Record {
    record!(CLUSTER_MEMBER {
        db_instance_identifier: member.db_instance_identifier(),
        is_cluster_writer: member.is_cluster_writer(),
        promotion_tier: member.promotion_tier(),
    })
}
