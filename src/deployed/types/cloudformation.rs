//! What a physical id of CloudFormation's, or an identifier of AWS's Cloud Control API, tells of a resource.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::arn::Arn;
use super::{NONE, PARTS, checked, lines};
use crate::deployed::Subject;
use crate::inventory::{RecordType, registry};
use crate::report::verified::Uncovered;

/// A type that CloudFormation makes.
struct Made {
    name: &'static str,
    ty: &'static RecordType,
    /// What the physical id is: see the table.
    physical: &'static str,
}

static MADE: LazyLock<Vec<Made>> = LazyLock::new(|| {
    lines(include_str!("cloudformation.txt"))
        .filter_map(|columns| match columns[..] {
            [name, ty, physical] => Some(Made {
                name,
                ty: registry::find(if ty == "=" { name } else { ty })?,
                physical,
            }),
            _ => None,
        })
        .collect()
});

static BY_NAME: LazyLock<HashMap<&'static str, &'static Made>> =
    LazyLock::new(|| MADE.iter().map(|made| (made.name, made)).collect());

/// By the letters of the name alone: `aws-native` and `awscc` write the same names with other capitals and bars.
static BY_LETTERS: LazyLock<HashMap<String, &'static Made>> =
    LazyLock::new(|| MADE.iter().map(|made| (letters(made.name), made)).collect());

static PARTS_BY_LETTERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let parts = PARTS.iter().filter(|part| part.contains("::"));
    parts.map(|part| letters(part)).collect()
});

/// The letters and digits of a type's name, without `AWS::` before it.
fn letters(name: &str) -> String {
    let name = name.strip_prefix("AWS::").unwrap_or(name);
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What a resource of a stack is to us.
pub(in crate::deployed) fn cloudformation(
    name: &str,
    physical_id: Option<&str>,
) -> Result<Subject, Uncovered> {
    if !name.starts_with("AWS::") || name == "AWS::CloudFormation::CustomResource" {
        return Err(Uncovered::Provider);
    }
    match BY_NAME.get(name) {
        Some(made) => subject(made, physical_id),
        None if PARTS.contains(name) => Err(Uncovered::PartOfAnother),
        None => Err(Uncovered::Type),
    }
}

/// The same by a name that is written as another tool writes CloudFormation's: `rds:DbInstance`, `rds_db_instance`.
pub(in crate::deployed) fn cloud_control(
    name: &str,
    identifier: Option<&str>,
) -> Result<Subject, Uncovered> {
    let name = letters(name);
    match BY_LETTERS.get(&name) {
        Some(made) => subject(made, identifier),
        None if PARTS_BY_LETTERS.contains(&name) => Err(Uncovered::PartOfAnother),
        None => Err(Uncovered::Type),
    }
}

fn subject(made: &Made, physical_id: Option<&str>) -> Result<Subject, Uncovered> {
    let mut subject = Subject {
        ty: made.ty,
        id: None,
        arn: None,
        region: None,
        account: None,
    };
    let is_setting = made.physical == "settings";
    let Some(physical_id) = physical_id.filter(|id| !id.is_empty() && made.physical != NONE) else {
        return checked(subject, is_setting);
    };
    let parts: Vec<&str> = physical_id.split('|').collect();
    if let Some(arn) = parts.first().and_then(|first| Arn::parse(first)) {
        if arn.is_cloudfront_s() {
            return Err(Uncovered::Type);
        }
        subject.region = arn.region().map(str::to_owned);
        subject.account = arn.account().map(str::to_owned);
        subject.arn = Some(arn.into_text());
        return checked(subject, is_setting);
    }
    if parts.last() == Some(&"CLOUDFRONT") {
        return Err(Uncovered::Type);
    }
    subject.id = match (made.physical, &parts[..]) {
        ("name", [name]) => Some((*name).to_owned()),
        ("lowercase", [name]) => Some(name.to_lowercase()),
        ("first", [first, ..]) => Some((*first).to_owned()),
        ("list", _) => Some(physical_id.to_owned()),
        ("path", [first, second]) => Some(format!("{first}/{second}")),
        (kind @ ("user" | "group" | "role"), [policy, principal]) => {
            Some(format!("{kind}/{principal}/{policy}"))
        }
        (prefix, parts) if prefix.ends_with('-') => {
            let begins = parts.iter().find(|part| part.starts_with(prefix));
            begins.map(|part| (*part).to_owned())
        }
        _ => None,
    };
    checked(subject, is_setting)
}

/// The types of ours that CloudFormation makes, and how many lines of the table are understood.
#[cfg(test)]
pub(super) fn made() -> Vec<(&'static str, &'static RecordType)> {
    MADE.iter().map(|made| (made.name, made.ty)).collect()
}
