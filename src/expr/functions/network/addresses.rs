//! Sets of IP addresses, and which of them are the internet's.
//!
//! Arithmetic only: rules and entries are read elsewhere.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The most public IPv4 addresses that one holder has: a /8, the largest block that registries gave out ("IANA IPv4 Address Space Registry").
const LARGEST_V4: u128 = 1 << 24;

/// The most IPv6 addresses that one holder has: registries themselves hold /12s ("IPv6 Global Unicast Address Assignments").
const LARGEST_V6: u128 = 1 << 116;

/// Ranges that are nobody's on the internet: private use (RFC 1918), shared by carriers and used by AWS inside VPCs (RFC 6598).
const PRIVATE_V4: [(u32, u8); 4] = [
    (0x0a00_0000, 8),
    (0xac10_0000, 12),
    (0xc0a8_0000, 16),
    (0x6440_0000, 10),
];

/// Unique local addresses (RFC 4193): private use for IPv6.
const PRIVATE_V6: (u128, u8) = (0xfc00 << 112, 7);

/// What public IPv6 addresses are taken from (RFC 4291): `2000::/3`.
const GLOBAL_V6: (u128, u8) = (0x2000 << 112, 3);

/// This host, loopback, link-local, multicast and reserved: no address of a peer on the internet (RFC 6890).
const SPECIAL_V4: [(u32, u8); 4] = [
    (0, 8),
    (0x7f00_0000, 8),
    (0xa9fe_0000, 16),
    (0xe000_0000, 3),
];

/// A set of addresses of both versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Addresses {
    v4: Ranges,
    v6: Ranges,
}

impl Addresses {
    /// Every address.
    pub(super) fn all() -> Self {
        Self {
            v4: Ranges::of(0, u128::from(u32::MAX)),
            v6: Ranges::of(0, u128::MAX),
        }
    }

    /// The addresses of a CIDR range.
    pub(super) fn within(net: &IpNet) -> Self {
        match net {
            IpNet::V4(net) => Self {
                v4: Ranges::of(
                    u32::from(net.network()).into(),
                    u32::from(net.broadcast()).into(),
                ),
                v6: Ranges::default(),
            },
            IpNet::V6(net) => Self {
                v4: Ranges::default(),
                v6: Ranges::of(net.network().into(), net.broadcast().into()),
            },
        }
    }

    /// Those in either.
    pub(super) fn union(&self, other: &Self) -> Self {
        Self {
            v4: self.v4.union(&other.v4),
            v6: self.v6.union(&other.v6),
        }
    }

    /// Those here that are not there.
    pub(super) fn without(&self, other: &Self) -> Self {
        Self {
            v4: self.v4.without(&other.v4),
            v6: self.v6.without(&other.v6),
        }
    }

    /// Those in both.
    pub(super) fn intersection(&self, other: &Self) -> Self {
        self.without(&self.without(other))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.v4.0.is_empty() && self.v6.0.is_empty()
    }

    /// Whether these are more of the internet than any one holder has: then they stand for everybody. `0.0.0.0/0` does, and so do its
    /// halves, everything but one's own network, and a list of ranges that come to as much together.
    pub(super) fn are_everybody(&self) -> bool {
        let public = self.intersection(&internet());
        public.v4.count() > LARGEST_V4 || public.v6.count() > LARGEST_V6
    }
}

/// The addresses that peers on the internet have.
fn internet() -> Addresses {
    let not_public = PRIVATE_V4
        .iter()
        .chain(&SPECIAL_V4)
        .filter_map(|(base, length)| Ipv4Net::new((*base).into(), *length).ok())
        .fold(Addresses::default(), |set, net| {
            set.union(&Addresses::within(&net.into()))
        });
    let v4 = Addresses {
        v6: Ranges::default(),
        ..Addresses::all()
    };
    let v6 = Ipv6Net::new(GLOBAL_V6.0.into(), GLOBAL_V6.1)
        .map(|net| Addresses::within(&net.into()))
        .unwrap_or_default();
    v4.without(&not_public).union(&v6)
}

/// Whether a range is for private use: RFC 1918, RFC 6598, or unique local IPv6.
pub(super) fn is_private(net: &IpNet) -> bool {
    let private_v4 = PRIVATE_V4
        .iter()
        .filter_map(|(base, length)| Ipv4Net::new((*base).into(), *length).ok())
        .map(IpNet::from);
    let private_v6 = Ipv6Net::new(PRIVATE_V6.0.into(), PRIVATE_V6.1)
        .ok()
        .map(IpNet::from);
    private_v4
        .chain(private_v6)
        .any(|private| private.contains(net))
}

/// Disjoint ranges of numbers, both ends included, lowest first, with a gap between any two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    fn of(first: u128, last: u128) -> Self {
        Self(vec![(first, last)])
    }

    fn union(&self, other: &Self) -> Self {
        let mut all: Vec<(u128, u128)> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_unstable();
        let mut merged: Vec<(u128, u128)> = Vec::with_capacity(all.len());
        for (first, last) in all {
            match merged.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = (*end).max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    fn without(&self, other: &Self) -> Self {
        let mut left = Vec::with_capacity(self.0.len());
        for &(mut first, last) in &self.0 {
            let mut spent = false;
            for &(from, to) in &other.0 {
                if to < first {
                    continue;
                }
                if from > last {
                    break;
                }
                if from > first {
                    left.push((first, from - 1));
                }
                if to >= last {
                    spent = true;
                    break;
                }
                first = to + 1;
            }
            if !spent {
                left.push((first, last));
            }
        }
        Self(left)
    }

    /// How many numbers they hold; all there are is one more than can be told, and told as the most that can.
    fn count(&self) -> u128 {
        self.0.iter().fold(0_u128, |count, (first, last)| {
            count.saturating_add(last - first).saturating_add(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{Addresses, Ranges, is_private};

    fn addresses(texts: &[&str]) -> Addresses {
        texts.iter().fold(Addresses::default(), |set, text| {
            set.union(&Addresses::within(&text.parse().unwrap()))
        })
    }

    #[test]
    fn everybody_is_more_than_anyone_holds() {
        for everybody in [
            &["0.0.0.0/0"][..],
            &["::/0"],
            &["2000::/3"],
            &["0.0.0.0/1"],
            &["128.0.0.0/1"],
            &["8.0.0.0/7"],
            &["3.0.0.0/8", "52.0.0.0/8"],
        ] {
            assert!(addresses(everybody).are_everybody(), "{everybody:?}");
        }
        for somebody in [
            &["203.0.113.0/24"][..],
            &["3.0.0.0/8"],
            &[
                "10.0.0.0/8",
                "172.16.0.0/12",
                "192.168.0.0/16",
                "100.64.0.0/10",
            ],
            &["10.0.0.0/7"],
            &["224.0.0.0/3"],
            &["fc00::/7"],
            &["2600::/12"],
            &["0.0.0.0/32"],
        ] {
            assert!(!addresses(somebody).are_everybody(), "{somebody:?}");
        }
    }

    #[test]
    fn everything_but_ones_own_network_is_everybody() {
        let rest = Addresses::all().without(&addresses(&["10.0.0.0/8", "2600:1f00::/24"]));
        assert!(rest.are_everybody());
        assert!(rest.intersection(&addresses(&["10.1.2.0/24"])).is_empty());
    }

    #[test]
    fn private_ranges_lie_in_one() {
        for private in [
            "10.20.0.0/16",
            "172.31.0.0/16",
            "192.168.1.7/32",
            "100.127.0.0/16",
            "fd12::/16",
        ] {
            assert!(is_private(&private.parse().unwrap()), "{private}");
        }
        for public in [
            "0.0.0.0/0",
            "172.0.0.0/8",
            "192.169.0.0/16",
            "11.0.0.0/8",
            "::/0",
            "2600::/16",
        ] {
            assert!(!is_private(&public.parse().unwrap()), "{public}");
        }
    }

    /// The numbers in a set, where it is within a small universe.
    fn numbers(ranges: &Ranges) -> BTreeSet<u128> {
        ranges
            .0
            .iter()
            .flat_map(|(first, last)| *first..=*last)
            .collect()
    }

    fn ranges() -> impl Strategy<Value = Ranges> {
        prop::collection::vec((0_u128..64, 0_u128..64), 0..6).prop_map(|pairs| {
            pairs.into_iter().fold(Ranges::default(), |set, (a, b)| {
                set.union(&Ranges::of(a.min(b), a.max(b)))
            })
        })
    }

    proptest! {
        #[test]
        fn sets_behave_as_sets(a in ranges(), b in ranges()) {
            let (x, y) = (numbers(&a), numbers(&b));
            prop_assert_eq!(numbers(&a.union(&b)), &x | &y);
            prop_assert_eq!(numbers(&a.without(&b)), &x - &y);
            prop_assert_eq!(a.count(), x.len() as u128);
        }

        #[test]
        fn ranges_stay_apart(a in ranges(), b in ranges()) {
            for set in [a.union(&b), a.without(&b)] {
                prop_assert!(set.0.iter().all(|(first, last)| first <= last));
            }
            prop_assert!(a.union(&b).0.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
        }
    }
}
