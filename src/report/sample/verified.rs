//! A deployment that was verified, with all that can become of it.

use indexmap::IndexMap;
use serde_json::json;

use super::{ACCOUNT, DENIED, gap, report};
use crate::finding::{FindingGap, ResourceRef, Status};
use crate::inventory::Outcome;
use crate::report::Report;
use crate::report::verified::{DeployedLine, Expected, Presence, Uncovered, Unmet, Verified};

/// What attacks whoever reads a report: a terminal, a page of HTML or Markdown, a runner that obeys commands in a log, an XML parser.
const ATTACK: &str = "x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}";

/// A report of a deployment that was verified: all that can become of a resource and of an expectation, and names that attack.
pub(in crate::report) fn deployment() -> Report {
    let mut report = report();
    report
        .findings
        .retain(|finding| finding.resource.ty != "AWS::EC2::SecurityGroup");
    report.verified = Some(verified());
    report
}

/// What is said of a deployment.
fn verified() -> Verified {
    let line = |address: &str, declared_type: &str, presence| DeployedLine {
        address: address.to_owned(),
        declared_type: declared_type.to_owned(),
        presence,
    };
    let denied = gap(
        "",
        "kms:DescribeKey",
        Outcome::Denied,
        &DENIED.replace("rds:DescribeDBSnapshotAttributes", "kms:DescribeKey"),
    );
    Verified {
        resources: vec![
            line(
                "module.db.aws_db_instance.this[0]",
                "aws_db_instance",
                Presence::Found(database("orders")),
            ),
            line(
                "module.db.aws_db_instance.replica[0]",
                "aws_db_instance",
                Presence::Missing {
                    ty: "AWS::RDS::DBInstance",
                    name: "orders-replica".to_owned(),
                    region: "eu-west-1".to_owned(),
                },
            ),
            line(
                &format!("aws_s3_bucket.this[\"{ATTACK}\"]"),
                "aws_s3_bucket",
                Presence::Missing {
                    ty: "AWS::S3::Bucket",
                    name: ATTACK.to_owned(),
                    region: "eu-west-1".to_owned(),
                },
            ),
            line(
                "aws_kms_key.orders",
                "aws_kms_key",
                Presence::Unknown(denied.clone()),
            ),
            line(
                "aws_route53_record.www",
                "aws_route53_record",
                Presence::Uncovered(Uncovered::Type),
            ),
            line(
                "aws_route53_record.api",
                "aws_route53_record",
                Presence::Uncovered(Uncovered::Type),
            ),
            line(
                "random_password.db",
                "random_password",
                Presence::Uncovered(Uncovered::Provider),
            ),
            line(
                "aws_iam_role_policy_attachment.app",
                "aws_iam_role_policy_attachment",
                Presence::Uncovered(Uncovered::PartOfAnother),
            ),
        ],
        expectations: vec![
            expected(
                "the orders database is encrypted",
                3,
                Status::Pass,
                "All hold for orders.",
                Vec::new(),
            ),
            expected(
                "the orders database survives the loss of a zone",
                9,
                Status::Fail,
                "1 of 2 assertions does not hold for orders.",
                vec![Unmet {
                    assertion: "resource.multi_az".to_owned(),
                    resource: database("orders"),
                    status: Status::Fail,
                    evidence: IndexMap::from([("multi_az".to_owned(), json!(false))]),
                    gaps: Vec::new(),
                }],
            ),
            expected(
                "its key is ours",
                16,
                Status::Unknown,
                "1 assertion is not known to hold for orders.",
                vec![Unmet {
                    assertion: "resource.kms_key.arn == outputs.kms_key_arn".to_owned(),
                    resource: database("orders"),
                    status: Status::Unknown,
                    evidence: IndexMap::new(),
                    gaps: vec![FindingGap {
                        attribute: "kms_key.arn".to_owned(),
                        ..denied
                    }],
                }],
            ),
            Expected {
                pending: Some("orders is modifying".to_owned()),
                ..expected(
                    ATTACK,
                    25,
                    Status::Fail,
                    ATTACK,
                    vec![Unmet {
                        assertion: format!("resource.id != {ATTACK:?}"),
                        resource: database(ATTACK),
                        status: Status::Fail,
                        evidence: IndexMap::from([("id".to_owned(), json!(ATTACK))]),
                        gaps: Vec::new(),
                    }],
                )
            },
        ],
    }
}

fn expected(name: &str, line: usize, status: Status, message: &str, unmet: Vec<Unmet>) -> Expected {
    Expected {
        name: name.to_owned(),
        place: Some(("deploy/expectations.yaml".into(), line)),
        ty: "AWS::RDS::DBInstance",
        status,
        message: message.to_owned(),
        resources: vec![database("orders")],
        unmet,
        pending: None,
    }
}

fn database(id: &str) -> ResourceRef {
    ResourceRef {
        ty: "AWS::RDS::DBInstance",
        id: Some(id.to_owned()),
        arn: Some(format!("arn:aws:rds:eu-west-1:{ACCOUNT}:db:{id}")),
        name: None,
        account: ACCOUNT.to_owned(),
        region: "eu-west-1".to_owned(),
        tags: [("team".to_owned(), "payments".to_owned())].into(),
        unused: false,
        regional_default: false,
    }
}
