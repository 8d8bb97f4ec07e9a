//! AWS Secrets Manager. What is known of a secret is all but its value, of which, and only on request, the shape is.

use super::RecordType;
use super::iam::policy::DOCUMENT;
use super::kms::{KEY, KEY_NAMES};
use super::rds::{DB_CLUSTER, DB_INSTANCE};
use super::schema::{
    Type, boolean, deployed, derived, int, list, named_by, one_of, record, relation, string,
    timestamp,
};
use crate::call::Call;

/// secretsmanager:ListSecrets
pub static LIST_SECRETS: Call = Call::new("secretsmanager", "ListSecrets").paged(100);
/// secretsmanager:DescribeSecret
pub static DESCRIBE_SECRET: Call =
    Call::new("secretsmanager", "DescribeSecret").gone(&["ResourceNotFoundException"]);
/// secretsmanager:GetResourcePolicy
pub static GET_RESOURCE_POLICY: Call = Call::new("secretsmanager", "GetResourcePolicy")
    .gone(&["ResourceNotFoundException"])
    .always(&["ARN"]);

/// secretsmanager:GetSecretValue, made only on request and for the value's shape alone. Where a key of one's own
/// encrypts it, its policy decides besides.
pub static GET_SECRET_VALUE: Call = Call::new("secretsmanager", "GetSecretValue")
    .gone(&["ResourceNotFoundException"])
    .always(&["ARN"]);

/// A secret.
pub static SECRET: RecordType = RecordType::regional(
    "AWS::SecretsManager::Secret",
    &LIST_SECRETS,
    "A secret: credentials or a key that applications fetch when they need it.",
    &[
        string("description", "The description.").or_null(),
        string(
            "kms_key_id",
            "The KMS key it is encrypted with; null for AWS's own, `aws/secretsmanager`.",
        )
        .or_null(),
        boolean(
            "rotation_enabled",
            "Whether it is rotated on a schedule; null when that was never set up.",
        )
        .or_null(),
        string(
            "rotation_lambda_arn",
            "The function that rotates it; null for managed rotation and without any.",
        )
        .or_null(),
        record(
            "rotation_rules",
            &ROTATION_RULES,
            "The schedule; null when none was ever set.",
        )
        .or_null(),
        int(
            "rotation_period_days",
            "The most days between two rotations by the schedule; null when there is no schedule.",
        )
        .or_null(),
        timestamp(
            "last_rotated_date",
            "When it was last rotated; null when it never was.",
        )
        .or_null(),
        timestamp(
            "next_rotation_date",
            "By when it is rotated next, in the past when rotation fails; null without rotation.",
        )
        .or_null(),
        timestamp(
            "last_changed_date",
            "When anything about it last changed; null when nothing ever did.",
        )
        .or_null(),
        timestamp(
            "last_accessed_date",
            "The day its value was last fetched in the region; null when it never was.",
        )
        .or_null(),
        timestamp("created_date", "When it was made."),
        timestamp(
            "deleted_date",
            "When it was put down for deletion; null when it was not.",
        )
        .or_null(),
        string(
            "owning_service",
            "The service that made it and manages it: `rds`; null for one's own.",
        )
        .or_null(),
        string(
            "primary_region",
            "The region it is replicated from; null when it is not replicated.",
        )
        .or_null(),
        list(
            "replication_status",
            &Type::Record(&REPLICA),
            "Its replicas in other regions.",
        )
        .empty_when_missing()
        .read_by(&DESCRIBE_SECRET),
        record(
            "resource_policy",
            &DOCUMENT,
            "Its own policy; null when it has none.",
        )
        .or_null()
        .read_by(&GET_RESOURCE_POLICY),
        record(
            "shape",
            &SHAPE,
            "What its value is made of, without what it says; null when it is bytes.",
        )
        .or_null()
        .read_by(&GET_SECRET_VALUE)
        .on_request("secret_shape"),
        derived(
            "is_replica",
            Type::Bool,
            "resource.primary_region != null && resource.primary_region != resource.region",
            "Whether it is a replica, which its primary region's secret decides about.",
        ),
        relation(
            "kms_key",
            &KEY,
            "kms_key_id",
            KEY_NAMES,
            "The KMS key; null for AWS's own.",
        ),
        named_by(
            "managed_by_db_instances",
            &Type::Record(&DB_INSTANCE),
            "master_user_secret_arn",
            "arn",
            "The DB instances whose master user's password RDS keeps in it.",
        ),
        named_by(
            "managed_by_db_clusters",
            &Type::Record(&DB_CLUSTER),
            "master_user_secret_arn",
            "arn",
            "The DB clusters whose master user's password RDS keeps in it.",
        ),
        named_by(
            "db_instances_in_region",
            &Type::Record(&DB_INSTANCE),
            "region",
            "region",
            "All DB instances of its region, one of which it may be for.",
        ),
        named_by(
            "db_clusters_in_region",
            &Type::Record(&DB_CLUSTER),
            "region",
            "region",
            "All DB clusters of its region, one of which it may be for.",
        ),
    ],
)
.deployed_if(&deployed(
    "resource.deleted_date == null && resource.owning_service == null",
));

/// What a secret's value is made of: names and whether there is something, and nothing of what it says.
pub static SHAPE: RecordType = RecordType::part(
    "SecretShape",
    &GET_SECRET_VALUE,
    &[],
    "What a secret's value is made of, without what it says.",
    &[
        boolean("is_json", "Whether it is a JSON object."),
        list("keys", &Type::String, "The names of its members."),
        list(
            "empty_keys",
            &Type::String,
            "The names of the members that are empty: no text, null, or nothing in them.",
        ),
        string(
            "host",
            "The member `host`, where it is the name of an endpoint of RDS; null where it is anything else.",
        )
        .or_null(),
    ],
);

/// When a secret is rotated.
pub static ROTATION_RULES: RecordType = RecordType::part(
    "RotationRules",
    &LIST_SECRETS,
    &["schedule_expression"],
    "When a secret is rotated.",
    &[
        int(
            "automatically_after_days",
            "Days between rotations, set or worked out by AWS after a rotation; null before the first by an expression.",
        )
        .or_null(),
        string(
            "schedule_expression",
            "The `cron()` or `rate()` expression; null when days were set.",
        )
        .or_null(),
        string(
            "duration",
            "How long the rotation window is: `3h`; null when it was not set.",
        )
        .or_null(),
    ],
);

/// A replica of a secret.
pub static REPLICA: RecordType = RecordType::part(
    "SecretReplica",
    &DESCRIBE_SECRET,
    &["region"],
    "A copy of a secret in another region.",
    &[
        string("region", "The region."),
        one_of(
            "status",
            &["InSync", "Failed", "InProgress"],
            "`InSync` when it has the secret's value.",
        ),
        string("status_message", "Why it failed.").or_null(),
        string(
            "kms_key_id",
            "The key it is encrypted with there; null for AWS's own.",
        )
        .or_null(),
    ],
);
