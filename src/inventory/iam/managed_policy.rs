//! Managed policies: the account's own, which are listed, and AWS's, which are looked up where they are attached.

use super::identity::{GROUP, ROLE, USER};
use super::policy::{DOCUMENT, GET_ACCOUNT_AUTHORIZATION_DETAILS};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, derived, int, named_by, record, string, timestamp};

/// iam:GetPolicy
pub static GET_POLICY: Call = Call::new("iam", "GetPolicy")
    .gone(&["NoSuchEntity"])
    .paired(&[("Key", "Value")]);
/// iam:GetPolicyVersion
pub static GET_POLICY_VERSION: Call = Call::new("iam", "GetPolicyVersion").gone(&["NoSuchEntity"]);
/// iam:ListPolicyTags
pub static LIST_POLICY_TAGS: Call = Call::new("iam", "ListPolicyTags")
    .paged(100)
    .gone(&["NoSuchEntity"])
    .always(&["Tags"])
    .paired(&[("Key", "Value")]);

/// A managed policy. Checks run on the account's own; AWS's are reached from what they are attached to.
pub static MANAGED_POLICY: RecordType = RecordType::global(
    "AWS::IAM::ManagedPolicy",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    "A policy of its own that can be attached to users, groups and roles. Listed are the account's own; AWS's are looked up where one is attached.",
    &[
        string("policy_id", "The unique id (`ANPA…`)."),
        string("path", "The path, `/` unless set."),
        string("default_version_id", "The version in force."),
        int(
            "attachment_count",
            "How many users, groups and roles it is attached to.",
        ),
        int(
            "permissions_boundary_usage_count",
            "How many users and roles it bounds.",
        )
        .or_null(),
        boolean("is_attachable", "Whether it can be attached."),
        string("description", "The description; lists leave it out.").or_null(),
        timestamp("create_date", "When it was made."),
        timestamp("update_date", "When its newest version was made."),
        record(
            "document",
            &DOCUMENT,
            "What the version in force says. The list tells it of the account's own policies.",
        )
        .read_by(&GET_POLICY_VERSION),
        named_by(
            "users",
            &Type::Record(&USER),
            "attached_policy_arns",
            "arn",
            "The users it is attached to.",
        ),
        named_by(
            "groups",
            &Type::Record(&GROUP),
            "attached_policy_arns",
            "arn",
            "The groups it is attached to.",
        ),
        named_by(
            "roles",
            &Type::Record(&ROLE),
            "attached_policy_arns",
            "arn",
            "The roles it is attached to.",
        ),
        derived(
            "is_aws_managed",
            Type::Bool,
            r#"resource.arn != null && resource.arn.contains(":iam::aws:policy/")"#,
            "Whether AWS wrote it.",
        ),
    ],
)
.tags_by(&LIST_POLICY_TAGS)
.looked_up_by(&GET_POLICY);
