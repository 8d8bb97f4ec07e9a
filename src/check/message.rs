//! Messages and commands with `{resource.id}` in them.
//!
//! What stands in braces is a typed path, checked when the check is loaded. A reading that is not there is said so in words.

use crate::expr::{Answer, Evaluation, Expression, Footprint, Vocabulary};
use crate::inventory::Value;
use crate::shell::{Quoting, quoted_within};

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
pub(crate) type Wrong = (usize, String, Option<String>);

impl Template {
    /// A text without places to fill in.
    pub(super) fn plain(text: &str) -> Self {
        Self {
            parts: vec![Part::Text(text.to_owned())],
            source: text.to_owned(),
        }
    }

    /// Parses a template. `{{` and `}}` are braces; so are `${…}` and any braces around what is no path, because Terraform is full of them.
    pub(crate) fn parse(source: &str, vocabulary: &Vocabulary) -> Result<Self, Vec<Wrong>> {
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
        self.fill_with(evaluation, |_, value| value)
    }

    /// The text for the resource at hand as a shell command: what is filled in is part of the word it stands in, and no more than that.
    pub fn fill_command(&self, evaluation: &mut Evaluation<'_>) -> String {
        let mut quoting = Quoting::new();
        self.fill_with(evaluation, |before, value| {
            quoting.pass_all(before);
            let value = quoted_within(&value, quoting.quotes());
            if quoting.escaped() {
                // The author's backslash would take away the quote that the value begins with.
                quoting.pass('\\');
                format!("\\{value}")
            } else {
                value
            }
        })
    }

    /// The text for the resource at hand as Terraform: what is filled in is text in a string, never code.
    pub fn fill_terraform(&self, evaluation: &mut Evaluation<'_>) -> String {
        let mut in_string = false;
        self.fill_with(evaluation, |before, value| {
            let mut escaped = false;
            for letter in before.chars() {
                in_string ^= letter == '"' && !escaped;
                escaped = letter == '\\' && !escaped;
            }
            hcl(&value, in_string)
        })
    }

    /// `place` makes a value fit for where it stands: after `before`, which is what the author wrote since the last value.
    fn fill_with(
        &self,
        evaluation: &mut Evaluation<'_>,
        mut place: impl FnMut(&str, String) -> String,
    ) -> String {
        let mut filled = String::new();
        let mut before = "";
        for part in &self.parts {
            match part {
                Part::Text(text) => {
                    filled.push_str(text);
                    before = text;
                }
                Part::Path(expression) => {
                    let value = match expression.evaluate(evaluation) {
                        Answer::Value(value) => plain(&value, evaluation),
                        Answer::Null => "(none)".to_owned(),
                        Answer::Unknown => "(not read)".to_owned(),
                    };
                    filled.push_str(&place(std::mem::take(&mut before), value));
                }
            }
        }
        filled
    }
}

/// A value in Terraform's language: in a string, or else as one, save for numbers and truth values
/// (Terraform language, "Strings and Templates").
fn hcl(value: &str, in_string: bool) -> String {
    let bare = value.parse::<i64>().is_ok() || ["true", "false"].contains(&value);
    if !in_string && bare {
        return value.to_owned();
    }
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            // A second one makes `${` and `%{` mean themselves.
            '$' | '%' if letters.peek() == Some(&'{') => text.extend([letter, letter]),
            _ => text.push(letter),
        }
    }
    if in_string {
        text
    } else {
        format!("\"{text}\"")
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Template;
    use crate::expr::{Evaluation, Vocabulary};
    use crate::inventory::ec2::VPC;
    use crate::inventory::{Account, Inventory, record};
    use crate::shell;

    /// What a template shows of a VPC of this name, as a command and as Terraform.
    fn filled(template: &str, name: &str) -> (String, String) {
        let template = Template::parse(template, &Vocabulary::of(&VPC)).unwrap();
        let mut inventory = Inventory::new(Account {
            id: "111122223333".to_owned(),
            partition: "aws".to_owned(),
            regions: vec!["eu-west-1".to_owned()],
        });
        let vpc = inventory.push(record!(VPC {
            id: "vpc-1",
            name: name,
        }));
        let mut evaluation = Evaluation::new(&inventory, Timestamp::UNIX_EPOCH);
        evaluation.about(vpc);
        (
            template.fill_command(&mut evaluation),
            template.fill_terraform(&mut evaluation),
        )
    }

    #[test]
    fn a_name_in_a_command_is_never_more_than_part_of_a_word() {
        for name in [
            "$(id)",
            "`id`",
            "'; id #",
            "\"; id #",
            "a\\",
            "!!",
            "~",
            "=ls",
            "two\nlines",
            "&& id",
        ] {
            let template = "aws x --plain {resource.name} --filter=Name={resource.name} \
                --json '{\"Name\": \"{resource.name}\"}' --text \"all of {resource.name}\" --last it\\'s";
            let (command, _) = filled(template, name);
            let expected = [
                "aws",
                "x",
                "--plain",
                name,
                &format!("--filter=Name={name}"),
                "--json",
                &format!("{{\"Name\": \"{name}\"}}"),
                "--text",
                &format!("all of {name}"),
                "--last",
                "it's",
            ];
            assert_eq!(shell::tests::words(&command), expected, "{command}");
            let (escaped, _) = filled("aws \\{resource.name} end", name);
            assert_eq!(
                shell::tests::words(&escaped),
                ["aws", &format!("\\{name}"), "end"]
            );
        }
    }

    #[test]
    fn a_name_in_terraform_is_never_code() {
        let terraform = |name| filled("x = \"a-{resource.name}\"\ny = {resource.name}", name).1;
        assert_eq!(terraform("db-1"), "x = \"a-db-1\"\ny = \"db-1\"");
        assert_eq!(terraform("8080"), "x = \"a-8080\"\ny = 8080");
        assert_eq!(
            terraform("\"\n${file(\"/etc/passwd\")}%{ if true }\\"),
            r#"x = "a-\"\n$${file(\"/etc/passwd\")}%%{ if true }\\"
y = "\"\n$${file(\"/etc/passwd\")}%%{ if true }\\""#
        );
    }
}
