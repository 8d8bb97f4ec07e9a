//! Where things stand: puts subnets into zones, and things into subnets, zones or a VPC as a whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::Record;
use crate::inventory::ec2::INTERNET_GATEWAY;
use crate::inventory::schema::REGION;
use crate::report::network::{Kind, Network, Reached, Subnet, Thing, Zone};

/// No picture shows more in one subnet. What the internet may reach comes first.
const MOST: usize = 200;

/// More names than this are counted.
const MOST_NAMED: usize = 8;

/// Where something stands, as far as AWS tells.
pub(super) struct Place {
    region: String,
    pub(super) vpc: Option<String>,
    pub(super) zone: Option<String>,
    pub(super) subnets: Vec<String>,
}

/// Something, and where it stands.
pub(super) type Placed = (Thing, Place);

impl Place {
    pub(super) fn in_vpc(record: &Record, vpc: Option<&str>) -> Self {
        Self {
            region: record.identity(REGION).to_owned(),
            vpc: vpc.map(ToOwned::to_owned),
            zone: None,
            subnets: Vec::new(),
        }
    }
}

/// Puts a subnet into its zone of its VPC. Where that was not listed, it is another account's, and not in the picture.
pub(super) fn subnet(
    subnet: Subnet,
    region: &str,
    vpc: &str,
    zone: Option<&str>,
    network: &mut Network,
) {
    let found = network
        .vpcs
        .iter_mut()
        .find(|of| of.id == vpc && of.region == region);
    if let Some(vpc) = found {
        zone_of(&mut vpc.zones, zone).subnets.push(subnet);
    }
}

fn zone_of<'a>(zones: &'a mut Vec<Zone>, name: Option<&str>) -> &'a mut Zone {
    let at = zones
        .iter()
        .position(|zone| zone.name.as_deref() == name)
        .unwrap_or_else(|| {
            zones.push(Zone {
                name: name.map(ToOwned::to_owned),
                subnets: Vec::new(),
                things: Vec::new(),
            });
            zones.len() - 1
        });
    &mut zones[at]
}

/// Puts internet gateways that nobody listed where active routes tell that they are.
pub(super) fn gateways_of_routes(network: &mut Network) {
    for vpc in network.vpcs.iter_mut().filter(|vpc| !vpc.gateways_read) {
        let subnets = vpc.zones.iter().flat_map(|zone| &zone.subnets);
        let routes = subnets.flat_map(|subnet| subnet.routes.iter().flatten());
        let gateways: BTreeSet<&str> = routes
            .map(|route| route.target.as_str())
            .filter(|target| target.starts_with("igw-") && !target.contains(' '))
            .collect();
        let told: Vec<Thing> = gateways
            .into_iter()
            .filter(|id| !vpc.things.iter().any(|thing| thing.id == *id))
            .map(|id| Thing {
                kind: Kind::InternetGateway,
                ty: INTERNET_GATEWAY.name.to_owned(),
                id: id.to_owned(),
                name: None,
                detail: "told by routes; internet gateways were not all read".to_owned(),
                reached: None,
                why: Vec::new(),
            })
            .collect();
        vpc.things.extend(told);
    }
}

/// Puts things where they stand.
pub(super) fn place(things: Vec<Placed>, network: &mut Network) {
    let mut subnets: BTreeMap<(String, String), (usize, usize, usize)> = BTreeMap::new();
    for (v, vpc) in network.vpcs.iter_mut().enumerate() {
        // Those without a name last.
        vpc.zones
            .sort_by(|a, b| (a.name.is_none(), &a.name).cmp(&(b.name.is_none(), &b.name)));
        for (z, zone) in vpc.zones.iter_mut().enumerate() {
            zone.subnets
                .sort_by(|a, b| (&a.cidr, &a.id).cmp(&(&b.cidr, &b.id)));
            for (s, subnet) in zone.subnets.iter().enumerate() {
                subnets.insert((vpc.region.clone(), subnet.id.clone()), (v, z, s));
            }
        }
    }
    let mut homeless = Vec::new();
    for (thing, place) in things {
        let known: Vec<&(usize, usize, usize)> = place
            .subnets
            .iter()
            .filter_map(|id| subnets.get(&(place.region.clone(), id.clone())))
            .collect();
        for (v, z, s) in &known {
            let subnet = &mut network.vpcs[*v].zones[*z].subnets[*s];
            subnet.things.push(thing.clone());
        }
        if !known.is_empty() {
            continue;
        }
        let vpc = network
            .vpcs
            .iter_mut()
            .find(|vpc| Some(&vpc.id) == place.vpc.as_ref() && vpc.region == place.region);
        match (vpc, place.zone) {
            (Some(vpc), Some(zone)) => zone_of(&mut vpc.zones, Some(&zone)).things.push(thing),
            (Some(vpc), None) => vpc.things.push(thing),
            (None, _) => homeless.push(thing.name.unwrap_or(thing.id)),
        }
    }
    if !homeless.is_empty() {
        let more = homeless.len().saturating_sub(MOST_NAMED);
        homeless.truncate(MOST_NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        network.unread.push(format!(
            "{}{more}: AWS tells no VPC of it, or that VPC was not read",
            homeless.join(", ")
        ));
    }
    for vpc in &mut network.vpcs {
        for subnet in vpc.zones.iter_mut().flat_map(|zone| &mut zone.subnets) {
            subnet
                .things
                .sort_by_key(|thing| thing.reached.unwrap_or(Reached::No));
            subnet.more = subnet.things.len().saturating_sub(MOST);
            subnet.things.truncate(MOST);
        }
    }
}
