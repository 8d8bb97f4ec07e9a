//! Elastic Load Balancing version 2: Application, Network and Gateway Load Balancers. Classic Load Balancers are another API and not here.

pub mod listener;
pub mod load_balancer;
pub mod target_group;

pub use listener::{LISTENER, SSL_POLICY};
pub use load_balancer::LOAD_BALANCER;
pub use target_group::TARGET_GROUP;

use crate::call::Call;

/// elasticloadbalancing:DescribeTags, for all types.
pub static DESCRIBE_TAGS: Call = Call::new("elasticloadbalancing", "DescribeTags").gone(&[
    "LoadBalancerNotFound",
    "ListenerNotFound",
    "TargetGroupNotFound",
]);
