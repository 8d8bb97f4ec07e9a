//! Whether the internet can reach something: an address, a route, a security group's rule and the network ACL must all let it. One that
//! certainly does not settles it; where none is shut and one was not read, it is not known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::facts::{self, Fact};
use super::{Drawing, text, texts};
use crate::expr::Answer;
use crate::inventory::ec2::SUBNET;
use crate::inventory::{Reading, Record, ResourceId, Value};
use crate::report::network::Reached;

/// What has to be passed on the way in.
enum Gate {
    Open(String),
    Shut(String),
    Unknown(String),
}

/// What a security group lets everybody reach.
#[derive(Clone)]
struct Door {
    /// Protocol and ports for people.
    traffic: String,
    /// The security group; none where there is none to pass.
    group: Option<String>,
    /// Protocol and ports as functions take them; none of protocols without ports.
    ports: Vec<(&'static str, i64, i64)>,
}

/// The doors that were read, and why there may be more.
struct Doors {
    open: Vec<Door>,
    unread: Option<String>,
}

/// Questions whether a network ACL lets everybody reach some ports, by those ports.
#[derive(Default)]
pub(super) struct Passable(HashMap<String, Fact>);

type Verdict = (Option<Reached>, Vec<String>);

fn conclude(gates: impl IntoIterator<Item = Gate>) -> Verdict {
    let (mut open, mut shut, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for gate in gates {
        match gate {
            Gate::Open(why) => open.push(why),
            Gate::Shut(why) => shut.push(why),
            Gate::Unknown(why) => unknown.push(why),
        }
    }
    if !shut.is_empty() {
        (Some(Reached::No), shut)
    } else if unknown.is_empty() {
        (Some(Reached::Yes), open)
    } else {
        open.extend(unknown);
        (Some(Reached::Unknown), open)
    }
}

impl Drawing<'_> {
    pub(super) fn instance_reached(&mut self, of: ResourceId) -> Verdict {
        let record = self.record(of);
        let state = text(record, "state").unwrap_or_default();
        let addresses: BTreeSet<String> = text(record, "public_ip_address")
            .map(ToOwned::to_owned)
            .into_iter()
            .chain(texts(record, "public_ip_addresses").unwrap_or_default())
            .chain(texts(record, "ipv6_addresses").unwrap_or_default())
            .collect();
        let addresses: Vec<String> = addresses.into_iter().collect();
        let runs = self.gate(
            &facts::INSTANCE_RUNS,
            of,
            "it runs",
            &format!("it is {state}"),
        );
        let address = self.gate(
            &facts::INSTANCE_HAS_ADDRESS,
            of,
            &format!("it has the address {}", addresses.join(", ")),
            "it has no public address",
        );
        let subnet = match self.ask(&facts::INSTANCE_SUBNET, of) {
            Answer::Value(Value::Resource(subnet)) => (vec![subnet], true),
            _ => (Vec::new(), false),
        };
        let (route, public) = self.routed(subnet);
        let doors = self.doors(&facts::INSTANCE_GROUPS, of);
        let let_in = self.let_in(&public, &doors);
        conclude([runs, address, route, let_in])
    }

    pub(super) fn service_reached(&mut self, of: ResourceId) -> Verdict {
        let address = self.gate(
            &facts::SERVICE_HAS_ADDRESS,
            of,
            "its tasks get public addresses",
            "its tasks get no public addresses",
        );
        let subnets = self.resources(&facts::SERVICE_SUBNETS, of);
        let (route, public) = self.routed(subnets);
        let doors = self.doors(&facts::SERVICE_GROUPS, of);
        let let_in = self.let_in(&public, &doors);
        conclude([address, route, let_in])
    }

    pub(super) fn database_reached(&mut self, of: ResourceId) -> Verdict {
        let address = self.gate(
            &facts::DATABASE_IS_PUBLIC,
            of,
            "it is publicly accessible",
            "it is not publicly accessible",
        );
        let subnets = self.resources(&facts::DATABASE_SUBNETS, of);
        let (route, public) = self.routed(subnets);
        let mut doors = self.doors(&facts::DATABASE_GROUPS, of);
        match database_port(self.record(of)) {
            Some(port) => doors = doors.to(&[("tcp", port)]),
            None if !doors.open.is_empty() => {
                doors.open.clear();
                doors.unread = Some("its port was not read".to_owned());
            }
            None => {}
        }
        let let_in = self.let_in(&public, &doors);
        conclude([address, route, let_in])
    }

    pub(super) fn load_balancer_reached(&mut self, of: ResourceId) -> Verdict {
        let record = self.record(of);
        let kind = text(record, "load_balancer_type");
        if kind == Some("gateway") {
            return (None, Vec::new());
        }
        let facing = self.gate(
            &facts::BALANCER_FACES_INTERNET,
            of,
            "it is internet-facing",
            "it is internal",
        );
        let subnets = self.resources(&facts::BALANCER_SUBNETS, of);
        let (route, public) = self.routed(subnets);
        let mut doors = self.doors(&facts::BALANCER_GROUPS, of);
        let ungrouped = matches!(record.get("security_group_ids"),
            Reading::Known(Value::List(groups)) if groups.gap.is_none() && groups.items.is_empty());
        if kind == Some("network") && ungrouped {
            doors.open.push(Door {
                traffic: "all traffic".to_owned(),
                group: None,
                ports: everything(),
            });
        }
        let (listeners, whole) = self.resources(&facts::BALANCER_LISTENERS, of);
        let why = self.why_not();
        let ports: Vec<(&'static str, i64)> = listeners
            .iter()
            .flat_map(|listener| listened(self.record(*listener)))
            .collect();
        let listens = if !ports.is_empty() {
            let mut shown: Vec<String> = ports
                .iter()
                .map(|(protocol, port)| format!("{protocol} {port}"))
                .collect();
            shown.dedup();
            doors = doors.to(&ports);
            Gate::Open(format!("it listens on {}", shown.join(", ")))
        } else if whole && listeners.is_empty() {
            Gate::Shut("it has no listener".to_owned())
        } else {
            Gate::Unknown(format!("its listeners were not read: {why}"))
        };
        let let_in = self.let_in(&public, &doors);
        conclude([facing, route, listens, let_in])
    }

    /// A gate that a fact tells.
    fn gate(&mut self, fact: &Fact, of: ResourceId, open: &str, shut: &str) -> Gate {
        match self.ask(fact, of).truth() {
            Some(true) => Gate::Open(open.to_owned()),
            Some(false) => Gate::Shut(shut.to_owned()),
            None => Gate::Unknown(self.why_not()),
        }
    }

    /// Whether any of the subnets has a route to an internet gateway, and which have.
    fn routed(&mut self, (subnets, whole): (Vec<ResourceId>, bool)) -> (Gate, Vec<ResourceId>) {
        let mut unknown = (!whole).then(|| {
            let why = self.why_not();
            format!("its subnets were not all read: {why}")
        });
        let mut blocked = false;
        let alone = subnets.len() == 1;
        let mut public = Vec::new();
        for subnet in subnets {
            match self.ask(&facts::SUBNET_IS_PUBLIC, subnet).truth() {
                Some(false) => {}
                None => unknown = Some(self.why_not()),
                Some(true) => match self.ask(&facts::SUBNET_IS_BLOCKED, subnet).truth() {
                    Some(true) => blocked = true,
                    // What no check asks for is not there to be weighed: then they do not weigh it either.
                    Some(false) | None => public.push(subnet),
                },
            }
        }
        let gate = match (public.first(), unknown) {
            (Some(first), _) => {
                let record = self.record(*first);
                let subnet = record.name().unwrap_or(record.id());
                Gate::Open(format!(
                    "its subnet {subnet} has a route to an internet gateway"
                ))
            }
            (None, Some(why)) => Gate::Unknown(why),
            (None, None) if blocked => {
                Gate::Shut("VPC Block Public Access stops what comes from the internet".to_owned())
            }
            (None, None) => {
                let which = if alone {
                    "its subnet has no"
                } else {
                    "none of its subnets has a"
                };
                Gate::Shut(format!("{which} route to an internet gateway"))
            }
        };
        (gate, public)
    }

    /// What the security groups of a resource let everybody reach.
    fn doors(&mut self, groups: &Fact, of: ResourceId) -> Doors {
        let (groups, whole) = self.resources(groups, of);
        let mut doors = Doors {
            open: Vec::new(),
            unread: (!whole).then(|| self.why_not()),
        };
        for group in groups {
            let Answer::Value(Value::List(rules)) = self.ask(&facts::GROUP_OPEN_RULES, group)
            else {
                doors.unread = Some(self.why_not());
                continue;
            };
            if let Some(gap) = &rules.gap {
                doors.unread = Some(format!("{} {}", gap.call, gap.outcome));
            }
            let record = self.record(group);
            let name = match record.name() {
                Some(name) if name != record.id() => format!("{} ({name})", record.id()),
                _ => record.id().to_owned(),
            };
            for rule in &rules.items {
                if let Value::Record(rule) = rule {
                    doors.open.push(door(rule, name.clone()));
                }
            }
        }
        doors
    }

    /// Whether everybody may pass a door, and the network ACL of a subnet it leads into.
    fn let_in(&mut self, public: &[ResourceId], doors: &Doors) -> Gate {
        let mut passed: BTreeMap<Option<&str>, BTreeSet<&str>> = BTreeMap::new();
        let mut unknown = doors.unread.clone();
        for door in &doors.open {
            if public.is_empty() {
                passed
                    .entry(door.group.as_deref())
                    .or_default()
                    .insert(&door.traffic);
                continue;
            }
            if door.ports.is_empty() {
                unknown.get_or_insert_with(|| {
                    format!(
                        "whether the network ACL lets {} in is not told",
                        door.traffic
                    )
                });
            }
            for subnet in public {
                for (protocol, from, to) in &door.ports {
                    match self.passable(*subnet, &format!("{from}-{to}/{protocol}")) {
                        Some(true) => {
                            let group = passed.entry(door.group.as_deref()).or_default();
                            group.insert(&door.traffic);
                        }
                        Some(false) => {}
                        None => unknown = Some(self.why_not()),
                    }
                }
            }
        }
        if !passed.is_empty() {
            let passed: Vec<String> = passed.into_iter().map(words).collect();
            return Gate::Open(format!("everybody is let in to {}", passed.join(", ")));
        }
        match unknown {
            Some(why) => Gate::Unknown(format!("whom it lets in was not read to the end: {why}")),
            None if doors.open.is_empty() => {
                Gate::Shut("no rule of its security groups lets everybody in".to_owned())
            }
            None => {
                Gate::Shut("the network ACL of its subnet does not let everybody in".to_owned())
            }
        }
    }

    fn passable(&mut self, subnet: ResourceId, ports: &str) -> Option<bool> {
        let fact = self.passable.0.entry(ports.to_owned()).or_insert_with(|| {
            let text = format!("resource.network_acl.lets_in_from_anywhere([\"{ports}\"])");
            Fact::new(&SUBNET, &text)
        });
        fact.answer(&mut self.evaluation, subnet).truth()
    }
}

/// `tcp 80, tcp 443 by sg-1 (web)`
fn words((group, traffic): (Option<&str>, BTreeSet<&str>)) -> String {
    let traffic: Vec<&str> = traffic.into_iter().collect();
    let traffic = traffic.join(", ");
    match group {
        Some(group) => format!("{traffic} by {group}"),
        None => traffic,
    }
}

impl Doors {
    /// Of these doors, those to ports that something listens on.
    fn to(&self, ports: &[(&'static str, i64)]) -> Self {
        let open = self.open.iter().flat_map(|door| {
            ports.iter().filter_map(move |(protocol, port)| {
                let leads = door
                    .ports
                    .iter()
                    .any(|(of, from, to)| of == protocol && (from..=to).contains(&port));
                leads.then(|| Door {
                    traffic: format!("{protocol} {port}"),
                    group: door.group.clone(),
                    ports: vec![(protocol, *port, *port)],
                })
            })
        });
        Self {
            open: open.collect(),
            unread: self.unread.clone(),
        }
    }
}

fn everything() -> Vec<(&'static str, i64, i64)> {
    vec![("tcp", 0, 65_535), ("udp", 0, 65_535)]
}

fn door(rule: &Record, group: String) -> Door {
    let port = |name: &str| match rule.get(name) {
        Reading::Known(Value::Int(port)) => Some(*port),
        _ => None,
    };
    let protocol = text(rule, "protocol").unwrap_or_default();
    let range = match (port("from_port"), port("to_port")) {
        (Some(from), Some(to)) if from >= 0 => (from, to),
        _ => (0, 65_535),
    };
    let (traffic, ports) = match protocol {
        "-1" => ("all traffic".to_owned(), everything()),
        "tcp" | "6" => told("tcp", range),
        "udp" | "17" => told("udp", range),
        other => (other.to_owned(), Vec::new()),
    };
    Door {
        traffic,
        group: Some(group),
        ports,
    }
}

fn told(protocol: &'static str, (from, to): (i64, i64)) -> (String, Vec<(&'static str, i64, i64)>) {
    let traffic = match (from, to) {
        (0 | 1, 65_535) => format!("{protocol} on all ports"),
        (from, to) if from == to => format!("{protocol} {from}"),
        (from, to) => format!("{protocol} {from}-{to}"),
    };
    (traffic, vec![(protocol, from, to)])
}

/// Where clients connect to a database.
fn database_port(record: &Record) -> Option<i64> {
    let endpoint = match record.get("endpoint") {
        Reading::Known(Value::Record(endpoint)) => match endpoint.get("port") {
            Reading::Known(Value::Int(port)) => Some(*port),
            _ => None,
        },
        _ => None,
    };
    endpoint.or_else(|| match record.get("db_instance_port") {
        Reading::Known(Value::Int(port)) if *port > 0 => Some(*port),
        _ => None,
    })
}

/// The ports of a listener.
fn listened(record: &Record) -> Vec<(&'static str, i64)> {
    let Reading::Known(Value::Int(port)) = record.get("port") else {
        return Vec::new();
    };
    match text(record, "protocol") {
        Some("UDP" | "QUIC") => vec![("udp", *port)],
        Some("TCP_UDP" | "TCP_QUIC") => vec![("tcp", *port), ("udp", *port)],
        Some(_) => vec![("tcp", *port)],
        None => Vec::new(),
    }
}
