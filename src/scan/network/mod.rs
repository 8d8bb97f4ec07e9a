//! Draws an account's networks from its inventory: what stands where, and what the internet can reach.
//!
//! It asks AWS for nothing and draws on what the run's checks had read alone; what that leaves open is drawn as not read. Whether a subnet is
//! public, a rule open or an ACL passable is what the schema's derived attributes and the functions of checks say.

mod facts;
mod place;
mod reached;
#[cfg(test)]
mod tests;
mod things;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::expr::{Answer, Evaluation, Footprint};
use crate::inventory::ec2::{
    INSTANCE, INTERNET_GATEWAY, NAT_GATEWAY, ROUTE_TABLE, SECURITY_GROUP, SUBNET, VPC, VPC_ENDPOINT,
};
use crate::inventory::ecs::SERVICE;
use crate::inventory::elbv2::{LISTENER, LOAD_BALANCER};
use crate::inventory::rds::DB_INSTANCE;
use crate::inventory::schema::REGION;
use crate::inventory::{Inventory, Listing, Reading, Record, RecordType, ResourceId, Value};
use crate::report::network::{Network, Reach, Route, Subnet, Vpc};
use facts::Fact;

/// What may stand in a VPC, and what people call it.
const LISTED: &[(&RecordType, &str)] = &[
    (&SUBNET, "subnets"),
    (&INTERNET_GATEWAY, "internet gateways"),
    (&NAT_GATEWAY, "NAT gateways"),
    (&INSTANCE, "instances"),
    (&LOAD_BALANCER, "load balancers"),
    (&DB_INSTANCE, "DB instances"),
    (&SERVICE, "ECS services"),
    (&VPC_ENDPOINT, "VPC endpoints"),
];

/// What is read of resources as it stands.
const READ: &[(&RecordType, &[&str])] = &[
    (&VPC, &["cidr_blocks", "is_default"]),
    (&SUBNET, &["vpc_id", "cidr_block", "availability_zone"]),
    (&ROUTE_TABLE, &["routes"]),
    (&INTERNET_GATEWAY, &["vpc_ids"]),
    (
        &NAT_GATEWAY,
        &[
            "vpc_id",
            "subnet_id",
            "state",
            "connectivity_type",
            "public_ips",
        ],
    ),
    (
        &INSTANCE,
        &[
            "vpc_id",
            "subnet_id",
            "state",
            "instance_type",
            "private_ip_address",
            "public_ip_address",
            "public_ip_addresses",
            "ipv6_addresses",
        ],
    ),
    (
        &LOAD_BALANCER,
        &["vpc_id", "subnet_ids", "scheme", "load_balancer_type"],
    ),
    (&LISTENER, &["port", "protocol", "load_balancer_arn"]),
    (
        &DB_INSTANCE,
        &[
            "vpc_id",
            "engine",
            "db_instance_class",
            "availability_zone",
            "secondary_availability_zone",
            "endpoint",
            "db_instance_port",
        ],
    ),
    (&SERVICE, &["subnet_ids", "running_count", "desired_count"]),
    (
        &VPC_ENDPOINT,
        &["vpc_id", "subnet_ids", "vpc_endpoint_type", "service_name"],
    ),
    (&SECURITY_GROUP, &["ingress"]),
];

/// What the picture is drawn from: kept where a listing brings it, never asked for.
pub(crate) fn footprint() -> Footprint {
    let mut footprint = Footprint::default();
    for (ty, names) in READ {
        for name in *names {
            if let Some(slot) = ty.find(name) {
                footprint.insert(ty, slot);
            }
        }
    }
    for fact in facts::all() {
        footprint.extend(&fact.footprint());
    }
    footprint
}

impl Network {
    /// The networks of an account as of a moment; none where no VPC was asked for.
    pub fn of(inventory: &Inventory, now: Timestamp) -> Option<Self> {
        let listings = &inventory.table(&VPC).listings;
        if listings.is_empty() {
            return None;
        }
        let mut drawing = Drawing {
            inventory,
            evaluation: Evaluation::new(inventory, now),
            passable: reached::Passable::default(),
        };
        let mut network = Self {
            vpcs: inventory.listed(&VPC).map(|vpc| drawing.vpc(vpc)).collect(),
            unread: inventory
                .account
                .regions
                .iter()
                .filter_map(|region| {
                    Some(format!(
                        "VPCs of {region}: {}",
                        unread(inventory, &VPC, region)?
                    ))
                })
                .collect(),
        };
        for subnet in inventory.listed(&SUBNET) {
            drawing.place_subnet(subnet, &mut network);
        }
        let things = drawing.things();
        place::place(things, &mut network);
        place::gateways_of_routes(&mut network);
        Some(network)
    }
}

/// Why the resources of a type in a region are not all known; nothing where they are.
fn unread(inventory: &Inventory, ty: &'static RecordType, region: &str) -> Option<String> {
    match inventory.listing(ty, region) {
        None => Some("not asked for".to_owned()),
        Some(Listing::Incomplete(gap)) => Some(format!("{} {}", gap.call, gap.outcome)),
        Some(Listing::Complete | Listing::Unsupported) => None,
    }
}

/// A picture while it is drawn.
struct Drawing<'a> {
    inventory: &'a Inventory,
    evaluation: Evaluation<'a>,
    passable: reached::Passable,
}

impl<'a> Drawing<'a> {
    fn record(&self, of: ResourceId) -> &'a Record {
        self.inventory.record(of)
    }

    fn ask(&mut self, fact: &Fact, of: ResourceId) -> Answer {
        fact.answer(&mut self.evaluation, of)
    }

    fn vpc(&self, of: ResourceId) -> Vpc {
        let record = self.record(of);
        let region = record.identity(REGION);
        let mut unasked = Vec::new();
        let mut told = Vec::new();
        for (ty, name) in LISTED {
            match (
                self.inventory.listing(ty, region),
                unread(self.inventory, ty, region),
            ) {
                (None, _) => unasked.push(*name),
                (_, Some(why)) => told.push(format!("{name}: {why}")),
                (_, None) => {}
            }
        }
        if !unasked.is_empty() {
            told.push(format!(
                "{}: not asked for by the run's checks",
                unasked.join(", ")
            ));
        }
        Vpc {
            account: self.inventory.account.id.clone(),
            region: region.to_owned(),
            id: record.id().to_owned(),
            name: name(record),
            cidrs: texts(record, "cidr_blocks"),
            is_default: match record.get("is_default") {
                Reading::Known(Value::Bool(is)) => Some(*is),
                _ => None,
            },
            gateways_read: unread(self.inventory, &INTERNET_GATEWAY, region).is_none(),
            subnets_read: unread(self.inventory, &SUBNET, region).is_none(),
            zones: Vec::new(),
            things: Vec::new(),
            unread: told,
        }
    }

    fn place_subnet(&mut self, of: ResourceId, network: &mut Network) {
        let record = self.record(of);
        let Some(vpc) = text(record, "vpc_id") else {
            return;
        };
        let subnet = self.subnet(of);
        let zone = text(record, "availability_zone");
        place::subnet(subnet, record.identity(REGION), vpc, zone, network);
    }

    fn subnet(&mut self, of: ResourceId) -> Subnet {
        let record = self.record(of);
        let public = self.ask(&facts::SUBNET_IS_PUBLIC, of);
        let (reach, why) = match public.truth() {
            Some(true) => (
                Reach::Public,
                "It has a route to an internet gateway.".to_owned(),
            ),
            None => (
                Reach::Unknown,
                format!("Where its routes lead is not known: {}.", self.why_not()),
            ),
            Some(false) => match self.ask(&facts::SUBNET_IS_ISOLATED, of).truth() {
                Some(true) => (
                    Reach::Isolated,
                    "It has no default route: it reaches only what its other routes name."
                        .to_owned(),
                ),
                _ => (
                    Reach::Private,
                    "None of its routes leads to an internet gateway.".to_owned(),
                ),
            },
        };
        let routes = self.routes(of);
        let way = match &routes {
            None => "routes not read".to_owned(),
            Some(routes) => {
                let ways: Vec<String> = routes
                    .iter()
                    .filter(|route| ["0.0.0.0/0", "::/0"].contains(&route.destination.as_str()))
                    .map(|route| format!("{} → {}", route.destination, route.target))
                    .collect();
                if ways.is_empty() {
                    "no default route".to_owned()
                } else {
                    ways.join(", ")
                }
            }
        };
        Subnet {
            id: record.id().to_owned(),
            name: name(record),
            cidr: text(record, "cidr_block").map(ToOwned::to_owned),
            reach,
            why,
            way,
            routes,
            things: Vec::new(),
            more: 0,
        }
    }

    /// The routes of a subnet; none where they were not all read.
    fn routes(&mut self, of: ResourceId) -> Option<Vec<Route>> {
        let Answer::Value(Value::Resource(table)) = self.ask(&facts::SUBNET_ROUTE_TABLE, of) else {
            return None;
        };
        let Reading::Known(Value::List(routes)) = self.record(table).get("routes") else {
            return None;
        };
        if routes.gap.is_some() {
            return None;
        }
        routes
            .items
            .iter()
            .map(|route| {
                let Value::Record(route) = route else {
                    return None;
                };
                let gone = text(route, "state") == Some("blackhole");
                let target = text(route, "target_id")?;
                Some(Route {
                    destination: text(route, "destination")?.to_owned(),
                    target: if gone {
                        format!("{target} (not there)")
                    } else {
                        target.to_owned()
                    },
                })
            })
            .collect()
    }

    /// The resources that a fact leads to, and whether those are all.
    fn resources(&mut self, fact: &Fact, of: ResourceId) -> (Vec<ResourceId>, bool) {
        match self.ask(fact, of) {
            Answer::Value(Value::List(list)) => {
                if let Some(gap) = &list.gap {
                    self.evaluation.unknown(gap);
                }
                let all: Vec<ResourceId> = list
                    .items
                    .iter()
                    .filter_map(|item| match item {
                        Value::Resource(id) => Some(*id),
                        _ => None,
                    })
                    .collect();
                let whole = list.gap.is_none() && all.len() == list.items.len();
                (all, whole)
            }
            Answer::Null => (Vec::new(), true),
            _ => (Vec::new(), false),
        }
    }

    /// What the last question lacked, in words.
    fn why_not(&self) -> String {
        let told: BTreeSet<String> = self
            .evaluation
            .holes()
            .iter()
            .filter_map(|hole| super::judgement::gap(hole, self.inventory))
            .map(|gap| match gap.attribute.as_str() {
                "" => gap.deed(),
                attribute => format!("{attribute} not read, {}", gap.deed()),
            })
            .collect();
        if told.is_empty() {
            return "it was not read".to_owned();
        }
        told.into_iter().collect::<Vec<_>>().join("; ")
    }
}

fn name(record: &Record) -> Option<String> {
    record
        .name()
        .filter(|name| *name != record.id())
        .map(ToOwned::to_owned)
}

/// A text that was read.
fn text<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    match record.get(name) {
        Reading::Known(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// A list of texts that was read to its end.
fn texts(record: &Record, name: &str) -> Option<Vec<String>> {
    match record.get(name) {
        Reading::Known(Value::List(list)) if list.gap.is_none() => Some(
            list.items
                .iter()
                .filter_map(Value::as_str)
                .map(ToOwned::to_owned)
                .collect(),
        ),
        _ => None,
    }
}
