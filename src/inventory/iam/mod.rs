//! AWS Identity and Access Management: who there is, what policies let them do, and how they sign in. One file per family of types.

pub mod account;
pub mod certificate;
pub mod credential;
pub mod identity;
pub mod inline_policy;
pub mod managed_policy;
pub mod policy;

pub use account::ACCOUNT;
pub use certificate::SERVER_CERTIFICATE;
pub use identity::{GROUP, INSTANCE_PROFILE, ROLE, USER};
pub use inline_policy::INLINE_POLICY;
pub use managed_policy::MANAGED_POLICY;
