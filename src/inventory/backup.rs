//! AWS Backup: where backups are kept, what is backed up when, and what there is to restore from.

use super::RecordType;
use super::iam::policy::DOCUMENT;
use super::kms::{KEY, KEY_NAMES};
use super::schema::{
    Type, boolean, deployed, int, list, map, named_by, one_of, record, relation, string, timestamp,
};
use crate::call::Call;

/// backup:ListBackupVaults
pub static LIST_BACKUP_VAULTS: Call = Call::new("backup", "ListBackupVaults").paged(1000);
/// backup:GetBackupVaultAccessPolicy
pub static GET_BACKUP_VAULT_ACCESS_POLICY: Call =
    Call::new("backup", "GetBackupVaultAccessPolicy").absent(&["ResourceNotFoundException"]);
/// backup:ListBackupPlans
pub static LIST_BACKUP_PLANS: Call = Call::new("backup", "ListBackupPlans").paged(1000);
/// backup:GetBackupPlan
pub static GET_BACKUP_PLAN: Call = Call::new("backup", "GetBackupPlan")
    .gone(&["ResourceNotFoundException"])
    .always(&["Rules"]);
/// backup:ListBackupSelections
pub static LIST_BACKUP_SELECTIONS: Call = Call::new("backup", "ListBackupSelections")
    .paged(1000)
    .gone(&["ResourceNotFoundException"]);
/// backup:ListRecoveryPointsByBackupVault, of each vault that backup:ListBackupVaults tells of.
pub static LIST_RECOVERY_POINTS_BY_BACKUP_VAULT: Call =
    Call::new("backup", "ListRecoveryPointsByBackupVault")
        .after(&[&LIST_BACKUP_VAULTS])
        .paged(1000)
        .gone(&["ResourceNotFoundException"])
        .paired(&[("RecoveryPointArn", "IsEncrypted")]);
/// backup:ListProtectedResources
pub static LIST_PROTECTED_RESOURCES: Call =
    Call::new("backup", "ListProtectedResources").paged(1000);
/// backup:ListReportPlans
pub static LIST_REPORT_PLANS: Call = Call::new("backup", "ListReportPlans").paged(1000);
/// backup:DescribeRegionSettings
pub static DESCRIBE_REGION_SETTINGS: Call = Call::new("backup", "DescribeRegionSettings");
/// backup:ListTags
pub static LIST_TAGS: Call = Call::new("backup", "ListTags")
    .paged(1000)
    .gone(&["ResourceNotFoundException"]);

/// A vault.
pub static BACKUP_VAULT: RecordType = RecordType::regional(
    "AWS::Backup::BackupVault",
    &LIST_BACKUP_VAULTS,
    "A place where backups are kept.",
    &[
        one_of(
            "vault_type",
            &[
                "BACKUP_VAULT",
                "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
                "RESTORE_ACCESS_BACKUP_VAULT",
            ],
            "What kind of vault.",
        ),
        timestamp("creation_date", "When it was made."),
        string(
            "encryption_key_arn",
            "The KMS key that encrypts its backups; null when it is one that AWS owns.",
        )
        .or_null(),
        boolean(
            "locked",
            "Whether AWS Backup Vault Lock keeps its backups from being deleted early.",
        ),
        int(
            "min_retention_days",
            "For how many days the lock keeps backups at least; null without such a limit.",
        )
        .or_null(),
        int(
            "max_retention_days",
            "For how many days the lock lets backups be kept at most; null without such a limit.",
        )
        .or_null(),
        timestamp(
            "lock_date",
            "From when on nobody can take the lock away; null when it can always be.",
        )
        .or_null(),
        record(
            "access_policy",
            &DOCUMENT,
            "Its own policy; null when it has none.",
        )
        .or_null()
        .read_by(&GET_BACKUP_VAULT_ACCESS_POLICY),
        relation(
            "kms_key",
            &KEY,
            "encryption_key_arn",
            KEY_NAMES,
            "The KMS key; null when there is none of that name any more.",
        ),
    ],
)
.tags_by(&LIST_TAGS);

/// A plan.
pub static BACKUP_PLAN: RecordType = RecordType::regional(
    "AWS::Backup::BackupPlan",
    &LIST_BACKUP_PLANS,
    "What is backed up when, and for how long it is kept.",
    &[
        string("version_id", "The version of the plan."),
        timestamp("creation_date", "When it was made."),
        timestamp(
            "last_execution_date",
            "When it last ran; null when it never did.",
        )
        .or_null(),
        list(
            "rules",
            &Type::Record(&BACKUP_RULE),
            "When it backs up, and for how long it keeps that.",
        )
        .read_by(&GET_BACKUP_PLAN),
        list(
            "selections",
            &Type::Record(&BACKUP_SELECTION),
            "What it backs up: without one it backs up nothing.",
        )
        .read_by(&LIST_BACKUP_SELECTIONS),
    ],
)
.tags_by(&LIST_TAGS);

/// A rule of a plan.
pub static BACKUP_RULE: RecordType = RecordType::part(
    "BackupRule",
    &GET_BACKUP_PLAN,
    &["rule_name"],
    "When a plan backs up, and for how long it keeps that.",
    &[
        string("rule_name", "The rule's name."),
        string("target_backup_vault_name", "The vault it backs up to."),
        string(
            "schedule_expression",
            "The `cron()` expression, in UTC unless a time zone was set; null when it was left to AWS Backup.",
        )
        .or_null(),
        int(
            "delete_after_days",
            "For how many days backups are kept; null for ever.",
        )
        .or_null(),
        int(
            "move_to_cold_storage_after_days",
            "After how many days backups move to cold storage; null when they do not.",
        )
        .or_null(),
        boolean(
            "enable_continuous_backup",
            "Whether it makes backups for restores to any point in time; null when it was not set.",
        )
        .or_null(),
        list(
            "copy_destination_vault_arns",
            &Type::String,
            "The ARNs of the vaults, of other regions or accounts, that backups are copied to.",
        )
        .empty_when_missing(),
    ],
);

/// What a plan backs up.
pub static BACKUP_SELECTION: RecordType = RecordType::part(
    "BackupSelection",
    &LIST_BACKUP_SELECTIONS,
    &["selection_name"],
    "A choice of what a plan backs up.",
    &[
        string("selection_id", "The id of the choice."),
        string("selection_name", "The name of the choice."),
        string("iam_role_arn", "The role that makes the backups."),
    ],
);

/// A backup.
pub static RECOVERY_POINT: RecordType = RecordType::regional(
    "AWS::Backup::RecoveryPoint",
    &LIST_RECOVERY_POINTS_BY_BACKUP_VAULT,
    "A backup: what a resource was at some time. Its id is its ARN.",
    &[
        string("backup_vault_name", "The vault it is kept in."),
        string("resource_arn", "The ARN of what was backed up."),
        string(
            "resource_type",
            "What kind of resource that is: `DynamoDB`, `EBS`, `RDS` …",
        ),
        one_of(
            "status",
            &[
                "COMPLETED",
                "PARTIAL",
                "DELETING",
                "EXPIRED",
                "AVAILABLE",
                "STOPPED",
                "CREATING",
            ],
            "`COMPLETED` when it can be restored.",
        ),
        string("iam_role_arn", "The role that made it."),
        timestamp("creation_date", "When it was begun."),
        timestamp(
            "completion_date",
            "When it was done; null while it is not.",
        )
        .or_null(),
        boolean("is_encrypted", "Whether it is encrypted."),
        string(
            "encryption_key_arn",
            "The KMS key that encrypts it; null when none does, and when it is one that AWS owns.",
        )
        .or_null(),
        timestamp(
            "delete_at",
            "When it is deleted; null when that was not set.",
        )
        .or_null(),
        relation(
            "kms_key",
            &KEY,
            "encryption_key_arn",
            KEY_NAMES,
            "The KMS key; null when none encrypts it, and when there is none of that name any more.",
        ),
    ],
)
.tags_by(&LIST_TAGS);

/// Something that was backed up.
pub static PROTECTED_RESOURCE: RecordType = RecordType::regional(
    "AWS::Backup::ProtectedResource",
    &LIST_PROTECTED_RESOURCES,
    "Something that AWS Backup has backed up at least once; its id is the ARN of it. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        string("resource_arn", "The ARN of what was backed up."),
        string(
            "resource_type",
            "What kind of resource it is: `DynamoDB`, `EBS`, `RDS` …",
        ),
        timestamp("last_backup_time", "When it was last backed up."),
        string(
            "last_backup_vault_arn",
            "The ARN of the vault of its last backup.",
        ),
        string("last_recovery_point_arn", "The ARN of its last backup."),
    ],
)
.untaggable()
.deployed_if(&deployed("false"));

/// A report plan.
pub static REPORT_PLAN: RecordType = RecordType::regional(
    "AWS::Backup::ReportPlan",
    &LIST_REPORT_PLANS,
    "A report on backups that is made every day and put into a bucket.",
    &[
        string("description", "The description; null when there is none.").or_null(),
        string(
            "report_template",
            "What it reports: `BACKUP_JOB_REPORT`, `RESOURCE_COMPLIANCE_REPORT` …",
        ),
        string("s3_bucket_name", "The bucket it is put into."),
        string("deployment_status", "`COMPLETED` when it is set up."),
        timestamp("creation_time", "When it was made."),
        timestamp(
            "last_attempted_execution_time",
            "When a report was last tried; null when none ever was.",
        )
        .or_null(),
        timestamp(
            "last_successful_execution_time",
            "When a report was last made; null when none ever was.",
        )
        .or_null(),
    ],
)
.tags_by(&LIST_TAGS);

/// What an account sets for AWS Backup in a region. AWS has a call for it and no resource that holds it, so the type is ours.
pub static REGION_SETTINGS: RecordType = RecordType::regional(
    "AWS::Backup::RegionSettings",
    &DESCRIBE_REGION_SETTINGS,
    "What the account sets for AWS Backup in a region; its id is the region's name. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        map(
            "resource_type_opt_in_preference",
            &Type::Bool,
            "Whether plans back up resources of each kind: `DynamoDB`, `EBS`, `RDS` …",
        ),
        map(
            "resource_type_management_preference",
            &Type::Bool,
            "Whether AWS Backup manages the backups of each kind fully.",
        ),
        named_by(
            "backup_plans",
            &Type::Record(&BACKUP_PLAN),
            "region",
            "region",
            "The plans of the region.",
        ),
        named_by(
            "backup_vaults",
            &Type::Record(&BACKUP_VAULT),
            "region",
            "region",
            "The vaults of the region.",
        ),
        named_by(
            "report_plans",
            &Type::Record(&REPORT_PLAN),
            "region",
            "region",
            "The report plans of the region.",
        ),
    ],
)
.single();
