//! Amazon EFS: file systems, where they can be mounted, and the access points into them.

use super::RecordType;
use super::backup::PROTECTED_RESOURCE;
use super::ec2::SUBNET;
use super::iam::policy::DOCUMENT;
use super::kms::{KEY, KEY_NAMES};
use super::schema::{
    Type, boolean, derived, int, list, named_by_one, one_of, record, relation, relations, string,
    timestamp,
};
use crate::call::Call;

/// elasticfilesystem:DescribeFileSystems
pub static DESCRIBE_FILE_SYSTEMS: Call = Call::new("elasticfilesystem", "DescribeFileSystems")
    .paged(100)
    .paired(&[
        ("FileSystemId", "CreationTime"),
        ("FileSystemId", "LifeCycleState"),
        ("FileSystemId", "PerformanceMode"),
        ("FileSystemId", "NumberOfMountTargets"),
        ("FileSystemId", "Tags"),
    ]);
/// elasticfilesystem:DescribeAccessPoints
pub static DESCRIBE_ACCESS_POINTS: Call = Call::new("elasticfilesystem", "DescribeAccessPoints")
    .paged(100)
    .paired(&[("Key", "Value"), ("Uid", "Gid"), ("Gid", "Uid")]);
/// elasticfilesystem:DescribeMountTargets
pub static DESCRIBE_MOUNT_TARGETS: Call = Call::new("elasticfilesystem", "DescribeMountTargets")
    .paged(10)
    .gone(&["FileSystemNotFound"])
    .paired(&[("MountTargetId", "LifeCycleState")]);
/// elasticfilesystem:DescribeBackupPolicy
pub static DESCRIBE_BACKUP_POLICY: Call = Call::new("elasticfilesystem", "DescribeBackupPolicy")
    .absent(&["PolicyNotFound"])
    .gone(&["FileSystemNotFound"])
    .always(&["Status"]);
/// elasticfilesystem:DescribeFileSystemPolicy
pub static DESCRIBE_FILE_SYSTEM_POLICY: Call =
    Call::new("elasticfilesystem", "DescribeFileSystemPolicy")
        .absent(&["PolicyNotFound"])
        .gone(&["FileSystemNotFound"])
        .always(&["Policy"]);

/// A file system.
pub static FILE_SYSTEM: RecordType = RecordType::regional(
    "AWS::EFS::FileSystem",
    &DESCRIBE_FILE_SYSTEMS,
    "A file system that many machines mount at once.",
    &[
        boolean("encrypted", "Whether it is encrypted at rest."),
        string(
            "kms_key_id",
            "The KMS key it is encrypted with; null when it is not encrypted.",
        )
        .or_null(),
        one_of(
            "life_cycle_state",
            &[
                "creating",
                "available",
                "updating",
                "deleting",
                "deleted",
                "error",
            ],
            "`available` when it can be used.",
        ),
        one_of(
            "performance_mode",
            &["generalPurpose", "maxIO"],
            "What it is made for.",
        ),
        one_of(
            "throughput_mode",
            &["bursting", "provisioned", "elastic"],
            "How its throughput is measured out.",
        ),
        string(
            "availability_zone_name",
            "The Availability Zone of a One Zone file system; null for a Regional one, which is kept in several (FileSystemDescription).",
        )
        .or_null(),
        int(
            "number_of_mount_targets",
            "How many mount targets it has.",
        ),
        timestamp("creation_time", "When it was made."),
        list(
            "mount_targets",
            &Type::Record(&MOUNT_TARGET),
            "Where it can be mounted.",
        )
        .read_by(&DESCRIBE_MOUNT_TARGETS),
        list(
            "mount_target_subnet_ids",
            &Type::String,
            "The subnets of its mount targets, each once.",
        )
        .read_by(&DESCRIBE_MOUNT_TARGETS),
        one_of(
            "backup_policy_status",
            &["ENABLED", "ENABLING", "DISABLED", "DISABLING"],
            "Whether AWS Backup backs it up every day by itself; null when no backup policy was ever set.",
        )
        .or_null()
        .read_by(&DESCRIBE_BACKUP_POLICY),
        record(
            "file_system_policy",
            &DOCUMENT,
            "Its own policy; null when it has none, so that whoever reaches a mount target may mount it.",
        )
        .or_null()
        .read_by(&DESCRIBE_FILE_SYSTEM_POLICY),
        relation(
            "kms_key",
            &KEY,
            "kms_key_id",
            KEY_NAMES,
            "The KMS key; null when it is not encrypted, and when there is none of that name any more.",
        ),
        relations(
            "mount_target_subnets",
            &Type::Record(&SUBNET),
            "mount_target_subnet_ids",
            &["id"],
            "The subnets of its mount targets.",
        )
        .guaranteed(),
        named_by_one(
            "protected_resource",
            &PROTECTED_RESOURCE,
            "resource_arn",
            "arn",
            "What AWS Backup knows of its backups; null when it has never backed it up.",
        ),
        derived(
            "is_one_zone",
            Type::Bool,
            "resource.availability_zone_name != null",
            "Whether it is kept in one Availability Zone alone.",
        ),
    ],
);

/// A mount target of a file system.
pub static MOUNT_TARGET: RecordType = RecordType::part(
    "FileSystemMountTarget",
    &DESCRIBE_MOUNT_TARGETS,
    &["mount_target_id"],
    "An address in a subnet at which a file system can be mounted.",
    &[
        string("mount_target_id", "The mount target's id."),
        string("subnet_id", "The subnet."),
        string("availability_zone_name", "The Availability Zone."),
        one_of(
            "life_cycle_state",
            &[
                "creating",
                "available",
                "updating",
                "deleting",
                "deleted",
                "error",
            ],
            "`available` when it can be used.",
        ),
    ],
);

/// An access point.
pub static ACCESS_POINT: RecordType = RecordType::regional(
    "AWS::EFS::AccessPoint",
    &DESCRIBE_ACCESS_POINTS,
    "A way into a file system, with a directory and a user of its own.",
    &[
        string("file_system_id", "The file system."),
        one_of(
            "life_cycle_state",
            &[
                "creating",
                "available",
                "updating",
                "deleting",
                "deleted",
                "error",
            ],
            "`available` when it can be used.",
        ),
        string(
            "root_directory_path",
            "The directory that its clients take for the root: `/` for the whole file system.",
        ),
        int(
            "posix_user_uid",
            "The user that all its clients are taken for; null when each says who it is (CreateAccessPoint, PosixUser).",
        )
        .or_null(),
        relation(
            "file_system",
            &FILE_SYSTEM,
            "file_system_id",
            &["id"],
            "The file system.",
        )
        .guaranteed(),
    ],
);
