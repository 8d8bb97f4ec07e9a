//! What stands in a network, and in which of its subnets.

use super::place::{Place, Placed};
use super::{Drawing, facts, name, text, texts};
use crate::inventory::ec2::{INSTANCE, INTERNET_GATEWAY, NAT_GATEWAY, VPC_ENDPOINT};
use crate::inventory::ecs::SERVICE;
use crate::inventory::elbv2::LOAD_BALANCER;
use crate::inventory::rds::DB_INSTANCE;
use crate::inventory::{Reading, Record, ResourceId, Value};
use crate::report::network::{Kind, Reached, Thing};

impl Drawing<'_> {
    /// All that stands in a network, and where.
    pub(super) fn things(&mut self) -> Vec<Placed> {
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
