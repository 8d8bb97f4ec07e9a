//! What of a bucket is copied to another.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{int, one_of, string};

/// s3:GetBucketReplication
pub static GET_BUCKET_REPLICATION: Call = Call::new("s3", "GetBucketReplication")
    .needing(&["s3:GetReplicationConfiguration"])
    .absent(&["ReplicationConfigurationNotFoundError"])
    .gone(&["NoSuchBucket"])
    .paired(&[("Destination", "Bucket")]);

/// A replication rule.
pub static REPLICATION_RULE: RecordType = RecordType::part(
    "ReplicationRule",
    &GET_BUCKET_REPLICATION,
    &["rule_id"],
    "Which new objects of a bucket are copied, and where to.",
    &[
        string("rule_id", "The rule's id."),
        one_of(
            "status",
            &["Enabled", "Disabled"],
            "Whether it is carried out.",
        ),
        int(
            "priority",
            "Which of two rules goes first; null in the first form of rules.",
        )
        .or_null(),
        string(
            "destination_bucket",
            "The ARN of the bucket that objects are copied to.",
        ),
        string(
            "destination_account",
            "The account that owns the copies; null when that was not set.",
        )
        .or_null(),
        string(
            "destination_replica_kms_key_id",
            "The KMS key that copies are encrypted with; null when none was set.",
        )
        .or_null(),
        one_of(
            "delete_marker_replication",
            &["Enabled", "Disabled"],
            "Whether deletions are copied; null in the first form of rules.",
        )
        .or_null(),
    ],
);
