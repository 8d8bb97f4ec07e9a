//! Where a report's findings come from: memory, verdicts, or a run that was kept. Formats for programs go through them one at a time, as often as they
//! need, and hold none.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use super::{Counts, Report};
use crate::check::About;
use crate::finding::Finding;

/// How many findings of a check have which status. A check may have several, as findings go from account to account.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The check.
    pub check: Arc<About>,
    /// Its findings.
    pub counts: Counts,
}

/// Findings in their fixed order, however many.
pub trait Findings {
    /// Goes through them from the first.
    ///
    /// # Errors
    /// Of each, when it cannot be read; none is told after that.
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>>;

    /// How many there are of each check and status, by check in their order.
    ///
    /// # Errors
    /// When one cannot be read.
    fn tallies(&self) -> io::Result<Vec<Tally>> {
        let mut tallies: Vec<Tally> = Vec::new();
        for finding in self.each() {
            let finding = finding?;
            match tallies.last_mut() {
                Some(last) if last.check.id == finding.check.id => last.counts.add(finding.status),
                _ => {
                    let mut counts = Counts::default();
                    counts.add(finding.status);
                    let check = Arc::clone(&finding.check);
                    tallies.push(Tally { check, counts });
                }
            }
        }
        Ok(tallies)
    }

    /// The report with all its findings in memory, for formats that group them.
    ///
    /// # Errors
    /// When one cannot be read.
    fn whole(report: &Report<Self>) -> io::Result<Cow<'_, Report>>
    where
        Self: Sized,
    {
        let findings = report.findings.each();
        let findings = findings.map(|finding| finding.map(Cow::into_owned));
        Ok(Cow::Owned(Report {
            findings: findings.collect::<io::Result<_>>()?,
            run: report.run.clone(),
            ledger: report.ledger.clone(),
            frameworks: report.frameworks.clone(),
            verified: report.verified.clone(),
            network: report.network.clone(),
            changes: report.changes.clone(),
            notices: report.notices.clone(),
        }))
    }
}

impl Findings for Vec<Finding> {
    fn each(&self) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
        self.iter().map(|finding| Ok(Cow::Borrowed(finding)))
    }

    fn whole(report: &Report<Self>) -> io::Result<Cow<'_, Report>> {
        Ok(Cow::Borrowed(report))
    }
}
