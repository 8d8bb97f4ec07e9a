//! DB clusters: Aurora, and Multi-AZ DB clusters of MySQL and PostgreSQL.

use super::engine_version::DB_ENGINE_VERSION;
use super::event_subscription::EVENT_SUBSCRIPTION;
use super::instance::DB_INSTANCE;
use super::network::DB_SUBNET_GROUP;
use super::parameter_group::DB_CLUSTER_PARAMETER_GROUP;
use super::part::{IS_ENCRYPTED, MASTER_USER_SECRET, ROLE_ASSOCIATION};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::SECURITY_GROUP;
use crate::inventory::kms::{KEY, KEY_NAMES};
use crate::inventory::schema::{
    Type, boolean, derived, double, int, list, named_by, one_of, record, relation, relations,
    string, timestamp,
};
use crate::inventory::secretsmanager::SECRET;

/// rds:DescribeDBClusters
pub static DESCRIBE_DB_CLUSTERS: Call = Call::new("rds", "DescribeDBClusters").paged(100);

/// A DB cluster.
pub static DB_CLUSTER: RecordType = RecordType::regional(
    "AWS::RDS::DBCluster",
    &DESCRIBE_DB_CLUSTERS,
    "Database instances that share storage or replicate each other, run by RDS as one.",
    &[
        string(
            "engine",
            "The engine: `aurora-mysql`, `aurora-postgresql`, `mysql`, `postgres`.",
        ),
        string("engine_version", "The engine's version."),
        string(
            "engine_and_version",
            "Engine and version with a colon between them, by which the engine version is found.",
        ),
        one_of(
            "engine_mode",
            &["provisioned", "serverless", "parallelquery", "global", "multimaster"],
            "`provisioned`, which Serverless v2 is too; `serverless` is Serverless v1.",
        ),
        string(
            "engine_lifecycle_support",
            "`open-source-rds-extended-support` when it may go on past the end of standard support, for a price, else `open-source-rds-extended-support-disabled`; null for engines without it.",
        )
        .or_null(),
        string("status", "The state: `available`, `stopped`, `creating` …"),
        string(
            "db_cluster_resource_id",
            "The id that never changes, as in `rds-db:connect` policies.",
        ),
        string(
            "database_name",
            "The database made with it; null when none was.",
        )
        .or_null(),
        string(
            "master_username",
            "The master user's name; null for secondary clusters of a global database.",
        )
        .or_null(),
        string(
            "endpoint",
            "Where writers connect; null while it is being made.",
        )
        .or_null(),
        string(
            "reader_endpoint",
            "Where readers connect; null when there is none.",
        )
        .or_null(),
        int("port", "The port.").or_null(),
        list(
            "availability_zones",
            &Type::String,
            "Where instances can be made.",
        ),
        boolean(
            "multi_az",
            "Whether its instances stand in more than one Availability Zone.",
        ),
        int(
            "backup_retention_period",
            "How many days automated backups are kept.",
        ),
        string("preferred_backup_window", "When backups are made, in UTC."),
        string(
            "preferred_maintenance_window",
            "When maintenance may happen, in UTC.",
        ),
        timestamp("cluster_create_time", "When it was made."),
        timestamp(
            "earliest_restorable_time",
            "From when on it can be restored; null before the first backup.",
        )
        .or_null(),
        timestamp(
            "latest_restorable_time",
            "Up to when it can be restored; null before the first backup.",
        )
        .or_null(),
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
            "storage_type",
            "`aurora`, `aurora-iopt1`, `gp3`, `io1`, `io2`; null where AWS does not tell.",
        )
        .or_null(),
        int(
            "allocated_storage",
            "The storage in GiB; 1 for Aurora, whose storage grows by itself.",
        ),
        int(
            "iops",
            "Provisioned I/O operations a second; null for Aurora.",
        )
        .or_null(),
        string(
            "db_cluster_instance_class",
            "The class of a Multi-AZ DB cluster's instances; null for Aurora.",
        )
        .or_null(),
        record(
            "serverless_v2_scaling_configuration",
            &SERVERLESS_V2_SCALING,
            "Between which capacities Serverless v2 instances scale; null when none was set.",
        )
        .or_null(),
        string(
            "global_cluster_identifier",
            "The global database it belongs to.",
        )
        .or_null(),
        string(
            "replication_source_identifier",
            "The database it replicates.",
        )
        .or_null(),
        int(
            "backtrack_window",
            "How many seconds it can be wound back, 0 when it cannot; null where the engine has no backtracking.",
        )
        .or_null(),
        boolean(
            "iam_database_authentication_enabled",
            "Whether IAM principals can log in as database users.",
        ),
        boolean("deletion_protection", "Whether it refuses to be deleted."),
        boolean(
            "copy_tags_to_snapshot",
            "Whether its snapshots get its tags.",
        ),
        boolean(
            "auto_minor_version_upgrade",
            "Whether minor versions are installed by themselves; null where its instances decide.",
        )
        .or_null(),
        boolean(
            "publicly_accessible",
            "For Multi-AZ DB clusters, whether it has a public address; null for Aurora, whose instances decide.",
        )
        .or_null(),
        boolean(
            "http_endpoint_enabled",
            "Whether the RDS Data API can query it.",
        )
        .or_null(),
        list(
            "enabled_cloudwatch_logs_exports",
            &Type::String,
            "The logs exported to CloudWatch Logs.",
        )
        .empty_when_missing(),
        int(
            "monitoring_interval",
            "Seconds between samples of enhanced monitoring; null where its instances decide.",
        )
        .or_null(),
        string(
            "monitoring_role_arn",
            "The role that delivers enhanced monitoring.",
        )
        .or_null(),
        boolean(
            "performance_insights_enabled",
            "Whether Performance Insights is on for the cluster; null where its instances decide.",
        )
        .or_null(),
        int(
            "performance_insights_retention_period",
            "How many days Performance Insights keeps data.",
        )
        .or_null(),
        one_of(
            "database_insights_mode",
            &["standard", "advanced"],
            "The mode of Database Insights; null where it is not offered.",
        )
        .or_null(),
        string(
            "network_type",
            "`IPV4` or `DUAL`; null where AWS does not tell.",
        )
        .or_null(),
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
        list(
            "db_cluster_members",
            &Type::Record(&CLUSTER_MEMBER),
            "Its instances and what they do.",
        ),
        string(
            "db_subnet_group_name",
            "The subnet group; null outside of a VPC.",
        )
        .or_null(),
        string(
            "db_cluster_parameter_group_name",
            "The cluster parameter group.",
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
            "Whether it is RDS's own; clusters of DocumentDB and Neptune come in the same answer.",
        ),
        derived(
            "is_encrypted",
            Type::Bool,
            IS_ENCRYPTED,
            "Whether its storage is encrypted, with a KMS key or one of AWS's own.",
        ),
        derived(
            "is_replica",
            Type::Bool,
            "resource.replication_source_identifier != null || (resource.global_cluster_identifier != null && !resource.db_cluster_members.exists(m, m.is_cluster_writer))",
            "Whether it only follows another database, whose credentials it has: a read replica, or a secondary of a global database.",
        ),
        derived(
            "is_aurora",
            Type::Bool,
            r#"resource.engine.startsWith("aurora")"#,
            "Whether it is Aurora; else its instances replicate each other's storage.",
        ),
        named_by(
            "members",
            &Type::Record(&DB_INSTANCE),
            "db_cluster_identifier",
            "id",
            "Its instances.",
        ),
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
        relation(
            "parameter_group",
            &DB_CLUSTER_PARAMETER_GROUP,
            "db_cluster_parameter_group_name",
            &["id"],
            "Its cluster parameter group.",
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

/// Between which capacities Serverless v2 instances scale.
pub static SERVERLESS_V2_SCALING: RecordType = RecordType::part(
    "ServerlessV2ScalingConfiguration",
    &DESCRIBE_DB_CLUSTERS,
    &["min_capacity", "max_capacity"],
    "Between which capacities Serverless v2 instances scale.",
    &[
        double("min_capacity", "The least Aurora capacity units."),
        double("max_capacity", "The most Aurora capacity units."),
        int(
            "seconds_until_auto_pause",
            "How long it idles before it pauses; null unless the least is 0.",
        )
        .or_null(),
    ],
);

/// A member of a cluster.
pub static CLUSTER_MEMBER: RecordType = RecordType::part(
    "DBClusterMember",
    &DESCRIBE_DB_CLUSTERS,
    &["db_instance_identifier"],
    "An instance of a cluster.",
    &[
        string("db_instance_identifier", "The instance."),
        boolean("is_cluster_writer", "Whether it is the one that writes."),
        int(
            "promotion_tier",
            "When it is promoted in a failover: the lowest first.",
        )
        .or_null(),
    ],
);
