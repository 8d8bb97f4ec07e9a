//! Text to syntax tree, with the `cel` crate's parser. The only module that names that crate's parser.
//!
//! Macros (`all`, `exists` …) stay calls in the tree: our checker knows them. Optional syntax (`.?x`) is off, because it
//! would turn *unknown* into *none*.

use cel::common::ast::SourceInfo;
pub(super) use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SelectExpr};

use super::problem::Problem;

/// Longer expressions are refused: a check that needs more is several checks.
const MAX_LENGTH: usize = 8_192;

/// Deeper nesting is refused before it can exhaust the parser's stack.
const MAX_DEPTH: u16 = 60;

/// The parser takes some 20 frames a level of nesting, more than a test thread's stack holds.
const STACK: usize = 16 * 1024 * 1024;

/// A parsed expression and where its nodes stand in the text.
pub(super) struct Parsed {
    pub(super) root: IdedExpr,
    info: SourceInfo,
}

impl Parsed {
    /// The byte offsets of a node's own token, end exclusive.
    pub(super) fn span(&self, node: &IdedExpr) -> (usize, usize) {
        self.info
            .offset_for(node.id)
            .map_or((0, 0), |(start, stop)| {
                (start as usize, (stop as usize).saturating_add(1))
            })
    }
}

/// Parses one expression.
pub(super) fn parse(text: &str) -> Result<Parsed, Vec<Problem>> {
    if text.len() > MAX_LENGTH {
        return Err(vec![Problem::new(
            (0, 0),
            format!(
                "the expression is {} bytes long; at most {MAX_LENGTH} are allowed",
                text.len()
            ),
        )]);
    }
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || parse_here(text))
            .map(std::thread::ScopedJoinHandle::join)
    })
    .map_or_else(
        |error| {
            Err(vec![Problem::new(
                (0, 0),
                format!("cannot start the parser: {error}"),
            )])
        },
        |joined| {
            joined.unwrap_or_else(|_| {
                Err(vec![Problem::new(
                    (0, 0),
                    "the expression cannot be parsed",
                )])
            })
        },
    )
}

fn parse_here(text: &str) -> Result<Parsed, Vec<Problem>> {
    let env = cel::Env::default().with_optional_support(false);
    env.parser()
        .max_recursion_depth(MAX_DEPTH)
        .parse_with_source_info(text)
        .map(|(root, info)| Parsed { root, info })
        .map_err(|errors| {
            errors
                .errors
                .iter()
                .map(|error| {
                    let at = offset(text, error.pos);
                    Problem::new((at, at + 1), words(&error.msg))
                })
                .collect()
        })
}

/// The parser's words, save where they are a dump of what it holds: it has none for expressions that are nested too deep.
fn words(message: &str) -> String {
    if message.contains("Recursion limit") {
        format!("the expression is nested more than {MAX_DEPTH} deep")
    } else {
        message.to_owned()
    }
}

/// The byte offset of a line (from 1) and column (in characters, from 1).
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line).unwrap_or(1).max(1);
    let column = usize::try_from(column).unwrap_or(1).max(1);
    let start: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let rest = &text[start.min(text.len())..];
    start
        + rest
            .char_indices()
            .nth(column - 1)
            .map_or(rest.len(), |(at, _)| at)
}
