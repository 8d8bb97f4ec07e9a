//! A page that ends in time: pieces that are written whole, until there is no more room.

use std::io;

use super::text::code;
use crate::report::table::command;

/// GitHub takes no summary of a step that is larger (documentation, "Workflow commands for GitHub Actions", job summaries).
pub(super) const LIMIT: usize = 1024 * 1024;

/// How wide a command gets.
const COMMAND: usize = 120;

/// What is kept free for the end.
const END: usize = 512;

/// Where a summary is written.
pub(super) struct Page<'a> {
    out: &'a mut dyn io::Write,
    left: usize,
    /// How many folded parts are open.
    open: usize,
    cut: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn io::Write) -> Self {
        Self {
            out,
            left: LIMIT - END,
            open: 0,
            cut: false,
        }
    }

    /// Writes a piece, if there is room for it and was for all before it.
    pub(super) fn piece(&mut self, text: &str) -> io::Result<()> {
        self.cut |= text.len() > self.left;
        if self.cut {
            return Ok(());
        }
        self.left -= text.len();
        self.out.write_all(text.as_bytes())
    }

    /// Begins a part that the reader unfolds. Its title is ours.
    pub(super) fn fold(&mut self, title: &str) -> io::Result<()> {
        self.piece(&format!("<details><summary>{title}</summary>\n\n"))?;
        if !self.cut {
            self.open += 1;
        }
        Ok(())
    }

    /// Ends it.
    pub(super) fn unfold(&mut self) -> io::Result<()> {
        if self.cut {
            return Ok(());
        }
        self.open = self.open.saturating_sub(1);
        self.out.write_all(b"\n</details>\n\n")
    }

    /// A command to copy, laid out as the table has it: its own line breaks stay, those of a value are escaped for the shell.
    pub(super) fn command(&mut self, command: &str) -> io::Result<()> {
        let text = command::lay(command, 0, COMMAND, true).join("\n");
        let fence = "`".repeat(longest_run(&text).max(2) + 1);
        self.piece(&format!("{fence}sh\n{text}\n{fence}\n\n"))
    }

    /// Ends the page, and says so where not all had room.
    pub(super) fn end(mut self) -> io::Result<()> {
        if !self.cut {
            return Ok(());
        }
        for _ in 0..std::mem::take(&mut self.open) {
            self.out.write_all(b"\n</details>\n")?;
        }
        let rest = code("--output json=FILE");
        let end =
            format!("\n**Cut here: GitHub takes no more than 1 MiB. {rest} has all of it.**\n");
        self.out.write_all(end.as_bytes())
    }
}

/// How many backticks stand together at most.
pub(super) fn longest_run(text: &str) -> usize {
    let runs = text.split(|letter| letter != '`');
    runs.map(str::len).max().unwrap_or(0)
}
