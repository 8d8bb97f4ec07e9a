//! One look at what is verified, and what is known after it. The first looks at all of it; the next ones only at what is not yet true.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::expectations::Expectation;
use super::pending::pending;
use super::verdict::{expected, named, on_its_way, unread};
use super::{Verification, wanted};
use crate::aws::Session;
use crate::check::{Check, Severity};
use crate::collect::named::{Answered, Questions, collect_named};
use crate::collect::plan::Plan;
use crate::expr::Evaluation;
use crate::finding::{Finding, FindingGap, Status};
use crate::inventory::link::Wanted;
use crate::inventory::schema::Scope;
use crate::inventory::{GLOBAL, Gap, Inventory, Lookup, Outcome, RecordType, registry, scope};
use crate::report::verified::{DeployedLine, Expected, Presence, Uncovered};
use crate::scan::judgement;

/// What is known after a look.
pub(super) struct Round {
    pub(super) presences: Vec<DeployedLine>,
    pub(super) expected: Vec<Expected>,
    judged: Vec<Judged>,
}

struct Judged {
    finding: Finding,
    /// Why the resource is on its way, where AWS says so.
    pending: Option<String>,
}

/// Something that is not true, and may yet come true.
pub(super) struct Item {
    /// What it is, and what AWS says of it.
    pub(super) words: String,
    what: What,
}

enum What {
    /// A resource of the deployment, by its position.
    Deployed(usize),
    /// A finding, by its position.
    Judged(usize),
    /// An expectation, by its position.
    Expected(usize),
}

/// What one look is about.
struct Look<'a> {
    /// Resources of the deployment, by their position.
    deployed: Vec<(usize, Vec<Wanted>)>,
    /// Resources beside these that checks are run on.
    others: Vec<Wanted>,
    checks: Vec<Arc<Check>>,
    expectations: Vec<(usize, &'a Expectation)>,
}

/// What one look brought.
struct Seen {
    presences: Vec<(usize, Presence)>,
    judged: Vec<Judged>,
    expected: Vec<(usize, Expected)>,
}

impl Round {
    /// Looks at all.
    pub(super) async fn first(of: &Verification<'_>, session: &Session) -> Self {
        let mut presences = Vec::new();
        let mut deployed = Vec::new();
        for (position, resource) in of.deployment.resources.iter().enumerate() {
            let subject = resource.subject.as_ref();
            let presence = match subject.map(|subject| wanted(subject, session)) {
                Ok(places) if places.is_empty() => Presence::Uncovered(Uncovered::Nameless),
                Ok(places) => {
                    let missing = missing(&places);
                    deployed.push((position, places));
                    missing
                }
                Err(why) => Presence::Uncovered(*why),
            };
            presences.push(DeployedLine {
                address: resource.address.clone(),
                declared_type: resource.declared_type.clone(),
                presence,
            });
        }
        let look = Look {
            deployed,
            others: Vec::new(),
            checks: of.checks.to_vec(),
            expectations: of.expectations.iter().enumerate().collect(),
        };
        let seen = look.take(of, session, true).await;
        let mut round = Self {
            presences,
            judged: seen.judged,
            expected: seen
                .expected
                .into_iter()
                .map(|(_, expected)| expected)
                .collect(),
        };
        for (position, presence) in seen.presences {
            round.presences[position].presence = presence;
        }
        round
    }

    /// Looks again at these.
    pub(super) async fn again(&mut self, of: &Verification<'_>, session: &Session, open: &[Item]) {
        let mut look = Look {
            deployed: Vec::new(),
            others: Vec::new(),
            checks: Vec::new(),
            expectations: Vec::new(),
        };
        for item in open {
            match item.what {
                What::Deployed(position) => {
                    let subject = of.deployment.resources[position].subject.as_ref().ok();
                    let places = subject.map(|subject| wanted(subject, session));
                    look.deployed
                        .extend(places.map(|places| (position, places)));
                }
                What::Judged(position) => {
                    let finding = &self.judged[position].finding;
                    look.others.push(of_finding(finding));
                    let is_its = |check: &&Arc<Check>| check.about.id == finding.check.id;
                    if !look.checks.iter().any(|check| is_its(&check)) {
                        look.checks.extend(of.checks.iter().find(is_its).cloned());
                    }
                }
                What::Expected(position) => {
                    look.expectations
                        .push((position, &of.expectations[position]));
                }
            }
        }
        let appears = !look.deployed.is_empty();
        if appears {
            // Of what was not there nothing was judged.
            look.checks = of.checks.to_vec();
        }
        let looked_at: BTreeSet<Wanted> = look.subjects().into_iter().collect();
        let checks: BTreeSet<String> = look
            .checks
            .iter()
            .map(|check| check.about.id.clone())
            .collect();
        let seen = look.take(of, session, appears).await;
        self.judged.retain(|judged| {
            let finding = &judged.finding;
            !(checks.contains(&finding.check.id) && looked_at.contains(&of_finding(finding)))
        });
        let known: BTreeSet<String> = self
            .judged
            .iter()
            .map(|it| it.finding.fingerprint())
            .collect();
        let new = seen
            .judged
            .into_iter()
            .filter(|it| !known.contains(&it.finding.fingerprint()));
        self.judged.extend(new);
        for (position, presence) in seen.presences {
            self.presences[position].presence = presence;
        }
        for (position, expected) in seen.expected {
            self.expected[position] = expected;
        }
    }

    /// What is not true, and may yet come true. While AWS's answers lag behind, so may what is not there at all.
    pub(super) fn open(&self, is_settling: bool) -> Vec<Item> {
        let mut open = Vec::new();
        for (position, line) in self.presences.iter().enumerate() {
            let words = match &line.presence {
                Presence::Missing { .. } if is_settling => "not there yet".to_owned(),
                Presence::Unknown(gap) if passes(gap, is_settling) => gap.deed(),
                _ => continue,
            };
            open.push(Item {
                words: format!("{}: {words}", line.address),
                what: What::Deployed(position),
            });
        }
        for (position, judged) in self.judged.iter().enumerate() {
            let finding = &judged.finding;
            let is_open = match finding.status {
                Status::Pass | Status::Waived => false,
                Status::Fail => judged.pending.is_some(),
                Status::Unknown => {
                    judged.pending.is_some()
                        || finding.gaps.iter().any(|gap| passes(gap, is_settling))
                }
            };
            if is_open {
                let why = judged
                    .pending
                    .clone()
                    .unwrap_or_else(|| "could not be read".to_owned());
                let id = finding
                    .resource
                    .id
                    .as_deref()
                    .unwrap_or(finding.resource.ty);
                open.push(Item {
                    words: format!("{id}: {why}"),
                    what: What::Judged(position),
                });
            }
        }
        for (position, expected) in self.expected.iter().enumerate() {
            let is_open = match expected.status {
                Status::Pass | Status::Waived => false,
                Status::Fail => is_coming(expected, is_settling),
                Status::Unknown => {
                    let mut gaps = expected.unmet.iter().flat_map(|unmet| &unmet.gaps);
                    is_coming(expected, is_settling) || gaps.any(|gap| passes(gap, is_settling))
                }
            };
            if is_open {
                let why = expected
                    .pending
                    .clone()
                    .unwrap_or_else(|| expected.message.clone());
                open.push(Item {
                    words: format!("{}: {why}", expected.name),
                    what: What::Expected(position),
                });
            }
        }
        open
    }

    /// Whether something failed that can no longer come true, so that there is nothing to wait for.
    pub(super) fn is_hopeless(&self, is_settling: bool, fail_on: Option<Severity>) -> bool {
        let missing = |line: &DeployedLine| matches!(line.presence, Presence::Missing { .. });
        let counts = |finding: &Finding| {
            finding.status == Status::Fail
                && fail_on.is_none_or(|least| finding.check.severity >= least)
        };
        let failed = |judged: &Judged| counts(&judged.finding) && judged.pending.is_none();
        let not_met = |it: &Expected| it.status == Status::Fail && !is_coming(it, is_settling);
        !is_settling && self.presences.iter().any(missing)
            || self.judged.iter().any(failed)
            || self.expected.iter().any(not_met)
    }

    /// The findings; of those that are not yet true the message says so.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let finding = |judged: &Judged| {
            let mut finding = judged.finding.clone();
            if let (Some(pending), true) = (&judged.pending, finding.status == Status::Fail) {
                finding.message = format!("{} (pending: {pending})", finding.message);
            }
            finding
        };
        self.judged.iter().map(finding).collect()
    }
}

impl Look<'_> {
    /// The resources that checks are run on.
    fn subjects(&self) -> Vec<Wanted> {
        let deployed = self.deployed.iter().flat_map(|(_, places)| places);
        deployed.chain(&self.others).cloned().collect()
    }

    async fn take(self, of: &Verification<'_>, session: &Session, with_foundations: bool) -> Seen {
        let about: Vec<Vec<Wanted>> = self
            .expectations
            .iter()
            .map(|(_, expectation)| names(expectation, session))
            .collect();
        let mut inquiries: Vec<(Arc<Check>, Vec<Wanted>)> = Vec::new();
        for ((_, expectation), about) in self.expectations.iter().zip(&about) {
            let asserts = expectation.asserts.iter().map(|(_, check)| check);
            let checks = [&expectation.about].into_iter().chain(asserts);
            inquiries.extend(checks.map(|check| (Arc::clone(check), about.clone())));
        }
        let subjects = self.subjects();
        for read in of.waivers.reads(&self.checks) {
            let of_type = subjects
                .iter()
                .filter(|subject| subject.ty == read.resource.name);
            let of_type = of_type.cloned().collect();
            inquiries.push((read, of_type));
        }
        let types = types(&subjects, &self.checks, &inquiries);
        let mut reads: Vec<Arc<Check>> = self.checks.clone();
        reads.extend(inquiries.iter().map(|(check, _)| Arc::clone(check)));
        reads.extend(types.iter().copied().flat_map(pending).map(Arc::clone));
        let mut plan = Plan::of(&reads);
        if with_foundations {
            plan = plan.with_foundations(&types);
        }
        let questions = Questions {
            subjects,
            with_foundations,
            checks: &self.checks,
            inquiries,
        };
        let answered = collect_named(session, &questions, &plan, of.started_at).await;
        tokio::task::block_in_place(|| self.judge(of, &answered, &about))
    }

    fn judge(&self, of: &Verification<'_>, answered: &Answered, about: &[Vec<Wanted>]) -> Seen {
        let (inventory, now) = (&answered.inventory, of.started_at);
        let subjects = self.subjects();
        let mut judged = Vec::new();
        let mut evaluation = Evaluation::new(inventory, now);
        for check in &self.checks {
            let table = registry::table(check.resource);
            let of_type = answered
                .subjects
                .iter()
                .filter(|subject| subject.table == table);
            for resource in of_type {
                for mut finding in judgement::findings(check, &[*resource], inventory, now) {
                    of.waivers
                        .apply(&mut finding, Some(*resource), &mut evaluation);
                    let pending = match finding.status {
                        Status::Pass | Status::Waived => None,
                        _ => on_its_way(inventory, *resource, now),
                    };
                    judged.push(Judged { finding, pending });
                }
            }
            let unread = unread(check, &subjects, inventory).into_iter();
            judged.extend(unread.map(|finding| Judged {
                finding,
                pending: None,
            }));
        }
        let presence =
            |(position, places): &(usize, Vec<Wanted>)| (*position, presence(inventory, places));
        let expectations = self.expectations.iter().zip(about);
        Seen {
            presences: self.deployed.iter().map(presence).collect(),
            judged,
            expected: expectations
                .map(|((position, expectation), about)| {
                    (*position, expected(expectation, about, inventory, now))
                })
                .collect(),
        }
    }
}

/// Whether a gap may be gone when it is tried again. An error may be, soon after the deployment; later it is one that stays.
fn passes(gap: &FindingGap, is_settling: bool) -> bool {
    match gap.outcome {
        Outcome::Throttled | Outcome::Timeout | Outcome::Unreachable => true,
        Outcome::Error => is_settling,
        _ => false,
    }
}

/// Whether an expectation that does not hold may yet do.
fn is_coming(expected: &Expected, is_settling: bool) -> bool {
    expected.pending.is_some() || is_settling && expected.resources.is_empty()
}

/// What a finding is about, as it is asked for.
fn of_finding(finding: &Finding) -> Wanted {
    Wanted {
        ty: finding.resource.ty,
        region: finding.resource.region.clone(),
        name: finding.resource.id.clone(),
    }
}

/// That AWS knows nothing of the name in any of these places.
fn missing(places: &[Wanted]) -> Presence {
    let first = places.first();
    let regions: Vec<&str> = places.iter().map(|wanted| wanted.region.as_str()).collect();
    Presence::Missing {
        ty: first.map_or("", |wanted| wanted.ty),
        name: first
            .and_then(|wanted| wanted.name.clone())
            .unwrap_or_default(),
        region: regions.join(", "),
    }
}

/// Whether a resource is in one of the places where it may be.
fn presence(inventory: &Inventory, places: &[Wanted]) -> Presence {
    let mut unknown = None;
    for wanted in places {
        let Some(ty) = registry::find(wanted.ty) else {
            continue;
        };
        let lookup = match &wanted.name {
            Some(name) => inventory.named(ty, &wanted.region, name),
            None => inventory.only(ty, &wanted.region),
        };
        match lookup {
            Some(Lookup::Found(resource)) => {
                return Presence::Found(named(inventory, resource));
            }
            Some(Lookup::Absent) => {}
            Some(Lookup::Unknown(gap)) => unknown = Some(FindingGap::new("", &gap)),
            None => {
                let gap = Gap::new(ty.read_by, Outcome::NotAttempted, "it was not asked for");
                unknown = Some(FindingGap::new("", &gap));
            }
        }
    }
    unknown.map_or_else(|| missing(places), Presence::Unknown)
}

/// What to ask for to know what an expectation is about: those it names, or all of its type.
fn names(expectation: &Expectation, session: &Session) -> Vec<Wanted> {
    let regions = match scope(expectation.ty) {
        Scope::Global => vec![GLOBAL.to_owned()],
        Scope::Regional => session.regions.clone(),
    };
    let all = regions.iter().flat_map(|region| {
        let names = match &expectation.names {
            None => vec![None],
            Some(names) => names.iter().cloned().map(Some).collect(),
        };
        let wanted = move |name| Wanted {
            ty: expectation.ty.name,
            region: region.clone(),
            name,
        };
        names.into_iter().map(wanted)
    });
    // An ARN says in which region it is.
    let here = |wanted: &Wanted| {
        let region = wanted.name.as_deref().and_then(region_of);
        region.is_none_or(|region| {
            region.is_empty() || region == wanted.region || wanted.region == GLOBAL
        })
    };
    all.filter(here).collect()
}

/// The region that an ARN names.
fn region_of(name: &str) -> Option<&str> {
    name.strip_prefix("arn:")?.split(':').nth(2)
}

/// The types that a look is about.
fn types(
    subjects: &[Wanted],
    checks: &[Arc<Check>],
    inquiries: &[(Arc<Check>, Vec<Wanted>)],
) -> Vec<&'static RecordType> {
    let of_subjects = subjects
        .iter()
        .filter_map(|wanted| registry::find(wanted.ty));
    let of_checks = checks.iter().map(|check| check.resource);
    let of_inquiries = inquiries.iter().map(|(check, _)| check.resource);
    let all = of_subjects.chain(of_checks).chain(of_inquiries);
    let positions: BTreeSet<usize> = all.map(registry::position).collect();
    positions
        .into_iter()
        .map(|position| registry::TYPES[position])
        .collect()
}
