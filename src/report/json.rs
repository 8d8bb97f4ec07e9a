//! The JSON contract, version 1: what `--format json` writes, for programs.
//!
//! The structs here are the contract and mirror the model on purpose: a change to the model does not change what
//! others parse. Members may be added within a version; none is renamed, retyped or taken away.

use std::collections::BTreeMap;
use std::io;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use super::{Counts, LedgerLine, Report, Run};
use crate::check::Severity;
use crate::finding::{Finding, FindingGap, Remedy, Status, WaiverRef};

/// The version of the contract.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes the report: one document, each finding and each line of the ledger on a line of its own.
///
/// # Errors
/// When writing fails.
pub fn write(report: &Report, out: &mut impl io::Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, OneALine::default());
    Document::of(report).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// The document.
#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    run: RunRecord<'a>,
    summary: Summary,
    findings: Findings<'a>,
    ledger: Ledger<'a>,
}

#[derive(Serialize)]
struct RunRecord<'a> {
    id: &'a str,
    started_at: String,
    finished_at: String,
    tool: Tool,
    accounts: &'a [String],
    regions: &'a [String],
    checks: usize,
    complete: bool,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    pass: usize,
    fail: usize,
    unknown: usize,
    waived: usize,
    /// Every severity, from most to least, also those without findings.
    by_severity: IndexMap<&'static str, Tally>,
}

#[derive(Serialize)]
struct Tally {
    pass: usize,
    fail: usize,
    unknown: usize,
    waived: usize,
}

struct Findings<'a>(&'a [Finding]);

struct Ledger<'a>(&'a [LedgerLine]);

/// One finding, as JSON and JSON lines have it.
#[derive(Serialize)]
pub(super) struct FindingRecord<'a> {
    check: &'a str,
    title: &'a str,
    severity: Severity,
    status: Status,
    message: &'a str,
    fingerprint: String,
    resource: ResourceRecord<'a>,
    evidence: &'a IndexMap<String, serde_json::Value>,
    gaps: Vec<GapRecord<'a>>,
    controls: &'a IndexMap<String, Vec<String>>,
    aliases: &'a IndexMap<String, Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<WaiverRecord<'a>>,
    remediation: RemedyRecord<'a>,
}

#[derive(Serialize)]
struct ResourceRecord<'a> {
    #[serde(rename = "type")]
    ty: &'a str,
    id: Option<&'a str>,
    arn: Option<&'a str>,
    name: Option<&'a str>,
    account: &'a str,
    region: &'a str,
    tags: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct GapRecord<'a> {
    attribute: &'a str,
    call: &'a str,
    outcome: &'static str,
    error: &'a str,
}

#[derive(Serialize)]
struct WaiverRecord<'a> {
    reason: &'a str,
    owner: &'a str,
    expires: Option<&'a str>,
}

#[derive(Serialize)]
struct RemedyRecord<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cli: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terraform: Option<&'a str>,
}

/// One line of the ledger.
#[derive(Serialize)]
pub(super) struct LedgerRecord<'a> {
    account: &'a str,
    region: &'a str,
    call: &'a str,
    outcome: &'static str,
    calls: u64,
    retries: u64,
    resources: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    blinds: &'a [String],
}

impl<'a> Document<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            run: RunRecord::of(&report.run),
            summary: Summary::of(&report.findings),
            findings: Findings(&report.findings),
            ledger: Ledger(&report.ledger),
        }
    }
}

impl<'a> RunRecord<'a> {
    fn of(run: &'a Run) -> Self {
        Self {
            id: &run.id,
            started_at: format!("{:.3}", run.started_at),
            finished_at: format!("{:.3}", run.finished_at),
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            accounts: &run.accounts,
            regions: &run.regions,
            checks: run.checks,
            complete: run.complete,
        }
    }
}

impl Summary {
    fn of(findings: &[Finding]) -> Self {
        let Tally {
            pass,
            fail,
            unknown,
            waived,
        } = Tally::of(findings);
        let by_severity = Severity::ALL
            .into_iter()
            .map(|severity| {
                let of_it = findings
                    .iter()
                    .filter(|finding| finding.check.severity == severity);
                (severity.as_str(), Tally::of(of_it))
            })
            .collect();
        Self {
            pass,
            fail,
            unknown,
            waived,
            by_severity,
        }
    }
}

impl Tally {
    fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let counts = Counts::of(findings);
        Self {
            pass: counts.pass,
            fail: counts.fail,
            unknown: counts.unknown,
            waived: counts.waived,
        }
    }
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(FindingRecord::of))
    }
}

impl Serialize for Ledger<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(LedgerRecord::of))
    }
}

impl<'a> FindingRecord<'a> {
    pub(super) fn of(finding: &'a Finding) -> Self {
        let Finding {
            check, resource, ..
        } = finding;
        Self {
            check: &check.id,
            title: &check.title,
            severity: check.severity,
            status: finding.status,
            message: &finding.message,
            fingerprint: finding.fingerprint(),
            resource: ResourceRecord {
                ty: resource.ty,
                id: resource.id.as_deref(),
                arn: resource.arn.as_deref(),
                name: resource.name.as_deref(),
                account: &resource.account,
                region: &resource.region,
                tags: &resource.tags,
            },
            evidence: &finding.evidence,
            gaps: finding.gaps.iter().map(GapRecord::of).collect(),
            controls: &check.controls,
            aliases: &check.aliases,
            waiver: finding.waiver.as_ref().map(WaiverRecord::of),
            remediation: RemedyRecord::of(&finding.remediation),
        }
    }
}

impl<'a> GapRecord<'a> {
    fn of(gap: &'a FindingGap) -> Self {
        Self {
            attribute: &gap.attribute,
            call: &gap.call,
            outcome: gap.outcome.as_str(),
            error: &gap.error,
        }
    }
}

impl<'a> WaiverRecord<'a> {
    fn of(waiver: &'a WaiverRef) -> Self {
        Self {
            reason: &waiver.reason,
            owner: &waiver.owner,
            expires: waiver.expires.as_deref(),
        }
    }
}

impl<'a> RemedyRecord<'a> {
    fn of(remedy: &'a Remedy) -> Self {
        Self {
            text: &remedy.text,
            cli: remedy.cli.as_deref(),
            terraform: remedy.terraform.as_deref(),
        }
    }
}

impl<'a> LedgerRecord<'a> {
    pub(super) fn of(line: &'a LedgerLine) -> Self {
        Self {
            account: &line.account,
            region: &line.region,
            call: &line.call,
            outcome: line.outcome.as_str(),
            calls: line.calls,
            retries: line.retries,
            resources: line.resources,
            error: line.error.as_deref(),
            blinds: &line.blinds,
        }
    }
}

/// Compact, but with a line break before each top-level member and before each element of its list, so that two
/// reports can be compared line by line; and with everything escaped that a terminal would obey.
#[derive(Default)]
struct OneALine {
    depth: usize,
}

impl Formatter for OneALine {
    fn begin_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"{")
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(if self.depth == 0 { b"\n}" } else { b"}" })
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        CompactFormatter.begin_object_key(out, first)?;
        if self.depth == 1 {
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"[")
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(b"]")
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        CompactFormatter.begin_array_value(out, first)?;
        if self.depth == 2 {
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, letter) in fragment.char_indices() {
            // JSON itself escapes C0.
            let obeyed = matches!(letter, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if obeyed {
                out.write_all(&fragment.as_bytes()[written..at])?;
                write!(out, "\\u{:04x}", u32::from(letter))?;
                written = at + letter.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::sample;
    use super::*;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn the_contract() {
        let mut report = sample::report();
        // One finding of each status.
        let mut seen = Vec::new();
        report.findings.retain(|finding| {
            let first = !seen.contains(&finding.status);
            seen.push(finding.status);
            first
        });
        assert_snapshot!(written(&report).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
        {
        "schema_version":1,
        "run":{"id":"2026-11-21T02-13-05-k3x","started_at":"2026-11-21T02:13:05.000Z","finished_at":"2026-11-21T02:13:06.234Z","tool":{"name":"awsert","version":"0.0.0"},"accounts":["123456789012"],"regions":["eu-west-1","us-east-1"],"checks":84,"complete":true},
        "summary":{"pass":1,"fail":1,"unknown":1,"waived":1,"by_severity":{"critical":{"pass":0,"fail":1,"unknown":1,"waived":0},"high":{"pass":1,"fail":0,"unknown":0,"waived":0},"medium":{"pass":0,"fail":0,"unknown":0,"waived":1},"low":{"pass":0,"fail":0,"unknown":0,"waived":0},"info":{"pass":0,"fail":0,"unknown":0,"waived":0}}},
        "findings":[
        {"check":"rds-snapshot-not-public","title":"RDS snapshot is not public","severity":"critical","status":"fail","message":"billing-final-before-migration can be restored by every AWS account","fingerprint":"ffd71a97aeb0fe8de9e93047edad172f","resource":{"type":"AWS::RDS::DBSnapshot","id":"billing-final-before-migration","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{"restorable_by":["all"]},"gaps":[],"controls":{"securityhub":["RDS.1"],"pci-dss-4.0.1":["1.4.4","7.2.1","7.2.2","7.3.1"],"nist-800-53-r5":["AC-3","AC-4","AC-6","SC-7"]},"aliases":{"prowler":["rds_snapshot_not_public"]},"remediation":{"text":"Take back the public sharing. Whoever copied the snapshot\nkeeps the copy: treat the data in it as disclosed.","cli":"aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all","terraform":"resource \"aws_db_snapshot\" \"this\" {\n  shared_accounts = []\n}"}},
        {"check":"rds-snapshot-not-public","title":"RDS snapshot is not public","severity":"critical","status":"unknown","message":"billing-2026-01 could not be judged","fingerprint":"4b7c46e27856fe04d27aaac91358dbf6","resource":{"type":"AWS::RDS::DBSnapshot","id":"billing-2026-01","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{},"gaps":[{"attribute":"restorable_by","call":"rds:DescribeDBSnapshotAttributes","outcome":"denied","error":"User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action"}],"controls":{"securityhub":["RDS.1"],"pci-dss-4.0.1":["1.4.4","7.2.1","7.2.2","7.3.1"],"nist-800-53-r5":["AC-3","AC-4","AC-6","SC-7"]},"aliases":{"prowler":["rds_snapshot_not_public"]},"remediation":{"text":""}},
        {"check":"ec2-security-group-ssh-not-open","title":"Security group does not let the whole internet reach the port of SSH","severity":"high","status":"pass","message":"sg-closed0 lets nobody reach port 22","fingerprint":"584f10665a83baea2588ad849afa2d51","resource":{"type":"AWS::EC2::SecurityGroup","id":"sg-closed0","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{},"gaps":[],"controls":{"cis-aws-3.0":["5.2"],"cis-aws-5.0":["5.3"],"securityhub":["EC2.13","EC2.53"],"soc2":["CC6.6"]},"aliases":{"prowler":["ec2_security_group_ssh_not_open"]},"remediation":{"text":""}},
        {"check":"rds-instance-multi-az","title":"RDS DB instance runs in more than one Availability Zone","severity":"medium","status":"waived","message":"db-old-1 runs in one Availability Zone","fingerprint":"2e8d1b015887b775e5a29636f384d4a6","resource":{"type":"AWS::RDS::DBInstance","id":"db-old-1","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{},"gaps":[],"controls":{"securityhub":["RDS.5"],"nist-800-53-r5":["CP-10","CP-6(2)","SC-36","SC-5(2)","SI-13(5)"],"iso-27001-2022":["A.8.14"],"hipaa":["164_308_a_7_i","164_308_a_7_ii_b","164_312_a_2_ii"]},"aliases":{"prowler":["rds_instance_multi_az"]},"waiver":{"reason":"Being switched off; the data lives in the new cluster already (OPS-1234).","owner":"database team <dba@example.com>","expires":"2026-12-31"},"remediation":{"text":""}}],
        "ledger":[
        {"account":"123456789012","region":"eu-west-1","call":"ec2:DescribeSecurityGroups","outcome":"ok","calls":2,"retries":0,"resources":0,"blinds":[]},
        {"account":"123456789012","region":"eu-west-1","call":"rds:DescribeDBInstances","outcome":"ok","calls":2,"retries":0,"resources":0,"blinds":[]},
        {"account":"123456789012","region":"eu-west-1","call":"rds:DescribeDBSnapshotAttributes","outcome":"denied","calls":3,"retries":0,"resources":0,"error":"User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action","blinds":["rds-snapshot-not-public"]},
        {"account":"123456789012","region":"eu-west-1","call":"kms:ListKeys","outcome":"throttled","calls":9,"retries":0,"resources":0,"blinds":[]}]
        }
        "#);
    }

    #[test]
    fn a_report_of_nothing_has_every_member() {
        assert_snapshot!(written(&sample::empty()).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
        {
        "schema_version":1,
        "run":{"id":"2026-11-21T02-13-05-k3x","started_at":"2026-11-21T02:13:05.000Z","finished_at":"2026-11-21T02:13:06.234Z","tool":{"name":"awsert","version":"0.0.0"},"accounts":["123456789012"],"regions":["eu-west-1","us-east-1"],"checks":84,"complete":true},
        "summary":{"pass":0,"fail":0,"unknown":0,"waived":0,"by_severity":{"critical":{"pass":0,"fail":0,"unknown":0,"waived":0},"high":{"pass":0,"fail":0,"unknown":0,"waived":0},"medium":{"pass":0,"fail":0,"unknown":0,"waived":0},"low":{"pass":0,"fail":0,"unknown":0,"waived":0},"info":{"pass":0,"fail":0,"unknown":0,"waived":0}}},
        "findings":[],
        "ledger":[]
        }
        "#);
    }

    #[test]
    fn it_is_json_with_the_text_as_aws_has_it() {
        let report = sample::report();
        let read: Value = serde_json::from_str(&written(&report)).expect("JSON");
        let findings = read["findings"].as_array().expect("a list");
        assert_eq!(findings.len(), report.findings.len());
        for (read, finding) in findings.iter().zip(&report.findings) {
            assert_eq!(
                read["resource"]["name"].as_str(),
                finding.resource.name.as_deref()
            );
            assert_eq!(read["message"], finding.message.as_str());
            assert_eq!(read["fingerprint"], finding.fingerprint());
        }
        assert_eq!(
            written(&report),
            written(&report.clone()),
            "not the same twice"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_comes_back_as_it_was_and_no_terminal_obeys_it(
            text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200b}-\u{206f}\u{feff}\u{fffe}\u{e0001}\"\\\\a]{0,40}"],
        ) {
            let mut report = sample::report();
            report.findings.truncate(1);
            let finding = &mut report.findings[0];
            finding.message.clone_from(&text);
            finding.resource.name = Some(text.clone());
            finding.resource.tags = BTreeMap::from([(text.clone(), text.clone())]);
            finding.evidence = IndexMap::from([(text.clone(), Value::from(text.as_str()))]);
            finding.remediation.cli = Some(text.clone());
            report.ledger[0].error = Some(text.clone());
            let out = written(&report);
            let obeyed = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            prop_assert!(!out.chars().any(obeyed));
            let read: Value = serde_json::from_str(&out).expect("JSON");
            let finding = &read["findings"][0];
            for read in [
                &finding["message"],
                &finding["resource"]["name"],
                &finding["resource"]["tags"][&text],
                &finding["evidence"][&text],
                &finding["remediation"]["cli"],
                &read["ledger"][0]["error"],
            ] {
                prop_assert_eq!(read, text.as_str());
            }
        }
    }

    #[test]
    fn a_terminal_obeys_none_of_it() {
        let text = written(&sample::report());
        let obeyed =
            |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
        assert!(!text.chars().any(obeyed));
        assert!(text.contains(r"invoice\u202egnp.exe"));
    }
}
