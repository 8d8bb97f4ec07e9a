//! What a deployment made, as its tool tells it: Terraform's state, CloudFormation's stacks, Pulumi's exports, CDK's outputs.
//!
//! Here files are read and names of types translated; whether the resources are there is for AWS to say. Values that may be secret are
//! left in the files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::inventory::RecordType;
use crate::report::verified::Uncovered;

/// What a deployment made.
#[derive(Debug, Default)]
pub struct Deployment {
    /// Its resources, in the order of its files.
    pub resources: Vec<Deployed>,
    /// Its outputs by name; those marked as secret are not among them.
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

/// A resource that AWS can be asked about. It has an id, an ARN, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
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
