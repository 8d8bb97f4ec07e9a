//! What awsert does, told through the real binary: against a local AWS where that can show it, else on files.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod action;
mod answers;
mod awsert;
mod beginnings;
mod checks;
mod configuration;
mod deliver;
mod docs;
mod everywhere;
mod faults;
mod formats;
mod frameworks;
mod hostile;
mod html;
mod keeping;
mod limits;
mod local_aws;
mod matrix;
mod network;
mod plan;
mod proxy;
mod query;
mod reports;
mod samples;
mod shells;
mod storage;
mod synthetic;
mod usage;
mod verify;
mod waivers;
mod watching;
