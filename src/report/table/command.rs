//! A shell command, laid out so that it fits and can still be copied: broken between words with a backslash.

use super::super::terminal::{sanitise_code, width};
use crate::shell::{Quotes, Quoting, escaped};

/// The least that is kept free at the end of a line: for a quote, a space and a backslash.
const CONTINUED: usize = 3;

/// The lines of a command, each at most `columns` wide, indented by `indent`. Line breaks of the command's own, outside quotes, stay.
pub(in crate::report) fn lay(
    command: &str,
    indent: usize,
    columns: usize,
    unicode: bool,
) -> Vec<String> {
    let mut lines = Vec::new();
    for words in split(command) {
        let words = words.iter().map(|word| shown(word, unicode));
        one(&units(words.collect()), indent, columns, &mut lines);
    }
    lines
}

/// One command.
fn one(units: &[String], indent: usize, columns: usize, lines: &mut Vec<String>) {
    let mut line = " ".repeat(indent);
    let mut fresh = true;
    for (at, unit) in units.iter().enumerate() {
        let last = at + 1 == units.len();
        let reserve = if last { 0 } else { CONTINUED };
        let gap = usize::from(!fresh);
        if !fresh && width(&line) + gap + width(unit) + reserve > columns {
            line.push_str(" \\");
            lines.push(std::mem::replace(&mut line, " ".repeat(indent + 2)));
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        fresh = false;
        if width(&line) + width(unit) + reserve <= columns {
            line.push_str(unit);
        } else {
            break_within(unit, columns, &mut line, lines);
        }
    }
    if !line.trim().is_empty() {
        lines.push(line);
    }
}

/// A word that a terminal can show, and that is the same word to a shell: in single quotes, what a terminal would obey is escaped. Other
/// such letters are the check's author's, and are shown instead.
fn shown(word: &str, unicode: bool) -> String {
    let sane = |text: &str| sanitise_code(text, unicode) == text;
    if sane(word) {
        return word.to_owned();
    }
    let mut shown = String::with_capacity(word.len());
    let mut quoting = Quoting::new();
    let mut single = String::new();
    for letter in word.chars() {
        let was = quoting.quotes();
        quoting.pass(letter);
        match (was, quoting.quotes()) {
            (Quotes::Single, Quotes::Single) => single.push(letter),
            (Quotes::Single, _) if sane(&single) => {
                shown.extend(["'", single.as_str(), "'"]);
                single.clear();
            }
            (Quotes::Single, _) => {
                shown.push_str(&escaped(&single));
                single.clear();
            }
            (_, Quotes::Single) => {}
            _ => shown.push_str(&sanitise_code(letter.encode_utf8(&mut [0; 4]), unicode)),
        }
    }
    if quoting.quotes() == Quotes::Single {
        // It never ends: the author's mistake, which is shown as it is.
        shown.push('\'');
        shown.push_str(&sanitise_code(&single, unicode));
    }
    shown
}

/// The commands, by line, and their words with the quotes they came with. A backslash before a line break is one command.
fn split(command: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word = String::new();
    let mut quoting = Quoting::new();
    for letter in command.trim().chars() {
        let continued = letter == '\n' && quoting.escaped() && quoting.quotes() == Quotes::None;
        let outside = quoting.outside();
        quoting.pass(letter);
        if continued {
            word.pop();
        } else if !outside || !matches!(letter, ' ' | '\n') {
            word.push(letter);
            continue;
        }
        if let Some(words) = commands.last_mut().filter(|_| !word.is_empty()) {
            words.push(std::mem::take(&mut word));
        }
        if letter == '\n' && !continued {
            commands.push(Vec::new());
        }
    }
    if let Some(words) = commands.last_mut().filter(|_| !word.is_empty()) {
        words.push(word);
    }
    commands.retain(|words| !words.is_empty());
    commands
}

/// An option stays with its value.
fn units(words: Vec<String>) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    let mut after_option = false;
    for word in words {
        let is_option = word.starts_with('-');
        match units.last_mut() {
            Some(option) if after_option && !is_option => {
                option.push(' ');
                option.push_str(&word);
            }
            _ => units.push(word),
        }
        after_option = is_option;
    }
    units
}

/// What is longer than a line goes on at the very start of the next, where the shell joins it again.
fn break_within(unit: &str, columns: usize, line: &mut String, lines: &mut Vec<String>) {
    let mut quoting = Quoting::new();
    let mut rest = unit;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(unbroken(rest, quoting.quotes()));
        rest = after;
        if width(line) + width(piece) + CONTINUED > columns {
            let (leave, enter) = match quoting.quotes() {
                Quotes::Single => ("'", "'"),
                Quotes::Ansi => ("'", "$'"),
                Quotes::None | Quotes::Double => ("", ""),
            };
            line.push_str(leave);
            line.push('\\');
            lines.push(std::mem::replace(line, enter.to_owned()));
        }
        quoting.pass_all(piece);
        line.push_str(piece);
    }
}

/// How long the piece at the start is that means something only as a whole: a letter, or a letter with its escape.
fn unbroken(text: &str, quotes: Quotes) -> usize {
    let escape = match quotes {
        Quotes::None if text.starts_with("$'") => return 2,
        Quotes::Single => None,
        Quotes::None | Quotes::Double | Quotes::Ansi => text.strip_prefix('\\'),
    };
    match escape {
        Some(after) if quotes == Quotes::Ansi && after.starts_with(|c: char| c.is_digit(8)) => {
            4.min(text.len())
        }
        Some(after) => 1 + after.chars().next().map_or(0, char::len_utf8),
        None => text.chars().next().map_or(0, char::len_utf8),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shell::quoted;
    use crate::shell::tests::words;

    #[test]
    fn a_command_that_fits_is_one_line() {
        assert_eq!(
            lay("aws rds  modify --id db-1\n", 4, 80, true),
            ["    aws rds modify --id db-1"]
        );
    }

    #[test]
    fn options_stay_with_their_values() {
        assert_eq!(
            lay(
                "aws rds modify-db-instance --db-instance-identifier payments --multi-az --apply-immediately",
                2,
                60,
                true
            ),
            [
                "  aws rds modify-db-instance \\",
                "    --db-instance-identifier payments --multi-az \\",
                "    --apply-immediately",
            ]
        );
    }

    #[test]
    fn line_breaks_between_commands_stay_and_those_in_values_do_not() {
        assert_eq!(
            lay("aws one \\\n  --two\naws three 'a\nrm -rf ~'", 0, 80, true),
            ["aws one --two", "aws three $'a\\nrm -rf ~'"]
        );
        assert_eq!(
            lay("aws 'it'\\''s' \"a \\\" b\" c", 0, 80, true),
            ["aws 'it'\\''s' \"a \\\" b\" c"]
        );
    }

    #[test]
    fn a_long_value_goes_on_where_the_shell_joins_it() {
        assert_eq!(
            lay(
                "aws x --policy '{ \"a\": \"bcdefghijklmnopqrstuvwxyz\" }'",
                2,
                24,
                true
            ),
            [
                "  aws x \\",
                "    --policy '{ \"a\": '\\",
                "'\"bcdefghijklmnopqrst'\\",
                "'uvwxyz\" }'",
            ]
        );
    }

    /// What a terminal must not be given.
    fn assert_shows(lines: &[String], columns: usize, unicode: bool) {
        for line in lines {
            assert!(width(line) <= columns, "{line:?} is wider than {columns}");
            assert_eq!(sanitise_code(line, unicode), *line);
        }
    }

    #[test]
    fn a_name_that_attacks_the_terminal_stays_the_name_it_is() {
        for name in [
            "a\x1b[2J\x1b]52;c;eA==\x07",
            "a\u{9b}31m\u{202e}b",
            "two\nlines\r",
            "it’s “so” …; id #",
            "e\u{301}\u{301}\u{301}\u{301}\u{301}7",
            "\u{301}",
            "zero\u{200b}width 7'\\",
        ] {
            for unicode in [true, false] {
                for columns in [20, 60] {
                    let command = format!("aws --name {} --last", quoted(name));
                    let lines = lay(&command, 0, columns, unicode);
                    assert_shows(&lines, columns, unicode);
                    let words = words(&lines.join("\n"));
                    assert_eq!(words, ["aws", "--name", name, "--last"], "{lines:?}");
                }
            }
        }
        assert_eq!(
            lay("aws 'x\u{1b}[m' 'y z'", 0, 80, true),
            ["aws $'x\\033[m' 'y z'"]
        );
    }

    proptest! {
        // Each case starts a shell.
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn it_fits_and_says_the_same(
            values in prop::collection::vec("[^\u{0}]{0,40}|[a-z {}\":,]{1,60}|['\\\\’\u{1b}\u{301}\u{202e}7$`!\n ]{0,30}", 1..6),
            indent in 0_usize..6,
            columns in 24_usize..120,
            unicode in any::<bool>(),
        ) {
            let command = values.iter().enumerate().fold("aws".to_owned(), |command, (at, value)| format!("{command} --o{at} {}", quoted(value)));
            let lines = lay(&command, indent, columns, unicode);
            assert_shows(&lines, columns, unicode);
            prop_assert_eq!(words(&lines.join("\n")), words(&command));
        }
    }
}
