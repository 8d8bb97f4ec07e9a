//! What holds whatever is in a report: lines fit, terminals obey nothing, colours change nothing else.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr as _;

use super::super::super::sample;
use super::super::super::terminal::Style;
use super::{PLAIN, rendered};
use crate::aws::{Denial, DeniedBy};
use crate::inventory::Outcome;

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

fn assert_sound(text: &str, style: &Style) {
    let plain = without_colours(text);
    for line in plain.lines() {
        assert!(
            line.width() <= style.width,
            "wider than {}: {line:?}",
            style.width
        );
        assert_eq!(line.trim_end_matches(' '), line, "space at the end");
    }
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let left: Vec<char> = plain.chars().filter(|c| obeyed(*c)).collect();
    assert!(left.is_empty(), "a terminal would obey {left:?}");
}

#[test]
fn colours_change_nothing_else() {
    for verbose in [false, true] {
        let style = Style { verbose, ..PLAIN };
        let coloured = rendered(
            &sample::report(),
            &Style {
                colour: true,
                ..style
            },
        );
        assert_ne!(coloured, without_colours(&coloured));
        assert_eq!(
            without_colours(&coloured),
            rendered(&sample::report(), &style)
        );
    }
}

#[test]
fn severities_have_their_colours() {
    let coloured = rendered(
        &sample::report(),
        &Style {
            colour: true,
            ..PLAIN
        },
    );
    for piece in [
        "\x1b[1;7;31mCRITICAL\x1b[0m",
        "\x1b[1;31mHIGH\x1b[0m",
        "\x1b[1;33mMEDIUM\x1b[0m",
        "\x1b[1;34mLOW\x1b[0m",
    ] {
        assert!(coloured.contains(piece), "{piece:?}");
    }
}

#[test]
fn old_terminals_get_ascii() {
    for verbose in [false, true] {
        let style = Style {
            unicode: false,
            verbose,
            ..PLAIN
        };
        let text = rendered(&sample::report(), &style);
        let beyond: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
        assert!(beyond.is_empty(), "{beyond:?}");
        assert_sound(&text, &style);
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let reports = [
        sample::report(),
        sample::two_accounts(),
        sample::deployment(),
        sample::empty(),
    ];
    for report in &reports {
        for width in (60..=200).step_by(4) {
            for (verbose, unicode) in [(false, true), (true, true), (false, false), (true, false)] {
                let style = Style {
                    width,
                    verbose,
                    unicode,
                    colour: width % 8 == 0,
                };
                assert_sound(&rendered(report, &style), &style);
            }
        }
    }
}

/// A denial whose texts nobody looked at.
fn denial(action: String, policy: String, at: usize) -> Denial {
    Denial {
        action,
        named: at.is_multiple_of(2),
        by: [None, Some(DeniedBy::ServiceControlPolicy)][at % 2],
        policy: Some(policy),
        explicit: at.is_multiple_of(3),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn hostile_text_stays_in_its_place(
        texts in prop::collection::vec("[ -~\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{206f}\u{300}-\u{320}東ل؀🔥👍🏽\u{fe0f}]{0,60}", 8),
        width in 60_usize..200,
        verbose in any::<bool>(),
        colour in any::<bool>(),
    ) {
        let mut report = sample::two_accounts();
        for (at, finding) in report.findings.iter_mut().enumerate() {
            let text = |turn: usize| texts[(at + turn) % texts.len()].clone();
            finding.message = format!("{} {}", text(0), text(1));
            finding.resource.id = finding.resource.id.is_some().then(|| text(1));
            finding.resource.name = Some(text(2));
            finding.resource.region = text(3);
            finding.sub_key = finding.sub_key.is_some().then(|| text(4));
            for gap in &mut finding.gaps {
                gap.error = text(5);
                gap.denial = (gap.outcome == Outcome::Denied).then(|| denial(text(6), text(7), at));
            }
            if let Some(waiver) = &mut finding.waiver {
                waiver.reason = text(5);
                waiver.owner = text(6);
            }
            finding.remediation.text = text(6);
            finding.remediation.cli = Some(format!("aws x --name {}", crate::shell::quoted(&text(7))));
            finding.remediation.terraform = Some(text(0));
        }
        report.notices.push(texts[0].clone());
        for (at, line) in report.ledger.iter_mut().enumerate() {
            line.region = texts[at % texts.len()].clone();
            line.retries = 1;
            line.denials = vec![(denial(texts[0].clone(), texts[1].clone(), at), 2)];
        }
        let style = Style { width, verbose, colour, unicode: true };
        assert_sound(&rendered(&report, &style), &style);
    }
}
