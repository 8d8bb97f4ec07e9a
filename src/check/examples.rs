//! A check's own proof: the resources of its examples, and whether its verdicts on them are the ones it says.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::file::RawExample;
use super::load::load;
use super::{Check, Verdict, judge};
use crate::expr::{Evaluation, suggestion};
use crate::inventory::schema::{ID, RecordType, Type};
use crate::inventory::{Account, Inventory, Reading, Record, Value};

/// The time of examples that do not give one.
const NOW: &str = "2026-01-01T00:00:00Z";

/// How one example came out.
#[derive(Clone, Debug)]
pub struct ExampleOutcome {
    /// The example's position in its file, from 1.
    pub number: usize,
    /// The verdict it promises.
    pub promised: Verdict,
    /// The verdict that came, or what is wrong with the example.
    pub came: Result<Verdict, String>,
}

impl ExampleOutcome {
    /// Whether the check does what its example says.
    pub fn holds(&self) -> bool {
        self.came
            .as_ref()
            .is_ok_and(|verdict| *verdict == self.promised)
    }
}

/// Judges all examples of a check.
pub fn run_examples(check: &Check) -> Vec<ExampleOutcome> {
    check
        .examples
        .iter()
        .enumerate()
        .map(|(index, example)| ExampleOutcome {
            number: index + 1,
            promised: example.verdict,
            came: run(check, example),
        })
        .collect()
}

fn run(check: &Check, example: &RawExample) -> Result<Verdict, String> {
    let with_params;
    let check = if example.params.is_empty() {
        check
    } else {
        if let Some(name) = example
            .params
            .keys()
            .find(|name| !check.params.iter().any(|param| param.name == **name))
        {
            return Err(format!("the check has no parameter `{name}`"));
        }
        with_params = load(&check.source, Some(&example.params)).map_err(|wrong| {
            wrong
                .first()
                .map(|wrong| wrong.message.clone())
                .unwrap_or_default()
        })?;
        &with_params
    };
    let now: Timestamp = example
        .now
        .as_deref()
        .unwrap_or(NOW)
        .parse()
        .map_err(|error| format!("now: {error}"))?;
    let mut inventory = Inventory::new(Account {
        id: example
            .account
            .as_ref()
            .map_or("111122223333".to_owned(), |account| account.id.clone()),
        partition: "aws".to_owned(),
        regions: example
            .account
            .as_ref()
            .map(|account| account.regions.clone())
            .filter(|regions| !regions.is_empty())
            .unwrap_or_else(|| vec!["eu-west-1".to_owned()]),
    });
    let record = record(
        &mut inventory,
        check.resource,
        &example.resource,
        "resource",
    )?;
    let resource = inventory.push(record);
    let mut evaluation = Evaluation::new(&inventory, now);
    let judgements = judge(check, &mut evaluation, resource);
    // Several elements may fail or be unknown; the example speaks of the resource.
    let verdicts: Vec<Verdict> = judgements
        .iter()
        .map(|judgement| judgement.verdict)
        .collect();
    [
        Verdict::Fail,
        Verdict::Unknown,
        Verdict::Pass,
        Verdict::NotApplicable,
    ]
    .into_iter()
    .find(|verdict| verdicts.contains(verdict))
    .ok_or_else(|| "no verdict came".to_owned())
}

fn record(
    inventory: &mut Inventory,
    ty: &'static RecordType,
    fields: &serde_json::Map<String, Json>,
    path: &str,
) -> Result<Record, String> {
    let mut record = Record::new(ty);
    for (name, json) in fields {
        let Some(slot) = ty.find(name) else {
            let help = suggestion(name, ty.all().map(|(_, attribute)| attribute.name))
                .map(|help| format!(" ({help})"))
                .unwrap_or_default();
            return Err(format!(
                "{path}: {} has no attribute `{name}`{help}",
                ty.name
            ));
        };
        let attribute = ty.attribute(slot);
        let path = format!("{path}.{name}");
        let reading = match json {
            Json::Null if attribute.nullable => Reading::Absent,
            Json::Null => {
                return Err(format!(
                    "{path} is never null; leave it out for what was not read"
                ));
            }
            json => {
                if let (Some(text), false) = (json.as_str(), attribute.values.is_empty())
                    && !attribute.values.contains(&text)
                {
                    return Err(format!("{path} is never \"{text}\""));
                }
                Reading::Known(value(inventory, &attribute.ty, json, &path)?)
            }
        };
        record.set(slot, reading);
    }
    if ty.resource.is_some() && matches!(record.slot(ID), Reading::Unread) {
        record.set(ID, Reading::Known("example".into()));
    }
    Ok(record)
}

fn value(inventory: &mut Inventory, ty: &Type, json: &Json, path: &str) -> Result<Value, String> {
    let wrong = || format!("{path}: {json} is not of the attribute's type");
    Ok(match (ty, json) {
        (Type::Bool, Json::Bool(value)) => Value::Bool(*value),
        (Type::Int, Json::Number(number)) => Value::Int(number.as_i64().ok_or_else(wrong)?),
        (Type::Double, Json::Number(number)) => Value::Double(number.as_f64().ok_or_else(wrong)?),
        (Type::String, Json::String(text)) => text.as_str().into(),
        (Type::Timestamp, Json::String(text)) => {
            Value::Timestamp(text.parse().map_err(|error| format!("{path}: {error}"))?)
        }
        (Type::List(of), Json::Array(items)) => {
            let mut values = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                values.push(value(inventory, of, item, &format!("{path}[{index}]"))?);
            }
            Value::list(values)
        }
        (Type::Map(of), Json::Object(fields)) => {
            let mut map = BTreeMap::new();
            for (key, json) in fields {
                map.insert(
                    Arc::from(key.as_str()),
                    value(inventory, of, json, &format!("{path}.{key}"))?,
                );
            }
            map.into()
        }
        (Type::Record(ty), Json::Object(fields)) => {
            let record = record(inventory, ty, fields, path)?;
            if ty.resource.is_some() {
                Value::Resource(inventory.push(record))
            } else {
                record.into()
            }
        }
        _ => return Err(wrong()),
    })
}
