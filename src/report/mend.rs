//! How to see what was not seen: what to do about a call that failed, in the Unknown section and in the one line of the footer.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use super::blind::{Blind, Cause, blinds};
use super::terminal::Style;
use super::words::counted;
use crate::aws::{Denial, DeniedBy};
use crate::finding::FindingGap;
use crate::inventory::{GLOBAL, Outcome};

/// More calls than this are counted in the footer; the Unknown section has them all.
const CALLS: usize = 6;

/// So are more actions than this.
const ACTIONS: usize = 6;

/// What the user can do about a call that failed; a denial has its own words.
pub(super) const fn mending(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Denied => "allow its IAM actions",
        Outcome::Throttled => "run again when the API is less busy",
        Outcome::Timeout | Outcome::Unreachable => "look at the network and the endpoint",
        Outcome::Expired => "sign in again",
        Outcome::Disabled => "opt in to the service or region, or leave it out",
        Outcome::OutOfScope => "select that account and region too, or ask its owner for access",
        Outcome::NotAttempted => "run again when the reason is gone",
        Outcome::Ok | Outcome::Malformed | Outcome::Error | Outcome::Unsupported => {
            "see the reason above"
        }
    }
}

/// Who has to do what about a denial. Denials that are mended alike are alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Remedy {
    /// Give the permission: nothing takes it away, as far as AWS says.
    Allow,
    /// Give it in the policy of the resource.
    AllowOnResource,
    /// Give it in the policy of a KMS key.
    AllowOnKey,
    /// Give it in the trust policy of a role.
    AllowInTrust,
    /// Take a denying statement out of a policy of one's own, or of a resource.
    Undeny(DeniedBy),
    /// Take it out of a policy that AWS does not tell.
    UndenySomewhere,
    /// Ask those who set limits to others.
    AskOwner(DeniedBy),
}

impl Remedy {
    pub(super) fn of(denial: &Denial) -> Self {
        match (denial.by, denial.explicit) {
            (None, true) => Self::UndenySomewhere,
            (None | Some(DeniedBy::IdentityPolicy), false) => Self::Allow,
            (Some(DeniedBy::ResourcePolicy), false) if denial.action.starts_with("kms:") => {
                Self::AllowOnKey
            }
            (Some(DeniedBy::ResourcePolicy), false) => Self::AllowOnResource,
            (Some(DeniedBy::TrustPolicy), false) => Self::AllowInTrust,
            (
                Some(
                    by @ (DeniedBy::IdentityPolicy
                    | DeniedBy::ResourcePolicy
                    | DeniedBy::TrustPolicy),
                ),
                true,
            ) => Self::Undeny(by),
            (Some(by), _) => Self::AskOwner(by),
        }
    }

    /// What to do about actions, and which policy it is where that is known.
    pub(super) fn say(self, actions: &str, policy: Option<&str>) -> String {
        let which = policy.map(|policy| format!(" {policy}"));
        let which = which.as_deref().unwrap_or_default();
        match self {
            Self::Allow => format!("allow {actions}"),
            Self::AllowOnResource => format!("allow {actions} in the policy of the resource"),
            Self::AllowOnKey => format!("allow {actions} in the policy of the key, or by a grant"),
            Self::AllowInTrust => format!("allow {actions} in the trust policy of the role"),
            Self::Undeny(by) => {
                format!("take what denies {actions} out of the {by}{which}")
            }
            Self::UndenySomewhere => {
                format!("find the policy that denies {actions}, which AWS does not name")
            }
            Self::AskOwner(by) => {
                format!("ask whoever owns the {by}{which} to let {actions} through")
            }
        }
    }
}

/// What to do about one reading that is missing.
pub(crate) fn advice(gap: &FindingGap) -> String {
    match &gap.denial {
        Some(denial) => Remedy::of(denial).say(&denial.action, denial.policy.as_deref()),
        None => mending(gap.outcome).to_owned(),
    }
}

/// What was not seen and how to see it, on one line; nothing when all was seen.
pub(super) fn footer(report: &Report, style: &Style) -> Option<String> {
    let blinds = blinds(report);
    let failed: Vec<(&Cause<'_>, &Blind<'_>)> = blinds
        .iter()
        .filter_map(|blind| Some((blind.cause.as_ref()?, blind)))
        .collect();
    if failed.is_empty() {
        return None;
    }
    let mut unseen: Vec<String> = failed
        .iter()
        .take(CALLS)
        .map(|(cause, blind)| {
            format!(
                "{}{} ({}; {})",
                blind.untold(),
                place(report, blind),
                cause
                    .denial
                    .map_or_else(|| cause.outcome.as_str().replace('_', " "), Denial::deed),
                counted(blind.verdicts(), "verdict")
            )
        })
        .collect();
    if failed.len() > CALLS {
        unseen.push(format!("and {} more", failed.len() - CALLS));
    }
    let dash = style.glyph("—", "-");
    let causes = failed
        .into_iter()
        .map(|(cause, _)| (cause.outcome, cause.denial));
    Some(format!(
        "Not seen: {} {dash} {}.",
        unseen.join(", "),
        remedies(causes, ACTIONS).join("; ")
    ))
}

/// Where, when that is not everywhere the run looked.
fn place(report: &Report, blind: &Blind<'_>) -> String {
    let regions: BTreeSet<&str> = blind
        .findings
        .iter()
        .map(|finding| finding.resource.region.as_str())
        .filter(|region| *region != GLOBAL)
        .collect();
    match regions.first() {
        Some(_) if regions.len() >= report.run.regions.len() => String::new(),
        Some(region) if regions.len() == 1 => format!(" in {region}"),
        Some(_) => format!(" in {} regions", regions.len()),
        None => String::new(),
    }
}

/// What to do, each thing once: permissions first, with at most so many actions by name.
pub(super) fn remedies<'a>(
    causes: impl Iterator<Item = (Outcome, Option<&'a Denial>)>,
    most: usize,
) -> Vec<String> {
    let mut denials: BTreeMap<Remedy, BTreeSet<&str>> = BTreeMap::new();
    let mut others: BTreeMap<&str, BTreeSet<Outcome>> = BTreeMap::new();
    for (outcome, denial) in causes {
        match denial {
            Some(denial) => {
                denials
                    .entry(Remedy::of(denial))
                    .or_default()
                    .insert(&denial.action);
            }
            None => {
                others.entry(mending(outcome)).or_default().insert(outcome);
            }
        }
    }
    let alone = denials.is_empty() && others.len() == 1;
    let mut remedies: Vec<String> = denials
        .into_iter()
        .map(|(remedy, actions)| remedy.say(&some(&actions, most), None))
        .collect();
    let mut others: Vec<(BTreeSet<Outcome>, &str)> = others
        .into_iter()
        .map(|(mending, outcomes)| (outcomes, mending))
        .collect();
    others.sort();
    remedies.extend(others.into_iter().map(|(outcomes, mending)| {
        if alone {
            return mending.to_owned();
        }
        let outcomes: Vec<String> = outcomes
            .into_iter()
            .map(|outcome| outcome.as_str().replace('_', " "))
            .collect();
        format!("{mending} ({})", outcomes.join(", "))
    }));
    remedies
}

/// The first of many names, and how many there are besides.
fn some(names: &BTreeSet<&str>, most: usize) -> String {
    let shown: Vec<&str> = names.iter().copied().take(most).collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more (see above)"),
    }
}
