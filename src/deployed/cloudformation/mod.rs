//! A stack of CloudFormation's, asked of AWS by its name: its outputs, its resources and those of the stacks nested in it.
//!
//! What a resource of a stack is to us is the business of [`translate`]; whether it is there is asked by name afterwards, like any other.

mod translate;

use std::collections::HashSet;

use aws_sdk_cloudformation::types::{self, ResourceStatus, StackStatus};
use thiserror::Error;

use super::Deployment;
use crate::aws::Failure;
use crate::call::Call;
use crate::collect::Site;
use crate::expr::suggestion;
use crate::inventory::Gap;
use translate::StackResource;

/// cloudformation:DescribeStacks
pub static DESCRIBE_STACKS: Call =
    Call::new("cloudformation", "DescribeStacks").paired(&[("StackName", "StackStatus")]);
/// cloudformation:ListStackResources
pub static LIST_STACK_RESOURCES: Call =
    Call::new("cloudformation", "ListStackResources").paired(&[
        ("LogicalResourceId", "ResourceType"),
        ("LogicalResourceId", "ResourceStatus"),
    ]);

/// The calls that are made to read a stack.
#[cfg(test)]
pub static CALLS: &[&Call] = &[&DESCRIBE_STACKS, &LIST_STACK_RESOURCES];

/// How many stacks deep is read: far more than anyone nests.
const DEEPEST: usize = 16;

/// A stack.
#[derive(Debug)]
pub(crate) struct Stack {
    /// What it made.
    pub(crate) deployment: Deployment,
    /// AWS's word for how far it is: `UPDATE_COMPLETE`.
    pub(crate) status: String,
}

impl Stack {
    /// Whether AWS is still at work on it.
    pub(crate) fn is_in_progress(&self) -> bool {
        self.status.ends_with("_IN_PROGRESS")
    }
}

/// Why a stack cannot be read.
#[derive(Debug, Error)]
pub(crate) enum StackError {
    /// AWS answered, and there is none.
    #[error("there is no CloudFormation stack {name} in {region} of account {account}{}", .help.as_deref().map(|help| format!("; {help}")).unwrap_or_default())]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// Where.
        region: String,
        /// Whose.
        account: String,
        /// A name that is near.
        help: Option<String>,
    },
    /// A call did not tell.
    #[error("the CloudFormation stack cannot be read: {}: {}", .0.call, .0.error)]
    Unread(Gap),
}

impl StackError {
    fn of(failure: Failure, call: &'static Call, site: &Site) -> Self {
        match failure {
            Failure::Gap(gap) => Self::Unread(gap),
            Failure::Absent | Failure::Gone => {
                Self::Unread(site.malformed(call, "the stack went away while it was read"))
            }
        }
    }
}

/// Reads a stack of the site's region by its name or id.
///
/// # Errors
/// When there is none, or a call did not tell: a stack of which a part was not read would be taken for one without it.
pub(crate) async fn read(site: &Site, name: &str) -> Result<Stack, StackError> {
    let (id, status, mut deployment) = root(site, name).await?;
    let mut seen = HashSet::from([id.clone()]);
    // Stacks whose resources are still to be listed: each with its id and the addresses that lead to it.
    let mut waiting = vec![(id, String::new(), 0)];
    while let Some((stack, prefix, depth)) = waiting.pop() {
        for resource in resources(site, &stack).await? {
            match resource.nested_stack() {
                Some(nested) if seen.insert(nested.to_owned()) => {
                    if depth == DEEPEST {
                        let words = "its stacks are nested too deep";
                        return Err(StackError::Unread(
                            site.malformed(&LIST_STACK_RESOURCES, words),
                        ));
                    }
                    let prefix = format!("{prefix}{}.", resource.logical_id);
                    waiting.push((nested.to_owned(), prefix, depth + 1));
                }
                Some(_) => {}
                None => deployment.resources.extend(resource.deployed(
                    &prefix,
                    site.region(),
                    site.account(),
                )),
            }
        }
    }
    Ok(Stack { deployment, status })
}

/// The stack's id, its status, and its outputs.
async fn root(site: &Site, name: &str) -> Result<(String, String, Deployment), StackError> {
    let request = site.cloudformation().describe_stacks().stack_name(name);
    let call = &DESCRIBE_STACKS;
    let answer = match site
        .call_meaning(call, || request.send(), unknown_stack)
        .await
    {
        Ok(answer) => answer,
        Err(Failure::Absent | Failure::Gone) => return Err(unknown(site, name).await),
        Err(Failure::Gap(gap)) => return Err(StackError::Unread(gap)),
    };
    let stacks = answer.stacks;
    let Some([stack]) = stacks.as_deref() else {
        let words = "the answer is not of one stack";
        return Err(StackError::Unread(site.malformed(call, words)));
    };
    let (Some(id), Some(status)) = (stack.stack_id(), stack.stack_status()) else {
        return Err(StackError::Unread(Gap::missing(
            call,
            "id or status of the stack",
        )));
    };
    let mut deployment = Deployment::default();
    // A stack without outputs has no such member.
    for output in stack.outputs() {
        let (Some(key), Some(value)) = (output.output_key(), output.output_value()) else {
            return Err(StackError::Unread(Gap::missing(
                call,
                "key or value of an output",
            )));
        };
        deployment.outputs.insert(key.to_owned(), value.into());
    }
    Ok((
        id.to_owned(),
        StackStatus::as_str(status).to_owned(),
        deployment,
    ))
}

/// CloudFormation has no error code of its own for this (API Reference, "DescribeStacks": a `ValidationError` if the stack does not exist).
fn unknown_stack(failure: Failure) -> Failure {
    match failure {
        Failure::Gap(gap)
            if gap.error.starts_with("ValidationError") && gap.error.contains("does not exist") =>
        {
            Failure::Absent
        }
        other => other,
    }
}

/// That there is no such stack, with the name of one that is nearly called so.
async fn unknown(site: &Site, name: &str) -> StackError {
    let pages = || {
        site.cloudformation()
            .describe_stacks()
            .into_paginator()
            .send()
    };
    // Where they cannot be listed, there is no advice.
    let stacks = site
        .read(&DESCRIBE_STACKS, pages, |page| page.stacks)
        .await
        .ok();
    let names = stacks.iter().flatten().filter_map(types::Stack::stack_name);
    StackError::Unknown {
        name: name.to_owned(),
        region: site.region().to_owned(),
        account: site.account().to_owned(),
        help: suggestion(name, names),
    }
}

async fn resources(site: &Site, stack: &str) -> Result<Vec<StackResource>, StackError> {
    let call = &LIST_STACK_RESOURCES;
    let request = site
        .cloudformation()
        .list_stack_resources()
        .stack_name(stack);
    let pages = || request.into_paginator().send();
    let listed = site
        .read(call, pages, |page| page.stack_resource_summaries)
        .await
        .map_err(|failure| StackError::of(failure, call, site))?;
    let translated = listed.iter().map(|resource| {
        Some(StackResource {
            logical_id: written(resource.logical_resource_id())?,
            physical_id: written(resource.physical_resource_id()),
            ty: written(resource.resource_type())?,
            status: resource
                .resource_status()
                .map(ResourceStatus::as_str)?
                .to_owned(),
        })
    });
    let translated: Option<Vec<_>> = translated.collect();
    translated.ok_or_else(|| {
        StackError::Unread(Gap::missing(
            call,
            "logical id, type or status of a resource",
        ))
    })
}

/// A text that the SDK gives empty when the answer lacks it.
fn written(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}
