//! The readings of a resource as JSON, and back: what AWS said by the attribute's name, `null` where it said that there is none, and under
//! `?` why the others could not be read. What nobody asked for is left out; relations and derived attributes follow from the rest.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::SavedGap;
use crate::inventory::schema::{RecordType, Source, Type};
use crate::inventory::{self, Gap, List, Outcome, Reading, Record, Value, registry};

/// The readings of a resource or part.
pub(crate) type Facts = Map<String, Json>;

/// Where the gaps stand; no attribute of AWS's is called so.
pub(crate) const GAPS: &str = "?";

/// The elements of a list that is known to be cut short.
const ITEMS: &str = "items";

impl SavedGap {
    pub(crate) fn of(gap: &Gap) -> Self {
        Self {
            call: gap.call.to_string(),
            outcome: gap.outcome,
            error: gap.error.clone(),
        }
    }

    pub(super) fn gap(self) -> Arc<Gap> {
        Arc::new(Gap::new(
            registry::call(&self.call),
            self.outcome,
            self.error,
        ))
    }
}

/// What is known of a record.
pub(crate) fn of(record: &Record) -> Facts {
    let mut facts = Facts::new();
    let mut gaps = Facts::new();
    for (slot, attribute) in record.ty().all() {
        if matches!(attribute.source, Source::Relation(_) | Source::Derived(_)) {
            continue;
        }
        let name = attribute.name.to_owned();
        match record.slot(slot) {
            Reading::Known(value) => {
                facts.insert(name, json(value));
            }
            Reading::Absent => {
                facts.insert(name, Json::Null);
            }
            Reading::Unknown(gap) => {
                gaps.insert(name, saved(gap));
            }
            Reading::Unread => {}
        }
    }
    if !gaps.is_empty() {
        facts.insert(GAPS.to_owned(), Json::Object(gaps));
    }
    facts
}

fn saved(gap: &Gap) -> Json {
    // A gap is three texts, which JSON always can hold.
    serde_json::to_value(SavedGap::of(gap)).unwrap_or_default()
}

fn json(value: &Value) -> Json {
    match value {
        Value::List(list) => {
            let items: Vec<Json> = list.items.iter().map(json).collect();
            match &list.gap {
                None => items.into(),
                Some(gap) => {
                    let cut = [
                        (ITEMS.to_owned(), items.into()),
                        (GAPS.to_owned(), saved(gap)),
                    ];
                    Json::Object(cut.into_iter().collect())
                }
            }
        }
        Value::Map(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| (key.to_string(), json(value)));
            Json::Object(pairs.collect())
        }
        Value::Record(record) => Json::Object(of(record)),
        other => other.to_json(),
    }
}

/// The record of a type with these facts. What this version understands otherwise is unknown; what it does not have is left out.
pub(super) fn record(ty: &'static RecordType, facts: &Facts) -> Record {
    let mut record = Record::with_room(ty, facts.len());
    let gaps = facts.get(GAPS).and_then(Json::as_object);
    for (slot, attribute) in ty.all() {
        if matches!(attribute.source, Source::Relation(_) | Source::Derived(_)) {
            continue;
        }
        let gap = gaps.and_then(|gaps| gaps.get(attribute.name));
        let reading = match (facts.get(attribute.name), gap) {
            (Some(Json::Null), _) => Some(Reading::Absent),
            (Some(json), _) => Some(value(&attribute.ty, json).map_or_else(
                || {
                    let call = ty.call(slot).unwrap_or(ty.read_by);
                    let why = format!("the snapshot has another kind of {}", attribute.name);
                    Reading::Unknown(Arc::new(Gap::new(call, Outcome::Malformed, why)))
                },
                Reading::Known,
            )),
            (None, Some(gap)) => Some(Reading::Unknown(gap_of(gap, ty))),
            (None, None) => None,
        };
        if let Some(reading) = reading {
            record.set(slot, reading);
        }
    }
    record
}

fn gap_of(json: &Json, ty: &'static RecordType) -> Arc<Gap> {
    serde_json::from_value::<SavedGap>(json.clone()).map_or_else(
        |_| {
            let why = "the snapshot does not say why it was not read";
            Arc::new(Gap::new(ty.read_by, Outcome::Malformed, why))
        },
        SavedGap::gap,
    )
}

/// The value, where it is of that type.
fn value(ty: &Type, json: &Json) -> Option<Value> {
    Some(match ty {
        Type::Bool => Value::Bool(json.as_bool()?),
        Type::Int => Value::Int(json.as_i64()?),
        Type::Double => Value::Double(json.as_f64()?),
        Type::String => json.as_str()?.into(),
        Type::Timestamp => Value::from(json.as_str()?.parse::<Timestamp>().ok()?),
        Type::List(of) => {
            let (items, gap) = match json {
                Json::Array(items) => (items, None),
                Json::Object(cut) => {
                    let gap = serde_json::from_value::<SavedGap>(cut.get(GAPS)?.clone()).ok()?;
                    (cut.get(ITEMS)?.as_array()?, Some(gap.gap()))
                }
                _ => return None,
            };
            let items = items
                .iter()
                .map(|item| value(of, item))
                .collect::<Option<Vec<_>>>()?;
            Value::from(List { items, gap })
        }
        Type::Map(of) => {
            let pairs = json.as_object()?.iter();
            let pairs = pairs.map(|(key, json)| Some((key.as_str().into(), value(of, json)?)));
            Value::from(pairs.collect::<Option<inventory::Map>>()?)
        }
        Type::Record(part) => Value::from(record(part, json.as_object()?)),
    })
}
