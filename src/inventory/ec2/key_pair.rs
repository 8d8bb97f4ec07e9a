//! Key pairs for SSH.

use super::instance::INSTANCE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, derived, named_by, one_of, string, timestamp};

/// ec2:DescribeKeyPairs
pub static DESCRIBE_KEY_PAIRS: Call = Call::new("ec2", "DescribeKeyPairs");

/// A key pair.
pub static KEY_PAIR: RecordType = RecordType::regional(
    "AWS::EC2::KeyPair",
    &DESCRIBE_KEY_PAIRS,
    "A public key that instances are launched with.",
    &[
        string("key_name", "The name that instances know it by."),
        one_of("key_type", &["rsa", "ed25519"], "The kind of key."),
        string("key_fingerprint", "The fingerprint."),
        timestamp("create_time", "When it was made or imported."),
        named_by(
            "instances",
            &Type::Record(&INSTANCE),
            "key_name",
            "key_name",
            "The instances that were launched with it; a terminated one is listed for about an hour.",
        ),
        derived(
            "is_used",
            Type::Bool,
            r#"resource.instances.exists(i, i.state != "terminated")"#,
            "Whether an instance was launched with it that still exists.",
        ),
    ],
);
