//! What the annotations look like, and that a runner obeys nothing but them.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::write;
use crate::report::{Report, sample};

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn annotations_of_a_deployment() {
    assert_snapshot!(written(&sample::deployment()), @"");
}

#[test]
fn what_is_cut_short_is_told() {
    let mut report = sample::empty();
    report.run.complete = false;
    assert_snapshot!(written(&report), @"");
    assert_eq!(written(&sample::empty()), "");
}

#[test]
fn no_more_than_github_shows_and_how_many_there_are() {
    let mut report = sample::deployment();
    let verified = report.verified.as_mut().expect("a deployment");
    let (failed, unknown) = (
        verified.expectations[1].clone(),
        verified.expectations[2].clone(),
    );
    verified.expectations = [vec![failed; 13], vec![unknown; 11]].concat();
    let text = written(&report);
    let count = |level: &str| text.lines().filter(|line| line.starts_with(level)).count();
    assert_eq!(
        (count("::error "), count("::warning "), count("::notice ")),
        (10, 10, 1)
    );
    assert_snapshot!(text.lines().last().unwrap_or_default(), @"");
}

/// What a runner takes for a command: `::name …::` at the start of a line, and `##[name]` anywhere in one that is none of those.
fn is_command_of_ours(line: &str) -> bool {
    ["::error ", "::warning ", "::notice "]
        .iter()
        .any(|level| line.starts_with(level))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_runner_obeys_nothing_from_aws(
        text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{85}\u{2028}:,%#\\[\\]=0ADa ]{0,40}"],
    ) {
        let mut report = sample::deployment();
        for finding in &mut report.findings {
            finding.message.clone_from(&text);
            finding.resource.id = Some(text.clone());
            finding.resource.region.clone_from(&text);
            finding.remediation.text.clone_from(&text);
        }
        let verified = report.verified.as_mut().expect("a deployment");
        for expected in &mut verified.expectations {
            expected.name.clone_from(&text);
            expected.message.clone_from(&text);
            expected.path = text.clone().into();
        }
        for line in &mut verified.resources {
            line.address.clone_from(&text);
        }
        let out = written(&report);
        for line in out.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).filter(|line| !line.is_empty()) {
            prop_assert!(is_command_of_ours(line), "{:?}", line);
            // The head ends where we ended it: nothing in a property looks like the end or like another property.
            let head = line[2..].split("::").next().unwrap_or_default();
            let properties = head.split_once(' ').map_or("", |(_, properties)| properties);
            for property in properties.split(',') {
                let name = property.split('=').next().unwrap_or_default();
                prop_assert!(["file", "line", "title"].contains(&name), "{:?}", property);
            }
        }
    }
}
