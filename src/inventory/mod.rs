//! The normalised inventory: resource types, what was read of each resource, and how resources lead to each other.
//!
//! The types of one service stand in one file (or folder) of its name. Nothing here talks to AWS; see `collect`.

pub mod accessanalyzer;
pub mod account;
pub mod acm;
pub mod apigateway;
pub mod apigatewayv2;
pub mod application_autoscaling;
pub mod backup;
pub mod cloudtrail;
pub mod cloudwatch;
pub mod config;
pub mod dynamodb;
pub mod ec2;
pub mod ecs;
pub mod efs;
pub mod elbv2;
pub mod guardduty;
pub mod iam;
mod keep;
pub mod kms;
pub mod link;
pub mod logs;
pub mod organizations;
pub mod rds;
mod reading;
mod record;
pub mod region;
pub mod registry;
pub mod s3;
pub mod schema;
pub mod secretsmanager;
pub mod securityhub;
mod sharing;
pub mod ssm;
mod store;
mod value;
pub mod wafv2;
pub mod xray;

pub use crate::record;
pub use keep::{Keep, Slots};
pub use reading::{Gap, Outcome, Reading};
pub use record::{Answer, Record};
pub use schema::RecordType;
pub use sharing::Sharing;
pub use store::{Account, GLOBAL, Inventory, Listing, Lookup, ResourceId, Table, scope};
pub use value::{List, Map, Value};
