//! IAM's wildcards: `*` for any run of characters, `?` for one (IAM User Guide, "IAM JSON policy elements: Resource").

/// Whether the pattern matches the whole text. `*` crosses `:` and `/`, as in IAM. Takes time in proportion to the product of the lengths at most.
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where to resume when a character does not fit: after the last star, one character of text further.
    let mut resume: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            resume = Some((p + 1, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((after_star, from)) = resume {
            p = after_star;
            t = from + 1;
            resume = Some((after_star, from + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::glob;

    /// The definition, without thought for time.
    fn by_definition(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), _) => {
                (0..=text.len()).any(|skip| by_definition(rest, &text[skip..]))
            }
            (Some(('?', rest)), Some((_, text))) => by_definition(rest, text),
            (Some((c, rest)), Some((first, text))) => c == first && by_definition(rest, text),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in "[ab*?:]{0,8}", text in "[ab:]{0,8}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(glob(&pattern, &text), by_definition(&p, &t));
        }
    }

    #[test]
    fn a_hostile_pattern_does_not_take_exponential_time() {
        assert!(!glob(&format!("{}b", "a*".repeat(200)), &"a".repeat(2_000)));
    }

    #[test]
    fn wildcards_cross_colons_and_slashes() {
        assert!(glob(
            "arn:aws:kms:*:*:key/*",
            "arn:aws:kms:eu-west-1:111122223333:key/abc"
        ));
        assert!(!glob("s3:Get?", "s3:Get"));
    }
}
