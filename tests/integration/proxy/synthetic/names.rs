//! What is named in answers and requests, and what becomes of names in a copy of the account. A text is taken apart once into what stays and
//! the places where a copy's number or the region stands, so that to write it for a copy is to copy bytes.
//!
//! An identifier ends with six digits that are the copy's: those of AWS (`i-…`, UUIDs, unique ids of IAM) lose their last six to it, names that an account chooses
//! end with `zq` and the number. It knows nothing of protocols.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The number of a copy.
pub type Copy = u32;

/// The region whose answers the template was made of.
pub const REGION: &str = "us-east-1";

/// What stands at a place of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// The copy's number; the identifier that ends with it.
    Copy(u32),
    /// The same in capitals.
    Capitals(u32),
    Region,
}

/// A text with places for a copy's number and the region.
#[derive(Clone, Debug, Default)]
pub struct Text {
    literal: String,
    /// Where in the literal each stands, in order.
    slots: Vec<(usize, Slot)>,
}

impl Text {
    /// A text that is the same in each copy.
    pub fn fixed(literal: impl Into<String>) -> Self {
        Self {
            literal: literal.into(),
            slots: Vec::new(),
        }
    }

    /// Whether it differs from copy to copy.
    pub fn is_of_a_copy(&self) -> bool {
        self.slots.iter().any(|(_, slot)| *slot != Slot::Region)
    }

    /// The identifiers in it.
    pub fn identifiers(&self) -> impl Iterator<Item = u32> {
        self.slots.iter().filter_map(|(_, slot)| match slot {
            Slot::Copy(id) | Slot::Capitals(id) => Some(*id),
            Slot::Region => None,
        })
    }

    /// The text with marks in place of what differs.
    pub fn canonical(&self) -> String {
        let mut written = Vec::new();
        self.fill(&mut written, |slot, out| {
            out.push(if slot == Slot::Region {
                b'\x02'
            } else {
                b'\x01'
            });
        });
        String::from_utf8(written).expect("it was text")
    }

    /// Writes it as it stands in a copy.
    pub fn write(&self, copy: Copy, region: &str, out: &mut Vec<u8>) {
        self.fill(out, |slot, out| match slot {
            Slot::Copy(_) => digits(copy, b"0123456789abcdef", out),
            Slot::Capitals(_) => digits(copy, b"0123456789ABCDEF", out),
            Slot::Region => out.extend_from_slice(region.as_bytes()),
        });
    }

    fn fill(&self, out: &mut Vec<u8>, mut slot: impl FnMut(Slot, &mut Vec<u8>)) {
        let bytes = self.literal.as_bytes();
        let mut from = 0;
        for (place, what) in &self.slots {
            out.extend_from_slice(&bytes[from..*place]);
            slot(*what, out);
            from = *place;
        }
        out.extend_from_slice(&bytes[from..]);
    }
}

fn digits(copy: Copy, alphabet: &[u8; 16], out: &mut Vec<u8>) {
    for place in (0..6).rev() {
        let digit = usize::try_from(copy >> (4 * place) & 0xf).expect("a digit");
        out.push(alphabet[digit]);
    }
}

/// How names look. Groups: what stays, and the six digits of the copy; a region. `zq` is no part of any word.
static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"([A-Za-z0-9_.-]*zq)([0-9a-f]{6})",
        r"|\b((?:[a-z]+-)+[0-9a-f]{11})([0-9a-f]{6})\b",
        r"|([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{6})([0-9a-f]{6})\b",
        r"|\b([0-9a-f]{26})([0-9a-f]{6})\b",
        r"|\b(A(?:GPA|IDA|IPA|NPA|ROA|SCA)[A-Z0-9]{6,})([A-Z0-9]{6})\b",
        r"|((?:us|eu|ap|sa|ca|me|af|il|mx)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9])",
    ))
    .expect("a pattern")
});

/// The places of the groups of identifiers, and whether they are written in capitals.
const IDENTIFIERS: [(usize, bool); 5] = [(1, false), (3, false), (5, false), (7, false), (9, true)];
const REGIONS: usize = 11;

/// The identifiers of a template, and those that have no shape of their own and are given one.
#[derive(Debug, Default)]
pub struct Names {
    known: HashMap<String, u32>,
    shapeless: HashMap<String, String>,
}

/// What a text of a request names.
#[derive(Debug)]
pub struct Named {
    /// The text with marks in place of copies' numbers and regions.
    pub canonical: String,
    /// The identifiers, by their place in the template, where that has them, and the copy each is of.
    pub identifiers: Vec<(Option<u32>, Copy)>,
    /// The first region it names.
    pub region: Option<String>,
}

impl Names {
    /// Has an identifier that could be any word, as API Gateway's are, or is short, as an emulator's of EFS are, be one that can be told from others.
    pub fn give_shape(&mut self, identifier: &str) {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in identifier.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        let kind = identifier.rfind('-').map_or("", |end| &identifier[..=end]);
        let shaped = format!("{kind}{:08x}zq000000", hash >> 32);
        self.shapeless.insert(identifier.to_owned(), shaped);
    }

    /// A text of the template with the identifiers in it that have been given a shape.
    pub fn shaped(&self, raw: &str) -> String {
        let mut text = raw.to_owned();
        for (identifier, shaped) in &self.shapeless {
            if text.contains(identifier.as_str()) {
                text = text.replace(identifier.as_str(), shaped);
            }
        }
        text
    }

    /// Takes a text of the template apart.
    pub fn text(&mut self, raw: &str) -> Text {
        let raw = self.shaped(raw);
        let mut text = Text::default();
        let mut from = 0;
        for found in NAMES.captures_iter(&raw) {
            if let Some(region) = found.get(REGIONS) {
                if region.as_str() == REGION {
                    text.literal.push_str(&raw[from..region.start()]);
                    text.slots.push((text.literal.len(), Slot::Region));
                    from = region.end();
                }
                continue;
            }
            let Some((stays, number, capitals)) = identifier(&found) else {
                continue;
            };
            let next = u32::try_from(self.known.len()).expect("not that many");
            let id = *self.known.entry(stays.as_str().to_owned()).or_insert(next);
            let slot = if capitals {
                Slot::Capitals(id)
            } else {
                Slot::Copy(id)
            };
            text.literal.push_str(&raw[from..number.start()]);
            text.slots.push((text.literal.len(), slot));
            from = number.end();
        }
        text.literal.push_str(&raw[from..]);
        text
    }

    /// What a text of a request names.
    pub fn named(&self, raw: &str) -> Named {
        let mut named = Named {
            canonical: String::with_capacity(raw.len()),
            identifiers: Vec::new(),
            region: None,
        };
        let mut from = 0;
        for found in NAMES.captures_iter(raw) {
            if let Some(region) = found.get(REGIONS) {
                named.canonical.push_str(&raw[from..region.start()]);
                named.canonical.push('\x02');
                from = region.end();
                named
                    .region
                    .get_or_insert_with(|| region.as_str().to_owned());
                continue;
            }
            let Some((stays, number, _)) = identifier(&found) else {
                continue;
            };
            named.canonical.push_str(&raw[from..number.start()]);
            named.canonical.push('\x01');
            from = number.end();
            let copy = Copy::from_str_radix(number.as_str(), 16).unwrap_or(Copy::MAX);
            let known = self.known.get(stays.as_str()).copied();
            named.identifiers.push((known, copy));
        }
        named.canonical.push_str(&raw[from..]);
        named
    }
}

/// What stays of an identifier, its number, and whether it is in capitals. Prefix lists are AWS's own, the same in each account.
fn identifier<'a>(found: &Captures<'a>) -> Option<(regex::Match<'a>, regex::Match<'a>, bool)> {
    let (stays, number, capitals) = IDENTIFIERS.iter().find_map(|(group, capitals)| {
        Some((found.get(*group)?, found.get(group + 1)?, *capitals))
    })?;
    (!stays.as_str().starts_with("pl-")).then_some((stays, number, capitals))
}

#[test]
fn a_copys_names_are_the_templates_with_its_number() {
    let mut names = Names::default();
    names.give_shape("a1b2c3d4e5");
    let raw = "i-0123456789abcdef0 in us-east-1a, role app-zq000000 (AROAABCDEFGHIJKLMNOP), key 11111111-2222-3333-4444-555555555555, \
               list pl-0123456789abcdef0, api a1b2c3d4e5";
    let text = names.text(raw);
    let mut written = Vec::new();
    text.write(0x2a, "eu-west-1", &mut written);
    let written = String::from_utf8(written).expect("text");
    insta::assert_snapshot!(written, @"i-0123456789a00002a in eu-west-1a, role app-zq00002a (AROAABCDEFGHIJ00002A), key 11111111-2222-3333-4444-55555500002a, list pl-0123456789abcdef0, api f74374a9zq00002a");
    let read = names.named(&written);
    assert_eq!(read.canonical, text.canonical());
    assert!(
        read.identifiers
            .iter()
            .all(|(known, copy)| known.is_some() && *copy == 0x2a)
    );
    assert_eq!(read.region.as_deref(), Some("eu-west-1"));
}
