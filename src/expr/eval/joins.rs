//! `exists` over a long list, where it hangs on a text of each element: those that have it are looked up, and the others are not gone through.
//!
//! Which databases of a region a secret is for is asked of every secret and every database, by tag and by name. Gone through, that is
//! the square of a large region; looked up, it is the region.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use arcstr::ArcStr;

use super::{Answer, Evaluation};
use crate::expr::evidence;
use crate::expr::node::{Comparison, Node, NodeKind, Quantifier};
use crate::inventory::{List, Reading, Value};

/// Shorter lists are gone through.
const LONG: usize = 64;

/// So many ends of words a text may have; of more, too many words could be made.
const MOST_ENDS: usize = 24;

/// Lists of so many elements together are remembered by what their elements have.
const REMEMBERED: usize = 256 * 1024;

/// What stands for a list of an element that is empty.
const NOTHING: &str = "";

/// The elements of lists by what they have at a path.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    known: HashMap<Key, (Arc<List>, Arc<Index>)>,
    /// How many elements their lists have together.
    elements: usize,
}

/// The list's address, which stays its own as long as the list is held, and what its elements are looked up by.
type Key = (*const List, Path, By);

/// The places of a list's elements by the hash of a text of each. One that is found has to be looked at: another text may have the same hash.
#[derive(Debug, Default)]
struct Index {
    by_text: HashMap<u64, Vec<usize>>,
    /// Those that have none.
    nulls: Vec<usize>,
    /// Those of which it is not known.
    unknown: Vec<usize>,
}

/// What an element has at a path.
enum Found<'a> {
    Value(&'a Value),
    Null,
    Unknown,
}

/// From an element to something of it: `d.endpoint.address`, `s.tags["Database"]`.
type Path = Vec<Step>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Slot(usize),
    Key(ArcStr),
}

/// What of an element it is looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum By {
    /// A text.
    Text,
    /// Each part of a text that `contains_word` finds in it.
    Word,
    /// The texts of a list.
    Member,
}

/// A list, and the depth of the variable that stands for its elements.
#[derive(Clone, Copy)]
struct Range<'a> {
    list: &'a Arc<List>,
    variable: usize,
}

/// The places of elements for which something may be anything but false, in order; none, where each has to be looked at.
type Candidates = Option<Vec<usize>>;

impl Evaluation<'_> {
    /// The only elements that an `exists` may hold for or hang on.
    pub(super) fn candidates(&mut self, list: &Arc<List>, body: &Node) -> Candidates {
        if list.items.len() < LONG {
            return None;
        }
        let range = Range {
            list,
            variable: self.variables.len() - self.base,
        };
        // What is worked out here is no evidence, and leaves no holes: whatever decides is evaluated once more.
        let evidence = self.evidence.take();
        let holes = self.holes.len();
        // Stands for the element, so that inner variables are where they are looked for.
        self.variables.push(Value::Bool(false));
        let mut candidates = self.among(range, body);
        self.variables.pop();
        self.holes.truncate(holes);
        self.evidence = evidence;
        if self.evidence.is_some()
            && let Some(candidates) = &mut candidates
        {
            // What did not hold is told of as many as a finding shows.
            let first = 0..evidence::MOST.min(list.items.len());
            *candidates = in_order(std::mem::take(candidates), first);
        }
        candidates
    }

    fn among(&mut self, range: Range<'_>, body: &Node) -> Candidates {
        match &body.kind {
            NodeKind::Or(a, b) => {
                let either = self.among(range, a)?;
                Some(in_order(either, self.among(range, b)?))
            }
            // For each of the two alone there are no fewer than for both.
            NodeKind::And(a, b) => match (self.among(range, a), self.among(range, b)) {
                (Some(a), Some(b)) => Some(if a.len() <= b.len() { a } else { b }),
                (a, b) => a.or(b),
            },
            NodeKind::Compare(Comparison::Equal, a, b) => self.equal(range, a, b),
            NodeKind::In(text, within) => {
                let path = path(within, range.variable)?;
                match self.apart(range, text)? {
                    Answer::Value(Value::String(text)) => Some(
                        self.index(range.list, path, By::Member)
                            .with(&self.hasher, [&*text]),
                    ),
                    _ => None,
                }
            }
            NodeKind::Call {
                function,
                arguments,
            } if function.name == "contains_word" => match arguments.as_slice() {
                [text, word] => self.contains_word(range, text, word),
                _ => None,
            },
            NodeKind::Over {
                quantifier: Quantifier::Exists,
                range: inner,
                ..
            } => match self.apart(range, inner)? {
                Answer::Value(Value::List(inner))
                    if inner.items.is_empty() && inner.gap.is_none() =>
                {
                    Some(Vec::new())
                }
                _ => None,
            },
            _ => match self.apart(range, body)? {
                Answer::Value(Value::Bool(false)) => Some(Vec::new()),
                _ => None,
            },
        }
    }

    fn equal(&mut self, range: Range<'_>, a: &Node, b: &Node) -> Candidates {
        if let Some(list) = size_of(a) {
            let path = path(list, range.variable)?;
            return match self.apart(range, b)? {
                Answer::Value(Value::Int(0)) => {
                    let index = self.index(range.list, path, By::Member);
                    Some(index.or_null(index.with(&self.hasher, [NOTHING])))
                }
                _ => None,
            };
        }
        let (path, text) = match (path(a, range.variable), path(b, range.variable)) {
            (Some(path), None) => (path, b),
            (None, Some(path)) => (path, a),
            _ => return None,
        };
        let text = self.apart(range, text)?;
        let index = self.index(range.list, path, By::Text);
        match text {
            Answer::Value(Value::String(text)) => Some(index.with(&self.hasher, [&*text])),
            Answer::Null => Some(index.or_null(index.with(&self.hasher, []))),
            _ => None,
        }
    }

    fn contains_word(&mut self, range: Range<'_>, text: &Node, word: &Node) -> Candidates {
        let (path, by, of) = match (path(text, range.variable), path(word, range.variable)) {
            (None, Some(path)) => (path, By::Text, text),
            (Some(path), None) => (path, By::Word, word),
            _ => return None,
        };
        let Answer::Value(Value::String(of)) = self.apart(range, of)? else {
            return None;
        };
        let texts = match by {
            By::Word => vec![&*of],
            _ => words(&of)?,
        };
        let index = self.index(range.list, path, by);
        Some(index.or_null(index.with(&self.hasher, texts)))
    }

    /// The answer of a node that says nothing of the element.
    fn apart(&mut self, range: Range<'_>, node: &Node) -> Option<Answer> {
        (!node.mentions(range.variable)).then(|| self.eval(node))
    }

    fn index(&mut self, list: &Arc<List>, path: Path, by: By) -> Arc<Index> {
        let key = (Arc::as_ptr(list), path, by);
        if let Some((_, index)) = self.indexes.known.get(&key) {
            return Arc::clone(index);
        }
        let mut index = Index::default();
        for (place, element) in list.items.iter().enumerate() {
            let texts = match self.found(element, &key.1) {
                Found::Value(value) => by.texts(value),
                Found::Unknown => None,
                Found::Null => {
                    index.nulls.push(place);
                    continue;
                }
            };
            let Some(texts) = texts else {
                index.unknown.push(place);
                continue;
            };
            for text in texts {
                let hash = self.hasher.hash_one(text);
                index.by_text.entry(hash).or_default().push(place);
            }
        }
        let index = Arc::new(index);
        if self.indexes.elements + list.items.len() > REMEMBERED {
            self.indexes = Indexes::default();
        }
        self.indexes.elements += list.items.len();
        let entry = (Arc::clone(list), Arc::clone(&index));
        self.indexes.known.insert(key, entry);
        index
    }

    fn found<'v>(&'v self, element: &'v Value, path: &[Step]) -> Found<'v> {
        let Some((step, rest)) = path.split_first() else {
            return Found::Value(element);
        };
        let reading = match (step, element) {
            (Step::Slot(slot), Value::Resource(id)) => self.inventory.record(*id).slot(*slot),
            (Step::Slot(slot), Value::Record(record)) => record.slot(*slot),
            (Step::Key(key), Value::Map(map)) => {
                return map
                    .get(key)
                    .map_or(Found::Null, |value| self.found(value, rest));
            }
            _ => return Found::Unknown,
        };
        match reading {
            Reading::Known(value) => self.found(value, rest),
            Reading::Absent => Found::Null,
            Reading::Unknown(_) | Reading::Unread => Found::Unknown,
        }
    }
}

impl Index {
    /// The elements that have one of the texts, or may have.
    fn with<'t>(
        &self,
        hasher: &RandomState,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Vec<usize> {
        let places = |text| self.by_text.get(&hasher.hash_one::<&str>(text));
        let found = texts.into_iter().filter_map(places).flatten();
        in_order(Vec::new(), found.chain(&self.unknown).copied())
    }

    /// With those that have none.
    fn or_null(&self, found: Vec<usize>) -> Vec<usize> {
        in_order(found, self.nulls.iter().copied())
    }
}

impl By {
    /// What an element with that value is looked up by; none, where that is not known.
    fn texts(self, value: &Value) -> Option<Vec<&str>> {
        match (self, value) {
            (Self::Text, Value::String(text)) => Some(vec![text]),
            (Self::Word, Value::String(text)) => words(text),
            (Self::Member, Value::List(list)) if list.gap.is_none() => {
                if list.items.is_empty() {
                    return Some(vec![NOTHING]);
                }
                list.items.iter().map(Value::as_str).collect()
            }
            _ => None,
        }
    }
}

/// Both, each place once.
fn in_order(mut places: Vec<usize>, more: impl IntoIterator<Item = usize>) -> Vec<usize> {
    places.extend(more);
    places.sort_unstable();
    places.dedup();
    places
}

/// The way from the variable on, where a node is nothing but that.
fn path(node: &Node, variable: usize) -> Option<Path> {
    match &node.kind {
        NodeKind::Variable { depth, .. } if *depth == variable => Some(Vec::new()),
        NodeKind::Attribute {
            of,
            slot,
            derived: None,
            ..
        } => {
            let mut path = path(of, variable)?;
            path.push(Step::Slot(*slot));
            Some(path)
        }
        NodeKind::Key { of, key } => match &key.kind {
            NodeKind::Const(Value::String(key)) => {
                let mut path = path(of, variable)?;
                path.push(Step::Key(key.clone()));
                Some(path)
            }
            _ => None,
        },
        _ => None,
    }
}

/// What a node tells the size of, where it does.
fn size_of(node: &Node) -> Option<&Node> {
    match &node.kind {
        NodeKind::Call {
            function,
            arguments,
        } if function.name == "size" => arguments.first(),
        _ => None,
    }
}

/// Every part of a text that has no letter or digit right before it and right after it, as `contains_word` looks for them.
fn words(text: &str) -> Option<Vec<&str>> {
    let mut begins = vec![0];
    let mut ends = Vec::new();
    for (at, letter) in text.char_indices() {
        if !letter.is_alphanumeric() {
            ends.push(at);
            begins.push(at + letter.len_utf8());
        }
    }
    ends.push(text.len());
    if ends.len() > MOST_ENDS {
        return None;
    }
    let words = begins.iter().flat_map(|begin| {
        let ends = ends.iter().filter(move |end| begin < end);
        ends.map(move |end| &text[*begin..*end])
    });
    Some(words.collect())
}
