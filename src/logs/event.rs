//! A kind of event: what is known of some of its members, the rest being anything.

/// What is known of a member.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known<'a> {
    /// Its value.
    Value(&'a str),
    /// That the events do not have it.
    Missing,
    /// It may be anything, or not be there.
    Nothing,
}

/// What is known of the events of a kind.
#[derive(Clone, Debug, Default)]
pub struct Event {
    members: Vec<(String, Option<String>)>,
}

impl Event {
    /// Each fact is `member=value`, or the member alone for one that these events do not have. Members are paths:
    /// `userIdentity.type=Root`, `userIdentity.invokedBy`.
    pub fn new<'a>(facts: impl IntoIterator<Item = &'a str>) -> Self {
        let members = facts
            .into_iter()
            .map(|fact| match fact.split_once('=') {
                Some((member, value)) => (member.to_owned(), Some(value.to_owned())),
                None => (fact.to_owned(), None),
            })
            .collect();
        Self { members }
    }

    /// What is known of a member.
    pub(super) fn member(&self, path: &str) -> Known<'_> {
        match self.members.iter().find(|(member, _)| member == path) {
            Some((_, Some(value))) => Known::Value(value),
            Some((_, None)) => Known::Missing,
            None => Known::Nothing,
        }
    }

    /// The values that stand in the text of every such event.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.members
            .iter()
            .filter_map(|(_, value)| value.as_deref())
    }
}
