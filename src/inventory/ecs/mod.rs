//! Amazon ECS: clusters, services, the task definitions that services run, running tasks, and capacity providers.
//!
//! What an environment variable holds may be a secret: of variables only the names are kept.

pub mod capacity_provider;
pub mod cluster;
pub mod container;
pub mod service;
pub mod task;
pub mod task_definition;

pub use capacity_provider::CAPACITY_PROVIDER;
pub use cluster::CLUSTER;
pub use service::SERVICE;
pub use task::TASK;
pub use task_definition::TASK_DEFINITION;
