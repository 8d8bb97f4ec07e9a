//! Verdicts that may still lack something, by check: a large account has millions. What they lack is the business of [`super::run`].

use std::collections::HashMap;
use std::sync::Arc;

use crate::check::Check;
use crate::inventory::{ResourceId, registry};

/// So many verdicts are made by a core before it looks for the next.
const SLICE: usize = 256;

/// So many slices, of a large account, are looked at before what they lack is noted.
const AT_A_TIME: usize = 1024;

/// The open verdicts.
#[derive(Debug, Default)]
pub(super) struct Open<'c> {
    of: Vec<OfCheck<'c>>,
    /// Which checks look at all resources of a table.
    looks_at: HashMap<u16, Vec<usize>>,
}

/// The resources of which a check's verdict is open, as rows of their table.
#[derive(Debug)]
struct OfCheck<'c> {
    check: &'c Check,
    table: u16,
    rows: Vec<u32>,
}

/// Some of the open verdicts of a check.
#[derive(Debug)]
pub(super) struct Slice<'a> {
    /// Where the check stands.
    of: usize,
    pub(super) check: &'a Check,
    table: u16,
    rows: &'a [u32],
}

/// The verdicts that stay open, as rows.
#[derive(Debug)]
pub(super) struct StillOpen(Vec<Vec<u32>>);

impl<'c> Open<'c> {
    /// No verdicts as yet, of checks that look at all resources of their types.
    pub(super) fn of(checks: &'c [Arc<Check>]) -> Self {
        let mut open = Self::default();
        for check in checks {
            let table = registry::table(check.resource);
            open.looks_at.entry(table).or_default().push(open.of.len());
            open.of.push(OfCheck::new(check, table));
        }
        open
    }

    /// These verdicts alone.
    pub(super) fn these(verdicts: Vec<(&'c Arc<Check>, ResourceId)>) -> Self {
        let mut open = Self::default();
        let mut places: HashMap<(*const Check, u16), usize> = HashMap::new();
        for (check, resource) in verdicts {
            let place = (Arc::as_ptr(check), resource.table);
            let place = *places.entry(place).or_insert_with(|| {
                open.of.push(OfCheck::new(check, resource.table));
                open.of.len() - 1
            });
            open.of[place].rows.push(resource.row);
        }
        open
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.of.iter().map(|of| of.rows.len()).sum()
    }

    /// Opens the verdicts of all checks that look at a resource.
    pub(super) fn about(&mut self, resource: ResourceId) {
        for of in self.looks_at.get(&resource.table).into_iter().flatten() {
            self.of[*of].rows.push(resource.row);
        }
    }

    /// Has all of them looked at, so many at a time, and keeps those that stay open.
    pub(super) fn retain(&mut self, mut look: impl FnMut(&[Slice<'_>], &mut StillOpen)) {
        let slices: Vec<Slice<'_>> = self
            .of
            .iter()
            .enumerate()
            .flat_map(|(of, open)| {
                open.rows.chunks(SLICE).map(move |rows| Slice {
                    of,
                    check: open.check,
                    table: open.table,
                    rows,
                })
            })
            .collect();
        let mut still_open = StillOpen(self.of.iter().map(|_| Vec::new()).collect());
        for some in slices.chunks(AT_A_TIME) {
            look(some, &mut still_open);
        }
        for (of, rows) in self.of.iter_mut().zip(still_open.0) {
            of.rows = rows;
        }
    }
}

impl<'c> OfCheck<'c> {
    fn new(check: &'c Check, table: u16) -> Self {
        Self {
            check,
            table,
            rows: Vec::new(),
        }
    }
}

impl Slice<'_> {
    /// The resources.
    pub(super) fn resources(&self) -> impl Iterator<Item = ResourceId> {
        let table = self.table;
        self.rows
            .iter()
            .map(move |row| ResourceId { table, row: *row })
    }
}

impl StillOpen {
    /// Keeps a slice's verdict on a resource open.
    pub(super) fn push(&mut self, slice: &Slice<'_>, resource: ResourceId) {
        self.0[slice.of].push(resource.row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Library, Overrides};
    use crate::inventory::RecordType;
    use crate::inventory::kms::KEY;
    use crate::inventory::rds::DB_INSTANCE;

    fn checks() -> Vec<Arc<Check>> {
        let library = Library::load(&[], &Overrides::default()).expect("the shipped checks load");
        library.checks().cloned().collect()
    }

    fn resources(ty: &'static RecordType, rows: u32) -> Vec<ResourceId> {
        let table = registry::table(ty);
        (0..rows).map(|row| ResourceId { table, row }).collect()
    }

    fn all(open: &mut Open<'_>) -> Vec<(String, ResourceId)> {
        let mut all = Vec::new();
        open.retain(|slices, still_open| {
            for slice in slices {
                for resource in slice.resources() {
                    all.push((slice.check.about.id.clone(), resource));
                    still_open.push(slice, resource);
                }
            }
        });
        all
    }

    #[test]
    fn each_check_of_its_type_looks_at_a_resource_until_nothing_lacks() {
        let checks = checks();
        let of_type = |ty| checks.iter().filter(|check| check.resource == ty).count();
        let mut open = Open::of(&checks);
        assert_eq!(open.len(), 0);

        for resource in resources(&DB_INSTANCE, 1000) {
            open.about(resource);
        }
        for resource in resources(&KEY, 3) {
            open.about(resource);
        }
        let verdicts = 1000 * of_type(&DB_INSTANCE) + 3 * of_type(&KEY);
        assert_eq!(open.len(), verdicts);
        let seen = all(&mut open);
        assert_eq!(seen.len(), verdicts);
        assert_eq!(all(&mut open), seen);

        open.retain(|slices, still_open| {
            for slice in slices {
                for resource in slice.resources().filter(|resource| resource.row == 2) {
                    still_open.push(slice, resource);
                }
            }
        });
        assert_eq!(open.len(), of_type(&DB_INSTANCE) + of_type(&KEY));
        assert!(all(&mut open).iter().all(|(_, of)| of.row == 2));
    }

    #[test]
    fn of_these_verdicts_alone_no_others_are_opened() {
        let checks = checks();
        let keys = resources(&KEY, 2);
        let of_keys: Vec<&Arc<Check>> = checks
            .iter()
            .filter(|check| check.resource == &KEY)
            .collect();
        let (first, second) = (of_keys[0], of_keys[1]);
        let mut open = Open::these(vec![(first, keys[0]), (second, keys[0]), (first, keys[1])]);
        open.about(ResourceId {
            table: keys[0].table,
            row: 7,
        });
        assert_eq!(
            all(&mut open),
            [
                (first.about.id.clone(), keys[0]),
                (first.about.id.clone(), keys[1]),
                (second.about.id.clone(), keys[0]),
            ]
        );
    }
}
