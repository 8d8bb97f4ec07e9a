//! Where results go beside files: to S3, Security Hub, SNS, Slack and webhooks, as `deliver:` of `awsert.yaml` says.
//!
//! Reading an account changes nothing in it, and that is proven of the collectors and their gate. Here, apart from them and with a client of its
//! own, are the only calls of awsert that change anything: those of [`calls`], and posts to addresses that the user names. What a message
//! says is the business of [`crate::report`], what the configuration looks like that of [`crate::config`].

mod address;
pub mod calls;
mod destination;
mod endpoint;
mod hook;
mod http;
pub mod policy;
mod s3;
mod security_hub;
mod send;
mod sign;
mod sns;
mod trouble;
mod variables;

pub use destination::{Bucket, Delivery, Destination, Hook, Kind, Ready, Topic, When};
pub use send::{Sender, Surroundings, deliver};
pub use trouble::{Delivered, Undelivered};
pub use variables::{Secret, Template, Unset};

#[cfg(test)]
mod tests;
