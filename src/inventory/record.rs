//! A resource or a part of one, as slots in the order of its type's attributes.
//!
//! Collectors fill records through [`record!`](crate::inventory::record), which checks names when compiled and keeps only what
//! the selected checks read. A slot that nobody filled is unread, never false.

use std::fmt::Write as _;
use std::sync::Arc;

use super::keep::Slots;
use super::reading::{Gap, Reading};
use super::schema::{ARN, ID, NAME, RecordType, Source, Type};
use super::value::Value;

/// The readings of one resource or part. Most checks read a few of a type's attributes, and an account may have a million resources: slots of
/// which nothing was read take no room.
#[derive(Clone, Debug)]
pub struct Record {
    ty: &'static RecordType,
    /// Which slots were read.
    read: Slots,
    /// What was read, in the order of the slots.
    readings: Vec<Reading>,
}

impl Record {
    /// A record of which nothing was read yet.
    pub fn new(ty: &'static RecordType) -> Self {
        Self {
            ty,
            read: Slots::default(),
            readings: Vec::new(),
        }
    }

    /// The same, with room for so many readings.
    pub fn with_room(ty: &'static RecordType, readings: usize) -> Self {
        Self {
            readings: Vec::with_capacity(readings),
            ..Self::new(ty)
        }
    }

    /// The type.
    pub fn ty(&self) -> &'static RecordType {
        self.ty
    }

    /// The reading in a slot.
    pub fn slot(&self, slot: usize) -> &Reading {
        if self.read.has(slot) {
            &self.readings[self.read.before(slot)]
        } else {
            &Reading::Unread
        }
    }

    /// The slots of which something was read.
    pub(super) fn slots(&self) -> Slots {
        self.read
    }

    /// What was read, in the order of the slots.
    pub(super) fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.readings.iter()
    }

    /// The same, to be changed.
    pub(super) fn readings_mut(&mut self) -> impl Iterator<Item = &mut Reading> {
        self.readings.iter_mut()
    }

    /// Replaces the reading in a slot.
    pub fn set(&mut self, slot: usize, reading: Reading) {
        let place = self.read.before(slot);
        match (self.read.has(slot), reading) {
            (false, Reading::Unread) => {}
            (true, Reading::Unread) => {
                self.readings.remove(place);
                self.read = self.read.without(slot);
            }
            (true, reading) => self.readings[place] = reading,
            (false, reading) => {
                // No more room than that: few come one by one.
                self.readings.reserve_exact(1);
                self.readings.insert(place, reading);
                self.read = self.read.with(slot);
            }
        }
    }

    /// Fills a slot with what AWS answered. Nothing means *absent* where the schema says that AWS documents it so, else the answer was malformed.
    pub fn put(&mut self, slot: usize, answer: Option<Value>) {
        let attribute = self.ty.attribute(slot);
        let reading = match answer {
            Some(value) => Reading::Known(value),
            None if attribute.empty_when_missing => Reading::Known(match attribute.ty {
                Type::Map(_) => Value::empty_map(),
                _ => Value::list([]),
            }),
            None if attribute.nullable => Reading::Absent,
            None => match self.ty.call(slot) {
                Some(call) => Reading::Unknown(Arc::new(Gap::missing(call, attribute.name))),
                None => Reading::Unread,
            },
        };
        self.set(slot, reading);
    }

    /// Fills a slot with what a field of AWS's answer says, or with why it could not be understood.
    pub fn fill(&mut self, slot: usize, answer: Result<Option<Value>, Arc<Gap>>) {
        match answer {
            Ok(answer) => self.put(slot, answer),
            Err(gap) => self.set(slot, Reading::Unknown(gap)),
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
        let mut record = $crate::inventory::Record::with_room(&$ty, [$(stringify!($name)),*].len());
        $(record.fill(const { $ty.slot(stringify!($name)) }, $crate::inventory::Answer::answer($value));)*
        record
    }};
    ($ty:path, $keep:expr, { $($name:ident : $value:expr),* $(,)? }) => {{
        let wanted = $crate::inventory::Keep::of($keep, &$ty);
        let room = [$(const { $ty.slot(stringify!($name)) }),*].into_iter().filter(|slot| wanted.has(*slot)).count();
        let mut record = $crate::inventory::Record::with_room(&$ty, room);
        $(
            let slot = const { $ty.slot(stringify!($name)) };
            if wanted.has(slot) {
                record.fill(slot, $crate::inventory::Answer::answer($value));
            }
        )*
        record
    }};
}
