//! Amazon S3: buckets, access points, and what an account forbids for all of its buckets.

pub mod access_point;
pub mod bucket;
pub mod lifecycle;
pub mod public_access_block;
pub mod replication;

pub use access_point::{ACCESS_POINT, MULTI_REGION_ACCESS_POINT};
pub use bucket::BUCKET;
pub use lifecycle::LIFECYCLE_RULE;
pub use public_access_block::{ACCOUNT_PUBLIC_ACCESS_BLOCK, PUBLIC_ACCESS_BLOCK};
pub use replication::REPLICATION_RULE;
