//! Results that are delivered: to webhooks, to buckets, topics and Security Hub of a local AWS, and what is told where that fails.

mod aws;
mod configuration;
mod hooks;
mod receiver;

use std::fs;
use std::path::Path;

use crate::awsert::{Awsert, awsert};
use crate::local_aws::MOTO;

/// A folder with a configuration of one check, in which databases of the sample fail, and these deliveries.
fn folder(deliveries: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), deliveries, more);
    folder
}

fn write(folder: &Path, deliveries: &str, more: &str) {
    let text = format!(
        "format: 1\nselect: {{ check: [rds-instance-multi-az] }}\noutputs: [json]\n{more}\ndeliver:\n{deliveries}\n"
    );
    fs::write(folder.join("awsert.yaml"), text).unwrap();
}

/// A scan of an account of the local AWS, in a folder.
fn scanned(folder: &Path, url: &str, account: &str) -> Awsert {
    awsert(["scan", "--region", "us-east-1", "--endpoint-url", url])
        .arg("--assume-role")
        .arg(format!("arn:aws:iam::{account}:role/Auditor"))
        .in_folder(folder)
}

/// A scan of the sample of document a as it was at first, in which two databases fail.
fn scan(folder: &Path) -> Awsert {
    scanned(folder, &MOTO.url, "111111111111")
}
