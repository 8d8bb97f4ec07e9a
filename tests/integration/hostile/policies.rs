//! Policies that attack the parser or the clock, in IAM's, KMS's and Secrets Manager's answers: unknown, or judged rightly.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

use super::account::{ACCOUNT, escaped};
use super::terminal::{assert_harmless, assert_harmless_json};
use crate::awsert::scan;
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// A role with an inline policy, both as they stand in the answer.
fn role(name: &str, trust: &str, policy: &str) -> String {
    format!(
        "<member><RoleName>{name}</RoleName><RoleId>{name}</RoleId><Path>/</Path><Arn>arn:aws:iam::{ACCOUNT}:role/{name}</Arn>\
         <CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>{trust}</AssumeRolePolicyDocument><Tags/>\
         <InstanceProfileList/><AttachedManagedPolicies/><RolePolicyList><member><PolicyName>p</PolicyName>\
         <PolicyDocument>{policy}</PolicyDocument></member></RolePolicyList></member>"
    )
}

fn details(roles: &str) -> Behaviour {
    let answer = format!(
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><IsTruncated>false</IsTruncated>\
         <UserDetailList/><GroupDetailList/><Policies/><RoleDetailList>{roles}</RoleDetailList>\
         </GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
    );
    Behaviour {
        answered: [("iam:GetAccountAuthorizationDetails".to_owned(), answer)].into(),
        ..Behaviour::default()
    }
}

fn encoded(policy: &str) -> String {
    utf8_percent_encode(policy, NON_ALPHANUMERIC).to_string()
}

/// The statuses by check and by the role that a finding is about.
fn statuses(behaviour: Behaviour, checks: &str) -> BTreeMap<(String, String), String> {
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let began = Instant::now();
    let ran = scan(&proxy.url, ACCOUNT)
        .args(["--check", checks, "--format", "json"])
        .run();
    assert!(
        began.elapsed() < Duration::from_mins(1),
        "took {:?}",
        began.elapsed()
    );
    assert!(
        [0, 1, 3].contains(&ran.code),
        "{}: {}",
        ran.code,
        ran.stderr
    );
    assert_harmless(&ran.stderr);
    assert_harmless_json(&ran.stdout);
    let report: Json = ran.json();
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| {
            let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
            (
                (text(&finding["check"]), text(&finding["resource"]["id"])),
                text(&finding["status"]),
            )
        })
        .collect()
}

const SOUND: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}"#;
const ADMIN: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

/// Every check on inline policies, and on who may assume roles.
const CHECKS: &str = "iam-inline-policy-*,iam-role-trust-*,iam-role-service-*";

#[test]
fn a_policy_that_is_none_is_unknown_to_every_check() {
    let whole = encoded(SOUND);
    let statement = |inside: &str| {
        encoded(&format!(
            r#"{{"Statement":[{{"Effect":"Allow",{inside}}}]}}"#
        ))
    };
    let hostile = [
        ("sound", whole.clone()),
        ("empty-text", " ".to_owned()),
        ("no-percent", whole.replace("%22", "%zz")),
        ("cut-percent", format!("{whole}%")),
        ("cut-letter", format!("{whole}%E2%82")),
        ("no-utf8", whole.replace("s3", "%ff%fe")),
        ("twice-encoded", encoded(&whole)),
        ("html", escaped("<script>alert(1)</script>")),
        (
            "deep",
            encoded(&format!(
                "{{\"Statement\":{}{}}}",
                "[".repeat(10_000),
                "]".repeat(10_000)
            )),
        ),
        ("open", encoded(&"{\"Statement\":[".repeat(5_000))),
        ("long", encoded(&format!("{}{SOUND}", " ".repeat(200_000)))),
        (
            "twice",
            encoded(&SOUND.replace(
                "\"Effect\":\"Allow\"",
                "\"Effect\":\"Deny\",\"Effect\":\"Allow\"",
            )),
        ),
        ("null-action", statement(r#""Action":null,"Resource":"*""#)),
        ("number-action", statement(r#""Action":[1],"Resource":"*""#)),
        (
            "null-condition",
            statement(r#""Action":"*","Resource":"*","Condition":null"#),
        ),
        (
            "unknown-element",
            statement(r#""Action":"*","Resource":"*","Effects":"Deny""#),
        ),
        (
            "empty-not-action",
            statement(r#""NotAction":[],"Resource":"*""#),
        ),
        (
            "empty-not-resource",
            statement(r#""Action":"*","NotResource":[]"#),
        ),
        (
            "version",
            encoded(&SOUND.replace("2012-10-17", "2099-01-01")),
        ),
        ("control", encoded(&SOUND.replace("s3:", "s3:\u{1b}"))),
    ];
    let roles: String = hostile
        .iter()
        .map(|(name, policy)| {
            role(
                name,
                &encoded(&SOUND.replace(
                    "\"Resource\":\"arn:aws:s3:::b/*\"",
                    "\"Principal\":{\"AWS\":\"111111111111\"}",
                )),
                policy,
            )
        })
        .chain(
            hostile
                .iter()
                .map(|(name, policy)| role(&format!("trust-{name}"), policy, &whole)),
        )
        .collect();
    let statuses = statuses(details(&roles), CHECKS);
    for (name, _) in hostile {
        let of = |check: &str, id: &str| {
            let of_it: Vec<&str> = statuses
                .iter()
                .filter(|((of, about), _)| of.starts_with(check) && about == id)
                .map(|(_, status)| status.as_str())
                .collect();
            assert!(
                !of_it.is_empty(),
                "{check} is silent about {id}: {statuses:?}"
            );
            of_it
        };
        let policy = of("iam-inline-policy-", &format!("role/{name}/p"));
        let trust = of("iam-role-trust-not-public", &format!("trust-{name}"));
        if name == "sound" {
            assert!(policy.iter().all(|status| *status == "pass"), "{policy:?}");
        } else {
            assert!(
                policy.iter().all(|status| *status == "unknown"),
                "{name}: {policy:?}"
            );
            assert_eq!(trust, ["unknown"], "{name}");
        }
    }
}

#[test]
fn what_stands_at_the_end_of_a_policy_as_long_as_can_be_counts() {
    let statement = r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}"#;
    let many = |last: &str| {
        let statements = format!("{statement},").repeat(1_999);
        encoded(&format!(r#"{{"Statement":[{statements}{last}]}}"#))
    };
    let stars = |last: &str| {
        let action = format!("s3:{}b", "a*".repeat(30_000));
        encoded(&format!(
            r#"{{"Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"{}"}}{last}]}}"#,
            "*?".repeat(10_000)
        ))
    };
    let long = |last: &str| {
        let resources = format!("\"arn:aws:s3:::{}\",", "x".repeat(1_000)).repeat(64);
        encoded(&format!(
            r#"{{"Statement":[{{"Effect":"Allow","Action":"s3:GetObject","Resource":[{resources}"arn:aws:s3:::y"]}}{last}]}}"#
        ))
    };
    let documents = [
        ("many-sound", many(statement)),
        ("many-admin", many(ADMIN)),
        ("stars-sound", stars("")),
        ("stars-admin", stars(&format!(",{ADMIN}"))),
        ("long-sound", long("")),
        ("long-admin", long(&format!(",{ADMIN}"))),
    ];
    let roles: String = documents
        .iter()
        .map(|(name, policy)| role(name, &encoded(SOUND), policy))
        .collect();
    let check = "iam-inline-policy-no-admin";
    let statuses = statuses(details(&roles), "iam-inline-policy-*");
    for (name, _) in documents {
        let expected = if name.ends_with("admin") {
            "fail"
        } else {
            "pass"
        };
        let id = format!("role/{name}/p");
        assert_eq!(statuses[&(check.to_owned(), id)], expected, "{name}");
    }
}

/// Roles that may assume one another, round and round.
#[test]
fn roles_that_assume_one_another_in_a_circle_are_judged_one_by_one() {
    let roles: String = (0..1_000)
        .map(|at| {
            let next = format!("arn:aws:iam::{ACCOUNT}:role/r{}", (at + 1) % 1_000);
            let trust = format!(
                r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":["{next}","arn:aws:iam::{ACCOUNT}:role/r{at}"]}},"Action":"sts:AssumeRole"}}}}"#
            );
            let policy = format!(r#"{{"Statement":{{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{next}"}}}}"#);
            role(&format!("r{at}"), &encoded(&trust), &encoded(&policy))
        })
        .collect();
    let statuses = statuses(
        details(&roles),
        "iam-role-trust-not-public,iam-inline-policy-no-assuming-every-role",
    );
    assert_eq!(statuses.len(), 2_000);
    assert!(statuses.values().all(|status| status == "pass"));
}

#[test]
fn policies_of_keys_and_secrets_are_no_less_hostile() {
    for policy in [
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":null,\"Action\":\"kms:*\",\"Resource\":\"*\"}]}".to_owned(),
        "{\"Statement\":[{\"Effect\":\"Allow\",\"NotPrincipal\":{},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}".to_owned(),
        format!("{{\"Id\":{}", "[".repeat(60_000)),
        "\u{1b}[31m\u{202e}".to_owned(),
    ] {
        let answer = |member: &str| serde_json::json!({member: policy, "PolicyName": "default"}).to_string();
        let behaviour = Behaviour {
            answered: [
                ("kms:GetKeyPolicy".to_owned(), answer("Policy")),
                ("secretsmanager:GetResourcePolicy".to_owned(), answer("ResourcePolicy")),
            ]
            .into(),
            ..Behaviour::default()
        };
        let statuses = statuses(behaviour, "kms-key-policy-not-public,secretsmanager-secret-policy-not-public");
        assert!(statuses.len() > 1);
        assert!(statuses.values().all(|status| status == "unknown"), "{statuses:?}");
    }
}
