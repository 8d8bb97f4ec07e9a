//! What repeats in findings, each once: checks with their counts, accounts, regions, types, waivers. Findings name them by their place.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;

use crate::check::About;
use crate::compare::Change;
use crate::finding::{Finding, Status, WaiverRef};
use crate::report::words::without_name;

/// Marks of a finding, as the page knows them.
const UNUSED: u8 = 1;
const REGIONAL_DEFAULT: u8 = 2;
pub(super) const NEW: u8 = 4;
pub(super) const UNCHANGED: u8 = 8;

#[derive(Default)]
pub(super) struct Tables {
    pub(super) checks: IndexMap<String, (Arc<About>, [usize; 4])>,
    pub(super) accounts: IndexSet<String>,
    pub(super) regions: IndexSet<String>,
    pub(super) types: IndexSet<&'static str>,
    pub(super) waivers: Vec<WaiverRef>,
    pub(super) total: usize,
}

/// What lists and filters need of a finding, as the page unpacks it.
#[derive(Serialize)]
pub(super) struct Row<'a>(
    usize,
    usize,
    usize,
    usize,
    usize,
    u8,
    Option<&'a str>,
    Option<&'a str>,
    &'a str,
    Option<&'a str>,
    Option<usize>,
);

impl Row<'_> {
    /// The place of its check.
    pub(super) fn check(&self) -> usize {
        self.0
    }
}

impl Tables {
    /// A finding, by the places of what it names.
    pub(super) fn row<'a>(&mut self, finding: &'a Finding) -> Row<'a> {
        self.total += 1;
        let status = place(finding.status);
        let resource = &finding.resource;
        let check = match self.checks.get_index_of(&finding.check.id) {
            Some(check) => check,
            None => {
                let entry = (Arc::clone(&finding.check), [0; 4]);
                self.checks.insert_full(finding.check.id.clone(), entry).0
            }
        };
        if let Some((_, (_, counts))) = self.checks.get_index_mut(check) {
            counts[status] += 1;
        }
        let flag = |is_so: bool, flag: u8| if is_so { flag } else { 0 };
        let flags = flag(resource.unused, UNUSED)
            | flag(resource.regional_default, REGIONAL_DEFAULT)
            | flag(finding.change == Some(Change::New), NEW)
            | flag(finding.change == Some(Change::Unchanged), UNCHANGED);
        let waiver = finding.waiver.as_ref().map(|waiver| {
            let known = self.waivers.iter().rposition(|other| other == waiver);
            known.unwrap_or_else(|| {
                self.waivers.push(waiver.clone());
                self.waivers.len() - 1
            })
        });
        Row(
            check,
            status,
            interned(&mut self.accounts, &resource.account),
            interned(&mut self.regions, &resource.region),
            self.types.insert_full(resource.ty).0,
            flags,
            resource.id.as_deref(),
            resource.name.as_deref(),
            told(finding),
            finding.sub_key.as_deref(),
            waiver,
        )
    }
}

fn interned(all: &mut IndexSet<String>, one: &str) -> usize {
    match all.get_index_of(one) {
        Some(place) => place,
        None => all.insert_full(one.to_owned()).0,
    }
}

/// The place of a status in the page's order.
pub(super) fn place(status: Status) -> usize {
    match status {
        Status::Fail => 0,
        Status::Unknown => 1,
        Status::Waived => 2,
        Status::Pass => 3,
    }
}

/// The message beside the resource's name and id: without them, where it begins with them.
fn told(finding: &Finding) -> &str {
    let (message, _) = without_name(finding);
    let named = finding.resource.name.as_deref().and_then(|name| {
        message
            .strip_prefix('(')?
            .strip_prefix(name)?
            .strip_prefix(") ")
    });
    named.unwrap_or(message)
}
