//! What awsert does, told through the real binary: against a local AWS where that can show it, else on files.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod answers;
mod awsert;
mod checks;
mod docs;
mod faults;
mod limits;
mod local_aws;
mod matrix;
mod network;
#[allow(dead_code, reason = "what the matrix is going to use")]
mod proxy;
mod samples;
mod usage;
mod watching;
