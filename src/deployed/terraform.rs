//! Terraform's and OpenTofu's JSON: `show -json`, the state file, and `output -json`.
//!
//! After HashiCorp's "JSON Output Format" and the state file that Terraform writes since 0.12, version 4. Data sources were not made, and
//! what is deposed waits for its deletion: neither is of the deployment.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value as Json};

use super::error::Wrong;
use super::json::{Place, flag_of, list_of, object, object_of, required, text_of};
use super::{Contents, Deployed, types};
use crate::inventory::schema::Scope;
use crate::inventory::scope;
use crate::report::verified::Uncovered;

type Object = Map<String, Json>;

/// What `terraform show -json` tells of a state.
pub(super) fn shown(root: &Object) -> Result<Contents, Wrong> {
    let mut contents = Contents::naming_resources();
    let values = Place::Member(&Place::Top, "values");
    // A state without anything in it has no values.
    let Some(told) = object_of(root, "values", Place::Top)? else {
        return Ok(contents);
    };
    if let Some(outputs) = object_of(told, "outputs", values)? {
        add_outputs(outputs, Place::Member(&values, "outputs"), &mut contents)?;
    }
    if let Some(module) = object_of(told, "root_module", values)? {
        let mut found = Found::default();
        add_module(module, Place::Member(&values, "root_module"), &mut found)?;
        contents.resources = found.in_their_regions();
    }
    Ok(contents)
}

/// Resources, each with the provider that made it.
#[derive(Default)]
struct Found<'a>(Vec<(&'a str, Deployed)>);

impl Found<'_> {
    /// The resources, where one that does not tell its region is in that of all the others of its provider: a provider's configuration is for
    /// one region, and what was made elsewhere since version 6 says so itself. A state file tells configurations apart; what Terraform shows
    /// does not, so that there nothing is taken for known once there are two regions.
    fn in_their_regions(mut self) -> Vec<Deployed> {
        let mut regions: HashMap<&str, BTreeSet<String>> = HashMap::new();
        for (provider, resource) in &self.0 {
            if let Ok(subject) = &resource.subject
                && let Some(region) = &subject.region
            {
                regions.entry(*provider).or_default().insert(region.clone());
            }
        }
        for (provider, resource) in &mut self.0 {
            if let Ok(subject) = &mut resource.subject
                && subject.region.is_none()
                && scope(subject.ty) == Scope::Regional
                && let Some(regions) = regions.get(provider)
                && regions.len() == 1
            {
                subject.region = regions.first().cloned();
            }
        }
        self.0.into_iter().map(|(_, resource)| resource).collect()
    }
}

/// Modules nest no deeper than the JSON reader lets anything nest.
fn add_module<'a>(module: &'a Object, at: Place<'_>, found: &mut Found<'a>) -> Result<(), Wrong> {
    let address = text_of(module, "address", at)?;
    let resources = Place::Member(&at, "resources");
    for (index, resource) in list_of(module, "resources", at)?.iter().enumerate() {
        let at = Place::Item(&resources, index);
        let resource = object(resource, at)?;
        let mode = required(resource, "mode", at)?;
        if mode != "managed" || text_of(resource, "deposed_key", at)?.is_some() {
            continue;
        }
        let own = required(resource, "address", at)?;
        let whole = match address {
            // Terraform 0.12 leaves the module out.
            Some(module) if !own.starts_with(module) => format!("{module}.{own}"),
            _ => own.to_owned(),
        };
        let ty = required(resource, "type", at)?;
        let provider = required(resource, "provider_name", at)?;
        let attributes = object_of(resource, "values", at)?;
        found
            .0
            .push((provider, deployed(whole, ty, provider, attributes)));
    }
    let children = Place::Member(&at, "child_modules");
    for (index, child) in list_of(module, "child_modules", at)?.iter().enumerate() {
        let at = Place::Item(&children, index);
        add_module(object(child, at)?, at, found)?;
    }
    Ok(())
}

/// What a state file of version 4 tells.
pub(super) fn state(root: &Object) -> Result<Contents, Wrong> {
    let mut contents = Contents::naming_resources();
    if let Some(outputs) = object_of(root, "outputs", Place::Top)? {
        add_outputs(
            outputs,
            Place::Member(&Place::Top, "outputs"),
            &mut contents,
        )?;
    }
    let resources = Place::Member(&Place::Top, "resources");
    let mut found = Found::default();
    for (index, resource) in list_of(root, "resources", Place::Top)?.iter().enumerate() {
        let at = Place::Item(&resources, index);
        let resource = object(resource, at)?;
        if required(resource, "mode", at)? == "managed" {
            add_instances(resource, at, &mut found)?;
        }
    }
    contents.resources = found.in_their_regions();
    Ok(contents)
}

fn add_instances<'a>(
    resource: &'a Object,
    at: Place<'_>,
    found: &mut Found<'a>,
) -> Result<(), Wrong> {
    let ty = required(resource, "type", at)?;
    let name = required(resource, "name", at)?;
    let provider = required(resource, "provider", at)?;
    let module = text_of(resource, "module", at)?;
    let prefix = module.map_or_else(String::new, |module| format!("{module}."));
    let instances = Place::Member(&at, "instances");
    for (index, instance) in list_of(resource, "instances", at)?.iter().enumerate() {
        let at = Place::Item(&instances, index);
        let instance = object(instance, at)?;
        if text_of(instance, "deposed", at)?.is_some() {
            continue;
        }
        let key = match instance.get("index_key") {
            None | Some(Json::Null) => String::new(),
            Some(key @ (Json::Number(_) | Json::String(_))) => format!("[{key}]"),
            Some(_) => {
                return Err(Place::Member(&at, "index_key").wrong("neither a number nor a text"));
            }
        };
        // What was last written by Terraform 0.11 has its attributes in a flat map.
        let attributes = match object_of(instance, "attributes", at)? {
            Some(attributes) => Some(attributes),
            None => object_of(instance, "attributes_flat", at)?,
        };
        let address = format!("{prefix}{ty}.{name}{key}");
        found
            .0
            .push((provider, deployed(address, ty, provider, attributes)));
    }
    Ok(())
}

fn deployed(address: String, ty: &str, provider: &str, attributes: Option<&Object>) -> Deployed {
    let attribute = |name: &str| attributes.and_then(|of| text(of.get(name)?));
    let subject = match provider_of(provider) {
        "aws" => types::terraform(ty, &attribute),
        "awscc" => types::cloud_control(
            ty.strip_prefix("awscc_").unwrap_or(ty),
            attribute("id").as_deref(),
        ),
        _ => Err(Uncovered::Provider),
    };
    Deployed {
        address,
        declared_type: ty.to_owned(),
        subject,
    }
}

/// Which provider this is, where it is HashiCorp's: `registry.terraform.io/hashicorp/aws`, the same in
/// `module.x.provider["…"].alias`, or `provider.aws` and `aws` as Terraform 0.12 wrote it. Mirrors have other hosts.
fn provider_of(text: &str) -> &str {
    let source = match text.split_once("provider[\"") {
        Some((_, rest)) => rest.split('"').next().unwrap_or(rest),
        None => text,
    };
    if let Some((before, name)) = source.rsplit_once('/') {
        let is_hashicorp_s = before == "hashicorp" || before.ends_with("/hashicorp");
        return if is_hashicorp_s { name } else { "" };
    }
    let name = source
        .rsplit_once("provider.")
        .map_or(source, |(_, name)| name);
    name.split('.').next().unwrap_or(name)
}

/// An attribute's value as text; an empty one says nothing.
pub(super) fn text(value: &Json) -> Option<Cow<'_, str>> {
    match value {
        Json::String(text) if !text.is_empty() => Some(Cow::Borrowed(text)),
        Json::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// What `terraform output -json` tells.
pub(super) fn outputs(root: &Object) -> Result<Contents, Wrong> {
    let mut contents = Contents::default();
    add_outputs(root, Place::Top, &mut contents)?;
    Ok(contents)
}

fn add_outputs(outputs: &Object, at: Place<'_>, contents: &mut Contents) -> Result<(), Wrong> {
    for (name, output) in outputs {
        let at = Place::Member(&at, name);
        let output = object(output, at)?;
        if flag_of(output, "sensitive", at)? {
            contents.secret_outputs.insert(name.clone());
        } else if let Some(value) = output.get("value") {
            contents.outputs.insert(name.clone(), value.clone());
        } else {
            return Err(Place::Member(&at, "value").wrong("missing"));
        }
    }
    Ok(())
}
