//! What was configured otherwise: which resources came and went, and which attributes of the others AWS answers differently.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::Value as Json;

use crate::inventory::schema::{Attribute, REGION, Type};
use crate::inventory::{Inventory, Listing, Record, RecordType, registry};
use crate::snapshot::{GAPS, facts};

/// What became of a resource.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResourceChange {
    /// CloudFormation's type name.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// The id within type, account and region.
    pub id: String,
    /// The name people gave it.
    pub name: Option<String>,
    /// The region, or `global`.
    pub region: String,
    /// How.
    pub what: What,
    /// What AWS answers differently, where the resource was there in both runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeChange>,
}

/// How a resource changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is new.
    Added,
    /// It is there no more.
    Removed,
    /// It was there, and is.
    Changed,
}

/// One attribute that changed, or one element of a list that came or went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttributeChange {
    /// Its path: `storage_encrypted`, `tags.team`.
    pub path: String,
    /// What it was; null for nothing, and for an element that came.
    pub before: Json,
    /// What it is; null for nothing, and for an element that went.
    pub after: Json,
}

/// Everything that changed, by type, region and id.
///
/// What only one of the two has read is not compared. What AWS changes by itself all the time (when something was last used, how much
/// there is of something) is left out unless `all` is asked for.
pub fn changes(before: &Inventory, after: &Inventory, all: bool) -> Vec<ResourceChange> {
    let mut changes = Vec::new();
    for ty in registry::TYPES {
        let (was, is) = (listed(before, ty), listed(after, ty));
        for (place, record) in &is {
            match was.get(place) {
                Some(earlier) => {
                    let attributes = attributes(ty, earlier, record, all);
                    if !attributes.is_empty() {
                        changes.push(change(ty, record, What::Changed, attributes));
                    }
                }
                None if is_whole(before, ty, place.0) => {
                    changes.push(change(ty, record, What::Added, Vec::new()));
                }
                None => {}
            }
        }
        for (place, record) in &was {
            if !is.contains_key(place) && is_whole(after, ty, place.0) {
                changes.push(change(ty, record, What::Removed, Vec::new()));
            }
        }
    }
    changes
}

/// The listed resources of a type that still exist, by region and id.
fn listed<'a>(
    inventory: &'a Inventory,
    ty: &'static RecordType,
) -> BTreeMap<(&'a str, &'a str), &'a Record> {
    inventory
        .listed(ty)
        .map(|id| inventory.record(id))
        .map(|record| ((record.identity(REGION), record.id()), record))
        .collect()
}

/// Whether the type was listed to its end there: else nobody knows what was there.
fn is_whole(inventory: &Inventory, ty: &'static RecordType, region: &str) -> bool {
    let listing = inventory.listing(ty, region);
    matches!(listing, Some(Listing::Complete | Listing::Unsupported))
}

fn change(
    ty: &'static RecordType,
    record: &Record,
    what: What,
    attributes: Vec<AttributeChange>,
) -> ResourceChange {
    ResourceChange {
        ty: ty.name,
        id: record.id().to_owned(),
        name: record.name().map(ToOwned::to_owned),
        region: record.identity(REGION).to_owned(),
        what,
        attributes,
    }
}

fn attributes(
    ty: &'static RecordType,
    before: &Record,
    after: &Record,
    all: bool,
) -> Vec<AttributeChange> {
    let (before, after) = (facts::of(before), facts::of(after));
    let mut changes = Vec::new();
    for (_, attribute) in ty.all() {
        if !all && is_restless(attribute) {
            continue;
        }
        if let (Some(before), Some(after)) = (before.get(attribute.name), after.get(attribute.name))
        {
            within(attribute.name, before, after, &mut changes);
        }
    }
    changes
}

/// Whether AWS changes it without anybody's doing.
fn is_restless(attribute: &Attribute) -> bool {
    let name = attribute.name;
    matches!(attribute.ty, Type::Timestamp)
        && (name.starts_with("last") || name.starts_with("latest"))
        || name.ends_with("_count")
        || name.ends_with("_last_used")
        || name.ends_with("_last_used_date")
}

/// Adds what differs, as deep as both have members of the same names. Where one of them was cut short, nothing is known to differ.
fn within(path: &str, before: &Json, after: &Json, changes: &mut Vec<AttributeChange>) {
    let is_cut = |json: &Json| json.get(GAPS).is_some();
    if before == after || is_cut(before) || is_cut(after) {
        return;
    }
    match (before, after) {
        (Json::Object(was), Json::Object(is)) => {
            let names = was
                .keys()
                .chain(is.keys().filter(|name| !was.contains_key(*name)));
            for name in names {
                let null = Json::Null;
                let (was, is) = (
                    was.get(name).unwrap_or(&null),
                    is.get(name).unwrap_or(&null),
                );
                within(&format!("{path}.{name}"), was, is, changes);
            }
        }
        // AWS lists many things in no order: what counts is which elements came and went.
        (Json::Array(was), Json::Array(is)) => {
            for gone in only_in(was, is) {
                changes.push(AttributeChange {
                    path: path.to_owned(),
                    before: gone.clone(),
                    after: Json::Null,
                });
            }
            for new in only_in(is, was) {
                changes.push(AttributeChange {
                    path: path.to_owned(),
                    before: Json::Null,
                    after: new.clone(),
                });
            }
        }
        _ => changes.push(AttributeChange {
            path: path.to_owned(),
            before: before.clone(),
            after: after.clone(),
        }),
    }
}

/// The elements of a list that another does not have, or not as often.
fn only_in<'a>(of: &'a [Json], other: &[Json]) -> Vec<&'a Json> {
    let mut there: HashMap<String, usize> = HashMap::new();
    for item in other {
        *there.entry(item.to_string()).or_default() += 1;
    }
    of.iter()
        .filter(|item| match there.get_mut(&item.to_string()) {
            Some(left @ 1..) => {
                *left -= 1;
                false
            }
            _ => true,
        })
        .collect()
}
