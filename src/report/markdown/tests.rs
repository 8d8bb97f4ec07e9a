//! What the summary looks like, that it ends in time, and that nothing from AWS is Markdown in it.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::page::LIMIT;
use super::text::{code, prose};
use super::write;
use crate::report::{Report, sample};

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_summary_of_a_deployment() {
    assert_snapshot!(written(&sample::deployment()), @"");
}

#[test]
fn many_resources_of_a_check_are_folded() {
    let mut report = sample::report();
    let check = "ec2-security-group-ssh-not-open";
    report.findings.retain(|finding| finding.check.id == check);
    report.findings.truncate(13);
    report.notices.clear();
    assert_snapshot!(written(&report), @"");
}

#[test]
fn nothing_is_told_as_such() {
    let mut report = sample::empty();
    assert_snapshot!(written(&report), @"");
    report.run.complete = false;
    assert!(written(&report).contains("**The run was cut short"));
}

#[test]
fn a_code_span_ends_where_the_text_does() {
    let cases = [
        ("plain", "`plain`"),
        ("a`b", "``a`b``"),
        ("`a``b`", "``` `a``b` ```"),
        (" a ", "`  a  `"),
        ("", "(empty)"),
        ("a\nb\u{1b}", r"`a\nb\u{1b}`"),
    ];
    for (text, expected) in cases {
        assert_eq!(code(text), expected, "{text:?}");
    }
}

#[test]
fn words_are_words_and_the_rest_is_code() {
    let cases = [
        (
            "It runs in one zone (for now).",
            "It runs in one zone (for now).",
        ),
        ("orders lets 0.0.0.0/0 in", "orders lets `0.0.0.0/0` in"),
        ("ask @team or #12", "ask `@team` or `#12`"),
        ("see https://a.example now", "see `https://a.example` now"),
        ("**b** _i_ <b> [a](b)", "`**b** _i_ <b> [a](b)`"),
        ("deadbeef OPS-1234 :smile:", "`deadbeef OPS-1234 :smile:`"),
        ("www.a.example a.b", "`www.a.example a.b`"),
    ];
    for (text, expected) in cases {
        assert_eq!(prose(text), expected, "{text:?}");
    }
}

#[test]
fn it_is_cut_at_what_github_takes_and_says_so() {
    let mut report = sample::report();
    let one = report.findings[5].clone();
    report.findings.extend(std::iter::repeat_n(one, 20_000));
    let text = written(&report);
    assert!(text.len() <= LIMIT, "{}", text.len());
    assert!(text.len() > LIMIT - 2_048, "{}", text.len());
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    assert_snapshot!(text.lines().last().unwrap_or_default(), @"");
}

/// The text without its code spans and blocks: what a reader of Markdown takes for more than text.
fn outside_code(text: &str) -> String {
    let mut outside = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let mut after = &rest[start + run..];
        loop {
            let end = after.find('`').expect("every span ends");
            let len = after[end..].len() - after[end..].trim_start_matches('`').len();
            after = &after[end + len..];
            if len == run {
                break;
            }
        }
        rest = after;
    }
    outside + rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_from_aws_is_markdown(
        text in prop_oneof![any::<String>(), "[ `|<>@#*_~!\\[\\]()&:/$%\\\\\n\u{0}\u{202e}aA1]{0,40}"],
    ) {
        let mut report = sample::deployment();
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
        let verified = report.verified.as_mut().expect("a deployment");
        for expected in &mut verified.expectations {
            expected.name.clone_from(&text);
            expected.message.clone_from(&text);
            expected.path = text.clone().into();
        }
        for line in &mut verified.resources {
            line.address.clone_from(&text);
            line.declared_type.clone_from(&text);
        }
        let out = written(&report);
        let outside = outside_code(&out)
            .replace("<details><summary>", "")
            .replace("</summary>", "")
            .replace("</details>", "");
        let ours = |letter: char| matches!(letter, '#' | '|' | '-' | '\n' | ':' | '(' | ')' | '·' | '–' | '❌' | '❔' | '✅');
        for line in outside.lines() {
            // The table of counts and the headings are ours.
            let inner = if line.starts_with('|') { "" } else { line.trim_start_matches('#') };
            let bad: Vec<char> = inner.chars().filter(|letter| !ours(*letter) && "`<>@#*_~!&$%\\|[]/=+".contains(*letter)).collect();
            prop_assert!(bad.is_empty(), "{:?} in {:?}", bad, line);
            let obeyed = |letter: char| letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}');
            prop_assert!(!inner.contains(obeyed), "{:?}", line);
        }
    }
}
