//! Amazon EC2 and VPC: networks, and what runs in them. One file per family of types.

pub mod network;
pub mod security_group;

pub use network::{FLOW_LOG, SUBNET, VPC};
pub use security_group::SECURITY_GROUP;
