//! Protocols and ports, as rules state them and as parameters name them.

use std::ops::RangeInclusive;

/// Every port.
const ALL_PORTS: RangeInclusive<i64> = 0..=65_535;

/// A protocol, as far as ports go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// All of them.
    All,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// One without ports. ICMP is one: what AWS calls its ports are type and code.
    Other,
}

impl Protocol {
    /// What AWS calls by a name in security groups and by a number in network ACLs.
    pub(super) fn parse(text: &str) -> Self {
        match text {
            "-1" => Self::All,
            "tcp" | "6" => Self::Tcp,
            "udp" | "17" => Self::Udp,
            _ => Self::Other,
        }
    }
}

/// The traffic that a rule or an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Traffic {
    pub(super) protocol: Protocol,
    /// Its ports, where the protocol has any.
    pub(super) ports: RangeInclusive<i64>,
}

impl Traffic {
    /// The traffic of a rule: without ports, or with `-1` for them, it is about all of them.
    pub(super) fn new(protocol: &str, from: Option<i64>, to: Option<i64>) -> Self {
        let protocol = Protocol::parse(protocol);
        let ports = match (protocol, from, to) {
            (Protocol::Tcp | Protocol::Udp, Some(from), Some(to)) if from >= 0 => from..=to,
            _ => ALL_PORTS,
        };
        Self { protocol, ports }
    }

    /// Whether it has traffic to a port of TCP or UDP in it.
    pub(super) fn has(&self, protocol: Protocol, port: i64) -> bool {
        match self.protocol {
            Protocol::All => ALL_PORTS.contains(&port),
            Protocol::Other => false,
            own => own == protocol && self.ports.contains(&port),
        }
    }

    /// Whether it has traffic to any of the ports in it.
    pub(super) fn has_any(&self, ports: &Ports) -> bool {
        let first = (*self.ports.start()).max(*ports.ports.start());
        first <= *self.ports.end()
            && self.has(ports.protocol, first)
            && ports.ports.contains(&first)
    }

    /// Whether it has all ports of TCP or of UDP in it. Nothing listens on port 0, so 1 to 65535 is all.
    pub(super) fn has_all_ports(&self) -> bool {
        match self.protocol {
            Protocol::All => true,
            Protocol::Tcp | Protocol::Udp => {
                *self.ports.start() <= 1 && *self.ports.end() >= *ALL_PORTS.end()
            }
            Protocol::Other => false,
        }
    }

    /// Whether all of it goes to the given ports.
    pub(super) fn is_within(&self, allowed: &[Ports]) -> bool {
        if !matches!(self.protocol, Protocol::Tcp | Protocol::Udp) {
            return false;
        }
        let mut ranges: Vec<&RangeInclusive<i64>> = allowed
            .iter()
            .filter(|ports| ports.protocol == self.protocol)
            .map(|ports| &ports.ports)
            .collect();
        ranges.sort_by_key(|range| *range.start());
        let mut next = *self.ports.start();
        for range in ranges {
            if range.contains(&next) {
                next = range.end() + 1;
            }
        }
        next > *self.ports.end()
    }
}

/// Ports of one protocol, as a parameter names them: `443`, `443/tcp`, `53/udp`, `1024-65535/tcp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) protocol: Protocol,
    pub(super) ports: RangeInclusive<i64>,
}

impl Ports {
    /// Reads ports. Without a protocol they are TCP's.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let protocol = match protocol {
            "tcp" => Protocol::Tcp,
            "udp" => Protocol::Udp,
            _ => return None,
        };
        let (from, to) = ports.split_once('-').unwrap_or((ports, ports));
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        let sensible = from <= to && ALL_PORTS.contains(&from) && ALL_PORTS.contains(&to);
        sensible.then_some(Self {
            protocol,
            ports: from..=to,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Ports, Protocol, Traffic};

    #[test]
    fn ports_are_read_as_people_write_them() {
        let read = |text| Ports::parse(text).map(|ports| (ports.protocol, ports.ports));
        assert_eq!(read("443"), Some((Protocol::Tcp, 443..=443)));
        assert_eq!(read("53/udp"), Some((Protocol::Udp, 53..=53)));
        assert_eq!(read("1024-65535/tcp"), Some((Protocol::Tcp, 1024..=65_535)));
        for wrong in ["", "http", "80/icmp", "70000", "90-80", "-1", "22/"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn icmp_has_no_ports() {
        let ping = Traffic::new("icmp", Some(8), Some(-1));
        let any_icmp = Traffic::new("1", None, None);
        for traffic in [ping, any_icmp] {
            assert!(!traffic.has(Protocol::Tcp, 8));
            assert!(!traffic.has_all_ports());
        }
    }

    #[test]
    fn no_ports_are_all_ports() {
        for traffic in [
            Traffic::new("-1", None, None),
            // Ports mean nothing beside all protocols, whoever wrote them there.
            Traffic::new("-1", Some(0), Some(0)),
            Traffic::new("tcp", None, None),
            Traffic::new("6", Some(-1), Some(-1)),
            Traffic::new("tcp", Some(1), Some(65_535)),
        ] {
            assert!(
                traffic.has(Protocol::Tcp, 22) && traffic.has_all_ports(),
                "{traffic:?}"
            );
        }
        assert!(!Traffic::new("tcp", Some(0), Some(0)).has_all_ports());
        assert!(!Traffic::new("udp", None, None).has(Protocol::Tcp, 22));
    }

    fn ports() -> impl Strategy<Value = Ports> {
        (any::<bool>(), 0_i64..40, 0_i64..40).prop_map(|(tcp, a, b)| Ports {
            protocol: if tcp { Protocol::Tcp } else { Protocol::Udp },
            ports: a.min(b)..=a.max(b),
        })
    }

    proptest! {
        #[test]
        fn traffic_agrees_with_trying_every_port(own in ports(), others in prop::collection::vec(ports(), 0..5)) {
            let traffic = Traffic { protocol: own.protocol, ports: own.ports.clone() };
            let has = |ports: &Ports, port| ports.ports.contains(&port);
            for other in &others {
                let any = (0..40).any(|port| traffic.has(other.protocol, port) && has(other, port));
                prop_assert_eq!(traffic.has_any(other), any);
            }
            let all = own.ports.clone().all(|port| {
                others.iter().any(|other| other.protocol == own.protocol && has(other, port))
            });
            prop_assert_eq!(traffic.is_within(&others), all);
        }
    }
}
