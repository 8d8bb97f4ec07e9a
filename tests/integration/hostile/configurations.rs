//! Configurations that attack the parser, the patterns and the clock: refused with words, or read; never a crash.

use std::fs;

use super::account::ACCOUNT;
use super::files::{bounded, laughs, quoted};
use super::terminal::ATTACK;
use crate::awsert::{Ran, awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// What a run makes of a configuration.
#[track_caller]
fn configured(text: impl AsRef<[u8]>) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("awsert.yaml"), text).unwrap();
    // There is no endpoint: what is right with the configuration ends at the credentials.
    bounded(|| {
        awsert([
            "scan",
            "--region",
            "us-east-1",
            "--endpoint-url",
            "http://127.0.0.1:1",
        ])
        .env("AWS_MAX_ATTEMPTS", "1")
        .in_folder(folder.path())
        .run()
    })
}

#[test]
fn a_configuration_has_bounds() {
    let attack = quoted(ATTACK);
    let waiver = |check: &str| {
        format!("waivers:\n  - {{ check: '{check}', resource: '*', reason: r, owner: o }}\n")
    };
    for (text, because) in [
        (format!("params: {{a: {}}}", laughs("b")), "budget"),
        (
            format!(
                "params: {{a: {{b: {}1{}}}}}",
                "[".repeat(10_000),
                "]".repeat(10_000)
            ),
            "recursion limit",
        ),
        (
            format!(
                "params: {{a: {{b: {}1{}}}}}",
                "{a: ".repeat(5_000),
                "}".repeat(5_000)
            ),
            "budget",
        ),
        ("params: {a: &a {b: *a}}".to_owned(), ""),
        ("format: 1".to_owned(), "duplicate"),
        (format!("{attack}: x"), "unknown field"),
        (format!("opt_in: [{attack}]"), "unknown opt-in"),
        (format!("checks: [{attack}]"), "cannot read"),
        (
            format!("params: {{{attack}: {{x: 1}}}}"),
            "there is no check",
        ),
        (format!("select: {{check: [{attack}]}}"), "no check matches"),
        (
            format!("select: {{service: [{attack}]}}"),
            "no check matches",
        ),
        (
            format!("select: {{framework: [{attack}]}}"),
            "no framework is called",
        ),
        (
            format!("select: {{check: [\"{}\"]}}", "[a-z]".repeat(20_000)),
            "is too long",
        ),
        (
            format!(
                "select: {{check: [\"{}{}\"]}}",
                "{a,".repeat(5_000),
                "}".repeat(5_000)
            ),
            "is too long",
        ),
        (
            format!(
                "select: {{exclude: [\"{}{}\"]}}",
                "{a,".repeat(5_000),
                "}".repeat(5_000)
            ),
            "is too long",
        ),
        (
            format!("select: {{service: [{}]}}", "x".repeat(1_000_000)),
            "no check matches",
        ),
        (waiver("["), "is not a pattern"),
        (waiver("{a,"), "is not a pattern"),
        (waiver("[z-a]"), "is not a pattern"),
        (
            waiver(&format!("{}{}", "{a,".repeat(5_000), "}".repeat(5_000))),
            "is too long",
        ),
        (
            waiver("x").replace("owner: o", &format!("owner: o, expires: {attack}")),
            "is not a day",
        ),
        (
            waiver("x").replace("owner: o", "owner: o, expires: 99999999999-01-01"),
            "is not a day",
        ),
    ] {
        let ran = configured(format!("format: 1\n{text}\n")).exits(2);
        assert!(ran.stderr.contains(because), "{because:?}: {}", ran.stderr);
    }
    configured(b"format: 1\n\xff\xfe").exits(2);
    configured("#".repeat(5 * 1024 * 1024)).exits(2);
    // Deep within its bounds; what is wrong then are the credentials.
    let deep = format!("{}rds-x{}", "{a,".repeat(60), "}".repeat(60));
    for sound in [
        waiver(&deep),
        waiver("**/**/**"),
        waiver(&"?".repeat(256)),
        format!("\u{feff}format: 1\n{}", waiver("*")),
    ] {
        let text = if sound.contains("format") {
            sound
        } else {
            format!("format: 1\n{sound}")
        };
        let ran = configured(text).exits(2);
        assert!(
            ran.stderr.contains("cannot tell which account"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn waivers_in_thousands_with_odd_patterns_take_bounded_time() {
    let folder = tempfile::tempdir().unwrap();
    let patterns = [
        "a*".repeat(2_000),
        "*".repeat(5_000),
        "?".repeat(5_000),
        "\\u001b[31m*".to_owned(),
    ];
    let waivers: String = (0..4_000)
        .map(|at| format!("  - {{ check: \"rds-*\", resource: \"{}{at}\", reason: r, owner: \"\\e[31m\\u202e\" }}\n", patterns.get(at).map_or("db-", String::as_str)))
        .collect();
    fs::write(
        folder.path().join("awsert.yaml"),
        format!("format: 1\nwaivers:\n{waivers}"),
    )
    .unwrap();
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let ran = bounded(|| {
        scan(&proxy.url, ACCOUNT)
            .args(["--check", "rds-*"])
            .in_folder(folder.path())
            .run()
    });
    ran.exits(1);
}
