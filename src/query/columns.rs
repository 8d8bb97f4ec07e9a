//! The columns of a question: paths from the resource, with commas between them.

use super::diagnostic;
use crate::diagnostic::Diagnostic;
use crate::expr::{Expression, Problem, Vocabulary};

/// What a column's path starts from, which nobody has to write.
const FROM: &str = "resource.";

/// The columns of a list, by the names they are called.
pub(super) fn compile(
    text: &str,
    vocabulary: &Vocabulary,
) -> Result<(Vec<String>, Vec<Expression>), Vec<Diagnostic>> {
    let mut wrong = Vec::new();
    let mut columns = Vec::new();
    for (start, column) in split(text) {
        let blank = column.len() - column.trim_start().len();
        let (start, column) = (start + blank, column.trim());
        if column.is_empty() {
            let problem = Problem::new((0, 1), "a column is missing here")
                .help("write them like id,name,vpc_id");
            wrong.push(diagnostic("--columns", text, start, problem));
            continue;
        }
        let is_whole = column == "resource" || column.starts_with(FROM);
        let from = if is_whole { "" } else { FROM };
        match Expression::compile_path(&format!("{from}{column}"), vocabulary) {
            Ok(expression) => columns.push((column.to_owned(), expression)),
            Err(problems) => wrong.extend(problems.into_iter().map(|problem| {
                let place = |at: usize| at.saturating_sub(from.len());
                let span = (place(problem.span.0), place(problem.span.1));
                diagnostic("--columns", text, start, Problem { span, ..problem })
            })),
        }
    }
    if wrong.is_empty() {
        Ok(columns.into_iter().unzip())
    } else {
        Err(wrong)
    }
}

/// The parts between commas, and where each starts. A comma in brackets or in a text is none of ours: `security_groups.map(g, g.id)`.
fn split(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push((start, &text[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push((start, &text[start..]));
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::split;

    fn parts(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|(_, part)| part).collect()
    }

    #[test]
    fn a_comma_within_brackets_or_a_text_parts_nothing() {
        assert_eq!(parts("id,name"), ["id", "name"]);
        assert_eq!(
            parts(r#"tags["a,b"],groups.map(g, g.id),x['\'',"]"#),
            [r#"tags["a,b"]"#, "groups.map(g, g.id)", r#"x['\'',"]"#]
        );
        assert_eq!(parts(""), [""]);
        assert_eq!(parts(")),a"), [")),a".split_once(',').unwrap().0, "a"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in any::<String>()) {
            prop_assert_eq!(parts(&text).join(","), text.clone());
            for (start, part) in split(&text) {
                prop_assert_eq!(&text[start..start + part.len()], part);
            }
        }
    }
}
