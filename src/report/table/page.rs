//! Lines on their way to the terminal: sanitised, wrapped, inked.

use std::borrow::Cow;
use std::io;

use super::super::terminal::{
    Ink, Line, Style, prose, sanitise, sanitise_code, wrap, wrap_briefly,
};

/// Running text in longer lines than this is hard to read.
const LONGEST_LINE: usize = 100;

/// Where lines are written.
pub(super) struct Page<'a> {
    /// What the terminal can show.
    pub(super) style: &'a Style,
    out: &'a mut dyn io::Write,
}

impl<'a> Page<'a> {
    pub(super) fn new(style: &'a Style, out: &'a mut dyn io::Write) -> Self {
        Self { style, out }
    }

    /// Text from AWS, made harmless.
    pub(super) fn safe<'t>(&self, text: &'t str) -> Cow<'t, str> {
        sanitise(text, self.style.unicode)
    }

    /// What stands between facts on a line.
    pub(super) fn separator(&self) -> &'static str {
        self.style.glyph(" · ", " - ")
    }

    /// How wide running text gets.
    pub(super) fn measure(&self) -> usize {
        self.style.columns().min(LONGEST_LINE)
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// A line that is known to fit and to be harmless.
    pub(super) fn line(&mut self, line: &Line) -> io::Result<()> {
        writeln!(self.out, "{}", line.paint(self.style))
    }

    /// Running text, indented.
    pub(super) fn paragraph(&mut self, indent: usize, text: &str, ink: Ink) -> io::Result<()> {
        self.hanging(&Line::new().with(" ".repeat(indent), Ink::Plain), text, ink)
    }

    /// Running text after a lead; its further lines are indented as deep as the lead is wide.
    pub(super) fn hanging(&mut self, lead: &Line, text: &str, ink: Ink) -> io::Result<()> {
        let columns = self.measure().saturating_sub(lead.width());
        let lines = wrap(&prose(text, self.style.unicode), columns);
        self.lines(lead, lines, ink)
    }

    /// The same for text that may be long without telling more: three lines of it, unless everything is asked for.
    pub(super) fn hanging_briefly(&mut self, lead: &Line, text: &str, ink: Ink) -> io::Result<()> {
        if self.style.verbose {
            return self.hanging(lead, text, ink);
        }
        let columns = self.measure().saturating_sub(lead.width());
        let lines = wrap_briefly(&prose(text, self.style.unicode), columns, 3, self.style);
        self.lines(lead, lines, ink)
    }

    /// Lines of code, as they are as far as they fit.
    pub(super) fn snippet(&mut self, indent: usize, code: &str, ink: Ink) -> io::Result<()> {
        for line in code.trim_end().lines() {
            let deeper = line.len() - line.trim_start_matches(' ').len();
            let lead = Line::new().with(" ".repeat(indent + deeper.min(20)), Ink::Plain);
            let line = sanitise_code(line, self.style.unicode).into_owned();
            let lines = wrap(&line, self.style.columns().saturating_sub(lead.width()));
            self.lines(&lead, lines, ink)?;
        }
        Ok(())
    }

    fn lines(&mut self, lead: &Line, lines: Vec<String>, ink: Ink) -> io::Result<()> {
        let mut lead = lead.clone();
        let indent = " ".repeat(lead.width());
        for line in lines {
            self.line(&lead.with(line, ink))?;
            lead = Line::new().with(indent.as_str(), Ink::Plain);
        }
        Ok(())
    }

    /// The head of a section: its name on a rule.
    pub(super) fn section(&mut self, name: &str, ink: Ink) -> io::Result<()> {
        let rule = self.style.glyph("─", "-");
        let rest = self.measure().saturating_sub(name.len() + 4);
        self.blank()?;
        self.line(
            &Line::new()
                .with(rule.repeat(2), Ink::Dim)
                .with(format!(" {name} "), ink)
                .with(rule.repeat(rest), Ink::Dim),
        )
    }
}
