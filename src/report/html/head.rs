//! The page's tables: the run, what findings name by place, the ledger, what was not seen, frameworks, a deployment, the network, an earlier run.

use std::collections::BTreeMap;
use std::io;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::ser::Formatter;

use super::record::GapRecord;
use super::tables::Tables;
use super::unseen::{BlindRecord, Unseen};
use crate::check::Severity;
use crate::finding::{Status, WaiverRef};
use crate::framework::Frameworks;
use crate::report::Report;
use crate::report::json::{ChangesRecord, LedgerRecord, RequirementRecord};
use crate::report::network::Network;
use crate::report::verified::{DeployedLine, Expected, Presence, Unmet, Verified};
use crate::report::words::full_name;

/// Writes the tables.
pub(super) fn write<F>(
    report: &Report<F>,
    tables: &Tables,
    unseen: &Unseen,
    out: &mut impl io::Write,
) -> io::Result<()> {
    out.write_all(b"<script type=\"application/json\" id=\"report\">")?;
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, NoMarkup);
    Head::of(report, tables, unseen).serialize(&mut serializer)?;
    out.write_all(b"</script>\n")
}

/// JSON that holds no markup: it could not end the element it stands in.
struct NoMarkup;

impl Formatter for NoMarkup {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, letter) in fragment.char_indices() {
            if matches!(letter, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') {
                out.write_all(&fragment.as_bytes()[written..at])?;
                write!(out, "\\u{:04x}", u32::from(letter))?;
                written = at + letter.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

#[derive(Serialize)]
struct Head<'a> {
    version: &'static str,
    run: RunRecord<'a>,
    total: usize,
    checks: Vec<CheckRecord<'a>>,
    accounts: Vec<&'a str>,
    regions: Vec<&'a str>,
    types: Vec<&'a str>,
    waivers: &'a [WaiverRef],
    ledger: Vec<LedgerRecord<'a>>,
    unseen: Vec<BlindRecord<'a>>,
    frameworks: Vec<FrameworkRecord<'a>>,
    notices: &'a [String],
    verified: Option<VerifiedRecord<'a>>,
    network: Option<&'a Network>,
    changes: Option<ChangedRecord<'a>>,
}

#[derive(Serialize)]
struct ChangedRecord<'a> {
    /// All of it in a few words.
    figures: String,
    #[serde(flatten)]
    changes: ChangesRecord<'a>,
}

#[derive(Serialize)]
struct RunRecord<'a> {
    id: &'a str,
    started_at: String,
    finished_at: String,
    accounts: &'a [String],
    regions: &'a [String],
    checks: usize,
    resources: usize,
    complete: bool,
}

#[derive(Serialize)]
struct CheckRecord<'a> {
    id: &'a str,
    title: &'a str,
    severity: Severity,
    risk: &'a str,
    controls: &'a IndexMap<String, Vec<String>>,
    aliases: &'a IndexMap<String, Vec<String>>,
    /// Failed, unknown, waived, passed.
    counts: [usize; 4],
}

/// A framework that was asked for, or what one that was not calls its requirements.
#[derive(Serialize)]
#[serde(untagged)]
enum FrameworkRecord<'a> {
    Asked {
        asked: bool,
        id: &'a str,
        title: &'a str,
        requirements: Vec<RequirementRecord<'a>>,
    },
    Other {
        asked: bool,
        id: String,
        title: String,
        titles: BTreeMap<String, String>,
    },
}

#[derive(Serialize)]
struct VerifiedRecord<'a> {
    deployed: Vec<DeployedRecord<'a>>,
    expectations: Vec<ExpectationRecord<'a>>,
}

#[derive(Serialize)]
struct DeployedRecord<'a> {
    address: &'a str,
    declared_type: &'a str,
    status: &'static str,
    told: String,
}

#[derive(Serialize)]
struct ExpectationRecord<'a> {
    name: &'a str,
    place: Option<String>,
    status: Status,
    message: &'a str,
    pending: Option<&'a str>,
    unmet: Vec<UnmetRecord<'a>>,
}

#[derive(Serialize)]
struct UnmetRecord<'a> {
    assertion: &'a str,
    status: Status,
    resource: String,
    evidence: &'a IndexMap<String, serde_json::Value>,
    gaps: Vec<GapRecord<'a>>,
}

impl<'a> Head<'a> {
    fn of<F>(report: &'a Report<F>, tables: &'a Tables, unseen: &'a Unseen) -> Self {
        let run = &report.run;
        let checks = tables.checks.values();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            run: RunRecord {
                id: &run.id,
                started_at: format!("{:.3}", run.started_at),
                finished_at: format!("{:.3}", run.finished_at),
                accounts: &run.accounts,
                regions: &run.regions,
                checks: run.checks,
                resources: run.resources,
                complete: run.complete,
            },
            total: tables.total,
            checks: checks
                .map(|(about, counts)| CheckRecord {
                    id: &about.id,
                    title: &about.title,
                    severity: about.severity,
                    risk: &about.risk,
                    controls: &about.controls,
                    aliases: &about.aliases,
                    counts: *counts,
                })
                .collect(),
            accounts: tables.accounts.iter().map(String::as_str).collect(),
            regions: tables.regions.iter().map(String::as_str).collect(),
            types: tables.types.iter().copied().collect(),
            waivers: &tables.waivers,
            ledger: report.ledger.iter().map(LedgerRecord::of).collect(),
            unseen: unseen.records(),
            frameworks: frameworks(report, tables),
            notices: &report.notices,
            verified: report
                .verified
                .as_ref()
                .filter(|verified| !verified.is_empty())
                .map(VerifiedRecord::of),
            network: report.network.look(),
            changes: report.changes.as_ref().map(|changes| ChangedRecord {
                figures: changes.in_figures(),
                changes: ChangesRecord::of(changes),
            }),
        }
    }
}

/// Those that were asked for, and the titles of the others that checks speak of, as far as they ship.
fn frameworks<'a, F>(report: &'a Report<F>, tables: &Tables) -> Vec<FrameworkRecord<'a>> {
    let asked = report
        .frameworks
        .iter()
        .map(|answers| FrameworkRecord::Asked {
            asked: true,
            id: &answers.framework,
            title: &answers.title,
            requirements: answers
                .requirements
                .iter()
                .map(RequirementRecord::of)
                .collect(),
        });
    let mut records: Vec<FrameworkRecord<'a>> = asked.collect();
    let mut named: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (about, _) in tables.checks.values() {
        for (framework, requirements) in &about.controls {
            if !report
                .frameworks
                .iter()
                .any(|of| of.framework == *framework)
            {
                named.entry(framework).or_default().extend(requirements);
            }
        }
    }
    if named.is_empty() {
        return records;
    }
    // Those that ship are sound: a test loads them. Were one not, its requirements would go without titles.
    let shipped = Frameworks::load(&[]).unwrap_or_default();
    records.extend(shipped.all().iter().filter_map(|framework| {
        let titles = named.get(framework.id.as_str())?.iter().filter_map(|id| {
            let title = framework.requirement(id)?.title.clone()?;
            Some(((*id).clone(), title))
        });
        Some(FrameworkRecord::Other {
            asked: false,
            id: framework.id.clone(),
            title: framework.title.clone(),
            titles: titles.collect(),
        })
    }));
    records
}

impl<'a> VerifiedRecord<'a> {
    fn of(verified: &'a Verified) -> Self {
        Self {
            deployed: verified.resources.iter().map(DeployedRecord::of).collect(),
            expectations: verified
                .expectations
                .iter()
                .map(ExpectationRecord::of)
                .collect(),
        }
    }
}

impl<'a> DeployedRecord<'a> {
    fn of(line: &'a DeployedLine) -> Self {
        Self {
            address: &line.address,
            declared_type: &line.declared_type,
            status: line.presence.as_str(),
            told: match &line.presence {
                Presence::Found(resource) => {
                    format!("{} in {}", full_name(resource), resource.region)
                }
                Presence::Missing { ty, name, region } => {
                    format!("AWS knows no {ty} {name} in {region}")
                }
                Presence::Unknown(gap) => gap.deed(),
                Presence::Uncovered(reason) => reason.why().to_owned(),
            },
        }
    }
}

impl<'a> ExpectationRecord<'a> {
    fn of(expected: &'a Expected) -> Self {
        Self {
            name: &expected.name,
            place: expected.written_at(),
            status: expected.status,
            message: &expected.message,
            pending: expected.pending.as_deref(),
            unmet: expected.unmet.iter().map(UnmetRecord::of).collect(),
        }
    }
}

impl<'a> UnmetRecord<'a> {
    fn of(unmet: &'a Unmet) -> Self {
        Self {
            assertion: &unmet.assertion,
            status: unmet.status,
            resource: full_name(&unmet.resource),
            evidence: &unmet.evidence,
            gaps: unmet.gaps.iter().map(GapRecord::of).collect(),
        }
    }
}
