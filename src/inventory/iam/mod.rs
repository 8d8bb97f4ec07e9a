//! AWS Identity and Access Management: who there is, and what policies let them do. One file per family of types.

pub mod policy;
