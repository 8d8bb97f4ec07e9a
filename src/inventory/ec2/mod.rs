//! Amazon EC2 and VPC: networks, and what runs in them. One file per family of types.

pub mod address;
pub mod endpoint;
pub mod flow_log;
pub mod image;
pub mod instance;
pub mod key_pair;
pub mod launch_template;
pub mod network_acl;
pub mod network_interface;
pub mod prefix_list;
pub mod region_settings;
pub mod route;
pub mod security_group;
pub mod spot_fleet;
pub mod storage;
pub mod transit_gateway;
pub mod user_data;
pub mod vpc;
pub mod vpn;

pub use address::EIP;
pub use endpoint::VPC_ENDPOINT;
pub use flow_log::FLOW_LOG;
pub use image::IMAGE;
pub use instance::INSTANCE;
pub use key_pair::KEY_PAIR;
pub use launch_template::LAUNCH_TEMPLATE;
pub use network_acl::NETWORK_ACL;
pub use network_interface::NETWORK_INTERFACE;
pub use prefix_list::PREFIX_LIST;
pub use region_settings::REGION_SETTINGS;
pub use route::{INTERNET_GATEWAY, NAT_GATEWAY, ROUTE_TABLE};
pub use security_group::SECURITY_GROUP;
pub use spot_fleet::SPOT_FLEET;
pub use storage::{SNAPSHOT, VOLUME};
pub use transit_gateway::TRANSIT_GATEWAY;
pub use vpc::{SUBNET, VPC};
pub use vpn::{CLIENT_VPN_ENDPOINT, VPN_CONNECTION};

/// The most that one page may hold. Without a size these calls answer everything at once, which AWS refuses to large accounts
/// ("Pagination" in the Amazon EC2 Developer Guide).
pub const PAGE: i32 = 1_000;
/// The same for the few calls that take no larger one.
pub const SMALL_PAGE: i32 = 100;

/// What a region answers that does not have a feature: there is no such action there, or it is not supported (Amazon EC2, "Error codes for the
/// Amazon EC2 API").
const NOT_HERE: &[&str] = &["InvalidAction", "UnsupportedOperation"];
