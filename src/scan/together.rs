//! One report of several accounts that were read one after the other.

use crate::compare::Changes;
use crate::report::{Report, Run};

/// The reports as one, which is complete where each of them is; none where there is none.
pub fn together<F>(reports: Vec<Report<F>>) -> Option<Report<Vec<F>>> {
    let mut reports = reports.into_iter().map(one_of_several);
    let mut all = reports.next()?;
    for report in reports {
        run(&mut all.run, report.run);
        all.findings.extend(report.findings);
        all.ledger.extend(report.ledger);
        all.network = all.network.beside(report.network);
        for notice in report.notices {
            if !all.notices.contains(&notice) {
                all.notices.push(notice);
            }
        }
        all.changes = match (all.changes.take(), report.changes) {
            (Some(before), Some(more)) => Some(changes(before, more)),
            (before, more) => before.or(more),
        };
    }
    Some(all)
}

fn one_of_several<F>(report: Report<F>) -> Report<Vec<F>> {
    Report {
        run: report.run,
        findings: vec![report.findings],
        ledger: report.ledger,
        frameworks: report.frameworks,
        verified: report.verified,
        network: report.network,
        changes: report.changes,
        notices: report.notices,
    }
}

fn run(all: &mut Run, more: Run) {
    for account in more.accounts {
        if !all.accounts.contains(&account) {
            all.accounts.push(account);
        }
    }
    for region in more.regions {
        if !all.regions.contains(&region) {
            all.regions.push(region);
        }
    }
    all.started_at = all.started_at.min(more.started_at);
    all.finished_at = all.finished_at.max(more.finished_at);
    all.resources += more.resources;
    all.complete &= more.complete;
}

/// What changed in all of them. Each is compared with a run of its own account; the first is named.
fn changes(mut all: Changes, more: Changes) -> Changes {
    all.against = all.against.or(more.against);
    all.new += more.new;
    all.unchanged += more.unchanged;
    all.past.extend(more.past);
    all.not_looked_at += more.not_looked_at;
    all
}
