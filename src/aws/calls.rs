//! The calls that a session makes for itself before anything is read, as data: the plan lists them, and so does the proof that nothing
//! but reading is done. Making them is the business of [`super::session`].

pub use crate::inventory::iam::account::GET_CALLER_IDENTITY;
pub use crate::inventory::region::DESCRIBE_REGIONS;

use super::session::ALL;
use crate::call::Call;
use crate::inventory::schema::Scope;

/// sts:AssumeRole, which the SDK makes with the credentials it finds. Its permission is theirs, and not the role's.
pub static ASSUME_ROLE: Call = Call::new("sts", "AssumeRole");

/// All of them. The credentials chain may make more of its own, as its owner configured it: single sign-on, web identity.
pub static ALL_CALLS: &[&Call] = &[&ASSUME_ROLE, &GET_CALLER_IDENTITY, &DESCRIBE_REGIONS];

/// Those that a session for these regions makes, with a role to assume or without: once, or in each region, which is how it learns whether
/// the region answers.
pub fn made_for(regions: &[String], assumes_role: bool) -> Vec<(&'static Call, Scope)> {
    let mut calls = vec![(&GET_CALLER_IDENTITY, Scope::Regional)];
    if assumes_role {
        calls.push((&ASSUME_ROLE, Scope::Global));
    }
    if regions.iter().any(|region| region == ALL) {
        calls.push((&DESCRIBE_REGIONS, Scope::Global));
    }
    calls
}
