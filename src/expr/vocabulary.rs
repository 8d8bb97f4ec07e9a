//! The names an expression may use, beside those of the schema.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::ty::Kind;
use crate::inventory::iam::account::GET_CALLER_IDENTITY;
use crate::inventory::schema::{Type, list, string};
use crate::inventory::{self, Reading, Record, RecordType, Value};

/// The account, as `account` in expressions.
pub static ACCOUNT: RecordType = RecordType::part(
    "Account",
    &GET_CALLER_IDENTITY,
    &["id"],
    "The account that is scanned.",
    &[
        string("id", "The twelve-digit account id."),
        string("partition", "`aws`, `aws-cn` or `aws-us-gov`."),
        list("regions", &Type::String, "The regions that were scanned."),
    ],
);

/// What an expression may speak of.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The type of `resource`.
    pub resource: &'static RecordType,
    /// The kind of `item`, where there is one.
    pub item: Option<Kind>,
    /// The parameters: name, kind and value.
    pub params: Vec<(String, Kind, Value)>,
    /// A deployment's outputs, where the expression is about one.
    pub outputs: Option<Arc<Outputs>>,
    /// Whether an attribute of what may be null is allowed: it is null then.
    pub lenient: bool,
    /// What is known not to be null, because an expression that holds has shown it: see [`super::Expression::facts`].
    pub given: BTreeSet<String>,
}

/// A deployment's outputs, as `outputs` in expressions.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// Their values, by name.
    pub values: BTreeMap<String, Json>,
    /// The names of those that are marked as secret, whose values nobody reads.
    pub secret: BTreeSet<String>,
}

impl Vocabulary {
    /// Only `resource`, `account` and `now`.
    pub fn of(resource: &'static RecordType) -> Self {
        Self {
            resource,
            item: None,
            params: Vec::new(),
            outputs: None,
            lenient: false,
            given: BTreeSet::new(),
        }
    }
}

/// The value of `account`.
pub fn account(account: &inventory::Account) -> Value {
    let mut record = Record::new(&ACCOUNT);
    record.set(0, Reading::Known(account.id.as_str().into()));
    record.set(1, Reading::Known(account.partition.as_str().into()));
    record.set(2, Reading::Known(Value::from(&account.regions)));
    record.into()
}
