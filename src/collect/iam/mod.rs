//! Reads AWS Identity and Access Management. One file per family of types, named as in the inventory.

pub(crate) mod policy;
