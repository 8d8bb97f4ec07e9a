//! Parameter groups of instances and of clusters.

use super::LIST_TAGS_FOR_RESOURCE;
use super::cluster::DB_CLUSTER;
use super::event_subscription::EVENT_SUBSCRIPTION;
use super::instance::DB_INSTANCE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, deployed, map, named_by, string};

/// rds:DescribeDBParameterGroups
pub static DESCRIBE_DB_PARAMETER_GROUPS: Call =
    Call::new("rds", "DescribeDBParameterGroups").paged(100);
/// rds:DescribeDBParameters
pub static DESCRIBE_DB_PARAMETERS: Call = Call::new("rds", "DescribeDBParameters")
    .paged(100)
    .gone(&["DBParameterGroupNotFound"]);
/// rds:DescribeDBClusterParameterGroups
pub static DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS: Call =
    Call::new("rds", "DescribeDBClusterParameterGroups").paged(100);
/// rds:DescribeDBClusterParameters
pub static DESCRIBE_DB_CLUSTER_PARAMETERS: Call = Call::new("rds", "DescribeDBClusterParameters")
    .paged(100)
    .gone(&["DBParameterGroupNotFound"]);

/// A parameter group of instances.
pub static DB_PARAMETER_GROUP: RecordType = RecordType::regional(
    "AWS::RDS::DBParameterGroup",
    &DESCRIBE_DB_PARAMETER_GROUPS,
    "Engine settings that DB instances share.",
    &[
        string(
            "db_parameter_group_family",
            "The engine and major version it is for: `postgres15`.",
        ),
        string("description", "The description."),
        map(
            "parameters",
            &Type::String,
            "The parameters that have a value, set or AWS's default; one without is up to the engine.",
        )
        .read_by(&DESCRIBE_DB_PARAMETERS),
        named_by(
            "db_instances",
            &Type::Record(&DB_INSTANCE),
            "db_parameter_group_names",
            "id",
            "The instances that use it.",
        ),
        named_by(
            "event_subscriptions_in_region",
            &Type::Record(&EVENT_SUBSCRIPTION),
            "region",
            "region",
            "All event subscriptions of its region, some of which may tell of it.",
        ),
    ],
)
.deployed_if(&deployed(r#"!resource.id.startsWith("default.")"#))
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// A parameter group of clusters.
pub static DB_CLUSTER_PARAMETER_GROUP: RecordType = RecordType::regional(
    "AWS::RDS::DBClusterParameterGroup",
    &DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS,
    "Engine settings that DB clusters share.",
    &[
        string(
            "db_parameter_group_family",
            "The engine and major version it is for: `aurora-postgresql15`.",
        ),
        string("description", "The description."),
        map(
            "parameters",
            &Type::String,
            "The parameters that have a value, set or AWS's default; one without is up to the engine.",
        )
        .read_by(&DESCRIBE_DB_CLUSTER_PARAMETERS),
        named_by(
            "db_clusters",
            &Type::Record(&DB_CLUSTER),
            "db_cluster_parameter_group_name",
            "id",
            "The clusters that use it.",
        ),
    ],
)
.deployed_if(&deployed(r#"!resource.id.startsWith("default.")"#))
.tags_by(&LIST_TAGS_FOR_RESOURCE);
