//! What the terminal at hand can show, and what the user wants of it.

/// Narrower than this the layouts have no room; the terminal wraps what is left over.
const NARROWEST: usize = 60;

/// Wider than this nobody looks, whatever `COLUMNS` says.
const WIDEST: usize = 500;

/// The width of what is read later, from a file or a log.
const WIDTH_OF_FILES: usize = 100;

/// How a text for people is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// How many columns there are; 60 to 500 are used.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether everything is shown, passes included.
    pub verbose: bool,
    /// Whether more than ASCII can be shown.
    pub unicode: bool,
}

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// Where the terminal and the environment allow it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the process runs in, so that tests can say it.
struct Environment<'a> {
    /// Whether the text goes to a terminal.
    terminal: bool,
    /// How wide that is.
    columns: Option<usize>,
    /// The environment's variables.
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Style {
    /// The style for a text that goes to a terminal, which is that of standard output, or to a file or pipe.
    ///
    /// Colour: the flag, else `NO_COLOR` (no-color.org), else `CLICOLOR_FORCE`, else whether it is a terminal that has
    /// colours. Width: `COLUMNS`, else the terminal's. Unicode: unless the locale says otherwise.
    pub fn detect(terminal: bool, colour: Colour, verbose: bool) -> Self {
        let environment = Environment {
            terminal,
            columns: terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0)),
            variable: &|name| std::env::var(name).ok(),
        };
        environment.style(colour, verbose)
    }

    /// The columns that layouts use.
    pub fn columns(&self) -> usize {
        self.width.clamp(NARROWEST, WIDEST)
    }

    /// One of two glyphs, by what can be shown.
    pub const fn glyph(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }
}

impl Environment<'_> {
    fn style(&self, colour: Colour, verbose: bool) -> Style {
        let set = |name| (self.variable)(name).filter(|value| !value.is_empty());
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let forced = set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
                let able = self.terminal && set("TERM").is_none_or(|term| term != "dumb");
                set("NO_COLOR").is_none() && (forced || able)
            }
        };
        let width = set("COLUMNS")
            .and_then(|columns| columns.parse().ok())
            .filter(|columns| *columns > 0)
            .or(self.columns.filter(|_| self.terminal))
            .unwrap_or(WIDTH_OF_FILES);
        // The first that is set counts, as in POSIX. Containers set none, and show UTF-8 all the same.
        let unicode = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(set)
            .is_none_or(|locale| {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            });
        Style {
            width,
            colour,
            verbose,
            unicode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(colour: Colour, terminal: bool, variables: &[(&str, &str)]) -> Style {
        let environment = Environment {
            terminal,
            columns: Some(132),
            variable: &|name| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            },
        };
        environment.style(colour, false)
    }

    #[test]
    fn colour_follows_flag_then_no_color_then_force_then_terminal() {
        use Colour::{Always, Auto, Never};
        type Case = (Colour, bool, &'static [(&'static str, &'static str)], bool);
        let cases: &[Case] = &[
            (Auto, true, &[], true),
            (Auto, false, &[], false),
            (Auto, true, &[("TERM", "dumb")], false),
            (Auto, true, &[("NO_COLOR", "1")], false),
            (Auto, true, &[("NO_COLOR", "")], true),
            (Auto, false, &[("CLICOLOR_FORCE", "1")], true),
            (Auto, false, &[("CLICOLOR_FORCE", "0")], false),
            (
                Auto,
                false,
                &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
                false,
            ),
            (Always, false, &[("NO_COLOR", "1")], true),
            (Never, true, &[("CLICOLOR_FORCE", "1")], false),
        ];
        for (choice, terminal, variables, expected) in cases {
            let style = detect(*choice, *terminal, variables);
            assert_eq!(
                style.colour, *expected,
                "{choice:?}, terminal: {terminal}, {variables:?}"
            );
        }
    }

    #[test]
    fn width_follows_columns_then_terminal() {
        assert_eq!(detect(Colour::Auto, true, &[]).width, 132);
        assert_eq!(detect(Colour::Auto, false, &[]).width, 100);
        for columns in ["90", "0", "wide"] {
            let expected = if columns == "90" { 90 } else { 132 };
            let style = detect(Colour::Auto, true, &[("COLUMNS", columns)]);
            assert_eq!(style.width, expected, "COLUMNS={columns}");
        }
    }

    #[test]
    fn unicode_unless_the_locale_says_otherwise() {
        let unicode = |variables| detect(Colour::Auto, true, variables).unicode;
        assert!(unicode(&[]));
        assert!(unicode(&[("LANG", "en_GB.UTF-8")]));
        assert!(unicode(&[("LC_ALL", "C.utf8"), ("LANG", "C")]));
        assert!(!unicode(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]));
        assert!(!unicode(&[("LANG", "de_DE.ISO-8859-1")]));
    }
}
