//! Colours, as SGR codes of the sixteen that every terminal has and its owner may have chosen, and lines made of inked pieces.

use super::{Style, width};

/// What a piece of text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// As it comes.
    Plain,
    /// Stands out.
    Bold,
    /// Stands back.
    Dim,
    /// A critical failure.
    Critical,
    /// A high one.
    High,
    /// A medium one.
    Medium,
    /// A low one.
    Low,
    /// Something that failed.
    Fail,
    /// Something that passed.
    Pass,
    /// Something that was not seen.
    Unknown,
    /// A command to copy.
    Command,
}

impl Ink {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Critical => "1;7;31",
            Self::High | Self::Fail => "1;31",
            Self::Medium => "1;33",
            Self::Low => "1;34",
            Self::Pass => "32",
            Self::Unknown => "1;35",
            Self::Command => "36",
        }
    }
}

/// The text in its colour, if there are colours.
pub fn paint(text: &str, ink: Ink, style: &Style) -> String {
    if style.colour && ink != Ink::Plain && !text.is_empty() {
        format!("\x1b[{}m{text}\x1b[0m", ink.code())
    } else {
        text.to_owned()
    }
}

/// A line made of pieces.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pieces: Vec<(String, Ink)>,
}

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// The line with a piece more.
    #[must_use]
    pub fn with(mut self, text: impl Into<String>, ink: Ink) -> Self {
        self.pieces.push((text.into(), ink));
        self
    }

    /// The line with another after it.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Whether there is nothing on it.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// How wide it is.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(text, _)| width(text)).sum()
    }

    /// The line with its colours, and without spaces at its end.
    pub fn paint(&self, style: &Style) -> String {
        let filled = self
            .pieces
            .iter()
            .rposition(|(text, _)| !text.trim_end_matches(' ').is_empty());
        let Some(last) = filled else {
            return String::new();
        };
        let mut line = String::new();
        for (at, (text, ink)) in self.pieces[..=last].iter().enumerate() {
            let text = if at == last {
                text.trim_end_matches(' ')
            } else {
                text
            };
            line.push_str(&paint(text, *ink, style));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_its_text_does() {
        let style = Style {
            width: 80,
            colour: true,
            verbose: false,
            unicode: true,
        };
        let line = Line::new()
            .with("  ", Ink::Plain)
            .with("a  ", Ink::Bold)
            .with(" ", Ink::Dim);
        assert_eq!(line.paint(&style), "  \x1b[1ma\x1b[0m");
        assert_eq!(Line::new().with("    ", Ink::Dim).paint(&style), "");
    }
}
