//! What a run says of a framework: of each requirement, whether its checks hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Framework, Requirement};
use crate::check::{Check, Library};
use crate::report::{Counts, Tally};

/// What a run says of a framework.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answers {
    /// The framework's id.
    pub framework: String,
    /// What its publisher calls it.
    pub title: String,
    /// Its requirements, in its own order.
    pub requirements: Vec<Answer>,
}

/// What a run says of a requirement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Its number.
    pub requirement: String,
    /// What it asks for.
    pub title: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// The checks that answer it, by id.
    pub checks: Vec<String>,
    /// Those of them that were not selected.
    pub left_out: Vec<String>,
    /// Their findings.
    pub counts: Counts,
    /// Why a person has to look, or why there is no check.
    pub note: Option<String>,
}

/// How a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A check of it failed.
    Fail,
    /// None failed, and one could not tell.
    Unknown,
    /// None failed, and not all were selected.
    LeftOut,
    /// What failed was accepted.
    Waived,
    /// All that its checks looked at holds.
    Pass,
    /// Its checks found nothing that they apply to.
    NotApplicable,
    /// A person has to look.
    Manual,
    /// No check answers it.
    NoCheck,
}

impl Standing {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 8] = [
        Self::Fail,
        Self::Unknown,
        Self::LeftOut,
        Self::Waived,
        Self::Pass,
        Self::NotApplicable,
        Self::Manual,
        Self::NoCheck,
    ];

    /// The standing in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::LeftOut => "not all checked",
            Self::Waived => "waived",
            Self::Pass => "pass",
            Self::NotApplicable => "nothing to judge",
            Self::Manual => "manual",
            Self::NoCheck => "no check",
        }
    }
}

impl Answers {
    /// What the findings of the selected checks say of a framework; of one requirement only, where that was asked for.
    pub fn of(
        framework: &Framework,
        only: Option<&str>,
        library: &Library,
        selected: &[Arc<Check>],
        tallies: &[Tally],
    ) -> Self {
        let mut by_check: BTreeMap<&str, Counts> = BTreeMap::new();
        for tally in tallies {
            *by_check.entry(&tally.check.id).or_default() += tally.counts;
        }
        let answer = |requirement: &Requirement| {
            let checks: Vec<&Arc<Check>> = library
                .checks()
                .filter(|check| framework.answered_by(requirement, check))
                .collect();
            let left_out: Vec<String> = checks
                .iter()
                .filter(|check| {
                    !selected
                        .iter()
                        .any(|other| other.about.id == check.about.id)
                })
                .map(|check| check.about.id.clone())
                .collect();
            let mut counts = Counts::default();
            for check in &checks {
                counts += by_check
                    .get(check.about.id.as_str())
                    .copied()
                    .unwrap_or_default();
            }
            Answer {
                requirement: requirement.id.clone(),
                title: requirement.title.clone(),
                standing: standing(requirement, checks.is_empty(), !left_out.is_empty(), counts),
                checks: checks.iter().map(|check| check.about.id.clone()).collect(),
                left_out,
                counts,
                note: requirement
                    .manual
                    .as_ref()
                    .or(requirement.no_check.as_ref())
                    .cloned(),
            }
        };
        Self {
            framework: framework.id.clone(),
            title: framework.title.clone(),
            requirements: framework
                .requirements
                .iter()
                .filter(|requirement| only.is_none_or(|only| requirement.id == only))
                .map(answer)
                .collect(),
        }
    }

    /// How many requirements stand how, the most urgent first; standings of none are left out.
    pub fn tally(&self) -> Vec<(Standing, usize)> {
        let count = |standing| {
            let stand_so = self
                .requirements
                .iter()
                .filter(|of| of.standing == standing);
            (standing, stand_so.count())
        };
        Standing::ALL
            .into_iter()
            .map(count)
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

/// A requirement that a person has to look at is never passed by its checks: they tell a part of it. A check that fails is enough to fail it.
fn standing(
    requirement: &Requirement,
    without_checks: bool,
    left_out: bool,
    counts: Counts,
) -> Standing {
    if counts.fail > 0 {
        Standing::Fail
    } else if counts.unknown > 0 {
        Standing::Unknown
    } else if requirement.manual.is_some() {
        Standing::Manual
    } else if without_checks {
        Standing::NoCheck
    } else if left_out {
        Standing::LeftOut
    } else if counts.waived > 0 {
        Standing::Waived
    } else if counts.pass > 0 {
        Standing::Pass
    } else {
        Standing::NotApplicable
    }
}
