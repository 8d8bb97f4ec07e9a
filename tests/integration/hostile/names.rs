//! Names, tags, descriptions and errors that attack the terminal or the shell, in every service that is read.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use regex::Regex;
use serde_json::Value as Json;

use super::account::{ACCOUNT, Which, defaced, escaped};
use super::terminal::{
    ATTACK, SHELL, assert_harmless, assert_harmless_json, assert_harmless_table,
};
use crate::awsert::{Ran, awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// A full scan, everything that is read on request included.
fn full(proxy: &Proxy, arguments: &[&str]) -> Ran {
    scan(&proxy.url, ACCOUNT)
        .args(["--opt-in", "user_data"])
        .args(arguments.iter().copied())
        .env("COLUMNS", "80")
        .run()
}

/// Everything that says what it should, which is a matter of taste.
fn findings(report: &Json) -> &Vec<Json> {
    report["findings"].as_array().expect("findings")
}

#[test]
fn nothing_in_an_account_escapes_into_the_terminal() {
    for which in [Which::Names, Which::All] {
        let proxy = Proxy::before(&MOTO.url, defaced(which, &|text| format!("{text}{ATTACK}")));
        for (columns, arguments) in [
            (80, &["--color", "always"][..]),
            (80, &["--color", "never", "--verbose"]),
            (200, &["--color", "always", "--verbose"]),
            (200, &["--color", "never"]),
        ] {
            let ran = scan(&proxy.url, ACCOUNT)
                .args(["--opt-in", "user_data"])
                .args(arguments.iter().copied())
                .env("COLUMNS", &columns.to_string())
                .run()
                .exits(1);
            assert_harmless_table(&ran.stdout, columns);
            assert_harmless(&ran.stderr);
        }
        let ran = full(&proxy, &["--color", "always", "--verbose"]);
        assert!(ran.stdout.contains("\\u{202e}"), "the attack is shown");
    }
}

#[test]
fn an_old_terminal_gets_ascii() {
    let proxy = Proxy::before(
        &MOTO.url,
        defaced(Which::Names, &|text| format!("{text}{SHELL}{ATTACK}")),
    );
    let ran = scan(&proxy.url, ACCOUNT)
        .args(["--verbose", "--color", "always"])
        .env("LC_ALL", "C")
        .run()
        .exits(1);
    assert!(ran.stdout.is_ascii());
    assert_harmless_table(&ran.stdout, 100);
}

#[test]
fn json_holds_every_text_as_aws_has_it() {
    let proxy = Proxy::before(
        &MOTO.url,
        defaced(Which::Names, &|text| format!("{text}{ATTACK}")),
    );
    let ran = full(&proxy, &["--format", "json"]).exits(1);
    assert_harmless_json(&ran.stdout);
    let report = ran.json();
    let mut services = BTreeSet::new();
    for finding in findings(&report) {
        let resource = &finding["resource"];
        let named = [&resource["id"], &resource["name"], &resource["arn"]];
        if named
            .iter()
            .any(|name| name.as_str().is_some_and(|name| name.ends_with(ATTACK)))
        {
            services.insert(
                finding["check"]
                    .as_str()
                    .unwrap()
                    .split('-')
                    .next()
                    .unwrap(),
            );
        }
        for (key, value) in resource["tags"].as_object().unwrap() {
            assert!(key.ends_with(ATTACK) || key.starts_with("aws:"), "{key:?}");
            assert!(value.as_str().unwrap().ends_with(ATTACK), "{value:?}");
        }
    }
    let every: BTreeSet<&str> = ["ec2", "iam", "kms", "rds", "secretsmanager"].into();
    assert_eq!(services, every);
}

/// The words that a real shell, in which `aws` prints them and no other program is found, makes of commands.
fn words(commands: &str) -> Vec<String> {
    let ran = Command::new("/bin/bash")
        .args([
            "--norc",
            "-c",
            &format!("aws() {{ printf '%s\\0' aws \"$@\"; }}\n{commands}"),
        ])
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("PATH", "/nonexistent")
        .current_dir("/")
        .output()
        .expect("bash starts");
    assert!(
        ran.stderr.is_empty(),
        "{}\n{commands:?}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let text = String::from_utf8(ran.stdout).expect("words are text");
    text.split('\0').map(str::to_owned).collect()
}

/// The commands of a report's failures by check and resource, but for those with `<places>` to fill in.
fn commands(
    report: &Json,
    unattacked: impl Fn(&str) -> String,
) -> BTreeMap<(String, String), String> {
    findings(report)
        .iter()
        .filter_map(|finding| {
            let command = finding["remediation"]["cli"].as_str()?;
            let id = finding["resource"]["id"].as_str()?;
            let check = finding["check"].as_str()?;
            let place = unattacked(command).contains('<');
            (!place).then(|| ((check.to_owned(), unattacked(id)), command.to_owned()))
        })
        .collect()
}

#[test]
fn no_name_breaks_out_of_a_printed_command() {
    let quiet = Proxy::before(&MOTO.url, defaced(Which::Names, &str::to_owned));
    let quiet = commands(&full(&quiet, &["--format", "json"]).json(), str::to_owned);
    let proxy = Proxy::before(
        &MOTO.url,
        defaced(Which::Names, &|text| format!("{text}{SHELL}")),
    );
    let quoted = SHELL.replace('\'', "'\\''");
    let unattacked = |text: &str| text.replace(SHELL, "").replace(&quoted, "");
    let report = full(&proxy, &["--format", "json"]).exits(1).json();
    let attacked = commands(&report, unattacked);
    let mut compared = 0;
    for (what, command) in &attacked {
        let words: Vec<String> = words(command)
            .iter()
            .map(|word| word.replace(SHELL, ""))
            .collect();
        if let Some(quiet) = quiet.get(what) {
            assert_eq!(words, self::words(quiet), "{what:?}: {command:?}");
            compared += usize::from(command.contains(&quoted));
        }
    }
    assert!(compared > 20, "only {compared} commands were attacked");

    // What the table prints is the same to a shell, however it is broken and whatever the terminal cannot show.
    let known: BTreeSet<Vec<String>> = attacked.values().map(|command| words(command)).collect();
    let block = Regex::new("(?m)(^(\u{1b}\\[36m)[^\n]*\n)+").unwrap();
    for locale in ["C.UTF-8", "C"] {
        for columns in ["60", "80", "200"] {
            let table = scan(&proxy.url, ACCOUNT)
                .args(["--color", "always", "--opt-in", "user_data"])
                .env("COLUMNS", columns)
                .env("LC_ALL", locale)
                .run()
                .stdout;
            let mut seen = 0;
            for block in block.find_iter(&table) {
                let command = block
                    .as_str()
                    .replace("\u{1b}[36m", "")
                    .replace("\u{1b}[0m", "");
                if command.contains('<') || !command.contains("rm -rf") {
                    continue;
                }
                let words = words(&command);
                assert!(known.contains(&words), "{words:?}\n{command}");
                seen += 1;
            }
            assert!(seen >= 8, "only {seen} commands in {locale} at {columns}");
        }
    }
}

#[test]
fn names_of_64_kib_are_shown_within_bounds() {
    let long = "n".repeat(65_536);
    let replaced = vec![(
        "iam:GetAccountAuthorizationDetails".to_owned(),
        "<UserName>".to_owned(),
        format!("<UserName>{long}"),
    )];
    let behaviour = Behaviour {
        replaced,
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let users = |arguments: &[&str]| {
        scan(&proxy.url, "111111111112")
            .args(["--check", "iam-user-*"])
            .args(arguments.iter().copied())
            .env("COLUMNS", "80")
            .run()
    };
    assert_harmless_table(&users(&[]).stdout, 80);
    assert_harmless_table(&users(&["--verbose"]).stdout, 80);
    let report = users(&["--format", "json"]).json();
    assert!(findings(&report).iter().any(|finding| {
        finding["resource"]["id"]
            .as_str()
            .is_some_and(|id| id.starts_with(&long))
    }));
}

#[test]
fn what_aws_says_of_an_error_is_harmless_too() {
    let message = escaped(&format!("{ATTACK}{}", "long ".repeat(200_000)));
    let error = format!(
        "<ErrorResponse><Error><Code>Odd{}</Code><Message>{message}</Message></Error></ErrorResponse>",
        escaped("\u{1b}[31m\u{202e}")
    );
    let denied = format!(
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>{message}</Message></Error></Errors></Response>"
    );
    let json = serde_json::json!({"__type": "AccessDeniedException", "Message": format!("{ATTACK}{SHELL}")});
    // The endpoint answers with 200; what is no answer of the operation is an error all the same.
    let behaviour = Behaviour {
        answered: [
            ("iam:GetAccountAuthorizationDetails", error.as_str()),
            ("rds:DescribeDBInstances", &error),
            ("ec2:DescribeInstances", &denied),
            ("kms:ListKeys", &json.to_string()),
            ("secretsmanager:ListSecrets", &json.to_string()),
        ]
        .into_iter()
        .map(|(call, body)| (call.to_owned(), body.to_owned()))
        .collect(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let ran = full(&proxy, &["--verbose", "--color", "always"]);
    assert!([1, 3].contains(&ran.code), "{}", ran.stderr);
    assert_harmless_table(&ran.stdout, 80);
    assert_harmless(&ran.stderr);
    let ran = full(&proxy, &["--format", "json"]);
    assert_harmless_json(&ran.stdout);
    for finding in findings(&ran.json()) {
        let blind = [
            "AWS::EC2::Instance",
            "AWS::RDS::DBInstance",
            "AWS::IAM::User",
            "AWS::KMS::Key",
        ];
        if blind.iter().any(|ty| finding["resource"]["type"] == *ty) {
            assert_eq!(finding["status"], "unknown", "{finding}");
        }
    }
}

#[test]
fn credentials_that_are_refused_with_hostile_words_are_told_harmlessly() {
    let error = format!(
        "<ErrorResponse><Error><Code>X</Code><Message>{}</Message></Error></ErrorResponse>",
        escaped(ATTACK)
    );
    let behaviour = Behaviour {
        answered: [("sts:GetCallerIdentity".to_owned(), error)].into(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let ran = scan(&proxy.url, ACCOUNT).run().exits(2);
    assert_harmless(&ran.stderr);

    let regions = format!(
        "<DescribeRegionsResponse><regionInfo><item><regionName>{}</regionName></item></regionInfo></DescribeRegionsResponse>",
        escaped(&format!("us-east-1.evil.example/{ATTACK}"))
    );
    let behaviour = Behaviour {
        answered: [("ec2:DescribeRegions".to_owned(), regions)].into(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let ran = scan(&proxy.url, ACCOUNT)
        .args(["--region", "all"])
        .run()
        .exits(2);
    assert!(
        ran.stderr.contains("is not the name of a region"),
        "{}",
        ran.stderr
    );
    assert_harmless(&ran.stderr);
}

#[test]
fn what_the_user_types_is_repeated_harmlessly() {
    for arguments in [
        &["scan", "--check", ATTACK][..],
        &["scan", "--check", "[\u{1b}[31m\u{202e}"],
        &["scan", "--exclude-check", "{\u{9b}"],
        &["scan", "--service", ATTACK],
        &["scan", "--framework", ATTACK],
        &["scan", "--severity", ATTACK],
        &["scan", "--format", ATTACK],
        &["scan", "--opt-in", ATTACK],
        &["scan", "--region", ATTACK],
        &["scan", "--config", ATTACK],
        &["scan", "--checks", ATTACK],
        &["scan", ATTACK],
        &["scan", "--\u{1b}[31m\u{202e}"],
        &[ATTACK],
        &["checks", "show", ATTACK],
        &["checks", "test", ATTACK],
        &["schema", ATTACK],
    ] {
        let ran = awsert([]).args(arguments.iter().copied()).run().exits(2);
        assert_harmless(&ran.stderr);
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
}
