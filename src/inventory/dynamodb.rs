//! Amazon DynamoDB tables. What stands in them is never read.

use super::RecordType;
use super::application_autoscaling::{SCALABLE_TARGET, SCALING_POLICY};
use super::backup::PROTECTED_RESOURCE;
use super::iam::policy::DOCUMENT;
use super::kms::{KEY, KEY_NAMES};
use super::schema::{
    Type, boolean, derived, int, list, named_by, named_by_one, one_of, record, relation, string,
    timestamp,
};
use crate::call::Call;

const GONE: &[&str] = &["ResourceNotFoundException", "TableNotFoundException"];

/// dynamodb:ListTables
pub static LIST_TABLES: Call = Call::new("dynamodb", "ListTables").paged(100);
/// dynamodb:DescribeTable
pub static DESCRIBE_TABLE: Call = Call::new("dynamodb", "DescribeTable")
    .gone(GONE)
    .paired(&[("StreamSpecification", "StreamEnabled")]);
/// dynamodb:DescribeContinuousBackups
pub static DESCRIBE_CONTINUOUS_BACKUPS: Call =
    Call::new("dynamodb", "DescribeContinuousBackups").gone(GONE);
/// dynamodb:DescribeTimeToLive
pub static DESCRIBE_TIME_TO_LIVE: Call = Call::new("dynamodb", "DescribeTimeToLive").gone(GONE);
/// dynamodb:GetResourcePolicy
pub static GET_RESOURCE_POLICY: Call = Call::new("dynamodb", "GetResourcePolicy")
    .absent(&["PolicyNotFoundException"])
    .gone(GONE);
/// dynamodb:ListTagsOfResource
pub static LIST_TAGS_OF_RESOURCE: Call = Call::new("dynamodb", "ListTagsOfResource")
    .paged(10)
    .gone(GONE)
    .paired(&[("Key", "Value")]);

/// A table.
pub static TABLE: RecordType = RecordType::regional(
    "AWS::DynamoDB::Table",
    &LIST_TABLES,
    "A table, or the replica in this region of a global one.",
    &[
        string(
            "scalable_resource_id",
            "What Application Auto Scaling calls it: `table/<table>`.",
        ),
        one_of(
            "table_status",
            &[
                "CREATING",
                "UPDATING",
                "DELETING",
                "ACTIVE",
                "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
                "ARCHIVING",
                "ARCHIVED",
                "REPLICATION_NOT_AUTHORIZED",
            ],
            "`ACTIVE` when it works.",
        )
        .read_by(&DESCRIBE_TABLE),
        string("table_id", "The id that no other table ever had.").read_by(&DESCRIBE_TABLE),
        timestamp("creation_date_time", "When it was made.").read_by(&DESCRIBE_TABLE),
        int("item_count", "About how many items it has, counted every six hours.")
            .read_by(&DESCRIBE_TABLE),
        int(
            "table_size_bytes",
            "About how many bytes it has, counted every six hours.",
        )
        .read_by(&DESCRIBE_TABLE),
        list(
            "key_schema",
            &Type::Record(&KEY_ELEMENT),
            "What its primary key is made of: the partition key, and the sort key if it has one.",
        )
        .read_by(&DESCRIBE_TABLE),
        one_of(
            "billing_mode",
            &["PROVISIONED", "PAY_PER_REQUEST"],
            "Whether capacity is set, or paid for as it is used. AWS leaves it out for tables that were never paid for as used, which have units of capacity.",
        )
        .read_by(&DESCRIBE_TABLE),
        int(
            "read_capacity_units",
            "How many reads a second are provisioned; 0 when it is paid for as it is used.",
        )
        .read_by(&DESCRIBE_TABLE),
        int(
            "write_capacity_units",
            "How many writes a second are provisioned; 0 when it is paid for as it is used.",
        )
        .read_by(&DESCRIBE_TABLE),
        list(
            "global_secondary_indexes",
            &Type::Record(&GLOBAL_SECONDARY_INDEX),
            "The indexes with keys of their own.",
        )
        .empty_when_missing()
        .read_by(&DESCRIBE_TABLE),
        one_of(
            "sse_status",
            &["ENABLING", "ENABLED", "DISABLING", "DISABLED", "UPDATING"],
            "How encryption with a KMS key stands; null when DynamoDB's own key encrypts it.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        one_of(
            "sse_type",
            &["AES256", "KMS"],
            "`KMS` when a KMS key of the account encrypts it, AWS's (`aws/dynamodb`) or its own; null when DynamoDB's own key does.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        string(
            "kms_master_key_arn",
            "The KMS key that encrypts it; null when DynamoDB's own key does.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        timestamp(
            "inaccessible_encryption_date_time",
            "When DynamoDB found that it may not use the key any more; it archives the table after seven days. Null while it may.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        boolean(
            "deletion_protection_enabled",
            "Whether it cannot be deleted until that is turned off.",
        )
        .read_by(&DESCRIBE_TABLE),
        one_of(
            "table_class",
            &["STANDARD", "STANDARD_INFREQUENT_ACCESS"],
            "Its class; null for a standard table that never had another.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        one_of(
            "stream_view_type",
            &["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"],
            "What its stream tells of changes; null without a stream.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        string(
            "latest_stream_arn",
            "The ARN of its newest stream; null when it never had one.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        string(
            "global_table_version",
            "The version of global tables, `2019.11.21`; null when it has no replicas.",
        )
        .or_null()
        .read_by(&DESCRIBE_TABLE),
        list(
            "replicas",
            &Type::Record(&REPLICA),
            "Its replicas in other regions.",
        )
        .empty_when_missing()
        .read_by(&DESCRIBE_TABLE),
        one_of(
            "point_in_time_recovery_status",
            &["ENABLED", "DISABLED"],
            "Whether it can be restored as it was at any second.",
        )
        .read_by(&DESCRIBE_CONTINUOUS_BACKUPS),
        int(
            "recovery_period_in_days",
            "How many days back it can be restored to; null when it cannot be.",
        )
        .or_null()
        .read_by(&DESCRIBE_CONTINUOUS_BACKUPS),
        timestamp(
            "earliest_restorable_date_time",
            "The first point in time that it can be restored to; null when it cannot.",
        )
        .or_null()
        .read_by(&DESCRIBE_CONTINUOUS_BACKUPS),
        timestamp(
            "latest_restorable_date_time",
            "The last point in time that it can be restored to; null when it cannot.",
        )
        .or_null()
        .read_by(&DESCRIBE_CONTINUOUS_BACKUPS),
        one_of(
            "time_to_live_status",
            &["ENABLING", "DISABLING", "ENABLED", "DISABLED"],
            "Whether items go by themselves when their time has come.",
        )
        .read_by(&DESCRIBE_TIME_TO_LIVE),
        string(
            "time_to_live_attribute",
            "The attribute that holds an item's time; null when items do not go by themselves.",
        )
        .or_null()
        .read_by(&DESCRIBE_TIME_TO_LIVE),
        record(
            "resource_policy",
            &DOCUMENT,
            "Its own policy; null when it has none.",
        )
        .or_null()
        .read_by(&GET_RESOURCE_POLICY),
        relation(
            "kms_key",
            &KEY,
            "kms_master_key_arn",
            KEY_NAMES,
            "The KMS key; null when DynamoDB's own key encrypts it, and when there is none of that name any more.",
        ),
        named_by_one(
            "protected_resource",
            &PROTECTED_RESOURCE,
            "resource_arn",
            "arn",
            "What AWS Backup knows of its backups; null when it has never backed it up.",
        ),
        named_by(
            "scalable_targets",
            &Type::Record(&SCALABLE_TARGET),
            "resource_id",
            "scalable_resource_id",
            "How far its capacity may be scaled, for reads and for writes.",
        ),
        named_by(
            "scaling_policies",
            &Type::Record(&SCALING_POLICY),
            "resource_id",
            "scalable_resource_id",
            "When its capacity is scaled.",
        ),
        derived(
            "is_on_demand",
            Type::Bool,
            r#"resource.billing_mode == "PAY_PER_REQUEST""#,
            "Whether it is paid for as it is used.",
        ),
    ],
)
.tags_by(&LIST_TAGS_OF_RESOURCE);

/// An attribute of a primary key.
pub static KEY_ELEMENT: RecordType = RecordType::part(
    "KeyElement",
    &DESCRIBE_TABLE,
    &["attribute_name"],
    "An attribute of a primary key.",
    &[
        string("attribute_name", "The attribute's name."),
        one_of(
            "key_type",
            &["HASH", "RANGE"],
            "`HASH` for the partition key, `RANGE` for the sort key.",
        ),
        one_of(
            "attribute_type",
            &["S", "N", "B"],
            "Whether it is text, a number or bytes.",
        ),
    ],
);

/// An index with a key of its own.
pub static GLOBAL_SECONDARY_INDEX: RecordType = RecordType::part(
    "GlobalSecondaryIndex",
    &DESCRIBE_TABLE,
    &["index_name"],
    "An index with a key of its own.",
    &[
        string("index_name", "The index's name."),
        one_of(
            "index_status",
            &["CREATING", "UPDATING", "DELETING", "ACTIVE"],
            "`ACTIVE` when it works.",
        ),
        int(
            "read_capacity_units",
            "How many reads a second are provisioned; 0 when it is paid for as it is used.",
        ),
        int(
            "write_capacity_units",
            "How many writes a second are provisioned; 0 when it is paid for as it is used.",
        ),
    ],
);

/// A replica of a global table.
pub static REPLICA: RecordType = RecordType::part(
    "TableReplica",
    &DESCRIBE_TABLE,
    &["region_name"],
    "A copy of a table in another region, which can be written as well.",
    &[
        string("region_name", "The region."),
        one_of(
            "replica_status",
            &[
                "CREATING",
                "CREATION_FAILED",
                "UPDATING",
                "DELETING",
                "ACTIVE",
                "REGION_DISABLED",
                "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
                "ARCHIVING",
                "ARCHIVED",
                "REPLICATION_NOT_AUTHORIZED",
            ],
            "`ACTIVE` when it works.",
        ),
        string(
            "kms_master_key_id",
            "The KMS key that encrypts it there; null when DynamoDB's own key does.",
        )
        .or_null(),
    ],
);
