//! DB instances.

use aws_sdk_rds::types;

use super::{by_id, part, tags};
use crate::collect::site::{always_but, texts, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::rds::DB_INSTANCE;
use crate::inventory::rds::instance::DESCRIBE_DB_INSTANCES;
use crate::inventory::{Record, record};

pub(super) async fn db_instances(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.rds()
            .describe_db_instances()
            .set_filters(by_id("db-instance-id", &ids))
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_DB_INSTANCES, pages, |page| {
        Some(
            page.db_instances?
                .iter()
                .map(|instance| db_instance(&site, instance))
                .collect(),
        )
    })
    .await
}

fn db_instance(site: &Site, instance: &types::DbInstance) -> Record {
    let told = |absent, member, value| always_but(absent, &DESCRIBE_DB_INSTANCES, member, value);
    let subnet_group = instance.db_subnet_group();
    let secret = instance.master_user_secret();
    let is_encrypted = instance.storage_encrypted() == Some(true);
    let has_insights = instance.performance_insights_enabled() == Some(true);
    let is_monitored = instance
        .monitoring_interval()
        .is_some_and(|seconds| seconds > 0);
    let certificate = instance.certificate_details();
    record!(DB_INSTANCE, site.keep(), {
        id: instance.db_instance_identifier(),
        arn: always_but(false, &DESCRIBE_DB_INSTANCES, "arn", instance.db_instance_arn()),
        name: instance.db_instance_identifier(),
        tags: tags(&DESCRIBE_DB_INSTANCES, instance.tag_list.as_ref()),
        region: site.region(),
        account: site.account(),
        engine: instance.engine(),
        engine_version: instance.engine_version(),
        engine_and_version: part::engine_and_version(instance.engine(), instance.engine_version()),
        engine_lifecycle_support: told(
            !part::has_lifecycle_support(instance.engine()),
            "engine_lifecycle_support",
            instance.engine_lifecycle_support(),
        ),
        db_instance_class: instance.db_instance_class(),
        db_instance_status: instance.db_instance_status(),
        dbi_resource_id: instance.dbi_resource_id(),
        db_name: instance.db_name(),
        master_username: told(
            instance.db_cluster_identifier().is_some(),
            "master_username",
            instance.master_username(),
        ),
        endpoint: always_but(
            instance.db_instance_status() == Some("creating"),
            &DESCRIBE_DB_INSTANCES,
            "endpoint",
            instance.endpoint().map(part::endpoint),
        ),
        allocated_storage: instance.allocated_storage(),
        max_allocated_storage: instance.max_allocated_storage(),
        storage_type: instance.storage_type(),
        iops: instance.iops(),
        storage_throughput: instance.storage_throughput(),
        instance_create_time: timestamp(instance.instance_create_time()),
        latest_restorable_time: timestamp(instance.latest_restorable_time()),
        backup_retention_period: instance.backup_retention_period(),
        preferred_backup_window: instance.preferred_backup_window(),
        preferred_maintenance_window: instance.preferred_maintenance_window(),
        backup_target: instance.backup_target(),
        availability_zone: instance.availability_zone(),
        secondary_availability_zone: instance.secondary_availability_zone(),
        multi_az: instance.multi_az(),
        auto_minor_version_upgrade: instance.auto_minor_version_upgrade(),
        read_replica_source_db_instance_identifier: instance.read_replica_source_db_instance_identifier(),
        read_replica_source_db_cluster_identifier: instance.read_replica_source_db_cluster_identifier(),
        read_replica_db_instance_identifiers: instance.read_replica_db_instance_identifiers.as_ref(),
        license_model: instance.license_model(),
        option_group_names: texts(
            &DESCRIBE_DB_INSTANCES,
            instance.option_group_memberships.as_ref(),
            types::OptionGroupMembership::option_group_name,
        ),
        publicly_accessible: instance.publicly_accessible(),
        storage_encrypted: instance.storage_encrypted(),
        storage_encryption_type: instance.storage_encryption_type().map(types::StorageEncryptionType::as_str),
        kms_key_id: told(!is_encrypted, "kms_key_id", instance.kms_key_id()),
        ca_certificate_identifier: instance.ca_certificate_identifier(),
        certificate_valid_till: certificate.and_then(|details| timestamp(details.valid_till())),
        copy_tags_to_snapshot: instance.copy_tags_to_snapshot(),
        monitoring_interval: instance.monitoring_interval(),
        monitoring_role_arn: told(!is_monitored, "monitoring_role_arn", instance.monitoring_role_arn()),
        enhanced_monitoring_resource_arn: instance.enhanced_monitoring_resource_arn(),
        performance_insights_enabled: instance.performance_insights_enabled(),
        performance_insights_retention_period: always_but(
            !has_insights,
            &DESCRIBE_DB_INSTANCES,
            "performance_insights_retention_period",
            instance.performance_insights_retention_period(),
        ),
        performance_insights_kms_key_id: told(
            !has_insights,
            "performance_insights_kms_key_id",
            instance.performance_insights_kms_key_id(),
        ),
        database_insights_mode: instance.database_insights_mode().map(types::DatabaseInsightsMode::as_str),
        enabled_cloudwatch_logs_exports: instance.enabled_cloudwatch_logs_exports.as_ref(),
        deletion_protection: instance.deletion_protection(),
        iam_database_authentication_enabled: instance.iam_database_authentication_enabled(),
        network_type: instance.network_type(),
        db_instance_port: instance.db_instance_port(),
        activity_stream_status: instance.activity_stream_status().map(types::ActivityStreamStatus::as_str),
        master_user_secret: secret.map(|secret| part::master_user_secret(&DESCRIBE_DB_INSTANCES, secret)),
        master_user_secret_arn: told(
            secret.is_none(),
            "secret_arn",
            secret.and_then(types::MasterUserSecret::secret_arn),
        ),
        associated_roles: instance
            .associated_roles
            .as_ref()
            .map(|roles| roles.iter().map(part::instance_role).collect::<Vec<Record>>()),
        db_cluster_identifier: instance.db_cluster_identifier(),
        // Outside of a VPC there is no group.
        db_subnet_group_name: told(
            subnet_group.is_none(),
            "name of the subnet group",
            subnet_group.and_then(types::DbSubnetGroup::db_subnet_group_name),
        ),
        vpc_id: told(
            subnet_group.is_none(),
            "vpc_id of the subnet group",
            subnet_group.and_then(types::DbSubnetGroup::vpc_id),
        ),
        db_parameter_group_names: texts(
            &DESCRIBE_DB_INSTANCES,
            instance.db_parameter_groups.as_ref(),
            types::DbParameterGroupStatus::db_parameter_group_name,
        ),
        db_parameter_apply_statuses: texts(
            &DESCRIBE_DB_INSTANCES,
            instance.db_parameter_groups.as_ref(),
            types::DbParameterGroupStatus::parameter_apply_status,
        ),
        vpc_security_group_ids: texts(
            &DESCRIBE_DB_INSTANCES,
            instance.vpc_security_groups.as_ref(),
            types::VpcSecurityGroupMembership::vpc_security_group_id,
        ),
    })
}
