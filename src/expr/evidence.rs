//! The readings that an answer rests on, as a finding shows them.
//!
//! Off while verdicts are computed; the few that are reported are evaluated once more with it on. What another operand
//! made irrelevant is taken back, so evidence names what decided.

use super::eval::{Answer, Evaluation, readable};
use super::functions::Function;
use super::node::{Node, NodeKind};
use crate::inventory::{List, Value};

/// More would hide the point of a finding. Of longer lists so many elements are told, and how many there are.
pub(super) const MOST: usize = 40;

/// Noted readings and where we stand.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    noted: Vec<(String, serde_json::Value)>,
    item: String,
    /// The path of each variable in sight.
    variables: Vec<Option<String>>,
    /// What the function that is running was called with, as far as it has a path.
    arguments: Vec<(Value, String)>,
}

impl Evidence {
    pub(super) fn clear(&mut self) {
        self.noted.clear();
        self.variables.clear();
    }

    pub(super) fn set_item(&mut self, path: String) {
        self.item = path;
    }

    pub(super) fn take(&mut self) -> Vec<(String, serde_json::Value)> {
        let mut told: Vec<(String, serde_json::Value)> = Vec::new();
        for (path, value) in std::mem::take(&mut self.noted) {
            if told.len() < MOST && told.iter().all(|(of, _)| *of != path) {
                told.push((path, value));
            }
        }
        told
    }

    fn path(&self, node: &Node) -> Option<String> {
        match &node.kind {
            NodeKind::Resource => Some(String::new()),
            NodeKind::Item => Some(self.item.clone()),
            NodeKind::Variable { depth, .. } => self.variables.get(*depth).cloned().flatten(),
            NodeKind::Attribute { of, ty, slot, .. } => {
                let of = self.path(of)?;
                let name = ty.attribute(*slot).name;
                Some(if of.is_empty() {
                    name.to_owned()
                } else {
                    format!("{of}.{name}")
                })
            }
            NodeKind::Key { of, key } => match &key.kind {
                NodeKind::Const(Value::String(key)) => Some(format!("{}[{key:?}]", self.path(of)?)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The size of a list of which not all is told.
fn more_than_shown(answer: &Answer) -> Option<usize> {
    match answer {
        Answer::Value(Value::List(list)) => Some(list.items.len()).filter(|size| *size > MOST),
        _ => None,
    }
}

fn shown(list: &List) -> impl Iterator<Item = &Value> {
    list.items.iter().take(MOST)
}

impl Evaluation<'_> {
    /// How much was noted so far.
    pub(super) fn mark(&self) -> usize {
        self.evidence
            .as_ref()
            .map_or(0, |evidence| evidence.noted.len())
    }

    /// Takes back what was noted between two marks.
    pub(super) fn forget(&mut self, from: usize, to: usize) {
        if let Some(evidence) = &mut self.evidence {
            evidence.noted.drain(from..to);
        }
    }

    /// The path of a list, for the paths of its elements.
    pub(super) fn evidence_path(&self, node: &Node) -> Option<String> {
        self.evidence
            .as_ref()
            .and_then(|evidence| match &node.kind {
                NodeKind::Over { range, .. } => self.evidence_path(range),
                _ => evidence.path(node),
            })
    }

    /// An element of the list at `path` becomes the innermost variable.
    pub(super) fn enter(&mut self, element: &Value, path: Option<&str>) {
        if self.evidence.is_none() {
            return;
        }
        let key = self.key(element);
        if let Some(evidence) = &mut self.evidence {
            evidence
                .variables
                .push(path.map(|path| format!("{path}[{key}]")));
        }
    }

    /// The innermost variable goes out of sight.
    pub(super) fn leave(&mut self) {
        if let Some(evidence) = &mut self.evidence {
            evidence.variables.pop();
        }
    }

    /// What names an element among others.
    pub(crate) fn key(&self, element: &Value) -> String {
        match element {
            Value::Record(record) => record.key(),
            Value::Resource(id) => self.inventory().record(*id).id().to_owned(),
            Value::String(text) => text.to_string(),
            other => other.to_json().to_string(),
        }
    }

    /// Calls a function; what it reads of its arguments is noted under their paths.
    pub(super) fn call(
        &mut self,
        function: &Function,
        arguments: &[Node],
        values: &[Value],
    ) -> Answer {
        let Some(evidence) = &mut self.evidence else {
            return (function.eval)(self, values);
        };
        let named: Vec<(Value, String)> = arguments
            .iter()
            .zip(values)
            .filter(|(_, value)| matches!(value, Value::Record(_) | Value::Resource(_)))
            .filter_map(|(node, value)| Some((value.clone(), evidence.path(node)?)))
            .collect();
        let outer = std::mem::replace(&mut evidence.arguments, named);
        let answer = (function.eval)(self, values);
        if let Some(evidence) = &mut self.evidence {
            evidence.arguments = outer;
        }
        answer
    }

    /// Notes what a function read of one of its arguments; `name` is the path from there.
    pub(super) fn note_read(&mut self, of: &Value, name: &str, answer: &Answer) {
        if let Some(json) = self.noted(answer) {
            if let Some(size) = more_than_shown(answer) {
                self.note_fact(of, &format!("{name}.size()"), size.into());
            }
            self.note_fact(of, name, json);
        }
    }

    /// Notes a fact that a function rests on, told in its own way.
    pub(super) fn note_fact(&mut self, of: &Value, name: &str, fact: serde_json::Value) {
        let Some(evidence) = &mut self.evidence else {
            return;
        };
        if let Some((_, path)) = evidence.arguments.iter().find(|(value, _)| value == of) {
            let path = if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}.{name}")
            };
            evidence.noted.push((path, fact));
        }
    }

    /// What is noted of an answer. Parts are not noted themselves: what is read of them is.
    fn noted(&self, answer: &Answer) -> Option<serde_json::Value> {
        self.evidence.as_ref()?;
        Some(match answer {
            Answer::Unknown | Answer::Value(Value::Record(_)) => return None,
            Answer::Null => serde_json::Value::Null,
            Answer::Value(Value::Resource(id)) => self.inventory().record(*id).id().into(),
            Answer::Value(Value::List(list)) => match list.items.first() {
                Some(Value::Record(_)) => return None,
                Some(Value::Resource(_)) => shown(list).map(|item| self.key(item)).collect(),
                _ => shown(list).map(Value::to_json).collect(),
            },
            Answer::Value(value) => value.to_json(),
        })
    }

    /// Notes the answer of an attribute.
    pub(super) fn note(&mut self, node: &Node, answer: &Answer) {
        let Some(json) = self.noted(answer) else {
            return;
        };
        if let Some(evidence) = &mut self.evidence {
            let path = evidence
                .path(node)
                .or_else(|| node.path().map(|path| readable(&path)));
            if let Some(path) = path {
                if let Some(size) = more_than_shown(answer) {
                    let path = format!("{path}.size()");
                    evidence.noted.push((path, size.into()));
                }
                evidence.noted.push((path, json));
            }
        }
    }
}
