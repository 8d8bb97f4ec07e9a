//! Policy documents, read as AWS stores them: percent-encoded or plain JSON, one or many where the grammar lets a writer choose
//! (IAM User Guide, "Grammar of the IAM JSON policy language").
//!
//! What does not follow the grammar is [`Malformed`], never an empty policy: a policy that was not understood says nothing.

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

use percent_encoding::percent_decode_str;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

/// A policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// `2012-10-17`, or `2008-10-17`, which is also what no version means.
    pub version: Option<String>,
    /// The document's id; its own, not AWS's.
    pub id: Option<String>,
    /// The statements, in the order they are written.
    pub statements: Vec<Statement>,
}

/// One statement. Of `actions` and `not_actions`, of `resources` and `not_resources`, and of `principals` and `not_principals`
/// at most one has elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The statement's id.
    pub sid: Option<String>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// The actions, in lower case: IAM compares them without regard to it.
    pub actions: Vec<String>,
    /// All actions but these, in lower case.
    pub not_actions: Vec<String>,
    /// The resources' ARNs, with wildcards. A trust policy has none.
    pub resources: Vec<String>,
    /// All resources but these.
    pub not_resources: Vec<String>,
    /// Who; identity policies name nobody.
    pub principals: Vec<Principal>,
    /// Everybody but these.
    pub not_principals: Vec<Principal>,
    /// All of which must hold.
    pub conditions: Vec<Condition>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies, whatever else allows.
    Deny,
}

/// Someone a policy speaks of. Everybody (`"Principal": "*"`) is the AWS principal `*`, which means the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// `AWS`, `Service`, `Federated` or `CanonicalUser`.
    pub kind: String,
    /// An ARN, an account id, a service's name, or `*`.
    pub id: String,
}

/// One test of a request: the key's value compared with each of the values, of which one must fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// As written, with qualifiers: `ForAnyValue:StringLike`, `ArnEqualsIfExists`.
    pub operator: String,
    /// In lower case: IAM compares keys without regard to it.
    pub key: String,
    /// What it is compared with.
    pub values: Vec<String>,
}

/// A text that is not a policy document.
#[derive(Debug, thiserror::Error)]
#[error("the policy document cannot be understood: {0}")]
pub struct Malformed(String);

impl Effect {
    /// As policies write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// The longest document that an IAM API takes (`policyDocument` in the IAM API Reference: 131,072 characters), many times what any service
/// keeps. What is longer is no policy, and would take long to read.
const LONGEST: usize = 131_072;

/// The versions of the policy language (IAM User Guide, "IAM JSON policy elements: Version").
const VERSIONS: &[&str] = &["2012-10-17", "2008-10-17"];

impl Document {
    /// Reads a document, percent-encoded (as IAM sends it) or not (as other services do).
    ///
    /// # Errors
    /// What is wrong with it, without quoting it.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let text = text.trim_start();
        // Plain JSON begins with a brace, which the encoding turns into %7B.
        let decoded = if text.starts_with('{') {
            text.into()
        } else {
            percent_decode_str(text)
                .decode_utf8()
                .map_err(|_| Malformed("it is not text".to_owned()))?
        };
        if decoded.len() > LONGEST && decoded.chars().count() > LONGEST {
            return Err(Malformed(format!("it is longer than {LONGEST} characters")));
        }
        let raw: RawDocument = serde_json::from_str(&decoded).map_err(|error| described(&error))?;
        if let Some(version) = &raw.version
            && !VERSIONS.contains(&version.as_str())
        {
            return Err(Malformed(
                "it is of a version of the policy language that is not known".to_owned(),
            ));
        }
        let statements = raw
            .statements
            .0
            .into_iter()
            .map(Statement::try_from)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            version: raw.version,
            id: raw.id,
            statements,
        })
    }
}

/// Where the document is wrong. Not serde's words: they may quote what somebody else wrote.
fn described(error: &serde_json::Error) -> Malformed {
    let what = match error.classify() {
        serde_json::error::Category::Data => "it does not follow the policy grammar",
        _ => "it is not JSON",
    };
    Malformed(format!(
        "{what} (line {}, column {})",
        error.line(),
        error.column()
    ))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument {
    #[serde(
        default,
        deserialize_with = "given",
        rename = "Version",
        alias = "version"
    )]
    version: Option<String>,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "Id",
        alias = "id",
        alias = "ID"
    )]
    id: Option<String>,
    #[serde(rename = "Statement", alias = "statement")]
    statements: OneOrMany<RawStatement>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatement {
    #[serde(
        default,
        deserialize_with = "given",
        rename = "Sid",
        alias = "sid",
        alias = "SID"
    )]
    sid: Option<String>,
    #[serde(rename = "Effect", alias = "effect")]
    effect: String,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "Action",
        alias = "action"
    )]
    actions: Option<OneOrMany<String>>,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "NotAction",
        alias = "notAction",
        alias = "notaction"
    )]
    not_actions: Option<OneOrMany<String>>,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "Resource",
        alias = "resource"
    )]
    resources: Option<OneOrMany<String>>,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "NotResource",
        alias = "notResource",
        alias = "notresource"
    )]
    not_resources: Option<OneOrMany<String>>,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "Principal",
        alias = "principal"
    )]
    principals: Option<RawPrincipals>,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "NotPrincipal",
        alias = "notPrincipal",
        alias = "notprincipal"
    )]
    not_principals: Option<RawPrincipals>,
    #[serde(
        default,
        deserialize_with = "given",
        rename = "Condition",
        alias = "condition"
    )]
    conditions: Option<Pairs<Pairs<OneOrMany<Scalar>>>>,
}

/// An element that may be left out. Where it stands it has a value: `null` is none of the grammar's.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum RawPrincipals {
    Everybody(String),
    Named(Pairs<OneOrMany<String>>),
}

/// A condition's value: quotation marks are optional around numbers and truth values.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Bool(bool),
    Number(serde_json::Number),
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// What may be written as one element or as a list.
struct OneOrMany<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Either<T> {
            Many(Vec<T>),
            One(T),
        }
        Ok(Self(match Either::deserialize(deserializer)? {
            Either::One(one) => vec![one],
            Either::Many(many) => many,
        }))
    }
}

/// An object's members in their order. A name that stands twice is refused, in capitals or not: which of the two holds is not for us to guess.
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T>, A::Error> {
                let mut pairs: Vec<(String, T)> = Vec::new();
                let mut seen = HashSet::new();
                while let Some((name, value)) = map.next_entry::<String, T>()? {
                    if !seen.insert(name.to_ascii_lowercase()) {
                        return Err(A::Error::custom("a name stands twice"));
                    }
                    pairs.push((name, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members(PhantomData))
    }
}

impl TryFrom<RawStatement> for Statement {
    type Error = Malformed;

    fn try_from(raw: RawStatement) -> Result<Self, Malformed> {
        let effect = match raw.effect.as_str() {
            "Allow" => Effect::Allow,
            "Deny" => Effect::Deny,
            _ => return Err(Malformed("an effect is neither Allow nor Deny".to_owned())),
        };
        if raw.actions.is_some() == raw.not_actions.is_some() {
            return Err(Malformed(
                "a statement needs either Action or NotAction".to_owned(),
            ));
        }
        if raw.resources.is_some() && raw.not_resources.is_some() {
            return Err(Malformed(
                "a statement has both Resource and NotResource".to_owned(),
            ));
        }
        if raw.principals.is_some() && raw.not_principals.is_some() {
            return Err(Malformed(
                "a statement has both Principal and NotPrincipal".to_owned(),
            ));
        }
        // A list of nobody and nothing is one that a writer may leave, but whether all but nothing is everything AWS does not say.
        let nothing = |names: &Option<OneOrMany<String>>| {
            names.as_ref().is_some_and(|names| names.0.is_empty())
        };
        if nothing(&raw.not_actions) || nothing(&raw.not_resources) {
            return Err(Malformed(
                "a NotAction or NotResource is an empty list".to_owned(),
            ));
        }
        let nobody = raw.not_principals.is_some();
        let not_principals = principals(raw.not_principals)?;
        if nobody && not_principals.is_empty() {
            return Err(Malformed("a NotPrincipal is empty".to_owned()));
        }
        Ok(Self {
            sid: raw.sid.filter(|sid| !sid.is_empty()),
            effect,
            actions: folded(raw.actions),
            not_actions: folded(raw.not_actions),
            resources: raw.resources.map(|many| many.0).unwrap_or_default(),
            not_resources: raw.not_resources.map(|many| many.0).unwrap_or_default(),
            principals: principals(raw.principals)?,
            not_principals,
            conditions: conditions(raw.conditions),
        })
    }
}

fn folded(actions: Option<OneOrMany<String>>) -> Vec<String> {
    actions
        .into_iter()
        .flat_map(|many| many.0)
        .map(|action| action.to_ascii_lowercase())
        .collect()
}

fn principals(raw: Option<RawPrincipals>) -> Result<Vec<Principal>, Malformed> {
    match raw {
        None => Ok(Vec::new()),
        Some(RawPrincipals::Everybody(text)) if text == "*" => Ok(vec![Principal {
            kind: "AWS".to_owned(),
            id: text,
        }]),
        Some(RawPrincipals::Everybody(_)) => Err(Malformed(
            "a principal is a text other than \"*\"".to_owned(),
        )),
        Some(RawPrincipals::Named(kinds)) => Ok(kinds
            .0
            .into_iter()
            .flat_map(|(kind, ids)| {
                ids.0.into_iter().map(move |id| Principal {
                    kind: kind.clone(),
                    id,
                })
            })
            .collect()),
    }
}

fn conditions(raw: Option<Pairs<Pairs<OneOrMany<Scalar>>>>) -> Vec<Condition> {
    raw.into_iter()
        .flat_map(|operators| operators.0)
        .flat_map(|(operator, keys)| {
            keys.0.into_iter().map(move |(key, values)| Condition {
                operator: operator.clone(),
                key: key.to_ascii_lowercase(),
                values: values.0.iter().map(ToString::to_string).collect(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
