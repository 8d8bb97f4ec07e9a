//! IAM's wildcards: `*` for any run of characters, `?` for one (IAM User Guide, "IAM JSON policy elements: Resource").

/// Whether the pattern matches the whole text. `*` crosses `:` and `/`, as in IAM. Takes time in proportion to the product of the lengths at most.
pub fn glob(pattern: &str, text: &str) -> bool {
    match after_beginning(pattern, text, |pattern, _| pattern == '?') {
        Err(answer) => answer,
        Ok((pattern, text)) => goes_back(pattern, text),
    }
}

/// The same of a pattern that begins with a star.
fn goes_back(pattern: &str, text: &str) -> bool {
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

/// Whether the pattern matches everything that `other`, a pattern too, matches. `*` in `other` is met only by `*`, and `?` by either,
/// so the answer is never yes where it should be no.
pub fn covers(pattern: &str, other: &str) -> bool {
    let (pattern, other) = match after_beginning(pattern, other, |a, b| a == '?' && b != '*') {
        Err(answer) => return answer,
        Ok(both) => both,
    };
    let (pattern, other): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), other.chars().collect());
    // covered[p]: whether pattern[p..] covers what is left of `other`, which is taken from its end.
    let mut covered: Vec<bool> = (0..=pattern.len())
        .map(|p| pattern[p..].iter().all(|c| *c == '*'))
        .collect();
    let mut before = covered.clone();
    for c in other.iter().rev() {
        std::mem::swap(&mut before, &mut covered);
        covered[pattern.len()] = false;
        for p in (0..pattern.len()).rev() {
            covered[p] = match pattern[p] {
                '*' => before[p] || covered[p + 1],
                '?' => *c != '*' && before[p + 1],
                exact => *c == exact && before[p + 1],
            };
        }
    }
    covered[0]
}

/// What is left of both from the pattern's first star on, or the answer, where they part before: of most patterns the first few letters tell.
/// `fits` says which characters do that are not the same.
fn after_beginning<'a>(
    pattern: &'a str,
    other: &'a str,
    fits: impl Fn(char, char) -> bool,
) -> Result<(&'a str, &'a str), bool> {
    let (mut pattern, mut other) = (pattern.chars(), other.chars());
    loop {
        let left = (pattern.as_str(), other.as_str());
        match (pattern.next(), other.next()) {
            (None, None) => return Err(true),
            // It ends with a star: whatever comes fits.
            (Some('*'), _) if pattern.as_str().is_empty() => return Err(true),
            (Some('*'), _) => return Ok(left),
            (Some(a), Some(b)) if a == b || fits(a, b) => {}
            _ => return Err(false),
        }
    }
}

/// Whether there is a text that both patterns match.
pub fn overlaps(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // met[i]: whether a[i..] and what is left of `b`, taken from its end, meet.
    let mut met: Vec<bool> = (0..=a.len())
        .map(|i| a[i..].iter().all(|c| *c == '*'))
        .collect();
    let mut before = met.clone();
    for c in b.iter().rev() {
        std::mem::swap(&mut before, &mut met);
        met[a.len()] = *c == '*' && before[a.len()];
        for i in (0..a.len()).rev() {
            met[i] = match (a[i], *c) {
                ('*', _) | (_, '*') => before[i] || met[i + 1],
                ('?', _) | (_, '?') => before[i + 1],
                (x, y) => x == y && before[i + 1],
            };
        }
    }
    met[0]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{covers, glob, overlaps};

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
        fn agrees_with_the_definition(pattern in "[abé*?:]{0,8}|(a\\*){1,5}b", text in "[abé:]{0,8}|a{0,9}b?") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(glob(&pattern, &text), by_definition(&p, &t));
        }

        #[test]
        fn a_pattern_covers_no_more_than_it_matches(a in "[ab*?]{0,5}", b in "[ab*?]{0,5}", text in "[ab]{0,6}") {
            if covers(&a, &b) && glob(&b, &text) {
                prop_assert!(glob(&a, &text));
            }
        }

        #[test]
        fn covering_a_plain_text_is_matching_it(a in "[ab*?]{0,6}", text in "[ab]{0,6}") {
            prop_assert_eq!(covers(&a, &text), glob(&a, &text));
            prop_assert_eq!(overlaps(&a, &text), glob(&a, &text));
        }

        #[test]
        fn patterns_that_match_one_text_overlap(a in "[ab*?]{0,5}", b in "[ab*?]{0,5}", text in "[ab]{0,6}") {
            if glob(&a, &text) && glob(&b, &text) {
                prop_assert!(overlaps(&a, &b));
            }
            prop_assert_eq!(overlaps(&a, &b), overlaps(&b, &a));
        }
    }

    /// Patterns on which one that goes back at every star would not end while the sun shines. What these take is the product of the lengths.
    #[test]
    fn a_hostile_pattern_does_not_take_exponential_time() {
        for star in ["a*", "*a", "**", "*?", "a*a*b*"] {
            let pattern = format!("{}b", star.repeat(200));
            let text = "a".repeat(2_000);
            assert!(!glob(&pattern, &text), "{star}");
            assert!(!covers(&pattern, &text), "{star}");
            assert!(!overlaps(&pattern, &text), "{star}");
            assert!(overlaps(&pattern, &format!("{text}*")), "{star}");
        }
        // As long as a policy can be, against as long as a name can be.
        let pattern = "a*".repeat(32_768);
        assert!(!glob(&format!("{pattern}b"), &"a".repeat(2_048)));
        assert!(glob(&"*".repeat(65_536), &"é".repeat(2_048)));
        assert!(!covers(&format!("{pattern}b"), "arn:aws:s3:::bucket/*"));
        assert!(!overlaps(&format!("{pattern}b"), "arn:aws:s3:::bucket/x"));
    }

    #[test]
    fn overlapping_needs_a_common_text() {
        assert!(overlaps("s3:get*", "s3:*object"));
        assert!(!overlaps("s3:get*", "s3:put*"));
        assert!(!overlaps("a?", "a"));
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
