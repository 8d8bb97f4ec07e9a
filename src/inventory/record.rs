//! A resource or a part of one, as slots in the order of its type's attributes.
//!
//! Collectors fill records through [`record!`](crate::inventory::record), which checks names when compiled and keeps only what
//! the selected checks read. A slot that nobody filled is unread, never false.

use std::fmt::Write as _;
use std::sync::Arc;

use super::reading::{Gap, Reading};
use super::schema::{ARN, ID, NAME, RecordType, Source, Type};
use super::value::Value;

/// The readings of one resource or part.
#[derive(Clone, Debug)]
pub struct Record {
    ty: &'static RecordType,
    slots: Box<[Reading]>,
}

impl Record {
    /// A record of which nothing was read yet.
    pub fn new(ty: &'static RecordType) -> Self {
        Self {
            ty,
            slots: std::iter::repeat_with(Reading::default)
                .take(ty.slots())
                .collect(),
        }
    }

    /// The type.
    pub fn ty(&self) -> &'static RecordType {
        self.ty
    }

    /// The reading in a slot.
    pub fn slot(&self, slot: usize) -> &Reading {
        &self.slots[slot]
    }

    /// Replaces the reading in a slot.
    pub fn set(&mut self, slot: usize, reading: Reading) {
        self.slots[slot] = reading;
    }

    /// Fills a slot with what AWS answered. Nothing means *absent* where the schema says that AWS documents it so, else the answer was malformed.
    pub fn put(&mut self, slot: usize, answer: Option<Value>) {
        let attribute = self.ty.attribute(slot);
        self.slots[slot] = match answer {
            Some(value) => Reading::Known(value),
            None if attribute.empty_when_missing => Reading::Known(match attribute.ty {
                Type::Map(_) => Value::Map(Arc::default()),
                _ => Value::List(Arc::default()),
            }),
            None if attribute.nullable => Reading::Absent,
            None => match self.ty.call(slot) {
                Some(call) => Reading::Unknown(Arc::new(Gap::missing(call, attribute.name))),
                None => Reading::Unread,
            },
        };
    }

    /// Fills a slot with what a field of AWS's answer says, or with why it could not be understood.
    pub fn fill(&mut self, slot: usize, answer: Result<Option<Value>, Arc<Gap>>) {
        match answer {
            Ok(answer) => self.put(slot, answer),
            Err(gap) => self.slots[slot] = Reading::Unknown(gap),
        }
    }

    /// The reading of an attribute by name; unread when there is no such attribute.
    pub fn get(&self, name: &str) -> &Reading {
        match self.ty.find(name) {
            Some(slot) => self.slot(slot),
            None => &Reading::Unread,
        }
    }

    /// The known text of an attribute.
    pub fn text(&self, slot: usize) -> Option<&str> {
        match self.slot(slot) {
            Reading::Known(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// A resource's id; empty for a part.
    pub fn id(&self) -> &str {
        self.identity(ID)
    }

    /// A resource's ARN, where it has one.
    pub fn arn(&self) -> Option<&str> {
        Some(self.identity(ARN)).filter(|arn| !arn.is_empty())
    }

    /// The name people gave a resource.
    pub fn name(&self) -> Option<&str> {
        Some(self.identity(NAME)).filter(|name| !name.is_empty())
    }

    /// One of the identity slots as text, or nothing.
    pub fn identity(&self, slot: usize) -> &str {
        match self.ty.resource {
            Some(_) => self.text(slot).unwrap_or(""),
            None => "",
        }
    }

    /// What tells this part from others in a list: the values of its key attributes.
    pub fn key(&self) -> String {
        let mut key = String::new();
        for name in self.ty.key {
            let reading = self.get(name);
            if let Reading::Known(value) = reading {
                if !key.is_empty() {
                    key.push(' ');
                }
                let _ = match value {
                    Value::String(text) => write!(key, "{text}"),
                    other => write!(key, "{}", other.to_json()),
                };
            }
        }
        key
    }

    /// The known and absent readings as JSON, for evidence. Relations are left out.
    pub fn to_json(&self) -> serde_json::Value {
        self.ty
            .all()
            .filter(|(_, attribute)| !matches!(attribute.source, Source::Relation(_)))
            .filter_map(|(slot, attribute)| match self.slot(slot) {
                Reading::Known(value) => Some((attribute.name.to_owned(), value.to_json())),
                Reading::Absent => Some((attribute.name.to_owned(), serde_json::Value::Null)),
                Reading::Unknown(_) | Reading::Unread => None,
            })
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

/// What a field of an AWS answer says: a value, nothing, or something that could not be understood.
pub trait Answer {
    /// The value, if the answer has one.
    ///
    /// # Errors
    /// Why the field could not be understood: its attribute is unknown then, never absent.
    fn answer(self) -> Result<Option<Value>, Arc<Gap>>;
}

impl<T: Into<Value>> Answer for T {
    fn answer(self) -> Result<Option<Value>, Arc<Gap>> {
        Ok(Some(self.into()))
    }
}

impl<T: Into<Value>> Answer for Option<T> {
    fn answer(self) -> Result<Option<Value>, Arc<Gap>> {
        Ok(self.map(Into::into))
    }
}

impl<T: Into<Value>> Answer for Result<Option<T>, Gap> {
    fn answer(self) -> Result<Option<Value>, Arc<Gap>> {
        self.map(|value| value.map(Into::into)).map_err(Arc::new)
    }
}

/// Makes a [`Record`] of a type from the fields of an AWS answer.
///
/// `record!(TYPE { attribute: expression, … })` fills all; `record!(TYPE, keep { … })` only the slots that [`Keep`](crate::inventory::Keep)
/// wants, without evaluating the other expressions. A name the type does not have is a compile error.
#[macro_export]
macro_rules! record {
    ($ty:path { $($name:ident : $value:expr),* $(,)? }) => {{
        let mut record = $crate::inventory::Record::new(&$ty);
        $(record.fill(const { $ty.slot(stringify!($name)) }, $crate::inventory::Answer::answer($value));)*
        record
    }};
    ($ty:path, $keep:expr, { $($name:ident : $value:expr),* $(,)? }) => {{
        let mut record = $crate::inventory::Record::new(&$ty);
        let wanted = $crate::inventory::Keep::of($keep, &$ty);
        $(
            let slot = const { $ty.slot(stringify!($name)) };
            if wanted.has(slot) {
                record.fill(slot, $crate::inventory::Answer::answer($value));
            }
        )*
        record
    }};
}
