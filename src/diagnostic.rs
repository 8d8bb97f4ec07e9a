//! Errors in the user's files, shown with the line they stand on.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file's path, as the user knows it.
    pub path: String,
    /// The file's text.
    pub text: std::sync::Arc<str>,
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
