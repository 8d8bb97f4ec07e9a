//! What deliveries may call, and that nothing else in the source may.

use std::path::{Path, PathBuf};

use regex::Regex;

use super::calls;
use crate::call::Call;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn deliveries_make_their_own_calls_and_nobody_else_makes_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    assert!(files.len() > 100, "{}", files.len());
    // A request of the SDK ends so; each method before that is an operation or a member of it.
    let operation = Regex::new(r"\.\s*(put|create|delete|update|import|batch_import|publish|send_message|attach|modify|tag)_[a-z_]+\(\)").unwrap();
    let mut posts = Vec::new();
    let mut changes = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let name = file.strip_prefix(&source).unwrap().display().to_string();
        if text.contains("Connector::builder()") {
            posts.push(name.clone());
        }
        let found = operation.find_iter(text).map(|found| found.as_str());
        changes.extend(found.map(|found| format!("{name} {found}")));
    }
    assert_eq!(posts, ["deliver/http.rs"], "one client posts");
    let ours: Vec<&String> = changes
        .iter()
        .filter(|change| change.starts_with("deliver/"))
        .collect();
    assert_eq!(ours, ["deliver/s3.rs .put_object()"]);
    let named: Vec<String> = calls::ALL
        .iter()
        .map(|call| Call::to_string(call))
        .collect();
    assert_eq!(
        named,
        [
            "s3:PutObject",
            "securityhub:BatchImportFindings",
            "sns:Publish"
        ]
    );
}
