//! Spot Fleet requests. User data is never read into the inventory.

use super::PAGE;
use super::launch_template::BLOCK_DEVICE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, deployed, int, list, one_of, string, timestamp};

/// ec2:DescribeSpotFleetRequests. Not every region has them.
pub static DESCRIBE_SPOT_FLEET_REQUESTS: Call = Call::new("ec2", "DescribeSpotFleetRequests")
    .paged(PAGE)
    .unsupported(super::NOT_HERE);

/// A Spot Fleet request.
pub static SPOT_FLEET: RecordType = RecordType::regional(
    "AWS::EC2::SpotFleet",
    &DESCRIBE_SPOT_FLEET_REQUESTS,
    "A request for a fleet of Spot Instances; cancelled ones are listed for about two days.",
    &[
        one_of(
            "spot_fleet_request_state",
            &[
                "submitted",
                "active",
                "cancelled",
                "failed",
                "cancelled_running",
                "cancelled_terminating",
                "modifying",
            ],
            "The state; `cancelled_running` when it launches nothing any more and its instances still run.",
        ),
        timestamp("create_time", "When it was made."),
        string("iam_fleet_role", "The ARN of the role it launches with."),
        int("target_capacity", "How much it is to launch."),
        list(
            "launch_specifications",
            &Type::Record(&LAUNCH_SPECIFICATION),
            "What it launches instances as; empty when launch templates say that.",
        ),
    ],
)
.deployed_if(&deployed(
    r#"!(resource.spot_fleet_request_state in ["cancelled", "cancelled_terminating", "failed"])"#,
));

/// What a Spot Fleet request launches instances as.
pub static LAUNCH_SPECIFICATION: RecordType = RecordType::part(
    "SpotFleetLaunchSpecification",
    &DESCRIBE_SPOT_FLEET_REQUESTS,
    &["image_id", "instance_type", "subnet_id"],
    "What a Spot Fleet request launches instances as.",
    &[
        string("image_id", "The image."),
        string(
            "instance_type",
            "The type: `t3.micro`; null when it names what the type has to have.",
        )
        .or_null(),
        string("subnet_id", "The subnets, with commas between them.").or_null(),
        string("key_name", "The key pair.").or_null(),
        list(
            "block_device_mappings",
            &Type::Record(&SPOT_FLEET_BLOCK_DEVICE),
            "The disks beside those of the image, or in place of them.",
        )
        .empty_when_missing(),
    ],
);

/// A disk in a Spot Fleet request.
pub static SPOT_FLEET_BLOCK_DEVICE: RecordType = RecordType::part(
    "SpotFleetBlockDevice",
    &DESCRIBE_SPOT_FLEET_REQUESTS,
    &["device_name"],
    "A disk in a Spot Fleet request.",
    BLOCK_DEVICE,
);
