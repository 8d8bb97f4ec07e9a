//! What a scan would ask of AWS, told without asking: the calls, how often, for which checks, and with which permissions.
//!
//! The facts come from [`crate::collect::plan`]; here they are put together for people and programs. Nothing is called.

pub mod policy;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::aws::calls;
use crate::aws::session::ALL;
use crate::call::Call;
use crate::check::Check;
pub use crate::collect::plan::{Ask, Per, Plan};
use crate::inventory::RecordType;
use crate::inventory::schema::Scope;

/// What a scan would ask of AWS.
#[derive(Debug)]
pub struct Outline {
    /// The regions as the user named them: `all`, or none for the configured one.
    pub regions: Vec<String>,
    /// How many checks were selected.
    pub checks: usize,
    /// The calls, by service and operation.
    pub calls: Vec<PlannedCall>,
}

/// A call that a scan makes, or may come to make.
#[derive(Debug)]
pub struct PlannedCall {
    /// The call.
    pub call: &'static Call,
    /// Why it is made.
    pub asks: Vec<Ask>,
    /// The ids of the checks that need it.
    pub checks: BTreeSet<String>,
}

impl Outline {
    /// The outline of a scan.
    pub fn of(checks: &[Arc<Check>], regions: &[String], assumes_role: bool) -> Self {
        let mut calls: Vec<PlannedCall> = Vec::new();
        for (call, scope) in calls::made_for(regions, assumes_role) {
            let ask = Ask {
                call,
                per: match scope {
                    Scope::Global => Per::Account,
                    Scope::Regional => Per::Region,
                },
                requests: 1,
            };
            let ids = checks.iter().map(|check| check.about.id.clone()).collect();
            calls.push(PlannedCall {
                call,
                asks: vec![ask],
                checks: ids,
            });
        }
        for ask in Plan::of(checks).asks() {
            let planned = planned(&mut calls, ask.call);
            planned.asks.push(ask);
        }
        for check in checks {
            for ask in Plan::of(std::slice::from_ref(check)).asks() {
                planned(&mut calls, ask.call)
                    .checks
                    .insert(check.about.id.clone());
            }
        }
        for planned in &mut calls {
            // Listed ones first, then those that others name.
            planned
                .asks
                .sort_by_key(|ask| matches!(ask.per, Per::Name(_)));
        }
        calls.sort_by_key(|planned| planned.call);
        Self {
            regions: regions.to_vec(),
            checks: checks.len(),
            calls,
        }
    }

    /// How many regions there are, unless that is for AWS to say.
    pub fn region_count(&self) -> Option<usize> {
        if self.regions.iter().any(|region| region == ALL) {
            return None;
        }
        let named: BTreeSet<&String> = self.regions.iter().collect();
        Some(named.len().max(1))
    }

    /// How many requests a reason to call takes when all fits on one page; none where that is for AWS to say.
    pub fn expected(&self, ask: &Ask) -> Option<usize> {
        match ask.per.scope() {
            _ if !ask.per.ty().is_none_or(is_single) => None,
            Scope::Global => Some(ask.requests),
            Scope::Regional => Some(ask.requests * self.region_count()?),
        }
    }

    /// The IAM actions that the principal needs who reads; to assume a role is for the one who assumes it.
    pub fn actions(&self) -> BTreeSet<String> {
        self.calls
            .iter()
            .filter(|planned| planned.call != &calls::ASSUME_ROLE)
            .flat_map(|planned| planned.call.actions())
            .collect()
    }
}

impl PlannedCall {
    /// The reasons that hold in any case, or those that verdicts may come to have.
    pub fn asked(&self, on_demand: bool) -> impl Iterator<Item = &Ask> {
        self.asks
            .iter()
            .filter(move |ask| ask.per.is_on_demand() == on_demand)
    }
}

/// Whether there is always exactly one resource of a type in each place.
pub fn is_single(ty: &RecordType) -> bool {
    ty.resource.as_ref().is_some_and(|kind| kind.single)
}

fn planned<'a>(calls: &'a mut Vec<PlannedCall>, call: &'static Call) -> &'a mut PlannedCall {
    let at = calls
        .iter()
        .position(|planned| planned.call == call)
        .unwrap_or_else(|| {
            calls.push(PlannedCall {
                call,
                asks: Vec::new(),
                checks: BTreeSet::new(),
            });
            calls.len() - 1
        });
    &mut calls[at]
}
