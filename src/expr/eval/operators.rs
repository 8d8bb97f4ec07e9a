//! Operators: logic that absorbs what is unknown, comparison, arithmetic, `in`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Answer, Evaluation};
use crate::expr::node::{Comparison, Node, Operator};
use crate::inventory::{Gap, List, Value};

impl Evaluation<'_> {
    /// `&&` when `decisive` is false, `||` when it is true: one operand of that value settles the answer, whatever the other is.
    pub(super) fn logic(&mut self, a: &Node, b: &Node, decisive: bool) -> Answer {
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

    pub(super) fn compare(&mut self, how: Comparison, a: &Node, b: &Node) -> Answer {
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

    pub(super) fn arithmetic(&mut self, how: Operator, a: &Node, b: &Node) -> Answer {
        let (a, b) = match (self.eval(a), self.eval(b)) {
            (Answer::Value(a), Answer::Value(b)) => (a, b),
            (Answer::Value(_), other) | (other, _) => return other,
        };
        let affordable = match (&a, &b) {
            (Value::String(a), Value::String(b)) => self.spend_on_text(a.len() + b.len()),
            (Value::List(a), Value::List(b)) => self.spend(a.items.len() + b.items.len()),
            _ => Ok(()),
        };
        if let Err(given_up) = affordable {
            return given_up;
        }
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
            (Operator::Add, Value::List(a), Value::List(b)) => Value::from(List {
                items: a.items.iter().chain(&b.items).cloned().collect(),
                gap: a.gap.clone().or_else(|| b.gap.clone()),
            }),
            _ => return Answer::Null,
        })
    }

    pub(super) fn within(&mut self, element: &Node, range: &Node) -> Answer {
        let element = self.eval(element);
        let range = self.eval(range);
        match (element, range) {
            (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
            (Answer::Value(element), Answer::Value(Value::List(list))) => {
                if let Err(given_up) = self.spend_on_comparing(list.items.len()) {
                    return given_up;
                }
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
