//! What `verify` has to say beside findings: what became of each resource of a deployment, and of each expectation.

use std::path::PathBuf;

use serde::Serialize;

use crate::finding::{FindingGap, ResourceRef, Status};

/// What a deployment's verification adds to a report.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// Each resource that the deployment is said to have made.
    pub resources: Vec<DeployedLine>,
    /// Each expectation, in the order of its file.
    pub expectations: Vec<Expected>,
}

/// What became of one resource of a deployment.
#[derive(Clone, Debug)]
pub struct DeployedLine {
    /// What the deployment's tool calls it: `module.db.aws_db_instance.this[0]`, a logical id, a URN.
    pub address: String,
    /// The tool's name for its type: `aws_db_instance`, `AWS::RDS::DBInstance`.
    pub declared_type: String,
    /// What AWS says of it.
    pub presence: Presence,
}

/// Whether a resource of a deployment is there.
#[derive(Clone, Debug)]
pub enum Presence {
    /// It is.
    Found(ResourceRef),
    /// AWS answered, and there is none: a failure.
    Missing {
        /// CloudFormation's type name.
        ty: &'static str,
        /// The id or ARN that was asked for.
        name: String,
        /// The region, or `global`.
        region: String,
    },
    /// It could not be read.
    Unknown(FindingGap),
    /// It could not be looked for.
    Uncovered(Uncovered),
}

/// Why a resource of a deployment is not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Uncovered {
    /// It is AWS's, and of no type that is read.
    Type,
    /// It is another provider's.
    Provider,
    /// It stands for a relation or a setting of another resource, which is read with that one.
    PartOfAnother,
    /// The deployment's tool does not say what AWS calls it.
    Nameless,
}

/// What came of one expectation.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Its name, as its author wrote it.
    pub name: String,
    /// The file it stands in.
    pub path: PathBuf,
    /// The line where it begins, from 1.
    pub line: usize,
    /// CloudFormation's name of the type it is about.
    pub ty: &'static str,
    /// Pass, fail or unknown.
    pub status: Status,
    /// One sentence for people.
    pub message: String,
    /// The resources that it is about.
    pub resources: Vec<ResourceRef>,
    /// What does not hold, or is not known to.
    pub unmet: Vec<Unmet>,
    /// Whether AWS says that something is still on its way, so that it may yet come true.
    pub pending: Option<String>,
}

/// An assertion of an expectation that does not hold of a resource, or is not known to.
#[derive(Clone, Debug)]
pub struct Unmet {
    /// Its text, on one line.
    pub assertion: String,
    /// The resource.
    pub resource: ResourceRef,
    /// Fail or unknown.
    pub status: Status,
    /// The readings it rests on: path relative to `resource`, and value.
    pub evidence: indexmap::IndexMap<String, serde_json::Value>,
    /// What could not be read.
    pub gaps: Vec<FindingGap>,
}
