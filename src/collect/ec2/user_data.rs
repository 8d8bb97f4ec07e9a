//! Reads instances' user data and keeps facts of it alone. The text, which may hold secrets, does not leave this module.

use std::sync::LazyLock;

use aws_sdk_ec2::types::InstanceAttributeName;
use regex::Regex;

use crate::aws::Failure;
use crate::collect::Site;
use crate::inventory::ec2::INSTANCE;
use crate::inventory::ec2::instance::DESCRIBE_INSTANCE_USER_DATA;
use crate::inventory::ec2::user_data::USER_DATA;
use crate::inventory::{Record, record};

pub(super) async fn user_data(site: Site, instance: Record) -> Result<Record, Failure> {
    let request = || {
        site.ec2()
            .describe_instance_attribute()
            .instance_id(instance.id())
            .attribute(InstanceAttributeName::UserData)
            .send()
    };
    let answer = site.call(&DESCRIBE_INSTANCE_USER_DATA, request).await?;
    let attribute = answer.user_data.ok_or_else(|| {
        site.malformed(&DESCRIBE_INSTANCE_USER_DATA, "the answer has no user data")
    })?;
    // An instance without any has an attribute without a value.
    let Some(encoded) = attribute.value else {
        return Ok(record!(INSTANCE {
            user_data: None::<Record>
        }));
    };
    let text = aws_smithy_types::base64::decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            site.malformed(
                &DESCRIBE_INSTANCE_USER_DATA,
                "the user data is no text (compressed?)",
            )
        })?;
    Ok(record!(INSTANCE {
        user_data: facts(&text)
    }))
}

fn facts(text: &str) -> Record {
    record!(USER_DATA {
        permit_root_login: last(&PERMIT_ROOT_LOGIN, text).map(str::to_ascii_lowercase),
        password_authentication: last(&PASSWORD_AUTHENTICATION, text).map(str::to_ascii_lowercase),
        max_auth_tries: last(&MAX_AUTH_TRIES, text).and_then(|value| value.parse::<i64>().ok()),
        client_alive_interval: last(&CLIENT_ALIVE_INTERVAL, text)
            .and_then(|value| value.parse::<i64>().ok()),
        automatic_updates: AUTOMATIC_UPDATES.is_match(text),
        fail2ban: FAIL2BAN.is_match(text),
        secret_kinds: secret_kinds(text),
    })
}

/// What the first group of the last match says: later lines of a script win.
fn last<'a>(pattern: &Regex, text: &'a str) -> Option<&'a str> {
    pattern
        .captures_iter(text)
        .last()?
        .get(1)
        .map(|value| value.as_str())
}

fn secret_kinds(text: &str) -> Vec<String> {
    [
        ("access key id", &*ACCESS_KEY_ID),
        ("private key", &*PRIVATE_KEY),
        ("password", &*PASSWORD),
    ]
    .into_iter()
    .filter(|(_, pattern)| pattern.is_match(text))
    .map(|(kind, _)| kind.to_owned())
    .collect()
}

macro_rules! patterns {
    ($($name:ident = $pattern:literal;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| compiled($pattern));)*
    };
}

patterns! {
    PERMIT_ROOT_LOGIN = r"(?i)\bPermitRootLogin[ \t=]+([a-z-]+)";
    PASSWORD_AUTHENTICATION = r"(?i)\bPasswordAuthentication[ \t=]+([a-z]+)";
    MAX_AUTH_TRIES = r"(?i)\bMaxAuthTries[ \t=]+([0-9]+)";
    CLIENT_ALIVE_INTERVAL = r"(?i)\bClientAliveInterval[ \t=]+([0-9]+)";
    AUTOMATIC_UPDATES = r"(?m)^[^#\n]*\b(dnf-automatic|yum-cron|unattended-upgrades)\b";
    FAIL2BAN = r"(?m)^[^#\n]*\bfail2ban\b";
    ACCESS_KEY_ID = r"\b(AKIA|ASIA)[0-9A-Z]{16}\b";
    PRIVATE_KEY = r"-----BEGIN [A-Z ]*PRIVATE KEY-----";
    // A value that begins with $ is looked up when the script runs, and is no secret in its text.
    // A colon needs a space after it: `secret:` stands in the ARN of every secret.
    PASSWORD = r#"(?i)(password|passwd|pwd|secret|secret_?key|token|api_?key)["']?[ \t]*(=|:[ \t])[ \t]*["']?[^\s"'$<{(]{6}"#;
}

/// # Panics
/// When a pattern is wrong, which the tests below rule out: they compile every one of these constants.
#[expect(clippy::expect_used, reason = "a constant that tests compile")]
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant")
}

#[cfg(test)]
mod tests {
    use super::{facts, secret_kinds};

    #[test]
    fn the_last_setting_of_a_script_counts() {
        let facts = facts(
            "#!/bin/bash\n\
             sed -i 's/^#PermitRootLogin yes/PermitRootLogin no/' /etc/ssh/sshd_config\n\
             echo 'PasswordAuthentication no' >> /etc/ssh/sshd_config\n\
             echo 'MaxAuthTries 3' >> /etc/ssh/sshd_config\n\
             dnf install -y dnf-automatic\n\
             # fail2ban comes later\n",
        )
        .to_json();
        insta::assert_json_snapshot!(facts, @r#"
        {
          "automatic_updates": true,
          "client_alive_interval": null,
          "fail2ban": false,
          "max_auth_tries": 3,
          "password_authentication": "no",
          "permit_root_login": "no",
          "secret_kinds": []
        }
        "#);
    }

    #[test]
    fn secrets_are_told_by_kind_alone() {
        let found = |text: &str| secret_kinds(text).join(", ");
        assert_eq!(found("export DB_PASSWORD=hunter2-hunter2"), "password");
        assert_eq!(
            found("aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE"),
            "access key id"
        );
        assert_eq!(found("-----BEGIN RSA PRIVATE KEY-----"), "private key");
        assert_eq!(
            found("DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id x)"),
            ""
        );
        assert_eq!(
            found("arn:aws:secretsmanager:us-east-1:111122223333:secret:orders"),
            ""
        );
        assert_eq!(found("PasswordAuthentication=no"), "");
    }
}
