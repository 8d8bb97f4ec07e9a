//! What a terminal would obey, and what it shows without that.

use unicode_width::UnicodeWidthStr as _;

/// Attacks on a terminal: colours, a cleared screen, a title, a link, the clipboard, overwriting, deletion, eight-bit controls, reading
/// direction, what is not seen, marks that smear, lines of one's own, and what HTML and spreadsheets obey.
pub const ATTACK: &str = "\u{1b}[31m\u{1b}[2J\u{1b}]0;t\u{7}\u{1b}]8;;http://x\u{1b}\\\u{1b}]52;c;eA==\u{7}\r\u{8}\u{c}\u{e}\u{7f}\u{85}\u{9b}31m\u{9d}0;t\u{9c}\
    \u{202e}\u{202a}\u{2066}\u{2069}\u{200f}\u{61c}\u{200b}\u{200d}\u{feff}\u{ad}\u{2028}\u{2029}\u{180e}\u{e0041}\u{fe0f}\u{115f}x\
    \u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\n\t✗ CRITICAL  nothing\n<script>alert(1)</script>=cmd|' /C calc'!A0";

/// Attacks on a shell and on the languages that commands carry.
pub const SHELL: &str = "'; rm -rf ~ #$(id)`id`\"|| id &&\\\n id ’; id ‘“\u{1b}[31m\u{202e} ${file(\"x\")} * ? ~ {a,b} !! > x";

/// The text without our own colours.
pub fn without_colours(text: &str) -> String {
    let ours = regex::Regex::new("\u{1b}\\[(0|2|32|36|1(;7)?(;3[1-5])?)m").unwrap();
    ours.replace_all(text, "").into_owned()
}

/// Requires that nothing is left that a terminal would obey, that would hide, or that turns the reading direction.
#[track_caller]
pub fn assert_harmless(text: &str) {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    for line in text.lines() {
        let left: Vec<char> = line.chars().filter(|c| obeyed(*c)).collect();
        assert!(left.is_empty(), "{left:?} left in {line:?}");
    }
    let mut marks = 0;
    for letter in text.chars() {
        let mark = matches!(letter, '\u{300}'..='\u{36f}');
        marks = if mark { marks + 1 } else { 0 };
        assert!(marks <= 3, "a letter has more marks than any language");
    }
}

/// Requires the same of a table, and that its lines fit.
#[track_caller]
pub fn assert_harmless_table(text: &str, columns: usize) {
    let plain = without_colours(text);
    assert_harmless(&plain);
    for line in plain.lines() {
        assert!(line.width() <= columns, "wider than {columns}: {line:?}");
    }
}

/// Requires of JSON that no terminal obeys it either.
#[track_caller]
pub fn assert_harmless_json(text: &str) {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let left: Vec<char> = text.chars().filter(|c| obeyed(*c)).collect();
    assert!(left.is_empty(), "{left:?} left");
}
