//! General purpose buckets.
//!
//! Each region is asked for the buckets it has (`ListBuckets` with `bucket-region`), so that every call about a bucket goes to the bucket's own
//! region, and buckets of regions that are not scanned are out of scope. What names a bucket that is not among them (a flow log's
//! destination) asks S3 where it is: bucket names are shared by all regions and accounts.

use super::lifecycle::{GET_BUCKET_LIFECYCLE_CONFIGURATION, LIFECYCLE_RULE};
use super::public_access_block::{
    ACCOUNT_PUBLIC_ACCESS_BLOCK, GET_PUBLIC_ACCESS_BLOCK, PUBLIC_ACCESS_BLOCK,
};
use super::replication::{GET_BUCKET_REPLICATION, REPLICATION_RULE};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::FLOW_LOG;
use crate::inventory::iam::policy::{DOCUMENT, STATEMENT};
use crate::inventory::kms::{KEY, KEY_NAMES};
use crate::inventory::schema::{
    Type, boolean, derived, int, list, named_by, one_of, record, relation, relations, string,
    timestamp,
};

const GONE: &[&str] = &["NoSuchBucket"];

/// s3:ListBuckets
pub static LIST_BUCKETS: Call = Call::new("s3", "ListBuckets")
    .needing(&["s3:ListAllMyBuckets"])
    .paged(10_000);
/// s3:GetBucketLocation
pub static GET_BUCKET_LOCATION: Call = Call::new("s3", "GetBucketLocation")
    .absent(&["NoSuchBucket"])
    .always(&["LocationConstraint"]);
/// s3:GetBucketVersioning. An answer without its root the SDK refuses; one with nothing in it says that versioning was never set.
pub static GET_BUCKET_VERSIONING: Call = Call::new("s3", "GetBucketVersioning").gone(GONE);
/// s3:GetBucketEncryption
pub static GET_BUCKET_ENCRYPTION: Call = Call::new("s3", "GetBucketEncryption")
    .needing(&["s3:GetEncryptionConfiguration"])
    .absent(&["ServerSideEncryptionConfigurationNotFoundError"])
    .gone(GONE)
    .always(&["SSEAlgorithm"]);
/// s3:GetBucketPolicy
pub static GET_BUCKET_POLICY: Call = Call::new("s3", "GetBucketPolicy")
    .absent(&["NoSuchBucketPolicy"])
    .gone(GONE);
/// s3:GetBucketPolicyStatus
pub static GET_BUCKET_POLICY_STATUS: Call = Call::new("s3", "GetBucketPolicyStatus")
    .absent(&["NoSuchBucketPolicy"])
    .gone(GONE);
/// s3:GetBucketAcl
pub static GET_BUCKET_ACL: Call = Call::new("s3", "GetBucketAcl").gone(GONE);
/// s3:GetBucketOwnershipControls
pub static GET_BUCKET_OWNERSHIP_CONTROLS: Call = Call::new("s3", "GetBucketOwnershipControls")
    .absent(&["OwnershipControlsNotFoundError"])
    .gone(GONE)
    .always(&["ObjectOwnership"]);
/// s3:GetBucketLogging
pub static GET_BUCKET_LOGGING: Call = Call::new("s3", "GetBucketLogging").gone(GONE).paired(&[
    ("LoggingEnabled", "TargetBucket"),
    ("LoggingEnabled", "TargetPrefix"),
]);
/// s3:GetObjectLockConfiguration
pub static GET_OBJECT_LOCK_CONFIGURATION: Call = Call::new("s3", "GetObjectLockConfiguration")
    .needing(&["s3:GetBucketObjectLockConfiguration"])
    .absent(&["ObjectLockConfigurationNotFoundError"])
    .gone(GONE);
/// s3:GetBucketNotificationConfiguration. Of an answer with nothing in it see [`GET_BUCKET_VERSIONING`].
pub static GET_BUCKET_NOTIFICATION_CONFIGURATION: Call =
    Call::new("s3", "GetBucketNotificationConfiguration")
        .needing(&["s3:GetBucketNotification"])
        .gone(GONE);
/// s3:GetBucketTagging
pub static GET_BUCKET_TAGGING: Call = Call::new("s3", "GetBucketTagging")
    .absent(&["NoSuchTagSet"])
    .gone(GONE)
    .always(&["TagSet"])
    .paired(&[("Key", "Value")]);

/// What resources call a bucket by.
pub const BUCKET_NAMES: &[&str] = &["arn", "id"];

/// A bucket.
pub static BUCKET: RecordType = RecordType::regional(
    "AWS::S3::Bucket",
    &LIST_BUCKETS,
    "A general purpose bucket. Buckets are listed by region: those of regions that are not scanned are out of scope.",
    &[
        timestamp(
            "creation_date",
            "When it was made, or its policy last changed.",
        ),
        one_of(
            "versioning_status",
            &["Enabled", "Suspended"],
            "Whether overwritten and deleted objects are kept as versions; null when that was never turned on.",
        )
        .or_null()
        .read_by(&GET_BUCKET_VERSIONING),
        one_of(
            "mfa_delete",
            &["Enabled", "Disabled"],
            "Whether deleting a version takes a second factor; null when that was never set.",
        )
        .or_null()
        .read_by(&GET_BUCKET_VERSIONING),
        one_of(
            "sse_algorithm",
            &["AES256", "aws:kms", "aws:kms:dsse", "aws:fsx"],
            "How new objects are encrypted by default; null when AWS keeps no setting.",
        )
        .or_null()
        .read_by(&GET_BUCKET_ENCRYPTION),
        string(
            "kms_master_key_id",
            "The KMS key of default encryption; null for AWS's own (`aws/s3`) and for keys of S3.",
        )
        .or_null()
        .read_by(&GET_BUCKET_ENCRYPTION),
        boolean(
            "bucket_key_enabled",
            "Whether KMS is asked for one key per bucket instead of one per object; null when it was not set.",
        )
        .or_null()
        .read_by(&GET_BUCKET_ENCRYPTION),
        record(
            "public_access_block",
            &PUBLIC_ACCESS_BLOCK,
            "Which ways to public access it closes itself; null when it was never set, which closes none.",
        )
        .or_null()
        .read_by(&GET_PUBLIC_ACCESS_BLOCK),
        record("policy", &DOCUMENT, "Its policy; null when it has none.")
            .or_null()
            .read_by(&GET_BUCKET_POLICY),
        boolean(
            "policy_is_public",
            "Whether AWS calls its policy public; null without a policy.",
        )
        .or_null()
        .read_by(&GET_BUCKET_POLICY_STATUS),
        list(
            "acl_grants",
            &Type::Record(&ACL_GRANT),
            "The permissions in its access control list, the owner's own included.",
        )
        .read_by(&GET_BUCKET_ACL),
        string("owner_id", "The canonical id of its owner.").read_by(&GET_BUCKET_ACL),
        one_of(
            "object_ownership",
            &["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
            "Whose the objects are that others write; `BucketOwnerEnforced` turns ACLs off. Null when it was never set, which leaves them on.",
        )
        .or_null()
        .read_by(&GET_BUCKET_OWNERSHIP_CONTROLS),
        string(
            "logging_target_bucket",
            "The bucket that access logs are written to; null when none are.",
        )
        .or_null()
        .read_by(&GET_BUCKET_LOGGING),
        string(
            "logging_target_prefix",
            "What the names of access logs begin with; null when none are written.",
        )
        .or_null()
        .read_by(&GET_BUCKET_LOGGING),
        list(
            "lifecycle_rules",
            &Type::Record(&LIFECYCLE_RULE),
            "What becomes of its objects with time.",
        )
        .empty_when_missing()
        .read_by(&GET_BUCKET_LIFECYCLE_CONFIGURATION),
        string(
            "replication_role",
            "The role that copies objects; null without replication.",
        )
        .or_null()
        .read_by(&GET_BUCKET_REPLICATION),
        list(
            "replication_rules",
            &Type::Record(&REPLICATION_RULE),
            "What is copied where.",
        )
        .empty_when_missing()
        .read_by(&GET_BUCKET_REPLICATION),
        list(
            "replication_destinations",
            &Type::String,
            "The ARNs of the buckets that enabled rules copy to.",
        )
        .empty_when_missing()
        .read_by(&GET_BUCKET_REPLICATION),
        one_of(
            "object_lock_enabled",
            &["Enabled"],
            "Whether objects can be locked against deletion; null when they cannot.",
        )
        .or_null()
        .read_by(&GET_OBJECT_LOCK_CONFIGURATION),
        one_of(
            "object_lock_mode",
            &["GOVERNANCE", "COMPLIANCE"],
            "How new objects are locked by default; null when they are not.",
        )
        .or_null()
        .read_by(&GET_OBJECT_LOCK_CONFIGURATION),
        int(
            "object_lock_days",
            "For how many days new objects are locked by default; null when that is set in years, or not.",
        )
        .or_null()
        .read_by(&GET_OBJECT_LOCK_CONFIGURATION),
        int(
            "object_lock_years",
            "For how many years new objects are locked by default; null when that is set in days, or not.",
        )
        .or_null()
        .read_by(&GET_OBJECT_LOCK_CONFIGURATION),
        list(
            "notification_destinations",
            &Type::String,
            "The ARNs of the topics, queues and functions that are told of events.",
        )
        .empty_when_missing()
        .read_by(&GET_BUCKET_NOTIFICATION_CONFIGURATION),
        boolean(
            "event_bridge_enabled",
            "Whether EventBridge is told of events.",
        )
        .read_by(&GET_BUCKET_NOTIFICATION_CONFIGURATION),
        relation(
            "account_public_access_block",
            &ACCOUNT_PUBLIC_ACCESS_BLOCK,
            "account",
            &["id"],
            "Which ways to public access the account closes.",
        )
        .guaranteed(),
        relation(
            "kms_key",
            &KEY,
            "kms_master_key_id",
            KEY_NAMES,
            "The KMS key of default encryption; null for AWS's own, for keys of S3, and when there is none of that name.",
        ),
        relation(
            "logging_bucket",
            &BUCKET,
            "logging_target_bucket",
            &["id"],
            "The bucket that access logs are written to.",
        ),
        relations(
            "replication_buckets",
            &Type::Record(&BUCKET),
            "replication_destinations",
            &["arn"],
            "The buckets that enabled rules copy to.",
        ),
        named_by(
            "flow_logs",
            &Type::Record(&FLOW_LOG),
            "destination_bucket_arn",
            "arn",
            "The flow logs, of the regions that are scanned, that are written to it.",
        ),
        derived(
            "refuses_public_acls",
            Type::Bool,
            "resource.account_public_access_block.block_public_acls || (resource.public_access_block != null && resource.public_access_block.block_public_acls)",
            "Whether the bucket or the account refuses new ACLs that give access to everybody.",
        ),
        derived(
            "ignores_public_acls",
            Type::Bool,
            "resource.account_public_access_block.ignore_public_acls || (resource.public_access_block != null && resource.public_access_block.ignore_public_acls)",
            "Whether, by the bucket or the account, ACLs that give access to everybody have no effect.",
        ),
        derived(
            "refuses_public_policy",
            Type::Bool,
            "resource.account_public_access_block.block_public_policy || (resource.public_access_block != null && resource.public_access_block.block_public_policy)",
            "Whether the bucket or the account refuses new policies that give access to everybody.",
        ),
        derived(
            "restricts_public_policy",
            Type::Bool,
            "resource.account_public_access_block.restrict_public_buckets || (resource.public_access_block != null && resource.public_access_block.restrict_public_buckets)",
            "Whether, by the bucket or the account, a policy that gives access to everybody lets in the account and AWS services alone.",
        ),
        derived(
            "has_acls",
            Type::Bool,
            r#"resource.object_ownership != "BucketOwnerEnforced""#,
            "Whether access control lists have a say at all.",
        ),
        derived(
            "public_acl_grants",
            Type::List(&Type::Record(&ACL_GRANT)),
            "resource.acl_grants.filter(grant, grant.is_public)",
            "The permissions that its ACL gives to everybody, whether they have an effect or not.",
        ),
        derived(
            "public_statements",
            Type::List(&Type::Record(&STATEMENT)),
            "resource.policy == null ? [] : resource.policy.statements.filter(statement, statement.is_public())",
            "The statements of its policy that let everybody in, whether they have an effect or not.",
        ),
    ],
)
.tags_by(&GET_BUCKET_TAGGING)
.looked_up_by(&GET_BUCKET_LOCATION);

/// A permission in an access control list.
pub static ACL_GRANT: RecordType = RecordType::part(
    "AclGrant",
    &GET_BUCKET_ACL,
    &["grantee", "permission"],
    "A permission in an access control list.",
    &[
        one_of(
            "grantee_type",
            &["CanonicalUser", "AmazonCustomerByEmail", "Group"],
            "Who it is given to: an account, or a group that AWS defines.",
        ),
        string("grantee", "The account's canonical id, or the group's URI."),
        one_of(
            "permission",
            &["FULL_CONTROL", "WRITE", "WRITE_ACP", "READ", "READ_ACP"],
            "What may be done; `READ` of a bucket is to list its objects, `WRITE` to write and delete them.",
        ),
        derived(
            "is_public",
            Type::Bool,
            r#"resource.grantee in ["http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"]"#,
            "Whether everybody has it, or everybody with an AWS account of any kind.",
        ),
        derived(
            "lets_read",
            Type::Bool,
            r#"resource.permission in ["FULL_CONTROL", "READ", "READ_ACP"]"#,
            "Whether something can be read by it.",
        ),
        derived(
            "lets_write",
            Type::Bool,
            r#"resource.permission in ["FULL_CONTROL", "WRITE", "WRITE_ACP"]"#,
            "Whether something can be changed by it.",
        ),
    ],
);
