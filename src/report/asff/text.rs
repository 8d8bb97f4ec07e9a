//! Texts as the API takes them: on one line, with nothing hidden, no longer than it says, and never blank.

use std::borrow::Cow;

use crate::report::terminal::prose;

/// A text that must be there: a dash where there is none.
pub(super) fn asked(text: &str, most: usize) -> String {
    given(text, most).unwrap_or_else(|| "-".to_owned())
}

/// A text that may be left out, where it is blank.
pub(super) fn given(text: &str, most: usize) -> Option<String> {
    // What is cut off anyway need not be read: an escape is no shorter than its letter.
    let begin: Cow<'_, str> = match text.char_indices().nth(most * 2) {
        Some((end, _)) => text[..end].into(),
        None => text.into(),
    };
    let text = prose(&begin, true);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    match text.char_indices().nth(most) {
        None => Some(text.to_owned()),
        Some(_) => {
            let kept: String = text.chars().take(most.saturating_sub(1)).collect();
            Some(format!("{}…", kept.trim_end()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_letters_and_blank_is_none() {
        assert_eq!(given(" \n\t", 10).as_deref(), Some("\\t"));
        assert_eq!(given(" \n ", 10), None);
        assert_eq!(asked("", 10), "-");
        assert_eq!(asked("東京のウェブ", 4), "東京の…");
        assert_eq!(asked("東京のウ", 4), "東京のウ");
        assert_eq!(asked("a\u{202e}b\nc", 20), "a\\u{202e}b c");
    }
}
