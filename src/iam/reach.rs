//! What the Action and Resource elements of a statement reach, their Not forms included.

use super::glob::{covers, glob, overlaps};

/// The actions or the resources that a statement speaks of. Patterns and what they are asked about are compared as they are:
/// actions in lower case, resources as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach<T> {
    /// Those that fit one of the patterns.
    Only(Vec<T>),
    /// Those that fit none.
    AllBut(Vec<T>),
}

impl<T: AsRef<str>> Reach<T> {
    /// Of an element and its Not form, of which at most one has patterns.
    pub fn new(only: Vec<T>, all_but: Vec<T>) -> Self {
        if only.is_empty() && !all_but.is_empty() {
            Self::AllBut(all_but)
        } else {
            Self::Only(only)
        }
    }

    /// Whether everything that `wanted` matches is reached: a name, or a pattern with wildcards of its own.
    pub fn covers(&self, wanted: &str) -> bool {
        match self {
            Self::Only(patterns) => patterns
                .iter()
                .any(|pattern| covers(pattern.as_ref(), wanted)),
            Self::AllBut(patterns) => !patterns
                .iter()
                .any(|pattern| overlaps(pattern.as_ref(), wanted)),
        }
    }

    /// Whether something that `wanted` matches is reached.
    pub fn touches(&self, wanted: &str) -> bool {
        match self {
            Self::Only(patterns) => patterns
                .iter()
                .any(|pattern| overlaps(pattern.as_ref(), wanted)),
            Self::AllBut(patterns) => !patterns
                .iter()
                .any(|pattern| covers(pattern.as_ref(), wanted)),
        }
    }

    /// Whether exactly this name is reached; wildcards in it mean themselves.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::Only(patterns) => patterns.iter().any(|pattern| glob(pattern.as_ref(), name)),
            Self::AllBut(patterns) => !patterns.iter().any(|pattern| glob(pattern.as_ref(), name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reach;

    #[test]
    fn what_is_left_out_is_not_reached() {
        let but = Reach::new(vec![], vec!["iam:*"]);
        assert!(but.covers("s3:getobject") && but.covers("s3:*"));
        assert!(!but.covers("*") && but.touches("*"));
        assert!(!but.covers("iam:passrole") && !but.touches("iam:pass*"));
    }

    #[test]
    fn no_patterns_reach_nothing() {
        let nothing: Reach<&str> = Reach::new(vec![], vec![]);
        assert!(!nothing.covers("*") && !nothing.touches("*") && !nothing.has(""));
    }

    #[test]
    fn every_key_is_covered_by_patterns_for_every_key() {
        let keys = Reach::new(vec!["arn:aws:kms:*:*:key/*"], vec![]);
        assert!(keys.covers("arn:aws:kms:eu-west-1:111122223333:key/*"));
        assert!(!keys.covers("*"));
        assert!(keys.touches("*"));
    }
}
