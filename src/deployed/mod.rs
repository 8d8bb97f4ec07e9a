//! What a deployment made, as its tool tells it: Terraform's state, CloudFormation's stacks, Pulumi's exports, CDK's outputs.
//!
//! Here files are read and names of types translated; whether the resources are there is for AWS to say. Values that may be secret are
//! left in the files.

pub(crate) mod cloudformation;
mod error;
mod file;
mod json;
mod outputs;
mod pulumi;
mod terraform;
#[cfg(test)]
mod tests;
mod types;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

pub use error::ReadError;

use crate::inventory::RecordType;
use crate::report::verified::Uncovered;

/// What a deployment made.
#[derive(Debug, Default)]
pub struct Deployment {
    /// Its resources, in the order of its files.
    pub resources: Vec<Deployed>,
    /// Its outputs by name; those marked as secret are not among them. Of CDK's file each stack is an output, an object with the stack's
    /// outputs by their keys (`outputs.Network.VpcId`), and each key is one too where no other stack has it (`outputs.VpcId`).
    pub outputs: BTreeMap<String, Json>,
    /// The names of the outputs that are marked as secret.
    pub secret_outputs: BTreeSet<String>,
}

/// One resource of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// What the deployment's tool calls it: `module.db.aws_db_instance.this[0]`, a logical id, a URN.
    pub address: String,
    /// The tool's name for its type: `aws_db_instance`, `AWS::RDS::DBInstance`, `aws:rds/instance:Instance`.
    pub declared_type: String,
    /// What it is to us, or why it is nothing.
    pub subject: Result<Subject, Uncovered>,
}

/// A resource that AWS can be asked about. It has an id, an ARN, or both; what there is one of in each region or account may have neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its type.
    pub ty: &'static RecordType,
    /// What the inventory calls it: `resource.id`.
    pub id: Option<String>,
    /// Its ARN.
    pub arn: Option<String>,
    /// Its region, where the tool tells it.
    pub region: Option<String>,
    /// Its account, where the tool tells it.
    pub account: Option<String>,
}

impl fmt::Debug for Subject {
    /// Types lead to each other in circles: the name has to do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject")
            .field("ty", &self.ty.name)
            .field("id", &self.id)
            .field("arn", &self.arn)
            .field("region", &self.region)
            .field("account", &self.account)
            .finish()
    }
}

/// What one file tells.
#[derive(Debug, Default)]
struct Contents {
    /// Whether files of this kind name the resources, so that outputs need not.
    names_resources: bool,
    resources: Vec<Deployed>,
    outputs: BTreeMap<String, Json>,
    secret_outputs: BTreeSet<String>,
    /// Outputs by the keys that they have within their stacks: several may have one key.
    keys: Vec<(String, Json)>,
}

impl Contents {
    fn naming_resources() -> Self {
        Self {
            names_resources: true,
            ..Self::default()
        }
    }

    /// Adds an output of a kind of file that marks secrets in the values alone.
    fn add_output(&mut self, name: &str, value: &Json) {
        if pulumi::has_secret(value) {
            self.secret_outputs.insert(name.to_owned());
        } else {
            self.outputs.insert(name.to_owned(), pulumi::plain(value));
        }
    }
}

impl Deployment {
    /// What files tell, each of whatever kind it is; several are joined.
    ///
    /// # Errors
    /// When one cannot be read or is of no kind that is known, or two tell different values of one output.
    pub fn read(paths: &[PathBuf]) -> Result<Self, ReadError> {
        let mut deployment = Self::default();
        let mut sources = BTreeMap::new();
        let mut keys = Vec::new();
        let mut names_resources = false;
        for path in paths {
            let contents = file::read(path)?;
            names_resources |= contents.names_resources;
            deployment.resources.extend(contents.resources);
            deployment.secret_outputs.extend(contents.secret_outputs);
            keys.extend(contents.keys);
            for (name, value) in contents.outputs {
                deployment.add(name, value, path, &mut sources)?;
            }
        }
        deployment.add_keys(keys);
        // What one file keeps secret is so, whatever another shows.
        for secret in &deployment.secret_outputs {
            deployment.outputs.remove(secret);
        }
        if names_resources {
            // One that two files tell of is one; another that has its address is not.
            let mut seen = HashSet::new();
            deployment.resources.retain(|resource| {
                let subject = resource.subject.as_ref().ok();
                seen.insert((
                    resource.address.clone(),
                    subject.and_then(|subject| subject.id.clone()),
                    subject.and_then(|subject| subject.arn.clone()),
                ))
            });
        } else {
            deployment.resources = outputs::resources(&deployment.outputs);
        }
        Ok(deployment)
    }

    /// Adds what another tells. Of two outputs of one name the first stands.
    pub(crate) fn join(&mut self, other: Self) {
        self.resources.extend(other.resources);
        self.secret_outputs.extend(other.secret_outputs);
        for (name, value) in other.outputs {
            self.outputs.entry(name).or_insert(value);
        }
        for secret in &self.secret_outputs {
            self.outputs.remove(secret);
        }
    }

    fn add<'a>(
        &mut self,
        name: String,
        value: Json,
        path: &'a Path,
        sources: &mut BTreeMap<String, &'a Path>,
    ) -> Result<(), ReadError> {
        match self.outputs.entry(name) {
            Entry::Vacant(entry) => {
                sources.insert(entry.key().clone(), path);
                entry.insert(value);
                Ok(())
            }
            Entry::Occupied(entry) if *entry.get() == value => Ok(()),
            Entry::Occupied(entry) => Err(ReadError::Outputs {
                name: entry.key().clone(),
                first: sources.get(entry.key()).copied().unwrap_or(path).to_owned(),
                second: path.to_owned(),
            }),
        }
    }

    /// Adds the keys that one stack alone has, and no output has for its name.
    fn add_keys(&mut self, keys: Vec<(String, Json)>) {
        let mut by_key: BTreeMap<String, Vec<Json>> = BTreeMap::new();
        for (key, value) in keys {
            by_key.entry(key).or_default().push(value);
        }
        for (key, mut values) in by_key {
            if values.len() == 1
                && let Some(value) = values.pop()
            {
                self.outputs.entry(key).or_insert(value);
            }
        }
    }
}
