//! What `verify` has to say beside findings: what became of each resource of a deployment, and of each expectation.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::finding::{FindingGap, ResourceRef, Status};
use crate::inventory::registry::{self, TypeName};

/// What a deployment's verification adds to a report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Verified {
    /// Each resource that the deployment is said to have made.
    pub resources: Vec<DeployedLine>,
    /// Each expectation, in the order of its file.
    pub expectations: Vec<Expected>,
}

impl Verified {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.expectations.is_empty()
    }

    /// What became of each resource and of each expectation. What is not looked for does not count.
    pub fn statuses(&self) -> impl Iterator<Item = Status> {
        let of_resources = self.resources.iter().map(|line| match line.presence {
            Presence::Found(_) | Presence::Uncovered(_) => Status::Pass,
            Presence::Missing { .. } => Status::Fail,
            Presence::Unknown(_) => Status::Unknown,
        });
        of_resources.chain(self.expectations.iter().map(|expected| expected.status))
    }

    /// Whether everything was found and all that is expected holds.
    pub fn holds(&self) -> bool {
        self.statuses().all(|status| status == Status::Pass)
    }

    /// How many expectations have this status.
    pub fn expected(&self, status: Status) -> usize {
        let of_it = |expected: &&Expected| expected.status == status;
        self.expectations.iter().filter(of_it).count()
    }

    /// How many resources are present in a way.
    pub fn present(&self, way: impl Fn(&Presence) -> bool) -> usize {
        let so = |line: &&DeployedLine| way(&line.presence);
        self.resources.iter().filter(so).count()
    }
}

/// What became of one resource of a deployment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeployedLine {
    /// What the deployment's tool calls it: `module.db.aws_db_instance.this[0]`, a logical id, a URN.
    pub address: String,
    /// The tool's name for its type: `aws_db_instance`, `AWS::RDS::DBInstance`.
    pub declared_type: String,
    /// What AWS says of it.
    pub presence: Presence,
}

/// Whether a resource of a deployment is there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It is.
    Found(ResourceRef),
    /// AWS answered, and there is none: a failure.
    Missing {
        /// CloudFormation's type name.
        #[serde(deserialize_with = "registry::known_name")]
        ty: TypeName,
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

impl Presence {
    /// As the JSON contract spells it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::Missing { .. } => "missing",
            Self::Unknown(_) => "unknown",
            Self::Uncovered(_) => "uncovered",
        }
    }
}

impl Uncovered {
    /// All of them, what is least fine first.
    pub const ALL: [Self; 4] = [
        Self::Nameless,
        Self::Type,
        Self::Provider,
        Self::PartOfAnother,
    ];

    /// Why, for people.
    pub const fn why(self) -> &'static str {
        match self {
            Self::Type => "of a type that awsert does not read",
            Self::Provider => "another provider's",
            Self::PartOfAnother => "part of another resource, and read with that one",
            Self::Nameless => "the deployment does not say what AWS calls it",
        }
    }
}

/// Why a resource of a deployment is not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expected {
    /// Its name, as its author wrote it.
    pub name: String,
    /// The file it stands in, and the line where it begins, from 1; none where it follows from the deployment itself.
    pub place: Option<(PathBuf, usize)>,
    /// CloudFormation's name of the type it is about.
    #[serde(deserialize_with = "registry::known_name")]
    pub ty: TypeName,
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

impl Expected {
    /// Its file and line, as people write them.
    pub(super) fn written_at(&self) -> Option<String> {
        let (path, line) = self.place.as_ref()?;
        Some(format!("{}:{line}", path.display()))
    }
}

/// An assertion of an expectation that does not hold of a resource, or is not known to.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
