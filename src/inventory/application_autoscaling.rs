//! Application Auto Scaling, of the namespaces that are read: ECS services and DynamoDB tables.

use super::RecordType;
use super::schema::{
    Type, boolean, derived, double, int, list, named_by, one_of, string, timestamp,
};
use crate::call::Call;

/// application-autoscaling:DescribeScalableTargets
pub static DESCRIBE_SCALABLE_TARGETS: Call =
    Call::new("application-autoscaling", "DescribeScalableTargets")
        .paged(50)
        .in_parts(NAMESPACES.len())
        .within(&[(
            "ScalableTargets",
            &[
                "ServiceNamespace",
                "ResourceId",
                "ScalableDimension",
                "MinCapacity",
                "MaxCapacity",
                "RoleARN",
                "CreationTime",
            ],
        )]);
/// application-autoscaling:DescribeScalingPolicies
pub static DESCRIBE_SCALING_POLICIES: Call = Call::new(
    "application-autoscaling",
    "DescribeScalingPolicies",
)
.paged(50)
.in_parts(NAMESPACES.len())
.within(&[
    (
        "ScalingPolicies",
        &[
            "PolicyARN",
            "PolicyName",
            "ServiceNamespace",
            "ResourceId",
            "ScalableDimension",
            "PolicyType",
            "CreationTime",
        ],
    ),
    (
        "ScalingPolicies.TargetTrackingScalingPolicyConfiguration",
        &["TargetValue"],
    ),
    (
        "ScalingPolicies.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification",
        &["PredefinedMetricType"],
    ),
]);
/// application-autoscaling:ListTagsForResource
pub static LIST_TAGS_FOR_RESOURCE: Call =
    Call::new("application-autoscaling", "ListTagsForResource")
        .gone(&["ResourceNotFoundException"]);

/// The namespaces that are read. AWS lists targets and policies by namespace only.
pub const NAMESPACES: &[&str] = &["dynamodb", "ecs"];

/// A scalable target.
pub static SCALABLE_TARGET: RecordType = RecordType::regional(
    "AWS::ApplicationAutoScaling::ScalableTarget",
    &DESCRIBE_SCALABLE_TARGETS,
    "A capacity of a resource that may be scaled, and how far. Its id is `<resource>|<dimension>|<namespace>`, as in CloudFormation.",
    &[
        one_of("service_namespace", NAMESPACES, "Whose resource it is."),
        string(
            "resource_id",
            "The resource: `service/<cluster>/<service>`, `table/<table>`.",
        ),
        string(
            "scalable_dimension",
            "The capacity: `ecs:service:DesiredCount`, `dynamodb:table:ReadCapacityUnits` …",
        ),
        int("min_capacity", "The least capacity."),
        int("max_capacity", "The most capacity."),
        string("role_arn", "The role by which it is scaled."),
        timestamp("creation_time", "When it was registered."),
        boolean(
            "dynamic_scaling_in_suspended",
            "Whether policies may not lower the capacity for now.",
        ),
        boolean(
            "dynamic_scaling_out_suspended",
            "Whether policies may not raise the capacity for now.",
        ),
        boolean(
            "scheduled_scaling_suspended",
            "Whether schedules may not change the capacity for now.",
        ),
        derived(
            "may_scale_out",
            Type::Bool,
            "resource.max_capacity > resource.min_capacity && !resource.dynamic_scaling_out_suspended",
            "Whether a policy can raise the capacity.",
        ),
        named_by(
            "scaling_policies",
            &Type::Record(&SCALING_POLICY),
            "resource_id",
            "resource_id",
            "The policies that scale the resource, in whichever dimension.",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// A scaling policy.
pub static SCALING_POLICY: RecordType = RecordType::regional(
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    &DESCRIBE_SCALING_POLICIES,
    "When a scalable target is scaled. Policies have no tags.",
    &[
        one_of(
            "policy_type",
            &["TargetTrackingScaling", "StepScaling", "PredictiveScaling"],
            "The kind.",
        ),
        one_of("service_namespace", NAMESPACES, "Whose resource it scales."),
        string(
            "resource_id",
            "The resource: `service/<cluster>/<service>`, `table/<table>`.",
        ),
        string("scalable_dimension", "The capacity that it changes."),
        double(
            "target_value",
            "What the metric is kept at; null for other than target tracking.",
        )
        .or_null(),
        string(
            "predefined_metric_type",
            "The metric that is tracked: `ECSServiceAverageCPUUtilization` …; null for one of the account's own, and for other than target tracking.",
        )
        .or_null(),
        string(
            "customized_metric_name",
            "The account's own metric that is tracked; null for AWS's, and for other than target tracking.",
        )
        .or_null(),
        string(
            "customized_metric_namespace",
            "The namespace of the account's own metric; null without one.",
        )
        .or_null(),
        boolean(
            "disable_scale_in",
            "Whether it only ever raises the capacity; null when that was not set.",
        )
        .or_null(),
        int(
            "scale_out_cooldown",
            "Seconds between two raises; null when not set.",
        )
        .or_null(),
        int(
            "scale_in_cooldown",
            "Seconds between two reductions; null when not set.",
        )
        .or_null(),
        list(
            "alarm_arns",
            &Type::String,
            "The CloudWatch alarms that set it off; empty until there are any.",
        )
        .empty_when_missing(),
        timestamp("creation_time", "When it was made."),
    ],
)
.untaggable();
