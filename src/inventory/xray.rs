//! AWS X-Ray: how traces are encrypted.

use super::RecordType;
use super::kms::{KEY, KEY_NAMES};
use super::schema::{one_of, relation, string};
use crate::call::Call;

/// xray:GetEncryptionConfig
pub static GET_ENCRYPTION_CONFIG: Call = Call::new("xray", "GetEncryptionConfig");

/// The encryption of a region's traces.
pub static ENCRYPTION_CONFIG: RecordType = RecordType::regional(
    "AWS::XRay::EncryptionConfig",
    &GET_ENCRYPTION_CONFIG,
    "How X-Ray encrypts the traces of a region; its id is the region's name.",
    &[
        one_of(
            "type",
            &["NONE", "KMS"],
            "`KMS` for a key of one's own, `NONE` for X-Ray's own encryption.",
        ),
        string("key_id", "The key's ARN; null for X-Ray's own encryption.").or_null(),
        one_of(
            "status",
            &["UPDATING", "ACTIVE"],
            "`UPDATING` while old and new settings both apply.",
        ),
        relation(
            "kms_key",
            &KEY,
            "key_id",
            KEY_NAMES,
            "The KMS key; null for X-Ray's own encryption, or when there is none any more.",
        ),
    ],
)
.single();
