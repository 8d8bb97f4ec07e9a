//! AWS KMS keys.

use super::RecordType;
use super::iam::policy::DOCUMENT;
use super::schema::{
    Type, boolean, deployed, derived, int, list, map, one_of, record, string, timestamp,
};
use crate::call::Call;

/// kms:ListKeys
pub static LIST_KEYS: Call = Call::new("kms", "ListKeys").paged(1_000);
/// kms:DescribeKey
pub static DESCRIBE_KEY: Call = Call::new("kms", "DescribeKey").gone(&["NotFoundException"]);
/// kms:ListAliases
pub static LIST_ALIASES: Call = Call::new("kms", "ListAliases").paged(100);
/// kms:GetKeyRotationStatus
pub static GET_KEY_ROTATION_STATUS: Call = Call::new("kms", "GetKeyRotationStatus")
    .gone(&["NotFoundException"])
    .always(&["KeyRotationEnabled"]);
/// kms:GetKeyPolicy
pub static GET_KEY_POLICY: Call = Call::new("kms", "GetKeyPolicy").gone(&["NotFoundException"]);
/// kms:ListGrants
pub static LIST_GRANTS: Call = Call::new("kms", "ListGrants")
    .paged(100)
    .gone(&["NotFoundException"]);
/// kms:ListResourceTags
pub static LIST_RESOURCE_TAGS: Call = Call::new("kms", "ListResourceTags")
    .paged(50)
    .gone(&["NotFoundException"])
    .paired(&[("TagKey", "TagValue")]);

/// What resources call a key by. An alias is found here when aliases were read, else `DescribeKey` resolves it.
pub const KEY_NAMES: &[&str] = &["arn", "id", "alias_arns", "aliases"];

/// A key.
pub static KEY: RecordType = RecordType::regional(
    "AWS::KMS::Key",
    &LIST_KEYS,
    "A KMS key, customer-managed or AWS-managed.",
    &[
        one_of("key_manager", &["CUSTOMER", "AWS"], "Who manages it.")
            .read_by(&DESCRIBE_KEY),
        one_of(
            "key_state",
            &[
                "Creating",
                "Enabled",
                "Disabled",
                "PendingDeletion",
                "PendingImport",
                "PendingReplicaDeletion",
                "Unavailable",
                "Updating",
            ],
            "`Enabled` when it can be used.",
        )
        .read_by(&DESCRIBE_KEY),
        string("description", "The description; empty when there is none.")
            .read_by(&DESCRIBE_KEY),
        one_of(
            "key_usage",
            &[
                "ENCRYPT_DECRYPT",
                "SIGN_VERIFY",
                "GENERATE_VERIFY_MAC",
                "KEY_AGREEMENT",
                "ENCAPSULATE_DECAPSULATE",
            ],
            "What it is for.",
        )
        .read_by(&DESCRIBE_KEY),
        string(
            "key_spec",
            "The kind of key material: `SYMMETRIC_DEFAULT`, `RSA_2048` …",
        )
        .read_by(&DESCRIBE_KEY),
        one_of(
            "origin",
            &["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"],
            "Where its material comes from; `EXTERNAL` is imported.",
        )
        .read_by(&DESCRIBE_KEY),
        boolean("multi_region", "Whether it is a multi-Region key.")
            .read_by(&DESCRIBE_KEY),
        one_of(
            "multi_region_key_type",
            &["PRIMARY", "REPLICA"],
            "Which of a multi-Region key's it is; null for others.",
        )
        .or_null()
        .read_by(&DESCRIBE_KEY),
        timestamp("creation_date", "When it was made.")
            .read_by(&DESCRIBE_KEY),
        timestamp(
            "deletion_date",
            "When it will be deleted; null unless deletion is scheduled.",
        )
        .or_null()
        .read_by(&DESCRIBE_KEY),
        timestamp(
            "valid_to",
            "When its imported material expires; null when it does not.",
        )
        .or_null()
        .read_by(&DESCRIBE_KEY),
        string(
            "custom_key_store_id",
            "The custom key store it is in; null for KMS's own.",
        )
        .or_null()
        .read_by(&DESCRIBE_KEY),
        list(
            "aliases",
            &Type::String,
            "Its aliases, each beginning with `alias/`.",
        )
        .read_by(&LIST_ALIASES),
        list("alias_arns", &Type::String, "The ARNs of its aliases.")
            .read_by(&LIST_ALIASES),
        boolean("key_rotation_enabled", "Whether KMS rotates it by itself.")
            .read_by(&GET_KEY_ROTATION_STATUS),
        int(
            "rotation_period_in_days",
            "Days between rotations; null when it is not rotated.",
        )
        .or_null()
        .read_by(&GET_KEY_ROTATION_STATUS),
        timestamp(
            "next_rotation_date",
            "When it is rotated next; null when it is not.",
        )
        .or_null()
        .read_by(&GET_KEY_ROTATION_STATUS),
        record("policy", &DOCUMENT, "The key policy.")
            .read_by(&GET_KEY_POLICY),
        list("grants", &Type::Record(&GRANT), "The grants on it.")
            .read_by(&LIST_GRANTS),
        derived(
            "is_customer_managed",
            Type::Bool,
            r#"resource.key_manager == "CUSTOMER""#,
            "Whether the account manages it, not AWS.",
        ),
        derived(
            "can_rotate",
            Type::Bool,
            r#"resource.key_manager == "CUSTOMER" && resource.key_spec == "SYMMETRIC_DEFAULT" && resource.key_usage == "ENCRYPT_DECRYPT" && resource.origin == "AWS_KMS" && resource.key_state == "Enabled" && (resource.multi_region_key_type == null || resource.multi_region_key_type == "PRIMARY")"#,
            "Whether automatic rotation can be set on it: an enabled, symmetric, customer-managed key with material of KMS's own; a replica follows its primary.",
        ),
    ],
)
.deployed_if(&deployed(r#"resource.key_manager == "CUSTOMER""#))
.tags_by(&LIST_RESOURCE_TAGS)
.looked_up_by(&DESCRIBE_KEY);

/// A grant on a key.
pub static GRANT: RecordType = RecordType::part(
    "KeyGrant",
    &LIST_GRANTS,
    &["grant_id"],
    "A permission to use a key, given beside its policy.",
    &[
        string("grant_id", "The grant's id."),
        string("name", "The name; null when none was given.").or_null(),
        string(
            "grantee_principal",
            "Who may use the key: an ARN or a service; null for a service principal.",
        )
        .or_null(),
        string(
            "grantee_service_principal",
            "The service that may use the key; null for other principals.",
        )
        .or_null(),
        string(
            "retiring_principal",
            "Who may end the grant; null when nobody was named.",
        )
        .or_null(),
        string("issuing_account", "The account it was given under."),
        list(
            "operations",
            &Type::String,
            "What may be done with the key.",
        ),
        map(
            "encryption_context_subset",
            &Type::String,
            "What the encryption context must contain; empty for no such limit.",
        )
        .empty_when_missing(),
        map(
            "encryption_context_equals",
            &Type::String,
            "What the encryption context must be; empty for no such limit.",
        )
        .empty_when_missing(),
        timestamp("creation_date", "When it was made."),
    ],
);
