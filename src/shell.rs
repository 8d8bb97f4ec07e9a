//! What a POSIX shell makes of text: which letters stand in quotes, and how a text becomes part of one word.
//!
//! Commands are only printed, to be copied; nothing here runs one.

use std::fmt::Write as _;

/// How a letter stands to quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// In none.
    #[default]
    None,
    /// In `'…'`, where every letter means itself.
    Single,
    /// In `"…"`.
    Double,
    /// In `$'…'`, where a backslash begins an escape.
    Ansi,
}

/// Follows a shell's quoting, letter by letter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quoting {
    quotes: Quotes,
    escaped: bool,
    /// Whether the last letter was a dollar that makes the quote after it another one.
    dollar: bool,
}

impl Quoting {
    /// Outside all quotes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes past a letter.
    pub fn pass(&mut self, letter: char) {
        if self.escaped {
            self.escaped = false;
            return;
        }
        let dollar = std::mem::replace(
            &mut self.dollar,
            self.quotes == Quotes::None && letter == '$',
        );
        match (self.quotes, letter) {
            (Quotes::None | Quotes::Double | Quotes::Ansi, '\\') => self.escaped = true,
            (Quotes::None, '\'') if dollar => self.quotes = Quotes::Ansi,
            (Quotes::None, '\'') => self.quotes = Quotes::Single,
            (Quotes::None, '"') => self.quotes = Quotes::Double,
            (Quotes::Single | Quotes::Ansi, '\'') | (Quotes::Double, '"') => {
                self.quotes = Quotes::None;
            }
            _ => {}
        }
    }

    /// Goes past a text.
    pub fn pass_all(&mut self, text: &str) {
        text.chars().for_each(|letter| self.pass(letter));
    }

    /// The quotes we stand in.
    pub fn quotes(self) -> Quotes {
        self.quotes
    }

    /// Whether the next letter is taken as it is, because a backslash stands before it.
    pub fn escaped(self) -> bool {
        self.escaped
    }

    /// Whether the next letter means what it does to a shell.
    pub fn outside(self) -> bool {
        self.quotes == Quotes::None && !self.escaped
    }
}

/// A text as one word of a shell.
#[cfg(test)]
pub fn quoted(text: &str) -> String {
    quoted_within(text, Quotes::None)
}

/// A text for a place that stands in quotes already: as part of that word, and no more than that. The quotes are left and entered anew
/// where they have to be.
pub fn quoted_within(text: &str, quotes: Quotes) -> String {
    let in_single = || text.replace('\'', r"'\''");
    match quotes {
        // In zsh `=name` is the path of a program.
        Quotes::None if is_harmless(text) && !text.starts_with('=') => text.to_owned(),
        Quotes::None => format!("'{}'", in_single()),
        Quotes::Single => in_single(),
        Quotes::Ansi => format!("''{}'$'", in_single()),
        Quotes::Double if is_harmless(text) => text.to_owned(),
        Quotes::Double => format!("\"'{}'\"", in_single()),
    }
}

/// A text as one word in ASCII letters that show, as bash, ksh and zsh read it (and POSIX since 2024): `$'…'` with everything else
/// escaped. For text that no terminal could show as it is.
pub fn escaped(text: &str) -> String {
    let mut word = String::from("$'");
    for byte in text.bytes() {
        match byte {
            b'\'' | b'\\' => word.extend(['\\', char::from(byte)]),
            b' '..=b'~' => word.push(char::from(byte)),
            b'\n' => word.push_str("\\n"),
            // Three octal digits, so that what follows is not taken for one of them.
            // Writing to a String does not fail.
            _ => drop(write!(word, "\\{byte:03o}")),
        }
    }
    word.push('\'');
    word
}

/// Whether no shell finds anything to do in a text, in quotes or not.
fn is_harmless(text: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    !text.is_empty() && text.chars().all(harmless)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    /// The words that a real shell makes of a command. Words hold no NUL, which no argument of a program can.
    pub(crate) fn words(command: &str) -> Vec<String> {
        let output = Command::new("bash")
            .args(["--norc", "-c", &format!("printf '%s\\0' {command}")])
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("bash starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}\n{command}");
        let text = String::from_utf8(output.stdout).expect("words are text");
        let mut words: Vec<String> = text.split('\0').map(str::to_owned).collect();
        words.pop();
        words
    }

    #[test]
    fn a_hostile_name_stays_one_word() {
        assert_eq!(quoted("orders-db"), "orders-db");
        assert_eq!(quoted("x; rm -rf /"), "'x; rm -rf /'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("=ls"), "'=ls'");
    }

    #[test]
    fn a_hostile_name_stays_in_the_quotes_it_stands_in() {
        for name in [
            "$(id)", "`id`", "'; id #", "\"; id #", "a\\", "!x", "~", "", "db-1", "a\nb",
        ] {
            for (before, after, quotes) in [
                ("--x=", "", Quotes::None),
                ("'{\"n\": \"", "\"}'", Quotes::Single),
                ("\"n=", " m\"", Quotes::Double),
            ] {
                let command = format!("{before}{}{after}", quoted_within(name, quotes));
                let unquoted = |text: &str| match quotes {
                    Quotes::None => text.to_owned(),
                    Quotes::Single => text.replace('\'', ""),
                    Quotes::Double => text.replace('"', ""),
                    Quotes::Ansi if text == "'" => String::new(),
                    Quotes::Ansi => "'n ".to_owned(),
                };
                let expected = format!("{}{name}{}", unquoted(before), unquoted(after));
                assert_eq!(words(&command), [expected], "{command}");
            }
        }
    }

    proptest! {
        // Each case starts a shell.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_one_word(texts in prop::collection::vec("[^\u{0}]{0,40}", 1..8)) {
            let command: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            prop_assert_eq!(words(&command.join(" ")), texts.clone());
            let command: Vec<String> = texts.iter().map(|text| escaped(text)).collect();
            let command = command.join(" ");
            prop_assert!(command.bytes().all(|byte| matches!(byte, b' '..=b'~')));
            prop_assert_eq!(words(&command), texts);
        }
    }
}
