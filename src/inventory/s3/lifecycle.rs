//! What becomes of a bucket's objects with time.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, derived, int, list, one_of, string, timestamp};

/// s3:GetBucketLifecycleConfiguration
pub static GET_BUCKET_LIFECYCLE_CONFIGURATION: Call =
    Call::new("s3", "GetBucketLifecycleConfiguration")
        .needing(&["s3:GetLifecycleConfiguration"])
        .absent(&["NoSuchLifecycleConfiguration"])
        .gone(&["NoSuchBucket"])
        .paired(&[("Rule", "Status")]);

/// A lifecycle rule.
pub static LIFECYCLE_RULE: RecordType = RecordType::part(
    "LifecycleRule",
    &GET_BUCKET_LIFECYCLE_CONFIGURATION,
    &["rule_id"],
    "What becomes of some or all objects of a bucket with time.",
    &[
        string("rule_id", "The rule's id."),
        one_of("status", &["Enabled", "Disabled"], "Whether it is carried out."),
        string(
            "prefix",
            "What the names of its objects begin with; empty for all names.",
        ),
        boolean(
            "is_filtered",
            "Whether it looks at more than the name: at tags or sizes.",
        ),
        int(
            "expiration_days",
            "After how many days objects expire; null when they do not by age.",
        )
        .or_null(),
        timestamp(
            "expiration_date",
            "When objects expire; null when they do not by date.",
        )
        .or_null(),
        boolean(
            "expired_object_delete_marker",
            "Whether delete markers with nothing behind them are removed; null when it was not set.",
        )
        .or_null(),
        int(
            "noncurrent_version_expiration_days",
            "After how many days versions that are not current any more are removed; null when they are kept.",
        )
        .or_null(),
        int(
            "newer_noncurrent_versions",
            "How many versions that are not current are kept all the same; null for none.",
        )
        .or_null(),
        int(
            "abort_incomplete_multipart_upload_days",
            "After how many days uploads that were not finished are dropped; null when they are kept.",
        )
        .or_null(),
        list(
            "transition_storage_classes",
            &Type::String,
            "The storage classes that objects move to: `STANDARD_IA`, `GLACIER` …",
        )
        .empty_when_missing(),
        list(
            "noncurrent_version_transition_storage_classes",
            &Type::String,
            "The storage classes that versions that are not current any more move to.",
        )
        .empty_when_missing(),
        derived(
            "covers_all",
            Type::Bool,
            r#"resource.prefix == "" && !resource.is_filtered"#,
            "Whether it is about all objects of the bucket.",
        ),
    ],
);
