//! Text that nobody takes for Markdown, HTML, a mention, a reference or a link.
//!
//! In a code span nothing means anything, neither to CommonMark nor to what GitHub and GitLab do with text afterwards (mentions, issues,
//! commits, links, emoji). So what comes from AWS stands in code spans; and of sentences that hold such text, each word that is not plainly
//! a word does.

use super::page::longest_run;
use crate::report::terminal::sanitise;
use crate::report::words::cut;

/// Names and ARNs have at most 2,048 letters.
const LONGEST: usize = 2_048;

/// The text as a code span.
pub(super) fn code(text: &str) -> String {
    let text = sanitise(text, true);
    let text = cut(&text, LONGEST);
    if text.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // One space at each end is taken away, where there is one at both.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence: its plain words as they are, runs of others as code spans.
pub(super) fn prose(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut strange: Vec<&str> = Vec::new();
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        if is_plain(word) {
            out.extend(span(&mut strange));
            out.push(word.to_owned());
        } else {
            strange.push(word);
        }
    }
    out.extend(span(&mut strange));
    out.join(" ")
}

/// A run of words as one code span; what ends a part of the sentence stands after it.
fn span(words: &mut Vec<&str>) -> Option<String> {
    let text = std::mem::take(words).join(" ");
    let core = text.trim_end_matches([',', ';', '.']);
    match core {
        "" if text.is_empty() => None,
        "" => Some(code(&text)),
        core => Some(format!("{}{}", code(core), &text[core.len()..])),
    }
}

/// Whether a word is letters and what stands between and after them in a sentence, and nothing that anybody links: no number of a commit,
/// no key of a ticket, no address.
fn is_plain(word: &str) -> bool {
    let core = word.strip_prefix('(').unwrap_or(word);
    let core = core.trim_end_matches([',', '.', ';', ':', '?', ')']);
    let letters = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '\'' | '’');
    let begins_and_ends =
        core.starts_with(char::is_alphanumeric) && core.ends_with(char::is_alphanumeric);
    let numbered = core.contains('-') && core.contains(|letter: char| letter.is_ascii_digit());
    let commit = (7..=64).contains(&core.len()) && core.chars().all(|c| c.is_ascii_hexdigit());
    // What terminals hide is no letter.
    matches!(word, "–" | "—" | "·" | "…")
        || (begins_and_ends && core.chars().all(letters) && !numbered && !commit)
}
