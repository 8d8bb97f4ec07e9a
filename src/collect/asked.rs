//! Which calls were asked about which resources: a bit for each, as an account may have a million.

use std::collections::HashMap;

use bit_set::BitSet;

use crate::call::Call;
use crate::inventory::ResourceId;

/// Pairs of a resource and a call that tells more of it.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The rows of a table.
    rows: HashMap<(u16, &'static Call), BitSet>,
}

impl Asked {
    /// Adds a pair, and says whether it is new.
    pub(super) fn insert(&mut self, resource: ResourceId, call: &'static Call) -> bool {
        let rows = self.rows.entry((resource.table, call)).or_default();
        rows.insert(resource.row as usize)
    }

    /// Takes a pair out.
    pub(super) fn remove(&mut self, resource: ResourceId, call: &'static Call) {
        if let Some(rows) = self.rows.get_mut(&(resource.table, call)) {
            rows.remove(resource.row as usize);
        }
    }

    /// Whether the pair is there.
    pub(super) fn has(&self, resource: ResourceId, call: &'static Call) -> bool {
        let rows = self.rows.get(&(resource.table, call));
        rows.is_some_and(|rows| rows.contains(resource.row as usize))
    }
}
