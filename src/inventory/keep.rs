//! Which attributes a run keeps in memory: those that the selected expressions read.

use std::collections::HashMap;

use super::schema::{IDENTITY, RecordType};

/// The attributes to keep, by type.
#[derive(Clone, Debug, Default)]
pub struct Keep {
    slots: HashMap<&'static str, Slots>,
}

/// A set of slots. No type has more than 128. Every record has one: two words of 64 bits need no more than their alignment, which one of 128
/// would double.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Slots([u64; 2]);

impl Slots {
    /// Whether the slot is in the set.
    pub const fn has(self, slot: usize) -> bool {
        self.0[slot / 64] & (1 << (slot % 64)) != 0
    }

    /// The set with one more.
    pub const fn with(mut self, slot: usize) -> Self {
        self.0[slot / 64] |= 1 << (slot % 64);
        self
    }

    /// The set without one.
    pub const fn without(mut self, slot: usize) -> Self {
        self.0[slot / 64] &= !(1 << (slot % 64));
        self
    }

    /// How many of the set stand before a slot.
    pub const fn before(self, slot: usize) -> usize {
        let [low, high] = self.0;
        let below = !(u64::MAX << (slot % 64));
        let count = if slot < 64 {
            (low & below).count_ones()
        } else {
            low.count_ones() + (high & below).count_ones()
        };
        count as usize
    }
}

impl Keep {
    /// Keeps one more attribute.
    pub fn insert(&mut self, ty: &'static RecordType, slot: usize) {
        let slots = self.slots.entry(ty.name).or_default();
        *slots = slots.with(slot);
    }

    /// What is kept of a type; what every resource has is always kept.
    pub fn of(&self, ty: &'static RecordType) -> Slots {
        let kept = self.slots.get(ty.name).copied().unwrap_or_default();
        (0..IDENTITY.len()).fold(kept, Slots::with)
    }
}
