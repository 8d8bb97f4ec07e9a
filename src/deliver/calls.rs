//! The calls of AWS that deliveries make, as data. No collector makes them, and no policy for reading holds them.

use crate::call::Call;

/// s3:PutObject, of a report.
pub static PUT_OBJECT: Call = Call::new("s3", "PutObject");

/// securityhub:BatchImportFindings.
pub static BATCH_IMPORT_FINDINGS: Call = Call::new("securityhub", "BatchImportFindings");

/// sns:Publish, of a message.
pub static PUBLISH: Call = Call::new("sns", "Publish");

/// All of them.
pub static ALL: &[&Call] = &[&PUT_OBJECT, &BATCH_IMPORT_FINDINGS, &PUBLISH];
