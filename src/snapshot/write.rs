//! Writes a snapshot.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::{
    Came, End, FORMAT, Heading, Said, SaidFinding, SavedAccount, SavedGap, SavedListing,
    SavedLookup, SavedResource, SavedTable, facts,
};
use crate::finding::Finding;
use crate::inventory::{Inventory, Listing, Lookup, Table};
use crate::report::{Findings, Report};

/// How hard to compress: more takes several times as long for a tenth less.
const LEVEL: i32 = 3;

/// Writes a run and what it rests on.
///
/// # Errors
/// When writing fails.
pub fn write<F: Findings>(
    report: &Report<F>,
    inventory: &Inventory,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut lines = Lines {
        out: zstd::Encoder::new(out, LEVEL)?,
        count: 0,
    };
    lines.add(&Heading {
        awsert_snapshot: FORMAT,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        run: report.run.clone(),
        ledger: report.ledger.clone(),
        frameworks: report.frameworks.clone(),
        verified: report.verified.clone(),
        network: report.network.look().cloned(),
        changes: report.changes.clone(),
        notices: report.notices.clone(),
    })?;
    let mut told: BTreeSet<String> = BTreeSet::new();
    for finding in report.findings.each() {
        let finding = finding?;
        if !told.contains(&finding.check.id) {
            lines.add(&Said::Check(&finding.check))?;
            told.insert(finding.check.id.clone());
        }
        lines.add(&Said::Finding(said(&finding)))?;
    }
    lines.add(&Said::Account(&SavedAccount {
        id: inventory.account.id.clone(),
        partition: inventory.account.partition.clone(),
        regions: inventory.account.regions.clone(),
    }))?;
    for table in inventory.tables() {
        lines.table(table)?;
    }
    let end = End { lines: lines.count };
    lines.add(&Said::End(end))?;
    lines.out.finish()?.flush()
}

fn said(finding: &Finding) -> SaidFinding<'_> {
    SaidFinding {
        check: &finding.check.id,
        status: finding.status,
        message: &finding.message,
        resource: &finding.resource,
        sub_key: finding.sub_key.as_deref(),
        evidence: &finding.evidence,
        gaps: &finding.gaps,
        waiver: finding.waiver.as_ref(),
        change: finding.change,
        remediation: &finding.remediation,
    }
}

struct Lines<'a, W: Write> {
    out: zstd::Encoder<'a, W>,
    count: usize,
}

impl<W: Write> Lines<'_, W> {
    fn add(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.count += 1;
        self.out.write_all(b"\n")
    }

    fn table(&mut self, table: &Table) -> io::Result<()> {
        if table.rows.is_empty() && table.listings.is_empty() && table.lookups.is_empty() {
            return Ok(());
        }
        let listing = |listing: &Listing| match listing {
            Listing::Complete => SavedListing::Complete,
            Listing::Incomplete(gap) => SavedListing::Incomplete(SavedGap::of(gap)),
            Listing::Unsupported => SavedListing::Unsupported,
        };
        let listings = table.listings.iter();
        self.add(&Said::Table(&SavedTable {
            ty: table.ty.name.to_owned(),
            listings: listings
                .map(|(region, how)| (region.clone(), listing(how)))
                .collect(),
        }))?;
        let listed: BTreeSet<u32> = table.listed.iter().copied().collect();
        for (row, record) in (0..).zip(&table.rows) {
            self.add(&Said::Resource(&SavedResource {
                listed: listed.contains(&row),
                gone: table.gone.contains(&row),
                facts: facts::of(record),
            }))?;
        }
        let mut lookups: Vec<_> = table.lookups.iter().collect();
        lookups.sort_by_key(|(place, _)| *place);
        for ((region, name), came) in lookups {
            self.add(&Said::Lookup(&SavedLookup {
                region: region.clone(),
                name: name.clone(),
                came: match came {
                    Lookup::Found(id) => Came::Found(id.row),
                    Lookup::Absent => Came::Absent,
                    Lookup::Unknown(gap) => Came::Unknown(SavedGap::of(gap)),
                },
            }))?;
        }
        Ok(())
    }
}
