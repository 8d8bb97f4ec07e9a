//! Breaking and shortening text by how wide a terminal shows it. Takes sanitised text.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::Style;

/// A letter of four bytes with the three marks that sanitised text has on one at most.
const MOST_BYTES_A_COLUMN: usize = 4 + 3 * 4;

/// How many columns a text takes, at most: letter by letter, so that joining letters never makes a text wider.
pub fn width(text: &str) -> usize {
    text.chars()
        .map(letter_width)
        .sum::<usize>()
        .max(text.width())
}

/// How many columns a text takes if it takes no more than `columns`. Looks no further than that, as hostile texts are long.
fn width_within(text: &str, columns: usize) -> Option<usize> {
    // No letter takes less than a column save for marks, of which sanitised text has few.
    let longest = columns.saturating_mul(MOST_BYTES_A_COLUMN);
    (text.len() <= longest)
        .then(|| width(text))
        .filter(|wide| *wide <= columns)
}

fn letter_width(letter: char) -> usize {
    letter.width().unwrap_or(0)
}

/// Lines of at most `columns` columns, broken at spaces; a word that is longer breaks after a separator near the end
/// of the line, else anywhere. There is always one line.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut rest = word;
        loop {
            let gap = usize::from(!line.is_empty());
            let room = columns.saturating_sub(used + gap);
            if let Some(wide) = width_within(rest, room) {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(rest);
                used += gap + wide;
                break;
            }
            if line.is_empty() {
                let (head, tail) = rest.split_at(break_point(rest, columns));
                lines.push(head.to_owned());
                rest = tail;
            } else {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// At most `most` lines; an ellipsis says where there would be more.
pub fn wrap_briefly(text: &str, columns: usize, most: usize, style: &Style) -> Vec<String> {
    let mut lines = wrap(text, columns);
    if lines.len() > most {
        lines.truncate(most);
        let ellipsis = style.glyph("…", "...");
        if let Some(last) = lines.last_mut() {
            while width(last) + width(ellipsis) > columns && last.pop().is_some() {}
            last.push_str(ellipsis);
        }
    }
    lines
}

/// Where a word that is too long breaks: as late as it fits, but after a separator if one stands in the last third.
/// At least one letter goes.
fn break_point(word: &str, columns: usize) -> usize {
    let mut fits = 0;
    let mut separated = None;
    let mut used = 0;
    for (at, letter) in word.char_indices() {
        used += letter_width(letter);
        if used > columns {
            break;
        }
        fits = at + letter.len_utf8();
        if matches!(letter, '/' | ':' | '-' | '_' | '.' | ',' | '=') && used * 3 >= columns * 2 {
            separated = Some(fits);
        }
    }
    separated
        .filter(|at| *at > 0)
        .unwrap_or(fits)
        .max(word.chars().next().map_or(0, char::len_utf8))
}

/// The text in at most `columns` columns: where it is longer, its middle is left out, as ids and ARNs differ at their ends.
pub fn middle_ellipsis(text: &str, columns: usize, ellipsis: &str) -> String {
    if width_within(text, columns).is_some() {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let tail = room / 2;
    let mut head_used = 0;
    let head: String = text
        .chars()
        .take_while(|letter| {
            head_used += letter_width(*letter);
            head_used <= room - tail
        })
        .collect();
    let mut tail_used = 0;
    let mut end: Vec<char> = text
        .chars()
        .rev()
        .take_while(|letter| {
            tail_used += letter_width(*letter);
            tail_used <= tail
        })
        .collect();
    end.reverse();
    // A mark whose letter was left out would sit on the ellipsis.
    let end: String = end
        .into_iter()
        .skip_while(|letter| letter_width(*letter) == 0)
        .collect();
    format!("{head}{ellipsis}{end}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_and_long_ones_break_after_separators() {
        assert_eq!(
            wrap("runs in one zone only", 12),
            ["runs in one", "zone only"]
        );
        assert_eq!(
            wrap("see arn:aws:kms:eu-west-1:123456789012:key/abcd", 24),
            ["see", "arn:aws:kms:eu-west-1:", "123456789012:key/abcd"]
        );
        assert_eq!(wrap("", 12), [""]);
        assert_eq!(wrap("東京東京", 5), ["東京", "東京"]);
    }

    #[test]
    fn the_middle_is_left_out() {
        assert_eq!(
            middle_ellipsis("sg-0123456789abcdef", 12, "…"),
            "sg-012…bcdef"
        );
        assert_eq!(middle_ellipsis("sg-0123", 12, "…"), "sg-0123");
        assert_eq!(
            middle_ellipsis("sg-0123456789abcdef", 12, "..."),
            "sg-01...cdef"
        );
    }

    proptest! {
        #[test]
        fn lines_fit_and_nothing_is_lost(text in "[a-z東ë🔥:/ -]{0,80}", columns in 2_usize..40) {
            let lines = wrap(&text, columns);
            for line in &lines {
                prop_assert!(width(line) <= columns, "{line:?} is wider than {columns}");
            }
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn shortened_text_fits(text in any::<String>(), columns in 4_usize..40) {
            let text = super::super::sanitise(&text, true);
            prop_assert!(width(&middle_ellipsis(&text, columns, "…")) <= columns);
        }
    }
}
