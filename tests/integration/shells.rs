//! What shells and `man` are told of the program, tried with those that are here.

use std::fs;
use std::process::Command;

use crate::awsert::awsert;

/// Whether a program takes a file as it should; nothing where there is no such program.
fn takes(program: &str, arguments: &[&str], file: &std::path::Path) -> Option<(bool, String)> {
    let ran = Command::new(program)
        .args(arguments)
        .arg(file)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    Some((ran.status.success(), said))
}

#[test]
fn completions_are_scripts_that_the_shells_take() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = awsert(["completions", shell]).run().exits(0).stdout;
        assert!(script.contains("query"), "{shell}");
        let file = folder.path().join(shell);
        fs::write(&file, script).unwrap();
        // These two read a script without running it.
        if ["bash", "zsh"].contains(&shell)
            && let Some((is_taken, said)) = takes(shell, &["-n"], &file)
        {
            assert!(is_taken, "{shell}: {said}");
        }
    }
    // bash is everywhere.
    assert!(takes("bash", &["-n"], &folder.path().join("bash")).is_some());
}

#[test]
fn the_manual_has_a_page_for_each_command_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    awsert(["man"]).arg(folder.path()).run().exits(0);
    for page in [
        "awsert.1",
        "awsert-scan.1",
        "awsert-query.1",
        "awsert-waivers-import.1",
    ] {
        let file = folder.path().join(page);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(".TH "), "{page}");
        if let Some((is_taken, said)) = takes(
            "man",
            &["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"],
            &file,
        ) {
            assert!(is_taken && said.is_empty(), "{page}: {said}");
        }
    }
    assert!(awsert(["man"]).run().exits(0).stdout.contains("awsert"));
}
