//! What the XML looks like, and that XML it is whatever is in a report.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::finding::Status;
use crate::report::sample;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_file() {
    assert_snapshot!(written(&sample::deployment()), @"");
}

#[test]
fn places_of_one_resource_are_one_case() {
    let mut report = sample::two_accounts();
    report
        .findings
        .retain(|finding| finding.check.id == "ec2-security-group-rules-described");
    report.findings[1].status = Status::Pass;
    report.findings[2].sub_key = None;
    assert_snapshot!(written(&report), @"");
}

#[test]
fn what_was_not_looked_at_is_an_error_and_no_pass() {
    let mut report = sample::empty();
    report.run.complete = false;
    assert_snapshot!(written(&report), @"");
}

#[test]
fn a_run_without_verdicts_is_an_empty_file() {
    assert_snapshot!(written(&sample::empty()), @"");
}

#[test]
fn no_two_cases_share_a_name() {
    let mut report = sample::deployment();
    let verified = report.verified.as_mut().expect("a deployment");
    for expected in &mut verified.expectations {
        "the same".clone_into(&mut expected.name);
    }
    let text = written(&report);
    for name in ["the same", "the same (2)", "the same (3)", "the same (4)"] {
        assert_eq!(
            text.matches(&format!("name=\"{name}\"")).count(),
            1,
            "{name}"
        );
    }
}

/// Letters that XML 1.0 has a place for.
fn is_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_in_a_report_it_is_a_file_of_junit(
        text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{fffe}\u{ffff}\u{202e}<>&\"'\\]\\[!%a]{0,40}"],
    ) {
        let mut report = sample::deployment();
        for finding in &mut report.findings {
            finding.message.clone_from(&text);
            finding.resource.id = Some(text.clone());
            finding.evidence.insert(text.clone(), text.clone().into());
            finding.remediation.text.clone_from(&text);
            finding.remediation.cli = Some(text.clone());
        }
        let verified = report.verified.as_mut().expect("a deployment");
        for expected in &mut verified.expectations {
            expected.name.clone_from(&text);
            expected.message.clone_from(&text);
        }
        for line in &mut verified.resources {
            line.address.clone_from(&text);
            line.declared_type.clone_from(&text);
        }
        let out = written(&report);
        prop_assert!(out.chars().all(is_xml));
        let read = quick_junit::Report::deserialize_from_str(&out).expect("JUnit");
        let first = &read.test_suites[0].test_cases[0];
        prop_assert_eq!(first.name.as_str(), line(&text));
        let (tests, failures) = (read.tests, read.failures);
        prop_assert!(tests > failures && failures > 0);
    }
}
