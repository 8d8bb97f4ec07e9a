//! Deployments as their tools write them, read whole; and files that are none.

mod broken;
mod kinds;
mod secrets;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Deployment, ReadError, Subject};

/// The deployment that a file of `tests/fixtures/deployed` tells of.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/deployed")
        .join(name)
}

/// The deployment that texts tell of, each in a file of its own: `1.json`, `2.json` and so on.
fn read(texts: &[&str]) -> Result<Deployment, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let write = |(index, text): (usize, &&str)| {
        let path = folder.path().join(format!("{}.json", index + 1));
        std::fs::write(&path, text).unwrap();
        path
    };
    let paths: Vec<PathBuf> = texts.iter().enumerate().map(write).collect();
    Deployment::read(&paths)
}

/// What is wrong with texts, without the folder that they stand in.
fn refused(texts: &[&str]) -> String {
    let error = read(texts).unwrap_err().to_string();
    let words: Vec<String> = error
        .split(' ')
        .map(|word| match word.rfind('/') {
            Some(at) if word.starts_with('/') => word[at + 1..].to_owned(),
            _ => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

fn subject(subject: &Subject) -> String {
    let mut line = subject.ty.name.to_owned();
    for (name, value) in [
        ("id", &subject.id),
        ("arn", &subject.arn),
        ("region", &subject.region),
        ("account", &subject.account),
    ] {
        if let Some(value) = value {
            write!(line, " {name}={value}").unwrap();
        }
    }
    line
}

/// A deployment for people: each resource with what it is to us, and the outputs.
fn told(deployment: &Deployment) -> String {
    let mut lines = Vec::new();
    for resource in &deployment.resources {
        lines.push(format!("{} ({})", resource.address, resource.declared_type));
        lines.push(match &resource.subject {
            Ok(of) => format!("  {}", subject(of)),
            Err(why) => format!("  not looked for: {why:?}"),
        });
    }
    for (name, value) in &deployment.outputs {
        lines.push(format!("output {name} = {value}"));
    }
    for name in &deployment.secret_outputs {
        lines.push(format!("output {name} is secret"));
    }
    lines.join("\n")
}
