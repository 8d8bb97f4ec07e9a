//! Text from AWS, made harmless for a terminal: nothing in it moves the cursor, changes colours, turns the reading
//! direction, or hides.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

/// More marks than this on one letter are shown as escapes, as no language needs them and a thousand smear the screen.
const MARKS_ON_A_LETTER: usize = 3;

/// The text with everything that a terminal would obey, or a reader could not see, written as an escape: `\n`,
/// `\u{1b}`, `\u{202e}`. Where the terminal shows only ASCII, so is everything beyond that, as its bytes can be
/// control codes there.
pub fn sanitise(text: &str, unicode: bool) -> Cow<'_, str> {
    harmless(text, unicode, ascii)
}

/// The same for code that is to be copied: no letter becomes another that means something there, as a curved quote would.
pub fn sanitise_code(text: &str, unicode: bool) -> Cow<'_, str> {
    harmless(text, unicode, escape)
}

/// `beyond` writes what an ASCII terminal cannot show.
fn harmless(text: &str, unicode: bool, beyond: fn(char, &mut String)) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    // A mark at the very start would sit on what stands before the text.
    let mut marks = MARKS_ON_A_LETTER;
    for letter in text.chars() {
        let is_mark = letter.width() == Some(0);
        marks = if is_mark { marks + 1 } else { 0 };
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(letter),
            _ if !unicode => beyond(letter, &mut out),
            _ if is_hidden(letter) || marks > MARKS_ON_A_LETTER => escape(letter, &mut out),
            _ => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Running text of several lines, as remedies are in check files: its line breaks are spaces, the rest is sanitised.
pub fn prose(text: &str, unicode: bool) -> String {
    let words: Vec<&str> = text
        .split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect();
    sanitise(&words.join(" "), unicode).into_owned()
}

/// Text of several lines, as a user's own file or a message about it: the line breaks stay, the rest is sanitised.
pub fn listing(text: &str, unicode: bool) -> String {
    let lines: Vec<_> = text
        .split('\n')
        .map(|line| sanitise(line, unicode))
        .collect();
    lines.join("\n")
}

/// What a terminal obeys or does not show: controls, format characters (bidi among them), separators of lines, what
/// Unicode calls default-ignorable, and the two that it calls no characters and XML refuses.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1345f}'
            | '\u{1bca0}'..='\u{1bcaf}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn escape(letter: char, out: &mut String) {
    // Writing to a String does not fail.
    let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
}

/// What our own prose uses beyond ASCII has a plain spelling.
fn ascii(letter: char, out: &mut String) {
    match letter {
        '…' => out.push_str("..."),
        '–' | '—' | '−' | '·' => out.push('-'),
        '‘' | '’' => out.push('\''),
        '“' | '”' => out.push('"'),
        '×' => out.push('x'),
        '→' => out.push_str("->"),
        '≥' => out.push_str(">="),
        '≤' => out.push_str("<="),
        _ => escape(letter, out),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_instead() {
        let cases = [
            ("plain-name_1.2", "plain-name_1.2"),
            ("a\x1b[2Jb", "a\\u{1b}[2Jb"),
            ("csi \u{9b}31m", "csi \\u{9b}31m"),
            ("two\nlines\r\tand tabs", "two\\nlines\\r\\tand tabs"),
            ("invoice\u{202e}fdp.exe", "invoice\\u{202e}fdp.exe"),
            ("ad\u{200b}min", "ad\\u{200b}min"),
            ("Zoë 東京 🔥", "Zoë 東京 🔥"),
            ("e\u{301}", "e\u{301}"),
            ("\u{301}e", "\\u{301}e"),
            (
                "x\u{301}\u{301}\u{301}\u{301}",
                "x\u{301}\u{301}\u{301}\\u{301}",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(sanitise(text, true), expected, "{text:?}");
        }
    }

    #[test]
    fn ascii_terminals_get_ascii() {
        assert_eq!(sanitise("a … “b” — ë", false), "a ... \"b\" - \\u{eb}");
    }

    #[test]
    fn code_keeps_its_quotes() {
        assert_eq!(
            sanitise_code("'it’s' “x”\n", false),
            "'it\\u{2019}s' \\u{201c}x\\u{201d}\\n"
        );
        assert_eq!(sanitise_code("'it’s'", true), "'it’s'");
    }

    #[test]
    fn a_listing_keeps_its_lines() {
        assert_eq!(listing("a\x1b[m\n  b\r\n", true), "a\\u{1b}[m\n  b\\r\n");
    }

    #[test]
    fn prose_is_one_line() {
        assert_eq!(
            prose("one\n  two\n\nthree\x07\n", true),
            "one two three\\u{7}"
        );
    }

    proptest! {
        #[test]
        fn nothing_obeyed_or_hidden_is_left(text in any::<String>(), unicode in any::<bool>()) {
            prop_assert!(!sanitise_code(&text, unicode).chars().any(is_hidden));
            prop_assert!(unicode || sanitise_code(&text, unicode).is_ascii());
            let safe = sanitise(&text, unicode);
            for letter in safe.chars() {
                let bidi = matches!(letter,
                    '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
                prop_assert!(!letter.is_control() && !bidi, "{:?} left in {:?}", letter, safe);
            }
            prop_assert!(unicode || safe.is_ascii());
            prop_assert_eq!(sanitise(&safe, unicode).into_owned(), safe.into_owned(), "not stable");
        }

        #[test]
        fn hostile_text_is_harmless(text in "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{206f}\u{fe00}-\u{fe0f}a\u{301}]{0,40}") {
            let safe = sanitise(&text, true);
            let left: Vec<char> = safe.chars().filter(|letter| is_hidden(*letter)).collect();
            prop_assert!(left.is_empty(), "{:?} left in {:?}", left, safe);
        }
    }
}
