//! awsert reads a live AWS account and says, resource by resource, whether what was deployed is what was meant.

pub mod aws;
pub mod call;
pub mod check;
pub mod cli;
mod collect;
pub mod compare;
pub mod config;
pub mod deliver;
pub mod deployed;
pub mod diagnostic;
pub mod expr;
pub mod finding;
pub mod framework;
pub mod iam;
pub mod inventory;
pub mod logs;
pub mod plan;
pub mod query;
pub mod report;
pub mod scan;
mod shell;
pub mod snapshot;
pub mod store;
mod user_file;
pub mod verify;
