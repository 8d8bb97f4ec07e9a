//! Reads secrets' shape: which members they have, and whether they are filled. The value is looked at where the answer holds it, nothing of it
//! is copied but what an endpoint of RDS looks like, and it is overwritten before its memory is given back. It does not leave this module.
//!
//! What cannot be overwritten from here are the bytes as the network brought them, which the HTTP client and the SDK drop by themselves.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::site::arn;
use crate::inventory::secretsmanager::{GET_SECRET_VALUE, SECRET, SHAPE};
use crate::inventory::{Record, record};

pub(super) async fn shape(site: Site, secret: Record) -> Result<Record, Failure> {
    let request = site
        .secretsmanager()
        .get_secret_value()
        .secret_id(arn(&secret)?);
    let mut answer = site.call(&GET_SECRET_VALUE, || request.send()).await?;
    if let Some(bytes) = answer.secret_binary.take() {
        drop(Zeroizing::new(bytes.into_inner()));
    }
    // A secret is a text or bytes; the answer has one of the two (GetSecretValue).
    let shape = answer.secret_string.take().map(|text| {
        let text = Zeroizing::new(text);
        facts(&text)
    });
    Ok(record!(SECRET { shape: shape }))
}

fn facts(text: &str) -> Record {
    // Why it is no JSON is not asked: the words of a parser may quote it.
    let members: Option<Members> = serde_json::from_str(text).ok();
    record!(SHAPE {
        is_json: members.is_some(),
        keys: names(members.as_ref(), |_| true),
        empty_keys: names(members.as_ref(), |member| !member.is_filled),
        host: members.as_ref().and_then(|members| {
            let host = members.0.iter().find(|member| member.name == "host");
            host.and_then(|host| host.endpoint.clone())
        }),
    })
}

fn names(members: Option<&Members>, which: impl Fn(&Member) -> bool) -> Vec<String> {
    let members = members.iter().flat_map(|members| &members.0);
    let names = members
        .filter(|member| which(member))
        .map(|member| member.name.clone());
    names.collect()
}

/// The members of a JSON object, without their values.
struct Members(Vec<Member>);

struct Member {
    name: String,
    is_filled: bool,
    endpoint: Option<String>,
}

/// What is kept of a value.
struct Looked {
    is_filled: bool,
    endpoint: Option<String>,
}

/// The name of an endpoint of RDS, which is no secret ("Finding the connection information for an RDS DB instance", Amazon RDS User Guide).
static ENDPOINT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[a-z0-9.-]{1,200}\.rds\.amazonaws\.com(\.cn)?$").ok());

impl Looked {
    fn at(text: &str) -> Self {
        let is_endpoint = ENDPOINT
            .as_ref()
            .is_some_and(|endpoint| endpoint.is_match(text));
        Self {
            is_filled: !text.trim().is_empty(),
            endpoint: is_endpoint.then(|| text.to_owned()),
        }
    }

    fn filled(is_filled: bool) -> Self {
        Self {
            is_filled,
            endpoint: None,
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, looked)) = map.next_entry::<String, Looked>()? {
                    members.push(Member {
                        name,
                        is_filled: looked.is_filled,
                        endpoint: looked.endpoint,
                    });
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl<'de> Deserialize<'de> for Looked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = Looked;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a value")
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Looked, E> {
                Ok(Looked::filled(true))
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Looked, E> {
                Ok(Looked::filled(true))
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<Looked, E> {
                Ok(Looked::filled(true))
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Looked, E> {
                Ok(Looked::filled(true))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Looked, E> {
                Ok(Looked::at(text))
            }

            fn visit_unit<E: Error>(self) -> Result<Looked, E> {
                Ok(Looked::filled(false))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Looked, A::Error> {
                let mut is_filled = false;
                while items.next_element::<IgnoredAny>()?.is_some() {
                    is_filled = true;
                }
                Ok(Looked::filled(is_filled))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Looked, A::Error> {
                let mut is_filled = false;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    is_filled = true;
                }
                Ok(Looked::filled(is_filled))
            }
        }
        deserializer.deserialize_any(Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> String {
        format!("{:?}", facts(text))
    }

    #[test]
    fn members_and_whether_they_are_filled_are_told() {
        let facts = facts(
            r#"{"username": "admin", "password": "hunter2", "host": "db.abc.eu-west-1.rds.amazonaws.com", "port": 3306, "dbname": "", "more": null}"#,
        );
        let list = |name: &str| format!("{:?}", facts.get(name));
        for name in ["username", "password", "host", "port", "dbname", "more"] {
            assert!(list("keys").contains(name), "{}", list("keys"));
        }
        assert!(list("empty_keys").contains("dbname") && list("empty_keys").contains("more"));
        assert!(!list("empty_keys").contains("port"));
        assert!(list("host").contains("db.abc.eu-west-1.rds.amazonaws.com"));
    }

    #[test]
    fn a_host_that_is_no_endpoint_is_not_kept() {
        assert!(!told(r#"{"host": "hunter2"}"#).contains("hunter2"));
        assert!(!told(r#"{"host": "hunter2 .rds.amazonaws.com"}"#).contains("hunter2"));
    }

    proptest! {
        #[test]
        fn no_value_is_kept(secret in "[A-Z]{6,20}", shape in 0..5_usize) {
            let text = match shape {
                0 => secret.clone(),
                1 => serde_json::json!({"password": secret}).to_string(),
                2 => serde_json::json!({"a": {"b": [secret]}, "c": [secret]}).to_string(),
                3 => format!("{{\"password\": \"{secret}"),
                _ => serde_json::json!({"password": format!("\"\\\n{secret}")}).to_string(),
            };
            prop_assert!(!told(&text).contains(&secret));
        }
    }
}
