//! Verifies a deployment: whether what a tool says it made is there, whether the checks hold of it and of what it stands on, and whether
//! what its team expects of it is so. What is not yet true can be waited for.
//!
//! What was deployed is read by [`crate::deployed`]; how it is told, by the writers of reports.

pub mod expectations;
pub mod init;
mod pending;
mod round;
pub mod stacks;
mod verdict;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::aws::Session;
use crate::check::{Check, Severity};
use crate::collect::is_asked_for_by_arn;
use crate::config::Waivers;
use crate::deployed::{Deployed, Deployment, Subject};
use crate::inventory::link::Wanted;
use crate::inventory::schema::Scope;
use crate::inventory::{GLOBAL, scope};
use crate::report::verified::{Expected, Verified};
use crate::report::{Report, Run};
use crate::scan::{ledger, run_id};
use expectations::Expectation;
use round::{Item, Round};

/// What is verified, and against what.
#[derive(Debug)]
pub struct Verification<'a> {
    /// What was deployed.
    pub deployment: &'a Deployment,
    /// The checks that are run on it.
    pub checks: &'a [Arc<Check>],
    /// What is expected of it.
    pub expectations: &'a [Expectation],
    /// What is accepted.
    pub waivers: &'a Waivers,
    /// The stacks that it was read from.
    pub stacks: Vec<Expected>,
    /// Until when to wait for what is not yet true; not at all where there is none.
    pub deadline: Option<Instant>,
    /// The least severity that counts; any, where there is none.
    pub fail_on: Option<Severity>,
    /// When the run began.
    pub started_at: Timestamp,
}

/// Between two looks at what is not yet true: so long at first, ...
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// ... and half as long again each time, up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// AWS's answers may lag behind what was done by about so long, so that what was just made is not there yet ("Eventual consistency in the Amazon
/// EC2 API", Amazon EC2 Developer Guide; "Changes that I make are not always immediately visible", IAM User Guide).
const LAG: Duration = Duration::from_mins(1);

impl Verification<'_> {
    /// Looks at the account, as often as it takes. `tell` is given what is waited for.
    pub async fn run(&self, session: &Session, tell: impl Fn(&str)) -> Report {
        let began = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut round = Round::first(self, session).await;
        while let Some(deadline) = self.deadline {
            let is_settling = began.elapsed() < LAG;
            let open: Vec<Item> = round.open(is_settling);
            let now = Instant::now();
            let hopeless = round.is_hopeless(is_settling, self.fail_on);
            if open.is_empty()
                || hopeless
                || now >= deadline
                || session.gate.end().cause().is_some()
            {
                break;
            }
            tell(&waiting_for(&open));
            tokio::select! {
                () = tokio::time::sleep(pause.min(deadline - now)) => {}
                _ = session.gate.end().reached() => break,
            }
            pause = LONGEST_PAUSE.min(pause * 3 / 2);
            round.again(self, session, &open).await;
        }
        self.report(session, round)
    }

    fn report(&self, session: &Session, round: Round) -> Report {
        let findings = round.findings();
        let mut notices = self.waivers.notices(self.started_at, false);
        if let Some(cause) = session.gate.end().cause() {
            notices.push(format!("{cause}; what was not read by then is unknown"));
        }
        let resources: BTreeSet<(&str, Option<&str>, &str)> = findings
            .iter()
            .map(|finding| &finding.resource)
            .map(|of| (of.ty, of.id.as_deref(), of.region.as_str()))
            .collect();
        Report {
            run: Run {
                id: run_id(self.started_at),
                started_at: self.started_at,
                finished_at: Timestamp::now(),
                accounts: vec![session.account.clone()],
                regions: session.regions.clone(),
                checks: self.checks.len(),
                selected: self
                    .checks
                    .iter()
                    .map(|check| check.about.id.clone())
                    .collect(),
                resources: resources.len(),
                complete: session.gate.end().cause().is_none(),
            },
            ledger: ledger(session, findings.iter()),
            findings,
            frameworks: Vec::new(),
            changes: None,
            verified: Some(Verified {
                resources: round.presences,
                expectations: self.stacks.iter().cloned().chain(round.expected).collect(),
            }),
            network: None.into(),
            notices,
        }
    }
}

/// The regions that a deployment says its resources are in.
pub fn regions(deployment: &Deployment) -> BTreeSet<String> {
    let subjects = deployment
        .resources
        .iter()
        .flat_map(|deployed| &deployed.subject);
    subjects
        .filter_map(|subject| subject.region.clone())
        .filter(|region| region != GLOBAL)
        .collect()
}

/// The first resource that is said to be in another account than this one, and that account.
pub fn elsewhere<'a>(deployment: &'a Deployment, account: &str) -> Option<(&'a Deployed, &'a str)> {
    deployment.resources.iter().find_map(|deployed| {
        let theirs = deployed.subject.as_ref().ok()?.account.as_deref()?;
        (theirs != account).then_some((deployed, theirs))
    })
}

/// What to ask AWS for: in each place where it may be, where the tool does not tell. Nothing, where it does not tell what AWS calls it.
fn wanted(subject: &Subject, session: &Session) -> Vec<Wanted> {
    let (id, arn) = (subject.id.clone(), subject.arn.clone());
    let name = if is_asked_for_by_arn(subject.ty) {
        arn.or(id)
    } else {
        id.or(arn)
    };
    let is_single = subject.ty.resource.as_ref().is_some_and(|kind| kind.single);
    if name.is_none() && !is_single {
        return Vec::new();
    }
    let regions = match (scope(subject.ty), &subject.region) {
        (Scope::Global, _) => vec![GLOBAL.to_owned()],
        (Scope::Regional, Some(region)) => vec![region.clone()],
        (Scope::Regional, None) => session.regions.clone(),
    };
    let wanted = |region| Wanted {
        ty: subject.ty.name,
        region,
        name: name.clone(),
    };
    regions.into_iter().map(wanted).collect()
}

/// What is waited for, in one line.
fn waiting_for(open: &[Item]) -> String {
    const SHOWN: usize = 3;
    let mut words: Vec<&str> = open.iter().map(|item| item.words.as_str()).collect();
    words.dedup();
    let more = match words.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    words.truncate(SHOWN);
    format!("waiting for {}{more}", words.join("; "))
}
