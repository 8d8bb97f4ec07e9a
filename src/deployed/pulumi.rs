//! Pulumi's export of a stack, and the values in it that are marked as secret.
//!
//! After `apitype.DeploymentV3` and the signatures of property values in Pulumi's source. Only what the program itself made counts: not
//! components, which stand for nothing in AWS, nor what was only read (`external`) or waits for its deletion (`delete`).

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::error::Wrong;
use super::json::{Place, flag_of, list_of, object, object_of, required, text_of};
use super::terraform::text;
use super::{Contents, Deployed, types};
use crate::report::verified::Uncovered;

type Object = Map<String, Json>;

/// The key of an object that stands for a value of a kind that JSON does not have.
const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";
/// What stands there for things that are no secrets: a resource, an asset, an archive.
const OPEN: [&str; 3] = [
    "5cf8f73096256a8f31e491e813e4eb8e",
    "c44067f5952c0a294b673a41bacd8c17",
    "0def7320c3a5731c473e5ecbe6d01bc7",
];
/// What `pulumi stack output --json` writes in a secret's place.
const HIDDEN: &str = "[secret]";

/// Whether a secret is in a value, or in its place.
pub(super) fn has_secret(value: &Json) -> bool {
    match value {
        Json::String(text) => text == HIDDEN,
        Json::Array(items) => items.iter().any(has_secret),
        Json::Object(members) => {
            let is_one = members
                .get(SIGNATURE)
                .is_some_and(|kind| !kind.as_str().is_some_and(|kind| OPEN.contains(&kind)));
            is_one || members.values().any(has_secret)
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

/// A value in which there is no secret, without the marks of its kind: a resource that is an output is its URN and id.
pub(super) fn plain(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(members) => members
            .iter()
            .filter(|(name, _)| *name != SIGNATURE)
            .map(|(name, member)| (name.clone(), plain(member)))
            .collect(),
        other => other.clone(),
    }
}

/// What `pulumi stack export` tells, or a checkpoint in a backend of one's own.
pub(super) fn export(deployment: &Object, at: Place<'_>) -> Result<Contents, Wrong> {
    let mut contents = Contents::naming_resources();
    let listed = list_of(deployment, "resources", at)?;
    let resources = Place::Member(&at, "resources");
    let mut all = Vec::with_capacity(listed.len());
    for (index, resource) in listed.iter().enumerate() {
        let at = Place::Item(&resources, index);
        all.push(Resource::read(object(resource, at)?, at)?);
    }
    let regions = regions(&all);
    for resource in &all {
        if resource.ty == "pulumi:pulumi:Stack" {
            for (name, value) in resource.outputs.into_iter().flatten() {
                contents.add_output(name, value);
            }
        } else if resource.is_made {
            contents.resources.push(resource.deployed(&regions));
        }
    }
    Ok(contents)
}

struct Resource<'a> {
    urn: &'a str,
    ty: &'a str,
    id: Option<&'a str>,
    /// The provider that made it: its URN and id.
    provider: Option<&'a str>,
    outputs: Option<&'a Object>,
    is_made: bool,
}

impl<'a> Resource<'a> {
    fn read(resource: &'a Object, at: Place<'_>) -> Result<Self, Wrong> {
        let ty = required(resource, "type", at)?;
        let is_gone = flag_of(resource, "delete", at)? || flag_of(resource, "external", at)?;
        Ok(Self {
            urn: required(resource, "urn", at)?,
            ty,
            id: text_of(resource, "id", at)?,
            provider: text_of(resource, "provider", at)?,
            outputs: object_of(resource, "outputs", at)?,
            is_made: flag_of(resource, "custom", at)? && !is_gone && !ty.starts_with("pulumi:"),
        })
    }

    /// One of its outputs by Terraform's name for it.
    fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        if name == "id" {
            return self.id.filter(|id| !id.is_empty()).map(Cow::Borrowed);
        }
        text(self.outputs?.get(&camel_case(name))?).filter(|text| text != HIDDEN)
    }

    fn deployed(&self, regions: &HashMap<String, &str>) -> Deployed {
        let region = || {
            let region = self.provider.and_then(|provider| regions.get(provider));
            region.map(|region| Cow::Borrowed(*region))
        };
        let attribute = |name: &str| match self.attribute(name) {
            None if name == "region" => region(),
            value => value,
        };
        let subject = match self.ty.split_once(':') {
            // aws:rds/instance:Instance
            Some(("aws", name)) => {
                types::pulumi(name.split(':').next().unwrap_or(name), &attribute)
            }
            Some(("aws-native", name)) => types::cloud_control(name, self.id),
            _ => Err(Uncovered::Provider),
        };
        Deployed {
            address: self.urn.to_owned(),
            declared_type: self.ty.to_owned(),
            subject,
        }
    }
}

/// The regions that providers were given, by their URN and id as resources name them.
fn regions<'a>(all: &[Resource<'a>]) -> HashMap<String, &'a str> {
    all.iter()
        .filter(|resource| resource.ty == "pulumi:providers:aws")
        .filter_map(|resource| {
            let region = resource.outputs?.get("region")?.as_str()?;
            Some((format!("{}::{}", resource.urn, resource.id?), region))
        })
        .collect()
}

/// `db_subnet_group` as `dbSubnetGroup`, as the bridge between Terraform's provider and Pulumi writes it.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}
