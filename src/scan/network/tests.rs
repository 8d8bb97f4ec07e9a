//! What the picture says of networks that were read, and of such as were not.

use std::sync::Arc;

use jiff::Timestamp;

use super::{facts, footprint};
use crate::inventory::ec2::network_acl::ENTRY;
use crate::inventory::ec2::route::ROUTE;
use crate::inventory::ec2::security_group::RULE;
use crate::inventory::ec2::{
    INSTANCE, INTERNET_GATEWAY, NAT_GATEWAY, NETWORK_ACL, ROUTE_TABLE, SECURITY_GROUP, SUBNET, VPC,
};
use crate::inventory::elbv2::{LISTENER, LOAD_BALANCER};
use crate::inventory::link::link;
use crate::inventory::rds::{DB_INSTANCE, DB_SUBNET_GROUP, ENDPOINT};
use crate::inventory::schema::Source;
use crate::inventory::{Account, Gap, Inventory, Listing, Outcome, Record, RecordType, record};
use crate::report::network::{Network, Reach, Reached, Thing};

const REGION: &str = "eu-west-1";
const ACCOUNT: &str = "111122223333";
const READ: &[&RecordType] = &[
    &VPC,
    &SUBNET,
    &ROUTE_TABLE,
    &INTERNET_GATEWAY,
    &NAT_GATEWAY,
    &NETWORK_ACL,
    &SECURITY_GROUP,
    &INSTANCE,
    &LOAD_BALANCER,
    &LISTENER,
    &DB_INSTANCE,
    &DB_SUBNET_GROUP,
];

/// A VPC with a public and a private subnet in one zone: the network ACL lets TCP 22 and 443 in.
fn account() -> Inventory {
    let mut inventory = Inventory::new(Account {
        id: ACCOUNT.to_owned(),
        partition: "aws".to_owned(),
        regions: vec![REGION.to_owned()],
    });
    for ty in READ {
        let listings = &mut inventory.table_mut(ty).listings;
        listings.insert(REGION.to_owned(), Listing::Complete);
    }
    add(
        &mut inventory,
        record!(VPC {
            id: "vpc-1",
            region: REGION,
            account: ACCOUNT,
            name: "main",
            cidr_blocks: texts(&["10.0.0.0/16"]),
            is_default: false
        }),
    );
    for (id, zone) in [("subnet-public", "a"), ("subnet-private", "a")] {
        add(
            &mut inventory,
            record!(SUBNET {
                id: id,
                region: REGION,
                account: ACCOUNT,
                vpc_id: "vpc-1",
                cidr_block: "10.0.1.0/24",
                availability_zone: zone,
                internet_gateway_block_mode: None::<&str>,
            }),
        );
    }
    for (id, subnet, kind, target) in [
        ("rtb-1", "subnet-public", "internet_gateway", "igw-1"),
        ("rtb-2", "subnet-private", "nat_gateway", "nat-1"),
    ] {
        let route = record!(ROUTE {
            destination: "0.0.0.0/0",
            target_type: kind,
            target_id: target,
            state: "active"
        });
        add(
            &mut inventory,
            record!(ROUTE_TABLE {
                id: id,
                region: REGION,
                account: ACCOUNT,
                vpc_id: "vpc-1",
                routes: vec![route],
                associated_subnet_ids: texts(&[subnet]),
                main_of_vpc_id: None::<&str>,
            }),
        );
    }
    add(
        &mut inventory,
        record!(INTERNET_GATEWAY {
            id: "igw-1",
            region: REGION,
            account: ACCOUNT,
            vpc_ids: texts(&["vpc-1"])
        }),
    );
    add(
        &mut inventory,
        record!(NAT_GATEWAY {
            id: "nat-1",
            region: REGION,
            account: ACCOUNT,
            vpc_id: "vpc-1",
            subnet_id: "subnet-public",
            state: "available",
            connectivity_type: "public",
            public_ips: texts(&[])
        }),
    );
    let entries = [22_i64, 443].map(|port| {
        record!(ENTRY {
            rule_number: port,
            rule_action: "allow",
            protocol: "6",
            from_port: port,
            to_port: port,
            cidr_block: "0.0.0.0/0",
            ipv6_cidr_block: None::<&str>,
        })
    });
    add(
        &mut inventory,
        record!(NETWORK_ACL {
            id: "acl-1",
            region: REGION,
            account: ACCOUNT,
            vpc_id: "vpc-1",
            ingress: entries.to_vec(),
            associated_subnet_ids: texts(&["subnet-public", "subnet-private"]),
        }),
    );
    inventory
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// Adds a resource as a listing does.
fn add(inventory: &mut Inventory, record: Record) {
    let ty = record.ty();
    let id = inventory.push(record);
    inventory.table_mut(ty).listed.push(id.row);
}

/// A security group that lets everybody reach a port.
fn open(inventory: &mut Inventory, id: &str, port: i64) {
    let rule = record!(RULE {
        protocol: "tcp",
        from_port: port,
        to_port: port,
        cidr: "0.0.0.0/0",
        prefix_list_id: None::<&str>,
        source_group: None::<&str>,
    });
    add(
        inventory,
        record!(SECURITY_GROUP {
            id: id,
            region: REGION,
            account: ACCOUNT,
            ingress: vec![rule],
            prefix_list_ids: texts(&[])
        }),
    );
}

/// An instance with an address or without.
fn instance(inventory: &mut Inventory, id: &str, subnet: &str, address: Option<&str>, group: &str) {
    add(
        inventory,
        record!(INSTANCE {
            id: id,
            region: REGION,
            account: ACCOUNT,
            state: "running",
            instance_type: "t3.micro",
            subnet_id: subnet,
            vpc_id: "vpc-1",
            public_ip_address: address,
            public_ip_addresses: texts(&[]),
            ipv6_addresses: texts(&[]),
            security_group_ids: texts(&[group]),
        }),
    );
}

/// The picture, once everything is linked as a scan links it.
fn drawn(mut inventory: Inventory) -> Network {
    let relations: Vec<_> = footprint()
        .attributes()
        .filter(|attribute| {
            matches!(
                attribute.ty.attribute(attribute.slot).source,
                Source::Relation(_)
            )
        })
        .map(|attribute| (attribute.ty, attribute.slot))
        .collect();
    link(&mut inventory, &relations);
    Network::of(&inventory, Timestamp::UNIX_EPOCH).expect("VPCs were asked for")
}

fn thing<'a>(network: &'a Network, id: &str) -> &'a Thing {
    let zones = network.vpcs.iter().flat_map(|vpc| &vpc.zones);
    let mut all = zones.flat_map(|zone| {
        let in_subnets = zone.subnets.iter().flat_map(|subnet| &subnet.things);
        zone.things.iter().chain(in_subnets)
    });
    all.find(|thing| thing.id == id).expect("it stands there")
}

fn said(network: &Network, id: &str) -> (Option<Reached>, String) {
    let thing = thing(network, id);
    (thing.reached, thing.why.join("; "))
}

#[test]
fn every_fact_is_sound() {
    for fact in facts::all() {
        assert!(fact.is_sound());
    }
}

#[test]
fn what_the_internet_reaches_has_an_address_a_route_a_rule_and_an_acl() {
    let mut account = account();
    open(&mut account, "sg-ssh", 22);
    open(&mut account, "sg-db", 5432);
    instance(
        &mut account,
        "i-bastion",
        "subnet-public",
        Some("203.0.113.7"),
        "sg-ssh",
    );
    instance(&mut account, "i-hidden", "subnet-public", None, "sg-ssh");
    instance(
        &mut account,
        "i-inside",
        "subnet-private",
        Some("203.0.113.8"),
        "sg-ssh",
    );
    instance(
        &mut account,
        "i-acl",
        "subnet-public",
        Some("203.0.113.9"),
        "sg-db",
    );
    let network = drawn(account);
    assert_eq!(
        said(&network, "i-bastion"),
        (
            Some(Reached::Yes),
            "it runs; it has the address 203.0.113.7; its subnet subnet-public has a route to an internet gateway; \
             everybody is let in to tcp 22 by sg-ssh"
                .to_owned()
        )
    );
    let no = |why: &str| (Some(Reached::No), why.to_owned());
    assert_eq!(said(&network, "i-hidden"), no("it has no public address"));
    assert_eq!(
        said(&network, "i-inside"),
        no("its subnet has no route to an internet gateway")
    );
    assert_eq!(
        said(&network, "i-acl"),
        no("the network ACL of its subnet does not let everybody in")
    );
}

#[test]
fn subnets_are_what_their_routes_make_them() {
    let network = drawn(account());
    let zone = &network.vpcs[0].zones[0];
    let told: Vec<_> = zone
        .subnets
        .iter()
        .map(|subnet| (subnet.id.as_str(), subnet.reach, subnet.way.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("subnet-private", Reach::Private, "0.0.0.0/0 → nat-1"),
            ("subnet-public", Reach::Public, "0.0.0.0/0 → igw-1"),
        ]
    );
    assert_eq!(network.vpcs[0].things[0].id, "igw-1");
    assert_eq!(zone.subnets[1].things[0].id, "nat-1");
}

#[test]
fn what_was_not_read_is_neither_private_nor_safe() {
    for unread in [&ROUTE_TABLE, &SECURITY_GROUP, &NETWORK_ACL] {
        let mut account = account();
        open(&mut account, "sg-ssh", 22);
        instance(
            &mut account,
            "i-bastion",
            "subnet-public",
            Some("203.0.113.7"),
            "sg-ssh",
        );
        let denied = Gap::new(unread.read_by, Outcome::Denied, "no");
        let table = account.table_mut(unread);
        table.rows.clear();
        table.listed.clear();
        table
            .listings
            .insert(REGION.to_owned(), Listing::Incomplete(Arc::new(denied)));
        let network = drawn(account);
        let (reached, why) = said(&network, "i-bastion");
        assert_eq!(reached, Some(Reached::Unknown), "{why}");
        assert!(why.contains(&format!("{} denied", unread.read_by)), "{why}");
        if *unread == ROUTE_TABLE {
            for subnet in &network.vpcs[0].zones[0].subnets {
                assert_eq!(subnet.reach, Reach::Unknown);
                assert_eq!(subnet.routes, None);
            }
        }
    }
}

#[test]
fn a_route_tells_of_a_gateway_that_nobody_listed() {
    let mut account = account();
    let table = account.table_mut(&INTERNET_GATEWAY);
    table.rows.clear();
    table.listed.clear();
    table.listings.clear();
    let network = drawn(account);
    assert_eq!(network.vpcs[0].things[0].id, "igw-1");
    assert!(!network.vpcs[0].gateways_read);
}

#[test]
fn what_was_not_asked_for_is_said() {
    let mut account = account();
    account.table_mut(&INSTANCE).listings.clear();
    let denied = Gap::new(DB_INSTANCE.read_by, Outcome::Denied, "no");
    account
        .table_mut(&DB_INSTANCE)
        .listings
        .insert(REGION.to_owned(), Listing::Incomplete(Arc::new(denied)));
    assert_eq!(
        drawn(account).vpcs[0].unread,
        [
            "DB instances: rds:DescribeDBInstances denied",
            "instances, ECS services, VPC endpoints: not asked for by the run's checks",
        ]
    );
}

#[test]
fn a_load_balancer_is_reached_where_it_listens() {
    let balancer = |listens: i64| {
        let mut account = account();
        open(&mut account, "sg-web", 443);
        add(
            &mut account,
            record!(LOAD_BALANCER {
                id: "web",
                arn: "arn:web",
                region: REGION,
                account: ACCOUNT,
                vpc_id: "vpc-1",
                subnet_ids: texts(&["subnet-public"]),
                scheme: "internet-facing",
                load_balancer_type: "application",
                security_group_ids: texts(&["sg-web"]),
            }),
        );
        add(
            &mut account,
            record!(LISTENER {
                id: "l",
                region: REGION,
                account: ACCOUNT,
                load_balancer_arn: "arn:web",
                port: listens,
                protocol: "HTTPS"
            }),
        );
        said(&drawn(account), "web")
    };
    assert_eq!(
        balancer(443),
        (
            Some(Reached::Yes),
            "it is internet-facing; its subnet subnet-public has a route to an internet gateway; it listens on tcp 443; \
             everybody is let in to tcp 443 by sg-web"
                .to_owned()
        )
    );
    assert_eq!(
        balancer(8443),
        (
            Some(Reached::No),
            "no rule of its security groups lets everybody in".to_owned()
        )
    );
}

#[test]
fn a_database_stands_in_the_one_subnet_of_its_group_in_its_zone() {
    let database = |subnets: &[&str]| {
        let mut account = account();
        open(&mut account, "sg-web", 443);
        add(
            &mut account,
            record!(DB_SUBNET_GROUP {
                id: "group",
                region: REGION,
                account: ACCOUNT,
                vpc_id: "vpc-1",
                subnet_ids: texts(subnets)
            }),
        );
        add(
            &mut account,
            record!(DB_INSTANCE {
                id: "orders",
                region: REGION,
                account: ACCOUNT,
                engine: "mysql",
                vpc_id: "vpc-1",
                availability_zone: "a",
                db_subnet_group_name: "group",
                publicly_accessible: true,
                vpc_security_group_ids: texts(&["sg-web"]),
                endpoint: record!(ENDPOINT {
                    address: "orders.example",
                    port: 3306
                }),
            }),
        );
        drawn(account)
    };
    let one = database(&["subnet-private"]);
    let subnet = &one.vpcs[0].zones[0].subnets[0];
    assert_eq!(subnet.things[0].id, "orders");
    assert_eq!(
        said(&one, "orders"),
        (
            Some(Reached::No),
            "its subnet has no route to an internet gateway; no rule of its security groups lets everybody in".to_owned()
        )
    );
    let two = database(&["subnet-private", "subnet-public"]);
    assert_eq!(two.vpcs[0].zones[0].things[0].id, "orders");
}
