//! Files that hold outputs alone: CDK's and plain ones. Where no file names resources, outputs that cannot but name one stand for it.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value as Json};

use super::types::arn::{self, Arn};
use super::{Contents, Deployed, Subject};
use crate::inventory::{RecordType, ec2};

type Object = Map<String, Json>;

/// What `pulumi stack output --json` tells, and any object of outputs.
pub(super) fn flat(root: &Object) -> Contents {
    let mut contents = Contents::default();
    for (name, value) in root {
        contents.add_output(name, value);
    }
    contents
}

/// Whether an object is what `cdk deploy --outputs-file` writes: stacks, and in each texts by key.
pub(super) fn is_cdk_s(root: &Object) -> bool {
    let is_stack = |value: &Json| {
        let keys = value.as_object();
        keys.is_some_and(|keys| keys.values().all(Json::is_string))
    };
    root.values().all(is_stack)
        && root
            .values()
            .any(|stack| stack.as_object().is_some_and(|keys| !keys.is_empty()))
}

/// What CDK's file tells: each stack under its name, and each key by itself as well.
pub(super) fn cdk(root: &Object) -> Contents {
    let mut contents = flat(root);
    for (stack, keys) in root {
        // A stack one of whose outputs is kept secret is itself.
        if contents.secret_outputs.contains(stack) {
            continue;
        }
        for (key, value) in keys.as_object().into_iter().flatten() {
            contents.keys.push((key.clone(), value.clone()));
        }
    }
    contents
}

/// The resources that outputs name: by an ARN, or by an id that no two types have in common.
pub(super) fn resources(outputs: &BTreeMap<String, Json>) -> Vec<Deployed> {
    let mut found = Found::default();
    for (name, value) in outputs {
        found.add(&format!("output.{name}"), value);
    }
    found.resources
}

#[derive(Default)]
struct Found<'a> {
    resources: Vec<Deployed>,
    /// What they were named by: one that several outputs name is one.
    texts: HashSet<&'a str>,
}

impl<'a> Found<'a> {
    fn add(&mut self, address: &str, value: &'a Json) {
        match value {
            Json::String(text) => {
                if let Some(subject) = named(text).filter(|_| self.texts.insert(text)) {
                    self.resources.push(Deployed {
                        address: address.to_owned(),
                        declared_type: subject.ty.name.to_owned(),
                        subject: Ok(subject),
                    });
                }
            }
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.add(&format!("{address}[{index}]"), item);
                }
            }
            Json::Object(members) => {
                for (key, member) in members {
                    self.add(&format!("{address}.{key}"), member);
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
}

fn named(text: &str) -> Option<Subject> {
    let subject = |ty, id, arn: Option<Arn>| Subject {
        ty,
        id,
        region: arn.as_ref().and_then(Arn::region).map(str::to_owned),
        account: arn.as_ref().and_then(Arn::account).map(str::to_owned),
        arn: arn.map(Arn::into_text),
    };
    if let Some(arn) = Arn::parse(text) {
        let resource = arn::resource(&arn)?;
        return Some(subject(resource.ty, resource.id, Some(arn)));
    }
    let ty = by_prefix(text)?;
    Some(subject(ty, Some(text.to_owned()), None))
}

/// EC2's ids have eight or seventeen hexadecimal digits behind what tells their type (Amazon EC2 User Guide, "Resource IDs").
static ID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^([a-z]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})$").ok());

fn by_prefix(text: &str) -> Option<&'static RecordType> {
    let captures = ID.as_ref()?.captures(text)?;
    match captures.get(1)?.as_str() {
        "vpc" => Some(&ec2::VPC),
        "subnet" => Some(&ec2::SUBNET),
        "sg" => Some(&ec2::SECURITY_GROUP),
        "i" => Some(&ec2::INSTANCE),
        "vol" => Some(&ec2::VOLUME),
        "nat" => Some(&ec2::NAT_GATEWAY),
        "igw" => Some(&ec2::INTERNET_GATEWAY),
        "rtb" => Some(&ec2::ROUTE_TABLE),
        "eni" => Some(&ec2::NETWORK_INTERFACE),
        "vpce" => Some(&ec2::VPC_ENDPOINT),
        _ => None,
    }
}
