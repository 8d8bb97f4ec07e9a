//! What failed: one block a check, with its resources, what to do, and the requirements it answers.

use std::collections::BTreeSet;
use std::io;

use super::super::Report;
use super::super::group::{Group, Spread, by_check, identity, resources};
use super::super::terminal::{Ink, Line};
use super::super::words::{counted, naming, severity_ink, without_name};
use super::command;
use super::controls;
use super::grid::{self, Cell, Column};
use super::page::Page;
use crate::finding::{Finding, Status};

/// Of more resources than this ...
const MANY: usize = 12;

/// ... so many are shown, unless everything is asked for.
const SHOWN: usize = 10;

/// Fewer regional defaults than this are shown one by one.
const FEW: usize = 3;

/// Blocks stand this deep under their heading.
const INDENT: usize = 4;

/// Writes the section, if there is one.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let groups = by_check(report, Status::Fail);
    if groups.is_empty() {
        return Ok(());
    }
    page.section("Failed", Ink::Fail)?;
    let spread = Spread::of(report);
    for (at, group) in groups.iter().enumerate() {
        if at > 0 {
            page.blank()?;
        }
        page.blank()?;
        heading(report, group, page)?;
        page.blank()?;
        places(group, &spread, page)?;
        remedy(group, page)?;
        requirements(group, page)?;
    }
    Ok(())
}

fn heading(report: &Report, group: &Group<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let check = group.check;
    let lead = Line::new()
        .with(page.style.glyph("✗ ", "x "), Ink::Fail)
        .with(
            check.severity.as_str().to_uppercase(),
            severity_ink(check.severity),
        )
        .with("  ", Ink::Plain);
    page.hanging(&lead, &check.title, Ink::Bold)?;
    let failed = resources(group.findings.iter().copied());
    let judged = resources(
        report
            .findings
            .iter()
            .filter(|finding| finding.check.id == check.id),
    );
    let mut count = if judged > failed {
        format!("{failed} of {}", counted(judged, "resource"))
    } else {
        counted(failed, "resource")
    };
    if group.findings.len() > failed {
        count = format!("{} in {count}", counted(group.findings.len(), "place"));
    }
    page.paragraph(
        2,
        &format!("{}{}{count}", check.id, page.separator()),
        Ink::Dim,
    )?;
    if page.style.verbose && !check.risk.is_empty() {
        page.blank()?;
        page.paragraph(INDENT, &check.risk, Ink::Plain)?;
    }
    Ok(())
}

/// The resources, and what is wrong with each; what is wrong with all alike is said once.
fn places(group: &Group<'_>, spread: &Spread, page: &mut Page<'_>) -> io::Result<()> {
    let wrong: Vec<String> = group
        .findings
        .iter()
        .map(|finding| wrong_with(finding, page))
        .collect();
    let alike = wrong.len() > 1 && wrong.iter().all(|one| *one == wrong[0]);
    if alike {
        let each = if without_name(group.findings[0]).1 {
            "Each "
        } else {
            ""
        };
        page.paragraph(INDENT, &format!("{each}{}", wrong[0]), Ink::Plain)?;
        page.blank()?;
    }
    let mut columns = vec![Column::flexible("RESOURCE", 26)];
    if spread.accounts {
        columns.push(Column::flexible("ACCOUNT", 12));
    }
    if spread.regions {
        columns.push(Column::flexible("REGION", 14));
    }
    if !alike {
        columns.push(Column::flexible("WHAT IS WRONG", 30));
    }
    let (own, defaults): (Vec<_>, Vec<_>) = group
        .findings
        .iter()
        .copied()
        .zip(wrong)
        .partition(|(finding, _)| page.style.verbose || !finding.resource.regional_default);
    // What AWS made alike in every region is one thing to know, not one in each region.
    let (own, defaults) = if defaults.len() < FEW {
        ([own, defaults].concat(), Vec::new())
    } else {
        (own, defaults)
    };
    let shown = if page.style.verbose || own.len() <= MANY {
        own.len()
    } else {
        SHOWN
    };
    let hidden = own.len() - shown;
    let mut before = None;
    let mut rows: Vec<Vec<Cell>> = own
        .into_iter()
        .take(shown)
        .map(|(finding, wrong)| {
            let again = before.replace(identity(finding)) == Some(identity(finding));
            let mut row = vec![if again {
                Cell::Text(String::new())
            } else {
                resource(finding, page)
            }];
            let mut place = |text: &str| {
                let text = if again {
                    String::new()
                } else {
                    page.safe(text).into_owned()
                };
                row.push(Cell::Text(text));
            };
            if spread.accounts {
                place(&finding.resource.account);
            }
            if spread.regions {
                place(&finding.resource.region);
            }
            if !alike {
                row.push(Cell::Text(wrong));
            }
            row
        })
        .collect();
    if let Some((first, wrong)) = defaults.first() {
        let regions: BTreeSet<&str> = defaults
            .iter()
            .map(|(finding, _)| finding.resource.region.as_str())
            .collect();
        let several = counted(defaults.len(), "regional default");
        let mut row = vec![Cell::Text(several)];
        if spread.accounts {
            row.push(Cell::Text(page.safe(&first.resource.account).into_owned()));
        }
        if spread.regions {
            row.push(Cell::Text(counted(regions.len(), "region")));
        }
        if !alike {
            row.push(Cell::Text(format!("as AWS made them; the first: {wrong}")));
        }
        rows.push(row);
    }
    grid::write(page, INDENT, &columns, &rows)?;
    if hidden > 0 {
        let ellipsis = page.style.glyph("…", "...");
        let more = format!("{ellipsis} and {hidden} more (--verbose shows all)");
        page.paragraph(INDENT, &more, Ink::Dim)?;
    }
    Ok(())
}

fn resource(finding: &Finding, page: &Page<'_>) -> Cell {
    let (name, id) = naming(&finding.resource);
    Cell::Resource {
        name: name.map(|name| page.safe(name).into_owned()),
        id: page.safe(id).into_owned(),
    }
}

/// The message beside the resource's name, with the place within the resource where it does not tell it itself.
fn wrong_with(finding: &Finding, page: &Page<'_>) -> String {
    let message = without_name(finding).0;
    let unused = if finding.resource.unused {
        " (unused)"
    } else {
        ""
    };
    match &finding.sub_key {
        Some(place) if !message.contains(place.as_str()) => {
            format!("{}: {}{unused}", page.safe(place), page.safe(message))
        }
        _ => format!("{}{unused}", page.safe(message)),
    }
}

/// What to do, and the command for the first resource.
fn remedy(group: &Group<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let Some(first) = group.findings.first() else {
        return Ok(());
    };
    let remedy = &first.remediation;
    if !remedy.text.trim().is_empty() {
        page.blank()?;
        page.hanging(
            &Line::new().with("  What to do  ", Ink::Bold),
            &remedy.text,
            Ink::Plain,
        )?;
    }
    if let Some(cli) = &remedy.cli {
        page.blank()?;
        if group
            .findings
            .iter()
            .any(|other| other.remediation.cli != remedy.cli)
        {
            let first = format!("for {}:", naming(&first.resource).1);
            page.paragraph(INDENT, &first, Ink::Dim)?;
        }
        for line in command::lay(cli, INDENT, page.style.columns(), page.style.unicode) {
            page.line(&Line::new().with(line, Ink::Command))?;
        }
    }
    if let Some(terraform) = remedy.terraform.as_ref().filter(|_| page.style.verbose) {
        page.blank()?;
        page.paragraph(INDENT, "in Terraform:", Ink::Dim)?;
        page.snippet(INDENT, terraform, Ink::Command)?;
    }
    Ok(())
}

fn requirements(group: &Group<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let columns = (!page.style.verbose).then(|| page.measure() - 2);
    let line = controls::short(&group.check.controls, page.separator(), columns);
    if line.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.paragraph(2, &line, Ink::Dim)
}
