//! What holds whatever the input is. Each of these panics when it does not.

use awsert::check::{Check, Judgement, Verdict, judge};
use awsert::diagnostic::Diagnostic;
use awsert::expr::{Evaluation, Problem};
use awsert::finding::Status;
use awsert::inventory::{Inventory, Record};
use awsert::report::terminal::Style;
use awsert::report::{Report, json, table};
use jiff::Timestamp;
use unicode_width::UnicodeWidthStr as _;

/// What is wrong with a file stands at a place inside it, and can be shown.
pub fn places_are_inside(diagnostics: &[Diagnostic], text: &str) {
    assert!(!diagnostics.is_empty(), "refused without a reason");
    let lines = text.matches('\n').count() + 1;
    for diagnostic in diagnostics {
        let (start, end) = diagnostic.span;
        assert!(
            start <= text.len() && start <= end,
            "{:?}: {}",
            diagnostic.span,
            diagnostic.message
        );
        assert!(
            (1..=lines).contains(&diagnostic.line()),
            "line {} of {lines}",
            diagnostic.line()
        );
        assert!(diagnostic.column() >= 1);
        assert!(!diagnostic.message.is_empty());
        assert!(!diagnostic.to_string().is_empty());
    }
}

/// What is wrong with an expression stands at a place inside it.
pub fn problems_are_inside(problems: &[Problem], text: &str) {
    assert!(!problems.is_empty(), "refused without a reason");
    for problem in problems {
        assert!(
            problem.span.0 <= text.len(),
            "{:?}: {problem}",
            problem.span
        );
    }
}

/// A verdict on a resource of which nothing was read is the verdict on every resource: it cannot hang on what was not read.
pub fn unread_proves_nothing(
    check: &Check,
    inventory: &Inventory,
    resource: awsert::inventory::ResourceId,
    now: Timestamp,
) {
    let mut nothing = Inventory::new(inventory.account.clone());
    let unread = nothing.push(Record::new(check.resource));
    let blind = whole(&judge(check, &mut Evaluation::new(&nothing, now), unread));
    let seeing = whole(&judge(
        check,
        &mut Evaluation::new(inventory, now),
        resource,
    ));
    if blind != Verdict::Unknown {
        assert_eq!(blind, seeing, "{}: what was not read decided", check.id);
    }
}

/// The verdict on a resource as a whole.
fn whole(judgements: &[Judgement]) -> Verdict {
    let verdict = [
        Verdict::Fail,
        Verdict::Unknown,
        Verdict::Pass,
        Verdict::NotApplicable,
    ]
    .into_iter()
    .find(|verdict| {
        judgements
            .iter()
            .any(|judgement| judgement.verdict == *verdict)
    })
    .expect("every resource has a verdict");
    for judgement in judgements {
        let reasons = judgement.holes.len();
        assert!(
            judgement.verdict != Verdict::Unknown || reasons > 0,
            "unknown without a reason"
        );
    }
    verdict
}

/// A report can be written, for programs and for people; a terminal obeys nothing in it.
pub fn report_is_sound(report: &Report, style: &Style) {
    for finding in &report.findings {
        match finding.status {
            Status::Unknown => assert!(
                !finding.gaps.is_empty(),
                "{}: unknown without a reason",
                finding.check.id
            ),
            _ => assert!(
                finding.gaps.is_empty(),
                "{}: proven in spite of a gap",
                finding.check.id
            ),
        }
    }
    let mut text = Vec::new();
    json::write(report, &mut text).expect("memory takes it");
    let document: serde_json::Value = serde_json::from_slice(&text).expect("the report is JSON");
    assert_eq!(
        document["findings"].as_array().map(Vec::len),
        Some(report.findings.len())
    );
    let mut text = Vec::new();
    table::write(report, style, &mut text).expect("memory takes it");
    terminal_obeys_nothing(&String::from_utf8(text).expect("the table is text"), style);
}

fn terminal_obeys_nothing(text: &str, style: &Style) {
    let plain = if style.colour {
        without_colours(text)
    } else {
        text.to_owned()
    };
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(at) = plain.find(obeyed) {
        panic!("a terminal would obey {:?}", plain[at..].chars().next());
    }
    for line in plain.lines() {
        assert!(
            line.width() <= style.columns(),
            "wider than {}: {line:?}",
            style.columns()
        );
    }
    assert!(style.unicode || plain.is_ascii(), "more than ASCII");
}

/// The text without our own colours.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("\x1b[") {
        plain.push_str(&rest[..start]);
        let code = &rest[start + 2..];
        let end = code.find('m').expect("every code ends");
        assert!(
            code[..end].chars().all(|c| c.is_ascii_digit() || c == ';'),
            "not a colour: {:?}",
            &code[..end]
        );
        rest = &code[end + 1..];
    }
    plain + rest
}
