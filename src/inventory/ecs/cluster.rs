//! Clusters.

use super::service::SERVICE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::kms::{KEY, KEY_NAMES};
use crate::inventory::schema::{Type, int, list, named_by, one_of, relation, string};

/// ecs:ListClusters
pub static LIST_CLUSTERS: Call = Call::new("ecs", "ListClusters").paged(100);
/// ecs:DescribeClusters, a hundred at a time.
pub static DESCRIBE_CLUSTERS: Call = Call::new("ecs", "DescribeClusters").within(&[(
    "clusters",
    &[
        "activeServicesCount",
        "pendingTasksCount",
        "registeredContainerInstancesCount",
        "runningTasksCount",
    ],
)]);

/// A cluster.
pub static CLUSTER: RecordType = RecordType::regional(
    "AWS::ECS::Cluster",
    &LIST_CLUSTERS,
    "A group of services and tasks. Its id is its name.",
    &[
        one_of(
            "status",
            &[
                "ACTIVE",
                "PROVISIONING",
                "DEPROVISIONING",
                "FAILED",
                "INACTIVE",
            ],
            "`ACTIVE` when it can be used.",
        )
        .read_by(&DESCRIBE_CLUSTERS),
        one_of(
            "container_insights",
            &["enabled", "enhanced", "disabled"],
            "Whether Container Insights watches it.",
        )
        .read_by(&DESCRIBE_CLUSTERS),
        int("active_services_count", "The services in it.").read_by(&DESCRIBE_CLUSTERS),
        int("running_tasks_count", "The tasks that run in it.").read_by(&DESCRIBE_CLUSTERS),
        int("pending_tasks_count", "The tasks that are about to run.").read_by(&DESCRIBE_CLUSTERS),
        int(
            "registered_container_instances_count",
            "The EC2 instances in it.",
        )
        .read_by(&DESCRIBE_CLUSTERS),
        list(
            "capacity_providers",
            &Type::String,
            "The names of its capacity providers.",
        )
        .read_by(&DESCRIBE_CLUSTERS),
        one_of(
            "execute_command_logging",
            &["NONE", "DEFAULT", "OVERRIDE"],
            "Where sessions in containers are logged; null when that was not set.",
        )
        .or_null()
        .read_by(&DESCRIBE_CLUSTERS),
        string(
            "execute_command_kms_key_id",
            "The key that encrypts sessions in containers; null when none was set.",
        )
        .or_null()
        .read_by(&DESCRIBE_CLUSTERS),
        relation(
            "execute_command_kms_key",
            &KEY,
            "execute_command_kms_key_id",
            KEY_NAMES,
            "The key that encrypts sessions in containers; null when none was set.",
        ),
        named_by(
            "services",
            &Type::Record(&SERVICE),
            "cluster_arn",
            "arn",
            "Its services.",
        ),
    ],
)
.tags_by(&DESCRIBE_CLUSTERS);
