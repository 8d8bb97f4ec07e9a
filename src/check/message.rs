//! Messages and commands with `{resource.id}` in them.
//!
//! What stands in braces is a typed path, checked when the check is loaded. A reading that is not there is said so in words.

use crate::expr::{Answer, Evaluation, Expression, Footprint, Vocabulary};
use crate::inventory::Value;

/// A text with places to fill in.
#[derive(Clone, Debug)]
pub struct Template {
    parts: Vec<Part>,
    source: String,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Path(Box<Expression>),
}

/// What is wrong with a template: the place in it, the words, and advice.
pub(super) type Wrong = (usize, String, Option<String>);

impl Template {
    /// Parses a template. `{{` and `}}` are braces; so are `${…}` and any braces around what is no path, because Terraform is full of them.
    pub(super) fn parse(source: &str, vocabulary: &Vocabulary) -> Result<Self, Vec<Wrong>> {
        let mut parts = Vec::new();
        let mut wrong = Vec::new();
        let mut text = String::new();
        let mut rest = source;
        let mut at = 0;
        while let Some(open) = rest.find('{') {
            text.push_str(&rest[..open]);
            let inside = &rest[open + 1..];
            let close = inside.find('}');
            match close.map(|close| (&inside[..close], close)) {
                Some((path, close)) if is_path(path) => {
                    match Expression::compile_path(path, vocabulary) {
                        Ok(expression) => {
                            if !text.is_empty() {
                                parts.push(Part::Text(std::mem::take(&mut text)));
                            }
                            parts.push(Part::Path(Box::new(expression)));
                        }
                        Err(problems) => wrong.extend(problems.into_iter().map(|problem| {
                            (
                                at + open + 1 + problem.span.0,
                                problem.message,
                                problem.help,
                            )
                        })),
                    }
                    rest = &inside[close + 1..];
                    at += open + close + 2;
                }
                _ => {
                    text.push('{');
                    rest = inside;
                    at += open + 1;
                }
            }
        }
        text.push_str(rest);
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        if wrong.is_empty() {
            Ok(Self {
                parts,
                source: source.to_owned(),
            })
        } else {
            Err(wrong)
        }
    }

    /// The text as the check's author wrote it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The attributes it shows.
    pub(super) fn footprint(&self) -> Footprint {
        let mut footprint = Footprint::default();
        for part in &self.parts {
            if let Part::Path(expression) = part {
                footprint.extend(expression.footprint());
            }
        }
        footprint
    }

    /// The text for the resource at hand, for people.
    pub fn fill(&self, evaluation: &mut Evaluation<'_>) -> String {
        self.fill_with(evaluation, |text| text)
    }

    /// The text for the resource at hand as a shell command: what is filled in is quoted where it needs to be.
    pub fn fill_command(&self, evaluation: &mut Evaluation<'_>) -> String {
        self.fill_with(evaluation, |text| shell_quoted(&text))
    }

    fn fill_with(
        &self,
        evaluation: &mut Evaluation<'_>,
        quote: impl Fn(String) -> String,
    ) -> String {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Path(expression) => match expression.evaluate(evaluation) {
                    Answer::Value(value) => filled.push_str(&quote(plain(&value, evaluation))),
                    Answer::Null => filled.push_str("(none)"),
                    Answer::Unknown => filled.push_str("(not read)"),
                },
            }
        }
        filled
    }
}

/// Names and dots from a root that expressions know.
fn is_path(text: &str) -> bool {
    let root = text.split(['.', '[']).next().unwrap_or_default();
    ["resource", "item", "params", "account"].contains(&root)
}

fn plain(value: &Value, evaluation: &Evaluation<'_>) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::List(list) if list.items.is_empty() => "none".to_owned(),
        Value::List(list) => {
            let texts: Vec<String> = list
                .items
                .iter()
                .map(|item| plain(item, evaluation))
                .collect();
            texts.join(", ")
        }
        Value::Resource(_) | Value::Record(_) => evaluation.key(value),
        Value::Timestamp(time) => time.strftime("%Y-%m-%d").to_string(),
        other => other.to_json().to_string(),
    }
}

/// A text as one word of a POSIX shell.
pub fn shell_quoted(text: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(harmless) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_quoted;

    #[test]
    fn a_hostile_name_stays_one_word() {
        assert_eq!(shell_quoted("orders-db"), "orders-db");
        assert_eq!(shell_quoted("x; rm -rf /"), "'x; rm -rf /'");
        assert_eq!(shell_quoted("it's"), r"'it'\''s'");
        assert_eq!(shell_quoted(""), "''");
    }
}
