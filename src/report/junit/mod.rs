//! JUnit's XML, as pipelines read it: a test case for each expectation, each resource of a deployment, and each check on each resource.
//!
//! What failed is a `failure`. What is unknown is an `error`: a skipped test passes for fine. What was waived, or could not be looked for,
//! is `skipped`, with the reason.

mod cases;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::time::Duration;

use indexmap::IndexMap;
use quick_junit::{TestCase, TestCaseStatus, TestSuite};

use super::Report;
use super::group::identity;
use super::terminal::{listing, sanitise};
use super::words::full_name;
use crate::finding::{Finding, ResourceRef};

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn write(report: &Report, out: &mut impl io::Write) -> io::Result<()> {
    let mut document = quick_junit::Report::new(env!("CARGO_PKG_NAME"));
    let run = &report.run;
    let lasted = run.finished_at.duration_since(run.started_at);
    document.time = Duration::try_from(lasted).ok();
    let mut suites = Suites::of(report);
    if !run.complete {
        suites.add("run", "run", "the run is complete", cases::cut_short());
    }
    if let Some(verified) = &report.verified {
        for expected in &verified.expectations {
            let status = cases::expected(expected);
            suites.add("expectations", "expectations", &expected.name, status);
        }
        for line in &verified.resources {
            let status = cases::deployed(line);
            let suite = "deployed resources";
            suites.add(suite, &line.declared_type, &line.address, status);
        }
    }
    for (service, cases) in by_service(report) {
        for ((check, _), findings) in cases {
            let Some(first) = findings.first() else {
                continue;
            };
            let name = suites.place(&first.resource);
            suites.add(service, check, &name, cases::judged(&findings));
        }
    }
    document.add_test_suites(suites.done());
    let mut out = Kept { out, error: None };
    document
        .serialize(&mut out)
        .map_err(|error| out.error.unwrap_or_else(|| io::Error::other(error)))
}

/// What tells a case from all others of its suite.
type Case<'a> = (&'a str, (&'a str, &'a str, &'a str, Option<&'a str>));

/// The findings of each check on each resource, by the check's service.
fn by_service(report: &Report) -> BTreeMap<&str, IndexMap<Case<'_>, Vec<&Finding>>> {
    let mut services: BTreeMap<&str, IndexMap<Case<'_>, Vec<&Finding>>> = BTreeMap::new();
    for finding in &report.findings {
        services
            .entry(finding.check.service())
            .or_default()
            .entry((&finding.check.id, identity(finding)))
            .or_default()
            .push(finding);
    }
    services
}

/// The suites, being filled.
struct Suites {
    by_name: IndexMap<String, TestSuite>,
    /// How often a class has a name: readers take two of one name for one.
    names: HashMap<(String, String), usize>,
    started: String,
    several_accounts: bool,
}

impl Suites {
    fn of(report: &Report) -> Self {
        Self {
            by_name: IndexMap::new(),
            names: HashMap::new(),
            started: report.run.started_at.to_string(),
            several_accounts: report.run.accounts.len() > 1,
        }
    }

    fn add(&mut self, suite: &str, class: &str, name: &str, status: TestCaseStatus) {
        let (class, mut name) = (line(class), line(name));
        let times = self.names.entry((class.clone(), name.clone())).or_default();
        *times += 1;
        if *times > 1 {
            name = format!("{name} ({times})");
        }
        let mut case = TestCase::new(name, status);
        case.set_classname(class);
        // Some readers insist on it; a verdict takes no time worth telling.
        case.set_time(Duration::ZERO);
        let suite = self.by_name.entry(suite.to_owned()).or_insert_with(|| {
            let mut suite = TestSuite::new(line(suite));
            suite.timestamp = self.started.parse().ok();
            suite
        });
        suite.add_test_case(case);
    }

    /// A resource as the name of a case: `bastion (sg-0123) in eu-west-1`.
    fn place(&self, resource: &ResourceRef) -> String {
        let name = match resource.id {
            Some(_) => full_name(resource),
            None => format!("{} that could not be listed", resource.ty),
        };
        if self.several_accounts {
            format!("{name} in {} of {}", resource.region, resource.account)
        } else {
            format!("{name} in {}", resource.region)
        }
    }

    /// The suites. What JUnit counts as disabled is what nobody meant to run; ours are skipped.
    fn done(self) -> impl Iterator<Item = TestSuite> {
        self.by_name.into_values().map(|mut suite| {
            let skipped = std::mem::take(&mut suite.disabled);
            let count = skipped.to_string();
            suite.extra.insert("skipped".into(), count.into());
            suite
        })
    }
}

/// A text on one line that XML can hold: with what it cannot, and what no reader would see, shown as an escape.
fn line(text: &str) -> String {
    sanitise(text, true).into_owned()
}

/// The same for a text of several lines.
fn lines(text: &str) -> String {
    listing(text, true)
}

/// Keeps the error that the serializer wraps, so that a closed pipe is known as one.
struct Kept<W> {
    out: W,
    error: Option<io::Error>,
}

impl<W: io::Write> io::Write for Kept<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| {
            let kind = error.kind();
            self.error = Some(error);
            kind.into()
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
