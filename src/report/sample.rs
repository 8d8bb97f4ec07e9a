//! A report as a bad night brings it, for the tests of all formats: several severities, a check that fails fifty times, calls denied,
//! failures accepted, and names that attack the terminal.

mod verified;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::json;

use super::{LedgerLine, Report, Run};
use crate::aws::Denial;
use crate::call::Call;
use crate::check::{Check, Library, Severity};
use crate::finding::{Finding, FindingGap, Remedy, ResourceRef, Status, WaiverRef};
use crate::inventory::{Gap, Outcome};
pub(super) use verified::deployment;

/// The account of the samples.
pub(super) const ACCOUNT: &str = "123456789012";

/// A check.
pub(crate) fn check(
    id: &str,
    title: &str,
    severity: Severity,
    controls: &[(&str, &[&str])],
) -> Arc<Check> {
    let controls: IndexMap<_, _> = controls.iter().copied().collect();
    let text = format!(
        "format: 1
id: {id}
title: {title}
severity: {severity}
resource: AWS::RDS::DBInstance
assert: |
  resource.multi_az
message: {{ fail: fails, pass: passes }}
risk: Whoever finds it can use it.
remediation: {{ text: mend it }}
controls: {controls}
aliases: {{ prowler: [{alias}] }}
examples:
  - {{ verdict: pass, resource: {{ multi_az: true }} }}
  - {{ verdict: fail, resource: {{ multi_az: false }} }}
  - {{ verdict: unknown, resource: {{}} }}
",
        controls = serde_json::to_string(&controls).expect("JSON"),
        alias = id.replace('-', "_"),
    );
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("check.yaml"), text).expect("a file");
    let library = Library::only(folder.path()).expect("a sound check");
    Arc::clone(library.find(id).expect("the check"))
}

/// A finding.
pub(crate) fn finding(
    check: &Arc<Check>,
    status: Status,
    ty: &'static str,
    id: &str,
    message: &str,
) -> Finding {
    Finding {
        check: Arc::clone(&check.about),
        status,
        message: format!("{id} {message}"),
        resource: ResourceRef {
            ty,
            id: Some(id.to_owned()),
            arn: None,
            name: None,
            account: ACCOUNT.to_owned(),
            region: "eu-west-1".to_owned(),
            tags: [("team".to_owned(), "payments".to_owned())].into(),
            unused: false,
            regional_default: false,
        },
        sub_key: None,
        evidence: IndexMap::new(),
        gaps: Vec::new(),
        waiver: None,
        change: None,
        remediation: Remedy::default(),
    }
}

/// A line of the ledger.
pub(super) fn ledger(call: &str, outcome: Outcome, calls: u64) -> LedgerLine {
    LedgerLine {
        account: ACCOUNT.to_owned(),
        region: "eu-west-1".to_owned(),
        call: call.to_owned(),
        outcome,
        calls,
        retries: 0,
        resources: 0,
        error: None,
        blinds: Vec::new(),
        denials: Vec::new(),
    }
}

/// What AWS's words say of a refused call.
pub(super) fn denial(call: &str, words: &str) -> Option<Denial> {
    gap("", call, Outcome::Denied, words).denial
}

/// What stands in the way of an attribute.
pub(crate) fn gap(attribute: &str, call: &str, outcome: Outcome, words: &str) -> FindingGap {
    let (service, operation) = call.split_once(':').expect("service:Operation");
    let leaked = |text: &str| &*text.to_owned().leak();
    let call = Box::leak(Box::new(Call::new(leaked(service), leaked(operation))));
    FindingGap::new(attribute, &Gap::new(call, outcome, words))
}

/// A report without findings.
pub(crate) fn empty() -> Report {
    Report {
        run: Run {
            id: "2026-11-21T02-13-05-k3x".to_owned(),
            started_at: "2026-11-21T02:13:05Z".parse().expect("a time"),
            finished_at: "2026-11-21T02:13:06.234Z".parse().expect("a time"),
            accounts: vec![ACCOUNT.to_owned()],
            regions: vec!["eu-west-1".to_owned(), "us-east-1".to_owned()],
            checks: 84,
            selected: std::collections::BTreeSet::new(),
            resources: 0,
            complete: true,
        },
        findings: Vec::new(),
        ledger: Vec::new(),
        frameworks: Vec::new(),
        verified: None,
        network: None.into(),
        changes: None,
        notices: Vec::new(),
    }
}

/// That report with the first finding of each status alone.
pub(super) fn one_of_each_status() -> Report {
    let mut report = report();
    let mut seen = Vec::new();
    report.findings.retain(|finding| {
        let first = !seen.contains(&finding.status);
        seen.push(finding.status);
        first
    });
    report
}

/// A report with everything.
pub(crate) fn report() -> Report {
    let mut findings = Vec::new();
    snapshot(&mut findings);
    security_groups(&mut findings);
    databases(&mut findings);
    secrets(&mut findings);
    unknowns(&mut findings);
    let mut denied = ledger("rds:DescribeDBSnapshotAttributes", Outcome::Denied, 3);
    denied.error = Some(DENIED.to_owned());
    denied.blinds = vec!["rds-snapshot-not-public".to_owned()];
    denied.denials = denial("rds:DescribeDBSnapshotAttributes", DENIED)
        .into_iter()
        .map(|denial| (denial, 3))
        .collect();
    Report {
        run: Run {
            resources: 120,
            ..empty().run
        },
        findings,
        ledger: vec![
            ledger("ec2:DescribeSecurityGroups", Outcome::Ok, 2),
            ledger("rds:DescribeDBInstances", Outcome::Ok, 2),
            denied,
            ledger("kms:ListKeys", Outcome::Throttled, 9),
        ],
        frameworks: Vec::new(),
        verified: None,
        network: None.into(),
        changes: None,
        notices: vec![
            "The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what it covered counts again.".to_owned(),
        ],
    }
}

/// A report of two accounts: a check that looks at the rules of groups, one of which fails in two places.
pub(super) fn two_accounts() -> Report {
    let mut report = report();
    let other = "210987654321";
    report.run.accounts.push(other.to_owned());
    let check = check(
        "ec2-security-group-rules-described",
        "Security group says what each rule is for",
        Severity::Info,
        &[],
    );
    for (id, rule, account) in [
        ("sg-0aaaaaaaaaaaaaaa1", "sgr-01", ACCOUNT),
        ("sg-0aaaaaaaaaaaaaaa1", "sgr-02", ACCOUNT),
        ("sg-0bbbbbbbbbbbbbbb2", "sgr-09", other),
    ] {
        let ty = "AWS::EC2::SecurityGroup";
        let mut rules = finding(
            &check,
            Status::Fail,
            ty,
            id,
            "has a rule without a description",
        );
        rules.sub_key = Some(rule.to_owned());
        rules.resource.account = account.to_owned();
        rules.remediation.text = "Describe the rule.".to_owned();
        report.findings.push(rules);
    }
    report
}

const DENIED: &str = "User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action";

fn snapshot(findings: &mut Vec<Finding>) {
    let check = check(
        "rds-snapshot-not-public",
        "RDS snapshot is not public",
        Severity::Critical,
        &[
            ("securityhub", &["RDS.1"]),
            ("pci-dss-4.0.1", &["1.4.4", "7.2.1", "7.2.2", "7.3.1"]),
            ("nist-800-53-r5", &["AC-3", "AC-4", "AC-6", "SC-7"]),
        ],
    );
    let ty = "AWS::RDS::DBSnapshot";
    let mut public = finding(
        &check,
        Status::Fail,
        ty,
        "billing-final-before-migration",
        "can be restored by every AWS account",
    );
    public.evidence = IndexMap::from([("restorable_by".to_owned(), json!(["all"]))]);
    public.remediation = Remedy {
        text: "Take back the public sharing. Whoever copied the snapshot\nkeeps the copy: treat the data in it as disclosed.".to_owned(),
        cli: Some("aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all".to_owned()),
        terraform: Some("resource \"aws_db_snapshot\" \"this\" {\n  shared_accounts = []\n}".to_owned()),
    };
    findings.push(public);
    for number in 1..=3 {
        let mut unseen = finding(
            &check,
            Status::Unknown,
            ty,
            &format!("billing-2026-{number:02}"),
            "could not be judged",
        );
        unseen.gaps.push(gap(
            "restorable_by",
            "rds:DescribeDBSnapshotAttributes",
            Outcome::Denied,
            &DENIED.replace("2026-10", &format!("2026-{number:02}")),
        ));
        findings.push(unseen);
    }
}

fn security_groups(findings: &mut Vec<Finding>) {
    let check = check(
        "ec2-security-group-ssh-not-open",
        "Security group does not let the whole internet reach the port of SSH",
        Severity::High,
        &[
            ("cis-aws-3.0", &["5.2"]),
            ("cis-aws-5.0", &["5.3"]),
            ("securityhub", &["EC2.13", "EC2.53"]),
            ("soc2", &["CC6.6"]),
        ],
    );
    for number in 0..50 {
        let id = format!("sg-{:017x}", 0x0a1b_2c3d_4e5f_u64 * (number + 7));
        let mut group = finding(
            &check,
            Status::Fail,
            "AWS::EC2::SecurityGroup",
            &id,
            "lets 0.0.0.0/0 reach port 22",
        );
        group.resource.name = Some(match number {
            0 => "bastion".to_owned(),
            1 => "evil\u{1b}[2J\u{1b}]0;owned\u{7}\nFAKE  ✓ 999 passed".to_owned(),
            2 => "invoice\u{202e}gnp.exe".to_owned(),
            3 => "a-name-that-goes-on-and-on-because-someone-put-a-whole-sentence-into-the-tag"
                .to_owned(),
            4 => "東京のウェブサーバー".to_owned(),
            _ => format!("web-{number}"),
        });
        if number % 3 == 2 {
            group.resource.region = "us-east-1".to_owned();
        }
        if number == 4 {
            group.message = format!("{id} lets ::/0 reach ports 0 to 65535, which holds 22");
        }
        group.remediation = Remedy {
            text: "Remove the rule, or narrow it to the addresses that need it; Session Manager needs no open port at all.".to_owned(),
            cli: Some(format!("aws ec2 revoke-security-group-ingress --group-id {id} --protocol tcp --port 22 --cidr 0.0.0.0/0")),
            terraform: None,
        };
        findings.push(group);
    }
    for number in 0..30 {
        findings.push(finding(
            &check,
            Status::Pass,
            "AWS::EC2::SecurityGroup",
            &format!("sg-closed{number}"),
            "lets nobody reach port 22",
        ));
    }
}

fn databases(findings: &mut Vec<Finding>) {
    let check = check(
        "rds-instance-multi-az",
        "RDS DB instance runs in more than one Availability Zone",
        Severity::Medium,
        &[
            ("securityhub", &["RDS.5"]),
            (
                "nist-800-53-r5",
                &["CP-10", "CP-6(2)", "SC-36", "SC-5(2)", "SI-13(5)"],
            ),
            ("iso-27001-2022", &["A.8.14"]),
            (
                "hipaa",
                &["164_308_a_7_i", "164_308_a_7_ii_b", "164_312_a_2_ii"],
            ),
        ],
    );
    for id in ["orders", "payments", "users"] {
        let mut single = finding(
            &check,
            Status::Fail,
            "AWS::RDS::DBInstance",
            id,
            "runs in one Availability Zone",
        );
        single.remediation = Remedy {
            text: "Turn Multi-AZ on; the instance stays reachable meanwhile.".to_owned(),
            cli: Some(format!(
                "aws rds modify-db-instance --db-instance-identifier {id} --multi-az"
            )),
            terraform: Some("multi_az = true".to_owned()),
        };
        findings.push(single);
    }
    for id in ["db-old-1", "db-old-2"] {
        let mut old = finding(
            &check,
            Status::Waived,
            "AWS::RDS::DBInstance",
            id,
            "runs in one Availability Zone",
        );
        old.waiver = Some(WaiverRef {
            reason: "Being switched off; the data lives in the new cluster already (OPS-1234)."
                .to_owned(),
            owner: "database team <dba@example.com>".to_owned(),
            expires: Some("2026-12-31".to_owned()),
            ticket: None,
        });
        findings.push(old);
    }
    findings.push(finding(
        &check,
        Status::Pass,
        "AWS::RDS::DBInstance",
        "ledger",
        "has a standby in another zone",
    ));
}

fn secrets(findings: &mut Vec<Finding>) {
    let check = check(
        "secretsmanager-secret-rotated",
        "Secret is rotated",
        Severity::Low,
        &[("securityhub", &["SecretsManager.1"])],
    );
    let mut secret = finding(
        &check,
        Status::Fail,
        "AWS::SecretsManager::Secret",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf",
        "is not rotated",
    );
    secret.resource.name = Some("prod/payments/gateway/api-key".to_owned());
    secret.resource.region = "us-east-1".to_owned();
    findings.push(secret);
}

fn unknowns(findings: &mut Vec<Finding>) {
    let rotation = check(
        "kms-key-rotated",
        "KMS key is rotated",
        Severity::Medium,
        &[],
    );
    let mut unlisted = finding(
        &rotation,
        Status::Unknown,
        "AWS::KMS::Key",
        "",
        "the keys could not be listed",
    );
    unlisted.resource.id = None;
    unlisted
        .gaps
        .push(gap("", "kms:ListKeys", Outcome::Throttled, "Rate exceeded"));
    findings.push(unlisted);
}

/// A deployment's report in which AWS and the user's files say this, wherever they say anything.
pub(crate) fn saying(text: &str) -> Report {
    let text = text.to_owned();
    let mut report = deployment();
    for finding in &mut report.findings {
        finding.message.clone_from(&text);
        finding.resource.id = Some(text.clone());
        finding.resource.name = Some(text.clone());
        finding.resource.region.clone_from(&text);
        finding.remediation.text.clone_from(&text);
        finding.sub_key = Some(text.clone());
        for gap in &mut finding.gaps {
            gap.error.clone_from(&text);
        }
    }
    report.notices = vec![text.clone()];
    if let Some(verified) = &mut report.verified {
        for expected in &mut verified.expectations {
            expected.name.clone_from(&text);
            expected.message.clone_from(&text);
            expected.place = Some((text.clone().into(), 1));
        }
        for line in &mut verified.resources {
            line.address.clone_from(&text);
            line.declared_type.clone_from(&text);
        }
    }
    report
}
