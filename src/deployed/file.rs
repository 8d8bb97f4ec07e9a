//! One file of a deployment: which kind it is, by what it holds and never by its name, or why it is none.

use std::path::Path;

use serde_json::error::Category;
use serde_json::{Map, Value as Json};

use super::error::{ReadError, Wrong};
use super::json::{Place, object};
use super::{Contents, outputs, pulumi, terraform};
use crate::user_file;

type Object = Map<String, Json>;

/// The state of a very large root module has some tens of MB.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What is understood, for whoever gave something else.
const KINDS: &str = "give what one of these wrote: `terraform show -json` (or `tofu`), Terraform's state file, `terraform output -json`, \
    `pulumi stack export`, `pulumi stack output --json`, `cdk deploy --outputs-file`; or an object of outputs, {\"name\": value}";

/// Reads a file of whatever kind.
pub(super) fn read(path: &Path) -> Result<Contents, ReadError> {
    let text = user_file::read_up_to(path, LONGEST).map_err(|error| ReadError::File {
        path: path.to_owned(),
        error,
    })?;
    contents(&text).map_err(|wrong| wrong.in_file(path))
}

/// What a file's text tells.
pub(super) fn contents(text: &str) -> Result<Contents, Wrong> {
    // Windows' tools begin text with a mark of its byte order.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root: Json = serde_json::from_str(text).map_err(|error| no_json(text, &error))?;
    let root = root
        .as_object()
        .ok_or_else(|| Wrong::new("it is JSON, but no object", KINDS))?;
    Kind::of(root)?.read(root)
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    TerraformShow,
    TerraformState,
    TerraformOutputs,
    PulumiExport,
    PulumiCheckpoint,
    CdkOutputs,
    Outputs,
}

impl Kind {
    fn of(root: &Object) -> Result<Self, Wrong> {
        let has = |name: &str| root.contains_key(name);
        let has_list = |name: &str| root.get(name).is_some_and(Json::is_array);
        let has_text = |name: &str| root.get(name).is_some_and(Json::is_string);
        if has_text("encrypted_data") {
            return Err(Wrong::new(
                "it is a state that OpenTofu has encrypted",
                "let OpenTofu open it: `tofu show -json > state.json`",
            ));
        }
        if has("planned_values") || has_list("resource_changes") {
            return Err(Wrong::new(
                "it is a plan: it says what will be made, not what was",
                "after `terraform apply`, run `terraform show -json > state.json`, without the plan's file",
            ));
        }
        if has_text("format_version") {
            return shown(root);
        }
        if let Some(version) = root.get("version").filter(|version| version.is_number()) {
            let version = version.as_u64();
            if has("deployment") || has("checkpoint") {
                return exported(root, version);
            }
            if [
                "terraform_version",
                "lineage",
                "serial",
                "resources",
                "modules",
            ]
            .iter()
            .any(|name| has(name))
            {
                return state(version);
            }
        }
        if has_text("AWSTemplateFormatVersion") || is_template(root) {
            return Err(Wrong::new(
                "it is a template of CloudFormation's: it says what is meant, not what was made",
                "name the stack that was made of it",
            ));
        }
        if has_list("Stacks") || has_list("StackResourceSummaries") || has_list("StackResources") {
            return Err(Wrong::new(
                "it is CloudFormation's answer about a stack",
                "name the stack: its outputs and resources are asked for then",
            ));
        }
        Ok(of_outputs(root))
    }

    fn read(self, root: &Object) -> Result<Contents, Wrong> {
        match self {
            Self::TerraformShow => terraform::shown(root),
            Self::TerraformState => terraform::state(root),
            Self::TerraformOutputs => terraform::outputs(root),
            Self::PulumiExport => pulumi::export(
                member(root, "deployment", Place::Top)?,
                Place::Member(&Place::Top, "deployment"),
            ),
            Self::PulumiCheckpoint => {
                let at = Place::Member(&Place::Top, "checkpoint");
                let checkpoint = member(root, "checkpoint", Place::Top)?;
                pulumi::export(
                    member(checkpoint, "latest", at)?,
                    Place::Member(&at, "latest"),
                )
            }
            Self::CdkOutputs => Ok(outputs::cdk(root)),
            Self::Outputs => Ok(outputs::flat(root)),
        }
    }
}

fn member<'a>(map: &'a Object, name: &str, at: Place<'_>) -> Result<&'a Object, Wrong> {
    let at = Place::Member(&at, name);
    object(map.get(name).ok_or_else(|| at.wrong("missing"))?, at)
}

/// What Terraform tells in JSON has a version, of which the first number alone may not be passed over. Before Terraform 1.1 it was 0.
fn shown(root: &Object) -> Result<Kind, Wrong> {
    let version = root.get("format_version").and_then(Json::as_str);
    let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    if !matches!(major, Some(0 | 1)) {
        return Err(Wrong::new(
            "it is Terraform's JSON of a format_version other than 1.x",
            "a newer awsert may read it; until then give the state file, or `terraform output -json`",
        ));
    }
    let of_a_state = [
        "format_version",
        "terraform_version",
        "values",
        "checks",
        "timestamp",
    ];
    if root.contains_key("values") || root.keys().all(|name| of_a_state.contains(&name.as_str())) {
        return Ok(Kind::TerraformShow);
    }
    Err(Wrong::new(
        "it is Terraform's JSON, but of something else than a state",
        "run `terraform show -json > state.json`",
    ))
}

fn state(version: Option<u64>) -> Result<Kind, Wrong> {
    match version {
        Some(4) => Ok(Kind::TerraformState),
        Some(0..4) => Err(Wrong::new(
            "it is a state file of Terraform 0.11 or before",
            "Terraform 0.12 and later write it anew when they apply; or give `terraform output -json`",
        )),
        _ => Err(Wrong::new(
            "it is a state file of a version after 4",
            "a newer awsert may read it; until then give `terraform show -json`",
        )),
    }
}

fn exported(root: &Object, version: Option<u64>) -> Result<Kind, Wrong> {
    match version {
        Some(3 | 4) if root.contains_key("deployment") => Ok(Kind::PulumiExport),
        Some(3 | 4) => Ok(Kind::PulumiCheckpoint),
        Some(0..3) => Err(Wrong::new(
            "it is a stack as Pulumi exported it before version 1.0",
            "run `pulumi stack export > stack.json` with a current Pulumi",
        )),
        _ => Err(Wrong::new(
            "it is a stack as a Pulumi exports it that is newer than what is understood",
            "a newer awsert may read it; until then give `pulumi stack output --json`",
        )),
    }
}

/// Whether an object is a template: its resources have types.
fn is_template(root: &Object) -> bool {
    let resources = root.get("Resources").and_then(Json::as_object);
    resources.is_some_and(|resources| {
        !resources.is_empty()
            && resources.values().all(|one| {
                one.get("Type")
                    .and_then(Json::as_str)
                    .is_some_and(|ty| ty.contains("::"))
            })
    })
}

fn of_outputs(root: &Object) -> Kind {
    // One that is told with its sensitivity is enough: nothing sensitive may be taken for a plain value.
    let is_terraform_s = |output: &Json| {
        output.get("sensitive").is_some_and(Json::is_boolean) && output.get("type").is_some()
    };
    if root.values().any(is_terraform_s) {
        Kind::TerraformOutputs
    } else if outputs::is_cdk_s(root) {
        Kind::CdkOutputs
    } else {
        Kind::Outputs
    }
}

/// What to say of a text that is no JSON. Of its words only those that tell languages apart are looked at, and none is repeated.
fn no_json(text: &str, error: &serde_json::Error) -> Wrong {
    let begins = |words: &[&str]| {
        text.lines()
            .take(200)
            .any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
    };
    let first = text.trim_start();
    let is_broken_json = first.starts_with(['{', '[', '"']) && !first.starts_with("[command]");
    let (message, help) = if first.is_empty() {
        ("it is empty".to_owned(), KINDS)
    } else if is_broken_json {
        (
            syntax(error),
            "the file was cut, or holds more than its tool wrote: let the tool write it anew",
        )
    } else if begins(&["[command]", "::debug::"]) {
        (
            "it begins with words of a wrapper around Terraform".to_owned(),
            "set `terraform_wrapper: false` for hashicorp/setup-terraform, and run the command again",
        )
    } else if first.starts_with('#') && begins(&["# aws_", "# module.", "# data."])
        || is_assignment(first)
    {
        (
            "it is Terraform's text for people".to_owned(),
            "run the command with `-json`: `terraform show -json > state.json`, or `terraform output -json > outputs.json`",
        )
    } else if begins(&["Error: ", "error: ", "\u{2502} Error: "]) {
        (
            "it is what a command said that failed".to_owned(),
            "run the command by itself, and see why it fails",
        )
    } else if begins(&[
        "resource \"",
        "module \"",
        "provider \"",
        "terraform {",
        "variable \"",
        "output \"",
        "locals {",
    ]) {
        (
            "it is Terraform's language: it says what is meant, not what was made".to_owned(),
            "run `terraform show -json > state.json` after `terraform apply`",
        )
    } else if begins(&["AWSTemplateFormatVersion:", "Resources:"]) {
        (
            "it is a template of CloudFormation's: it says what is meant, not what was made"
                .to_owned(),
            "name the stack that was made of it",
        )
    } else if begins(&["runtime:", "encryptionsalt:", "config:"]) {
        (
            "it is a file of Pulumi's configuration".to_owned(),
            "run `pulumi stack export > stack.json`, or `pulumi stack output --json > outputs.json`",
        )
    } else if begins(&["---", "expect:"]) || is_yaml(first) {
        ("it is YAML, not JSON".to_owned(), KINDS)
    } else {
        (syntax(error), KINDS)
    };
    Wrong {
        place: (!first.is_empty()).then(|| (error.line(), error.column().max(1))),
        message,
        help: help.to_owned(),
    }
}

/// The JSON reader's words about the text's form, which never repeat what stands there.
fn syntax(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        Category::Syntax if words.contains("recursion limit") => {
            "it is nested deeper than 127 levels, which no tool does".to_owned()
        }
        Category::Syntax | Category::Eof => format!("it is not JSON: {words}"),
        Category::Io | Category::Data => "it is not JSON".to_owned(),
    }
}

/// Whether a text begins like `vpc_id = "vpc-1"`.
fn is_assignment(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(" = ")
        .is_some_and(|(name, _)| is_name(name.trim_end()))
}

/// Whether a text begins like `vpc_id: vpc-1`.
fn is_yaml(text: &str) -> bool {
    let line = text
        .lines()
        .find(|line| !line.trim_start().starts_with('#'));
    let line = line.unwrap_or_default();
    line.strip_suffix(':')
        .or_else(|| line.split_once(": ").map(|(name, _)| name))
        .is_some_and(is_name)
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "_-.".contains(c))
}
