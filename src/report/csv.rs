//! CSV for spreadsheets: a row for each finding, as RFC 4180 has it. What programs read is JSON: here a cell that a spreadsheet would take for
//! a formula has an apostrophe before it, and letters that nobody sees are shown as escapes.

use std::borrow::Cow;
use std::io;

use csv::{ErrorKind, Terminator, WriterBuilder};
use indexmap::IndexMap;

use super::json::formatter::one_line;
use super::mend::advice;
use super::terminal::{prose, sanitise};
use super::words::untold;
use super::{Findings, Report, Run, flat};
use crate::finding::{Finding, WaiverRef};

/// A column: its name, and what stands in it.
type Column = (&'static str, fn(&Row<'_>) -> Cell);

/// What stands in a cell.
type Cell = io::Result<String>;

/// One row, being written.
struct Row<'a> {
    run: &'a Run,
    finding: &'a Finding,
}

/// The columns, in their order. New ones come after the last; none is renamed or taken away.
const COLUMNS: [Column; 26] = [
    ("run", |row| text(&row.run.id)),
    ("started_at", |row| Ok(format!("{:.3}", row.run.started_at))),
    // A run that was cut short has not said all.
    ("run_complete", |row| Ok(row.run.complete.to_string())),
    ("account", |row| text(&row.finding.resource.account)),
    ("region", |row| text(&row.finding.resource.region)),
    ("check", |row| text(&row.finding.check.id)),
    ("title", |row| text(&row.finding.check.title)),
    ("severity", |row| text(row.finding.check.severity.as_str())),
    ("status", |row| text(row.finding.status.as_str())),
    ("resource_type", |row| text(row.finding.resource.ty)),
    ("resource_id", |row| {
        optional(row.finding.resource.id.as_deref())
    }),
    ("resource_arn", |row| {
        optional(row.finding.resource.arn.as_deref())
    }),
    ("resource_name", |row| {
        optional(row.finding.resource.name.as_deref())
    }),
    ("part", |row| optional(row.finding.sub_key.as_deref())),
    ("message", |row| text(&row.finding.message)),
    ("evidence", evidence),
    ("unknown_because", unknown_because),
    ("to_see_it", to_see_it),
    ("remediation", |row| {
        Ok(prose(&row.finding.remediation.text, true))
    }),
    ("remediation_cli", |row| {
        optional(row.finding.remediation.cli.as_deref())
    }),
    ("waiver_reason", |row| {
        waiver(row, |waiver| Some(waiver.reason.as_str()))
    }),
    ("waiver_owner", |row| {
        waiver(row, |waiver| Some(waiver.owner.as_str()))
    }),
    ("waiver_expires", |row| {
        waiver(row, |waiver| waiver.expires.as_deref())
    }),
    ("controls", |row| text(&listed(&row.finding.check.controls))),
    ("fingerprint", |row| Ok(row.finding.fingerprint())),
    // Last, as columns that came later are: whoever counts them finds the others where they were.
    ("waiver_ticket", |row| {
        waiver(row, |waiver| waiver.ticket.as_deref())
    }),
];

/// Writes the report, going through its findings once.
///
/// # Errors
/// When writing fails, or a finding cannot be read.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    let names = COLUMNS.iter().map(|(name, _)| name);
    table.write_record(names).map_err(unwrapped)?;
    for finding in flat::each(report) {
        let row = Row {
            run: &report.run,
            finding: &*finding?,
        };
        for (_, cell) in COLUMNS {
            let cell = cell(&row)?;
            table
                .write_field(guarded(&cell).as_bytes())
                .map_err(unwrapped)?;
        }
        table.write_record(None::<&[u8]>).map_err(unwrapped)?;
    }
    table.flush()
}

/// The error itself, so that a closed pipe is known as one.
fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A cell that no spreadsheet takes for a formula. Spreadsheets trim, and know the wide forms of the letters that a formula begins with.
pub(super) fn guarded(cell: &str) -> Cow<'_, str> {
    let first = cell.trim_start().chars().next();
    let formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠')
    );
    if formula {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "one of the kinds of cells")]
fn text(text: &str) -> Cell {
    Ok(sanitise(text, true).into_owned())
}

fn optional(cell: Option<&str>) -> Cell {
    text(cell.unwrap_or(""))
}

/// The readings as JSON; nothing where there are none.
fn evidence(row: &Row<'_>) -> Cell {
    let evidence = &row.finding.evidence;
    if evidence.is_empty() {
        return Ok(String::new());
    }
    let mut json = Vec::new();
    one_line(evidence, &mut json)?;
    text(&String::from_utf8_lossy(&json))
}

fn unknown_because(row: &Row<'_>) -> Cell {
    let gaps = row.finding.gaps.iter().map(untold);
    text(&gaps.collect::<Vec<_>>().join("; "))
}

fn to_see_it(row: &Row<'_>) -> Cell {
    let mut advices: Vec<String> = row.finding.gaps.iter().map(advice).collect();
    advices.dedup();
    text(&advices.join("; "))
}

fn waiver(row: &Row<'_>, part: fn(&WaiverRef) -> Option<&str>) -> Cell {
    optional(row.finding.waiver.as_ref().and_then(part))
}

/// `cis-aws-5.0 5.3; soc2 CC6.6`.
fn listed(controls: &IndexMap<String, Vec<String>>) -> String {
    let each = controls
        .iter()
        .flat_map(|(framework, ids)| ids.iter().map(move |id| format!("{framework} {id}")));
    each.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;
    use crate::report::sample;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut table = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let rows = table.deserialize();
        rows.map(|row| row.expect("as many cells as columns"))
            .collect()
    }

    #[test]
    fn the_file() {
        let report = sample::one_of_each_status();
        assert_snapshot!(written(&report).replace("\r\n", "⏎\n"), @r#"
        run,started_at,run_complete,account,region,check,title,severity,status,resource_type,resource_id,resource_arn,resource_name,part,message,evidence,unknown_because,to_see_it,remediation,remediation_cli,waiver_reason,waiver_owner,waiver_expires,controls,fingerprint,waiver_ticket⏎
        2026-11-21T02-13-05-k3x,2026-11-21T02:13:05.000Z,true,123456789012,eu-west-1,rds-snapshot-not-public,RDS snapshot is not public,critical,fail,AWS::RDS::DBSnapshot,billing-final-before-migration,,,,billing-final-before-migration can be restored by every AWS account,"{""restorable_by"":[""all""]}",,,Take back the public sharing. Whoever copied the snapshot keeps the copy: treat the data in it as disclosed.,aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all,,,,securityhub RDS.1; pci-dss-4.0.1 1.4.4; pci-dss-4.0.1 7.2.1; pci-dss-4.0.1 7.2.2; pci-dss-4.0.1 7.3.1; nist-800-53-r5 AC-3; nist-800-53-r5 AC-4; nist-800-53-r5 AC-6; nist-800-53-r5 SC-7,ffd71a97aeb0fe8de9e93047edad172f,⏎
        2026-11-21T02-13-05-k3x,2026-11-21T02:13:05.000Z,true,123456789012,eu-west-1,rds-snapshot-not-public,RDS snapshot is not public,critical,unknown,AWS::RDS::DBSnapshot,billing-2026-01,,,,billing-2026-01 could not be judged,,restorable_by unknown: rds:DescribeDBSnapshotAttributes denied,allow rds:DescribeDBSnapshotAttributes,,,,,,securityhub RDS.1; pci-dss-4.0.1 1.4.4; pci-dss-4.0.1 7.2.1; pci-dss-4.0.1 7.2.2; pci-dss-4.0.1 7.3.1; nist-800-53-r5 AC-3; nist-800-53-r5 AC-4; nist-800-53-r5 AC-6; nist-800-53-r5 SC-7,4b7c46e27856fe04d27aaac91358dbf6,⏎
        2026-11-21T02-13-05-k3x,2026-11-21T02:13:05.000Z,true,123456789012,eu-west-1,ec2-security-group-ssh-not-open,Security group does not let the whole internet reach the port of SSH,high,pass,AWS::EC2::SecurityGroup,sg-closed0,,,,sg-closed0 lets nobody reach port 22,,,,,,,,,cis-aws-3.0 5.2; cis-aws-5.0 5.3; securityhub EC2.13; securityhub EC2.53; soc2 CC6.6,584f10665a83baea2588ad849afa2d51,⏎
        2026-11-21T02-13-05-k3x,2026-11-21T02:13:05.000Z,true,123456789012,eu-west-1,rds-instance-multi-az,RDS DB instance runs in more than one Availability Zone,medium,waived,AWS::RDS::DBInstance,db-old-1,,,,db-old-1 runs in one Availability Zone,,,,,,Being switched off; the data lives in the new cluster already (OPS-1234).,database team <dba@example.com>,2026-12-31,securityhub RDS.5; nist-800-53-r5 CP-10; nist-800-53-r5 CP-6(2); nist-800-53-r5 SC-36; nist-800-53-r5 SC-5(2); nist-800-53-r5 SI-13(5); iso-27001-2022 A.8.14; hipaa 164_308_a_7_i; hipaa 164_308_a_7_ii_b; hipaa 164_312_a_2_ii,2e8d1b015887b775e5a29636f384d4a6,⏎
        "#);
    }

    #[test]
    fn a_deployment_s_expectations_stand_before_the_findings() {
        let rows = read(&written(&sample::deployment()));
        let status = |row: &Vec<String>| row[8].clone();
        assert_eq!(rows[2][5], "expectation");
        assert_eq!(status(&rows[2]), "fail");
        let missing = rows
            .iter()
            .find(|row| row[5] == "deployed-resource" && row[8] == "fail");
        assert_eq!(missing.expect("it is told")[10], "orders-replica");
    }

    #[test]
    fn a_formula_is_none() {
        for formula in [
            "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", "|x", "\n=1", "\u{0}=1",
        ] {
            let cell = text(formula).expect("text");
            let cell = guarded(&cell);
            let first = cell.chars().next().expect("a letter");
            assert!(first == '\'' || first == '\\', "{cell}");
        }
        assert_eq!(guarded("sg-1"), "sg-1");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn whatever_is_in_a_report_no_cell_is_a_formula_and_no_row_is_broken(
            text in prop_oneof![any::<String>(), "[=+@|\u{0}-\u{1f}\u{7f}-\u{9f}\u{202e}\",;'\\-a]{0,20}"],
        ) {
            let report = sample::saying(&text);
            let out = written(&report);
            prop_assert!(!out.replace("\r\n", "").chars().any(char::is_control));
            let rows = read(&out);
            prop_assert_eq!(rows.len(), 1 + flat::each(&report).count());
            for row in &rows {
                prop_assert_eq!(row.len(), COLUMNS.len());
                for cell in row {
                    let first = cell.trim_start().chars().next();
                    prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@')), "{}", cell);
                }
            }
        }
    }
}
