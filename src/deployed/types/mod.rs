//! Names of types: what Terraform, Pulumi and CloudFormation call what we know as a resource type, and where each of them says what AWS calls
//! a resource of it.
//!
//! What the tools' types are stands in the tables beside this file, one line a type. Reading the tools' files is the business of the modules
//! above.

pub(super) mod arn;
mod cloudformation;
mod template;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub(super) use cloudformation::{cloud_control, cloudformation};

use self::arn::Arn;
use super::Subject;
use crate::inventory::schema::Scope;
use crate::inventory::{RecordType, registry, scope};
use crate::report::verified::Uncovered;

/// Reads an attribute of a resource by Terraform's name for it.
pub(super) type Attribute<'a> = &'a dyn Fn(&str) -> Option<Cow<'a, str>>;

/// A type that Terraform's AWS provider makes.
#[derive(Debug)]
struct Made {
    terraform: &'static str,
    pulumi: &'static str,
    ty: &'static RecordType,
    /// How its attributes spell our id, or `-`.
    id: &'static str,
    /// How they spell its ARN, or `-`.
    arn: &'static str,
}

static MADE: LazyLock<Vec<Made>> = LazyLock::new(|| {
    lines(include_str!("terraform.txt"))
        .filter_map(|columns| match columns[..] {
            [terraform, pulumi, ty, id, arn] => Some(Made {
                terraform,
                pulumi,
                ty: registry::find(ty)?,
                id,
                arn,
            }),
            _ => None,
        })
        .collect()
});

static BY_TERRAFORM: LazyLock<HashMap<&'static str, &'static Made>> =
    LazyLock::new(|| MADE.iter().map(|made| (made.terraform, made)).collect());

static BY_PULUMI: LazyLock<HashMap<&'static str, &'static Made>> =
    LazyLock::new(|| MADE.iter().map(|made| (made.pulumi, made)).collect());

/// All names of what is a part of another resource, whichever tool's they are: none of them means two things.
static PARTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("parts.txt")).flatten().collect());

/// The columns of each line of a table. Neither names nor templates have blanks in them.
fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|columns| !columns.is_empty())
}

/// What a resource of a type of Terraform's AWS provider is to us.
pub(super) fn terraform(name: &str, attribute: Attribute<'_>) -> Result<Subject, Uncovered> {
    known(BY_TERRAFORM.get(name).copied(), name, attribute)
}

/// The same of a type of Pulumi's, `rds/instance`. Some of S3's had a name with `V2` behind it before the others went.
pub(super) fn pulumi(name: &str, attribute: Attribute<'_>) -> Result<Subject, Uncovered> {
    let current = match name.strip_suffix("V2") {
        Some(current) if name.starts_with("s3/") => current,
        _ => name,
    };
    known(BY_PULUMI.get(current).copied(), current, attribute)
}

fn known(
    made: Option<&'static Made>,
    name: &str,
    attribute: Attribute<'_>,
) -> Result<Subject, Uncovered> {
    match made {
        Some(made) => subject(made, attribute),
        None if PARTS.contains(name) => Err(Uncovered::PartOfAnother),
        None => Err(Uncovered::Type),
    }
}

fn subject(made: &Made, attribute: Attribute<'_>) -> Result<Subject, Uncovered> {
    let (template, is_ours) = match made.arn.strip_prefix('?') {
        Some(template) => (template, false),
        None => (made.arn, true),
    };
    let arn = template::fill(template, attribute);
    let arn = arn.as_deref().and_then(Arn::parse);
    if made.ty.name.starts_with("AWS::WAFv2::") && arn.as_ref().is_some_and(Arn::is_cloudfront_s) {
        return Err(Uncovered::Type);
    }
    let id = template::fill(made.id, attribute);
    let subject = Subject {
        ty: made.ty,
        id,
        region: arn
            .as_ref()
            .and_then(Arn::region)
            .map(str::to_owned)
            .or_else(|| attribute("region").map(Cow::into_owned)),
        account: arn.as_ref().and_then(Arn::account).map(str::to_owned),
        arn: arn.filter(|_| is_ours).map(Arn::into_text),
    };
    checked(subject, made.id == NONE)
}

/// In a column of a table: there is none.
const NONE: &str = "-";

/// What is known of a resource, once it is enough to ask for it by. There is no need for a name where there is always one of its type.
fn checked(mut subject: Subject, is_setting: bool) -> Result<Subject, Uncovered> {
    if scope(subject.ty) == Scope::Global {
        subject.region = None;
    }
    if subject.id.is_none() {
        let told = subject.arn.as_deref().and_then(Arn::parse);
        let told = told.as_ref().and_then(arn::resource);
        subject.id = told
            .filter(|told| told.ty == subject.ty)
            .and_then(|told| told.id);
    }
    let is_single = is_setting || subject.ty.resource.as_ref().is_some_and(|kind| kind.single);
    if subject.id.is_none() && subject.arn.is_none() && !is_single {
        return Err(Uncovered::Nameless);
    }
    Ok(subject)
}
