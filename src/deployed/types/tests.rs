//! The tables of types are whole and name what there is.

use std::collections::{BTreeMap, BTreeSet};

use super::{BY_PULUMI, BY_TERRAFORM, MADE, PARTS, arn, cloudformation, lines};
use crate::inventory::registry;

#[test]
fn every_line_of_the_tables_is_understood_and_names_a_type_of_ours_once() {
    let tables = [
        (include_str!("terraform.txt"), MADE.len()),
        (
            include_str!("cloudformation.txt"),
            cloudformation::made().len(),
        ),
        (include_str!("arn.txt"), arn::forms()),
    ];
    for (table, understood) in tables {
        let all = lines(table).count();
        assert_eq!(understood, all, "{}", table.lines().next().unwrap());
    }
    assert_eq!(BY_TERRAFORM.len(), MADE.len());
    assert_eq!(BY_PULUMI.len(), MADE.len());
    let parts = lines(include_str!("parts.txt")).flatten().count();
    assert_eq!(PARTS.len(), parts);
    for part in PARTS.iter() {
        assert!(!BY_TERRAFORM.contains_key(part), "{part} is no part");
        assert!(!BY_PULUMI.contains_key(part), "{part} is no part");
        assert!(
            !cloudformation::made().iter().any(|(name, _)| name == part),
            "{part} is no part"
        );
    }
}

#[test]
fn templates_name_attributes_and_nothing_else() {
    let pattern = regex::Regex::new(
        r"^\??(?:-|(?:[a-z|:/]*(?:\{[a-z_]+(?::(?:tail|last|resource|after_colon))?\}[|:/]?)*,?)+)$",
    )
    .unwrap();
    for made in MADE.iter() {
        for template in [made.id, made.arn] {
            assert!(pattern.is_match(template), "{}: {template}", made.terraform);
        }
    }
}

/// What no type of Terraform's makes, with the reason: a type that is added to the registry goes into the table or here.
#[test]
fn each_type_of_ours_is_made_by_terraform_or_by_nobody() {
    let not_made = BTreeMap::from([
        ("AWS::ElasticLoadBalancingV2::SslPolicy", "AWS's own"),
        ("AWS::ECS::Task", "run by services, or for a while"),
        ("AWS::Backup::RecoveryPoint", "made by backup plans"),
        (
            "AWS::Backup::ProtectedResource",
            "AWS's list of what has recovery points",
        ),
        ("AWS::SSM::ManagedInstanceInventory", "registers itself"),
        ("AWS::SSM::PatchCompliance", "told by the agent"),
        ("AWS::SSM::AssociationCompliance", "told by the agent"),
    ]);
    let made: BTreeSet<&str> = MADE.iter().map(|made| made.ty.name).collect();
    for ty in registry::TYPES {
        assert_ne!(
            made.contains(ty.name),
            not_made.contains_key(ty.name),
            "{} is either made by Terraform or listed here",
            ty.name
        );
    }
    for name in not_made.keys() {
        assert!(registry::find(name).is_some(), "{name} is no type of ours");
    }
}
