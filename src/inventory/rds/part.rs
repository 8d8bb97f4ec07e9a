//! Parts that instances and clusters share.

use super::instance::DESCRIBE_DB_INSTANCES;
use crate::inventory::RecordType;
use crate::inventory::schema::{int, one_of, string};

/// Of instances and clusters alike: encrypted with a KMS key, or with one of AWS's own, for which AWS leaves `storage_encrypted` false.
pub(super) const IS_ENCRYPTED: &str =
    r#"resource.storage_encrypted || resource.storage_encryption_type == "sse-rds""#;

/// The secret that RDS manages for the master user's password.
pub static MASTER_USER_SECRET: RecordType = RecordType::part(
    "MasterUserSecret",
    &DESCRIBE_DB_INSTANCES,
    &["secret_arn"],
    "The secret in Secrets Manager that RDS keeps the master user's password in.",
    &[
        string("secret_arn", "The secret's ARN."),
        one_of(
            "secret_status",
            &["creating", "active", "rotating", "impaired"],
            "`active` when it can be used and rotated; `impaired` when it can be used but not rotated.",
        ),
        string(
            "kms_key_id",
            "The KMS key that the secret is encrypted with.",
        ),
    ],
);

/// Where an instance answers.
pub static ENDPOINT: RecordType = RecordType::part(
    "Endpoint",
    &DESCRIBE_DB_INSTANCES,
    &["address", "port"],
    "The address and port that clients connect to.",
    &[
        string("address", "The DNS name."),
        int("port", "The port."),
        string(
            "hosted_zone_id",
            "The Route 53 hosted zone of the DNS name.",
        )
        .or_null(),
    ],
);

/// A role that a database may use.
pub static ROLE_ASSOCIATION: RecordType = RecordType::part(
    "DBRole",
    &DESCRIBE_DB_INSTANCES,
    &["role_arn", "feature_name"],
    "An IAM role with which the database reaches other services.",
    &[
        string("role_arn", "The role's ARN."),
        string(
            "feature_name",
            "What the role is for: `s3Import`, `Lambda` …; null for clusters where none was named.",
        )
        .or_null(),
        one_of(
            "status",
            &["ACTIVE", "PENDING", "INVALID"],
            "`ACTIVE` when the database can use it.",
        ),
    ],
);
