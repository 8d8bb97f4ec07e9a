//! The form of `awsert.yaml`, as it is written. Its JSON Schema is made of these types, and their comments are what editors show; what it
//! means is the business of [`super::file`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::check::Severity;
use crate::report::Format;

/// The one version of the format there is.
pub(super) const FORMAT: u32 = 1;

/// What awsert reads, which checks it makes, what is accepted, and where its reports go.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "awsert.yaml")]
pub(super) struct RawConfig {
    /// The version of this file's format: 1.
    #[schemars(with = "u32", extend("const" = FORMAT))]
    pub(super) format: Spanned<u32>,
    /// The accounts and regions that a scan reads, one after the other. The configured one when it is left out.
    #[serde(default)]
    #[schemars(with = "Vec<RawTarget>")]
    pub(super) targets: Vec<Spanned<RawTarget>>,
    /// Which checks to make; all when it is left out.
    #[serde(default)]
    pub(super) select: RawSelection,
    /// Values for parameters, by check and name: `ec2-vpc-subnets-span-zones: { min_zones: 2 }`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub(super) params: IndexMap<String, IndexMap<String, serde_json::Value>>,
    /// Folders with checks of your own, from where this file stands.
    #[serde(default)]
    pub(super) checks: Vec<PathBuf>,
    /// Files with frameworks of your own, from where this file stands.
    #[serde(default)]
    pub(super) frameworks: Vec<PathBuf>,
    /// Tags that everything must have that AWS lets be tagged.
    #[serde(default)]
    pub(super) required_tags: Option<Vec<String>>,
    /// The regions where resources may be.
    #[serde(default)]
    pub(super) expected_regions: Option<Vec<String>>,
    /// A regular expression that names must match.
    #[serde(default)]
    pub(super) naming: Option<String>,
    /// What to read that is read only on request.
    #[serde(default)]
    #[schemars(schema_with = "opt_ins")]
    pub(super) opt_in: Vec<Spanned<String>>,
    /// Failures that someone has accepted.
    #[serde(default)]
    #[schemars(with = "Vec<RawWaiver>")]
    pub(super) waivers: Vec<Spanned<RawWaiver>>,
    /// Where reports go: FORMAT, or FORMAT=FILE with a path from where this file stands. A table when it is left out.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) outputs: Vec<Spanned<String>>,
    /// Where results go beside: S3, Security Hub, SNS, Slack, webhooks.
    #[serde(default)]
    #[schemars(with = "Vec<RawDelivery>")]
    pub(super) deliver: Vec<Spanned<RawDelivery>>,
    /// What makes a scan exit with 1, as --fail-on has it: a severity and above, for one.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) fail_on: Option<Spanned<String>>,
    /// Whether to exit with 0 when something is unknown and nothing failed.
    #[serde(default)]
    pub(super) allow_unknown: bool,
    /// The file that keeps runs, from where this file stands.
    #[serde(default)]
    pub(super) store: Option<PathBuf>,
    /// What to compare with: `last`, another run of the store, or a snapshot's file.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) baseline: Option<Spanned<String>>,
}

/// One place to deliver to, and what. It names exactly one of s3, security_hub, sns, slack and webhook.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    { "required": ["s3"] }, { "required": ["security_hub"] }, { "required": ["sns"] }, { "required": ["slack"] }, { "required": ["webhook"] }
]))]
pub(super) struct RawDelivery {
    /// A bucket, and what its objects' names begin with: s3://bucket/awsert/. They go on with the account and the run.
    #[serde(default, rename = "s3")]
    #[schemars(with = "Option<String>")]
    pub(super) bucket: Option<Spanned<String>>,
    /// For s3: the formats, an object each; json when it is left out.
    #[serde(default)]
    #[schemars(schema_with = "formats")]
    pub(super) formats: Option<Vec<Spanned<String>>>,
    /// For s3: whether each report is written as latest, too.
    #[serde(default)]
    pub(super) latest: Option<bool>,
    /// For s3: the KMS key that encrypts the objects. The bucket says when it is left out.
    #[serde(default)]
    pub(super) kms_key: Option<String>,
    /// For s3: the bucket's region, where it is not the configured one. S3 is asked when it is left out.
    #[serde(default)]
    pub(super) region: Option<String>,
    /// true: findings go into Security Hub of the account that they are about.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    pub(super) security_hub: Option<Spanned<bool>>,
    /// For security_hub: whether what passes is sent, too, though it may never have failed. true when it is left out.
    #[serde(default)]
    pub(super) passed: Option<bool>,
    /// The ARN of an SNS topic that is told.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) sns: Option<Spanned<String>>,
    /// The address of an incoming webhook of Slack, from the environment: ${SLACK_WEBHOOK_URL}.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) slack: Option<Spanned<String>>,
    /// The address of a webhook that takes JSON. ${NAME} in it stands for a variable of the environment.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) webhook: Option<Spanned<String>>,
    /// For webhook: headers to send; secrets as ${NAME}.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) headers: Option<IndexMap<String, Spanned<String>>>,
    /// For webhook: what the body is signed with, from the environment: ${NAME}.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) secret: Option<Spanned<String>>,
    /// For sns, slack and webhook: always, after each run, or new, where something is new since the baseline. always when it is left out.
    #[serde(default)]
    #[schemars(schema_with = "moments")]
    pub(super) when: Option<Spanned<String>>,
    /// The least severity of what is delivered. All when it is left out.
    #[serde(default)]
    #[schemars(schema_with = "severity")]
    pub(super) least: Option<Spanned<String>>,
}

/// An account, how to get into it, and the regions to read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTarget {
    /// What it is called: `awsert scan --target NAME` reads it alone.
    #[schemars(with = "String")]
    pub(super) name: Spanned<String>,
    /// A profile of the shared AWS configuration.
    #[serde(default)]
    pub(super) profile: Option<String>,
    /// The ARN of a role to assume with the credentials found.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) assume_role: Option<Spanned<String>>,
    /// The external id that the role's trust policy asks for.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) external_id: Option<Spanned<String>>,
    /// Regions, or `all` that are enabled. The configured one when it is left out.
    #[serde(default)]
    pub(super) regions: Vec<String>,
    /// One endpoint for all services.
    #[serde(default)]
    pub(super) endpoint_url: Option<String>,
}

/// Which checks to make. Each member narrows the selection.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSelection {
    /// Checks by id, with `*`; Prowler's ids too.
    #[serde(default)]
    pub(super) check: Vec<String>,
    /// Checks to leave out, by id, with `*`.
    #[serde(default)]
    pub(super) exclude: Vec<String>,
    /// Checks of these services.
    #[serde(default)]
    pub(super) service: Vec<String>,
    /// Checks of these severities.
    #[serde(default)]
    #[schemars(schema_with = "severities")]
    pub(super) severity: Vec<Severity>,
    /// Checks that answer a framework, or one requirement of it: cis-aws-5.0, cis-aws-5.0:1.14.
    #[serde(default)]
    pub(super) framework: Vec<String>,
}

/// A failure that someone has accepted. All that is said of it must be so for it to count.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWaiver {
    /// Checks by id, with `*`.
    #[schemars(with = "String")]
    pub(super) check: Spanned<String>,
    /// Resources by id, ARN or name, with `*` and `?`; any when it is left out.
    #[serde(default = "everything")]
    pub(super) resource: String,
    /// Accounts, with `*` and `?`; any when it is left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) account: Option<Spanned<String>>,
    /// Regions, with `*` and `?`, `global` for what has none; any when it is left out.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) region: Option<Spanned<String>>,
    /// Tags that the resource has, by key, their values with `*` and `?`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) tags: IndexMap<String, String>,
    /// What must hold of the resource, in the language of checks: `resource.tags["env"] == "test"`.
    #[serde(default, rename = "where")]
    #[schemars(with = "Option<String>")]
    pub(super) condition: Option<Spanned<String>>,
    /// Why it is accepted.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
    /// Who answers for it.
    #[schemars(with = "String")]
    pub(super) owner: Spanned<String>,
    /// Where it was decided: a ticket's number or address.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) ticket: Option<Spanned<String>>,
    /// The last day it counts, in UTC: 2027-12-31. For ever when it is left out.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub(super) expires: Option<Spanned<String>>,
}

fn everything() -> String {
    "*".to_owned()
}

fn opt_ins(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names = crate::inventory::schema::OPT_INS;
    schemars::json_schema!({ "type": "array", "items": { "type": "string", "enum": names } })
}

fn severities(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names = Severity::ALL.map(Severity::as_str);
    schemars::json_schema!({ "type": "array", "items": { "type": "string", "enum": names } })
}

fn severity(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names = Severity::ALL.map(Severity::as_str);
    schemars::json_schema!({ "type": "string", "enum": names })
}

fn moments(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "enum": ["always", "new"] })
}

fn formats(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let mut names = Format::names();
    names.retain(|name| name != "github");
    schemars::json_schema!({ "type": "array", "items": { "type": "string", "enum": names } })
}

/// The JSON Schema of `awsert.yaml`, for editors: of the draft that they all read.
pub fn json_schema() -> String {
    let generator = SchemaSettings::draft07().into_generator();
    let schema = generator.into_root_schema_for::<RawConfig>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
