//! Amazon RDS and Aurora. One file per family of types.
//!
//! The listings of instances and clusters also bring those of DocumentDB and Neptune, which share RDS's API: `served_by_rds` tells them apart.

pub mod cluster;
pub mod engine_version;
pub mod event_subscription;
pub mod instance;
pub mod network;
pub mod parameter_group;
mod part;
pub mod proxy;
pub mod snapshot;

pub use cluster::DB_CLUSTER;
pub use engine_version::DB_ENGINE_VERSION;
pub use event_subscription::EVENT_SUBSCRIPTION;
pub use instance::DB_INSTANCE;
pub use network::DB_SUBNET_GROUP;
pub use parameter_group::{DB_CLUSTER_PARAMETER_GROUP, DB_PARAMETER_GROUP};
pub use part::{ENDPOINT, MASTER_USER_SECRET, ROLE_ASSOCIATION};
pub use proxy::DB_PROXY;
pub use snapshot::{DB_CLUSTER_SNAPSHOT, DB_SNAPSHOT};

use crate::call::Call;

/// rds:ListTagsForResource, for the types whose list brings no tags.
pub static LIST_TAGS_FOR_RESOURCE: Call = Call::new("rds", "ListTagsForResource").gone(&[
    "DBInstanceNotFound",
    "DBSnapshotNotFound",
    "DBClusterNotFoundFault",
    "DBProxyNotFoundFault",
    "DBProxyTargetGroupNotFoundFault",
    "SubscriptionNotFound",
    "DBSubnetGroupNotFoundFault",
    "DBParameterGroupNotFound",
]);
