//! Every type, attribute and call of the schema has a collector that serves it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use regex::Regex;

use super::{COLLECTORS, detail_of, listing_of, lookup_of};
use crate::aws::calls;
use crate::call::Call;
use crate::deployed::cloudformation;
use crate::inventory::schema::{IDENTITY, Relation, Source, Type};
use crate::inventory::secretsmanager::GET_SECRET_VALUE;
use crate::inventory::{RecordType, registry};

/// Attribute sets are kept as the bits of one number.
const MOST_SLOTS: usize = 128;

fn parts(ty: &Type, found: &mut Vec<&'static RecordType>) {
    match ty {
        Type::Record(part) if part.resource.is_none() && !found.contains(part) => {
            found.push(part);
            for attribute in part.attributes {
                parts(&attribute.ty, found);
            }
        }
        Type::List(of) | Type::Map(of) => parts(of, found),
        _ => {}
    }
}

#[test]
fn every_type_is_listed_or_looked_up() {
    let mut names = BTreeSet::new();
    for ty in registry::TYPES {
        assert!(names.insert(ty.name), "{} is registered twice", ty.name);
        assert!(
            ty.slots() <= MOST_SLOTS,
            "{} has too many attributes",
            ty.name
        );
        let kind = ty
            .resource
            .as_ref()
            .expect("only resource types are registered");
        assert!(
            listing_of(ty).is_some() || lookup_of(ty).is_some(),
            "no collector lists {} or looks it up",
            ty.name
        );
        assert_eq!(
            lookup_of(ty).map(|lookup| lookup.call),
            kind.looked_up_by,
            "{} and its collector disagree on look-ups",
            ty.name
        );
    }
}

#[test]
fn every_attribute_has_a_collector_that_reads_it() {
    for ty in registry::TYPES {
        let tags = ty.resource.as_ref().and_then(|kind| kind.tags_by);
        let details = ty
            .attributes
            .iter()
            .filter_map(|attribute| match attribute.source {
                Source::Detail(call) => Some(call),
                _ => None,
            });
        for call in details.chain(tags) {
            assert!(
                detail_of(ty, call).is_some(),
                "{}: no collector serves {call}",
                ty.name
            );
        }
        for attribute in IDENTITY {
            assert!(
                !ty.attributes.iter().any(|own| own.name == attribute.name),
                "{} has {} twice",
                ty.name,
                attribute.name
            );
        }
    }
}

#[test]
fn relations_lead_to_registered_types_by_attributes_that_there_are() {
    for ty in registry::TYPES {
        for attribute in ty.attributes {
            let (Source::Relation(relation), Some(target)) =
                (&attribute.source, attribute.target())
            else {
                continue;
            };
            assert!(
                registry::find(target.name).is_some(),
                "{} is not registered",
                target.name
            );
            let (local, keys) = match relation {
                Relation::Names { local, keys } => (*local, keys.to_vec()),
                Relation::NamedBy { foreign, local } => (*local, vec![*foreign]),
            };
            assert!(
                ty.find(local).is_some(),
                "{}.{}: no {local}",
                ty.name,
                attribute.name
            );
            for key in keys {
                assert!(
                    target.find(key).is_some(),
                    "{}.{}: no {key} there",
                    ty.name,
                    attribute.name
                );
            }
        }
    }
}

#[test]
fn parts_are_told_apart_by_attributes_that_they_have() {
    let mut found = Vec::new();
    for ty in registry::TYPES {
        for attribute in ty.attributes {
            parts(&attribute.ty, &mut found);
        }
    }
    for part in found {
        for key in part.key {
            assert!(part.find(key).is_some(), "{} has no {key}", part.name);
        }
    }
}

/// All calls that the program can make.
fn declared() -> BTreeSet<&'static Call> {
    let of_collectors = COLLECTORS.iter().flat_map(|collector| {
        let listings = collector.listings.iter().map(|listing| listing.call);
        let details = collector.details.iter().map(|detail| detail.call);
        let lookups = collector.lookups.iter().map(|lookup| lookup.call);
        listings.chain(details).chain(lookups)
    });
    of_collectors
        .flat_map(|call| call.after.iter().copied().chain([call]))
        .chain(calls::ALL_CALLS.iter().copied())
        .chain(cloudformation::CALLS.iter().copied())
        .collect()
}

#[test]
fn calls_only_read() {
    for call in declared() {
        let reads = ["List", "Get", "Describe", "Search"]
            .iter()
            .any(|verb| call.operation.starts_with(verb))
            || (call.operation.starts_with("Generate") && call.operation.ends_with("Report"))
            || call == &calls::ASSUME_ROLE;
        assert!(reads, "{call} is no reading call");
    }
}

#[test]
fn the_value_of_a_secret_is_asked_for_only_on_request() {
    let readers = registry::TYPES.iter().flat_map(|ty| {
        let reads = |slot: &usize| ty.detail(*slot) == Some(&GET_SECRET_VALUE);
        ty.all()
            .filter(move |(slot, _)| reads(slot))
            .map(|(_, attribute)| attribute)
    });
    let opt_ins: Vec<Option<&str>> = readers.map(|attribute| attribute.opt_in).collect();
    assert_eq!(opt_ins, [Some("secret_shape")]);
    let listings = COLLECTORS.iter().flat_map(|collector| collector.listings);
    assert!(
        listings
            .into_iter()
            .all(|listing| listing.call != &GET_SECRET_VALUE)
    );
}

/// What the source calls the client of a service.
fn client_of(service: &str) -> String {
    match service {
        "account" => "account_management".to_owned(),
        "config" => "config_service".to_owned(),
        _ => service.replace('-', "_"),
    }
}

/// Requests are built by methods of the SDK's clients, and those in the source are declared: no other can be sent. What deliveries send is held to
/// their own list, and nobody reads with it.
#[test]
fn the_source_builds_no_request_that_is_not_declared() {
    let declared: BTreeSet<(String, String)> = declared()
        .iter()
        .map(|call| (call.service.to_owned(), call.operation.to_lowercase()))
        .collect();
    let services: BTreeSet<&str> = declared
        .iter()
        .map(|(service, _)| service.as_str())
        .collect();
    let clients: BTreeMap<String, &str> = services
        .into_iter()
        .map(|service| (client_of(service), service))
        .collect();
    let names = clients.keys().map(String::as_str).collect::<Vec<_>>();
    let request = Regex::new(&format!(
        r"\b({})(?:\(\))?\s*\.\s*([a-z0-9]+(?:_[a-z0-9]+)+)\(",
        names.join("|")
    ))
    .expect("a pattern");
    // A client may be a variable first: then the method alone tells.
    let by_variable =
        Regex::new(r"\bclient\s*\.\s*([a-z0-9]+(?:_[a-z0-9]+)+)\(").expect("a pattern");
    let operations: BTreeSet<&str> = declared
        .iter()
        .map(|(_, operation)| operation.as_str())
        .collect();
    let method = Regex::new(r"\.\s*([a-z0-9]+(?:_[a-z0-9]+)+)\(").expect("a pattern");
    let mut built = BTreeSet::new();
    let mut methods = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("src/deliver") {
                    folders.push(path);
                }
                continue;
            }
            let source = std::fs::read_to_string(path).expect("a file");
            let called = method.captures_iter(&source);
            methods.extend(called.map(|found| found[1].replace('_', "")));
            for found in by_variable.captures_iter(&source) {
                let operation = found[1].replace('_', "");
                assert!(operations.contains(operation.as_str()), "{operation}");
            }
            built.extend(request.captures_iter(&source).map(|found| {
                let operation = found[2].replace('_', "");
                (clients[&found[1]].to_owned(), operation)
            }));
        }
    }
    let undeclared: Vec<_> = built.difference(&declared).collect();
    assert!(undeclared.is_empty(), "{undeclared:?}");
    // What is declared is built, save what the SDK builds by itself.
    let unbuilt: Vec<_> = declared
        .difference(&built)
        .filter(|(_, operation)| !methods.contains(operation))
        .collect();
    assert_eq!(unbuilt, [&("sts".to_owned(), "assumerole".to_owned())]);
}

#[test]
fn what_others_hang_on_leads_further_than_what_stands_alone() {
    let steps = |ty| listing_of(ty).map(super::ListingCall::steps);
    // Clusters, then their services, then what those are, and what the task definitions are that they name.
    assert_eq!(steps(&crate::inventory::ecs::SERVICE), Some(4));
    // Buckets, then what each is like.
    assert_eq!(steps(&crate::inventory::s3::BUCKET), Some(2));
    assert_eq!(steps(&crate::inventory::ec2::ROUTE_TABLE), Some(1));
}
