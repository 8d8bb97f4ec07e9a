//! What the table says of a deployment that was verified.

use insta::assert_snapshot;

use super::super::super::sample;
use super::super::super::terminal::Style;
use super::super::super::verified::Verified;
use super::{PLAIN, rendered};

fn of_a_deployment(style: &Style) -> String {
    let mut report = sample::deployment();
    report.findings.clear();
    rendered(&report, style)
}

#[test]
fn a_deployment_at_80_columns() {
    assert_snapshot!(of_a_deployment(&PLAIN), @"");
}

#[test]
fn a_deployment_at_200_columns() {
    let style = Style {
        width: 200,
        ..PLAIN
    };
    assert_snapshot!(of_a_deployment(&style), @"");
}

#[test]
fn a_deployment_that_is_as_it_was_meant() {
    let mut report = sample::deployment();
    report.findings.clear();
    report.ledger.clear();
    report.notices.clear();
    let verified = report.verified.as_mut().expect("a deployment");
    verified.resources.truncate(1);
    verified.expectations.truncate(1);
    assert_snapshot!(rendered(&report, &PLAIN), @"");
}

#[test]
fn findings_hold_but_the_deployment_does_not() {
    let mut report = sample::deployment();
    report.findings.truncate(0);
    let everything =
        |report: &_| rendered(report, &PLAIN).contains("Everything that was asked holds");
    let mut pass = sample::report().findings;
    pass.retain(|finding| finding.status == crate::finding::Status::Pass);
    report.findings = pass;
    assert!(!everything(&report));
    report.verified = Some(Verified::default());
    assert!(everything(&report));
}
