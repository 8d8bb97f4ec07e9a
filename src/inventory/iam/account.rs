//! The account itself: its root user, its password policy, and everyone in it.

use super::credential::{ACCESS_KEY, GET_CREDENTIAL_REPORT};
use super::identity::{GROUP, ROLE, USER};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::account::{
    ALTERNATE_CONTACT, CONTACT_INFORMATION, GET_ALTERNATE_CONTACT, GET_CONTACT_INFORMATION,
};
use crate::inventory::cloudtrail::TRAIL;
use crate::inventory::cloudwatch::DASHBOARD;
use crate::inventory::config::CONFIGURATION_RECORDER;
use crate::inventory::dynamodb::TABLE;
use crate::inventory::organizations::ORGANIZATION;
use crate::inventory::schema::{
    Type, boolean, int, list, named_by, named_by_one, record, timestamp,
};
use crate::inventory::secretsmanager::SECRET;
use crate::inventory::ssm::PARAMETER;

/// sts:GetCallerIdentity, which the session made to know whose account it is. It needs no permission, and works where it is denied
/// (AWS STS API Reference, GetCallerIdentity).
pub static GET_CALLER_IDENTITY: Call = Call::new("sts", "GetCallerIdentity").needing(&[]);
/// iam:GetAccountSummary
pub static GET_ACCOUNT_SUMMARY: Call = Call::new("iam", "GetAccountSummary");
/// iam:GetAccountPasswordPolicy
pub static GET_ACCOUNT_PASSWORD_POLICY: Call = Call::new("iam", "GetAccountPasswordPolicy")
    .absent(&["NoSuchEntity"])
    .always(&[
        "RequireSymbols",
        "RequireNumbers",
        "RequireUppercaseCharacters",
        "RequireLowercaseCharacters",
        "AllowUsersToChangePassword",
        "ExpirePasswords",
    ]);
/// iam:ListVirtualMFADevices
pub static LIST_VIRTUAL_MFA_DEVICES: Call = Call::new("iam", "ListVirtualMFADevices")
    .paged(1000)
    .always(&["VirtualMFADevices"]);

/// The account.
pub static ACCOUNT: RecordType = RecordType::global(
    "AWS::::Account",
    &GET_CALLER_IDENTITY,
    "The account as a whole. Its id is its twelve digits; its ARN that of its root user.",
    &[
        boolean(
            "account_mfa_enabled",
            "Whether the root user has a multi-factor device.",
        )
        .read_by(&GET_ACCOUNT_SUMMARY),
        boolean(
            "account_access_keys_present",
            "Whether the root user has access keys.",
        )
        .read_by(&GET_ACCOUNT_SUMMARY),
        boolean(
            "account_signing_certificates_present",
            "Whether the root user has X.509 signing certificates.",
        )
        .read_by(&GET_ACCOUNT_SUMMARY),
        boolean(
            "account_password_present",
            "Whether the root user has a password: member accounts whose root access is managed centrally have none. Null where AWS does not tell.",
        )
        .or_null()
        .read_by(&GET_ACCOUNT_SUMMARY),
        boolean(
            "root_virtual_mfa",
            "Whether a multi-factor device of the root user is virtual: an app, not hardware.",
        )
        .read_by(&LIST_VIRTUAL_MFA_DEVICES),
        record(
            "password_policy",
            &PASSWORD_POLICY,
            "What console passwords must be like; null when it was never set, so that AWS's default holds.",
        )
        .or_null()
        .read_by(&GET_ACCOUNT_PASSWORD_POLICY),
        timestamp(
            "credential_report_generated_time",
            "As of when the credential report tells the attributes below.",
        )
        .read_by(&GET_CREDENTIAL_REPORT),
        timestamp(
            "root_password_last_used",
            "The root user's last console sign-in; null when there was none.",
        )
        .or_null()
        .read_by(&GET_CREDENTIAL_REPORT),
        list(
            "root_access_keys",
            &Type::Record(&ACCESS_KEY),
            "The root user's active access keys.",
        )
        .read_by(&GET_CREDENTIAL_REPORT),
        record(
            "contact_information",
            &CONTACT_INFORMATION,
            "Who it belongs to, as AWS knows it; null when AWS knows nobody.",
        )
        .or_null()
        .read_by(&GET_CONTACT_INFORMATION),
        record(
            "security_contact",
            &ALTERNATE_CONTACT,
            "Whom AWS writes to about security; null when nobody is registered.",
        )
        .or_null()
        .read_by(&GET_ALTERNATE_CONTACT),
        record(
            "billing_contact",
            &ALTERNATE_CONTACT,
            "Whom AWS writes to about bills; null when nobody is registered.",
        )
        .or_null()
        .read_by(&GET_ALTERNATE_CONTACT),
        record(
            "operations_contact",
            &ALTERNATE_CONTACT,
            "Whom AWS writes to about operations; null when nobody is registered.",
        )
        .or_null()
        .read_by(&GET_ALTERNATE_CONTACT),
        named_by_one(
            "organization",
            &ORGANIZATION,
            "account",
            "id",
            "The organisation it is a member of; null when it is in none.",
        ),
        named_by(
            "users",
            &Type::Record(&USER),
            "account",
            "id",
            "All users.",
        ),
        named_by(
            "groups",
            &Type::Record(&GROUP),
            "account",
            "id",
            "All groups.",
        ),
        named_by(
            "roles",
            &Type::Record(&ROLE),
            "account",
            "id",
            "All roles.",
        ),
        named_by(
            "secrets",
            &Type::Record(&SECRET),
            "account",
            "id",
            "All secrets of the scanned regions.",
        ),
        named_by(
            "ssm_parameters",
            &Type::Record(&PARAMETER),
            "account",
            "id",
            "All parameters in Parameter Store, in the scanned regions.",
        ),
        named_by(
            "dynamodb_tables",
            &Type::Record(&TABLE),
            "account",
            "id",
            "All DynamoDB tables of the scanned regions.",
        ),
        named_by(
            "trails",
            &Type::Record(&TRAIL),
            "account",
            "id",
            "All trails that record its calls: those of the scanned regions, those of all regions, and its organisation's.",
        ),
        named_by(
            "configuration_recorders",
            &Type::Record(&CONFIGURATION_RECORDER),
            "account",
            "id",
            "AWS Config's recorders in the scanned regions.",
        ),
        named_by(
            "dashboards",
            &Type::Record(&DASHBOARD),
            "account",
            "id",
            "CloudWatch's dashboards, which belong to no region.",
        ),
    ],
)
.single();

/// The password policy.
pub static PASSWORD_POLICY: RecordType = RecordType::part(
    "PasswordPolicy",
    &GET_ACCOUNT_PASSWORD_POLICY,
    &[],
    "What console passwords of IAM users must be like.",
    &[
        int("minimum_password_length", "The least number of characters."),
        boolean("require_symbols", "Whether one must be a symbol."),
        boolean("require_numbers", "Whether one must be a digit."),
        boolean(
            "require_uppercase_characters",
            "Whether one must be an upper-case letter.",
        ),
        boolean(
            "require_lowercase_characters",
            "Whether one must be a lower-case letter.",
        ),
        boolean(
            "allow_users_to_change_password",
            "Whether users may change their own.",
        ),
        boolean("expire_passwords", "Whether passwords expire."),
        int(
            "max_password_age",
            "After how many days passwords expire; null when they do not.",
        )
        .or_null(),
        int(
            "password_reuse_prevention",
            "How many earlier passwords may not be used again; null when all may.",
        )
        .or_null(),
        boolean(
            "hard_expiry",
            "Whether only an administrator can replace an expired password; null when users can.",
        )
        .or_null(),
    ],
);
