//! Values as people and programs read them: a resource by its id, a part by what names it among others.

use serde_json::{Map, Value as Json};

use crate::finding::FindingGap;
use crate::inventory::schema::Source;
use crate::inventory::{Inventory, Reading, Record, Value};

/// The value as JSON. What of it could not be read is left out, and said in `gaps`.
pub(super) fn json(
    value: &Value,
    path: &str,
    inventory: &Inventory,
    gaps: &mut Vec<FindingGap>,
) -> Json {
    match value {
        Value::Resource(id) => inventory.record(*id).id().into(),
        Value::List(list) => {
            if let Some(gap) = &list.gap {
                gaps.push(FindingGap::new(path, gap));
            }
            list.items
                .iter()
                .map(|item| json(item, path, inventory, gaps))
                .collect()
        }
        Value::Map(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| (key.to_string(), json(value, path, inventory, gaps)));
            Json::Object(pairs.collect())
        }
        Value::Record(record) => part(record, path, inventory, gaps),
        other => other.to_json(),
    }
}

fn part(record: &Record, path: &str, inventory: &Inventory, gaps: &mut Vec<FindingGap>) -> Json {
    let mut told = Map::new();
    for (slot, attribute) in record.ty().all() {
        // What leads elsewhere or follows from the rest has columns of its own.
        if matches!(attribute.source, Source::Relation(_) | Source::Derived(_)) {
            continue;
        }
        let path = || format!("{path}.{}", attribute.name);
        match record.slot(slot) {
            Reading::Known(value) => {
                let value = json(value, &path(), inventory, gaps);
                told.insert(attribute.name.to_owned(), value);
            }
            Reading::Absent => {
                told.insert(attribute.name.to_owned(), Json::Null);
            }
            Reading::Unknown(gap) => gaps.push(FindingGap::new(path(), gap)),
            Reading::Unread => {}
        }
    }
    Json::Object(told)
}

/// The value in one line.
pub(super) fn line(value: &Value, inventory: &Inventory) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Double(value) => value.to_string(),
        Value::String(text) => text.to_string(),
        Value::Timestamp(at) => at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Value::Resource(id) => inventory.record(*id).id().to_owned(),
        Value::Map(map) if map.is_empty() => "{}".to_owned(),
        Value::Map(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| format!("{key}={}", line(value, inventory)));
            pairs.collect::<Vec<_>>().join(", ")
        }
        Value::List(list) if list.items.is_empty() && list.gap.is_none() => "[]".to_owned(),
        Value::List(list) => {
            let items = list.items.iter().map(|item| line(item, inventory));
            items.collect::<Vec<_>>().join(", ")
        }
        Value::Record(record) => {
            let key = record.key();
            if key.is_empty() {
                json(value, "", inventory, &mut Vec::new()).to_string()
            } else {
                key
            }
        }
    }
}
