//! Users, groups, roles, and the instance profiles that hand a role to EC2.
//!
//! One call lists all but the profiles, with the policies; AWS-managed policies it does not list, so that what they say is looked up
//! only where a verdict hangs on it.

use super::account::ACCOUNT;
use super::credential::{ACCESS_KEY, GET_CREDENTIAL_REPORT};
use super::inline_policy::INLINE_POLICY;
use super::managed_policy::MANAGED_POLICY;
use super::policy::{DOCUMENT, GET_ACCOUNT_AUTHORIZATION_DETAILS};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Attribute, Type, boolean, deployed, derived, list, named_by, record, relation, relations,
    string, timestamp,
};

/// iam:ListInstanceProfiles
pub static LIST_INSTANCE_PROFILES: Call = Call::new("iam", "ListInstanceProfiles")
    .paged(1000)
    .always(&["InstanceProfiles"])
    .paired(&[("InstanceProfileId", "Roles")]);
/// iam:ListInstanceProfileTags
pub static LIST_INSTANCE_PROFILE_TAGS: Call = Call::new("iam", "ListInstanceProfileTags")
    .paged(100)
    .gone(&["NoSuchEntity"])
    .always(&["Tags"])
    .paired(&[("Key", "Value")]);

/// A user.
pub static USER: RecordType = RecordType::global(
    "AWS::IAM::User",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    "A person or an application with long-term credentials of its own.",
    &[
        PATH,
        string("user_id", "The unique id (`AIDA…`)."),
        CREATE_DATE,
        list("group_list", &Type::String, "The names of its groups."),
        ATTACHED_POLICY_ARNS,
        INLINE_POLICY_NAMES,
        PERMISSIONS_BOUNDARY_ARN,
        relations(
            "groups",
            &Type::Record(&GROUP),
            "group_list",
            &["name"],
            "Its groups.",
        ),
        attached_policies(),
        inline_policies(),
        permissions_boundary(),
        timestamp(
            "credential_report_generated_time",
            "As of when the credential report tells the attributes below; AWS makes a new one every four hours at most.",
        )
        .read_by(&GET_CREDENTIAL_REPORT),
        boolean("password_enabled", "Whether there is a console password.")
            .read_by(&GET_CREDENTIAL_REPORT),
        timestamp(
            "password_last_used",
            "The last console sign-in; null when there was none since October 2014, or no password.",
        )
        .or_null()
        .read_by(&GET_CREDENTIAL_REPORT),
        timestamp(
            "password_last_changed",
            "When the password was set; null without one.",
        )
        .or_null()
        .read_by(&GET_CREDENTIAL_REPORT),
        timestamp(
            "password_next_rotation",
            "When the password expires; null when it does not, or without one.",
        )
        .or_null()
        .read_by(&GET_CREDENTIAL_REPORT),
        boolean(
            "mfa_active",
            "Whether a multi-factor device is registered.",
        )
        .read_by(&GET_CREDENTIAL_REPORT),
        list(
            "access_keys",
            &Type::Record(&ACCESS_KEY),
            "The active access keys.",
        )
        .read_by(&GET_CREDENTIAL_REPORT),
    ],
);

/// A group.
pub static GROUP: RecordType = RecordType::global(
    "AWS::IAM::Group",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    "Users that share policies. Groups have no tags.",
    &[
        PATH,
        string("group_id", "The unique id (`AGPA…`)."),
        CREATE_DATE,
        ATTACHED_POLICY_ARNS,
        INLINE_POLICY_NAMES,
        attached_policies(),
        inline_policies(),
        named_by(
            "users",
            &Type::Record(&USER),
            "group_list",
            "name",
            "Its users.",
        ),
    ],
)
.untaggable();

/// A role.
pub static ROLE: RecordType = RecordType::global(
    "AWS::IAM::Role",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    "Permissions that whom its trust policy names takes on for a while.",
    &[
        PATH,
        string("role_id", "The unique id (`AROA…`)."),
        CREATE_DATE,
        record(
            "assume_role_policy_document",
            &DOCUMENT,
            "The trust policy: who may take the role on.",
        ),
        ATTACHED_POLICY_ARNS,
        INLINE_POLICY_NAMES,
        PERMISSIONS_BOUNDARY_ARN,
        list(
            "instance_profile_arns",
            &Type::String,
            "The ARNs of the instance profiles that hold it.",
        ),
        timestamp(
            "last_used_date",
            "When it was last used; null when not within the last 400 days.",
        )
        .or_null(),
        string(
            "last_used_region",
            "Where it was last used; null when it was not.",
        )
        .or_null(),
        attached_policies(),
        inline_policies(),
        permissions_boundary(),
        relations(
            "instance_profiles",
            &Type::Record(&INSTANCE_PROFILE),
            "instance_profile_arns",
            &["arn"],
            "The instance profiles that hold it.",
        ),
        relation(
            "owner_account",
            &ACCOUNT,
            "account",
            &["id"],
            "The account it is in, and what else there is in it.",
        ),
        derived(
            "trusted_by_service",
            Type::Bool,
            r#"resource.assume_role_policy_document.statements.exists(s, s.effect == "Allow" && s.service_principals.size() > 0)"#,
            "Whether an AWS service may take it on.",
        ),
        derived(
            "trusted_by_ec2",
            Type::Bool,
            r#"resource.assume_role_policy_document.statements.exists(s, s.effect == "Allow" && s.service_principals.exists(p, p.startsWith("ec2.amazonaws.com")))"#,
            "Whether EC2 may take it on, for its instances.",
        ),
        derived(
            "trusted_by_ecs_tasks",
            Type::Bool,
            r#"resource.assume_role_policy_document.statements.exists(s, s.effect == "Allow" && "ecs-tasks.amazonaws.com" in s.service_principals)"#,
            "Whether ECS may take it on, for its tasks.",
        ),
        derived(
            "is_service_linked",
            Type::Bool,
            r#"resource.path.startsWith("/aws-service-role/")"#,
            "Whether it is a service's own: AWS defines its policies, and nobody else can change them.",
        ),
        derived(
            "is_reserved",
            Type::Bool,
            r#"resource.path.startsWith("/aws-reserved/")"#,
            "Whether IAM Identity Center made it for a permission set, and changes it back.",
        ),
    ],
)
.deployed_if(&deployed(r#"!resource.is_service_linked && !resource.path.startsWith("/aws-reserved/")"#));

/// An instance profile.
pub static INSTANCE_PROFILE: RecordType = RecordType::global(
    "AWS::IAM::InstanceProfile",
    &LIST_INSTANCE_PROFILES,
    "What hands a role to EC2 instances.",
    &[
        PATH,
        string("instance_profile_id", "The unique id (`AIPA…`)."),
        CREATE_DATE,
        list(
            "role_arns",
            &Type::String,
            "The ARN of the role it holds: one or none.",
        ),
        relations(
            "roles",
            &Type::Record(&ROLE),
            "role_arns",
            &["arn"],
            "The role it holds: one or none.",
        ),
    ],
)
.tags_by(&LIST_INSTANCE_PROFILE_TAGS);

const PATH: Attribute = string("path", "The path, `/` unless set.");

const CREATE_DATE: Attribute = timestamp("create_date", "When it was made.");

const ATTACHED_POLICY_ARNS: Attribute = list(
    "attached_policy_arns",
    &Type::String,
    "The ARNs of the managed policies attached to it.",
);

const INLINE_POLICY_NAMES: Attribute = list(
    "inline_policy_names",
    &Type::String,
    "The names of the policies embedded in it.",
)
.empty_when_missing();

const PERMISSIONS_BOUNDARY_ARN: Attribute = string(
    "permissions_boundary_arn",
    "The ARN of the policy that bounds what its other policies allow.",
)
.or_null();

static A_MANAGED_POLICY: Type = Type::Record(&MANAGED_POLICY);
static AN_INLINE_POLICY: Type = Type::Record(&INLINE_POLICY);

// Functions and not constants: a constant may not lead to a static that holds the constant.

const fn attached_policies() -> Attribute {
    relations(
        "attached_policies",
        &A_MANAGED_POLICY,
        "attached_policy_arns",
        &["arn"],
        "The managed policies attached to it. IAM deletes none that is attached.",
    )
    .guaranteed()
}

const fn inline_policies() -> Attribute {
    named_by(
        "inline_policies",
        &AN_INLINE_POLICY,
        "principal_arn",
        "arn",
        "The policies embedded in it.",
    )
}

const fn permissions_boundary() -> Attribute {
    relation(
        "permissions_boundary",
        &MANAGED_POLICY,
        "permissions_boundary_arn",
        &["arn"],
        "The policy that bounds what its other policies allow.",
    )
}
