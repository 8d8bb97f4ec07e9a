//! Evaluates a checked expression over an inventory, in three-valued logic.
//!
//! An attribute that was not read makes what hangs on it unknown, and only that: `false && unknown` is false, and a list of which one
//! element fails `all` fails it whatever the others are. What made an answer unknown is kept as [`Hole`]s; what another operand
//! settled is taken back, so the holes left are exactly those to fill.

mod joins;
mod lists;
mod operators;

use std::hash::RandomState;
use std::sync::Arc;

use jiff::Timestamp;
use joins::Indexes;

use super::evidence::Evidence;
use super::node::{Node, NodeKind};
use super::vocabulary;
use crate::call::Call;
use crate::inventory::{Gap, Inventory, Outcome, Reading, Record, ResourceId, Value};

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A value.
    Value(Value),
    /// AWS says there is none.
    Null,
    /// It hangs on something that was not read: see [`Evaluation::holes`].
    Unknown,
}

impl Answer {
    /// A value.
    pub fn value(value: impl Into<Value>) -> Self {
        Self::Value(value.into())
    }

    /// A number of things.
    pub fn count(count: usize) -> Self {
        Self::Value(Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// The truth value, if it is one.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Value(Value::Bool(value)) => Some(*value),
            _ => None,
        }
    }
}

/// Why an answer is unknown.
#[derive(Clone, Debug)]
pub struct Hole {
    /// The attribute that was missing, as the expression's author would write it.
    pub attribute: String,
    /// Why.
    pub reason: Reason,
}

/// Why an attribute was missing.
#[derive(Clone, Debug)]
pub enum Reason {
    /// It was asked for and could not be read.
    Gap(Arc<Gap>),
    /// This attribute of this resource has not been asked for.
    Unread(ResourceId, usize),
    /// A part came without it.
    UnreadPart(&'static Call),
    /// The evaluation was given up, as it took too long.
    GivenUp,
}

/// So many elements of lists one verdict may look at: thousands of rules against hundreds of others. A check with lists in lists in lists
/// would else never end.
pub const MOST_ELEMENTS: u64 = 5_000_000;

/// No text that AWS keeps is as long; one that a check doubles time and again would fill the memory.
const LONGEST_TEXT: usize = 1024 * 1024;

/// To copy a text takes as long as to look at an element for each so many bytes; and so does to compare with so many elements.
const CHEAP: usize = 64;

/// One evaluation after another over the same inventory: what `resource`, `item` and the variables stand for at the moment.
#[derive(Debug)]
pub struct Evaluation<'a> {
    inventory: &'a Inventory,
    account: Value,
    now: Timestamp,
    resource: Value,
    item: Value,
    variables: Vec<Value>,
    /// Where the variables of the expression at hand begin: a derived attribute has its own.
    base: usize,
    /// How many elements of lists were looked at for the verdict at hand.
    elements: u64,
    holes: Vec<Hole>,
    pub(super) evidence: Option<Evidence>,
    indexes: Indexes,
    hasher: RandomState,
}

impl<'a> Evaluation<'a> {
    /// Evaluations over an inventory, as of a moment.
    pub fn new(inventory: &'a Inventory, now: Timestamp) -> Self {
        Self {
            inventory,
            account: vocabulary::account(&inventory.account),
            now,
            resource: Value::Bool(false),
            item: Value::Bool(false),
            variables: Vec::new(),
            base: 0,
            elements: 0,
            holes: Vec::new(),
            evidence: None,
            indexes: Indexes::default(),
            hasher: RandomState::new(),
        }
    }

    /// Makes `resource` stand for a resource, and forgets what was noted about the one before.
    pub fn about(&mut self, resource: ResourceId) {
        self.resource = Value::Resource(resource);
        self.elements = 0;
        self.holes.clear();
        if let Some(evidence) = &mut self.evidence {
            evidence.clear();
        }
    }

    /// Makes `resource` stand for a part, which needs no place in the inventory.
    #[cfg(test)]
    pub(super) fn about_part(&mut self, part: Value) {
        self.resource = part;
        self.holes.clear();
    }

    /// Makes `item` stand for an element of the check's `each` list, which its path in the evidence begins with.
    pub fn with_item(&mut self, item: Value, path: String) {
        self.item = item;
        if let Some(evidence) = &mut self.evidence {
            evidence.set_item(path);
        }
    }

    /// Notes from now on which readings answers rest on.
    pub fn keep_evidence(&mut self) {
        self.evidence = Some(Evidence::default());
    }

    /// The readings that the answers since [`Self::about`] rest on: path and value.
    pub fn take_evidence(&mut self) -> Vec<(String, serde_json::Value)> {
        self.evidence
            .as_mut()
            .map(Evidence::take)
            .unwrap_or_default()
    }

    /// Why the answers since [`Self::about`] are unknown, where they are.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// Forgets the holes.
    pub fn clear_holes(&mut self) {
        self.holes.clear();
    }

    /// When the run began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The inventory.
    pub fn inventory(&self) -> &'a Inventory {
        self.inventory
    }

    /// Notes that a list was cut short or a reading missing, for a function that met it.
    pub fn unknown(&mut self, gap: &Arc<Gap>) -> Answer {
        self.holes.push(Hole {
            attribute: String::new(),
            reason: Reason::Gap(Arc::clone(gap)),
        });
        Answer::Unknown
    }

    /// Notes why something a function works out cannot be known, and what that something is.
    pub fn undecided(&mut self, what: String, gap: Gap) -> Answer {
        self.holes.push(Hole {
            attribute: what,
            reason: Reason::Gap(Arc::new(gap)),
        });
        Answer::Unknown
    }

    /// Takes back the holes noted since there were `holes` of them, for a function whose answer something else has settled.
    pub fn settle(&mut self, holes: usize) {
        self.holes.truncate(holes);
    }

    /// Notes that a function made nothing of the value it was called on, which AWS documents otherwise.
    fn not_understood(&mut self, value: Option<&Node>) -> Answer {
        let told = value.and_then(Node::told_by);
        // What an author worked out himself came with the resource.
        let call = told.or_else(|| self.type_of(&self.resource).map(|ty| ty.read_by));
        let path = value.and_then(Node::path).map(|path| readable(&path));
        self.undecided(
            path.unwrap_or_default(),
            Gap::new(
                call.unwrap_or(vocabulary::ACCOUNT.read_by),
                Outcome::Malformed,
                "the value is not what AWS documents",
            ),
        )
    }

    /// An attribute of a record by name, for functions that read records themselves.
    pub fn attribute(&mut self, of: &Value, name: &str) -> Answer {
        match self
            .type_of(of)
            .and_then(|ty| ty.find(name).map(|slot| (ty, slot)))
        {
            Some((ty, slot)) => {
                let answer = self.read(of, ty, slot, || name.to_owned());
                self.note_read(of, name, &answer);
                answer
            }
            None => Answer::Null,
        }
    }

    /// Notes a fact about an argument that a function rests on and that [`Self::attribute`] does not show: what it read of a list's parts.
    pub fn rests_on(&mut self, of: &Value, name: &str, fact: impl FnOnce() -> serde_json::Value) {
        if self.evidence.is_some() {
            self.note_fact(of, name, fact());
        }
    }

    fn type_of(&self, value: &Value) -> Option<&'static crate::inventory::RecordType> {
        match value {
            Value::Resource(id) => Some(self.inventory.record(*id).ty()),
            Value::Record(record) => Some(record.ty()),
            _ => None,
        }
    }

    fn read(
        &mut self,
        of: &Value,
        ty: &'static crate::inventory::RecordType,
        slot: usize,
        path: impl FnOnce() -> String,
    ) -> Answer {
        let own: &Record = match of {
            Value::Resource(id) => self.inventory.record(*id),
            Value::Record(record) => record,
            _ => return Answer::Null,
        };
        let reason = match own.slot(slot) {
            Reading::Known(value) => return Answer::Value(value.clone()),
            Reading::Absent => return Answer::Null,
            Reading::Unknown(gap) => Reason::Gap(Arc::clone(gap)),
            Reading::Unread => match of {
                Value::Resource(id) => Reason::Unread(*id, slot),
                _ => Reason::UnreadPart(ty.read_by),
            },
        };
        self.holes.push(Hole {
            attribute: path(),
            reason,
        });
        Answer::Unknown
    }

    /// Notes that so many elements of lists are looked at, and gives the evaluation up when they are too many.
    ///
    /// # Errors
    /// The answer that there is none.
    pub fn spend(&mut self, elements: usize) -> Result<(), Answer> {
        self.elements = self
            .elements
            .saturating_add(u64::try_from(elements).unwrap_or(u64::MAX));
        if self.elements <= MOST_ELEMENTS {
            return Ok(());
        }
        self.holes.push(Hole {
            attribute: String::new(),
            reason: Reason::GivenUp,
        });
        Err(Answer::Unknown)
    }

    /// The same for a text that is put together, of so many bytes.
    ///
    /// # Errors
    /// The answer that there is none.
    pub fn spend_on_text(&mut self, length: usize) -> Result<(), Answer> {
        self.spend(if length > LONGEST_TEXT {
            usize::MAX
        } else {
            length / CHEAP
        })
    }

    /// The same for a comparison with so many elements.
    ///
    /// # Errors
    /// The answer that there is none.
    pub fn spend_on_comparing(&mut self, elements: usize) -> Result<(), Answer> {
        self.spend(elements / CHEAP)
    }

    /// The answer of a node.
    pub(super) fn eval(&mut self, node: &Node) -> Answer {
        match &node.kind {
            NodeKind::Null => Answer::Null,
            NodeKind::Const(value) => Answer::Value(value.clone()),
            NodeKind::Resource => Answer::Value(self.resource.clone()),
            NodeKind::Item => Answer::Value(self.item.clone()),
            NodeKind::Account => Answer::Value(self.account.clone()),
            NodeKind::Now => Answer::Value(Value::from(self.now)),
            NodeKind::Variable { depth, .. } => {
                Answer::Value(self.variables[self.base + depth].clone())
            }
            NodeKind::Attribute {
                of,
                ty,
                slot,
                derived,
            } => self.eval_attribute(node, of, ty, *slot, derived.as_deref()),
            NodeKind::Key { of, key } => self.eval_key(node, of, key),
            NodeKind::Index { of, index } => self.eval_index(of, index),
            NodeKind::Not(inner) => match self.eval(inner) {
                Answer::Value(Value::Bool(value)) => Answer::value(!value),
                other => other,
            },
            NodeKind::Negate(inner) => match self.eval(inner) {
                Answer::Value(Value::Int(value)) => Answer::value(value.saturating_neg()),
                Answer::Value(Value::Double(value)) => Answer::value(-value),
                other => other,
            },
            NodeKind::And(a, b) => self.logic(a, b, false),
            NodeKind::Or(a, b) => self.logic(a, b, true),
            NodeKind::Conditional(condition, a, b) => match self.eval(condition) {
                Answer::Value(Value::Bool(true)) => self.eval(a),
                Answer::Value(Value::Bool(false)) => self.eval(b),
                other => other,
            },
            NodeKind::Compare(how, a, b) => self.compare(*how, a, b),
            NodeKind::Arithmetic(how, a, b) => self.arithmetic(*how, a, b),
            NodeKind::In(element, range) => self.within(element, range),
            NodeKind::List(nodes) => {
                let mut items = Vec::with_capacity(nodes.len());
                for node in nodes {
                    match self.eval(node) {
                        Answer::Value(value) => items.push(value),
                        other => return other,
                    }
                }
                Answer::Value(Value::list(items))
            }
            NodeKind::Over {
                quantifier,
                range,
                body,
                filter,
            } => self.over(*quantifier, range, body, filter.as_deref()),
            NodeKind::Matches { text, pattern } => match self.eval(text) {
                Answer::Value(Value::String(text)) => Answer::value(pattern.is_match(&text)),
                other => other,
            },
            NodeKind::Call {
                function,
                arguments,
            } => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    match self.eval(argument) {
                        Answer::Value(value) => values.push(value),
                        other => return other,
                    }
                }
                let holes = self.holes.len();
                match self.call(function, arguments, &values) {
                    Answer::Unknown if self.holes.len() == holes => {
                        self.not_understood(arguments.first())
                    }
                    answer => answer,
                }
            }
        }
    }

    fn eval_attribute(
        &mut self,
        node: &Node,
        of: &Node,
        ty: &'static crate::inventory::RecordType,
        slot: usize,
        derived: Option<&Node>,
    ) -> Answer {
        let of_value = match self.eval(of) {
            Answer::Value(value) => value,
            other => return other,
        };
        let answer = match derived {
            Some(expression) if self.is_unread(&of_value, slot) => {
                self.eval_derived(of_value, expression)
            }
            _ => self.read(&of_value, ty, slot, || {
                node.path().map_or_else(
                    || ty.attribute(slot).name.to_owned(),
                    |path| readable(&path),
                )
            }),
        };
        self.note(node, &answer);
        answer
    }

    fn is_unread(&self, of: &Value, slot: usize) -> bool {
        match of {
            Value::Resource(id) => matches!(self.inventory.record(*id).slot(slot), Reading::Unread),
            Value::Record(record) => matches!(record.slot(slot), Reading::Unread),
            _ => false,
        }
    }

    fn eval_derived(&mut self, of: Value, expression: &Node) -> Answer {
        let resource = std::mem::replace(&mut self.resource, of);
        let base = std::mem::replace(&mut self.base, self.variables.len());
        // The derived attribute is the evidence, not what it is computed from: that would be paths of another resource.
        let evidence = self.evidence.take();
        let answer = self.eval(expression);
        self.evidence = evidence;
        self.base = base;
        self.resource = resource;
        answer
    }

    fn eval_key(&mut self, node: &Node, of: &Node, key: &Node) -> Answer {
        let map = match self.eval(of) {
            Answer::Value(Value::Map(map)) => map,
            other => return other,
        };
        let key = match self.eval(key) {
            Answer::Value(Value::String(key)) => key,
            other => return other,
        };
        let answer = map
            .get(&key)
            .map_or(Answer::Null, |value| Answer::Value(value.clone()));
        self.note(node, &answer);
        answer
    }

    fn eval_index(&mut self, of: &Node, index: &Node) -> Answer {
        let list = match self.eval(of) {
            Answer::Value(Value::List(list)) => list,
            other => return other,
        };
        let index = match self.eval(index) {
            Answer::Value(Value::Int(index)) => index,
            other => return other,
        };
        match usize::try_from(index)
            .ok()
            .and_then(|index| list.items.get(index))
        {
            Some(value) => Answer::Value(value.clone()),
            None => match &list.gap {
                Some(gap) => self.unknown(gap),
                None => Answer::Null,
            },
        }
    }
}

/// A node's path for people: relative to `resource`, variables without their depth.
pub(super) fn readable(path: &str) -> String {
    let path = path.strip_prefix("resource.").unwrap_or(path);
    match path.split_once('#') {
        Some((name, rest)) => {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{name}{rest}")
        }
        None => path.to_owned(),
    }
}
