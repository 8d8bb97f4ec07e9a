//! The verdicts of a scan: which resources have one of each check, and how many of which kind. Findings are made of them as they are told, a
//! batch at a time, so that a large account takes the memory of what was read, and not that of all there is to say of it.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::ahead::ahead;
use super::judgement::{finding, status_of};
use super::unseen;
use crate::check::{Check, judge};
use crate::compare::{Before, Changes};
use crate::config::Waivers;
use crate::expr::Evaluation;
use crate::finding::{Finding, Status};
use crate::inventory::{Inventory, ResourceId, registry};
use crate::report::{Counts, Findings, Run, Tally};

/// So many verdicts are made at once by a core before it looks for the next.
const SLICE: usize = 256;

/// Findings on so many resources are made at a time.
const BATCH: usize = 1024;

/// The verdicts on an account that was read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Verdicts {
    inventory: Arc<Inventory>,
    waivers: Waivers,
    now: Timestamp,
    before: Option<Arc<Before>>,
    judged: Arc<Vec<Judged>>,
}

/// What a check says of an account.
#[derive(Debug)]
struct Judged {
    check: Arc<Check>,
    counts: Counts,
    /// The resources that it says something of, as rows of their table.
    rows: Vec<u32>,
    /// Those of them that something is unknown of.
    unknown: Vec<u32>,
}

/// Judges one slice after another. What an evaluation has worked out about long lists serves the next.
struct Judge<'a> {
    waivers: &'a Waivers,
    evaluation: Evaluation<'a>,
    /// Of the waivers' conditions.
    conditions: Evaluation<'a>,
}

/// A part of what a check looks at.
#[derive(Clone, Copy)]
struct Slice<'a> {
    /// The check's position.
    check: usize,
    rows: &'a [u32],
}

impl Verdicts {
    /// Judges an account by these checks.
    pub(super) fn of(
        checks: &[Arc<Check>],
        inventory: Inventory,
        waivers: &Waivers,
        now: Timestamp,
    ) -> Self {
        let judged = checks.iter().map(Judged::nothing);
        let mut verdicts = Self {
            inventory: Arc::new(inventory),
            waivers: waivers.clone(),
            now,
            before: None,
            judged: Arc::new(judged.collect()),
        };
        verdicts.judge();
        verdicts
    }

    /// Judges all of it, on all cores.
    pub fn judge(&mut self) {
        let (inventory, judged) = (&self.inventory, &self.judged);
        let slices: Vec<Slice<'_>> = judged
            .iter()
            .enumerate()
            .flat_map(|(check, of)| {
                let listed = inventory.table(of.check.resource).listed.chunks(SLICE);
                listed.map(move |rows| Slice { check, rows })
            })
            .collect();
        let parts: Vec<(usize, Judged)> = slices
            .into_par_iter()
            .map_init(
                || Judge::new(inventory, &self.waivers, self.now),
                |judge, slice| {
                    let check = &judged[slice.check].check;
                    (slice.check, judge.judged(check, slice.rows))
                },
            )
            .collect();
        let nothing = judged.iter().map(|of| Judged::nothing(&of.check));
        let mut judged: Vec<Judged> = nothing.collect();
        for (check, part) in parts {
            judged[check].add(part);
        }
        for all in &mut judged {
            for finding in unseen(&all.check, inventory) {
                all.counts.add(finding.status);
            }
        }
        self.judged = Arc::new(judged);
    }

    /// Compares them with an earlier run: each finding that fails or is unknown says from now on whether it is new.
    ///
    /// # Errors
    /// When a finding cannot be made.
    pub fn compare(&mut self, run: &Run, before: &Arc<Before>) -> io::Result<Changes> {
        self.before = Some(Arc::clone(before));
        before.changes(run, self)
    }

    /// What was read of the account.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// What is unknown.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Finding> {
        self.batches(|judged| &judged.unknown)
            .flat_map(|batch| self.made(batch))
            .filter(|finding| finding.status == Status::Unknown)
    }

    /// The verdicts by check, then by resource as listed, of those rows that are asked for, in batches; what a listing could not show comes first.
    fn batches(&self, rows: fn(&Judged) -> &Vec<u32>) -> impl Iterator<Item = Vec<Slice<'_>>> {
        let slices = self.judged.iter().enumerate().flat_map(move |(check, of)| {
            let rows = rows(of).chunks(SLICE);
            let first = Slice { check, rows: &[] };
            std::iter::once(first).chain(rows.map(move |rows| Slice { check, rows }))
        });
        let mut slices = slices.peekable();
        std::iter::from_fn(move || {
            slices.peek()?;
            let mut batch = Vec::new();
            let mut size = 0;
            while size < BATCH
                && let Some(slice) = slices.next()
            {
                size += slice.rows.len().max(1);
                batch.push(slice);
            }
            Some(batch)
        })
    }

    /// The findings of a batch, made on all cores.
    fn made(&self, batch: Vec<Slice<'_>>) -> Vec<Finding> {
        let made: Vec<Vec<Finding>> = batch
            .into_par_iter()
            .map_init(
                || Judge::with_evidence(&self.inventory, &self.waivers, self.now),
                |judge, slice| self.findings(judge, slice),
            )
            .collect();
        made.into_iter().flatten().collect()
    }

    /// The findings on some resources; on none, those on what could not be listed.
    fn findings(&self, judge: &mut Judge<'_>, slice: Slice<'_>) -> Vec<Finding> {
        let check = &self.judged[slice.check].check;
        let mut findings = if slice.rows.is_empty() {
            unseen(check, &self.inventory)
        } else {
            judge.findings(check, slice.rows)
        };
        if let Some(before) = &self.before {
            for finding in &mut findings {
                before.mark(finding);
            }
        }
        findings
    }
}

impl Findings for Verdicts {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        let verdicts = self.clone();
        let findings = ahead(move |hand_on| {
            for batch in verdicts.batches(|judged| &judged.rows) {
                if !hand_on(verdicts.made(batch)) {
                    break;
                }
            }
        });
        findings.map(|finding| finding.map(Cow::Owned))
    }

    fn tallies(&self) -> io::Result<Vec<Tally>> {
        let said = self
            .judged
            .iter()
            .filter(|judged| judged.counts != Counts::default());
        let tally = |judged: &Judged| Tally {
            check: Arc::clone(&judged.check.about),
            counts: judged.counts,
        };
        Ok(said.map(tally).collect())
    }
}

impl Findings for Vec<Verdicts> {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        self.iter().flat_map(Findings::each)
    }

    fn tallies(&self) -> io::Result<Vec<Tally>> {
        let mut all = Vec::new();
        for verdicts in self {
            all.extend(verdicts.tallies()?);
        }
        Ok(all)
    }
}

impl Judged {
    fn nothing(check: &Arc<Check>) -> Self {
        Self {
            check: Arc::clone(check),
            counts: Counts::default(),
            rows: Vec::new(),
            unknown: Vec::new(),
        }
    }

    fn add(&mut self, more: Self) {
        self.counts += more.counts;
        self.rows.extend(more.rows);
        self.unknown.extend(more.unknown);
    }
}

impl<'a> Judge<'a> {
    fn new(inventory: &'a Inventory, waivers: &'a Waivers, now: Timestamp) -> Self {
        Self {
            waivers,
            evaluation: Evaluation::new(inventory, now),
            conditions: Evaluation::new(inventory, now),
        }
    }

    /// The same, to tell what verdicts rest on, too.
    fn with_evidence(inventory: &'a Inventory, waivers: &'a Waivers, now: Timestamp) -> Self {
        let mut judge = Self::new(inventory, waivers, now);
        judge.evaluation.keep_evidence();
        judge
    }

    /// What a check says of some resources, in words.
    fn findings(&mut self, check: &Arc<Check>, rows: &[u32]) -> Vec<Finding> {
        let table = registry::table(check.resource);
        let mut findings = Vec::new();
        for row in rows {
            let resource = ResourceId { table, row: *row };
            for judgement in judge(check, &mut self.evaluation, resource) {
                if let Some(mut finding) = finding(check, &mut self.evaluation, resource, judgement)
                {
                    self.waivers
                        .apply(&mut finding, Some(resource), &mut self.conditions);
                    findings.push(finding);
                }
            }
        }
        findings
    }

    /// What a check says of some resources.
    fn judged(&mut self, check: &Arc<Check>, rows: &[u32]) -> Judged {
        let mut judged = Judged::nothing(check);
        let evaluation = &mut self.evaluation;
        let may_be_waived = self.waivers.may_be_about(&check.about.id);
        let table = registry::table(check.resource);
        let gone = &evaluation.inventory().table(check.resource).gone;
        for row in rows.iter().filter(|row| !gone.contains(row)) {
            let resource = ResourceId { table, row: *row };
            let (mut says, mut knows) = (false, true);
            for judgement in judge(check, evaluation, resource) {
                let Some(mut status) = status_of(judgement.verdict) else {
                    continue;
                };
                // Which finding a waiver names takes a finding.
                if status == Status::Fail
                    && may_be_waived
                    && let Some(mut failed) = finding(check, evaluation, resource, judgement)
                {
                    self.waivers
                        .apply(&mut failed, Some(resource), &mut self.conditions);
                    status = failed.status;
                }
                judged.counts.add(status);
                says = true;
                knows &= status != Status::Unknown;
            }
            if says {
                judged.rows.push(*row);
            }
            if !knows {
                judged.unknown.push(*row);
            }
        }
        judged
    }
}
