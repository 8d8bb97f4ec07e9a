//! Files as users write them, well and badly.

use proptest::prelude::*;

use super::super::embedded;
use super::*;

/// Whether a text is a check; if it is none, every complaint can be shown.
fn loads(text: String) -> bool {
    let source = Arc::new(Source {
        path: "own.yaml".to_owned(),
        text: text.into(),
        shipped: false,
    });
    match load(&source, &Overrides::default()) {
        Ok(_) => true,
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty(), "refused without a word");
            for diagnostic in diagnostics {
                assert!(!diagnostic.to_string().is_empty());
                assert!(diagnostic.line() >= 1 && diagnostic.column() >= 1);
            }
            false
        }
    }
}

/// The parser points at letters of more than one byte, and into them.
#[test]
fn an_error_at_a_letter_of_several_bytes_is_shown() {
    let (_, sound) = embedded::FILES[0];
    for letter in ["\u{202e}", "é", "🔥", "\u{1b}"] {
        for expression in [
            format!("{letter} resource.id == \"\""),
            format!("resource.id == {letter}"),
            format!("resource.{letter}"),
            format!("\"{letter}\".matches(\"{letter}(\")"),
            format!("\"{letter}{letter}\" == resource.{letter}x"),
            format!("resource.id == \"{letter}{letter}{letter}\" && resource.nowhere"),
        ] {
            let start = sound.find("assert: |\n").expect("an assertion") + 10;
            let text = format!("{}  {expression}\n{}", &sound[..start], &sound[start..]);
            assert!(!loads(text), "{expression}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        loads(String::from_utf8_lossy(&bytes).into_owned());
    }

    #[test]
    fn no_yaml_brings_it_down(text in "([a-z]{1,6}: |- |\\[|\\]|\\{|\\}|, |&a |\\*a|!t |\\||>|\"|'|#|\n|  |é|~|1e9|\u{feff}|---\n|\\? ){0,60}") {
        loads(text);
    }

    /// A check that ships, with a piece of it exchanged for something else.
    #[test]
    fn no_damage_to_a_check_brings_it_down(
        file in 0..embedded::FILES.len(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        instead in "[\\[\\]{}()\"'|>&*!:#,.\\\\ \nA-Za-z0-9_\u{1b}é\u{202e}-]{0,20}|\\{resource\\.[a-z.]{0,12}\\}?|\\n  [a-z]+: ",
    ) {
        let mut text = embedded::FILES[file].1.to_owned();
        let mut from = at.index(text.len());
        let mut to = (from + length).min(text.len());
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        while !text.is_char_boundary(to) {
            to += 1;
        }
        text.replace_range(from..to, &instead);
        loads(text);
    }
}

#[test]
fn what_ships_loads() {
    for (path, text) in embedded::FILES {
        assert!(loads((*text).to_owned()), "{path}");
    }
}

/// A check with this expression.
fn loaded(assert: &str) -> Result<Check, Vec<Diagnostic>> {
    let text = format!(
        "format: 1\nid: rds-thing\ntitle: t\nseverity: low\nresource: AWS::RDS::DBInstance\nassert: |\n  {assert}\n\
         message: {{ fail: f, pass: p }}\nrisk: r\nremediation: {{ text: t }}\n\
         examples: [{{ verdict: unknown, resource: {{}} }}]\n"
    );
    let source = Source {
        path: "check.yaml".to_owned(),
        text: text.into(),
        shipped: false,
    };
    load(&Arc::new(source), &Overrides::default()).map(|mut checks| checks.remove(0))
}

#[test]
fn a_letter_beyond_ascii_where_none_may_be_is_shown() {
    let wrong = loaded("resource.multi_az && resource.é").unwrap_err();
    assert_eq!((wrong[0].line(), wrong[0].column()), (7, 33));
    assert!(wrong[0].to_string().contains("resource.é"));
}
