//! Collectors: AWS's answers, translated into the inventory. They judge nothing, and SDK types do not leave this module.
//!
//! A service is one file or folder of its name, and a line in [`COLLECTORS`]. It declares which call lists which types, which call
//! reads details of one, and which looks one up by name; when to call what is the plan's business ([`run`]).

mod abreast;
mod accessanalyzer;
mod account;
mod acm;
mod apigateway;
mod apigatewayv2;
mod application_autoscaling;
mod asked;
mod backup;
mod beginning;
mod cloudtrail;
mod cloudwatch;
mod config;
mod dynamodb;
mod ec2;
mod ecs;
mod efs;
mod elbv2;
mod guardduty;
pub(crate) mod iam;
mod kms;
mod logs;
mod meet;
pub(crate) mod named;
mod open;
mod organizations;
mod pages;
pub(crate) mod plan;
pub(crate) mod preflight;
mod rds;
mod region;
pub(crate) mod run;
mod s3;
mod secretsmanager;
mod securityhub;
mod site;
mod ssm;
#[cfg(test)]
mod tests;
mod under_way;
mod wafv2;
mod xray;

use futures::future::BoxFuture;

use crate::aws::Failure;
use crate::call::Call;
use crate::inventory::schema::Scope;
use crate::inventory::{GLOBAL, Gap, Record, RecordType, scope};

pub(crate) use s3::endpoint::bucket_in_path;
pub(crate) use site::{Extent, Site, prepare};

/// What one service can tell.
pub(crate) struct Collector {
    /// Calls that list resources.
    pub(crate) listings: &'static [ListingCall],
    /// Calls that tell more of a listed resource.
    pub(crate) details: &'static [DetailCall],
    /// Calls that find a resource by id or ARN.
    pub(crate) lookups: &'static [LookupCall],
    /// Calls that list, asked for some resources alone.
    pub(crate) named: &'static [NamedCall],
}

/// A call that lists all resources of one or more types.
pub(crate) struct ListingCall {
    pub(crate) call: &'static Call,
    pub(crate) types: &'static [&'static RecordType],
    pub(crate) list: fn(Site) -> BoxFuture<'static, Listed>,
}

impl ListingCall {
    /// Where its resources live; those of one call live in the same kind of place.
    pub(crate) fn scope(&self) -> Scope {
        self.types
            .first()
            .map_or(Scope::Regional, |first| scope(first))
    }

    /// Where it is made: in each of the regions, or once for the account as a whole.
    pub(crate) fn places(&self, regions: &[String]) -> Vec<String> {
        match self.scope() {
            Scope::Global => vec![GLOBAL.to_owned()],
            Scope::Regional => regions.to_vec(),
        }
    }

    /// How many calls come one after the other until all that it leads to is read: those that have to be made before it, itself, and those that
    /// tell more of what it lists.
    pub(crate) fn steps(&self) -> usize {
        let mut details = COLLECTORS.iter().flat_map(|collector| collector.details);
        let is_detailed = details.any(|detail| self.types.contains(&detail.of));
        self.call.after.len() + 1 + usize::from(is_detailed)
    }
}

/// The resources a listing brought, and why it ended early if it did.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub(crate) records: Vec<Record>,
    pub(crate) gap: Option<Gap>,
}

impl Listed {
    /// What a failure leaves of a listing. Where what it belongs to went away meanwhile, nobody can tell what there was: that is a gap.
    pub(crate) fn failed(call: &'static Call, failure: Failure) -> Self {
        let gap = match failure {
            Failure::Gap(gap) => Some(gap),
            Failure::Gone => Some(Gap::gone(call, "what it belongs to")),
            Failure::Absent => None,
        };
        Self {
            records: Vec::new(),
            gap,
        }
    }
}

/// A call that tells more of resources that were listed: a record of the same type in which it filled the attributes it read.
pub(crate) struct DetailCall {
    pub(crate) call: &'static Call,
    pub(crate) of: &'static RecordType,
    pub(crate) read: Reach,
}

/// What a call tells of resources, in the order they were asked for.
pub(crate) type Answers = BoxFuture<'static, Vec<Result<Record, Failure>>>;

/// Tells more of one resource.
pub(crate) type ReadEach = fn(Site, Record) -> BoxFuture<'static, Result<Record, Failure>>;

/// Of how many resources a detail call tells at once.
pub(crate) enum Reach {
    /// Of one.
    Each(ReadEach),
    /// Of all that are given, in one go. The answers stand in the order of the questions.
    Together(fn(Site, Vec<Record>) -> Answers),
}

/// A call that finds a resource by id or ARN. [`Failure::Absent`] and [`Failure::Gone`] both mean that there is none.
pub(crate) struct LookupCall {
    pub(crate) call: &'static Call,
    pub(crate) ty: &'static RecordType,
    /// Whether it tells all that the listing does, of resources named so, so that the listing need not be read for them.
    pub(crate) stands_in: fn(&str) -> bool,
    pub(crate) look_up: fn(Site, Vec<String>) -> Answers,
}

/// For a call that tells less than the listing, or of what no listing holds.
pub(crate) fn never(_: &str) -> bool {
    false
}

/// For a call that stands in for the listing by ARN.
pub(crate) fn by_arn(name: &str) -> bool {
    name.starts_with("arn:")
}

/// For a call that stands in for the listing by id.
pub(crate) fn by_id(name: &str) -> bool {
    !by_arn(name)
}

/// A call that lists resources of a type, asked for those of these ids or ARNs alone: where only some are of interest, the rest need not be read.
pub(crate) struct NamedCall {
    pub(crate) call: &'static Call,
    pub(crate) ty: &'static RecordType,
    pub(crate) list: fn(Site, Vec<String>) -> BoxFuture<'static, Listed>,
}

/// All collectors: a new service is one line here.
pub(crate) static COLLECTORS: &[&Collector] = &[
    &accessanalyzer::COLLECTOR,
    &account::COLLECTOR,
    &acm::COLLECTOR,
    &apigateway::COLLECTOR,
    &apigatewayv2::COLLECTOR,
    &application_autoscaling::COLLECTOR,
    &backup::COLLECTOR,
    &cloudtrail::COLLECTOR,
    &cloudwatch::COLLECTOR,
    &config::COLLECTOR,
    &dynamodb::COLLECTOR,
    &ec2::COLLECTOR,
    &ecs::COLLECTOR,
    &efs::COLLECTOR,
    &elbv2::COLLECTOR,
    &guardduty::COLLECTOR,
    &iam::COLLECTOR,
    &kms::COLLECTOR,
    &logs::COLLECTOR,
    &organizations::COLLECTOR,
    &rds::COLLECTOR,
    &region::COLLECTOR,
    &s3::COLLECTOR,
    &secretsmanager::COLLECTOR,
    &securityhub::COLLECTOR,
    &ssm::COLLECTOR,
    &wafv2::COLLECTOR,
    &xray::COLLECTOR,
];

/// The call that lists a type.
pub(crate) fn listing_of(ty: &RecordType) -> Option<&'static ListingCall> {
    COLLECTORS
        .iter()
        .flat_map(|collector| collector.listings)
        .find(|listing| listing.types.contains(&ty))
}

/// The call that reads details of a type.
pub(crate) fn detail_of(ty: &RecordType, call: &Call) -> Option<&'static DetailCall> {
    COLLECTORS
        .iter()
        .flat_map(|collector| collector.details)
        .find(|detail| detail.of == ty && detail.call == call)
}

/// The call that looks up a type.
pub(crate) fn lookup_of(ty: &RecordType) -> Option<&'static LookupCall> {
    COLLECTORS
        .iter()
        .flat_map(|collector| collector.lookups)
        .find(|lookup| lookup.ty == ty)
}

/// The call that asks for resources of a type by name.
pub(crate) fn named_of(ty: &RecordType) -> Option<&'static NamedCall> {
    COLLECTORS
        .iter()
        .flat_map(|collector| collector.named)
        .find(|named| named.ty == ty)
}

/// Whether a type's resources are asked for by ARN, where they have both an id and an ARN.
pub(crate) fn is_asked_for_by_arn(ty: &RecordType) -> bool {
    lookup_of(ty).is_some_and(|lookup| (lookup.stands_in)("arn:") && !(lookup.stands_in)("id"))
}
