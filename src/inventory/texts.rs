//! Texts that come again and again, such as a region or a state, in one copy.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use arcstr::ArcStr;

use super::reading::Reading;
use super::record::Record;
use super::value::{Map, Value};

/// So many texts are remembered: one that is seen once in a while takes the place of another.
const REMEMBERED: usize = 4096;

/// Longer ones are names and documents, which seldom come twice.
const LONGEST: usize = 64;

/// Texts that were seen lately.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// By hash; nothing before the first comes.
    seen: Vec<Option<ArcStr>>,
    hasher: RandomState,
}

impl Texts {
    /// Makes a record share its texts with those before it. What others hold already stays as it is.
    pub(super) fn share(&mut self, record: &mut Record) {
        for reading in record.readings_mut() {
            if let Reading::Known(value) = reading {
                self.share_value(value);
            }
        }
    }

    fn share_value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => self.share_text(text),
            Value::List(list) => {
                if let Some(list) = Arc::get_mut(list) {
                    list.items.shrink_to_fit();
                    for item in &mut list.items {
                        self.share_value(item);
                    }
                }
            }
            Value::Map(map) => {
                if let Some(map) = Arc::get_mut(map) {
                    let mut pairs = std::mem::take(map).into_tuple_vec();
                    pairs.shrink_to_fit();
                    for (key, value) in &mut pairs {
                        self.share_text(key);
                        self.share_value(value);
                    }
                    *map = Map::from_sorted_store_unchecked(pairs);
                }
            }
            Value::Record(record) => {
                if let Some(record) = Arc::get_mut(record) {
                    self.share(record);
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
        if text.len() > LONGEST {
            return;
        }
        if self.seen.is_empty() {
            self.seen.resize(REMEMBERED, None);
        }
        let hash = self.hasher.hash_one(&**text);
        let place = usize::try_from(hash % REMEMBERED as u64).unwrap_or(0);
        match &self.seen[place] {
            Some(seen) if seen == text => *text = seen.clone(),
            _ => self.seen[place] = Some(text.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::rds::DB_INSTANCE;
    use crate::inventory::schema::{NAME, REGION};

    #[test]
    fn what_comes_again_is_one_text() {
        let record = || {
            let mut record = Record::new(&DB_INSTANCE);
            record.set(REGION, Reading::Known(Value::from("eu-west-1")));
            record.set(NAME, Reading::Known(Value::from("n".repeat(100))));
            record
        };
        let (mut first, mut second) = (record(), record());
        let mut texts = Texts::default();
        texts.share(&mut first);
        texts.share(&mut second);
        let address = |record: &Record, slot| record.text(slot).map(str::as_ptr);
        assert_eq!(address(&first, REGION), address(&second, REGION));
        assert_ne!(address(&first, NAME), address(&second, NAME));
        assert_eq!(second.text(REGION), Some("eu-west-1"));
    }
}
