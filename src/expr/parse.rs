//! Text to syntax tree, with the `cel` crate's parser. The only module that names that crate's parser.
//!
//! Macros (`all`, `exists` …) stay calls in the tree: our checker knows them. Optional syntax (`.?x`) is off, because it
//! would turn *unknown* into *none*.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use cel::common::ast::SourceInfo;
pub(super) use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SelectExpr};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::problem::Problem;

/// Longer expressions are refused: a check that needs more is several checks.
const MAX_LENGTH: usize = 8_192;

/// Deeper nesting is refused before it can exhaust the parser's stack.
const MAX_DEPTH: u16 = 60;

/// The parser takes some 20 frames a level of nesting, more than a test thread's stack holds.
const STACK: usize = 16 * 1024 * 1024;

thread_local! {
    /// Whether this thread has such a stack.
    static HAS_STACK: Cell<bool> = const { Cell::new(false) };
}

/// Does what takes many expressions apart on threads whose stacks hold the deepest: else each expression is given a thread of its own, which takes
/// longer than to parse it.
pub fn with_stacks_for_parsing<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match threads(0) {
        Ok(threads) => threads.install(work),
        Err(_) => work(),
    }
}

/// So many threads with such stacks; 0 means one for each core.
fn threads(count: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new()
        .num_threads(count)
        .stack_size(STACK)
        .start_handler(|_| HAS_STACK.set(true))
        .build()
}

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

/// So many expressions are kept as parsed ...
const KEPT: usize = 4_096;

/// ... if they are no longer than this: messages name the same paths a thousand times, and one file may be checked against every type.
const KEPT_LENGTH: usize = 256;

static PARSED: LazyLock<Mutex<HashMap<String, Arc<Parsed>>>> = LazyLock::new(Mutex::default);

/// Parses one expression.
pub(super) fn parse(text: &str) -> Result<Arc<Parsed>, Vec<Problem>> {
    let kept = || PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(parsed) = kept().get(text) {
        return Ok(Arc::clone(parsed));
    }
    let parsed = Arc::new(parse_anew(text)?);
    let mut kept = kept();
    if text.len() <= KEPT_LENGTH && kept.len() < KEPT {
        kept.insert(text.to_owned(), Arc::clone(&parsed));
    }
    Ok(parsed)
}

fn parse_anew(text: &str) -> Result<Parsed, Vec<Problem>> {
    if text.len() > MAX_LENGTH {
        return Err(vec![Problem::new(
            (0, 0),
            format!(
                "the expression is {} bytes long; at most {MAX_LENGTH} are allowed",
                text.len()
            ),
        )]);
    }
    let parse = || {
        std::panic::catch_unwind(|| parse_here(text)).unwrap_or_else(|_| {
            let words = "the expression cannot be parsed";
            Err(vec![Problem::new((0, 0), words)])
        })
    };
    if HAS_STACK.get() {
        return parse();
    }
    match threads(1) {
        Ok(thread) => thread.install(parse),
        Err(error) => {
            let words = format!("cannot start the parser: {error}");
            Err(vec![Problem::new((0, 0), words)])
        }
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_DEPTH, MAX_LENGTH, parse};
    use crate::expr::{Expression, Kind, Vocabulary};
    use crate::inventory::ec2::INSTANCE;

    fn message(text: &str) -> String {
        match parse(text) {
            Ok(_) => String::new(),
            Err(problems) => problems[0].message.clone(),
        }
    }

    #[test]
    fn length_and_depth_have_bounds_that_are_told() {
        let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(message(&nested(usize::from(MAX_DEPTH) - 1)), "");
        assert_eq!(
            message(&nested(MAX_LENGTH / 2 - 1)),
            "the expression is nested more than 60 deep"
        );
        assert_eq!(message(&format!("{:MAX_LENGTH$}", 1)), "");
        assert!(message(&"1".repeat(MAX_LENGTH + 1)).contains("at most 8192 are allowed"));
    }

    /// Pieces of expressions, sound and unsound, in any order.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "resource",
            "item",
            "params",
            "account",
            "now",
            ".",
            "security_groups",
            "tags",
            "[",
            "]",
            "(",
            ")",
            "{",
            "}",
            "\"",
            "'",
            "all(g, ",
            "exists(x,",
            "map(x, x, x)",
            "filter(",
            "has(",
            "matches(\"(\")",
            "matches(\"a+\")",
            "&&",
            "||",
            "!",
            "-",
            "+",
            "*",
            "/",
            "%",
            "==",
            "<",
            " in ",
            "?",
            ":",
            "1",
            "0",
            "9223372036854775807",
            "1e308",
            "0x",
            "1u",
            "null",
            "true",
            "false",
            "\"a\"",
            "b\"\\xff\"",
            "r\"\\\"",
            "\"\"\"",
            "'''",
            "\\u{0}",
            "\\",
            "//",
            "\n",
            "é",
            "\u{202e}",
            "\u{1b}",
            "@",
            "#",
            "`a`",
            ".?x",
            "[?0]",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_expression_brings_it_down(text in prop_oneof![pieces(), any::<String>(), "\\PC{0,200}"]) {
            for wanted in [None, Some(&Kind::Bool)] {
                match Expression::compile(&text, &Vocabulary::of(&INSTANCE), wanted) {
                    Ok(_) => {}
                    Err(problems) => {
                        prop_assert!(!problems.is_empty());
                        for problem in problems {
                            prop_assert!(!problem.message.is_empty());
                            prop_assert!(!problem.message.contains("ParseError {"), "{}", problem.message);
                        }
                    }
                }
            }
            let _ = Expression::compile_path(&text, &Vocabulary::of(&INSTANCE));
        }
    }
}
