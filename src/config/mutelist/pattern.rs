//! The patterns of mutelists: regular expressions of Python's that need to fit a part of a text, a leading `*` meaning anything.

use regex::Regex;

/// What a pattern says.
pub(super) enum Pattern {
    /// Anything.
    Any,
    /// A text that has to be a part.
    Text(String),
    /// A regular expression, as ours.
    Regex(Regex),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is none, or means something to Python alone.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text == "*" || text == ".*" {
            return Ok(Self::Any);
        }
        let regex = match text.strip_prefix('*') {
            Some(rest) => format!(".*{rest}"),
            None => text.to_owned(),
        };
        // Dots are mostly meant as dots; as regular expressions they are more, and stay so.
        let is_plain = |c: char| !r"\.+*?()|[]{}^$".contains(c);
        if regex.chars().all(is_plain) {
            return Ok(Self::Text(regex));
        }
        // The languages differ in what few use: in letters of other scripts, and in what looks around, which ours refuses.
        Regex::new(&regex)
            .map(Self::Regex)
            .map_err(|_| format!("`{text}` is no regular expression that can be carried over"))
    }

    /// Whether it fits a part of a text.
    pub(super) fn fits(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Text(part) => text.contains(part.as_str()),
            Self::Regex(regex) => regex.is_match(text),
        }
    }

    /// That it fits the value of a path, in the language of checks.
    pub(super) fn asked_of(&self, path: &str) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Any => "true".to_owned(),
            Self::Text(part) => format!("{path}.contains({})", quoted(part)),
            Self::Regex(regex) => format!("{path}.matches({})", quoted(regex.as_str())),
        }
    }
}

/// That one of several fits; nothing, where one fits anything.
pub(super) fn one_of(patterns: &[Pattern], path: &str) -> Option<String> {
    if patterns.iter().any(|it| matches!(it, Pattern::Any)) {
        return None;
    }
    let asked: Vec<String> = patterns.iter().map(|it| it.asked_of(path)).collect();
    Some(asked.join(" || "))
}

/// A pattern of regions as ours, which fits the same regions or fewer: `eu-*` is meant as it is read by people.
///
/// # Errors
/// When it is more than letters and stars.
pub(super) fn region(text: &str) -> Result<Option<String>, String> {
    let glob = text.replace(".*", "*");
    let is_glob = glob
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '*');
    match glob.as_str() {
        "*" => Ok(None),
        _ if is_glob && !glob.is_empty() => Ok(Some(glob)),
        _ => Err(format!("the region `{text}` is a regular expression")),
    }
}

/// The tags that a pattern asks for: any one of several.
///
/// # Errors
/// When it is more than keys and values.
pub(super) fn tags(text: &str) -> Result<Vec<(String, String)>, String> {
    let one = |tag: &str| {
        let (key, value) = tag.trim().split_once('=')?;
        let is_plain = |c: char| !r"\.+*?()|[]{}^$".contains(c);
        let value = match value {
            "" | ".*" | "*" => "*",
            value if value.chars().all(is_plain) => value,
            _ => return None,
        };
        let is_key = !key.is_empty() && key.chars().all(is_plain);
        is_key.then(|| (key.to_owned(), value.to_owned()))
    };
    let tags: Option<Vec<_>> = text.split('|').map(one).collect();
    tags.ok_or_else(|| format!("the tag `{text}` is a regular expression"))
}

#[cfg(test)]
mod tests {
    use super::{Pattern, region, tags};

    #[test]
    fn patterns_fit_what_they_fit_in_prowler() {
        let fits = |pattern: &str, text: &str| {
            let parsed = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{error}"));
            parsed.fits(text)
        };
        assert!(fits("*", "anything"));
        assert!(fits("test", "a-test-b"));
        assert!(fits("*-test", "a-test-b"));
        assert!(fits("^prod-.*", "prod-1"));
        assert!(!fits("^prod-.*", "a-prod-1"));
        // A dot is any letter, and a star repeats what is before it.
        assert!(fits("a.b", "axb"));
        assert!(fits("ec2_*", "ec2"));
        assert!(Pattern::parse("(?<!a)b").is_err());
        assert!(Pattern::parse("(").is_err());
    }

    #[test]
    fn regions_fit_the_same_or_fewer() {
        assert_eq!(region("*"), Ok(None));
        assert_eq!(region("eu-.*"), Ok(Some("eu-*".to_owned())));
        assert_eq!(region("us-east-1"), Ok(Some("us-east-1".to_owned())));
        assert!(region("(eu|us)-.*").is_err());
        assert!(region("").is_err());
    }

    #[test]
    fn tags_are_keys_and_values_any_of_which_will_do() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(tags("a=1 | b=.*"), Ok(vec![pair("a", "1"), pair("b", "*")]));
        for wrong in ["a", "a=(1|2)", "=1", "a=1.*"] {
            assert!(tags(wrong).is_err(), "{wrong}");
        }
    }
}
