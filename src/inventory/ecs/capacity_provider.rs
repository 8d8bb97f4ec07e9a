//! Capacity providers: the account's own Auto Scaling groups, and Fargate.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{deployed, int, one_of, string};

/// ecs:DescribeCapacityProviders
pub static DESCRIBE_CAPACITY_PROVIDERS: Call =
    Call::new("ecs", "DescribeCapacityProviders").paged(100);

/// A capacity provider.
pub static CAPACITY_PROVIDER: RecordType = RecordType::regional(
    "AWS::ECS::CapacityProvider",
    &DESCRIBE_CAPACITY_PROVIDERS,
    "What tasks run on: an Auto Scaling group, or Fargate. Those of ECS Managed Instances, which belong to one cluster each, are not listed. Its id is its name.",
    &[
        one_of(
            "status",
            &["ACTIVE", "INACTIVE", "PROVISIONING", "DEPROVISIONING"],
            "`ACTIVE` when it can be used.",
        ),
        string(
            "auto_scaling_group_arn",
            "The Auto Scaling group; null for Fargate.",
        )
        .or_null(),
        one_of(
            "managed_scaling_status",
            &["ENABLED", "DISABLED"],
            "Whether ECS scales the group; null for Fargate.",
        )
        .or_null(),
        int(
            "managed_scaling_target_capacity",
            "How full ECS keeps the group, in percent; null for Fargate.",
        )
        .or_null(),
        one_of(
            "managed_termination_protection",
            &["ENABLED", "DISABLED"],
            "Whether instances with tasks are spared when the group shrinks; null for Fargate.",
        )
        .or_null(),
    ],
)
.deployed_if(&deployed("resource.auto_scaling_group_arn != null"));
