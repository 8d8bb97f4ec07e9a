//! Machine images: the account's own, and those of others that its instances were launched from.

use super::PAGE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, deployed, list, one_of, string, timestamp};

/// ec2:DescribeImages, for the account's own.
pub static DESCRIBE_IMAGES: Call = Call::new("ec2", "DescribeImages").paged(PAGE);

/// A machine image.
pub static IMAGE: RecordType = RecordType::regional(
    "AWS::EC2::Image",
    &DESCRIBE_IMAGES,
    "A machine image (AMI). Checks run on the account's own; those of others are looked up where an instance names them. \
     (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        string("owner_id", "The account that owns it."),
        string(
            "image_owner_alias",
            "`amazon`, `aws-marketplace`, `aws-backup-vault` or `self`; null for other accounts.",
        )
        .or_null(),
        boolean("public", "Whether every AWS account may launch it."),
        one_of(
            "state",
            &[
                "pending",
                "available",
                "invalid",
                "deregistered",
                "transient",
                "failed",
                "error",
                "disabled",
            ],
            "`available` when it can be launched.",
        ),
        timestamp(
            "deprecation_time",
            "When it is, or was, taken out of recommendation; null when no date is set.",
        )
        .or_null(),
        timestamp("creation_date", "When it was made."),
        string("description", "The description.").or_null(),
        string("image_location", "Owner and name.").or_null(),
        string("platform_details", "The platform as it is billed: `Linux/UNIX`.").or_null(),
        one_of("platform", &["windows"], "`windows`, else null.").or_null(),
        string("architecture", "`x86_64`, `arm64` …"),
        one_of("root_device_type", &["ebs", "instance-store"], "What the root device is on."),
        one_of(
            "virtualization_type",
            &["hvm", "paravirtual"],
            "How it is virtualised.",
        ),
        one_of(
            "imds_support",
            &["v2.0"],
            "`v2.0` when instances launched from it require IMDSv2.",
        )
        .or_null(),
        list(
            "snapshot_ids",
            &Type::String,
            "The snapshots of its volumes; AWS tells them of shared images too.",
        ),
    ],
)
.deployed_if(&deployed("resource.owner_id == resource.account"))
.looked_up_by(&DESCRIBE_IMAGES);
