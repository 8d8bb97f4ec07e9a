//! Tasks that run, or are about to.

use super::cluster::{CLUSTER, LIST_CLUSTERS};
use super::task_definition::TASK_DEFINITION;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, deployed, list, one_of, relation, string, timestamp};

/// ecs:ListTasks, one cluster at a time.
pub static LIST_TASKS: Call = Call::new("ecs", "ListTasks")
    .paged(100)
    .gone(&["ClusterNotFoundException"]);
/// ecs:DescribeTasks, a hundred of a cluster at a time.
pub static DESCRIBE_TASKS: Call = Call::new("ecs", "DescribeTasks")
    .after(&[&LIST_CLUSTERS, &LIST_TASKS])
    .gone(&["ClusterNotFoundException"]);

/// A task.
pub static TASK: RecordType = RecordType::regional(
    "AWS::ECS::Task",
    &DESCRIBE_TASKS,
    "Containers that run together, or are about to. Stopped ones are not listed. Its id is `<cluster>/<task>`. (Neither CloudFormation nor Config has this type; the name is ours.)",
    &[
        string("cluster_arn", "The cluster."),
        string("task_definition_arn", "The task definition."),
        string(
            "group",
            "`service:<service>`, `family:<family>` or what was given at the start.",
        ),
        string("task_group", "The cluster's ARN and its group."),
        string(
            "last_status",
            "`RUNNING`, or a step on the way there or away.",
        ),
        one_of(
            "desired_status",
            &["RUNNING", "PENDING", "STOPPED"],
            "What it should be.",
        ),
        one_of(
            "health_status",
            &["HEALTHY", "UNHEALTHY", "UNKNOWN"],
            "What the checks of its essential containers say; `UNKNOWN` when it has none, or no answer yet.",
        ),
        one_of(
            "launch_type",
            &["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"],
            "What it runs on; null when a capacity provider says so.",
        )
        .or_null(),
        string("availability_zone", "The zone; null until it was placed.").or_null(),
        string(
            "platform_version",
            "Fargate's version; null on other than Fargate.",
        )
        .or_null(),
        string("started_by", "Who started it; null when nobody said.").or_null(),
        timestamp("started_at", "When it began to run; null until then.").or_null(),
        list(
            "containers",
            &Type::Record(&TASK_CONTAINER),
            "Its containers.",
        ),
        relation("cluster", &CLUSTER, "cluster_arn", &["arn"], "The cluster.").guaranteed(),
        relation(
            "task_definition",
            &TASK_DEFINITION,
            "task_definition_arn",
            &["arn"],
            "The task definition.",
        ),
    ],
)
.deployed_if(&deployed("false"));

/// A container of a task.
pub static TASK_CONTAINER: RecordType = RecordType::part(
    "TaskContainer",
    &DESCRIBE_TASKS,
    &["name"],
    "A container that runs.",
    &[
        string("name", "The name."),
        string("image", "The image; null for very old agents.").or_null(),
        string(
            "image_digest",
            "The digest of the image; null until it was pulled.",
        )
        .or_null(),
        string(
            "last_status",
            "`RUNNING`, or a step on the way there or away.",
        ),
        one_of(
            "health_status",
            &["HEALTHY", "UNHEALTHY", "UNKNOWN"],
            "What its check says; `UNKNOWN` when it has none.",
        ),
    ],
);
