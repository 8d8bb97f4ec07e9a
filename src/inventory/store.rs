//! The inventory of one account: its resources by type, and which listings told them.
//!
//! Filled by collectors, linked by [`super::link`], read by expressions. It holds readings only; no verdicts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::reading::Gap;
use super::record::Record;
use super::registry;
use super::schema::{REGION, RecordType, Scope};
use super::sharing::Sharing;

/// Where a resource stands in an [`Inventory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId {
    /// The type's position in the registry.
    pub table: u16,
    /// The resource's position among those of its type.
    pub row: u32,
}

/// The account and what expressions may ask of it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The twelve-digit account id.
    pub id: String,
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The regions that were scanned, in order.
    pub regions: Vec<String>,
}

/// How the listing of a type in a region went.
#[derive(Clone, Debug)]
pub enum Listing {
    /// Read to the end.
    Complete,
    /// Not at all, or cut short: what was read stands, the rest is unknown.
    Incomplete(Arc<Gap>),
    /// The region does not have the service or the feature: there is nothing to list.
    Unsupported,
}

/// What came of looking up a resource that the list does not hold.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// It exists.
    Found(ResourceId),
    /// AWS says that there is none.
    Absent,
    /// It could not be read.
    Unknown(Arc<Gap>),
}

/// All resources of one type.
#[derive(Debug)]
pub struct Table {
    /// The type.
    pub ty: &'static RecordType,
    /// The resources, in the order AWS listed them.
    pub rows: Vec<Record>,
    /// The rows that listings brought, in order. Those that were asked for by name stand among the others, too.
    pub listed: Vec<u32>,
    /// Rows of resources that went away while they were read.
    pub gone: BTreeSet<u32>,
    /// By region, how the listing went.
    pub listings: BTreeMap<String, Listing>,
    /// By region and name, what look-ups told.
    pub lookups: HashMap<(String, String), Lookup>,
}

/// The resources of one account.
#[derive(Debug)]
pub struct Inventory {
    /// Whose resources they are.
    pub account: Account,
    tables: Vec<Table>,
    sharing: Sharing,
}

impl Inventory {
    /// An empty inventory.
    pub fn new(account: Account) -> Self {
        let tables = registry::TYPES
            .iter()
            .map(|ty| Table {
                ty,
                rows: Vec::new(),
                listed: Vec::new(),
                gone: BTreeSet::new(),
                listings: BTreeMap::new(),
                lookups: HashMap::new(),
            })
            .collect();
        Self {
            account,
            tables,
            sharing: Sharing::default(),
        }
    }

    /// The resources of a type.
    pub fn table(&self, ty: &'static RecordType) -> &Table {
        &self.tables[registry::position(ty)]
    }

    /// The resources of a type, for collectors and the linker.
    pub fn table_mut(&mut self, ty: &'static RecordType) -> &mut Table {
        &mut self.tables[registry::position(ty)]
    }

    /// All tables, in the registry's order.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// A resource.
    pub fn record(&self, id: ResourceId) -> &Record {
        &self.tables[usize::from(id.table)].rows[id.row as usize]
    }

    /// A resource, for collectors and the linker.
    pub fn record_mut(&mut self, id: ResourceId) -> &mut Record {
        &mut self.tables[usize::from(id.table)].rows[id.row as usize]
    }

    /// The ids of the listed resources of a type.
    pub fn listed(&self, ty: &'static RecordType) -> impl Iterator<Item = ResourceId> {
        let table = self.table(ty);
        let position = registry::table(ty);
        table
            .listed
            .iter()
            .filter(|row| !table.gone.contains(row))
            .map(move |row| ResourceId {
                table: position,
                row: *row,
            })
    }

    /// What came of asking for a resource by name, where that was done.
    pub fn looked_up(&self, ty: &'static RecordType, region: &str, name: &str) -> Option<&Lookup> {
        let lookups = &self.table(ty).lookups;
        // Mostly nothing was: then no key need be made.
        (!lookups.is_empty()).then(|| lookups.get(&(region.to_owned(), name.to_owned())))?
    }

    /// What is known of a resource of this id or ARN: what came of asking for it by name, or what a listing says. Nothing, where it was never
    /// asked for.
    pub fn named(&self, ty: &'static RecordType, region: &str, name: &str) -> Option<Lookup> {
        if let Some(lookup) = self.looked_up(ty, region, name) {
            return Some(lookup.clone());
        }
        let table = self.table(ty);
        let is_it = |record: &Record| {
            let is_here = scope(ty) == Scope::Global || record.identity(REGION) == region;
            record.arn() == Some(name) || record.id() == name && is_here
        };
        let found = table.present().find(|(_, record)| is_it(record));
        self.found_or_listed(ty, region, found.map(|(row, _)| row))
    }

    /// What is known of the one resource of a type of which there is exactly one in each place.
    pub fn only(&self, ty: &'static RecordType, region: &str) -> Option<Lookup> {
        let table = self.table(ty);
        let is_here = |row: &usize| scope(ty) == Scope::Global || table.region(*row) == region;
        let mut listed = table.listed.iter().map(|row| *row as usize);
        self.found_or_listed(ty, region, listed.find(is_here))
    }

    /// The row, or what the listing says of there being none.
    fn found_or_listed(
        &self,
        ty: &'static RecordType,
        region: &str,
        row: Option<usize>,
    ) -> Option<Lookup> {
        if let Some(row) = row {
            return Some(Lookup::Found(ResourceId {
                table: registry::table(ty),
                row: u32::try_from(row).unwrap_or(u32::MAX),
            }));
        }
        Some(match self.listing(ty, region)? {
            Listing::Complete | Listing::Unsupported => Lookup::Absent,
            Listing::Incomplete(gap) => Lookup::Unknown(Arc::clone(gap)),
        })
    }

    /// Adds a resource and says where it stands.
    pub fn push(&mut self, mut record: Record) -> ResourceId {
        self.sharing.share(std::slice::from_mut(&mut record));
        let ty = record.ty();
        let table = registry::table(ty);
        let rows = &mut self.tables[usize::from(table)].rows;
        let row = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if rows.len() == rows.capacity() {
            // Twice as much room, as vectors take it, would be half empty.
            rows.reserve_exact(rows.len() / 8 + 8);
        }
        rows.push(record);
        ResourceId { table, row }
    }

    /// What is here once, though many tell it.
    pub fn sharing(&self) -> &Sharing {
        &self.sharing
    }

    /// Puts resources into an order that does not hang on which call was answered first: those that were listed by region, each as AWS lists
    /// them, and then those that were asked for by name. What leads to them has to be linked anew.
    pub fn settle(&mut self) {
        for table in &mut self.tables {
            table.settle();
        }
    }

    /// How the listing of `ty` went where a resource of `region` would look: in its region, or in the account as a whole.
    pub fn listing(&self, ty: &'static RecordType, region: &str) -> Option<&Listing> {
        let region = match scope(ty) {
            Scope::Regional => region,
            Scope::Global => GLOBAL,
        };
        self.table(ty).listings.get(region)
    }
}

impl Table {
    fn settle(&mut self) {
        let region = |row: &u32| self.region(*row as usize);
        let mut listed = self.listed.clone();
        listed.sort_by(|a, b| region(a).cmp(region(b)));
        let mut is_listed = vec![false; self.rows.len()];
        for row in &listed {
            is_listed[*row as usize] = true;
        }
        let mut others: Vec<u32> = (0..)
            .zip(&is_listed)
            .filter_map(|(row, is_listed)| (!is_listed).then_some(row))
            .collect();
        let identity = |row: &u32| {
            let record = &self.rows[*row as usize];
            (region(row), record.id(), record.arn())
        };
        others.sort_by(|a, b| identity(a).cmp(&identity(b)));
        let mut places = vec![0; self.rows.len()];
        for (place, row) in (0..).zip(listed.iter().chain(&others)) {
            places[*row as usize] = place;
        }
        let mut rows: Vec<Option<Record>> = std::mem::take(&mut self.rows)
            .into_iter()
            .map(Some)
            .collect();
        let order = listed.iter().chain(&others);
        self.rows = order.filter_map(|row| rows[*row as usize].take()).collect();
        self.listed = (0..).take(listed.len()).collect();
        self.gone = self.gone.iter().map(|row| places[*row as usize]).collect();
        for lookup in self.lookups.values_mut() {
            if let Lookup::Found(found) = lookup {
                found.row = places[found.row as usize];
            }
        }
    }

    /// The rows whose resources still exist.
    pub fn present(&self) -> impl Iterator<Item = (usize, &Record)> {
        self.rows
            .iter()
            .enumerate()
            .filter(|(row, _)| u32::try_from(*row).map_or(true, |row| !self.gone.contains(&row)))
    }

    /// The region of a row.
    pub fn region(&self, row: usize) -> &str {
        self.rows[row].identity(REGION)
    }
}

/// The region of what belongs to the account as a whole.
pub const GLOBAL: &str = "global";

/// Where resources of a type live; parts live in their resource's region.
pub fn scope(ty: &RecordType) -> Scope {
    ty.resource
        .as_ref()
        .map_or(Scope::Regional, |kind| kind.scope)
}
