//! What a relation is where the named resource is not among those listed.

use std::sync::Arc;

use crate::inventory::ec2::{PREFIX_LIST, ROUTE_TABLE, SECURITY_GROUP, SUBNET, VPC};
use crate::inventory::link::link;
use crate::inventory::{
    Account, Gap, Inventory, Listing, Outcome, Reading, Record, RecordType, Value, record,
};

const REGION: &str = "eu-west-1";
const ACCOUNT: &str = "111122223333";

fn inventory(listed: &[(&'static RecordType, Listing)]) -> Inventory {
    let mut inventory = Inventory::new(Account {
        id: ACCOUNT.to_owned(),
        partition: "aws".to_owned(),
        regions: vec![REGION.to_owned()],
    });
    for (ty, listing) in listed {
        inventory
            .table_mut(ty)
            .listings
            .insert(REGION.to_owned(), listing.clone());
    }
    inventory
}

/// Adds a resource as a listing does.
fn add(inventory: &mut Inventory, record: Record) {
    let ty = record.ty();
    let id = inventory.push(record);
    inventory.table_mut(ty).listed.push(id.row);
}

fn denied(ty: &'static RecordType) -> Listing {
    Listing::Incomplete(Arc::new(Gap::new(ty.read_by, Outcome::Denied, "no")))
}

fn linked(inventory: &mut Inventory, ty: &'static RecordType, name: &str) -> Reading {
    let slot = ty.slot(name);
    link(inventory, &[(ty, slot)]);
    inventory.table(ty).rows[0].slot(slot).clone()
}

fn subnet() -> Record {
    record!(SUBNET {
        id: "subnet-1",
        region: REGION,
        account: ACCOUNT,
        vpc_id: "vpc-1"
    })
}

fn outcome(reading: &Reading) -> Option<Outcome> {
    match reading {
        Reading::Unknown(gap) => Some(gap.outcome),
        Reading::Known(Value::List(list)) => list.gap.as_ref().map(|gap| gap.outcome),
        _ => None,
    }
}

#[test]
fn what_aws_guarantees_is_never_absent() {
    let mut all = inventory(&[(&SUBNET, Listing::Complete), (&VPC, Listing::Complete)]);
    add(&mut all, subnet());
    let vpc = linked(&mut all, &SUBNET, "vpc");
    assert_eq!(outcome(&vpc), Some(Outcome::OutOfScope), "{vpc:?}");

    let mut refused = inventory(&[(&SUBNET, Listing::Complete), (&VPC, denied(&VPC))]);
    add(&mut refused, subnet());
    let vpc = linked(&mut refused, &SUBNET, "vpc");
    assert_eq!(outcome(&vpc), Some(Outcome::Denied), "{vpc:?}");
}

#[test]
fn what_went_away_meanwhile_is_unknown_and_not_absent() {
    let mut all = inventory(&[(&SUBNET, Listing::Complete), (&VPC, Listing::Complete)]);
    add(&mut all, subnet());
    add(
        &mut all,
        record!(VPC {
            id: "vpc-1",
            region: REGION,
            account: ACCOUNT
        }),
    );
    all.table_mut(&VPC).gone.insert(0);
    let vpc = linked(&mut all, &SUBNET, "vpc");
    assert!(
        matches!(&vpc, Reading::Unknown(gap) if gap.error.contains("went away")),
        "{vpc:?}"
    );
}

#[test]
fn what_aws_guarantees_is_found_by_who_names_it() {
    let mut all = inventory(&[(&VPC, Listing::Complete), (&ROUTE_TABLE, Listing::Complete)]);
    add(
        &mut all,
        record!(VPC {
            id: "vpc-1",
            region: REGION,
            account: ACCOUNT
        }),
    );
    let main = linked(&mut all, &VPC, "main_route_table");
    assert_eq!(outcome(&main), Some(Outcome::OutOfScope), "{main:?}");

    let table = record!(ROUTE_TABLE {
        id: "rtb-1",
        region: REGION,
        account: ACCOUNT,
        main_of_vpc_id: "vpc-1"
    });
    add(&mut all, table);
    let main = linked(&mut all, &VPC, "main_route_table");
    assert!(
        matches!(main, Reading::Known(Value::Resource(_))),
        "{main:?}"
    );
}

#[test]
fn a_list_that_misses_what_aws_guarantees_is_cut_short() {
    let mut all = inventory(&[
        (&SECURITY_GROUP, Listing::Complete),
        (&PREFIX_LIST, Listing::Complete),
    ]);
    add(
        &mut all,
        record!(PREFIX_LIST {
            id: "pl-1",
            region: REGION,
            account: ACCOUNT
        }),
    );
    let named = vec!["pl-1".to_owned(), "pl-2".to_owned()];
    let group = record!(SECURITY_GROUP {
        id: "sg-1",
        region: REGION,
        account: ACCOUNT,
        prefix_list_ids: named
    });
    add(&mut all, group);
    let lists = linked(&mut all, &SECURITY_GROUP, "prefix_lists");
    assert_eq!(outcome(&lists), Some(Outcome::OutOfScope), "{lists:?}");
    let Reading::Known(lists) = lists else {
        panic!("a list")
    };
    assert_eq!(lists.items().len(), 1);
}

#[test]
fn what_may_be_gone_is_absent_once_all_was_listed() {
    let mut all = inventory(&[
        (&SUBNET, Listing::Complete),
        (&ROUTE_TABLE, Listing::Complete),
    ]);
    add(&mut all, subnet());
    let table = linked(&mut all, &SUBNET, "explicit_route_table");
    assert!(matches!(table, Reading::Absent), "{table:?}");
}

#[test]
fn what_may_name_it_is_listed_only_where_regions_are_scanned() {
    let wanted = |region: &str| {
        let mut inventory = inventory(&[]);
        inventory.push(record!(VPC {
            id: "vpc-1",
            region: region,
            account: ACCOUNT
        }));
        let slot = VPC.slot("flow_logs");
        let pending = link(&mut inventory, &[(&VPC, slot)]);
        let reading = inventory.table(&VPC).rows[0].slot(slot).clone();
        let places = pending
            .values()
            .flatten()
            .map(|wanted| (wanted.ty, wanted.region.clone()));
        (places.collect::<Vec<_>>(), outcome(&reading))
    };
    let listing = ("AWS::EC2::FlowLog", REGION.to_owned());
    assert_eq!(wanted(REGION), (vec![listing], None));
    assert_eq!(wanted("us-east-2"), (vec![], Some(Outcome::NotAttempted)));
}
