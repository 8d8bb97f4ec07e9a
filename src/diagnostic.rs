//! Errors in the user's files, shown with the line they stand on.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_saphyr::Spanned;

use crate::expr::Problem;

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file's path, as the user knows it.
    pub path: String,
    /// The file's text.
    pub text: Arc<str>,
    /// Where: byte offsets into the text, end exclusive.
    pub span: (usize, usize),
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// The line of the error, from 1.
    pub fn line(&self) -> usize {
        self.text[..self.start()].matches('\n').count() + 1
    }

    /// The column of the error in characters, from 1.
    pub fn column(&self) -> usize {
        let before = &self.text[..self.start()];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        before[line_start..].chars().count() + 1
    }

    fn start(&self) -> usize {
        floor(&self.text, self.span.0)
    }
}

/// The byte offset of a line and a column in characters, both from 1, as the YAML reader counts them.
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or("");
    start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at)
}

/// The nearest character boundary at or before an offset.
pub fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Whether the scalar of YAML that starts there is a block: written under a `|`.
pub(crate) fn is_block(file: &str, start: usize) -> bool {
    let before = file[..start].trim_end();
    ["|", "|-", "|+"].iter().any(|end| before.ends_with(end))
}

/// Where an offset into a scalar's text stands in the file, where the scalar starts there. In a quoted text it is the quote's plus one;
/// escapes before it may shift it a little, and so may the breaks of a folded one.
pub(crate) fn in_scalar(file: &str, start: usize, text: &str, at: usize) -> usize {
    if is_block(file, start) {
        return in_block(file, start, text, at);
    }
    let quote = usize::from(file[start..].starts_with(['"', '\'']));
    (start + quote + at).min(file.len())
}

/// Where an offset into a block scalar's text stands in the file: each of its lines is indented as the first.
fn in_block(file: &str, block: usize, text: &str, at: usize) -> usize {
    // Places are the parsers', which may count otherwise than we do.
    let at = floor(text, at);
    let line = text[..at].matches('\n').count();
    let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line_start = file[..block].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = block - line_start;
    let mut start = line_start;
    for _ in 0..line {
        start = file[start..]
            .find('\n')
            .map_or(file.len(), |newline| start + newline + 1);
    }
    // A blank line of the block may be shorter than the indent.
    let end = file[start..]
        .find('\n')
        .map_or(file.len(), |newline| start + newline);
    (start + indent + column).min(end)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.start();
        let end = floor(&self.text, self.span.1.max(start + 1)).max(start);
        let snippet = Snippet::source(&*self.text)
            .path(&self.path)
            .annotation(AnnotationKind::Primary.span(start..end));
        let mut group = Level::ERROR.primary_title(&self.message).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        write!(f, "{}", Renderer::plain().render(&[group]))
    }
}

impl std::error::Error for Diagnostic {}

/// What is wrong with one of the user's files, as it is found: its readers go on, so that all of it is told at once.
pub(crate) struct Mistakes {
    path: String,
    text: Arc<str>,
    found: Vec<Diagnostic>,
}

impl Mistakes {
    pub(crate) fn of(path: &str, text: &Arc<str>) -> Self {
        Self {
            path: path.to_owned(),
            text: Arc::clone(text),
            found: Vec::new(),
        }
    }

    /// What was found.
    pub(crate) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// What was found, if anything was.
    pub(crate) fn into_result(self) -> Result<(), Vec<Diagnostic>> {
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(self.found)
        }
    }

    /// Something is wrong with a part of the file.
    pub(crate) fn at<T>(
        &mut self,
        at: &Spanned<T>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let start = self.offset(at);
        let length = usize::try_from(at.referenced.span().len()).unwrap_or(1);
        self.over((start, start + length.max(1)), message, help);
    }

    /// Something is wrong with these bytes of it.
    pub(crate) fn over(
        &mut self,
        span: (usize, usize),
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.found.push(Diagnostic {
            path: self.path.clone(),
            text: Arc::clone(&self.text),
            span,
            message: message.into(),
            help,
        });
    }

    /// Something is wrong with an expression that is a scalar of it.
    pub(crate) fn in_expression(&mut self, text: &Spanned<String>, problem: Problem) {
        let start = self.offset(text);
        let place = |at| in_scalar(&self.text, start, &text.value, at);
        let span = (place(problem.span.0), place(problem.span.1));
        self.over(span, problem.message, problem.help);
    }

    /// Where a part of it begins.
    pub(crate) fn offset<T>(&self, at: &Spanned<T>) -> usize {
        offset(
            &self.text,
            usize::try_from(at.referenced.line()).unwrap_or(1),
            usize::try_from(at.referenced.column()).unwrap_or(1),
        )
    }
}

/// A Diagnostic for what the YAML reader refuses.
pub fn yaml(path: &str, text: &std::sync::Arc<str>, error: &serde_saphyr::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| {
        offset(
            text,
            usize::try_from(location.line()).unwrap_or(1),
            usize::try_from(location.column()).unwrap_or(1),
        )
    });
    // The reader's first line says what is wrong; the rest repeats the place, which is shown our way.
    let words = error.to_string();
    let words = words.lines().next().unwrap_or_default();
    let words = words.strip_prefix("error: ").unwrap_or(words);
    let words = match words.split_once(": ") {
        Some((place, rest)) if place.starts_with("line ") => rest,
        _ => words,
    };
    Diagnostic {
        path: path.to_owned(),
        text: std::sync::Arc::clone(text),
        span: (at, at + 1),
        message: words.to_owned(),
        help: None,
    }
}
