//! The account's own snapshots of instances and of clusters. Snapshots that others share with it are not its resources.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::kms::{KEY, KEY_NAMES};
use crate::inventory::schema::{
    Type, boolean, deployed, derived, int, list, one_of, relation, string, timestamp,
};

/// rds:DescribeDBSnapshots
pub static DESCRIBE_DB_SNAPSHOTS: Call = Call::new("rds", "DescribeDBSnapshots").paged(100);
/// rds:DescribeDBSnapshotAttributes
pub static DESCRIBE_DB_SNAPSHOT_ATTRIBUTES: Call =
    Call::new("rds", "DescribeDBSnapshotAttributes").gone(&["DBSnapshotNotFound"]);
/// rds:DescribeDBClusterSnapshots
pub static DESCRIBE_DB_CLUSTER_SNAPSHOTS: Call =
    Call::new("rds", "DescribeDBClusterSnapshots").paged(100);
/// rds:DescribeDBClusterSnapshotAttributes
pub static DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES: Call =
    Call::new("rds", "DescribeDBClusterSnapshotAttributes")
        .gone(&["DBClusterSnapshotNotFoundFault"]);

/// How a snapshot came about.
const SNAPSHOT_TYPES: &[&str] = &["manual", "automated", "awsbackup", "shared", "public"];
const IS_PUBLIC: &str = r#""all" in resource.restorable_by"#;

/// A snapshot of an instance.
pub static DB_SNAPSHOT: RecordType = RecordType::regional(
    "AWS::RDS::DBSnapshot",
    &DESCRIBE_DB_SNAPSHOTS,
    "A snapshot of a DB instance.",
    &[
        string("db_instance_identifier", "The instance it was made of."),
        string("engine", "The engine."),
        string("engine_version", "The engine's version.").or_null(),
        one_of(
            "snapshot_type",
            SNAPSHOT_TYPES,
            "How it came about; only manual ones can be shared.",
        ),
        string("status", "`available` when it can be restored."),
        timestamp(
            "snapshot_create_time",
            "When it was made; null while it is being made.",
        )
        .or_null(),
        int("allocated_storage", "The storage in GiB."),
        boolean("encrypted", "Whether it is encrypted with a KMS key."),
        one_of(
            "storage_encryption_type",
            &["none", "sse-rds", "sse-kms"],
            "How it is encrypted; `sse-rds` is a key of AWS's own, with `encrypted` false. Null where AWS does not tell yet.",
        )
        .or_null(),
        string(
            "kms_key_id",
            "The KMS key's ARN; null when it is not encrypted with one.",
        )
        .or_null(),
        string("source_region", "The region it was made in or copied from.")
            .or_null(),
        string(
            "source_db_snapshot_identifier",
            "The snapshot of another account or region it is a copy of.",
        )
        .or_null(),
        list(
            "restorable_by",
            &Type::String,
            "The accounts that may restore it; `all` for everyone.",
        )
        .read_by(&DESCRIBE_DB_SNAPSHOT_ATTRIBUTES),
        derived(
            "is_encrypted",
            Type::Bool,
            r#"resource.encrypted || resource.storage_encryption_type == "sse-rds""#,
            "Whether it is encrypted, with a KMS key or one of AWS's own.",
        ),
        derived(
            "is_public",
            Type::Bool,
            IS_PUBLIC,
            "Whether everyone may restore it.",
        ),
        relation("kms_key", &KEY, "kms_key_id", KEY_NAMES, "Its KMS key."),
    ],
)
.deployed_if(&deployed(r#"resource.snapshot_type == "manual""#));

/// A snapshot of a cluster.
pub static DB_CLUSTER_SNAPSHOT: RecordType = RecordType::regional(
    "AWS::RDS::DBClusterSnapshot",
    &DESCRIBE_DB_CLUSTER_SNAPSHOTS,
    "A snapshot of a DB cluster.",
    &[
        string("db_cluster_identifier", "The cluster it was made of."),
        string("engine", "The engine."),
        string("engine_version", "The engine's version.").or_null(),
        one_of(
            "snapshot_type",
            SNAPSHOT_TYPES,
            "How it came about; only manual ones can be shared.",
        ),
        string("status", "`available` when it can be restored."),
        timestamp(
            "snapshot_create_time",
            "When it was made; null while it is being made.",
        )
        .or_null(),
        int("allocated_storage", "The storage in GiB."),
        boolean(
            "storage_encrypted",
            "Whether it is encrypted with a KMS key.",
        ),
        one_of(
            "storage_encryption_type",
            &["none", "sse-rds", "sse-kms"],
            "How it is encrypted; `sse-rds` is a key of AWS's own, with `storage_encrypted` false. Null where AWS does not tell yet.",
        )
        .or_null(),
        string(
            "kms_key_id",
            "The KMS key's ARN; null when it is not encrypted with one.",
        )
        .or_null(),
        string(
            "source_db_cluster_snapshot_arn",
            "The snapshot it is a copy of.",
        )
        .or_null(),
        list(
            "restorable_by",
            &Type::String,
            "The accounts that may restore it; `all` for everyone.",
        )
        .read_by(&DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES),
        derived(
            "is_encrypted",
            Type::Bool,
            r#"resource.storage_encrypted || resource.storage_encryption_type == "sse-rds""#,
            "Whether it is encrypted, with a KMS key or one of AWS's own.",
        ),
        derived(
            "is_public",
            Type::Bool,
            IS_PUBLIC,
            "Whether everyone may restore it.",
        ),
        relation("kms_key", &KEY, "kms_key_id", KEY_NAMES, "Its KMS key."),
    ],
)
.deployed_if(&deployed(r#"resource.snapshot_type == "manual""#));
