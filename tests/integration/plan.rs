//! What is planned is what happens: the plan, its policy and its preflight, held against what the endpoint was asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::awsert::{Awsert, Ran, awsert};
use crate::local_aws::{LOCALSTACK, MOTO};
use crate::proxy::{Behaviour, Proxy};

/// The accounts of the samples, with the emulator they are in.
const ACCOUNTS: [(char, &str); 10] = [
    ('a', "111111111111"),
    ('a', "222222222221"),
    ('b', "111111111112"),
    ('b', "222222222222"),
    ('c', "111111111113"),
    ('c', "222222222223"),
    ('d', "111111111114"),
    ('d', "222222222224"),
    ('e', "111111111115"),
    ('e', "222222222225"),
];

/// What the session does before anything is read, for which the reading principal needs no permission.
const SESSION: [&str; 2] = ["sts:AssumeRole", "sts:GetCallerIdentity"];

/// Actions that no sample account makes a scan need, and why.
const UNREACHED: [(&str, &str); 3] = [
    (
        "iam:ListVirtualMFADevices",
        "the emulators' root users have no MFA, so nobody asks of which kind it is",
    ),
    (
        "rds:DescribeDBClusterSnapshotAttributes",
        "the samples have no cluster snapshot but automated ones, which cannot be shared",
    ),
    (
        "rds:DescribeDBSnapshotAttributes",
        "the samples have no snapshot but automated ones, which cannot be shared",
    ),
];

fn emulator(document: char) -> &'static str {
    match document {
        'c' | 'd' => &LOCALSTACK.url,
        _ => &MOTO.url,
    }
}

/// An endpoint that refuses some calls. What the emulator answers with a server error it refuses too, so that nobody waits for retries.
fn endpoint(document: char, denied: &[&str]) -> Proxy {
    let behaviour = Behaviour {
        denied: denied.iter().map(ToString::to_string).collect(),
        refuse_server_errors: true,
        ..Behaviour::default()
    };
    Proxy::before(emulator(document), behaviour)
}

/// A configuration with which every check has something to read.
static CONFIG: LazyLock<tempfile::NamedTempFile> = LazyLock::new(|| {
    let config = tempfile::NamedTempFile::new().expect("a file");
    let text = "format: 1\nopt_in: [user_data]\nrequired_tags: [Name]\n";
    std::fs::write(config.path(), text).expect("it can be written");
    config
});

fn scan(proxy: &Proxy, account: &str) -> Awsert {
    crate::awsert::scan(&proxy.url, account)
        .arg("--config")
        .arg(CONFIG.path())
}

fn plan<const N: usize>(arguments: [&str; N]) -> Ran {
    awsert(["plan"])
        .args(arguments)
        .arg("--config")
        .arg(CONFIG.path())
        .run()
        .exits(0)
}

fn preflight<const N: usize>(proxy: &Proxy, arguments: [&str; N]) -> Awsert {
    awsert(["plan", "--preflight", "--endpoint-url", &proxy.url])
        .args(["--assume-role", "arn:aws:iam::111111111111:role/Auditor"])
        .args(arguments)
}

/// The actions that a policy allows, each named once.
fn allowed(policy: &Json) -> BTreeSet<String> {
    let statements = policy["Statement"].as_array().expect("statements");
    let mut allowed = BTreeSet::new();
    for statement in statements {
        assert_eq!(statement["Effect"], "Allow");
        for action in statement["Action"].as_array().expect("a list of actions") {
            let action = action.as_str().expect("a text");
            assert!(!action.contains('*'), "{action}");
            assert!(allowed.insert(action.to_owned()), "{action} is there twice");
        }
    }
    allowed
}

/// What came of scanning an account.
struct Scanned {
    document: char,
    account: &'static str,
    /// The calls that the endpoint saw.
    asked: BTreeSet<String>,
    /// Those that it refused, because the emulator cannot answer them.
    refused: BTreeSet<String>,
}

/// Scans all accounts.
fn reality(arguments: &[&str]) -> Vec<Scanned> {
    let scanned = ACCOUNTS.map(|(document, account)| {
        let proxy = endpoint(document, &[]);
        let ran = scan(&proxy, account)
            .args(["--format", "json"])
            .args(arguments.iter().copied())
            .run();
        let asked = proxy.seen().into_keys();
        Scanned {
            document,
            account,
            asked: asked
                .filter(|call| !SESSION.contains(&call.as_str()))
                .collect(),
            refused: refused(&ran.json()),
        }
    });
    scanned.into()
}

/// [`reality`] of all checks.
static REALITY: LazyLock<Vec<Scanned>> = LazyLock::new(|| reality(&[]));

/// The calls that any account made a scan ask.
fn asked(reality: &[Scanned]) -> BTreeSet<String> {
    reality
        .iter()
        .flat_map(|scanned| scanned.asked.iter().cloned())
        .collect()
}

/// The calls that a report's ledger says were refused.
fn refused(report: &Json) -> BTreeSet<String> {
    let ledger = report["ledger"].as_array().expect("a ledger");
    ledger
        .iter()
        .filter(|line| line["outcome"] == "denied")
        .filter_map(|line| line["call"].as_str())
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn the_policy_allows_exactly_what_a_scan_asks() {
    let allowed = allowed(&plan(["--iam-policy"]).json());
    let asked = asked(&REALITY);
    let beyond: Vec<&String> = asked.difference(&allowed).collect();
    assert!(beyond.is_empty(), "asked, but not allowed: {beyond:?}");
    let unasked: BTreeSet<&str> = allowed.difference(&asked).map(String::as_str).collect();
    let listed: BTreeSet<&str> = UNREACHED.iter().map(|(action, _)| *action).collect();
    assert_eq!(unasked, listed, "UNREACHED is out of date");
}

#[test]
fn the_policy_of_a_selection_allows_only_what_its_checks_ask() {
    let allowed = allowed(&plan(["--check", "rds-*", "--iam-policy"]).json());
    let asked = asked(&reality(&["--check", "rds-*"]));
    let beyond: Vec<&String> = asked.difference(&allowed).collect();
    assert!(beyond.is_empty(), "asked, but not allowed: {beyond:?}");
    let unasked: Vec<&String> = allowed
        .difference(&asked)
        .filter(|action| !UNREACHED.iter().any(|(unreached, _)| unreached == action))
        .collect();
    assert!(unasked.is_empty(), "allowed, but not asked: {unasked:?}");
}

/// Each action in turn is denied where it was asked, to a scan with the checks that the plan says need it.
#[test]
fn whichever_action_is_denied_the_ledger_names_it_and_no_other() {
    let plan = plan(["--format", "json"]).json();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for call in calls(&plan) {
        let name = text(&call["call"]);
        let answered =
            |scanned: &&Scanned| scanned.asked.contains(name) && !scanned.refused.contains(name);
        let Some(scanned) = REALITY.iter().find(answered) else {
            continue;
        };
        tried += 1;
        assert_eq!(call["actions"], serde_json::json!([name]));
        let checks: Vec<&str> = call["checks"]
            .as_array()
            .expect("checks")
            .iter()
            .map(text)
            .collect();
        let proxy = endpoint(scanned.document, &[name]);
        let ran = scan(&proxy, scanned.account)
            .args(["--format", "json", "--check", &checks.join(",")])
            .run();
        let mut denied = refused(&ran.json());
        denied.retain(|call| !scanned.refused.contains(call));
        if denied != BTreeSet::from([name.to_owned()]) {
            wrong.push(format!("{name} denied: the ledger has {denied:?}"));
        }
    }
    assert!(tried > 45, "{tried} calls");
    assert_eq!(wrong, Vec::<String>::new());
}

/// The report of a credential takes two calls, each with an action of its own.
#[test]
fn the_table_says_what_to_allow_and_no_more() {
    let (a, b) = (("111111111111", 'a'), ("111111111112", 'b'));
    for ((account, document), check, action) in [
        (a, "kms-key-rotation", "kms:GetKeyRotationStatus"),
        (a, "rds-instance-multi-az", "rds:DescribeDBInstances"),
        (
            a,
            "secretsmanager-secret-policy-not-public",
            "secretsmanager:GetResourcePolicy",
        ),
        (b, "iam-user-mfa", "iam:GenerateCredentialReport"),
        (b, "iam-user-mfa", "iam:GetCredentialReport"),
        (
            b,
            "iam-password-policy-length",
            "iam:GetAccountPasswordPolicy",
        ),
    ] {
        let proxy = endpoint(document, &[action]);
        let table = scan(&proxy, account)
            .args(["--check", check])
            .run()
            .exits(3)
            .stdout;
        let table = table.split_whitespace().collect::<Vec<_>>().join(" ");
        let (_, footer) = table
            .split_once("allow these IAM actions: ")
            .unwrap_or_else(|| panic!("{table}"));
        let to_allow = footer.split(['.', ';']).next();
        assert_eq!(to_allow, Some(action), "{table}");
    }
}

fn calls(document: &Json) -> &Vec<Json> {
    document["calls"].as_array().expect("calls")
}

fn text(value: &Json) -> &str {
    value.as_str().expect("a text")
}

/// The outcome of each call and region of a preflight.
fn outcomes(report: &Json) -> BTreeMap<(String, String), String> {
    let owned = |value: &Json| text(value).to_owned();
    calls(report)
        .iter()
        .map(|call| {
            let at = (owned(&call["call"]), owned(&call["region"]));
            (at, owned(&call["outcome"]))
        })
        .collect()
}

#[test]
fn the_plan_tells_how_many_requests_there_will_be() {
    let select = [
        "--check",
        "kms-*,rds-*,iam-*",
        "--region",
        "us-east-1,eu-west-1",
    ];
    let [check, checks, region, regions] = select;
    let plan = plan(["--format", "json", check, checks, region, regions]).json();
    let proxy = endpoint('a', &[]);
    crate::awsert::scan(&proxy.url, "111111111111")
        .args(["--region", "eu-west-1", "--check", "kms-*,rds-*,iam-*"])
        .arg("--config")
        .arg(CONFIG.path())
        .run();
    let seen = proxy.seen();
    let mut compared = 0;
    for call in calls(&plan) {
        let asked = call["asked"].as_array().unwrap();
        if asked.iter().all(|ask| ask["on_demand"] == false) {
            let expected: u64 = asked
                .iter()
                .map(|ask| ask["expected"].as_u64().unwrap())
                .sum();
            let seen = seen.get(text(&call["call"])).copied();
            assert_eq!(seen, usize::try_from(expected).ok(), "{call}");
            compared += 1;
        }
    }
    assert!(compared > 12, "{compared} calls");
}

#[test]
fn a_preflight_tries_each_call_once_and_finds_the_one_that_is_denied() {
    let select = [
        "--region",
        "us-east-1",
        "--check",
        "kms-*,secretsmanager-*",
        "--format",
        "json",
    ];
    let whole = endpoint('a', &[]);
    let before = preflight(&whole, select).run().exits(0).json();
    assert_eq!(before["allowed"], true);
    assert_eq!(before["missing_actions"], serde_json::json!([]));
    for (call, times) in whole.seen() {
        assert_eq!(times, 1, "{call}");
    }
    let partial = endpoint('a', &["kms:GetKeyRotationStatus"]);
    let after = preflight(&partial, select).run().exits(3).json();
    assert_eq!(after["allowed"], false);
    assert_eq!(
        after["missing_actions"],
        serde_json::json!(["kms:GetKeyRotationStatus"])
    );
    let (mut before, mut after) = (outcomes(&before), outcomes(&after));
    let at = (
        "kms:GetKeyRotationStatus".to_owned(),
        "us-east-1".to_owned(),
    );
    assert_eq!(before.remove(&at).as_deref(), Some("ok"));
    assert_eq!(after.remove(&at).as_deref(), Some("denied"));
    assert_eq!(before, after, "all else is as before");
}

#[test]
fn a_preflight_of_all_checks_asks_no_more_than_the_plan_says() {
    let plan = plan(["--format", "json"]).json();
    let proxy = endpoint('a', &[]);
    let report = preflight(&proxy, ["--region", "us-east-1", "--format", "json"])
        .arg("--config")
        .arg(CONFIG.path())
        .run()
        .json();
    let planned: BTreeMap<&str, u64> = calls(&plan)
        .iter()
        .map(|call| {
            let asked = call["asked"].as_array().unwrap();
            let most = asked
                .iter()
                .filter_map(|ask| ask["requests"].as_u64())
                .max();
            (text(&call["call"]), most.unwrap_or_default())
        })
        .collect();
    let outcomes = outcomes(&report);
    for (call, times) in proxy.seen() {
        // The one is made before there is a plan, the other until the report is there.
        if !["sts:AssumeRole", "iam:GenerateCredentialReport"].contains(&call.as_str()) {
            let most = planned[call.as_str()];
            assert!(
                u64::try_from(times).unwrap() <= most,
                "{call}: {times} of {most}"
            );
        }
    }
    // All that is planned is accounted for, tried or not.
    let told: BTreeSet<&str> = outcomes.keys().map(|(call, _)| call.as_str()).collect();
    assert_eq!(told, planned.into_keys().collect());
}

#[test]
fn a_preflight_reads_the_first_page_of_a_listing_alone() {
    let behaviour = Behaviour {
        replaced: vec![(
            "kms:ListKeys".to_owned(),
            r#""NextMarker": null"#.to_owned(),
            r#""NextMarker": "more""#.to_owned(),
        )],
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    preflight(
        &proxy,
        ["--region", "us-east-1", "--check", "kms-key-rotation"],
    )
    .run()
    .exits(0);
    assert_eq!(proxy.seen()["kms:ListKeys"], 1);
}

#[test]
fn what_a_preflight_cannot_try_it_says_with_the_reason() {
    let select = ["--region", "us-east-1", "--check", "kms-key-rotation"];
    let proxy = endpoint('a', &["kms:ListKeys"]);
    let denied = preflight(&proxy, select)
        .env("COLUMNS", "80")
        .run()
        .exits(3);
    insta::assert_snapshot!(denied.stdout, @r#"
    Account 111111111111 · us-east-1

    CALL                      REGION     OUTCOME
    kms:DescribeKey           us-east-1  not tried: kms:ListKeys came to nothing
    kms:GetKeyRotationStatus  us-east-1  not tried: kms:ListKeys came to nothing
    kms:ListKeys              us-east-1  denied
    sts:GetCallerIdentity     us-east-1  allowed

    ── Not allowed, or not answered ────────────────────────────────────────────────

    ✗ kms:ListKeys was denied (us-east-1)
      AccessDeniedException: User:
      arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to
      perform: kms:ListKeys because no identity-based policy allows the kms:ListKeys
      action
      Allow kms:ListKeys

    ── Summary ─────────────────────────────────────────────────────────────────────

    ! A scan would not see everything. Before it, allow these IAM actions:
      kms:ListKeys.

    ✓ 1 allowed  ✗ 1 denied  ~ 2 not tried · 4 calls
    "#);
    let empty = ["--region", "eu-west-1", "--check", "kms-key-rotation"];
    let proxy = endpoint('a', &[]);
    let untried = preflight(&proxy, empty).env("COLUMNS", "80").run().exits(0);
    insta::assert_snapshot!(untried.stdout, @r#"
    Account 111111111111 · eu-west-1

    CALL                      REGION     OUTCOME
    kms:DescribeKey           eu-west-1  not tried: no such resource
    kms:GetKeyRotationStatus  eu-west-1  not tried: no such resource
    kms:ListKeys              eu-west-1  allowed
    sts:GetCallerIdentity     eu-west-1  allowed

    ── Summary ─────────────────────────────────────────────────────────────────────

    ✓ 2 allowed  ~ 2 not tried · 4 calls
    "#);
}

#[test]
fn a_region_that_does_not_answer_is_told_before_the_long_run() {
    let behaviour = Behaviour {
        silent_regions: BTreeSet::from(["eu-west-1".to_owned()]),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let select = [
        "--region",
        "us-east-1,eu-west-1",
        "--check",
        "kms-key-rotation",
        "--format",
        "json",
    ];
    let report = preflight(&proxy, select).run().exits(3).json();
    assert_eq!(report["missing_actions"], serde_json::json!([]));
    let outcomes = outcomes(&report);
    let outcome = |call: &str, region: &str| {
        let at = (call.to_owned(), region.to_owned());
        outcomes.get(&at).map(String::as_str)
    };
    assert_eq!(outcome("kms:ListKeys", "us-east-1"), Some("ok"));
    assert_eq!(
        outcome("sts:GetCallerIdentity", "eu-west-1"),
        Some("timeout")
    );
    // Nothing more is sent there, and the reason is told.
    assert_eq!(outcome("kms:ListKeys", "eu-west-1"), Some("not_attempted"));
    let unsent = calls(&report)
        .iter()
        .find(|call| call["call"] == "kms:ListKeys" && call["region"] == "eu-west-1");
    let error = unsent.and_then(|call| call["error"].as_str());
    assert!(
        error.is_some_and(|error| error.contains("does not answer")),
        "{report}"
    );
}

#[test]
fn a_preflight_whose_endpoint_is_away_is_an_error_of_credentials() {
    let ran = awsert([
        "plan",
        "--preflight",
        "--endpoint-url",
        "http://127.0.0.1:9",
        "--region",
        "us-east-1",
    ])
    .run()
    .exits(2);
    assert!(
        ran.stderr.contains("cannot tell which account this is"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_plan_is_a_table_for_people() {
    let select = [
        "plan",
        "--check",
        "kms-key-rotation,iam-user-mfa,ec2-instance-image-*",
        "--region",
    ];
    let narrow = awsert(select)
        .args([
            "eu-west-1,us-east-1",
            "--assume-role",
            "arn:aws:iam::111122223333:role/Auditor",
        ])
        .env("COLUMNS", "80")
        .run()
        .exits(0)
        .stdout;
    insta::assert_snapshot!(narrow, @r#"
    Plan of a scan · 4 checks · eu-west-1, us-east-1

    ── In any case ─────────────────────────────────────────────────────────────────

      CALL                                HOW OFTEN         PER PAGE  CHECKS
      ec2:DescribeImages                  2 (1 per region)      1000       2
      ec2:DescribeInstances               2 (1 per region)      1000       2
      iam:GetAccountAuthorizationDetails  once                  1000       1
      kms:ListKeys                        2 (1 per region)      1000       1
      sts:AssumeRole                      once                     ·       4
      sts:GetCallerIdentity               2 (1 per region)         ·       4

    ── Only where a verdict hangs on it ────────────────────────────────────────────

      CALL                          HOW OFTEN                       PER PAGE  CHECKS
      ec2:DescribeImages            1 per image that no list holds      1000       2
      iam:GenerateCredentialReport  once for all users                     ·       1
      iam:GetCredentialReport       once for all users                     ·       1
      kms:DescribeKey               1 per key                              ·       1
      kms:GetKeyRotationStatus      1 per key                              ·       1

    ── What takes its time ─────────────────────────────────────────────────────────

      iam:GenerateCredentialReport
        AWS makes the report anew once it is four hours old: in seconds, for
        thousands of users in minutes. awsert asks every two seconds whether it is
        done.
      iam:GetAccountAuthorizationDetails
        Its answers are large: the documents of all policies and roles are in them.
      ec2:DescribeImages
        AWS refuses more than about 20 a second.

    ── Summary ─────────────────────────────────────────────────────────────────────

    Each call needs the IAM action of its name. sts:AssumeRole is for the
    credentials that assume the role. sts:GetCallerIdentity needs none.
    awsert plan --iam-policy prints the permissions; awsert plan --preflight tries
    each call once.

    6 calls in any case (10 requests when each answer fits on a page), 5 where a
    verdict hangs on them.
    "#);
    let wide = awsert(select)
        .args(["all", "--verbose"])
        .env("COLUMNS", "200")
        .run()
        .exits(0)
        .stdout;
    insta::assert_snapshot!(wide, @r#"
    Plan of a scan · 4 checks · all enabled regions

    ── In any case ─────────────────────────────────────────────────────────────────────────────────────

      CALL                                HOW OFTEN     PER PAGE  CHECKS
      ec2:DescribeImages                  1 per region      1000       2
      ec2:DescribeInstances               1 per region      1000       2
      ec2:DescribeRegions                 once                 ·       4
      iam:GetAccountAuthorizationDetails  once              1000       1
      kms:ListKeys                        1 per region      1000       1
      sts:GetCallerIdentity               1 per region         ·       4

    ── Only where a verdict hangs on it ────────────────────────────────────────────────────────────────

      CALL                          HOW OFTEN                       PER PAGE  CHECKS
      ec2:DescribeImages            1 per image that no list holds      1000       2
      iam:GenerateCredentialReport  once for all users                     ·       1
      iam:GetCredentialReport       once for all users                     ·       1
      kms:DescribeKey               1 per key                              ·       1
      kms:GetKeyRotationStatus      1 per key                              ·       1

    ── What takes its time ─────────────────────────────────────────────────────────────────────────────

      iam:GenerateCredentialReport
        AWS makes the report anew once it is four hours old: in seconds, for thousands of users in
        minutes. awsert asks every two seconds whether it is done.
      iam:GetAccountAuthorizationDetails
        Its answers are large: the documents of all policies and roles are in them.
      ec2:DescribeImages
        AWS refuses more than about 20 a second.

    ── Which checks need them ──────────────────────────────────────────────────────────────────────────

      ec2:DescribeImages
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated

      ec2:DescribeInstances
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated

      ec2:DescribeRegions
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated, iam-user-mfa, kms-key-rotation

      iam:GenerateCredentialReport
        iam-user-mfa

      iam:GetAccountAuthorizationDetails
        iam-user-mfa

      iam:GetCredentialReport
        iam-user-mfa

      kms:DescribeKey
        kms-key-rotation

      kms:GetKeyRotationStatus
        kms-key-rotation

      kms:ListKeys
        kms-key-rotation

      sts:GetCallerIdentity
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated, iam-user-mfa, kms-key-rotation

    ── Summary ─────────────────────────────────────────────────────────────────────────────────────────

    Each call needs the IAM action of its name. sts:GetCallerIdentity needs none.
    awsert plan --iam-policy prints the permissions; awsert plan --preflight tries each call once.

    6 calls in any case, 5 where a verdict hangs on them.
    "#);
}

#[test]
fn the_policy_names_the_actions_of_each_service() {
    let select = [
        "plan",
        "--check",
        "kms-key-rotation,secretsmanager-secret-policy-not-public",
    ];
    let policy = awsert(select).arg("--iam-policy").run().exits(0).stdout;
    insta::assert_snapshot!(policy, @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "AwsertKms",
          "Effect": "Allow",
          "Action": [
            "kms:DescribeKey",
            "kms:GetKeyRotationStatus",
            "kms:ListKeys"
          ],
          "Resource": "*"
        },
        {
          "Sid": "AwsertSecretsmanager",
          "Effect": "Allow",
          "Action": [
            "secretsmanager:GetResourcePolicy",
            "secretsmanager:ListSecrets"
          ],
          "Resource": "*"
        }
      ]
    }
    "#);
    let terraform = awsert(select)
        .args(["--iam-policy", "terraform"])
        .run()
        .exits(0)
        .stdout;
    insta::assert_snapshot!(terraform, @r#"
    resource "aws_iam_policy" "awsert_reads" {
      name        = "awsert-reads"
      description = "What awsert scan reads with the checks it was made for"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Sid    = "AwsertKms"
            Effect = "Allow"
            Action = [
              "kms:DescribeKey",
              "kms:GetKeyRotationStatus",
              "kms:ListKeys",
            ]
            Resource = "*"
          },
          {
            Sid    = "AwsertSecretsmanager"
            Effect = "Allow"
            Action = [
              "secretsmanager:GetResourcePolicy",
              "secretsmanager:ListSecrets",
            ]
            Resource = "*"
          },
        ]
      })
    }
    "#);
    let cloudformation: Json = awsert(select)
        .args(["--iam-policy", "cloudformation"])
        .run()
        .exits(0)
        .json();
    let policy: Json = serde_json::from_str(&policy).unwrap();
    assert_eq!(
        cloudformation["Resources"]["AwsertReads"]["Properties"]["PolicyDocument"],
        policy
    );
}

#[test]
fn the_policy_holds_reading_actions_only() {
    let allowed = allowed(&plan(["--iam-policy"]).json());
    assert!(allowed.len() > 50, "{allowed:?}");
    for action in allowed {
        let (_, operation) = action.split_once(':').unwrap();
        let reads = ["List", "Get", "Describe", "Search"]
            .iter()
            .any(|verb| operation.starts_with(verb))
            || (operation.starts_with("Generate") && operation.ends_with("Report"));
        assert!(reads, "{action} is no reading action");
        assert_ne!(action, "secretsmanager:GetSecretValue");
    }
}

#[test]
fn regions_are_listed_only_when_all_are_asked_for() {
    let policy = |arguments: &[&str]| {
        let ran = awsert(["plan", "--check", "kms-key-rotation", "--iam-policy"])
            .args(arguments.iter().copied())
            .run();
        allowed(&ran.exits(0).json())
    };
    let all = policy(&["--region", "all"]);
    let named = policy(&[
        "--region",
        "us-east-1",
        "--assume-role",
        "arn:aws:iam::111122223333:role/Auditor",
    ]);
    let more: Vec<&String> = all.symmetric_difference(&named).collect();
    assert_eq!(more, ["ec2:DescribeRegions"]);
}

#[test]
fn what_can_be_asked_for_beside_is_known_by_name() {
    let ran = awsert(["plan", "--opt-in", "user-data"]).run().exits(2);
    assert!(ran.stderr.contains("user_data"), "{}", ran.stderr);
    let asked = awsert(["plan", "--opt-in", "user_data"])
        .run()
        .exits(0)
        .stdout;
    let unasked = awsert(["plan"]).run().exits(0).stdout;
    assert!(asked.contains("ec2:DescribeInstanceAttribute"), "{asked}");
    assert!(
        !unasked.contains("ec2:DescribeInstanceAttribute"),
        "{unasked}"
    );
}

#[test]
fn a_policy_is_printed_alone() {
    awsert(["plan", "--iam-policy", "--preflight"])
        .run()
        .exits(2);
    awsert(["plan", "--iam-policy", "pulumi"]).run().exits(2);
}
