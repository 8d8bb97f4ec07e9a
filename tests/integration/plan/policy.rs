//! The policy and reality agree: it allows what a scan of the sample accounts asks, no more and no less, and what is denied is named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value as Json;

use super::{calls, endpoint, plan, scan, text};
use crate::awsert::awsert;
use crate::local_aws;

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

/// Actions that no sample account makes a scan need, and why. (The accounts of the fault matrix reach them.)
const UNREACHED: [(&str, &str); 22] = [
    (
        "acm:DescribeCertificate",
        "the samples' certificates are imported, and ACM renews its own alone",
    ),
    (
        "backup:GetBackupVaultAccessPolicy",
        "the samples have no backup vault",
    ),
    (
        "backup:ListBackupSelections",
        "the samples have no backup plan",
    ),
    (
        "backup:ListRecoveryPointsByBackupVault",
        "the samples have no backup vault",
    ),
    (
        "backup:ListTags",
        "the samples have neither backup vaults nor plans",
    ),
    (
        "ec2:DescribeLaunchTemplateVersions",
        "the samples have no launch template",
    ),
    (
        "ecs:DescribeTasks",
        "the emulator starts no tasks for the samples' services",
    ),
    (
        "elasticfilesystem:DescribeBackupPolicy",
        "the samples have no file system",
    ),
    (
        "elasticfilesystem:DescribeFileSystemPolicy",
        "the samples have no file system",
    ),
    (
        "elasticfilesystem:DescribeMountTargets",
        "the samples have no file system",
    ),
    (
        "iam:ListServerCertificateTags",
        "the samples have no certificate in IAM",
    ),
    (
        "iam:ListVirtualMFADevices",
        "the emulators' root users have no MFA, so nobody asks of which kind it is",
    ),
    (
        "organizations:ListDelegatedAdministrators",
        "the samples' accounts are in no organisation",
    ),
    (
        "organizations:ListPolicies",
        "the samples' accounts are in no organisation",
    ),
    (
        "organizations:ListRoots",
        "the samples' accounts are in no organisation",
    ),
    (
        "rds:DescribeDBClusterSnapshotAttributes",
        "the samples have no cluster snapshot but automated ones, which cannot be shared",
    ),
    (
        "rds:DescribeDBSnapshotAttributes",
        "the samples have no snapshot but automated ones, which cannot be shared",
    ),
    ("s3:GetAccessPoint", "the samples have no access point"),
    (
        "securityhub:ListTagsForResource",
        "Security Hub is off in the samples",
    ),
    (
        "ssm:DescribeDocumentPermission",
        "the samples have no document of their own",
    ),
    (
        "ssm:ListTagsForResource",
        "the samples have neither parameters nor documents of their own",
    ),
    ("wafv2:GetRuleGroup", "the samples have no rule group"),
];

/// The actions that a policy allows, each named once: one document, or as many as IAM's limit of size takes.
fn allowed(policy: &Json) -> BTreeSet<String> {
    let documents = policy
        .as_array()
        .map_or_else(|| std::slice::from_ref(policy), Vec::as_slice);
    let statements = documents
        .iter()
        .flat_map(|document| document["Statement"].as_array().expect("statements"));
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

/// The actions that each call needs, as the plan of all checks tells.
static ACTIONS: LazyLock<BTreeMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    let plan = plan(["--format", "json"]).json();
    let of_call = |call: &Json| {
        let actions = call["actions"].as_array().expect("actions");
        let actions = actions.iter().map(|action| text(action).to_owned());
        (text(&call["call"]).to_owned(), actions.collect())
    };
    calls(&plan).iter().map(of_call).collect()
});

/// The actions that it took to ask what any account made a scan ask.
fn asked(reality: &[Scanned]) -> BTreeSet<String> {
    let calls = reality.iter().flat_map(|scanned| &scanned.asked);
    calls
        .flat_map(|call| {
            let actions = ACTIONS.get(call);
            actions.unwrap_or_else(|| panic!("{call} is asked, and the plan does not tell of it"))
        })
        .cloned()
        .collect()
}

/// The actions that a report's ledger says are missing.
fn refused(report: &Json) -> BTreeSet<String> {
    let ledger = report["ledger"].as_array().expect("a ledger");
    ledger
        .iter()
        .filter_map(|line| line["missing_action"].as_str())
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

/// What a scheduled scan is deployed with. `awsert plan --iam-policy > schedule/policy/awsert-reading.json` makes it anew.
#[test]
fn the_policy_that_ships_for_schedules_is_the_one_that_is_printed() {
    let committed = local_aws::root().join("schedule/policy/awsert-reading.json");
    let committed = std::fs::read_to_string(committed).expect("it is there");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let printed = awsert(["plan", "--iam-policy"]).in_folder(elsewhere.path());
    let printed = printed.run().exits(0).stdout;
    assert!(printed == committed, "it is out of date: make it anew");
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
        let actions = &ACTIONS[name];
        let answered = |scanned: &&Scanned| {
            scanned.asked.contains(name) && scanned.refused.is_disjoint(actions)
        };
        let Some(scanned) = REALITY.iter().find(answered) else {
            continue;
        };
        tried += 1;
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
        if denied != *actions {
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
            .split_once("! Not seen: ")
            .unwrap_or_else(|| panic!("{table}"));
        let allow = format!("— allow {action}.");
        assert!(footer.contains(&allow), "{table}");
    }
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

/// IAM counts 6,144 characters of a managed policy, white space aside (IAM User Guide, "IAM and AWS STS quotas").
#[test]
fn the_policy_comes_in_documents_that_iam_takes_and_no_more_of_them() {
    let policy = plan(["--iam-policy"]).json();
    let documents = policy.as_array().expect("more than one document");
    // None of the texts in it has white space.
    let sizes: Vec<usize> = documents
        .iter()
        .map(|document| document.to_string().len())
        .collect();
    assert!(sizes.iter().all(|size| *size <= 6_144), "{sizes:?}");
    assert!(
        sizes.windows(2).all(|two| two[0] + two[1] > 6_144),
        "{sizes:?}"
    );
    // What is said of a service stands in one of them.
    let mut services = BTreeSet::new();
    for document in documents {
        for statement in document["Statement"].as_array().expect("statements") {
            let sid = text(&statement["Sid"]);
            assert!(services.insert(sid), "{sid} is there twice");
        }
    }
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
            // API Gateway's actions are the methods of HTTP.
            || action == "apigateway:GET"
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
fn a_policy_is_printed_alone() {
    awsert(["plan", "--iam-policy", "--preflight"])
        .run()
        .exits(2);
    awsert(["plan", "--iam-policy", "pulumi"]).run().exits(2);
}
