//! Texts with `${NAME}` in them, which stands for a variable of the environment: so that no secret stands in a file. What comes of them is
//! never shown.

use std::fmt;

use zeroize::Zeroize as _;

/// A text as the configuration has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable(String),
}

/// A variable that a text asks for, and that is not set or empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unset(pub String);

/// A text that nobody is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Template {
    /// Reads a text.
    ///
    /// # Errors
    /// When a `${` in it names no variable.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let named = after.split_once('}').filter(|(name, _)| is_name(name));
            let Some((name, more)) = named else {
                return Err("`${` is followed by a variable's name and `}`".to_owned());
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Variable(name.to_owned()));
            rest = more;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The variables it asks for.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with the variables' values.
    ///
    /// # Errors
    /// When one is not set, or empty: pipelines set what they do not know so.
    pub fn fill(&self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Secret, Unset> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Variable(name) => match variable(name).filter(|value| !value.is_empty()) {
                    // Files and pipelines leave a line's end behind a value.
                    Some(value) => text.push_str(value.trim()),
                    None => return Err(Unset(name.clone())),
                },
            }
        }
        Ok(Secret(text))
    }
}

/// Whether a shell takes it for a variable's name.
fn is_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

impl Secret {
    /// The text, for what it is made for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What stands in the file may be a secret too, though it should not.
impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.variables()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filled(text: &str) -> Result<String, Unset> {
        let variable = |name: &str| match name {
            "HOST" => Some("h".to_owned()),
            "TOKEN_1" => Some(" t\n".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let template = Template::parse(text).unwrap();
        template
            .fill(&variable)
            .map(|secret| secret.reveal().to_owned())
    }

    #[test]
    fn variables_stand_for_their_values() {
        assert_eq!(filled("${HOST}").unwrap(), "h");
        assert_eq!(
            filled("https://${HOST}/a$b/${TOKEN_1}?x").unwrap(),
            "https://h/a$b/t?x"
        );
        assert_eq!(filled("plain").unwrap(), "plain");
        assert_eq!(filled("${EMPTY}"), Err(Unset("EMPTY".to_owned())));
        assert_eq!(filled("x${NONE}"), Err(Unset("NONE".to_owned())));
        for wrong in ["${", "${}", "${A B}", "${1A}", "a${A", "${A:-b}"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn neither_is_shown() {
        let template = Template::parse("https://h/secret/${TOKEN}").unwrap();
        assert_eq!(format!("{template:?}"), "[\"TOKEN\"]");
        let secret = template.fill(&|_| Some("x".to_owned())).unwrap();
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            let _ = Template::parse(&text);
        }
    }
}
