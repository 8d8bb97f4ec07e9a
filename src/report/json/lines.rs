//! JSON lines: the records of the JSON contract, one a line, for what reads a report as it comes.
//!
//! `record` says what a line is: `run` first; then `finding`, `deployed`, `expectation`, `call` (of the ledger), `framework` and `notice`;
//! `summary` last, so that a file without one is known to be cut.

use std::io;

use serde::Serialize;

use super::formatter::one_line;
use super::frameworks::FrameworkRecord;
use super::verified::{DeployedRecord, ExpectationRecord};
use super::{FindingRecord, LedgerRecord, RunRecord, SCHEMA_VERSION, Summary};
use crate::report::{Findings, Report};

/// Writes the report, going through its findings once.
///
/// # Errors
/// When writing fails, or a finding cannot be read.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    let run = RunLine {
        schema_version: SCHEMA_VERSION,
        run: RunRecord::of(&report.run),
    };
    line("run", &run, out)?;
    let mut summary = Summary::new();
    for finding in report.findings.each() {
        let finding = finding?;
        summary.add(&finding);
        line("finding", &FindingRecord::of(&finding), out)?;
    }
    if let Some(verified) = &report.verified {
        for resource in &verified.resources {
            line("deployed", &DeployedRecord::of(resource), out)?;
        }
        for expected in &verified.expectations {
            line("expectation", &ExpectationRecord::of(expected), out)?;
        }
    }
    for call in &report.ledger {
        line("call", &LedgerRecord::of(call), out)?;
    }
    for answers in &report.frameworks {
        line("framework", &FrameworkRecord::of(answers), out)?;
    }
    for text in &report.notices {
        line("notice", &Notice { text }, out)?;
    }
    line("summary", &summary, out)
}

fn line(
    record: &'static str,
    content: &impl Serialize,
    out: &mut impl io::Write,
) -> io::Result<()> {
    one_line(&Line { record, content }, out)?;
    out.write_all(b"\n")
}

/// A line. What it is stands in `record`: an expectation has a `type` of its own.
#[derive(Serialize)]
struct Line<'a, T> {
    record: &'static str,
    #[serde(flatten)]
    content: &'a T,
}

#[derive(Serialize)]
struct RunLine<'a> {
    schema_version: u32,
    #[serde(flatten)]
    run: RunRecord<'a>,
}

#[derive(Serialize)]
struct Notice<'a> {
    text: &'a str,
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::report::{json, sample};

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    fn read(text: &str) -> Vec<Value> {
        let line = |line| serde_json::from_str(line).expect("JSON");
        text.lines().map(line).collect()
    }

    #[test]
    fn a_line_says_what_it_is_and_the_summary_is_last() {
        let mut report = sample::deployment();
        report.findings.truncate(1);
        report.ledger.truncate(1);
        let verified = report.verified.as_mut().expect("a deployment");
        verified.resources.truncate(1);
        verified.expectations.truncate(1);
        assert_snapshot!(written(&report).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
        {"record":"run","schema_version":1,"id":"2026-11-21T02-13-05-k3x","started_at":"2026-11-21T02:13:05.000Z","finished_at":"2026-11-21T02:13:06.234Z","tool":{"name":"awsert","version":"0.0.0"},"accounts":["123456789012"],"regions":["eu-west-1","us-east-1"],"checks":84,"complete":true}
        {"record":"finding","check":"rds-snapshot-not-public","title":"RDS snapshot is not public","severity":"critical","status":"fail","message":"billing-final-before-migration can be restored by every AWS account","fingerprint":"ffd71a97aeb0fe8de9e93047edad172f","resource":{"type":"AWS::RDS::DBSnapshot","id":"billing-final-before-migration","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{"restorable_by":["all"]},"gaps":[],"controls":{"securityhub":["RDS.1"],"pci-dss-4.0.1":["1.4.4","7.2.1","7.2.2","7.3.1"],"nist-800-53-r5":["AC-3","AC-4","AC-6","SC-7"]},"aliases":{"prowler":["rds_snapshot_not_public"]},"remediation":{"text":"Take back the public sharing. Whoever copied the snapshot\nkeeps the copy: treat the data in it as disclosed.","cli":"aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all","terraform":"resource \"aws_db_snapshot\" \"this\" {\n  shared_accounts = []\n}"}}
        {"record":"deployed","address":"module.db.aws_db_instance.this[0]","declared_type":"aws_db_instance","status":"found","resource":{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}}}
        {"record":"expectation","name":"the orders database is encrypted","file":"deploy/expectations.yaml","line":3,"type":"AWS::RDS::DBInstance","status":"pass","message":"All hold for orders.","resources":[{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}}],"unmet":[]}
        {"record":"call","account":"123456789012","region":"eu-west-1","call":"ec2:DescribeSecurityGroups","outcome":"ok","calls":2,"retries":0,"resources":0,"blinds":[]}
        {"record":"notice","text":"The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what it covered counts again."}
        {"record":"summary","pass":0,"fail":1,"unknown":0,"waived":0,"by_severity":{"critical":{"pass":0,"fail":1,"unknown":0,"waived":0},"high":{"pass":0,"fail":0,"unknown":0,"waived":0},"medium":{"pass":0,"fail":0,"unknown":0,"waived":0},"low":{"pass":0,"fail":0,"unknown":0,"waived":0},"info":{"pass":0,"fail":0,"unknown":0,"waived":0}}}
        "#);
    }

    #[test]
    fn the_records_are_those_of_the_contract() {
        let report = sample::deployment();
        let mut whole = Vec::new();
        json::write(&report, &mut whole).expect("memory takes all");
        let whole: Value = serde_json::from_slice(&whole).expect("JSON");
        let mut lines = read(&written(&report));
        let mut kinds = Vec::new();
        for line in &mut lines {
            let members = line.as_object_mut().expect("an object");
            let kind = members.remove("record").expect("a kind");
            kinds.push(kind.as_str().expect("text").to_owned());
        }
        for (kind, list) in [
            ("finding", "findings"),
            ("call", "ledger"),
            ("deployed", "deployed"),
            ("expectation", "expectations"),
        ] {
            let of_it: Vec<&Value> = lines
                .iter()
                .zip(&kinds)
                .filter_map(|(line, other)| (other == kind).then_some(line))
                .collect();
            let in_whole: Vec<&Value> = whole[list].as_array().expect("a list").iter().collect();
            assert_eq!(of_it, in_whole, "{list}");
        }
        assert_eq!(lines.last(), Some(&whole["summary"]));
        assert_eq!(lines[0]["id"], whole["run"]["id"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn no_text_breaks_a_line(
            text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}-\u{202e}\\\"a]{0,40}"],
        ) {
            let report = sample::saying(&text);
            let out = written(&report);
            prop_assert!(!out.chars().any(|letter| letter.is_control() && letter != '\n'));
            let lines = read(&out);
            let count = |kind: &str| lines.iter().filter(|line| line["record"] == kind).count();
            prop_assert_eq!(count("finding"), report.findings.len());
            prop_assert_eq!(count("summary"), 1);
            prop_assert_eq!(&lines[1]["message"], text.as_str());
        }
    }
}
