//! `exists` over a long list, where it hangs on a text of each element: those that have it are looked up, and the others are not gone through.
//!
//! Which databases of a region a secret is for is asked of every secret and every database, by tag and by name. Gone through, that is
//! the square of a large region; looked up, it is the region.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Answer, Evaluation};
use crate::expr::evidence;
use crate::expr::node::{Comparison, Node, NodeKind, Quantifier};
use crate::inventory::{List, Reading, Value};

/// Shorter lists are gone through.
const LONG: usize = 64;

/// So many ends of words a text may have; of more, too many words could be made.
const MOST_ENDS: usize = 24;

/// So many lists are remembered with their elements by text.
const REMEMBERED: usize = 16;

/// The elements of lists by what they have at a path.
#[derive(Debug, Default)]
pub(super) struct Indexes(Vec<(Arc<List>, Vec<usize>, Arc<Index>)>);

/// The places of a list's elements by a text of each.
#[derive(Debug, Default)]
struct Index {
    by_text: HashMap<Arc<str>, Vec<usize>>,
    /// Those of which it is not known, or that have none.
    others: Vec<usize>,
}

impl Evaluation<'_> {
    /// The places of the only elements that an `exists` may hold for or hang on; none, where each has to be looked at.
    pub(super) fn candidates(&mut self, list: &Arc<List>, body: &Node) -> Option<BTreeSet<usize>> {
        if list.items.len() < LONG {
            return None;
        }
        let variable = self.variables.len() - self.base;
        // What is worked out here is no evidence, and leaves no holes: whatever decides is evaluated once more.
        let evidence = self.evidence.take();
        let holes = self.holes.len();
        // Stands for the element, so that inner variables are where they are looked for.
        self.variables.push(Value::Bool(false));
        let mut candidates = self.among(list, variable, body);
        self.variables.pop();
        self.holes.truncate(holes);
        self.evidence = evidence;
        if self.evidence.is_some()
            && let Some(candidates) = &mut candidates
        {
            // What did not hold is told of as many as a finding shows.
            candidates.extend(0..evidence::MOST.min(list.items.len()));
        }
        candidates
    }

    /// The places of elements for which a part of the body may be anything but false.
    fn among(&mut self, list: &Arc<List>, variable: usize, body: &Node) -> Option<BTreeSet<usize>> {
        match &body.kind {
            NodeKind::Or(a, b) => {
                let mut either = self.among(list, variable, a)?;
                either.extend(self.among(list, variable, b)?);
                Some(either)
            }
            // For each of the two alone there are no fewer than for both.
            NodeKind::And(a, b) => {
                let first = self.among(list, variable, a);
                first.or_else(|| self.among(list, variable, b))
            }
            NodeKind::Compare(Comparison::Equal, a, b) => {
                let (path, text) = match (path(a, variable), path(b, variable)) {
                    (Some(path), None) => (path, b),
                    (None, Some(path)) => (path, a),
                    _ => return None,
                };
                match self.apart(text, variable)? {
                    Answer::Value(Value::String(text)) => Some(self.index(list, path).of([&*text])),
                    Answer::Null => Some(self.index(list, path).of([])),
                    _ => None,
                }
            }
            NodeKind::Call {
                function,
                arguments,
            } if function.name == "contains_word" => {
                let [text, word] = arguments.as_slice() else {
                    return None;
                };
                let path = path(word, variable)?;
                match self.apart(text, variable)? {
                    Answer::Value(Value::String(text)) => {
                        Some(self.index(list, path).of(words(&text)?))
                    }
                    _ => None,
                }
            }
            NodeKind::Over {
                quantifier: Quantifier::Exists,
                range,
                ..
            } => match self.apart(range, variable)? {
                Answer::Value(Value::List(inner))
                    if inner.items.is_empty() && inner.gap.is_none() =>
                {
                    Some(BTreeSet::new())
                }
                _ => None,
            },
            _ => match self.apart(body, variable)? {
                Answer::Value(Value::Bool(false)) => Some(BTreeSet::new()),
                _ => None,
            },
        }
    }

    /// The answer of a node that says nothing of the element.
    fn apart(&mut self, node: &Node, variable: usize) -> Option<Answer> {
        (!node.mentions(variable)).then(|| self.eval(node))
    }

    fn index(&mut self, list: &Arc<List>, path: Vec<usize>) -> Arc<Index> {
        let known = self.indexes.0.iter();
        let mut known = known.filter(|(of, at, _)| Arc::ptr_eq(of, list) && *at == path);
        if let Some((_, _, index)) = known.next() {
            return Arc::clone(index);
        }
        let mut index = Index::default();
        for (place, element) in list.items.iter().enumerate() {
            match self.text_at(element, &path) {
                Some(text) => index.by_text.entry(text).or_default().push(place),
                None => index.others.push(place),
            }
        }
        let index = Arc::new(index);
        if self.indexes.0.len() == REMEMBERED {
            self.indexes.0.remove(0);
        }
        let entry = (Arc::clone(list), path, Arc::clone(&index));
        self.indexes.0.push(entry);
        index
    }

    /// The text at a path, where it is known to be one.
    fn text_at(&self, element: &Value, path: &[usize]) -> Option<Arc<str>> {
        let (slot, rest) = match path {
            [] => {
                return match element {
                    Value::String(text) => Some(Arc::clone(text)),
                    _ => None,
                };
            }
            [slot, rest @ ..] => (*slot, rest),
        };
        let record = match element {
            Value::Resource(id) => self.inventory.record(*id),
            Value::Record(record) => record,
            _ => return None,
        };
        match record.slot(slot) {
            Reading::Known(value) => self.text_at(value, rest),
            _ => None,
        }
    }
}

impl Index {
    /// Where one of the texts stands, or is not known not to stand.
    fn of<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<usize> {
        let found = texts.into_iter().filter_map(|text| self.by_text.get(text));
        found.flatten().chain(&self.others).copied().collect()
    }
}

/// The attributes from the variable on, where a node is nothing but a chain of them.
fn path(node: &Node, variable: usize) -> Option<Vec<usize>> {
    match &node.kind {
        NodeKind::Variable { depth, .. } if *depth == variable => Some(Vec::new()),
        NodeKind::Attribute {
            of,
            slot,
            derived: None,
            ..
        } => {
            let mut path = path(of, variable)?;
            path.push(*slot);
            Some(path)
        }
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
