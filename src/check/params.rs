//! Parameters: what a check lets the user set, and what the user set.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::expr::{Kind, Parameter as Rule};
use crate::inventory::Value;

/// The user's values for parameters.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Check id to parameter to value.
    pub by_check: IndexMap<String, IndexMap<String, Json>>,
    /// Parameter to value, for every check that has a parameter of that name and no value of its own.
    pub everywhere: IndexMap<String, Json>,
}

impl Overrides {
    /// The user's value for a parameter of a check.
    pub(super) fn value(&self, check: &str, parameter: &str) -> Option<&Json> {
        self.by_check
            .get(check)
            .and_then(|values| values.get(parameter))
            .or_else(|| self.everywhere.get(parameter))
    }
}

/// A parameter of a check.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name after `params.`.
    pub name: String,
    /// What its values are.
    pub kind: ParamKind,
    /// The value in force.
    pub value: Value,
    /// What it means.
    pub description: String,
}

/// What a parameter's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// Text.
    String,
    /// A regular expression.
    Regex,
    /// A CIDR range.
    Cidr,
    /// A list of texts.
    Strings,
    /// A list of whole numbers.
    Ints,
}

const NAMES: [(&str, ParamKind); 7] = [
    ("int", ParamKind::Int),
    ("bool", ParamKind::Bool),
    ("string", ParamKind::String),
    ("regex", ParamKind::Regex),
    ("cidr", ParamKind::Cidr),
    ("list(string)", ParamKind::Strings),
    ("list(int)", ParamKind::Ints),
];

impl ParamKind {
    /// The kind of that name.
    ///
    /// # Errors
    /// The names there are.
    pub fn parse(name: &str) -> Result<Self, String> {
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| *kind)
            .ok_or_else(|| format!("one of {}", NAMES.map(|(known, _)| known).join(", ")))
    }

    /// The name in check files.
    pub fn as_str(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }

    /// The kind in expressions.
    pub fn kind(self) -> Kind {
        match self {
            Self::Int => Kind::Int,
            Self::Bool => Kind::Bool,
            Self::String | Self::Regex | Self::Cidr => Kind::String,
            Self::Strings => Kind::List(Box::new(Kind::String)),
            Self::Ints => Kind::List(Box::new(Kind::Int)),
        }
    }

    /// A value as written in YAML.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn value(self, json: &Json) -> Result<Value, String> {
        let value = match (self, json) {
            (Self::Int, Json::Number(number)) => number.as_i64().map(Value::Int),
            (Self::Bool, Json::Bool(value)) => Some(Value::Bool(*value)),
            (Self::String | Self::Regex | Self::Cidr, Json::String(text)) => {
                Some(text.as_str().into())
            }
            (Self::Strings, Json::Array(items)) => items
                .iter()
                .map(|item| item.as_str().map(Value::from))
                .collect::<Option<Vec<_>>>()
                .map(Value::from),
            (Self::Ints, Json::Array(items)) => items
                .iter()
                .map(|item| item.as_i64().map(Value::Int))
                .collect::<Option<Vec<_>>>()
                .map(Value::from),
            _ => None,
        };
        let value = value.ok_or_else(|| format!("{json} is not {}", self.as_str()))?;
        let wrong = match self {
            Self::Regex => Rule::Regex.wrong(&value),
            Self::Cidr => Rule::Cidr.wrong(&value),
            _ => None,
        };
        match wrong {
            Some(wrong) => Err(wrong),
            None => Ok(value),
        }
    }
}
