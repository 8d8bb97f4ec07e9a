//! awsert reads a live AWS account and says, resource by resource, whether what was deployed is what was meant.

pub mod aws;
pub mod call;
mod collect;
pub mod expr;
pub mod iam;
pub mod inventory;
