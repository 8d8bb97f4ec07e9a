//! One workflow command, escaped as GitHub's toolkit escapes it, and the words between which a runner obeys none.

use std::io;
use std::path::{Path, PathBuf};

use crate::report::terminal::sanitise;
use crate::report::words::cut;

/// GitHub shows no more of a title.
const LONGEST_TITLE: usize = 200;

/// Far more than anybody reads in an annotation.
const LONGEST_LINE: usize = 1_000;

/// What an annotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Notice,
}

/// An annotation.
pub(super) struct Command {
    pub(super) level: Level,
    /// A file, and the line in it.
    pub(super) place: Option<(PathBuf, usize)>,
    pub(super) title: String,
    /// Its lines.
    pub(super) message: Vec<String>,
}

impl Command {
    pub(super) fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        };
        write!(out, "::{level} ")?;
        if let Some((path, line)) = &self.place {
            write!(out, "file={},line={line},", property(&relative(path)))?;
        }
        let title = property(&cut(&self.title, LONGEST_TITLE));
        let lines = self.message.iter();
        let message: Vec<String> = lines.map(|line| data(&cut(line, LONGEST_LINE))).collect();
        writeln!(out, "title={title}::{}", message.join("%0A"))
    }
}

/// Begins a part of a log in which a runner obeys no command: what stands there may come from AWS. Only the token ends it, so that nobody may
/// guess it.
///
/// # Errors
/// When writing fails.
pub fn stop(token: &str, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "::stop-commands::{token}")
}

/// Ends that part.
///
/// # Errors
/// When writing fails.
pub fn resume(token: &str, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "::{token}::")
}

/// What stands after the last colons.
fn data(text: &str) -> String {
    sanitise(text, true)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// What stands after an equals sign.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// GitHub wants a path as the repository has it.
fn relative(path: &Path) -> String {
    let path = path.to_string_lossy();
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}
