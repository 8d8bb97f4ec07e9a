//! Waivers: failures that someone has accepted, with a reason and a name.
//!
//! A waiver that has expired covers nothing and is reported; so is one that never matched, because it hides a mistake.

use std::sync::atomic::{AtomicBool, Ordering};

use globset::GlobMatcher;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::finding::{Finding, Status, WaiverRef};
use crate::iam::glob;

/// An accepted failure.
#[derive(Debug)]
pub struct Waiver {
    /// Which checks.
    pub check: GlobMatcher,
    /// The pattern as written.
    pub check_pattern: String,
    /// Which resources: a pattern with `*` and `?` for id, ARN or name.
    pub resource: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day it counts, in UTC.
    pub expires: Option<Date>,
    /// Where it is written: file and line.
    pub place: String,
}

/// All waivers, and which of them have matched.
#[derive(Debug, Default)]
pub struct Waivers {
    waivers: Vec<(Waiver, AtomicBool)>,
}

impl Waivers {
    pub(super) fn new(waivers: Vec<Waiver>) -> Self {
        Self {
            waivers: waivers
                .into_iter()
                .map(|waiver| (waiver, AtomicBool::new(false)))
                .collect(),
        }
    }

    /// Adds waivers that ship, which count after the user's own. That one matches nothing is no news.
    pub(super) fn add_shipped(&mut self, shipped: Self) {
        let matched = |(waiver, _)| (waiver, AtomicBool::new(true));
        self.waivers
            .extend(shipped.waivers.into_iter().map(matched));
    }

    /// The patterns of the checks that they are about.
    #[cfg(test)]
    pub(super) fn check_patterns(&self) -> impl Iterator<Item = &GlobMatcher> {
        self.waivers.iter().map(|(waiver, _)| &waiver.check)
    }

    /// Marks a failed finding as waived where a waiver covers it.
    pub fn apply(&self, finding: &mut Finding, now: Timestamp) {
        if finding.status != Status::Fail {
            return;
        }
        for (waiver, matched) in &self.waivers {
            if !waiver.covers(finding) {
                continue;
            }
            matched.store(true, Ordering::Relaxed);
            // The first that counts is the one that is told.
            if waiver.expired(now) || finding.waiver.is_some() {
                continue;
            }
            finding.status = Status::Waived;
            finding.waiver = Some(WaiverRef {
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                expires: waiver.expires.map(|day| day.to_string()),
            });
        }
    }

    /// What the user should know: which waivers have expired, and, where all that they could be about was judged, which matched no failure.
    pub fn notices(&self, now: Timestamp, all_judged: bool) -> Vec<String> {
        self.waivers
            .iter()
            .filter_map(|(waiver, matched)| {
                let what = format!(
                    "{}: the waiver for {} on {} ({})",
                    waiver.place, waiver.check_pattern, waiver.resource, waiver.owner
                );
                match waiver.expires {
                    Some(day) if waiver.expired(now) => {
                        Some(format!("{what} expired on {day} and covers nothing"))
                    }
                    _ if all_judged && !matched.load(Ordering::Relaxed) => Some(format!(
                        "{what} matches no failure: remove it, or mend its pattern"
                    )),
                    _ => None,
                }
            })
            .collect()
    }
}

impl Waiver {
    fn covers(&self, finding: &Finding) -> bool {
        let resource = &finding.resource;
        self.check.is_match(&finding.check.id)
            && [&resource.id, &resource.arn, &resource.name]
                .into_iter()
                .flatten()
                .any(|name| glob(&self.resource, name))
    }

    fn expired(&self, now: Timestamp) -> bool {
        self.expires
            .is_some_and(|day| day < now.to_zoned(TimeZone::UTC).date())
    }
}
