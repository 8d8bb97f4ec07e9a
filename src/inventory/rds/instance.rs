//! DB instances, members of clusters included.

use super::cluster::DB_CLUSTER;
use super::engine_version::DB_ENGINE_VERSION;
use super::event_subscription::EVENT_SUBSCRIPTION;
use super::network::DB_SUBNET_GROUP;
use super::parameter_group::DB_PARAMETER_GROUP;
use super::part::{ENDPOINT, IS_ENCRYPTED, MASTER_USER_SECRET, ROLE_ASSOCIATION};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::SECURITY_GROUP;
use crate::inventory::iam::ROLE;
use crate::inventory::kms::{KEY, KEY_NAMES};
use crate::inventory::schema::{
    Type, boolean, derived, int, list, named_by, one_of, record, relation, relations, string,
    timestamp,
};
use crate::inventory::secretsmanager::SECRET;

/// rds:DescribeDBInstances
pub static DESCRIBE_DB_INSTANCES: Call = Call::new("rds", "DescribeDBInstances").paged(100);

/// A DB instance, members of Aurora clusters included.
pub static DB_INSTANCE: RecordType = RecordType::regional(
    "AWS::RDS::DBInstance",
    &DESCRIBE_DB_INSTANCES,
    "A database server that RDS runs.",
    &[
        string(
            "engine",
            "The engine: `postgres`, `mysql`, `aurora-mysql` …",
        ),
        string(
            "engine_version",
            "The engine's version: `15.7`, `8.0.mysql_aurora.3.05.2`.",
        ),
        string(
            "engine_and_version",
            "Engine and version with a colon between them, by which the engine version is found.",
        ),
        string(
            "engine_lifecycle_support",
            "`open-source-rds-extended-support` when it may go on past the end of standard support, for a price, else `open-source-rds-extended-support-disabled`; null for engines without it.",
        )
        .or_null(),
        string(
            "db_instance_class",
            "The class: `db.t3.micro`, `db.serverless`.",
        ),
        string(
            "db_instance_status",
            "The state: `available`, `stopped`, `creating` …",
        ),
        string(
            "dbi_resource_id",
            "The id that never changes, as in `rds-db:connect` policies.",
        ),
        string("db_name", "The database made with it; null when none was.")
            .or_null(),
        string(
            "master_username",
            "The master user's name; null for members of some clusters.",
        )
        .or_null(),
        record(
            "endpoint",
            &ENDPOINT,
            "Where clients connect; null while it is being made.",
        )
        .or_null(),
        int("allocated_storage", "The storage in GiB."),
        int(
            "max_allocated_storage",
            "How far storage may grow by itself, in GiB; null when it may not.",
        )
        .or_null(),
        string(
            "storage_type",
            "`gp2`, `gp3`, `io1`, `io2`, `standard`, `aurora`, `aurora-iopt1`.",
        ),
        int(
            "iops",
            "Provisioned I/O operations a second; null where there are none.",
        )
        .or_null(),
        int(
            "storage_throughput",
            "Storage throughput in MiB/s; null where it does not apply.",
        )
        .or_null(),
        timestamp(
            "instance_create_time",
            "When it was made; null while it is being made.",
        )
        .or_null(),
        timestamp(
            "latest_restorable_time",
            "Up to when it can be restored; null without backups.",
        )
        .or_null(),
        int(
            "backup_retention_period",
            "How many days automated backups are kept; 0 when there are none.",
        ),
        string(
            "preferred_backup_window",
            "When backups are made, in UTC: `04:00-04:30`.",
        ),
        string(
            "preferred_maintenance_window",
            "When maintenance may happen, in UTC: `sun:05:00-sun:05:30`.",
        ),
        string(
            "backup_target",
            "Where backups are kept: `region`, `outposts`, `local-zone`; null where AWS does not tell.",
        )
        .or_null(),
        string(
            "availability_zone",
            "Where it is; null while it is being made.",
        )
        .or_null(),
        string(
            "secondary_availability_zone",
            "Where the standby is; null when there is none.",
        )
        .or_null(),
        boolean(
            "multi_az",
            "Whether a standby stands in another Availability Zone.",
        ),
        boolean(
            "auto_minor_version_upgrade",
            "Whether minor versions are installed by themselves.",
        ),
        string(
            "read_replica_source_db_instance_identifier",
            "The instance it is a read replica of.",
        )
        .or_null(),
        string(
            "read_replica_source_db_cluster_identifier",
            "The cluster it is a read replica of.",
        )
        .or_null(),
        list(
            "read_replica_db_instance_identifiers",
            &Type::String,
            "Its read replicas.",
        ),
        string(
            "license_model",
            "The licence model; null for Aurora and RDS Custom.",
        )
        .or_null(),
        list(
            "option_group_names",
            &Type::String,
            "The names of its option groups.",
        ),
        boolean(
            "publicly_accessible",
            "Whether its DNS name resolves to a public address outside of the VPC.",
        ),
        boolean(
            "storage_encrypted",
            "Whether its storage is encrypted with a KMS key.",
        ),
        one_of(
            "storage_encryption_type",
            &["none", "sse-rds", "sse-kms"],
            "How its storage is encrypted; `sse-rds` is a key of AWS's own, with `storage_encrypted` false. Null where AWS does not tell yet.",
        )
        .or_null(),
        string(
            "kms_key_id",
            "The KMS key's ARN; null when storage is not encrypted with one.",
        )
        .or_null(),
        string(
            "ca_certificate_identifier",
            "The CA of its server certificate: `rds-ca-rsa2048-g1`.",
        ),
        timestamp(
            "certificate_valid_till",
            "When its server certificate expires.",
        ),
        boolean(
            "copy_tags_to_snapshot",
            "Whether its snapshots get its tags. Means nothing for members of Aurora clusters.",
        ),
        int(
            "monitoring_interval",
            "Seconds between samples of enhanced monitoring; 0 when it is off.",
        ),
        string(
            "monitoring_role_arn",
            "The role that delivers enhanced monitoring; null when it is off.",
        )
        .or_null(),
        string(
            "enhanced_monitoring_resource_arn",
            "The log stream of enhanced monitoring; null when it is off.",
        )
        .or_null(),
        boolean(
            "performance_insights_enabled",
            "Whether Performance Insights is on.",
        ),
        int(
            "performance_insights_retention_period",
            "How many days Performance Insights keeps data; null when it is off.",
        )
        .or_null(),
        string(
            "performance_insights_kms_key_id",
            "The key of Performance Insights' data; null when it is off.",
        )
        .or_null(),
        one_of(
            "database_insights_mode",
            &["standard", "advanced"],
            "The mode of Database Insights; null where it is not offered.",
        )
        .or_null(),
        list(
            "enabled_cloudwatch_logs_exports",
            &Type::String,
            "The logs exported to CloudWatch Logs: `postgresql`, `audit` …",
        )
        .empty_when_missing(),
        boolean("deletion_protection", "Whether it refuses to be deleted."),
        boolean(
            "iam_database_authentication_enabled",
            "Whether IAM principals can log in as database users.",
        ),
        string(
            "network_type",
            "`IPV4` or `DUAL`; null where AWS does not tell.",
        )
        .or_null(),
        int(
            "db_instance_port",
            "The port as RDS keeps it; 0 where `endpoint` alone tells.",
        ),
        one_of(
            "activity_stream_status",
            &["stopped", "starting", "started", "stopping"],
            "Whether a database activity stream runs; null where it is not offered.",
        )
        .or_null(),
        record(
            "master_user_secret",
            &MASTER_USER_SECRET,
            "The secret that RDS manages for the master user; null when it manages none.",
        )
        .or_null(),
        string("master_user_secret_arn", "The ARN of that secret.")
            .or_null(),
        list(
            "associated_roles",
            &Type::Record(&ROLE_ASSOCIATION),
            "The roles it may use.",
        ),
        string("db_cluster_identifier", "The cluster it is a member of.")
            .or_null(),
        string(
            "db_subnet_group_name",
            "The subnet group; null outside of a VPC.",
        )
        .or_null(),
        string("vpc_id", "The VPC; null outside of one.").or_null(),
        list(
            "db_parameter_group_names",
            &Type::String,
            "The names of its parameter groups.",
        ),
        list(
            "db_parameter_apply_statuses",
            &Type::String,
            "How far each of them is applied: `in-sync`, `applying`, `pending-reboot`.",
        ),
        list(
            "vpc_security_group_ids",
            &Type::String,
            "The ids of its security groups.",
        ),
        derived(
            "served_by_rds",
            Type::Bool,
            r#"!(resource.engine in ["docdb", "neptune"])"#,
            "Whether it is RDS's own; instances of DocumentDB and Neptune come in the same answer.",
        ),
        derived(
            "is_encrypted",
            Type::Bool,
            IS_ENCRYPTED,
            "Whether its storage is encrypted, with a KMS key or one of AWS's own.",
        ),
        derived(
            "stands_alone",
            Type::Bool,
            r#"resource.db_cluster_identifier == null && !(resource.engine in ["docdb", "neptune"])"#,
            "Whether it is RDS's own and no cluster decides its storage, backups and credentials.",
        ),
        derived(
            "is_read_replica",
            Type::Bool,
            "resource.read_replica_source_db_instance_identifier != null || resource.read_replica_source_db_cluster_identifier != null",
            "Whether it is a read replica of another database.",
        ),
        relation(
            "db_cluster",
            &DB_CLUSTER,
            "db_cluster_identifier",
            &["id"],
            "The cluster it is a member of.",
        )
        .guaranteed()
        .or_null(),
        relation(
            "db_subnet_group",
            &DB_SUBNET_GROUP,
            "db_subnet_group_name",
            &["id"],
            "Its subnet group.",
        )
        .guaranteed()
        .or_null(),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "vpc_security_group_ids",
            &["id"],
            "Its security groups.",
        )
        .guaranteed(),
        relations(
            "parameter_groups",
            &Type::Record(&DB_PARAMETER_GROUP),
            "db_parameter_group_names",
            &["id"],
            "Its parameter groups.",
        )
        .guaranteed(),
        relation(
            "kms_key",
            &KEY,
            "kms_key_id",
            KEY_NAMES,
            "The KMS key of its storage.",
        ),
        relation(
            "managed_secret",
            &SECRET,
            "master_user_secret_arn",
            &["arn"],
            "The secret that RDS manages for its master user.",
        ),
        relation(
            "version",
            &DB_ENGINE_VERSION,
            "engine_and_version",
            &["id"],
            "What AWS says of its engine version; null when AWS knows it no more.",
        ),
        relation(
            "monitoring_role",
            &ROLE,
            "monitoring_role_arn",
            &["arn"],
            "The role that delivers enhanced monitoring.",
        ),
        named_by(
            "secrets_in_region",
            &Type::Record(&SECRET),
            "region",
            "region",
            "All secrets of its region, among which one may be for it.",
        ),
        named_by(
            "event_subscriptions_in_region",
            &Type::Record(&EVENT_SUBSCRIPTION),
            "region",
            "region",
            "All event subscriptions of its region, some of which may tell of it.",
        ),
    ],
);
