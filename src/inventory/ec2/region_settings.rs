//! What an account sets for all of EC2 in a region. AWS has a call for each setting and no resource that holds them, so the type is ours.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{boolean, int, one_of, record, string};

/// ec2:GetEbsEncryptionByDefault
pub static GET_EBS_ENCRYPTION_BY_DEFAULT: Call = Call::new("ec2", "GetEbsEncryptionByDefault");
/// ec2:GetEbsDefaultKmsKeyId
pub static GET_EBS_DEFAULT_KMS_KEY_ID: Call = Call::new("ec2", "GetEbsDefaultKmsKeyId");
/// ec2:GetSnapshotBlockPublicAccessState
pub static GET_SNAPSHOT_BLOCK_PUBLIC_ACCESS_STATE: Call =
    Call::new("ec2", "GetSnapshotBlockPublicAccessState").unsupported(super::NOT_HERE);
/// ec2:GetImageBlockPublicAccessState
pub static GET_IMAGE_BLOCK_PUBLIC_ACCESS_STATE: Call =
    Call::new("ec2", "GetImageBlockPublicAccessState").unsupported(super::NOT_HERE);
/// ec2:GetInstanceMetadataDefaults
pub static GET_INSTANCE_METADATA_DEFAULTS: Call =
    Call::new("ec2", "GetInstanceMetadataDefaults").unsupported(super::NOT_HERE);
/// ec2:DescribeVpcBlockPublicAccessOptions
pub static DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS: Call =
    Call::new("ec2", "DescribeVpcBlockPublicAccessOptions").unsupported(super::NOT_HERE);

/// The settings of EC2 in one region: one resource per region, whose id is the region's name.
pub static REGION_SETTINGS: RecordType = RecordType::regional(
    "AWS::EC2::RegionSettings",
    &GET_EBS_ENCRYPTION_BY_DEFAULT,
    "What the account sets for all of EC2 in a region; its id is the region's name. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        boolean(
            "ebs_encryption_by_default",
            "Whether new volumes and snapshot copies are encrypted by themselves.",
        ),
        string(
            "ebs_default_kms_key_id",
            "The key for volumes that name none: an ARN, or `alias/aws/ebs` for AWS's own.",
        )
        .read_by(&GET_EBS_DEFAULT_KMS_KEY_ID),
        one_of(
            "snapshot_block_public_access_state",
            &["block-all-sharing", "block-new-sharing", "unblocked"],
            "Whether snapshots can be made public, and whether public ones stay so.",
        )
        .read_by(&GET_SNAPSHOT_BLOCK_PUBLIC_ACCESS_STATE),
        one_of(
            "image_block_public_access_state",
            &["block-new-sharing", "unblocked"],
            "Whether images can be made public.",
        )
        .read_by(&GET_IMAGE_BLOCK_PUBLIC_ACCESS_STATE),
        record(
            "instance_metadata_defaults",
            &METADATA_DEFAULTS,
            "How the metadata service answers new instances that do not say.",
        )
        .read_by(&GET_INSTANCE_METADATA_DEFAULTS),
        one_of(
            "vpc_internet_gateway_block_mode",
            &["off", "block-bidirectional", "block-ingress"],
            "What VPC Block Public Access stops at internet gateways.",
        )
        .read_by(&DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS),
    ],
)
.single();

/// The metadata service's settings for new instances. What is null is not set: then the image decides, else AWS's default.
pub static METADATA_DEFAULTS: RecordType = RecordType::part(
    "InstanceMetadataDefaults",
    &GET_INSTANCE_METADATA_DEFAULTS,
    &[],
    "The metadata service's settings for new instances; null where none is set.",
    &[
        one_of(
            "http_tokens",
            &["optional", "required"],
            "`required` when only IMDSv2 is answered.",
        )
        .or_null(),
        int(
            "http_put_response_hop_limit",
            "How many network hops a token may travel; -1 for no preference.",
        )
        .or_null(),
        one_of(
            "http_endpoint",
            &["enabled", "disabled"],
            "Whether the service answers at all.",
        )
        .or_null(),
        one_of(
            "instance_metadata_tags",
            &["enabled", "disabled"],
            "Whether it tells the tags.",
        )
        .or_null(),
        one_of(
            "http_tokens_enforced",
            &["enabled", "disabled"],
            "Whether launches that do not require IMDSv2 are refused.",
        )
        .or_null(),
    ],
);
