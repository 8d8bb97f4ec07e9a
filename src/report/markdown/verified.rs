//! What became of a deployment.

use std::collections::BTreeMap;
use std::io;

use super::page::Page;
use super::text::{code, prose};
use crate::finding::Status;
use crate::report::verified::{Expected, Presence, Uncovered, Unmet, Verified};
use crate::report::words::{naming, reading, untold};

/// What was expected and does not hold, or is not known to.
pub(super) fn unmet(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    let of = |status: Status| {
        let all = verified.expectations.iter();
        all.filter(move |expected| expected.status == status)
    };
    let mut unmet = of(Status::Fail).chain(of(Status::Unknown)).peekable();
    if unmet.peek().is_none() {
        return Ok(());
    }
    page.piece("### Expected\n\n")?;
    for expected in unmet {
        expectation(expected, page)?;
    }
    page.piece("\n")
}

fn expectation(expected: &Expected, page: &mut Page<'_>) -> io::Result<()> {
    let glyph = match expected.status {
        Status::Fail => "❌",
        _ => "❔",
    };
    let place = expected.written_at();
    let place = place.map_or_else(String::new, |place| format!(" ({})", code(&place)));
    page.piece(&format!(
        "- {glyph} {}{place}: {}\n",
        prose(&expected.name),
        prose(&expected.message)
    ))?;
    for unmet in &expected.unmet {
        page.piece(&assertion(unmet))?;
    }
    if let Some(pending) = &expected.pending {
        page.piece(&format!("  - on its way: {}\n", prose(pending)))?;
    }
    Ok(())
}

fn assertion(unmet: &Unmet) -> String {
    let readings = unmet.evidence.iter();
    let there: Vec<String> = readings
        .map(|(path, value)| reading(path, value))
        .chain(unmet.gaps.iter().map(untold))
        .map(|there| code(&there))
        .collect();
    let there = if there.is_empty() {
        String::new()
    } else {
        format!(" – {}", there.join(", "))
    };
    let (_, id) = naming(&unmet.resource);
    format!("  - {}: {}{there}\n", code(id), code(&unmet.assertion))
}

/// Which resources AWS does not know, and of which it is not known whether it does.
pub(super) fn missing(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    let mut first = true;
    for line in &verified.resources {
        let text = match &line.presence {
            Presence::Missing { ty, name, region } => format!(
                "- ❌ {}: AWS knows no {} {} in {}\n",
                code(&line.address),
                code(ty),
                code(name),
                code(region)
            ),
            Presence::Unknown(gap) => {
                format!("- ❔ {}: {}\n", code(&line.address), code(&gap.deed()))
            }
            Presence::Found(_) | Presence::Uncovered(_) => continue,
        };
        if std::mem::take(&mut first) {
            page.piece("### Missing\n\n")?;
        }
        page.piece(&text)?;
    }
    if first { Ok(()) } else { page.piece("\n") }
}

/// What holds, what was found, and what was not looked for.
pub(super) fn rest(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    let met = verified.expected(Status::Pass);
    if met > 0 {
        page.fold(&format!("Expected and so: {met}"))?;
        for expected in &verified.expectations {
            if expected.status == Status::Pass {
                page.piece(&format!("- {}\n", prose(&expected.name)))?;
            }
        }
        page.unfold()?;
    }
    let mut found = Vec::new();
    let mut uncovered: BTreeMap<Uncovered, Vec<(&str, &str)>> = BTreeMap::new();
    for line in &verified.resources {
        match &line.presence {
            Presence::Found(resource) => found.push((&line.address, naming(resource).1)),
            Presence::Uncovered(reason) => {
                let lines = uncovered.entry(*reason).or_default();
                lines.push((&line.address, &line.declared_type));
            }
            Presence::Missing { .. } | Presence::Unknown(_) => {}
        }
    }
    let count: usize = uncovered.values().map(Vec::len).sum();
    if count > 0 {
        page.fold(&format!("Deployed, but not looked for: {count}"))?;
        for reason in Uncovered::ALL {
            for (address, ty) in uncovered.remove(&reason).unwrap_or_default() {
                let (address, ty) = (code(address), code(ty));
                page.piece(&format!("- {address} ({ty}): {}\n", reason.why()))?;
            }
        }
        page.unfold()?;
    }
    if !found.is_empty() {
        page.fold(&format!("Deployed and found: {}", found.len()))?;
        for (address, id) in found {
            page.piece(&format!("- {}: {}\n", code(address), code(id)))?;
        }
        page.unfold()?;
    }
    Ok(())
}
