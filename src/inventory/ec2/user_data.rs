//! What an instance's user data sets up, as facts: the text itself is never kept.

use super::instance::DESCRIBE_INSTANCE_USER_DATA;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, int, list, string};

/// Facts about an instance's start-up script. They tell what the script sets, not what became of it.
pub static USER_DATA: RecordType = RecordType::part(
    "UserData",
    &DESCRIBE_INSTANCE_USER_DATA,
    &[],
    "What the start-up script of an instance sets, as far as its text tells.",
    &[
        string(
            "permit_root_login",
            "The last value given to sshd's `PermitRootLogin`, in lower case.",
        )
        .or_null(),
        string(
            "password_authentication",
            "The last value given to sshd's `PasswordAuthentication`, in lower case.",
        )
        .or_null(),
        int(
            "max_auth_tries",
            "The last number given to sshd's `MaxAuthTries`.",
        )
        .or_null(),
        int(
            "client_alive_interval",
            "The last number of seconds given to sshd's `ClientAliveInterval`.",
        )
        .or_null(),
        boolean(
            "automatic_updates",
            "Whether it sets up dnf-automatic, yum-cron or unattended-upgrades.",
        ),
        boolean("fail2ban", "Whether it sets up fail2ban."),
        list(
            "secret_kinds",
            &Type::String,
            "The kinds of secrets its text holds (`access key id`, `private key`, `password`); never the secrets.",
        ),
    ],
);
