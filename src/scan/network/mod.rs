//! Draws an account's networks from its inventory: what stands where, and what the internet can reach.
//!
//! It asks AWS for nothing and draws on what the run's checks had read alone; what that leaves open is drawn as not read. Whether a subnet is
//! public, a rule open or an ACL passable is what the schema's derived attributes and the functions of checks say.

mod facts;
mod place;
mod reached;
#[cfg(test)]
mod tests;

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
use crate::report::network::{Kind, Network, Reach, Reached, Route, Subnet, Thing, Vpc};
use facts::Fact;
use place::{Place, Placed};

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

    /// All that stands in a network, and where.
    fn things(&mut self) -> Vec<Placed> {
        let inventory = self.inventory;
        let mut things = Vec::new();
        for of in inventory.listed(&INTERNET_GATEWAY) {
            let record = self.record(of);
            for vpc in texts(record, "vpc_ids").unwrap_or_default() {
                let place = Place::in_vpc(record, Some(&vpc));
                things.push((thing(Kind::InternetGateway, record, &[]), place));
            }
        }
        for of in inventory.listed(&NAT_GATEWAY) {
            let record = self.record(of);
            if !matches!(
                text(record, "state"),
                Some("deleted" | "deleting" | "failed")
            ) {
                things.push(nat_gateway(record));
            }
        }
        for of in inventory.listed(&INSTANCE) {
            if self.ask(&facts::INSTANCE_IS_PRESENT, of).truth() != Some(false) {
                things.push(self.instance(of));
            }
        }
        for of in inventory.listed(&LOAD_BALANCER) {
            things.push(self.load_balancer(of));
        }
        for of in inventory.listed(&DB_INSTANCE) {
            if self.ask(&facts::DATABASE_IS_SERVED, of).truth() != Some(false) {
                things.push(self.database(of));
            }
        }
        for of in inventory.listed(&SERVICE) {
            things.extend(self.service(of));
        }
        for of in inventory.listed(&VPC_ENDPOINT) {
            things.push(endpoint(self.record(of)));
        }
        things
    }

    fn instance(&mut self, of: ResourceId) -> Placed {
        let record = self.record(of);
        let details = [
            text(record, "instance_type"),
            text(record, "state"),
            text(record, "private_ip_address"),
        ];
        let mut thing = thing(Kind::Instance, record, &details);
        let subnet = text(record, "subnet_id");
        (thing.reached, thing.why) = self.instance_reached(of);
        let mut place = Place::in_vpc(record, text(record, "vpc_id"));
        place.subnets.extend(subnet.map(ToOwned::to_owned));
        (thing, place)
    }

    fn load_balancer(&mut self, of: ResourceId) -> Placed {
        let record = self.record(of);
        let details = [text(record, "load_balancer_type"), text(record, "scheme")];
        let mut thing = thing(Kind::LoadBalancer, record, &details);
        (thing.reached, thing.why) = self.load_balancer_reached(of);
        let mut place = Place::in_vpc(record, text(record, "vpc_id"));
        place.subnets = texts(record, "subnet_ids").unwrap_or_default();
        (thing, place)
    }

    /// A DB instance. AWS tells its zone and its subnet group: that is its subnet where the group has one in the zone.
    fn database(&mut self, of: ResourceId) -> Placed {
        let record = self.record(of);
        let standby = text(record, "secondary_availability_zone");
        let standby = standby.map(|zone| format!("standby in {zone}"));
        let details = [
            text(record, "engine"),
            text(record, "db_instance_class"),
            standby.as_deref(),
        ];
        let mut thing = thing(Kind::Database, record, &details);
        (thing.reached, thing.why) = self.database_reached(of);
        let mut place = Place::in_vpc(record, text(record, "vpc_id"));
        place.zone = text(record, "availability_zone").map(ToOwned::to_owned);
        let (subnets, whole) = self.resources(&facts::DATABASE_SUBNETS, of);
        if place.vpc.is_none()
            && let Some(subnet) = subnets.first()
        {
            place.vpc = text(self.record(*subnet), "vpc_id").map(ToOwned::to_owned);
        }
        if let (Some(zone), true) = (&place.zone, whole) {
            let in_zone: Vec<&Record> = subnets
                .iter()
                .map(|subnet| self.record(*subnet))
                .filter(|subnet| text(subnet, "availability_zone") == Some(zone))
                .collect();
            if let [subnet] = in_zone.as_slice() {
                place.subnets.push(subnet.id().to_owned());
            }
        }
        (thing, place)
    }

    /// A service of ECS whose tasks have a network of their own; others stand where their instances do.
    fn service(&mut self, of: ResourceId) -> Option<Placed> {
        let record = self.record(of);
        let subnets = texts(record, "subnet_ids").filter(|subnets| !subnets.is_empty())?;
        let tasks = match (record.get("running_count"), record.get("desired_count")) {
            (Reading::Known(Value::Int(running)), Reading::Known(Value::Int(desired))) => {
                Some(format!("{running} of {desired} tasks run"))
            }
            _ => None,
        };
        let mut thing = thing(Kind::Service, record, &[tasks.as_deref()]);
        (thing.reached, thing.why) = self.service_reached(of);
        let mut place = Place::in_vpc(record, None);
        place.subnets = subnets;
        Some((thing, place))
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

fn nat_gateway(record: &Record) -> Placed {
    let addresses = texts(record, "public_ips").unwrap_or_default().join(", ");
    let details = [
        text(record, "connectivity_type"),
        text(record, "state"),
        Some(addresses.as_str()),
    ];
    let mut place = Place::in_vpc(record, text(record, "vpc_id"));
    place
        .subnets
        .extend(text(record, "subnet_id").map(ToOwned::to_owned));
    (thing(Kind::NatGateway, record, &details), place)
}

fn endpoint(record: &Record) -> Placed {
    let kind = text(record, "vpc_endpoint_type").map(|kind| format!("{kind} endpoint"));
    let details = [kind.as_deref(), text(record, "service_name")];
    let mut place = Place::in_vpc(record, text(record, "vpc_id"));
    place.subnets = texts(record, "subnet_ids").unwrap_or_default();
    (thing(Kind::Endpoint, record, &details), place)
}

fn thing(kind: Kind, record: &Record, details: &[Option<&str>]) -> Thing {
    let details: Vec<&str> = details
        .iter()
        .copied()
        .flatten()
        .filter(|detail| !detail.is_empty())
        .collect();
    Thing {
        kind,
        ty: record.ty().name.to_owned(),
        id: record.id().to_owned(),
        name: name(record),
        detail: details.join(", "),
        reached: None::<Reached>,
        why: Vec::new(),
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
