//! Instances.

use super::PAGE;
use super::image::IMAGE;
use super::network_interface::NETWORK_INTERFACE;
use super::security_group::SECURITY_GROUP;
use super::storage::VOLUME;
use super::user_data::USER_DATA;
use super::vpc::{SUBNET, VPC};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::iam::INSTANCE_PROFILE;
use crate::inventory::schema::{
    Type, boolean, deployed, derived, int, list, named_by_one, one_of, record, relation, relations,
    string, timestamp,
};
use crate::inventory::ssm::MANAGED_INSTANCE;

/// ec2:DescribeInstances
pub static DESCRIBE_INSTANCES: Call = Call::new("ec2", "DescribeInstances").paged(PAGE);

/// ec2:DescribeInstanceAttribute, asked for the user data alone and only on request.
pub static DESCRIBE_INSTANCE_USER_DATA: Call = Call::new("ec2", "DescribeInstanceAttribute")
    .gone(&["InvalidInstanceID.NotFound"])
    .always(&["instanceId"]);

/// An instance.
pub static INSTANCE: RecordType = RecordType::regional(
    "AWS::EC2::Instance",
    &DESCRIBE_INSTANCES,
    "A virtual machine. Terminated ones are listed for about an hour, with little told of them.",
    &[
        one_of(
            "state",
            &[
                "pending",
                "running",
                "shutting-down",
                "terminated",
                "stopping",
                "stopped",
            ],
            "The state.",
        ),
        record(
            "user_data",
            &USER_DATA,
            "Facts about its start-up script; null when it has none.",
        )
        .or_null()
        .read_by(&DESCRIBE_INSTANCE_USER_DATA)
        .on_request("user_data"),
        string("instance_type", "The type: `t3.micro`."),
        string("image_id", "The image it was launched from."),
        string("key_name", "The key pair it was launched with.").or_null(),
        timestamp("launch_time", "When it was last started."),
        string(
            "state_transition_reason",
            "Why it changed its state last, with the time where a user did.",
        )
        .or_null(),
        timestamp(
            "state_transition_time",
            "When it changed its state last. AWS tells it within `state_transition_reason`, of stopping and terminating alone.",
        ),
        one_of("platform", &["windows"], "`windows`, else null.").or_null(),
        string(
            "platform_details",
            "The platform as it is billed: `Linux/UNIX`.",
        )
        .or_null(),
        string("architecture", "`x86_64`, `arm64` …"),
        one_of(
            "virtualization_type",
            &["hvm", "paravirtual"],
            "How it is virtualised.",
        ),
        one_of(
            "instance_lifecycle",
            &[
                "spot",
                "scheduled",
                "capacity-block",
                "interruptible-capacity-reservation",
            ],
            "How it was bought; null for on demand.",
        )
        .or_null(),
        one_of(
            "tenancy",
            &["default", "dedicated", "host"],
            "Whose hardware it runs on.",
        )
        .or_null(),
        string("availability_zone", "The Availability Zone."),
        string("subnet_id", "The subnet; null once it is terminated.").or_null(),
        string("vpc_id", "The VPC; null once it is terminated.").or_null(),
        string("private_ip_address", "The private IPv4 address.").or_null(),
        string("public_ip_address", "The public IPv4 address.").or_null(),
        list(
            "public_ip_addresses",
            &Type::String,
            "The public IPv4 addresses of all its interfaces.",
        ),
        list(
            "ipv6_addresses",
            &Type::String,
            "The IPv6 addresses of all its interfaces.",
        ),
        string(
            "public_dns_name",
            "The public DNS name; empty when it has none.",
        )
        .or_null(),
        list(
            "security_group_ids",
            &Type::String,
            "The security groups of its interfaces, each once.",
        ),
        list(
            "network_interface_ids",
            &Type::String,
            "Its network interfaces.",
        ),
        boolean(
            "source_dest_check",
            "Whether it drops traffic that is not its own; null when it has several interfaces.",
        )
        .or_null(),
        string(
            "iam_instance_profile_arn",
            "The instance profile it runs with.",
        )
        .or_null(),
        one_of(
            "monitoring_state",
            &["disabled", "disabling", "enabled", "pending"],
            "Whether it sends metrics every minute.",
        ),
        boolean(
            "ebs_optimized",
            "Whether its disk traffic has a line of its own.",
        ),
        string("root_device_name", "The root device: `/dev/xvda`.").or_null(),
        one_of(
            "root_device_type",
            &["ebs", "instance-store"],
            "What the root device is on.",
        ),
        string("root_volume_id", "The EBS volume of the root device.").or_null(),
        list("volume_ids", &Type::String, "The EBS volumes."),
        list(
            "block_device_mappings",
            &Type::Record(&BLOCK_DEVICE),
            "The EBS volumes by device.",
        ),
        record(
            "metadata_options",
            &METADATA_OPTIONS,
            "How the instance metadata service answers.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.")
            .guaranteed()
            .or_null(),
        relation("subnet", &SUBNET, "subnet_id", &["id"], "The subnet.")
            .guaranteed()
            .or_null(),
        relation(
            "image",
            &IMAGE,
            "image_id",
            &["id"],
            "The image it was launched from; null when that is not there any more, or is not shared with this account.",
        ),
        relation(
            "instance_profile",
            &INSTANCE_PROFILE,
            "iam_instance_profile_arn",
            &["arn"],
            "The instance profile it runs with; null when it has none, or that was deleted since.",
        ),
        relation(
            "root_volume",
            &VOLUME,
            "root_volume_id",
            &["id"],
            "The EBS volume of the root device; null when it has none.",
        ),
        relations(
            "volumes",
            &Type::Record(&VOLUME),
            "volume_ids",
            &["id"],
            "The EBS volumes.",
        ),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "security_group_ids",
            &["id"],
            "The security groups of its interfaces.",
        )
        .guaranteed(),
        relations(
            "network_interfaces",
            &Type::Record(&NETWORK_INTERFACE),
            "network_interface_ids",
            &["id"],
            "Its network interfaces.",
        ),
        named_by_one(
            "managed_instance",
            &MANAGED_INSTANCE,
            "id",
            "id",
            "What Systems Manager knows of it; null when it is not managed.",
        ),
        derived(
            "is_present",
            Type::Bool,
            r#"!(resource.state in ["shutting-down", "terminated"])"#,
            "Whether it is there to stay: not terminated, nor on the way.",
        ),
        derived(
            "has_public_address",
            Type::Bool,
            "resource.public_ip_address != null || resource.public_ip_addresses.exists(ip, true)",
            "Whether it has a public IPv4 address.",
        ),
    ],
)
.deployed_if(&deployed(r#"!(resource.state in ["shutting-down", "terminated"])"#));

/// An EBS volume of an instance.
pub static BLOCK_DEVICE: RecordType = RecordType::part(
    "InstanceBlockDeviceMapping",
    &DESCRIBE_INSTANCES,
    &["device_name"],
    "An EBS volume of an instance.",
    &[
        string("device_name", "The device: `/dev/xvda`."),
        string("volume_id", "The volume."),
        boolean(
            "delete_on_termination",
            "Whether it goes when the instance goes.",
        ),
        string("status", "How far attaching is.").or_null(),
        timestamp("attach_time", "When it was attached.").or_null(),
    ],
);

/// The settings of the instance metadata service.
pub static METADATA_OPTIONS: RecordType = RecordType::part(
    "InstanceMetadataOptions",
    &DESCRIBE_INSTANCES,
    &[],
    "How the instance metadata service answers an instance.",
    &[
        one_of(
            "http_tokens",
            &["optional", "required"],
            "`required` when only IMDSv2 is answered.",
        ),
        int(
            "http_put_response_hop_limit",
            "How many network hops a token may travel, 1 to 64.",
        ),
        one_of(
            "http_endpoint",
            &["enabled", "disabled"],
            "Whether the service answers at all.",
        ),
        one_of(
            "http_protocol_ipv6",
            &["enabled", "disabled"],
            "Whether it answers over IPv6.",
        )
        .or_null(),
        one_of(
            "instance_metadata_tags",
            &["enabled", "disabled"],
            "Whether it tells the tags.",
        )
        .or_null(),
        one_of(
            "state",
            &["pending", "applied"],
            "Whether these settings are in force.",
        )
        .or_null(),
    ],
);
