//! The least-privilege policy for a set of actions, in as many documents as IAM's limit of size asks for.
//!
//! Actions are named one by one, never by wildcard; the resource of what reads is `*`, as listings can be allowed for nothing less. What delivers
//! stands in documents of its own, each destination by name.

use std::collections::BTreeSet;
use std::io;

use indexmap::IndexMap;
use serde::Serialize;

/// The most characters of a managed policy, white space not counted (IAM User Guide, "IAM and AWS STS quotas").
pub const LIMIT: usize = 6_144;

/// The version of the policy language.
const VERSION: &str = "2012-10-17";

/// One policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is for.
    pub purpose: Purpose,
    /// The actions, sorted: so those of a service stand together.
    pub actions: BTreeSet<String>,
    /// What is allowed on some resources alone.
    pub grants: Vec<Grant>,
}

/// What a policy is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To read accounts.
    #[default]
    Reads,
    /// To deliver results to buckets and topics.
    Delivers,
    /// To import findings into an account's Security Hub.
    Imports,
}

/// Actions on some resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What the statement is called.
    pub sid: &'static str,
    /// The actions.
    pub actions: Vec<&'static str>,
    /// The resources' ARNs.
    pub resources: Vec<String>,
}

impl Purpose {
    /// What the policy's name ends with.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Delivers => "delivers",
            Self::Imports => "imports",
        }
    }

    /// What the policy is for; IAM shows it beside the name.
    const fn description(self) -> &'static str {
        match self {
            Self::Reads => "What awsert scan reads with the checks it was made for",
            Self::Delivers => "Where awsert scan delivers what it found",
            Self::Imports => "Imports what awsert scan found into Security Hub",
        }
    }
}

/// A document as IAM takes it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyDocument<'a> {
    version: &'static str,
    statement: Vec<Statement<'a>>,
}

/// What a document says of one service.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    sid: String,
    effect: &'static str,
    action: Vec<&'a str>,
    resource: On<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum On<'a> {
    All(&'static str),
    These(&'a [String]),
}

impl Document {
    fn of(actions: &[&String]) -> Self {
        Self {
            actions: actions.iter().copied().map(String::clone).collect(),
            ..Self::default()
        }
    }

    /// How many characters of it count against [`LIMIT`].
    pub fn size(&self) -> usize {
        serde_json::to_string(&self.policy()).map_or(usize::MAX, |text| {
            let counted = text.chars().filter(|letter| !letter.is_whitespace());
            counted.count()
        })
    }

    fn policy(&self) -> PolicyDocument<'_> {
        PolicyDocument {
            version: VERSION,
            statement: self.statements(),
        }
    }

    fn statements(&self) -> Vec<Statement<'_>> {
        let mut statements: Vec<Statement<'_>> = Vec::new();
        for action in &self.actions {
            let sid = sid(service(action));
            match statements.last_mut() {
                Some(last) if last.sid == sid => last.action.push(action),
                _ => statements.push(Statement {
                    sid,
                    effect: "Allow",
                    action: vec![action],
                    resource: On::All("*"),
                }),
            }
        }
        statements.extend(self.grants.iter().map(|grant| Statement {
            sid: grant.sid.to_owned(),
            effect: "Allow",
            action: grant.actions.clone(),
            resource: On::These(&grant.resources),
        }));
        statements
    }
}

/// `AwsertEc2`, `AwsertAccessAnalyzer`: letters and digits are all that IAM allows there.
fn sid(service: &str) -> String {
    let mut sid = String::from("Awsert");
    for part in service.split('-') {
        let mut letters = part.chars();
        sid.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        sid.extend(letters);
    }
    sid
}

/// The documents that allow these actions, each within the limit; there is always one. What is said of a service stays together, unless that
/// alone is more than a document holds. An action that does not fit by itself stands alone.
pub fn documents(actions: &BTreeSet<String>, limit: usize) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut document = Document::default();
    let actions: Vec<&String> = actions.iter().collect();
    for statement in actions.chunk_by(|one, next| service(one) == service(next)) {
        let at_once = if Document::of(statement).size() > limit {
            1
        } else {
            statement.len()
        };
        for together in statement.chunks(at_once) {
            let mut longer = document.clone();
            longer
                .actions
                .extend(together.iter().copied().map(String::clone));
            if longer.size() > limit && !document.actions.is_empty() {
                documents.push(std::mem::replace(&mut document, Document::of(together)));
            } else {
                document = longer;
            }
        }
    }
    documents.push(document);
    documents
}

/// The service that an action is of.
fn service(action: &str) -> &str {
    action.split(':').next().unwrap_or_default()
}

/// For `aws iam create-policy` and the console: one document, or an array where there are several.
///
/// # Errors
/// When writing fails.
pub fn json(documents: &[Document], out: &mut impl io::Write) -> io::Result<()> {
    match documents {
        [only] => serde_json::to_writer_pretty(&mut *out, &only.policy())?,
        several => {
            let several: Vec<_> = several.iter().map(Document::policy).collect();
            serde_json::to_writer_pretty(&mut *out, &several)?;
        }
    }
    writeln!(out)
}

/// For Terraform: an `aws_iam_policy` for each document, laid out as `terraform fmt` does.
///
/// # Errors
/// When writing fails.
pub fn terraform(documents: &[Document], out: &mut impl io::Write) -> io::Result<()> {
    for (at, document) in documents.iter().enumerate() {
        let (purpose, number) = (document.purpose, number(at, documents));
        let (what, label) = (purpose.as_str(), number.replace('-', "_"));
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(
            out,
            "resource \"aws_iam_policy\" \"awsert_{what}{label}\" {{"
        )?;
        writeln!(out, "  name        = \"awsert-{what}{number}\"")?;
        writeln!(out, "  description = \"{}\"", purpose.description())?;
        writeln!(out, "  policy = jsonencode({{")?;
        writeln!(out, "    Version = \"{VERSION}\"")?;
        writeln!(out, "    Statement = [")?;
        for statement in document.statements() {
            writeln!(out, "      {{")?;
            writeln!(out, "        Sid    = \"{}\"", statement.sid)?;
            writeln!(out, "        Effect = \"{}\"", statement.effect)?;
            writeln!(out, "        Action = [")?;
            for action in statement.action {
                writeln!(out, "          \"{action}\",")?;
            }
            writeln!(out, "        ]")?;
            match statement.resource {
                On::All(all) => writeln!(out, "        Resource = \"{all}\"")?,
                On::These(these) => {
                    writeln!(out, "        Resource = [")?;
                    for resource in these {
                        writeln!(out, "          \"{}\",", quoted(resource))?;
                    }
                    writeln!(out, "        ]")?;
                }
            }
            writeln!(out, "      }},")?;
        }
        writeln!(out, "    ]\n  }})\n}}")?;
    }
    Ok(())
}

/// A text as it stands between Terraform's quotes.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "$${")
        .replace("%{", "%%{")
}

/// A CloudFormation template.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Template<'a> {
    #[serde(rename = "AWSTemplateFormatVersion")]
    version: &'static str,
    resources: IndexMap<String, Resource<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resource<'a> {
    r#type: &'static str,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Properties<'a> {
    description: &'static str,
    policy_document: PolicyDocument<'a>,
}

impl<'a> Resource<'a> {
    fn of(document: &'a Document) -> Self {
        Self {
            r#type: "AWS::IAM::ManagedPolicy",
            properties: Properties {
                description: document.purpose.description(),
                policy_document: document.policy(),
            },
        }
    }
}

/// For CloudFormation: a template with an `AWS::IAM::ManagedPolicy` for each document.
///
/// # Errors
/// When writing fails.
pub fn cloudformation(documents: &[Document], out: &mut impl io::Write) -> io::Result<()> {
    let name = |at: usize, document: &Document| {
        let number = number(at, documents).replace('-', "");
        let what = match document.purpose {
            Purpose::Reads => "Reads",
            Purpose::Delivers => "Delivers",
            Purpose::Imports => "Imports",
        };
        format!("Awsert{what}{number}")
    };
    let template = Template {
        version: "2010-09-09",
        resources: documents
            .iter()
            .enumerate()
            .map(|(at, document)| (name(at, document), Resource::of(document)))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &template)?;
    writeln!(out)
}

/// `-1`, `-2`; nothing where one document is enough for what it is for.
fn number(at: usize, documents: &[Document]) -> String {
    let alike = |document: &&Document| document.purpose == documents[at].purpose;
    if documents.iter().filter(alike).count() == 1 {
        String::new()
    } else {
        format!("-{}", documents[..at].iter().filter(alike).count() + 1)
    }
}

#[cfg(test)]
mod tests;
