//! Which attributes a run keeps in memory: those that the selected expressions read.

use std::collections::HashMap;

use super::schema::{IDENTITY, RecordType};

/// The attributes to keep, by type.
#[derive(Clone, Debug, Default)]
pub struct Keep {
    slots: HashMap<&'static str, Slots>,
}

/// A set of slots.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slots(u128);

impl Slots {
    /// Whether the slot is in the set.
    pub const fn has(self, slot: usize) -> bool {
        self.0 & (1 << slot) != 0
    }

    const fn with(self, slot: usize) -> Self {
        Self(self.0 | (1 << slot))
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
        Slots(kept.0 | ((1 << IDENTITY.len()) - 1))
    }
}
