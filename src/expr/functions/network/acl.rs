//! Network ACLs: whom the entries let in. The lowest rule number that matches decides; what none decides is denied.

use ipnet::IpNet;

use super::addresses::Addresses;
use super::ports::{Ports, Traffic};

/// An entry of a network ACL.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) number: i64,
    pub(super) allows: bool,
    pub(super) traffic: Traffic,
    pub(super) peers: IpNet,
}

/// Whether the entries, in any order, let everybody reach any of the ports.
pub(super) fn lets_everybody_in(mut entries: Vec<Entry>, ports: &Ports) -> bool {
    entries.sort_by_key(|entry| entry.number);
    // Between the ends of two entries' ranges all ports are treated alike, so one of each kind is enough.
    let starts = entries
        .iter()
        .flat_map(|entry| [*entry.traffic.ports.start(), entry.traffic.ports.end() + 1]);
    let mut tried: Vec<i64> = starts
        .filter(|port| ports.ports.contains(port))
        .chain([*ports.ports.start()])
        .collect();
    tried.sort_unstable();
    tried.dedup();
    tried
        .into_iter()
        .any(|port| let_in(&entries, ports, port).are_everybody())
}

/// Who may reach a port.
fn let_in(entries: &[Entry], ports: &Ports, port: i64) -> Addresses {
    let mut undecided = Addresses::all();
    let mut inside = Addresses::default();
    for entry in entries
        .iter()
        .filter(|entry| entry.traffic.has(ports.protocol, port))
    {
        let peers = Addresses::within(&entry.peers);
        if entry.allows {
            inside = inside.union(&undecided.intersection(&peers));
        }
        undecided = undecided.without(&peers);
        if undecided.is_empty() {
            break;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use ipnet::{IpNet, Ipv4Net, Ipv6Net};
    use proptest::prelude::*;

    use super::super::addresses::Addresses;
    use super::super::ports::{Ports, Protocol, Traffic};
    use super::{Entry, let_in, lets_everybody_in};

    fn entry(
        number: i64,
        allows: bool,
        protocol: &str,
        ports: Option<(i64, i64)>,
        peers: &str,
    ) -> Entry {
        let (from, to) = ports.unzip();
        Entry {
            number,
            allows,
            traffic: Traffic::new(protocol, from, to),
            peers: peers.parse().unwrap(),
        }
    }

    fn ssh() -> Ports {
        Ports::parse("22/tcp").unwrap()
    }

    #[test]
    fn a_deny_counts_when_it_comes_first() {
        let allow = |number| entry(number, true, "6", Some((0, 65_535)), "0.0.0.0/0");
        let deny = |number| entry(number, false, "6", Some((22, 22)), "0.0.0.0/0");
        assert!(lets_everybody_in(vec![deny(200), allow(100)], &ssh()));
        assert!(!lets_everybody_in(vec![allow(100), deny(90)], &ssh()));
        assert!(lets_everybody_in(
            vec![allow(100), deny(90)],
            &Ports::parse("20-30").unwrap()
        ));
        assert!(!lets_everybody_in(Vec::new(), &ssh()));
    }

    #[test]
    fn ipv4_and_ipv6_are_decided_apart() {
        let entries = vec![
            entry(90, false, "-1", None, "0.0.0.0/0"),
            entry(100, true, "-1", None, "::/0"),
        ];
        assert!(lets_everybody_in(entries, &ssh()));
    }

    #[test]
    fn halves_of_a_deny_close_a_whole_allow() {
        let allow = entry(100, true, "-1", None, "0.0.0.0/0");
        let low = entry(10, false, "6", Some((22, 22)), "0.0.0.0/1");
        let high = entry(11, false, "6", Some((22, 22)), "128.0.0.0/1");
        assert!(!lets_everybody_in(
            vec![low.clone(), high, allow.clone()],
            &ssh()
        ));
        assert!(lets_everybody_in(vec![low, allow], &ssh()));
    }

    #[test]
    fn an_office_is_not_everybody() {
        let entries = vec![
            entry(80, true, "6", Some((22, 22)), "203.0.113.0/24"),
            entry(81, true, "-1", None, "10.0.0.0/8"),
        ];
        assert!(!lets_everybody_in(entries, &ssh()));
    }

    #[test]
    fn icmp_and_udp_do_not_open_ssh() {
        let entries = vec![
            entry(1, true, "1", None, "0.0.0.0/0"),
            entry(2, true, "17", None, "0.0.0.0/0"),
        ];
        assert!(!lets_everybody_in(entries, &ssh()));
    }

    /// Whether one address gets in, decided as AWS describes it: one packet, entry by entry.
    fn gets_in(entries: &[Entry], peer: IpNet, port: i64) -> bool {
        let mut entries: Vec<&Entry> = entries.iter().collect();
        entries.sort_by_key(|entry| entry.number);
        entries
            .into_iter()
            .find(|entry| entry.peers.contains(&peer) && entry.traffic.has(Protocol::Tcp, port))
            .is_some_and(|entry| entry.allows)
    }

    /// Ranges within the first 16 blocks of 2^28 addresses (for IPv6 2^124), so that one address of each block stands for all.
    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let one = (
            any::<bool>(),
            any::<bool>(),
            0_u8..=4,
            0_u128..16,
            20_i64..25,
            0_i64..4,
            0_usize..4,
        );
        prop::collection::vec(one, 0..12).prop_map(|entries| {
            entries
                .into_iter()
                .enumerate()
                .map(
                    |(number, (allows, v6, length, block, from, more, protocol))| {
                        let peers: IpNet = if v6 {
                            Ipv6Net::new((block << 124).into(), length).unwrap().into()
                        } else {
                            Ipv4Net::new((u32::try_from(block).unwrap() << 28).into(), length)
                                .unwrap()
                                .into()
                        };
                        let traffic = Traffic::new(
                            ["-1", "6", "17", "1"][protocol],
                            Some(from),
                            Some(from + more),
                        );
                        Entry {
                            number: i64::try_from(number).unwrap() * 7 % 13,
                            allows,
                            traffic,
                            peers,
                        }
                    },
                )
                .collect()
        })
    }

    proptest! {
        #[test]
        fn agrees_with_sending_a_packet_from_every_block(entries in entries(), port in 18_i64..30) {
            let mut sorted = entries.clone();
            sorted.sort_by_key(|entry| entry.number);
            let inside = let_in(&sorted, &ssh(), port);
            for block in 0..16_u128 {
                let v4 = Ipv4Net::new((u32::try_from(block).unwrap() << 28).into(), 32).unwrap().into();
                let v6 = Ipv6Net::new((block << 124).into(), 128).unwrap().into();
                for peer in [v4, v6] {
                    let told = !inside.intersection(&Addresses::within(&peer)).is_empty();
                    prop_assert_eq!(told, gets_in(&sorted, peer, port), "{}", peer);
                }
            }
        }

        #[test]
        fn a_range_of_ports_is_open_when_one_port_is(entries in entries(), from in 18_i64..30, more in 0_i64..6) {
            let range = Ports { protocol: Protocol::Tcp, ports: from..=from + more };
            let any = (from..=from + more).any(|port| {
                lets_everybody_in(entries.clone(), &Ports { protocol: Protocol::Tcp, ports: port..=port })
            });
            prop_assert_eq!(lets_everybody_in(entries, &range), any);
        }
    }
}
