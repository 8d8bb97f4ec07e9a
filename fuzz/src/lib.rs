//! What the fuzz targets share: an AWS that answers from memory, the sample resources of the shipped checks, and the laws that
//! hold whatever the input is. The targets themselves are in `fuzz_targets/`.

pub mod account;
pub mod aws;
pub mod laws;
pub mod samples;
