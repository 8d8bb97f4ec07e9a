//! Functions on text.

use super::{Function, Parameter, Returns};
use crate::expr::eval::Answer;
use crate::iam::glob;
use crate::inventory::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "startsWith",
        receiver: Parameter::String,
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the text begins with the other.",
        eval: |_, args| test(args, |text, other| text.starts_with(other)),
    },
    Function {
        name: "endsWith",
        receiver: Parameter::String,
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the text ends with the other.",
        eval: |_, args| test(args, |text, other| text.ends_with(other)),
    },
    Function {
        name: "contains",
        receiver: Parameter::String,
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the other stands somewhere in the text.",
        eval: |_, args| test(args, |text, other| text.contains(other)),
    },
    Function {
        name: "contains_word",
        receiver: Parameter::String,
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the other stands somewhere in the text with no letter or digit beside it: `prod/orders-login` has `orders`, `reorders` has not.",
        eval: |_, args| test(args, contains_word),
    },
    Function {
        name: "matches",
        receiver: Parameter::String,
        parameters: &[Parameter::Regex],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the regular expression matches somewhere in the text; anchor it with ^ and $ for the whole.",
        // Patterns are constants, so the checker has compiled them and this is not reached.
        eval: |_, args| {
            test(args, |text, pattern| {
                regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text))
            })
        },
    },
    Function {
        name: "glob",
        receiver: Parameter::String,
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the pattern with `*` and `?` matches the whole text.",
        eval: |_, args| test(args, |text, pattern| glob(pattern, text)),
    },
    Function {
        name: "lowerAscii",
        receiver: Parameter::String,
        parameters: &[],
        returns: Returns::String,
        reads: &[],
        doc: "The text with A to Z in lower case.",
        eval: |_, args| match args {
            [Value::String(text)] => Answer::value(text.to_ascii_lowercase()),
            _ => Answer::Null,
        },
    },
    Function {
        name: "replace",
        receiver: Parameter::String,
        parameters: &[Parameter::String, Parameter::String],
        returns: Returns::String,
        reads: &[],
        doc: "The text with every occurrence of the first argument replaced by the second.",
        eval: |evaluation, args| match args {
            [Value::String(text), Value::String(from), Value::String(to)] => {
                let grown = text.matches(&**from).count().saturating_mul(to.len());
                match evaluation.spend_on_text(text.len().saturating_add(grown)) {
                    Ok(()) => Answer::value(text.replace(&**from, to)),
                    Err(given_up) => given_up,
                }
            }
            _ => Answer::Null,
        },
    },
    Function {
        name: "size",
        receiver: Parameter::String,
        parameters: &[],
        returns: Returns::Int,
        reads: &[],
        doc: "The number of characters.",
        eval: |_, args| match args {
            [Value::String(text)] => Answer::count(text.chars().count()),
            _ => Answer::Null,
        },
    },
    Function {
        name: "version_at_least",
        receiver: Parameter::String,
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the dotted version is the other or newer, numbers compared as numbers: 15.10 is newer than 15.7.",
        eval: |_, args| test(args, |text, least| version(text) >= version(least)),
    },
];

fn test(args: &[Value], holds: impl Fn(&str, &str) -> bool) -> Answer {
    match args {
        [Value::String(a), Value::String(b)] => Answer::value(holds(a, b)),
        _ => Answer::Null,
    }
}

/// Whether `word` stands in the text with no letter or digit beside it.
fn contains_word(text: &str, word: &str) -> bool {
    let parts = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(start, _)| {
            let (before, after) = (&text[..start], &text[start + word.len()..]);
            parts(before.chars().next_back()) && parts(after.chars().next())
        })
}

/// The numbers of a version; what is not a number (`mysql_aurora`) parts them.
fn version(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap_or(u64::MAX))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{contains_word, version};

    #[test]
    fn a_word_has_nothing_of_its_kind_beside_it() {
        assert!(contains_word("orders", "orders"));
        assert!(contains_word("reorders/prod/orders-login", "orders"));
        assert!(contains_word("rds!db-orders", "orders"));
        assert!(!contains_word("reorders-orders2", "orders"));
        assert!(!contains_word("orders", ""));
        assert!(contains_word("aaé/aa", "aa"));
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(version("15.10") > version("15.7"));
        assert!(version("16") > version("15.7"));
        assert!(version("8.0.mysql_aurora.3.05.2") > version("8.0.mysql_aurora.3.04.9"));
    }
}
