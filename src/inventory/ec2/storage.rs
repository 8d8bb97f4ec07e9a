//! EBS volumes and snapshots.

use super::PAGE;
use super::instance::INSTANCE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::kms::{KEY, KEY_NAMES};
use crate::inventory::schema::{
    Type, boolean, deployed, derived, int, list, named_by, one_of, relation, relations, string,
    timestamp,
};

/// ec2:DescribeVolumes
pub static DESCRIBE_VOLUMES: Call = Call::new("ec2", "DescribeVolumes").paged(PAGE);
/// ec2:DescribeSnapshots, for the account's own.
pub static DESCRIBE_SNAPSHOTS: Call = Call::new("ec2", "DescribeSnapshots").paged(PAGE);
/// ec2:DescribeSnapshots once more, for those that everybody may restore: the answer does not say which they are, the filter does.
pub static DESCRIBE_PUBLIC_SNAPSHOTS: Call = Call::new("ec2", "DescribeSnapshots").paged(PAGE);

/// An EBS volume.
pub static VOLUME: RecordType = RecordType::regional(
    "AWS::EC2::Volume",
    &DESCRIBE_VOLUMES,
    "A virtual disk.",
    &[
        one_of(
            "state",
            &[
                "creating",
                "available",
                "in-use",
                "deleting",
                "deleted",
                "error",
            ],
            "`in-use` when it is attached, `available` when it is not.",
        ),
        boolean("encrypted", "Whether it is encrypted."),
        string(
            "kms_key_id",
            "The ARN of the key; null when it is not encrypted.",
        )
        .or_null(),
        one_of(
            "volume_type",
            &["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"],
            "The type.",
        ),
        int("size", "The size in GiB."),
        int(
            "iops",
            "The I/O operations a second; null for types that have none.",
        )
        .or_null(),
        int(
            "throughput",
            "The MiB a second; null for types other than gp3.",
        )
        .or_null(),
        boolean(
            "multi_attach_enabled",
            "Whether several instances may have it at once.",
        )
        .or_null(),
        string("snapshot_id", "The snapshot it was made from.").or_null(),
        string("availability_zone", "The Availability Zone."),
        string("outpost_arn", "The Outpost it is on.").or_null(),
        timestamp("create_time", "When it was made."),
        list("instance_ids", &Type::String, "The instances that have it."),
        list(
            "attachments",
            &Type::Record(&ATTACHMENT),
            "The instances that have it, and how.",
        ),
        relation(
            "kms_key",
            &KEY,
            "kms_key_id",
            KEY_NAMES,
            "The key it is encrypted with.",
        ),
        relations(
            "instances",
            &Type::Record(&INSTANCE),
            "instance_ids",
            &["id"],
            "The instances that have it.",
        ),
        named_by(
            "snapshots",
            &Type::Record(&SNAPSHOT),
            "volume_id",
            "id",
            "The snapshots of it.",
        ),
        derived(
            "is_used",
            Type::Bool,
            "resource.attachments.size() > 0",
            "Whether an instance has it.",
        ),
    ],
);

/// How an instance has a volume.
pub static ATTACHMENT: RecordType = RecordType::part(
    "VolumeAttachment",
    &DESCRIBE_VOLUMES,
    &["instance_id", "device"],
    "How an instance has a volume.",
    &[
        string(
            "instance_id",
            "The instance; null when an AWS service has it.",
        )
        .or_null(),
        string(
            "device",
            "The device: `/dev/xvda`; null when an AWS service has it.",
        )
        .or_null(),
        one_of(
            "state",
            &["attaching", "attached", "detaching", "detached", "busy"],
            "How far attaching is.",
        ),
        boolean(
            "delete_on_termination",
            "Whether it goes when the instance goes.",
        )
        .or_null(),
        timestamp("attach_time", "When it was attached.").or_null(),
    ],
);

/// An EBS snapshot of the account.
pub static SNAPSHOT: RecordType = RecordType::regional(
    "AWS::EC2::Snapshot",
    &DESCRIBE_SNAPSHOTS,
    "A copy of a volume that the account owns. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        one_of(
            "state",
            &["pending", "completed", "error", "recoverable", "recovering"],
            "The state.",
        ),
        boolean("encrypted", "Whether it is encrypted."),
        string(
            "kms_key_id",
            "The ARN of the key; null when it is not encrypted.",
        )
        .or_null(),
        boolean(
            "public",
            "Whether every AWS account may make volumes of it.",
        )
        .read_by(&DESCRIBE_PUBLIC_SNAPSHOTS),
        string(
            "volume_id",
            "The volume it was made of; an arbitrary one for a copy of a snapshot.",
        )
        .or_null(),
        int("volume_size", "The volume's size in GiB."),
        string("owner_id", "The account that owns it."),
        string("description", "The description; empty when it has none.").or_null(),
        timestamp("start_time", "When it was begun."),
        one_of(
            "storage_tier",
            &["standard", "archive"],
            "Where it is kept.",
        )
        .or_null(),
        relation(
            "kms_key",
            &KEY,
            "kms_key_id",
            KEY_NAMES,
            "The key it is encrypted with.",
        ),
        relation(
            "volume",
            &VOLUME,
            "volume_id",
            &["id"],
            "The volume it was made of, if that still exists.",
        ),
    ],
)
.deployed_if(&deployed("resource.owner_id == resource.account"));
