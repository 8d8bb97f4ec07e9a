//! What comes again and again, such as a region, a state, or the rule that lets everything out, in one copy.
//!
//! Texts are known by what they say; lists, maps and parts by what they are made of, after that was shared. Whole resources are never shared, nor
//! are points in time.

use std::hash::{BuildHasher as _, Hash, Hasher, RandomState};
use std::mem::discriminant;
use std::sync::{Arc, Mutex, PoisonError};

use arcstr::ArcStr;

use super::reading::Reading;
use super::record::Record;
use super::value::{List, Map, Value};

/// So many of a kind are remembered: one that is seen once in a while takes the place of another.
const REMEMBERED: usize = 4096;

/// Longer texts are names and documents, which seldom come twice.
const LONGEST: usize = 64;

/// What an inventory holds once, though many tell it. Cheap to clone: those who read for the inventory have it too, so that what waits to be taken over
/// is no larger than it will be.
#[derive(Clone, Debug, Default)]
pub struct Sharing(Arc<Mutex<SeenLately>>);

impl Sharing {
    /// Makes records share what they hold with each other and those before them.
    pub fn share(&self, records: &mut [Record]) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for record in records {
            seen.share(record);
        }
    }
}

/// What was seen lately.
#[derive(Debug, Default)]
struct SeenLately {
    texts: Seen<ArcStr>,
    lists: Seen<Arc<List>>,
    maps: Seen<Arc<Map>>,
    parts: Seen<Arc<Record>>,
    hasher: RandomState,
}

impl SeenLately {
    /// What others hold already stays as it is.
    fn share(&mut self, record: &mut Record) {
        for reading in record.readings_mut() {
            if let Reading::Known(value) = reading {
                self.share_value(value);
            }
        }
    }

    fn share_value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => self.share_text(text),
            Value::List(shared) => {
                if let Some(list) = Arc::get_mut(shared) {
                    list.items.shrink_to_fit();
                    for item in &mut list.items {
                        self.share_value(item);
                    }
                    self.lists.share(shared, &self.hasher);
                }
            }
            Value::Map(shared) => {
                if let Some(map) = Arc::get_mut(shared) {
                    let mut pairs = std::mem::take(map).into_tuple_vec();
                    pairs.shrink_to_fit();
                    for (key, value) in &mut pairs {
                        self.share_text(key);
                        self.share_value(value);
                    }
                    *map = Map::from_sorted_store_unchecked(pairs);
                    self.maps.share(shared, &self.hasher);
                }
            }
            Value::Record(shared) => {
                if let Some(part) = Arc::get_mut(shared) {
                    self.share(part);
                    self.parts.share(shared, &self.hasher);
                }
            }
            Value::Bool(_)
            | Value::Int(_)
            | Value::Double(_)
            | Value::Timestamp(_)
            | Value::Resource(_) => {}
        }
    }

    fn share_text(&mut self, text: &mut ArcStr) {
        if text.len() <= LONGEST {
            self.texts.share(text, &self.hasher);
        }
    }
}

/// One kind of what was seen, by hash; nothing before the first comes.
#[derive(Debug)]
struct Seen<T>(Vec<Option<T>>);

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Same + Clone> Seen<T> {
    /// Takes what was seen in place of the same, or remembers what is new.
    fn share(&mut self, one: &mut T, hasher: &RandomState) {
        if self.0.is_empty() {
            self.0.resize(REMEMBERED, None);
        }
        let mut state = hasher.build_hasher();
        one.hash_into(&mut state);
        let place = usize::try_from(state.finish() % REMEMBERED as u64).unwrap_or(0);
        match &self.0[place] {
            Some(seen) if seen.is_same(one) => *one = seen.clone(),
            _ => self.0[place] = Some(one.clone()),
        }
    }
}

/// What can stand for another, as nothing tells the two apart. CEL's equality is another matter: for it one and 1.0 are equal.
trait Same {
    fn is_same(&self, other: &Self) -> bool;

    /// The same for what is the same.
    fn hash_into(&self, state: &mut impl Hasher);
}

impl Same for ArcStr {
    fn is_same(&self, other: &Self) -> bool {
        self == other
    }

    fn hash_into(&self, state: &mut impl Hasher) {
        self.hash(state);
    }
}

impl Same for Arc<List> {
    fn is_same(&self, other: &Self) -> bool {
        let mut items = self.items.iter().zip(&other.items);
        self.items.len() == other.items.len()
            && self.gap.as_ref().map(Arc::as_ptr) == other.gap.as_ref().map(Arc::as_ptr)
            && items.all(|(one, other)| one.is_same(other))
    }

    fn hash_into(&self, state: &mut impl Hasher) {
        for item in &self.items {
            item.hash_into(state);
        }
    }
}

impl Same for Arc<Map> {
    fn is_same(&self, other: &Self) -> bool {
        let mut pairs = self.iter().zip(other.iter());
        self.len() == other.len()
            && pairs
                .all(|((key, value), (other_key, other))| key == other_key && value.is_same(other))
    }

    fn hash_into(&self, state: &mut impl Hasher) {
        for (key, value) in self.iter() {
            key.hash(state);
            value.hash_into(state);
        }
    }
}

impl Same for Arc<Record> {
    fn is_same(&self, other: &Self) -> bool {
        self.ty() == other.ty() && self.slots() == other.slots() && {
            let mut readings = self.readings().zip(other.readings());
            readings.all(|(reading, other)| reading.is_same(other))
        }
    }

    fn hash_into(&self, state: &mut impl Hasher) {
        self.ty().name.hash(state);
        self.slots().hash(state);
        for reading in self.readings() {
            reading.hash_into(state);
        }
    }
}

impl Same for Reading {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(one), Self::Known(other)) => one.is_same(other),
            (Self::Unknown(one), Self::Unknown(other)) => Arc::ptr_eq(one, other),
            (one, other) => discriminant(one) == discriminant(other),
        }
    }

    fn hash_into(&self, state: &mut impl Hasher) {
        match self {
            Self::Known(value) => value.hash_into(state),
            other => discriminant(other).hash(state),
        }
    }
}

impl Same for Value {
    /// What a value is made of was shared before it: two lists that are not the same one differ, or one was forgotten.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Int(one), Self::Int(other)) => one == other,
            (Self::Double(one), Self::Double(other)) => one.to_bits() == other.to_bits(),
            (Self::String(one), Self::String(other)) => one == other,
            (Self::Timestamp(one), Self::Timestamp(other)) => one == other,
            (Self::Resource(one), Self::Resource(other)) => one == other,
            (Self::List(one), Self::List(other)) => Arc::ptr_eq(one, other),
            (Self::Map(one), Self::Map(other)) => Arc::ptr_eq(one, other),
            (Self::Record(one), Self::Record(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    fn hash_into(&self, state: &mut impl Hasher) {
        discriminant(self).hash(state);
        match self {
            Self::Bool(value) => value.hash(state),
            Self::Int(value) => value.hash(state),
            Self::Double(value) => value.to_bits().hash(state),
            Self::String(text) => text.hash(state),
            Self::Timestamp(time) => time.hash(state),
            Self::Resource(id) => id.hash(state),
            Self::List(list) => Arc::as_ptr(list).hash(state),
            Self::Map(map) => Arc::as_ptr(map).hash(state),
            Self::Record(part) => Arc::as_ptr(part).hash(state),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Gap;
    use crate::inventory::ec2::SECURITY_GROUP;
    use crate::inventory::ec2::security_group::RULE;
    use crate::inventory::rds::DB_INSTANCE;
    use crate::inventory::record;
    use crate::inventory::schema::{NAME, REGION, TAGS};

    #[test]
    fn what_comes_again_is_one_text() {
        let record = || {
            let mut record = Record::new(&DB_INSTANCE);
            record.set(REGION, Reading::Known(Value::from("eu-west-1")));
            record.set(NAME, Reading::Known(Value::from("n".repeat(100))));
            record
        };
        let mut records = [record(), record()];
        Sharing::default().share(&mut records);
        let [first, second] = records;
        let address = |record: &Record, slot| record.text(slot).map(str::as_ptr);
        assert_eq!(address(&first, REGION), address(&second, REGION));
        assert_ne!(address(&first, NAME), address(&second, NAME));
        assert_eq!(second.text(REGION), Some("eu-west-1"));
    }

    fn group(port: i64, range: &str, owner: &str) -> Record {
        let rule = record!(RULE {
            protocol: "tcp",
            from_port: port,
            cidr: range,
        });
        let mut group = record!(SECURITY_GROUP { egress: vec![rule] });
        let tags: Map = [("owner".into(), Value::from(owner))].into_iter().collect();
        group.set(TAGS, Reading::Known(tags.into()));
        group
    }

    fn rules(group: &Record) -> &Arc<List> {
        match group.get("egress") {
            Reading::Known(Value::List(rules)) => rules,
            other => panic!("{other:?}"),
        }
    }

    fn tags(group: &Record) -> &Arc<Map> {
        match group.slot(TAGS) {
            Reading::Known(Value::Map(tags)) => tags,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn groups_of_the_same_rules_and_tags_hold_them_once_and_others_their_own() {
        let told = || {
            [
                group(443, "0.0.0.0/0", "web"),
                group(443, "0.0.0.0/0", "web"),
                group(443, "0.0.0.0/0", "shop"),
                group(22, "0.0.0.0/0", "web"),
                group(443, "10.0.0.0/8", "web"),
            ]
        };
        let mut shared = told();
        Sharing::default().share(&mut shared);

        let [first, same, other_tags, other_port, other_range] = &shared;
        assert!(Arc::ptr_eq(rules(first), rules(same)));
        assert!(Arc::ptr_eq(tags(first), tags(same)));
        assert!(Arc::ptr_eq(rules(first), rules(other_tags)));
        assert!(!Arc::ptr_eq(tags(first), tags(other_tags)));
        assert!(!Arc::ptr_eq(rules(first), rules(other_port)));
        assert!(!Arc::ptr_eq(rules(first), rules(other_range)));
        for (shared, told) in shared.iter().zip(&told()) {
            assert_eq!(shared.to_json(), told.to_json());
        }
    }

    #[test]
    fn a_list_that_was_cut_short_is_no_whole_one() {
        let cut_short = |gap: &Arc<Gap>| {
            let mut group = Record::new(&SECURITY_GROUP);
            let list = List {
                items: vec![Value::from("one")],
                gap: Some(Arc::clone(gap)),
            };
            group.set(TAGS, Reading::Known(list.into()));
            group
        };
        let gap = || Arc::new(Gap::missing(SECURITY_GROUP.read_by, "name"));
        let (one, other) = (gap(), gap());
        let mut whole = Record::new(&SECURITY_GROUP);
        whole.set(TAGS, Reading::Known(Value::list([Value::from("one")])));
        let mut records = [whole, cut_short(&one), cut_short(&one), cut_short(&other)];
        Sharing::default().share(&mut records);

        let list = |record: &Record| match record.slot(TAGS) {
            Reading::Known(Value::List(list)) => Arc::clone(list),
            other => panic!("{other:?}"),
        };
        let [whole, first, same, other] = records.each_ref().map(list);
        assert!(whole.gap.is_none());
        assert!(Arc::ptr_eq(&first, &same));
        assert!(!Arc::ptr_eq(&first, &other));
        assert!(!Arc::ptr_eq(&whole, &first));
    }
}
