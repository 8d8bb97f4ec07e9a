//! Waivers: failures that someone has accepted, with a reason and a name.
//!
//! A waiver covers a failure where all that it says is proven of it. What it says of the resource's tags and attributes is read as a check's
//! assertion is; where that cannot be known, the failure stays, and that is told. One that has expired covers nothing and is reported; so is
//! one that never matched, because it hides a mistake.

mod condition;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use globset::GlobMatcher;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub(super) use condition::Condition;

use crate::check::{Check, Library, Verdict, judge};
use crate::diagnostic::Diagnostic;
use crate::expr::Evaluation;
use crate::finding::{Finding, ResourceRef, Status, WaiverRef};
use crate::iam::glob;
use crate::inventory::{Inventory, ResourceId};
use crate::scan::judgement::plain_reference;

/// So many resources are named in a notice.
const NAMED: usize = 3;

/// An accepted failure.
#[derive(Debug)]
pub struct Waiver {
    /// Which checks.
    pub check: GlobMatcher,
    /// The pattern as written.
    pub check_pattern: String,
    /// Which resources: a pattern with `*` and `?` for id, ARN or name.
    pub resource: String,
    /// Which accounts, likewise.
    pub account: Option<String>,
    /// Which regions, likewise.
    pub region: Option<String>,
    /// What tags the resource has: patterns of their values, by key.
    pub tags: BTreeMap<String, String>,
    /// What holds of it.
    pub(super) condition: Option<Condition>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Where it was decided.
    pub ticket: Option<String>,
    /// The last day it counts, in UTC.
    pub expires: Option<Date>,
    /// Where it is written: file and line.
    pub place: String,
}

/// All waivers, and what has come of them. Cheap to clone; all clones note what came in one place.
#[derive(Clone, Debug, Default)]
pub struct Waivers {
    waivers: Vec<Arc<Entry>>,
}

#[derive(Debug)]
struct Entry {
    waiver: Waiver,
    matched: AtomicBool,
    /// By finding, the resource's name and why it could not be told whether the waiver covers it.
    undecided: Mutex<BTreeMap<String, (String, String)>>,
}

impl Entry {
    fn new(waiver: Waiver) -> Self {
        Self {
            waiver,
            matched: AtomicBool::new(false),
            undecided: Mutex::default(),
        }
    }
}

/// Whether a waiver covers a failure.
enum Covers {
    Yes,
    No,
    /// It cannot be told, and why.
    Unknown(String),
}

impl Waivers {
    pub(super) fn new(waivers: Vec<Waiver>) -> Self {
        let entries = waivers.into_iter().map(Entry::new);
        Self {
            waivers: entries.map(Arc::new).collect(),
        }
    }

    /// Adds waivers that ship, which count after the user's own. That one matches nothing is no news.
    pub(super) fn add_shipped(&mut self, shipped: Self) {
        for entry in &shipped.waivers {
            entry.matched.store(true, Ordering::Relaxed);
        }
        self.waivers.extend(shipped.waivers);
    }

    /// The waivers, in the order in which they count.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &Waiver> {
        self.waivers.iter().map(|entry| &entry.waiver)
    }

    /// Settles what their conditions mean for the checks there are. Until then a condition holds for nothing.
    ///
    /// # Errors
    /// Conditions that mean nothing for any resource that they could be about, and such as read what is not switched on.
    pub fn settle(&self, library: &Library, switched_on: &[String]) -> Result<(), Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        for waiver in self.all() {
            if let Some(condition) = &waiver.condition {
                let checks = library.checks();
                let about = checks.filter(|check| waiver.check.is_match(&check.about.id));
                let types = about.map(|check| check.resource);
                wrong.extend(condition.settle(types, switched_on));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// What they need to know of the resources of these checks, as checks: for the plan of calls.
    pub fn reads(&self, checks: &[Arc<Check>]) -> Vec<Arc<Check>> {
        let mut reads: BTreeMap<(usize, &str), Arc<Check>> = BTreeMap::new();
        for check in checks {
            for (position, waiver) in self.all().enumerate() {
                let key = (position, check.resource.name);
                if waiver.check.is_match(&check.about.id) && !reads.contains_key(&key) {
                    reads.extend(waiver.reads(check.resource).map(|read| (key, read)));
                }
            }
        }
        reads.into_values().collect()
    }

    /// What has to be known before it can be told which of the failures are covered: the checks of [`Self::reads`], each with a resource that
    /// failed.
    pub(crate) fn open(
        &self,
        checks: &[Arc<Check>],
        inventory: &Inventory,
        now: Timestamp,
    ) -> Vec<(Arc<Check>, ResourceId)> {
        let mut open = Vec::new();
        let mut evaluation = Evaluation::new(inventory, now);
        for check in checks {
            let about = self
                .all()
                .filter(|waiver| waiver.check.is_match(&check.about.id) && !waiver.expired(now));
            let about: Vec<(&Waiver, Arc<Check>)> = about
                .filter_map(|waiver| Some((waiver, waiver.reads(check.resource)?)))
                .collect();
            if about.is_empty() {
                continue;
            }
            for resource in inventory.listed(check.resource) {
                let judged = judge(check, &mut evaluation, resource);
                if judged.iter().all(|it| it.verdict != Verdict::Fail) {
                    continue;
                }
                let named = plain_reference(inventory, resource);
                let meant = about.iter().filter(|(waiver, _)| waiver.means(&named));
                open.extend(meant.map(|(_, read)| (Arc::clone(read), resource)));
            }
        }
        open
    }

    /// Whether one of them may be about what a check says.
    pub(crate) fn may_be_about(&self, check: &str) -> bool {
        self.all().any(|waiver| waiver.check.is_match(check))
    }

    /// Marks a failed finding as waived where a waiver covers it. Of a resource that is not at hand nothing is known.
    pub fn apply(
        &self,
        finding: &mut Finding,
        resource: Option<ResourceId>,
        evaluation: &mut Evaluation<'_>,
    ) {
        if finding.status != Status::Fail {
            return;
        }
        let now = evaluation.now();
        for entry in &self.waivers {
            let waiver = &entry.waiver;
            if !waiver.names(finding) {
                continue;
            }
            let mut undecided = entry
                .undecided
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            match waiver.holds(resource, evaluation) {
                Covers::No => continue,
                Covers::Unknown(_) if waiver.expired(now) => {}
                Covers::Unknown(why) => {
                    let name = finding.resource.id.clone().unwrap_or_default();
                    undecided.insert(finding.fingerprint(), (name, why));
                    continue;
                }
                Covers::Yes => {
                    undecided.remove(&finding.fingerprint());
                }
            }
            entry.matched.store(true, Ordering::Relaxed);
            // The first that counts is the one that is told.
            if waiver.expired(now) || finding.waiver.is_some() {
                continue;
            }
            finding.status = Status::Waived;
            finding.waiver = Some(WaiverRef {
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                expires: waiver.expires.map(|day| day.to_string()),
                ticket: waiver.ticket.clone(),
            });
        }
    }

    /// What the user should know: which waivers have expired, which could not be told to cover what failed, and, where all that they could be
    /// about was judged, which matched no failure.
    pub fn notices(&self, now: Timestamp, all_judged: bool) -> Vec<String> {
        let mut notices = Vec::new();
        for entry in &self.waivers {
            let waiver = &entry.waiver;
            let what = format!(
                "{}: the waiver for {} on {} ({})",
                waiver.place, waiver.check_pattern, waiver.resource, waiver.owner
            );
            let undecided = entry
                .undecided
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            match waiver.expires {
                Some(day) if waiver.expired(now) => {
                    notices.push(format!("{what} expired on {day} and covers nothing"));
                }
                _ if !undecided.is_empty() => notices.extend(told(&what, &undecided)),
                _ if all_judged && !entry.matched.load(Ordering::Relaxed) => {
                    notices.push(format!(
                        "{what} matches no failure: remove it, or mend its pattern"
                    ));
                }
                _ => {}
            }
        }
        notices
    }
}

/// Of which failures it could not be told, by the reason.
fn told<'a>(
    what: &'a str,
    undecided: &BTreeMap<String, (String, String)>,
) -> impl Iterator<Item = String> + 'a {
    let mut by_reason: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, why) in undecided.values() {
        by_reason.entry(why.clone()).or_default().push(name.clone());
    }
    by_reason.into_iter().map(move |(why, mut names)| {
        names.sort();
        names.dedup();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let mut names = names.join(", ");
        if more > 0 {
            names = format!("{names} and {more} more");
        }
        format!(
            "{what} may cover {names}, which cannot be told ({why}): what failed there stays failed"
        )
    })
}

impl Waiver {
    /// Whether it is about this check and this resource, as far as their names tell.
    fn names(&self, finding: &Finding) -> bool {
        self.check.is_match(&finding.check.id) && self.means(&finding.resource)
    }

    fn means(&self, resource: &ResourceRef) -> bool {
        let fits = |pattern: &Option<String>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| glob(pattern, text))
        };
        fits(&self.account, &resource.account)
            && fits(&self.region, &resource.region)
            && [&resource.id, &resource.arn, &resource.name]
                .into_iter()
                .flatten()
                .any(|name| glob(&self.resource, name))
    }

    /// What must hold of the resource, as it is written.
    pub fn condition_text(&self) -> Option<&str> {
        self.condition.as_ref().map(Condition::text)
    }

    /// Whether it says more of the resource than its names.
    fn asks(&self) -> bool {
        self.condition.is_some() || !self.tags.is_empty()
    }

    /// The last day it counts is over.
    pub fn expired(&self, now: Timestamp) -> bool {
        self.expires
            .is_some_and(|day| day < now.to_zoned(TimeZone::UTC).date())
    }
}
