//! Functions on addresses, ports, the rules of security groups and the entries of network ACLs.
//!
//! What they read of a record, and what is unknown there, is settled here; the arithmetic is in the files beside this one.

mod acl;
mod addresses;
mod ports;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use arcstr::ArcStr;

use ipnet::IpNet;

use self::addresses::Addresses;
use self::ports::{Ports, Protocol, Traffic};
use super::{Function, Parameter, Returns};
use crate::call::Call;
use crate::expr::eval::{Answer, Evaluation};
use crate::inventory::ec2::network_acl::{DESCRIBE_NETWORK_ACLS, NETWORK_ACL};
use crate::inventory::ec2::prefix_list::{
    DESCRIBE_MANAGED_PREFIX_LISTS, GET_MANAGED_PREFIX_LIST_ENTRIES,
};
use crate::inventory::ec2::security_group::{DESCRIBE_SECURITY_GROUPS, RULE, SECURITY_GROUP};
use crate::inventory::{Gap, List, Outcome, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "cidr_within",
        receiver: Parameter::String,
        parameters: &[Parameter::Cidr],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the address range lies within the other, all of it.",
        eval: |_, args| match args {
            [Value::String(range), Value::String(other)] => ranges(range, |range| {
                other
                    .parse()
                    .is_ok_and(|other: IpNet| other.contains(range))
            }),
            _ => Answer::Null,
        },
    },
    Function {
        name: "cidr_within_any",
        receiver: Parameter::String,
        parameters: &[Parameter::Cidrs],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the address range lies within one of the others, all of it.",
        eval: |_, args| match args {
            [Value::String(range), others] => ranges(range, |range| {
                texts(others).any(|other| {
                    other
                        .parse()
                        .is_ok_and(|other: IpNet| other.contains(range))
                })
            }),
            _ => Answer::Null,
        },
    },
    Function {
        name: "is_private_range",
        receiver: Parameter::String,
        parameters: &[],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether all of the address range is for private use: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 or fc00::/7.",
        eval: |_, args| match args {
            [Value::String(range)] => ranges(range, addresses::is_private),
            _ => Answer::Null,
        },
    },
    Function {
        name: "covers_port",
        receiver: Parameter::Record(&RULE),
        parameters: &[Parameter::Int],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the rule is about a port of TCP or UDP. Ranges, all ports and all protocols count; ICMP's type and code are no ports.",
        eval: |evaluation, args| match args {
            [rule, Value::Int(port)] => on_traffic(evaluation, rule, |traffic| {
                traffic.has(Protocol::Tcp, *port) || traffic.has(Protocol::Udp, *port)
            }),
            _ => Answer::Null,
        },
    },
    Function {
        name: "covers_any_port",
        receiver: Parameter::Record(&RULE),
        parameters: &[Parameter::Ports],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the rule is about any of the ports: `[\"22/tcp\", \"3389/udp\", \"6000-6100\"]`, TCP's where none is said.",
        eval: |evaluation, args| match args {
            [rule, ports] => on_traffic(evaluation, rule, |traffic| {
                texts(ports)
                    .filter_map(Ports::parse)
                    .any(|ports| traffic.has_any(&ports))
            }),
            _ => Answer::Null,
        },
    },
    Function {
        name: "covers_only_ports",
        receiver: Parameter::Record(&RULE),
        parameters: &[Parameter::Ports],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the rule is about none but the ports (written as for covers_any_port); never so for all protocols, nor for those without ports.",
        eval: |evaluation, args| match args {
            [rule, ports] => on_traffic(evaluation, rule, |traffic| {
                let ports: Vec<Ports> = texts(ports).filter_map(Ports::parse).collect();
                traffic.is_within(&ports)
            }),
            _ => Answer::Null,
        },
    },
    Function {
        name: "covers_all_ports",
        receiver: Parameter::Record(&RULE),
        parameters: &[],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the rule is about all protocols, or about all ports of TCP or of UDP.",
        eval: |evaluation, args| match args {
            [rule] => on_traffic(evaluation, rule, Traffic::has_all_ports),
            _ => Answer::Null,
        },
    },
    Function {
        name: "describe_traffic",
        receiver: Parameter::Record(&RULE),
        parameters: &[],
        returns: Returns::String,
        reads: &[],
        doc: "Protocol and ports for people: `tcp 22`, `udp 1024-65535`, `all traffic`.",
        eval: describe_traffic,
    },
    Function {
        name: "opens_to_world",
        receiver: Parameter::Record(&SECURITY_GROUP),
        parameters: &[Parameter::Record(&RULE)],
        returns: Returns::Bool,
        reads: &["prefix_lists.entries"],
        doc: "Whether the peer of this rule of the group is everybody: 0.0.0.0/0, ::/0, or more of the public addresses than any one holder has \
              (a /8 of IPv4, a /12 of IPv6), so that halves of the internet count. Prefix lists are looked into.",
        eval: opens_to_world,
    },
    Function {
        name: "lets_in_from_anywhere",
        receiver: Parameter::Record(&NETWORK_ACL),
        parameters: &[Parameter::Ports],
        returns: Returns::Bool,
        reads: &["ingress"],
        doc: "Whether the network ACL lets everybody (as for opens_to_world) reach any of the ports, rule order and denies respected, IPv4 and IPv6 alike.",
        eval: lets_in_from_anywhere,
    },
];

/// An answer about a range. AWS has only well-formed ones, so another is an answer we do not understand; the evaluation says so.
fn ranges(text: &str, holds: impl Fn(&IpNet) -> bool) -> Answer {
    text.parse()
        .map_or(Answer::Unknown, |range| Answer::value(holds(&range)))
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.items().iter().filter_map(Value::as_str)
}

/// What is wrong with a list that should name ports.
pub(super) fn wrong_ports(list: &Value) -> Option<String> {
    texts(list)
        .find(|text| Ports::parse(text).is_none())
        .map(|text| {
            format!("\"{text}\" names no ports: write them like 443/tcp, 53/udp or 1024-65535/tcp")
        })
}

/// What a record says of an attribute, or the answer that there is nothing to go on.
type Read<T> = Result<T, Answer>;

/// A text that may be null.
fn text(evaluation: &mut Evaluation<'_>, of: &Value, name: &str) -> Read<Option<ArcStr>> {
    match evaluation.attribute(of, name) {
        Answer::Value(Value::String(text)) => Ok(Some(text)),
        Answer::Unknown => Err(Answer::Unknown),
        _ => Ok(None),
    }
}

/// A number that may be null.
fn number(evaluation: &mut Evaluation<'_>, of: &Value, name: &str) -> Read<Option<i64>> {
    match evaluation.attribute(of, name) {
        Answer::Value(Value::Int(number)) => Ok(Some(number)),
        Answer::Unknown => Err(Answer::Unknown),
        _ => Ok(None),
    }
}

fn elements(evaluation: &mut Evaluation<'_>, of: &Value, name: &str) -> Read<Arc<List>> {
    match evaluation.attribute(of, name) {
        Answer::Value(Value::List(list)) => Ok(list),
        _ => Err(Answer::Unknown),
    }
}

/// What must be there, and is not.
fn missing(evaluation: &mut Evaluation<'_>, call: &'static Call, name: &str) -> Answer {
    evaluation.unknown(&Arc::new(Gap::missing(call, name)))
}

fn traffic(evaluation: &mut Evaluation<'_>, of: &Value, call: &'static Call) -> Read<Traffic> {
    let protocol = text(evaluation, of, "protocol")?;
    let from = number(evaluation, of, "from_port")?;
    let to = number(evaluation, of, "to_port")?;
    match protocol {
        Some(protocol) => Ok(Traffic::new(&protocol, from, to)),
        None => Err(missing(evaluation, call, "protocol")),
    }
}

fn on_traffic(
    evaluation: &mut Evaluation<'_>,
    rule: &Value,
    holds: impl Fn(&Traffic) -> bool,
) -> Answer {
    match traffic(evaluation, rule, &DESCRIBE_SECURITY_GROUPS) {
        Ok(traffic) => Answer::value(holds(&traffic)),
        Err(answer) => answer,
    }
}

fn describe_traffic(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [rule] = args else {
        return Answer::Null;
    };
    match traffic(evaluation, rule, &DESCRIBE_SECURITY_GROUPS) {
        Ok(traffic) => match text(evaluation, rule, "protocol") {
            Ok(protocol) => {
                Answer::value(describe(&traffic, protocol.as_deref().unwrap_or_default()))
            }
            Err(answer) => answer,
        },
        Err(answer) => answer,
    }
}

fn describe(traffic: &Traffic, protocol: &str) -> String {
    let name = match traffic.protocol {
        Protocol::All => return "all traffic".to_owned(),
        Protocol::Other if protocol.parse::<u8>().is_ok() => return format!("protocol {protocol}"),
        Protocol::Other => return protocol.to_owned(),
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    let (from, to) = (traffic.ports.start(), traffic.ports.end());
    if traffic.has_all_ports() {
        format!("{name} on all ports")
    } else if from == to {
        format!("{name} {from}")
    } else {
        format!("{name} {from}-{to}")
    }
}

fn opens_to_world(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [group, rule] = args else {
        return Answer::Null;
    };
    peers_are_everybody(evaluation, group, rule).unwrap_or_else(|answer| answer)
}

fn peers_are_everybody(
    evaluation: &mut Evaluation<'_>,
    group: &Value,
    rule: &Value,
) -> Read<Answer> {
    if let Some(cidr) = text(evaluation, rule, "cidr")? {
        return match cidr.parse() {
            Ok(range) => Ok(Answer::value(Addresses::within(&range).are_everybody())),
            Err(_) => Err(missing(
                evaluation,
                &DESCRIBE_SECURITY_GROUPS,
                "range of a rule",
            )),
        };
    }
    let Some(id) = text(evaluation, rule, "prefix_list_id")? else {
        return Ok(Answer::value(false));
    };
    let lists = elements(evaluation, group, "prefix_lists")?;
    for list in &lists.items {
        if text(evaluation, list, "id")?.as_deref() == Some(&id) {
            let answer = entries_are_everybody(evaluation, list)?;
            if let Answer::Value(entries) = evaluation.attribute(list, "entries") {
                evaluation.rests_on(group, &format!("prefix_lists[{id}].entries"), || {
                    entries.to_json()
                });
            }
            return Ok(answer);
        }
    }
    // AWS lets no list go that a rule names, so this one is there; it is not for us to see.
    let gap = lists.gap.clone().unwrap_or_else(|| {
        Arc::new(Gap::new(
            &DESCRIBE_MANAGED_PREFIX_LISTS,
            Outcome::OutOfScope,
            format!("{id} is not among the prefix lists"),
        ))
    });
    Err(evaluation.unknown(&gap))
}

fn entries_are_everybody(evaluation: &mut Evaluation<'_>, list: &Value) -> Read<Answer> {
    let entries = elements(evaluation, list, "entries")?;
    let mut peers = Addresses::default();
    for entry in &entries.items {
        let cidr = text(evaluation, entry, "cidr")?.and_then(|cidr| cidr.parse().ok());
        let Some(cidr) = cidr else {
            return Err(missing(
                evaluation,
                &GET_MANAGED_PREFIX_LIST_ENTRIES,
                "cidr",
            ));
        };
        peers = peers.union(&Addresses::within(&cidr));
    }
    Ok(match &entries.gap {
        Some(gap) if !peers.are_everybody() => evaluation.unknown(gap),
        _ => Answer::value(peers.are_everybody()),
    })
}

fn lets_in_from_anywhere(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [acl, ports] = args else {
        return Answer::Null;
    };
    let mut entries = match acl_entries(evaluation, acl) {
        Ok(entries) => entries,
        Err(answer) => return answer,
    };
    let ports: Vec<Ports> = texts(ports).filter_map(Ports::parse).collect();
    // AWS has one entry a number. Should there be two, which of them comes first nobody knows: both ways have to say the same.
    let mut answers = [true, false].map(|first| {
        entries.sort_by_key(|entry| entry.allows != first);
        ports
            .iter()
            .any(|ports| acl::lets_everybody_in(entries.clone(), ports))
    });
    answers.sort_unstable();
    match answers {
        [false, true] => evaluation.undecided(
            "ingress".to_owned(),
            Gap::new(
                &DESCRIBE_NETWORK_ACLS,
                Outcome::Malformed,
                "two entries have one rule number",
            ),
        ),
        [answer, _] => Answer::value(answer),
    }
}

/// The entries about incoming traffic. Order decides, so one that is not known leaves nothing to say.
fn acl_entries(evaluation: &mut Evaluation<'_>, acl: &Value) -> Read<Vec<acl::Entry>> {
    let list = elements(evaluation, acl, "ingress")?;
    if let Some(gap) = &list.gap {
        return Err(evaluation.unknown(gap));
    }
    evaluation.rests_on(acl, "ingress", || {
        list.items.iter().map(Value::to_json).collect()
    });
    list.items
        .iter()
        .map(|entry| acl_entry(evaluation, entry))
        .collect()
}

fn acl_entry(evaluation: &mut Evaluation<'_>, entry: &Value) -> Read<acl::Entry> {
    let number = number(evaluation, entry, "rule_number")?;
    let action = text(evaluation, entry, "rule_action")?;
    let v4 = text(evaluation, entry, "cidr_block")?;
    let v6 = text(evaluation, entry, "ipv6_cidr_block")?;
    let traffic = traffic(evaluation, entry, &DESCRIBE_NETWORK_ACLS)?;
    let peers = v4.or(v6).and_then(|range| range.parse().ok());
    match (number, action.as_deref(), peers) {
        (Some(number), Some(action @ ("allow" | "deny")), Some(peers)) => Ok(acl::Entry {
            number,
            allows: action == "allow",
            traffic,
            peers,
        }),
        _ => Err(missing(
            evaluation,
            &DESCRIBE_NETWORK_ACLS,
            "number, action or range of an entry",
        )),
    }
}
