//! Amazon EC2 and VPC: networks, and what runs in them. One file per family of types.

pub mod address;
pub mod endpoint;
pub mod flow_log;
pub mod image;
pub mod instance;
pub mod key_pair;
pub mod network_acl;
pub mod network_interface;
pub mod prefix_list;
pub mod region_settings;
pub mod route;
pub mod security_group;
pub mod storage;
pub mod user_data;
pub mod vpc;

pub use address::EIP;
pub use endpoint::VPC_ENDPOINT;
pub use flow_log::FLOW_LOG;
pub use image::IMAGE;
pub use instance::INSTANCE;
pub use key_pair::KEY_PAIR;
pub use network_acl::NETWORK_ACL;
pub use network_interface::NETWORK_INTERFACE;
pub use prefix_list::PREFIX_LIST;
pub use region_settings::REGION_SETTINGS;
pub use route::{INTERNET_GATEWAY, NAT_GATEWAY, ROUTE_TABLE};
pub use security_group::SECURITY_GROUP;
pub use storage::{SNAPSHOT, VOLUME};
pub use vpc::{SUBNET, VPC};

/// The most that one page may hold. Without a size these calls answer everything at once, which AWS refuses to large accounts
/// ("Pagination" in the Amazon EC2 Developer Guide).
pub const PAGE: i32 = 1_000;
/// The same for the few calls that take no larger one.
pub const SMALL_PAGE: i32 = 100;
