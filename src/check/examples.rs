//! A check's own proof: the resources of its examples, and whether its verdicts on them are the ones it says.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::file::RawExample;
use super::load::{examples, load_for};
use super::params::Overrides;
use super::{Check, Verdict, judge};
use crate::diagnostic::Diagnostic;
use crate::expr::{Evaluation, suggestion};
use crate::iam::Document;
use crate::inventory::iam::policy;
use crate::inventory::schema::{ID, RecordType, Type};
use crate::inventory::{Account, Inventory, Map, Reading, Record, ResourceId, Value};

/// The time of examples that do not give one.
const NOW: &str = "2026-01-01T00:00:00Z";

/// The account and the region of examples that do not give theirs.
const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-west-1";

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
///
/// # Errors
/// When they cannot be read.
pub fn run_examples(check: &Check) -> Result<Vec<ExampleOutcome>, Diagnostic> {
    let examples = examples(&check.source)?;
    let outcomes = examples
        .iter()
        .enumerate()
        .map(|(index, example)| ExampleOutcome {
            number: index + 1,
            promised: example.verdict,
            came: run(check, example),
        })
        .collect();
    Ok(outcomes)
}

fn run(check: &Check, example: &RawExample) -> Result<Verdict, String> {
    let subject = prepare(check, example)?;
    let check = subject.check.as_ref().unwrap_or(check);
    let mut evaluation = Evaluation::new(&subject.inventory, subject.now);
    let judgements = judge(check, &mut evaluation, subject.resource);
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

/// An example's resource, in an inventory of its own.
#[derive(Debug)]
pub struct Subject {
    /// The check, where the example gives parameters of its own.
    pub check: Option<Check>,
    /// The inventory that holds the resource and what it leads to.
    pub inventory: Inventory,
    /// The resource.
    pub resource: ResourceId,
    /// When the run begins.
    pub now: Timestamp,
}

/// The resources of a check's examples, for benchmarks; those that are wrong are left out.
pub fn subjects(check: &Check) -> Vec<Subject> {
    let examples = examples(&check.source).unwrap_or_default();
    examples
        .iter()
        .filter_map(|example| prepare(check, example).ok())
        .collect()
}

fn prepare(check: &Check, example: &RawExample) -> Result<Subject, String> {
    let with_params = if example.params.is_empty() {
        None
    } else {
        if let Some(name) = example
            .params
            .keys()
            .find(|name| !check.params.iter().any(|param| param.name == **name))
        {
            return Err(format!("the check has no parameter `{name}`"));
        }
        let overrides = Overrides {
            by_check: [(check.about.id.clone(), example.params.clone())].into(),
            ..Overrides::default()
        };
        let loaded = load_for(check.resource, &check.source, &overrides);
        Some(loaded.map_err(|wrong| {
            wrong
                .first()
                .map(|wrong| wrong.message.clone())
                .unwrap_or_default()
        })?)
    };
    let now: Timestamp = example
        .now
        .as_deref()
        .unwrap_or(NOW)
        .parse()
        .map_err(|error| format!("now: {error}"))?;
    let (id, regions) = match &example.account {
        Some(account) => (account.id.clone(), account.regions.clone()),
        None => (ACCOUNT.to_owned(), Vec::new()),
    };
    let regions = if regions.is_empty() {
        vec![REGION.to_owned()]
    } else {
        regions
    };
    let mut inventory = Inventory::new(Account {
        id,
        partition: "aws".to_owned(),
        regions,
    });
    let record = record(
        &mut inventory,
        check.resource,
        &example.resource,
        "resource",
    )?;
    let resource = inventory.push(record);
    Ok(Subject {
        check: with_params,
        inventory,
        resource,
        now,
    })
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
        (Type::Timestamp, Json::String(text)) => Value::from(
            text.parse::<Timestamp>()
                .map_err(|error| format!("{path}: {error}"))?,
        ),
        (Type::List(of), Json::Array(items)) => {
            let mut values = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                values.push(value(inventory, of, item, &format!("{path}[{index}]"))?);
            }
            Value::list(values)
        }
        (Type::Map(of), Json::Object(fields)) => {
            let mut map = Map::new_vec();
            for (key, json) in fields {
                map.insert(
                    key.as_str().into(),
                    value(inventory, of, json, &format!("{path}.{key}"))?,
                );
            }
            map.into()
        }
        // A policy as AWS writes it, which is shorter and surer than its parts.
        (Type::Record(ty), Json::String(text)) if *ty == &policy::DOCUMENT => {
            let document = Document::parse(text).map_err(|error| format!("{path}: {error}"))?;
            policy::document(document).into()
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
