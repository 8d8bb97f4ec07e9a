//! A shell command, laid out so that it fits and can still be copied: broken between words with a backslash.

use super::super::terminal::{sanitise, width};

/// The least that is kept free at the end of a line: for a quote, a space and a backslash.
const CONTINUED: usize = 3;

/// The lines of a command, each at most `columns` wide, indented by `indent`. Line breaks of the command's own, outside quotes, stay.
pub(super) fn lay(command: &str, indent: usize, columns: usize, unicode: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for words in split(command) {
        let words = words
            .iter()
            .map(|word| sanitise(word, unicode).into_owned());
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

/// How a letter stands to quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Single,
    Double,
}

/// Follows a shell's quoting, letter by letter.
struct Quoting {
    quotes: Quotes,
    escaped: bool,
}

impl Quoting {
    const fn new() -> Self {
        Self {
            quotes: Quotes::None,
            escaped: false,
        }
    }

    fn pass(&mut self, letter: char) {
        if self.escaped {
            self.escaped = false;
            return;
        }
        match (self.quotes, letter) {
            (Quotes::None | Quotes::Double, '\\') => self.escaped = true,
            (Quotes::None, '\'') => self.quotes = Quotes::Single,
            (Quotes::None, '"') => self.quotes = Quotes::Double,
            (Quotes::Single, '\'') | (Quotes::Double, '"') => self.quotes = Quotes::None,
            _ => {}
        }
    }

    fn outside(&self) -> bool {
        self.quotes == Quotes::None && !self.escaped
    }
}

/// The commands, by line, and their words with the quotes they came with. A backslash before a line break is one command.
fn split(command: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word = String::new();
    let mut quoting = Quoting::new();
    for letter in command.trim().chars() {
        let continued = letter == '\n' && quoting.escaped && quoting.quotes == Quotes::None;
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
    for letter in unit.chars() {
        let mut buffer = [0; 4];
        let wide = width(letter.encode_utf8(&mut buffer));
        if !quoting.escaped && width(line) + wide + CONTINUED > columns {
            let single = quoting.quotes == Quotes::Single;
            line.push_str(if single { "'\\" } else { "\\" });
            lines.push(std::mem::take(line));
            if single {
                line.push('\'');
            }
        }
        quoting.pass(letter);
        line.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            ["aws one --two", "aws three 'a\\nrm -rf ~'"]
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

    /// What a shell makes of the lines: words, without the quotes.
    fn words(command: &str) -> Vec<String> {
        let joined = command.replace("\\\n", "");
        let mut quoting = Quoting::new();
        let mut all = Vec::new();
        let mut word = String::new();
        for letter in joined.chars() {
            let was = quoting.outside();
            let quotes = quoting.quotes;
            let escaped = quoting.escaped;
            quoting.pass(letter);
            if was && letter == ' ' {
                all.push(std::mem::take(&mut word));
            } else if escaped || (quotes == quoting.quotes && !quoting.escaped) {
                word.push(letter);
            }
        }
        all.push(word);
        all.retain(|word| !word.is_empty());
        all
    }

    proptest! {
        #[test]
        fn it_fits_and_says_the_same(values in prop::collection::vec("[a-z {}\":,]{1,60}", 1..6), indent in 0_usize..6, columns in 24_usize..120) {
            let command = values.iter().enumerate().fold("aws".to_owned(), |command, (at, value)| format!("{command} --o{at} '{value}'"));
            let lines = lay(&command, indent, columns, true);
            for line in &lines {
                prop_assert!(width(line) <= columns, "{line:?} is wider than {columns}");
            }
            prop_assert_eq!(words(&lines.join("\n")), words(&command));
        }
    }
}
