//! What changed since an earlier run: the figures, and what is new by name.

use std::io;

use super::Page;
use super::text::{code, prose};
use crate::compare::{Change, Now};
use crate::finding::Status;
use crate::report::Report;
use crate::report::words::full_name;

/// So many are named of each kind.
const NAMED: usize = 10;

/// Writes the section, where runs are compared.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let Some(changes) = &report.changes else {
        return Ok(());
    };
    let figures = changes.in_figures();
    let Some(against) = &changes.against else {
        return page.piece(&format!("**{figures}: no earlier run is kept.**\n\n"));
    };
    let since = against.started_at.strftime("%Y-%m-%d %H:%M UTC");
    page.piece(&format!("**Since {since}: {figures}.**\n\n"))?;
    let new = report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Fail && finding.change == Some(Change::New));
    let new = new.map(|finding| ("new", &finding.check, &finding.resource));
    let fixed = changes.past(Now::Fixed);
    let fixed = fixed.map(|past| ("fixed", &past.check, &past.resource));
    let mut is_listed = false;
    for (word, check, resource) in new.take(NAMED).chain(fixed.take(NAMED)) {
        is_listed = true;
        page.piece(&format!(
            "- **{word}** {} {}: {} {}\n",
            check.severity.as_str().to_uppercase(),
            prose(&check.title),
            code(&full_name(resource)),
            code(&resource.region),
        ))?;
    }
    if is_listed { page.piece("\n") } else { Ok(()) }
}
