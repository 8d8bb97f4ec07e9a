//! What a policy says of one request: of an action on a resource, with whatever conditions there may be.

use super::reach::Reach;

/// What a statement, or all of them, say of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// Nothing.
    No,
    /// Something that hangs on conditions, on policy variables, or on which of several resources is meant.
    Perhaps,
    /// That it is so.
    Yes,
}

impl Says {
    /// Whether these actions, in lower case, take in the one that is asked about.
    pub fn of_action(actions: &Reach<String>, asked: &str) -> Self {
        Self::of(actions, actions, &asked.to_ascii_lowercase())
    }

    /// Whether these resources take in the one that is asked about. A policy variable may stand for anything.
    pub fn of_resource(resources: &Reach<String>, asked: &str) -> Self {
        let widest = |patterns: &[String]| patterns.iter().map(|p| widened(p)).collect();
        let sure = |patterns: &[String]| {
            patterns
                .iter()
                .filter(|pattern| !pattern.contains("${"))
                .cloned()
                .collect()
        };
        match resources {
            Reach::Only(patterns) => Self::of(
                &Reach::Only(sure(patterns)),
                &Reach::Only(widest(patterns)),
                asked,
            ),
            Reach::AllBut(patterns) => Self::of(
                &Reach::AllBut(widest(patterns)),
                &Reach::AllBut(sure(patterns)),
                asked,
            ),
        }
    }

    /// `least` reaches no more than what is meant, `most` no less.
    fn of(least: &Reach<String>, most: &Reach<String>, asked: &str) -> Self {
        if least.covers(asked) {
            Self::Yes
        } else if most.touches(asked) {
            Self::Perhaps
        } else {
            Self::No
        }
    }

    /// The same, under conditions.
    #[must_use]
    pub fn under_conditions(self) -> Self {
        self.min(Self::Perhaps)
    }
}

/// A pattern with every `${…}` a star.
fn widened(pattern: &str) -> String {
    let mut widened = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        widened.push_str(before);
        widened.push('*');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    widened.push_str(rest);
    widened
}

#[cfg(test)]
mod tests {
    use super::Says;
    use crate::iam::Reach;

    fn only(pattern: &str) -> Reach<String> {
        Reach::Only(vec![pattern.to_owned()])
    }

    fn all_but(pattern: &str) -> Reach<String> {
        Reach::AllBut(vec![pattern.to_owned()])
    }

    #[test]
    fn a_variable_may_stand_for_what_is_asked_about() {
        let home = "arn:aws:s3:::home/${aws:username}/*";
        for (resources, asked, says) in [
            (only(home), "arn:aws:s3:::home/anna/x", Says::Perhaps),
            (only(home), "arn:aws:s3:::other/anna/x", Says::No),
            (all_but(home), "arn:aws:s3:::home/anna/x", Says::Perhaps),
            (all_but(home), "arn:aws:s3:::other/anna/x", Says::Yes),
            (only("*"), "arn:aws:s3:::home/anna/x", Says::Yes),
            (
                only("arn:aws:s3:::home/x"),
                "arn:aws:s3:::home/*",
                Says::Perhaps,
            ),
        ] {
            assert_eq!(Says::of_resource(&resources, asked), says, "{resources:?}");
        }
    }

    #[test]
    fn actions_are_asked_about_in_any_case() {
        assert_eq!(Says::of_action(&only("kms:de*"), "kms:Decrypt"), Says::Yes);
        assert_eq!(Says::of_action(&only("kms:de*"), "kms:*"), Says::Perhaps);
        assert_eq!(Says::of_action(&all_but("kms:*"), "kms:Decrypt"), Says::No);
    }
}
