//! Services.

use super::cluster::{CLUSTER, LIST_CLUSTERS};
use super::task::TASK;
use super::task_definition::TASK_DEFINITION;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::application_autoscaling::{SCALABLE_TARGET, SCALING_POLICY};
use crate::inventory::ec2::{SECURITY_GROUP, SUBNET};
use crate::inventory::elbv2::TARGET_GROUP;
use crate::inventory::schema::{
    Type, derived, int, list, named_by, one_of, relation, relations, string, timestamp,
};

/// ecs:ListServices, one cluster at a time.
pub static LIST_SERVICES: Call = Call::new("ecs", "ListServices")
    .paged(100)
    .gone(&["ClusterNotFoundException"]);
/// ecs:DescribeServices, ten of a cluster at a time.
pub static DESCRIBE_SERVICES: Call = Call::new("ecs", "DescribeServices")
    .after(&[&LIST_CLUSTERS, &LIST_SERVICES])
    .gone(&["ClusterNotFoundException"])
    .within(&[
        (
            "services",
            &["desiredCount", "pendingCount", "runningCount"],
        ),
        (
            "services.networkConfiguration.awsvpcConfiguration",
            &["subnets"],
        ),
        ("services.capacityProviderStrategy", &["capacityProvider"]),
    ]);

/// A service.
pub static SERVICE: RecordType = RecordType::regional(
    "AWS::ECS::Service",
    &DESCRIBE_SERVICES,
    "Keeps a number of tasks running. Its id is `<cluster>/<service>`.",
    &[
        string("cluster_arn", "The cluster."),
        one_of(
            "status",
            &["ACTIVE", "DRAINING", "INACTIVE"],
            "`ACTIVE` unless it is being deleted.",
        ),
        one_of(
            "scheduling_strategy",
            &["REPLICA", "DAEMON"],
            "`DAEMON` for one task on each instance.",
        ),
        int("desired_count", "How many tasks there should be."),
        int("running_count", "How many run."),
        int("pending_count", "How many are about to."),
        one_of(
            "launch_type",
            &["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"],
            "What its tasks run on; null when capacity providers say so.",
        )
        .or_null(),
        list(
            "capacity_providers",
            &Type::String,
            "The capacity providers of its strategy; empty when a launch type was set.",
        )
        .empty_when_missing(),
        string(
            "platform_version",
            "Fargate's version: `LATEST`, `1.4.0`; null on other than Fargate.",
        )
        .or_null(),
        string(
            "platform_family",
            "The operating system of its tasks: `Linux`, `Windows…`; null on other than Fargate.",
        )
        .or_null(),
        string(
            "task_definition_arn",
            "The task definition (`taskDefinition` in the API); null when task sets name theirs.",
        )
        .or_null(),
        one_of(
            "deployment_controller_type",
            &["ECS", "CODE_DEPLOY", "EXTERNAL"],
            "Who deploys; null for ECS, which it is when nobody was named.",
        )
        .or_null(),
        one_of(
            "deployment_strategy",
            &["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"],
            "How ECS deploys; null for `ROLLING`, which it is when nothing was set.",
        )
        .or_null(),
        int(
            "maximum_percent",
            "The most tasks during a deployment, in percent of the desired; null when not set.",
        )
        .or_null(),
        int(
            "minimum_healthy_percent",
            "The least healthy tasks during a deployment, in percent of the desired; null when not set.",
        )
        .or_null(),
        int(
            "health_check_grace_period_seconds",
            "Seconds during which a new task may fail its checks; null when not set.",
        )
        .or_null(),
        string(
            "role_arn",
            "The role by which ECS registers targets; null when it is the service-linked one.",
        )
        .or_null(),
        one_of(
            "propagate_tags",
            &["TASK_DEFINITION", "SERVICE", "NONE"],
            "Whose tags its tasks get; null when not set.",
        )
        .or_null(),
        timestamp("created_at", "When it was made."),
        one_of(
            "assign_public_ip",
            &["ENABLED", "DISABLED"],
            "Whether its tasks get public addresses; null when their network is not their own (`awsvpc`), or not set.",
        )
        .or_null(),
        list(
            "subnet_ids",
            &Type::String,
            "The ids of its tasks' subnets; empty when their network is not their own.",
        )
        .empty_when_missing(),
        list(
            "security_group_ids",
            &Type::String,
            "The ids of its tasks' security groups; empty when their network is not their own.",
        )
        .empty_when_missing(),
        list(
            "target_group_arns",
            &Type::String,
            "The target groups it registers its tasks in.",
        ),
        list(
            "alternate_target_group_arns",
            &Type::String,
            "The target groups that ECS's blue-green deployments change over to.",
        ),
        list(
            "deployments",
            &Type::Record(&DEPLOYMENT),
            "Its deployments, the present one and those that go on; empty when ECS does not deploy.",
        )
        .empty_when_missing(),
        list(
            "task_sets",
            &Type::Record(&TASK_SET),
            "Its task sets; empty unless CodeDeploy or another controller deploys.",
        )
        .empty_when_missing(),
        string(
            "scalable_resource_id",
            "What Application Auto Scaling calls it: `service/<cluster>/<service>`.",
        ),
        string(
            "task_group",
            "What its tasks name it by: the cluster's ARN and `service:<service>`.",
        ),
        derived(
            "is_blue_green",
            Type::Bool,
            r#"(resource.deployment_controller_type != null && resource.deployment_controller_type == "CODE_DEPLOY") || (resource.deployment_strategy != null && resource.deployment_strategy == "BLUE_GREEN")"#,
            "Whether a deployment starts a second set of tasks and then changes over.",
        ),
        relation(
            "cluster",
            &CLUSTER,
            "cluster_arn",
            &["arn"],
            "The cluster.",
        )
        .guaranteed(),
        relation(
            "task_definition",
            &TASK_DEFINITION,
            "task_definition_arn",
            &["arn"],
            "The task definition; null when task sets name theirs.",
        ),
        relations(
            "target_groups",
            &Type::Record(&TARGET_GROUP),
            "target_group_arns",
            &["arn"],
            "The target groups it registers its tasks in.",
        ),
        relations(
            "alternate_target_groups",
            &Type::Record(&TARGET_GROUP),
            "alternate_target_group_arns",
            &["arn"],
            "The target groups that ECS's blue-green deployments change over to.",
        ),
        relations(
            "subnets",
            &Type::Record(&SUBNET),
            "subnet_ids",
            &["id"],
            "Its tasks' subnets.",
        )
        .guaranteed(),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "security_group_ids",
            &["id"],
            "Its tasks' security groups.",
        )
        .guaranteed(),
        named_by(
            "scalable_targets",
            &Type::Record(&SCALABLE_TARGET),
            "resource_id",
            "scalable_resource_id",
            "How far its number of tasks may be scaled.",
        ),
        named_by(
            "scaling_policies",
            &Type::Record(&SCALING_POLICY),
            "resource_id",
            "scalable_resource_id",
            "When its number of tasks is scaled.",
        ),
        named_by(
            "tasks",
            &Type::Record(&TASK),
            "task_group",
            "task_group",
            "Its tasks that run, or are about to.",
        ),
    ],
);

/// A deployment of a service.
pub static DEPLOYMENT: RecordType = RecordType::part(
    "ServiceDeployment",
    &DESCRIBE_SERVICES,
    &["id"],
    "One deployment of a service by ECS.",
    &[
        string("id", "The id."),
        one_of(
            "status",
            &["PRIMARY", "ACTIVE", "INACTIVE"],
            "`PRIMARY` for the newest.",
        ),
        one_of(
            "rollout_state",
            &["COMPLETED", "FAILED", "IN_PROGRESS"],
            "How far it is; null for services that are not rolled out.",
        )
        .or_null(),
        string("rollout_state_reason", "Why; null without a state.").or_null(),
        string("task_definition_arn", "The task definition."),
        timestamp("created_at", "When it began."),
    ],
);

/// A task set of a service.
pub static TASK_SET: RecordType = RecordType::part(
    "TaskSet",
    &DESCRIBE_SERVICES,
    &["id"],
    "Tasks of a service that are deployed together.",
    &[
        string("id", "The id."),
        one_of(
            "status",
            &["PRIMARY", "ACTIVE", "DRAINING"],
            "`PRIMARY` for the one that serves.",
        ),
        string("task_definition_arn", "The task definition."),
        one_of(
            "assign_public_ip",
            &["ENABLED", "DISABLED"],
            "Whether its tasks get public addresses; null when their network is not their own, or not set.",
        )
        .or_null(),
        list(
            "target_group_arns",
            &Type::String,
            "The target groups its tasks are registered in.",
        ),
    ],
);
