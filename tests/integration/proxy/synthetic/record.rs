//! How the template comes to be: an account is made in an emulator, and what that answers to a scan of it is recorded.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use super::super::Proxy;
use super::super::recording::Recording;

/// The account of the emulator that is the template.
pub const ACCOUNT: &str = "777777777777";

/// Makes the account in an emulator, and records what `scan`, which is given an endpoint, asks about it.
pub fn record(emulator: &str, repository: &Path, scan: impl FnOnce(&str)) -> Arc<Recording> {
    let here = repository.join("tests/integration/proxy/synthetic");
    let made = Command::new(repository.join("localstack/.venv/moto/bin/python"))
        .arg(here.join("template.py"))
        .arg(emulator)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .status();
    assert!(
        made.is_ok_and(|status| status.success()),
        "the account could not be made"
    );
    let lacking = std::fs::read_to_string(here.join("template.yaml")).expect("it is there");
    let lacking = serde_saphyr::from_str(&lacking).expect("it is as it should be");
    let recording = Arc::new(Recording::completed(lacking));
    let proxy = Proxy::recording(emulator, &recording);
    scan(&proxy.url);
    recording
}
