//! What the contract says of frameworks: each requirement, and how it stands.

use serde::Serialize;

use crate::framework::answers::{Answer, Answers, Standing};
use crate::report::Counts;

/// What the findings say of a framework.
#[derive(Serialize)]
pub(super) struct FrameworkRecord<'a> {
    id: &'a str,
    title: &'a str,
    requirements: Vec<RequirementRecord<'a>>,
}

#[derive(Serialize)]
pub(in crate::report) struct RequirementRecord<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    standing: Standing,
    /// Why a person has to look, or why there is no check.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    checks: &'a [String],
    /// Those of the checks that were not selected.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    left_out: &'a [String],
    findings: Counts,
}

impl<'a> FrameworkRecord<'a> {
    pub(super) fn of(answers: &'a Answers) -> Self {
        Self {
            id: &answers.framework,
            title: &answers.title,
            requirements: answers
                .requirements
                .iter()
                .map(RequirementRecord::of)
                .collect(),
        }
    }
}

impl<'a> RequirementRecord<'a> {
    pub(in crate::report) fn of(answer: &'a Answer) -> Self {
        Self {
            id: &answer.requirement,
            title: answer.title.as_deref(),
            standing: answer.standing,
            note: answer.note.as_deref(),
            checks: &answer.checks,
            left_out: &answer.left_out,
            findings: answer.counts,
        }
    }
}
