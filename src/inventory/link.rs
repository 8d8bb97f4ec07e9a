//! Fills the relations of an inventory: which resource each name leads to.
//!
//! Run before anything is judged, and again where more was read. A name that no listed resource answers to is *absent* only when the listing
//! was complete and no look-up could tell otherwise; until a look-up was made the relation stays unread.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::reading::{Gap, Outcome, Reading};
use super::record::Record;
use super::registry;
use super::schema::{ACCOUNT, ARN, Attribute, REGION, RecordType, Relation, Scope, Source, Type};
use super::store::{GLOBAL, Inventory, Listing, Lookup, ResourceId, scope};
use super::value::{List, Value};
use crate::call::Call;

/// A relation: the type that has it, and its slot.
pub type RelationSlot = (&'static RecordType, usize);

/// What has to be asked for, so that a name leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wanted {
    /// The name of the type to look in.
    pub ty: &'static str,
    /// The region to ask.
    pub region: String,
    /// The id or ARN; all that are there where there is none.
    pub name: Option<String>,
}

/// Relations that wait for a look-up, and the names they wait for.
pub type Pending = HashMap<(ResourceId, usize), Vec<Wanted>>;

/// Links the given relations anew and returns what is still to be looked up.
pub fn link(inventory: &mut Inventory, relations: &[RelationSlot]) -> Pending {
    let mut pending = Pending::new();
    for &(ty, slot) in relations {
        let attribute = ty.attribute(slot);
        let (Source::Relation(relation), Some(target)) = (&attribute.source, attribute.target())
        else {
            continue;
        };
        let readings: Vec<Reading> = match relation {
            Relation::Names { local, keys } => {
                let index = Index::new(inventory, target, keys);
                let local = ty.slot(local);
                (0..inventory.table(ty).rows.len())
                    .map(|row| {
                        let record = &inventory.table(ty).rows[row];
                        let mut wanted = Vec::new();
                        let reading =
                            names(inventory, &index, record, local, attribute, &mut wanted);
                        if !wanted.is_empty() {
                            wanted.shrink_to_fit();
                            pending.insert((id(ty, row), slot), wanted);
                        }
                        reading
                    })
                    .collect()
            }
            Relation::NamedBy { foreign, local } => {
                let namers = Namers::new(inventory, target, foreign);
                let local = ty.slot(local);
                let unique = is_unique(ty, local);
                // What has to be listed first is the same for all of a region: nothing, mostly.
                let mut to_list: HashMap<&str, Vec<Wanted>> = HashMap::new();
                // Those of one region or one name are named by the same ones, and share their list.
                let mut shared: HashMap<(&str, &str), Reading> = HashMap::new();
                inventory
                    .table(ty)
                    .rows
                    .iter()
                    .enumerate()
                    .map(|(row, record)| {
                        let home = record.identity(REGION);
                        let wanted = to_list
                            .entry(home)
                            .or_insert_with(|| unlisted(inventory, target, home, unique));
                        if !wanted.is_empty() {
                            pending.insert((id(ty, row), slot), wanted.clone());
                            return Reading::Unread;
                        }
                        let read = || named_by(inventory, &namers, record, local, attribute);
                        match record.text(local) {
                            Some(name) => shared.entry((name, home)).or_insert_with(read).clone(),
                            None => read(),
                        }
                    })
                    .collect()
            }
        };
        for (row, reading) in inventory.table_mut(ty).rows.iter_mut().zip(readings) {
            row.set(slot, reading);
        }
    }
    pending
}

fn id(ty: &'static RecordType, row: usize) -> ResourceId {
    ResourceId {
        table: registry::table(ty),
        row: u32::try_from(row).unwrap_or(u32::MAX),
    }
}

/// The resources of a type by the names they answer to.
struct Index<'a> {
    target: &'static RecordType,
    /// The attributes that may be named by.
    keys: &'static [&'static str],
    rows: HashMap<&'a str, Vec<usize>>,
    /// The first reason why it is not known which names a resource answers to.
    gap: Option<Arc<Gap>>,
}

impl<'a> Index<'a> {
    fn new(
        inventory: &'a Inventory,
        target: &'static RecordType,
        keys: &'static [&'static str],
    ) -> Self {
        let mut rows: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut gap = None;
        // What went away is found, too: that it was there is no doubt, what it was like is.
        for (row, record) in inventory.table(target).rows.iter().enumerate() {
            for key in keys {
                let reading = record.get(key);
                gap = gap.or_else(|| gap_of(reading).cloned());
                for name in texts(reading) {
                    rows.entry(name).or_default().push(row);
                }
            }
        }
        Self {
            target,
            keys,
            rows,
            gap,
        }
    }

    /// The row that a resource of `region` means by `name`.
    fn find(&self, inventory: &Inventory, region: &str, name: &str) -> Option<usize> {
        let table = inventory.table(self.target);
        self.rows.get(name)?.iter().copied().find(|row| {
            scope(self.target) == Scope::Global
                || name.starts_with("arn:")
                || table.region(*row) == region
        })
    }
}

/// Why a reading, or a part of it, is not known.
fn gap_of(reading: &Reading) -> Option<&Arc<Gap>> {
    match reading {
        Reading::Unknown(gap) => Some(gap),
        Reading::Known(Value::List(list)) => list.gap.as_ref(),
        _ => None,
    }
}

fn texts(reading: &Reading) -> Vec<&str> {
    match reading {
        Reading::Known(Value::String(text)) => vec![text],
        Reading::Known(Value::List(list)) => list.items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn names(
    inventory: &Inventory,
    index: &Index<'_>,
    record: &Record,
    local: usize,
    attribute: &'static Attribute,
    wanted: &mut Vec<Wanted>,
) -> Reading {
    let Some(target) = attribute.target() else {
        return Reading::Unread;
    };
    let many = matches!(attribute.ty, Type::List(_));
    let value = match record.slot(local) {
        Reading::Known(value) => value,
        Reading::Absent if many => return Reading::Known(Value::list([])),
        other => return other.clone(),
    };
    let mut found = Vec::new();
    let mut gap = match value {
        Value::List(list) => list.gap.clone(),
        _ => None,
    };
    let own;
    let texts = match value {
        Value::String(text) => {
            own = [&**text];
            own.to_vec()
        }
        other => other.items().iter().filter_map(Value::as_str).collect(),
    };
    for name in texts {
        match resolve(inventory, index, record, name) {
            Ok(Some(id)) => found.push(Value::Resource(id)),
            Ok(None) if attribute.guaranteed => gap = Some(unseen(target, name)),
            Ok(None) => {}
            Err(Unresolved::Gap(unknown)) => gap = Some(unknown),
            Err(Unresolved::Wanted(name)) => wanted.push(name),
        }
    }
    if !wanted.is_empty() {
        return Reading::Unread;
    }
    collected(found, gap, many)
}

fn collected(mut found: Vec<Value>, gap: Option<Arc<Gap>>, many: bool) -> Reading {
    match (many, gap) {
        (true, gap) => {
            found.shrink_to_fit();
            Reading::Known(Value::from(List { items: found, gap }))
        }
        (false, gap) => match (found.pop(), gap) {
            (Some(value), _) => Reading::Known(value),
            (None, Some(gap)) => Reading::Unknown(gap),
            (None, None) => Reading::Absent,
        },
    }
}

/// What AWS guarantees to exist is in none of its answers: it is there, but not for us to see, or was when it was named.
fn unseen(target: &'static RecordType, name: &str) -> Arc<Gap> {
    match looked_up_by(target) {
        Some(call) => Arc::new(Gap::gone(call, name)),
        None => Arc::new(Gap::new(
            target.read_by,
            Outcome::OutOfScope,
            format!("AWS lists no {} for {name}", target.name),
        )),
    }
}

/// The call that looks up what no list holds.
fn looked_up_by(target: &'static RecordType) -> Option<&'static Call> {
    target.resource.as_ref()?.looked_up_by
}

enum Unresolved {
    Gap(Arc<Gap>),
    Wanted(Wanted),
}

fn resolve(
    inventory: &Inventory,
    index: &Index<'_>,
    record: &Record,
    name: &str,
) -> Result<Option<ResourceId>, Unresolved> {
    let target = index.target;
    let home = record.identity(REGION);
    if let Some(row) = index.find(inventory, home, name) {
        let id = id(target, row);
        return if inventory.table(target).gone.contains(&id.row) {
            Err(Unresolved::Gap(Arc::new(Gap::gone(target.read_by, name))))
        } else {
            Ok(Some(id))
        };
    }
    // arn:partition:service:region:account:resource
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    let (region, owner) = match parts.as_slice() {
        ["arn", _, _, region, owner, _] => (*region, *owner),
        _ => (home, record.identity(ACCOUNT)),
    };
    let region = if region.is_empty() { home } else { region };
    match inventory.looked_up(target, region, name) {
        Some(Lookup::Found(id)) => return Ok(Some(*id)),
        Some(Lookup::Absent) => return Ok(None),
        Some(Lookup::Unknown(gap)) => return Err(Unresolved::Gap(Arc::clone(gap))),
        None => {}
    }
    let wanted = |name: Option<&str>| {
        Unresolved::Wanted(Wanted {
            ty: target.name,
            region: region.to_owned(),
            name: name.map(ToOwned::to_owned),
        })
    };
    if looked_up_by(target).is_some() {
        return Err(wanted(Some(name)));
    }
    let foreign = !owner.is_empty() && owner != inventory.account.id;
    let unscanned =
        scope(target) == Scope::Regional && !inventory.account.regions.iter().any(|r| r == region);
    if foreign || unscanned {
        return Err(Unresolved::Gap(Arc::new(Gap::new(
            target.read_by,
            Outcome::OutOfScope,
            format!("{name} is in another account or in a region that was not scanned"),
        ))));
    }
    match inventory.listing(target, region) {
        Some(Listing::Complete | Listing::Unsupported) => match &index.gap {
            // It may be the one whose names were not all read.
            Some(gap) => Err(Unresolved::Gap(Arc::clone(gap))),
            None => Ok(None),
        },
        Some(Listing::Incomplete(gap)) => Err(Unresolved::Gap(Arc::clone(gap))),
        // By other names no call can ask.
        None if index.keys.iter().all(|key| ["id", "arn"].contains(key)) => Err(wanted(Some(name))),
        None => Err(wanted(None)),
    }
}

/// The resources of a type by whom they name.
struct Namers<'a> {
    rows: HashMap<&'a str, Vec<usize>>,
    /// The first reason, by region, why a namer could not be read.
    gaps: BTreeMap<&'a str, Arc<Gap>>,
}

impl<'a> Namers<'a> {
    fn new(inventory: &'a Inventory, target: &'static RecordType, foreign: &str) -> Self {
        let slot = target.slot(foreign);
        let mut rows: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut gaps = BTreeMap::new();
        let table = inventory.table(target);
        for row in table.listed.iter().map(|row| *row as usize) {
            let record = &table.rows[row];
            match record.slot(slot) {
                Reading::Unknown(gap) => {
                    gaps.entry(table.region(row))
                        .or_insert_with(|| Arc::clone(gap));
                }
                Reading::Unread => {
                    gaps.entry(table.region(row)).or_insert_with(|| {
                        Arc::new(Gap::new(
                            target.call(slot).unwrap_or(target.read_by),
                            Outcome::NotAttempted,
                            format!("{foreign} was not read"),
                        ))
                    });
                }
                reading => {
                    if let Some(gap) = gap_of(reading) {
                        gaps.entry(table.region(row))
                            .or_insert_with(|| Arc::clone(gap));
                    }
                    for name in texts(reading).into_iter().collect::<HashSet<_>>() {
                        rows.entry(name).or_default().push(row);
                    }
                }
            }
        }
        for (region, listing) in &table.listings {
            if let Listing::Incomplete(gap) = listing {
                gaps.insert(region, Arc::clone(gap));
            }
        }
        Self { rows, gaps }
    }
}

/// Whether what names resources of a type so may stand in any region: an ARN, or the name of what is global.
fn is_unique(ty: &'static RecordType, local: usize) -> bool {
    local == ARN || scope(ty) == Scope::Global
}

/// The listings without which it is not known who names a resource of a region; of the regions that are scanned, as in others nothing is listed.
fn unlisted(
    inventory: &Inventory,
    target: &'static RecordType,
    home: &str,
    unique: bool,
) -> Vec<Wanted> {
    let scanned = inventory.account.regions.iter().map(String::as_str);
    let places: Vec<&str> = match scope(target) {
        Scope::Global => vec![GLOBAL],
        Scope::Regional => scanned.filter(|region| unique || *region == home).collect(),
    };
    let unlisted = places
        .into_iter()
        .filter(|place| inventory.listing(target, place).is_none());
    unlisted
        .map(|place| Wanted {
            ty: target.name,
            region: place.to_owned(),
            name: None,
        })
        .collect()
}

fn named_by(
    inventory: &Inventory,
    namers: &Namers<'_>,
    record: &Record,
    local: usize,
    attribute: &'static Attribute,
) -> Reading {
    let Some(target) = attribute.target() else {
        return Reading::Unread;
    };
    let many = matches!(attribute.ty, Type::List(_));
    let name = match record.slot(local) {
        Reading::Known(Value::String(text)) => text,
        Reading::Known(_) | Reading::Absent if many => {
            return Reading::Known(Value::list([]));
        }
        Reading::Known(_) => return Reading::Absent,
        other => return other.clone(),
    };
    let home = record.identity(REGION);
    let unique = is_unique(record.ty(), local);
    let table = inventory.table(target);
    let rows = namers
        .rows
        .get(&**name)
        .into_iter()
        .flatten()
        .filter(|row| unique || scope(target) == Scope::Global || table.region(**row) == home);
    let mut found = Vec::new();
    let mut went_away = None;
    for row in rows {
        let id = id(target, *row);
        if table.gone.contains(&id.row) {
            went_away = Some(Arc::new(Gap::gone(target.read_by, table.rows[*row].id())));
        } else {
            found.push(Value::Resource(id));
        }
    }
    // A namer could stand anywhere the name reaches: in the resource's region, or, for what is global, in any.
    let gap = if unique {
        namers.gaps.values().next().map(Arc::clone)
    } else {
        namers.gaps.get(home).map(Arc::clone)
    };
    let gap = gap.or(went_away);
    let unlisted = !unique && inventory.listing(target, home).is_none();
    let gap = gap.or_else(|| {
        unlisted.then(|| {
            Arc::new(Gap::new(
                target.read_by,
                Outcome::NotAttempted,
                format!("{} was not listed", target.name),
            ))
        })
    });
    let gap = gap.or_else(|| (attribute.guaranteed && !many).then(|| unseen(target, name)));
    collected(found, gap, many)
}

#[cfg(test)]
mod tests;
