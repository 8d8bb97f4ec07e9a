//! Policies embedded in one user, group or role, as resources of their own, so that a check on what policies say is written once.

use super::identity::{GROUP, ROLE, USER};
use super::policy::{DOCUMENT, GET_ACCOUNT_AUTHORIZATION_DETAILS};
use crate::inventory::RecordType;
use crate::inventory::schema::{one_of, record, relation, string};

/// An inline policy.
pub static INLINE_POLICY: RecordType = RecordType::global(
    "AWS::IAM::Policy",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    "A policy embedded in a user, group or role (CloudFormation's AWS::IAM::Policy; managed ones are AWS::IAM::ManagedPolicy). Its id is `role/<role's name>/<policy's name>`; it has neither ARN nor tags.",
    &[
        one_of(
            "principal_type",
            &["user", "group", "role"],
            "What it is embedded in.",
        ),
        string("principal_name", "The name of what it is embedded in."),
        string("principal_arn", "The ARN of what it is embedded in."),
        record("document", &DOCUMENT, "What it says."),
        relation(
            "user",
            &USER,
            "principal_arn",
            &["arn"],
            "The user it is embedded in; null for a group's or role's.",
        ),
        relation(
            "group",
            &GROUP,
            "principal_arn",
            &["arn"],
            "The group it is embedded in; null for a user's or role's.",
        ),
        relation(
            "role",
            &ROLE,
            "principal_arn",
            &["arn"],
            "The role it is embedded in; null for a user's or group's.",
        ),
    ],
)
.untaggable();
