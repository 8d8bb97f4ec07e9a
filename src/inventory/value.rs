//! The values that attributes hold and expressions compute with.
//!
//! Cheap to clone: everything that can be long is shared. Text from AWS is kept as it came; writers escape it.

use std::sync::{Arc, LazyLock};

use arcstr::ArcStr;
use jiff::Timestamp;
use litemap::LiteMap;

use super::reading::Gap;
use super::record::Record;
use super::store::ResourceId;

/// A known value.
#[derive(Clone, Debug)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A fraction.
    Double(f64),
    /// Text.
    String(ArcStr),
    /// A point in time.
    Timestamp(Arc<Timestamp>),
    /// A list, perhaps cut short.
    List(Arc<List>),
    /// Text to value, in the keys' order.
    Map(Arc<Map>),
    /// A part of a resource: a rule, a statement.
    Record(Arc<Record>),
    /// Another resource of the inventory.
    Resource(ResourceId),
}

/// Text to value, in the keys' order. Most have a few pairs, for which a tree would make room for eleven.
pub type Map = LiteMap<ArcStr, Value>;

/// The elements of a list, and what is known to be missing from it.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The elements that were read.
    pub items: Vec<Value>,
    /// Set when the list could not be read to its end: then `size()` is unknown, `exists` can only be proven and `all` only refuted.
    pub gap: Option<Arc<Gap>>,
}

/// What most lists are, and many maps: nothing. All share it.
static NOTHING: LazyLock<Arc<List>> = LazyLock::new(Arc::default);
static NO_KEYS: LazyLock<Arc<Map>> = LazyLock::new(|| Arc::new(Map::new_vec()));

impl Value {
    /// Text.
    pub fn string(text: impl Into<ArcStr>) -> Self {
        Self::String(text.into())
    }

    /// A whole list.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::from(List {
            items: items.into_iter().collect(),
            gap: None,
        })
    }

    /// A map without keys.
    pub fn empty_map() -> Self {
        Self::Map(Arc::clone(&NO_KEYS))
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if this is a list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(list) => &list.items,
            _ => &[],
        }
    }

    /// The value as JSON. A resource is written as `null`: its identity needs the inventory, which writers that want it have at hand.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Bool(value) => Json::from(*value),
            Self::Int(value) => Json::from(*value),
            Self::Double(value) => Json::from(*value),
            Self::String(value) => Json::from(&**value),
            Self::Timestamp(value) => Json::from(value.to_string()),
            Self::List(list) => list.items.iter().map(Self::to_json).collect(),
            Self::Map(map) => map
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_json()))
                .collect(),
            Self::Record(record) => record.to_json(),
            Self::Resource(_) => Json::Null,
        }
    }
}

impl PartialEq for Value {
    /// CEL's equality: numbers compare across int and double, values of different kinds are unequal. Parts, which no
    /// expression compares, are equal when they are the same one.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Double(a), Self::Double(b)) => a == b,
            #[expect(
                clippy::cast_precision_loss,
                reason = "CEL compares int and double on the number line; ours are small"
            )]
            (Self::Int(a), Self::Double(b)) | (Self::Double(b), Self::Int(a)) => *a as f64 == *b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Timestamp(a), Self::Timestamp(b)) => a == b,
            (Self::List(a), Self::List(b)) => a.items == b.items,
            (Self::Map(a), Self::Map(b)) => a == b,
            (Self::Record(a), Self::Record(b)) => Arc::ptr_eq(a, b),
            (Self::Resource(a), Self::Resource(b)) => a == b,
            _ => false,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Double(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::String(value.as_str().into())
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Timestamp(Arc::new(value))
    }
}

impl From<Record> for Value {
    fn from(value: Record) -> Self {
        Self::Record(Arc::new(value))
    }
}

impl From<List> for Value {
    fn from(list: List) -> Self {
        if list.items.is_empty() && list.gap.is_none() {
            return Self::List(Arc::clone(&NOTHING));
        }
        Self::List(Arc::new(list))
    }
}

impl From<Vec<Self>> for Value {
    fn from(values: Vec<Self>) -> Self {
        Self::list(values)
    }
}

impl From<Vec<Record>> for Value {
    fn from(values: Vec<Record>) -> Self {
        Self::list(values.into_iter().map(Self::from))
    }
}

impl From<Vec<String>> for Value {
    fn from(values: Vec<String>) -> Self {
        Self::list(values.into_iter().map(Self::from))
    }
}

impl From<&Vec<String>> for Value {
    fn from(values: &Vec<String>) -> Self {
        Self::list(values.iter().map(Self::from))
    }
}

impl From<&[String]> for Value {
    fn from(values: &[String]) -> Self {
        Self::list(values.iter().map(Self::from))
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        if map.is_empty() {
            return Self::empty_map();
        }
        Self::Map(Arc::new(map))
    }
}
