//! The text of a configuration as errors may show it: without what is likely to be a secret that should not stand there. Each letter that is
//! hidden is as long as what stands for it, so that places stay where they are.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What follows the host of an address, and what stands before it.
static ADDRESSES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(https?://)([^\s"'/@]*@)?([^\s"'/?#,}\]]*)([/?#][^\s"',}\]]*)?"#).ok()
});

/// Values of members whose name says that they are secret.
static SECRETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)((?:slack|secret|authorization|[\w-]*(?:token|passw(?:or)?d|api[_-]?key|cookie|signature))["']?[ \t]*:[ \t]+)("(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|[^\s,}"'][^,}\n]*)"#,
    )
    .ok()
});

/// The text, with what may be secret hidden.
pub(super) fn masked(text: &str) -> String {
    let text = match &*ADDRESSES {
        Some(addresses) => addresses.replace_all(text, |found: &Captures<'_>| {
            let part = |at| found.get(at).map_or("", |part| part.as_str());
            let (user, path) = (part(2), part(4));
            let path = if path.contains("${") || path == "/" {
                path.to_owned()
            } else {
                hidden(path)
            };
            format!("{}{}{}{path}", part(1), hidden(user), part(3))
        }),
        None => text.into(),
    };
    match &*SECRETS {
        Some(secrets) => secrets
            .replace_all(&text, |found: &Captures<'_>| {
                let value = &found[2];
                if value.contains("${") {
                    found[0].to_owned()
                } else {
                    format!("{}{}", &found[1], hidden(value))
                }
            })
            .into_owned(),
        None => text.into_owned(),
    }
}

/// As long in letters and in bytes, and says nothing.
fn hidden(text: &str) -> String {
    text.chars()
        .map(|letter| match letter.len_utf8() {
            _ if matches!(letter, '"' | '\'') => letter,
            1 => '*',
            2 => '×',
            3 => '…',
            _ => '\u{1f512}',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::masked;

    #[test]
    fn secrets_that_stand_in_the_file_are_not_shown() {
        for (text, shown) in [
            (
                "  - slack: https://hooks.slack.com/services/T0/B0/xyz",
                "  - slack: ******************************************",
            ),
            (
                "  - { webhook: \"https://u:p@h:8/a?b=c\", secret: 'abc', when: new }",
                "  - { webhook: \"https://****h:8******\", secret: '***', when: new }",
            ),
            (
                "headers: { Authorization: Bearer x, X-Auth-Token: \"a\\\"b\" }",
                "headers: { Authorization: ********, X-Auth-Token: \"**\"*\" }",
            ),
            (
                "slack: ${SLACK_URL}\nsecret: \"${S}\"",
                "slack: ${SLACK_URL}\nsecret: \"${S}\"",
            ),
            ("kms_key: arn:aws:kms", "kms_key: arn:aws:kms"),
            (
                "https://h/ http://127.0.0.1:9",
                "https://h/ http://127.0.0.1:9",
            ),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    proptest! {
        #[test]
        fn places_stay_where_they_are(text in "(https?://|slack: |secret: |[a-zé東🔥/@:\"'{},\n ]){0,30}") {
            let shown = masked(&text);
            let lengths = |text: &str| -> Vec<usize> { text.chars().map(char::len_utf8).collect() };
            prop_assert_eq!(lengths(&shown), lengths(&text));
            prop_assert_eq!(shown.matches('\n').count(), text.matches('\n').count());
        }
    }
}
