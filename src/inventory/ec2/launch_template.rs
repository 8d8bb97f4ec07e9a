//! Launch templates: what instances are launched as. User data is never read into the inventory.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Attribute, Type, boolean, int, list, one_of, record, string, timestamp,
};

/// The most that a page of these two calls may hold.
const PAGE: i32 = 200;

/// ec2:DescribeLaunchTemplates
pub static DESCRIBE_LAUNCH_TEMPLATES: Call =
    Call::new("ec2", "DescribeLaunchTemplates").paged(PAGE);
/// ec2:DescribeLaunchTemplateVersions, which tells of the default and latest versions of all templates at once.
pub static DESCRIBE_LAUNCH_TEMPLATE_VERSIONS: Call =
    Call::new("ec2", "DescribeLaunchTemplateVersions").paged(PAGE);

/// A launch template.
pub static LAUNCH_TEMPLATE: RecordType = RecordType::regional(
    "AWS::EC2::LaunchTemplate",
    &DESCRIBE_LAUNCH_TEMPLATES,
    "What instances are launched as, in versions.",
    &[
        string("launch_template_name", "The name."),
        int(
            "default_version_number",
            "The version that launches take which name none.",
        ),
        int("latest_version_number", "The newest version."),
        timestamp("create_time", "When it was made."),
        string("created_by", "Who made it."),
        record(
            "default_version",
            &LAUNCH_TEMPLATE_VERSION,
            "The version that launches take which name none.",
        )
        .read_by(&DESCRIBE_LAUNCH_TEMPLATE_VERSIONS),
        record(
            "latest_version",
            &LAUNCH_TEMPLATE_VERSION,
            "The newest version, which launches take that name `$Latest`.",
        )
        .read_by(&DESCRIBE_LAUNCH_TEMPLATE_VERSIONS),
    ],
);

/// A version of a launch template. It has what it was given and nothing else (`AWS::EC2::LaunchTemplate`, LaunchTemplateData: no member is
/// required); the rest is decided at launch.
pub static LAUNCH_TEMPLATE_VERSION: RecordType = RecordType::part(
    "LaunchTemplateVersion",
    &DESCRIBE_LAUNCH_TEMPLATE_VERSIONS,
    &["version_number"],
    "A version of a launch template: null, or an empty list, is what it leaves to the launch.",
    &[
        int("version_number", "The number of the version."),
        string("version_description", "The description.").or_null(),
        timestamp("create_time", "When it was made."),
        string(
            "image_id",
            "The image, or the Systems Manager parameter that names it.",
        )
        .or_null(),
        string("instance_type", "The type: `t3.micro`.").or_null(),
        string("key_name", "The key pair.").or_null(),
        list(
            "security_group_ids",
            &Type::String,
            "The security groups; those of its network interfaces stand with these.",
        )
        .empty_when_missing(),
        record(
            "metadata_options",
            &LAUNCH_TEMPLATE_METADATA_OPTIONS,
            "How the instance metadata service is to answer.",
        )
        .or_null(),
        list(
            "block_device_mappings",
            &Type::Record(&LAUNCH_TEMPLATE_BLOCK_DEVICE),
            "The disks beside those of the image, or in place of them.",
        )
        .empty_when_missing(),
        list(
            "network_interfaces",
            &Type::Record(&LAUNCH_TEMPLATE_NETWORK_INTERFACE),
            "The network interfaces.",
        )
        .empty_when_missing(),
    ],
);

/// The metadata service's settings in a launch template. What is null is not set: then the account's default decides, the image or AWS's default.
pub static LAUNCH_TEMPLATE_METADATA_OPTIONS: RecordType = RecordType::part(
    "LaunchTemplateMetadataOptions",
    &DESCRIBE_LAUNCH_TEMPLATE_VERSIONS,
    &[],
    "The metadata service's settings in a launch template; null where it sets none.",
    &[
        one_of(
            "http_tokens",
            &["optional", "required"],
            "`required` when only IMDSv2 is to be answered.",
        )
        .or_null(),
        int(
            "http_put_response_hop_limit",
            "How many network hops a token may travel, 1 to 64.",
        )
        .or_null(),
        one_of(
            "http_endpoint",
            &["enabled", "disabled"],
            "Whether the service is to answer at all.",
        )
        .or_null(),
        one_of(
            "instance_metadata_tags",
            &["enabled", "disabled"],
            "Whether it is to tell the tags.",
        )
        .or_null(),
    ],
);

/// A disk in a launch template.
pub static LAUNCH_TEMPLATE_BLOCK_DEVICE: RecordType = RecordType::part(
    "LaunchTemplateBlockDevice",
    &DESCRIBE_LAUNCH_TEMPLATE_VERSIONS,
    &["device_name"],
    "A disk in a launch template.",
    BLOCK_DEVICE,
);

/// What launch templates and Spot Fleet requests say of a disk.
pub(super) const BLOCK_DEVICE: &[Attribute] = &[
    string("device_name", "The device: `/dev/xvda`."),
    string("virtual_name", "`ephemeral0` … for an instance store volume.").or_null(),
    boolean(
        "encrypted",
        "Whether the EBS volume is to be encrypted; null where that is left to the snapshot, the image and the region's default, and \
         for what is no EBS volume.",
    )
    .or_null(),
    string("kms_key_id", "The key: an id, an alias or an ARN.").or_null(),
    string("snapshot_id", "The snapshot it is made from.").or_null(),
    int("volume_size", "The size in GiB.").or_null(),
    one_of(
        "volume_type",
        &["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"],
        "The type.",
    )
    .or_null(),
    boolean(
        "delete_on_termination",
        "Whether it goes when the instance goes.",
    )
    .or_null(),
];

/// A network interface in a launch template.
pub static LAUNCH_TEMPLATE_NETWORK_INTERFACE: RecordType = RecordType::part(
    "LaunchTemplateNetworkInterface",
    &DESCRIBE_LAUNCH_TEMPLATE_VERSIONS,
    &["device_index", "network_interface_id"],
    "A network interface in a launch template.",
    &[
        int("device_index", "Its place; 0 for the first.").or_null(),
        boolean(
            "associate_public_ip_address",
            "Whether it is to have a public IPv4 address; null where that is left to the subnet.",
        )
        .or_null(),
        string(
            "network_interface_id",
            "The interface that is to be attached; null for a new one.",
        )
        .or_null(),
        string("subnet_id", "The subnet.").or_null(),
        list("group_ids", &Type::String, "The security groups.").empty_when_missing(),
    ],
);
