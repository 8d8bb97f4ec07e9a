//! Evaluates a checked expression over an inventory, in three-valued logic.
//!
//! An attribute that was not read makes what hangs on it unknown, and only that: `false && unknown` is false, and a list of which one
//! element fails `all` fails it whatever the others are. What made an answer unknown is kept as [`Hole`]s; what another operand
//! settled is taken back, so the holes left are exactly those to fill.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;

use super::evidence::Evidence;
use super::node::{Comparison, Node, NodeKind, Operator, Quantifier};
use super::vocabulary;
use crate::call::Call;
use crate::inventory::{Gap, Inventory, List, Reading, Record, ResourceId, Value};

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
}

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
    holes: Vec<Hole>,
    pub(super) evidence: Option<Evidence>,
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
            holes: Vec::new(),
            evidence: None,
        }
    }

    /// Makes `resource` stand for a resource, and forgets what was noted about the one before.
    pub fn about(&mut self, resource: ResourceId) {
        self.resource = Value::Resource(resource);
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

    /// The answer of a node.
    pub(super) fn eval(&mut self, node: &Node) -> Answer {
        match &node.kind {
            NodeKind::Null => Answer::Null,
            NodeKind::Const(value) => Answer::Value(value.clone()),
            NodeKind::Resource => Answer::Value(self.resource.clone()),
            NodeKind::Item => Answer::Value(self.item.clone()),
            NodeKind::Account => Answer::Value(self.account.clone()),
            NodeKind::Now => Answer::Value(Value::Timestamp(self.now)),
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
                self.call(function, arguments, &values)
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

    /// `&&` when `decisive` is false, `||` when it is true: one operand of that value settles the answer, whatever the other is.
    fn logic(&mut self, a: &Node, b: &Node, decisive: bool) -> Answer {
        let (holes, seen) = (self.holes.len(), self.mark());
        let first = self.eval(a);
        if first.truth() == Some(decisive) {
            return first;
        }
        let between = self.mark();
        let second = self.eval(b);
        if second.truth() == Some(decisive) {
            self.holes.truncate(holes);
            self.forget(seen, between);
            return second;
        }
        match (first, second) {
            (Answer::Value(_), second) => second,
            (first, _) => first,
        }
    }

    fn compare(&mut self, how: Comparison, a: &Node, b: &Node) -> Answer {
        let first = self.eval(a);
        let second = self.eval(b);
        let (a, b) = match (first, second) {
            (Answer::Unknown, _) | (_, Answer::Unknown) => return Answer::Unknown,
            (Answer::Value(a), Answer::Value(b)) => (a, b),
            (a, b) => {
                let both = a == b;
                return Answer::value(if how == Comparison::Equal {
                    both
                } else {
                    !both
                });
            }
        };
        if let Some(gap) = cut_short(&a).or_else(|| cut_short(&b)) {
            return self.unknown(&gap);
        }
        Answer::value(match how {
            Comparison::Equal => a == b,
            Comparison::NotEqual => a != b,
            Comparison::Less => order(&a, &b) == Some(Ordering::Less),
            Comparison::LessOrEqual => {
                matches!(order(&a, &b), Some(Ordering::Less | Ordering::Equal))
            }
            Comparison::Greater => order(&a, &b) == Some(Ordering::Greater),
            Comparison::GreaterOrEqual => {
                matches!(order(&a, &b), Some(Ordering::Greater | Ordering::Equal))
            }
        })
    }

    fn arithmetic(&mut self, how: Operator, a: &Node, b: &Node) -> Answer {
        let (a, b) = match (self.eval(a), self.eval(b)) {
            (Answer::Value(a), Answer::Value(b)) => (a, b),
            (Answer::Value(_), other) | (other, _) => return other,
        };
        Answer::Value(match (how, a, b) {
            (Operator::Add, Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_add(b)),
            (Operator::Subtract, Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_sub(b)),
            (Operator::Multiply, Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_mul(b)),
            // The checker lets only constants other than zero divide.
            (Operator::Divide, Value::Int(a), Value::Int(b)) => {
                Value::Int(a.checked_div(b).unwrap_or(i64::MAX))
            }
            (Operator::Remainder, Value::Int(a), Value::Int(b)) => {
                Value::Int(a.checked_rem(b).unwrap_or(0))
            }
            (Operator::Add, Value::Double(a), Value::Double(b)) => Value::Double(a + b),
            (Operator::Subtract, Value::Double(a), Value::Double(b)) => Value::Double(a - b),
            (Operator::Multiply, Value::Double(a), Value::Double(b)) => Value::Double(a * b),
            (Operator::Divide, Value::Double(a), Value::Double(b)) => Value::Double(a / b),
            (Operator::Add, Value::String(a), Value::String(b)) => Value::from(format!("{a}{b}")),
            (Operator::Add, Value::List(a), Value::List(b)) => Value::List(Arc::new(List {
                items: a.items.iter().chain(&b.items).cloned().collect(),
                gap: a.gap.clone().or_else(|| b.gap.clone()),
            })),
            _ => return Answer::Null,
        })
    }

    fn within(&mut self, element: &Node, range: &Node) -> Answer {
        let element = self.eval(element);
        let range = self.eval(range);
        match (element, range) {
            (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
            (Answer::Value(element), Answer::Value(Value::List(list))) => {
                if list.items.contains(&element) {
                    return Answer::value(true);
                }
                match &list.gap {
                    Some(gap) => self.unknown(gap),
                    None => Answer::value(false),
                }
            }
            (Answer::Value(Value::String(key)), Answer::Value(Value::Map(map))) => {
                Answer::value(map.contains_key(&key))
            }
            _ => Answer::value(false),
        }
    }

    fn over(
        &mut self,
        quantifier: Quantifier,
        range: &Node,
        body: &Node,
        filter: Option<&Node>,
    ) -> Answer {
        let list = match self.eval(range) {
            Answer::Value(Value::List(list)) => list,
            Answer::Value(Value::Map(map)) => Arc::new(List {
                items: map
                    .keys()
                    .map(|key| Value::String(Arc::clone(key)))
                    .collect(),
                gap: None,
            }),
            other => return other,
        };
        let path = self.evidence_path(range);

        match quantifier {
            Quantifier::All => self.quantify(&list, path.as_deref(), body, false),
            Quantifier::Exists => self.quantify(&list, path.as_deref(), body, true),
            Quantifier::ExistsOne => self.exists_one(&list, path.as_deref(), body),
            Quantifier::Filter => self.filter(&list, path.as_deref(), body),
            Quantifier::Map => self.map(&list, path.as_deref(), body, filter),
        }
    }

    /// The body's answer for one element.
    fn with_element(&mut self, element: &Value, path: Option<&str>, body: &Node) -> Answer {
        self.variables.push(element.clone());
        self.enter(element, path);
        let answer = self.eval(body);
        self.leave();
        self.variables.pop();
        answer
    }

    /// `all` when `decisive` is false, `exists` when it is true.
    fn quantify(&mut self, list: &List, path: Option<&str>, body: &Node, decisive: bool) -> Answer {
        let (holes, seen) = (self.holes.len(), self.mark());
        let mut unknown = false;
        for element in &list.items {
            let before = self.mark();
            let answer = self.with_element(element, path, body);
            if answer.truth() == Some(decisive) {
                self.holes.truncate(holes);
                self.forget(seen, before);
                return answer;
            }
            unknown |= answer.truth().is_none();
        }
        if let Some(gap) = &list.gap {
            return self.unknown(gap);
        }
        if unknown {
            return Answer::Unknown;
        }
        Answer::value(!decisive)
    }

    fn exists_one(&mut self, list: &List, path: Option<&str>, body: &Node) -> Answer {
        let holes = self.holes.len();
        let (mut found, mut unknown) = (0_usize, false);
        for element in &list.items {
            match self.with_element(element, path, body).truth() {
                Some(true) => found += 1,
                Some(false) => {}
                None => unknown = true,
            }
        }
        if found > 1 {
            self.holes.truncate(holes);
            return Answer::value(false);
        }
        if let Some(gap) = &list.gap {
            return self.unknown(gap);
        }
        if unknown {
            Answer::Unknown
        } else {
            Answer::value(found == 1)
        }
    }

    fn filter(&mut self, list: &List, path: Option<&str>, body: &Node) -> Answer {
        let mut items = Vec::new();
        let mut unknown = false;
        for element in &list.items {
            match self.with_element(element, path, body).truth() {
                Some(true) => items.push(element.clone()),
                Some(false) => {}
                None => unknown = true,
            }
        }
        if unknown {
            return Answer::Unknown;
        }
        Answer::Value(Value::List(Arc::new(List {
            items,
            gap: list.gap.clone(),
        })))
    }

    fn map(
        &mut self,
        list: &List,
        path: Option<&str>,
        body: &Node,
        filter: Option<&Node>,
    ) -> Answer {
        let mut items = Vec::with_capacity(list.items.len());
        let mut unknown = false;
        for element in &list.items {
            if let Some(filter) = filter {
                match self.with_element(element, path, filter).truth() {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        unknown = true;
                        continue;
                    }
                }
            }
            match self.with_element(element, path, body) {
                Answer::Value(value) => items.push(value),
                Answer::Null | Answer::Unknown => unknown = true,
            }
        }
        if unknown {
            return Answer::Unknown;
        }
        Answer::Value(Value::List(Arc::new(List {
            items,
            gap: list.gap.clone(),
        })))
    }
}

/// A list that is known not to be whole equals nothing for sure.
fn cut_short(value: &Value) -> Option<Arc<Gap>> {
    match value {
        Value::List(list) => list.gap.clone(),
        _ => None,
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "CEL orders int and double on the number line; ours are small"
    )]
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Double(a), Value::Double(b)) => a.partial_cmp(b),
        (Value::Int(a), Value::Double(b)) => (*a as f64).partial_cmp(b),
        (Value::Double(a), Value::Int(b)) => a.partial_cmp(&(*b as f64)),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
        _ => None,
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
