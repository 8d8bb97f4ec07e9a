//! JUnit's XML, as pipelines read it: a test case for each expectation, each resource of a deployment, and each check on each resource.
//!
//! What failed is a `failure`. What is unknown is an `error`: a skipped test passes for fine. What was waived, or could not be looked for,
//! is `skipped`, with the reason. A service's checks are a suite, of each account where there are several.

mod cases;
mod group;
mod xml;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;

use super::terminal::{listing, sanitise};
use super::words::full_name;
use super::{Findings, Report};
use crate::finding::{Finding, ResourceRef};
use cases::Case;
use group::Groups;
use xml::{Document, Suite};

/// Writes the report, going through its findings twice: how many cases a suite has stands before them.
///
/// # Errors
/// When writing fails, or a finding cannot be read.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    let mut suites: Vec<Suite> = Vec::new();
    tell(report, |suite, case| {
        if suites.last().is_none_or(|last| last.name != suite) {
            suites.push(Suite::named(suite));
        }
        if let Some(suite) = suites.last_mut() {
            suite.count(case.kind());
        }
        Ok(())
    })?;
    let mut document = Document::begin(&report.run, suites, out)?;
    let mut names = Names::default();
    let several_accounts = report.run.accounts.len() > 1;
    tell(report, |suite, case| {
        document.enter(suite)?;
        let class = line(case.class());
        let name = names.once(&class, line(&case.name(several_accounts)).into_owned());
        document.case(&class, &name, case.told().as_ref())
    })?;
    document.end()
}

/// Goes through all cases with the suites they belong to.
fn tell<F: Findings>(
    report: &Report<F>,
    mut each: impl FnMut(&str, &Case<'_>) -> io::Result<()>,
) -> io::Result<()> {
    if !report.run.complete {
        each("run", &Case::CutShort)?;
    }
    if let Some(verified) = &report.verified {
        for expected in &verified.expectations {
            each("expectations", &Case::Expected(expected))?;
        }
        for line in &verified.resources {
            each("deployed resources", &Case::Deployed(line))?;
        }
    }
    let several_accounts = report.run.accounts.len() > 1;
    for group in Groups::of(report.findings.each()) {
        let group = group?;
        if let Some(first) = group.first() {
            let service = first.check.service();
            let suite = if several_accounts {
                Cow::Owned(format!("{service} of {}", first.resource.account))
            } else {
                Cow::Borrowed(service)
            };
            each(&suite, &Case::Judged(&group))?;
        }
    }
    Ok(())
}

/// A resource as the name of a case: `bastion (sg-0123) in eu-west-1`.
fn place(resource: &ResourceRef, several_accounts: bool) -> String {
    let name = match resource.id {
        Some(_) => full_name(resource),
        None => format!("{} that could not be listed", resource.ty),
    };
    if several_accounts {
        format!("{name} in {} of {}", resource.region, resource.account)
    } else {
        format!("{name} in {}", resource.region)
    }
}

/// Readers take two cases of one name and class for one. Kept for one class at a time, and no more of a name than its hash: a run may have
/// millions.
#[derive(Default)]
struct Names {
    class: String,
    times: HashMap<u64, usize>,
}

impl Names {
    /// The name, with a number where the class has it already.
    fn once(&mut self, class: &str, name: String) -> String {
        if self.class != class {
            class.clone_into(&mut self.class);
            self.times.clear();
        }
        let mut hash = DefaultHasher::new();
        name.hash(&mut hash);
        let times = self.times.entry(hash.finish()).or_default();
        *times += 1;
        if *times > 1 {
            format!("{name} ({times})")
        } else {
            name
        }
    }
}

/// A text on one line that XML can hold: with what it cannot, and what no reader would see, shown as an escape.
fn line(text: &str) -> Cow<'_, str> {
    sanitise(text, true)
}

/// The same for a text of several lines.
fn lines(text: &str) -> String {
    listing(text, true)
}

/// What a check found on a resource, place by place.
type Group<'a> = [Cow<'a, Finding>];
