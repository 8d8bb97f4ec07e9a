//! The least-privilege policy for a set of actions, in as many documents as IAM's limit of size asks for.
//!
//! Actions are named one by one, never by wildcard; the resource is `*`, as listings can be allowed for nothing less.

use std::collections::BTreeSet;
use std::io;

use indexmap::IndexMap;
use serde::Serialize;

/// The most characters of a managed policy, white space not counted (IAM User Guide, "IAM and AWS STS quotas").
pub const LIMIT: usize = 6_144;

/// The version of the policy language.
const VERSION: &str = "2012-10-17";

/// What the policy is for; IAM shows it beside the name.
const DESCRIPTION: &str = "What awsert scan reads with the checks it was made for";

/// One policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The actions, sorted: so those of a service stand together.
    pub actions: BTreeSet<String>,
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
    resource: &'static str,
}

impl Document {
    fn of(actions: &[&String]) -> Self {
        Self {
            actions: actions.iter().copied().map(String::clone).collect(),
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
                    resource: "*",
                }),
            }
        }
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
        let number = number(at, documents);
        let label = number.replace('-', "_");
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(
            out,
            "resource \"aws_iam_policy\" \"awsert_reads{label}\" {{"
        )?;
        writeln!(out, "  name        = \"awsert-reads{number}\"")?;
        writeln!(out, "  description = \"{DESCRIPTION}\"")?;
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
            writeln!(out, "        Resource = \"{}\"", statement.resource)?;
            writeln!(out, "      }},")?;
        }
        writeln!(out, "    ]\n  }})\n}}")?;
    }
    Ok(())
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

/// For CloudFormation: a template with an `AWS::IAM::ManagedPolicy` for each document.
///
/// # Errors
/// When writing fails.
pub fn cloudformation(documents: &[Document], out: &mut impl io::Write) -> io::Result<()> {
    let resource = |document| Resource {
        r#type: "AWS::IAM::ManagedPolicy",
        properties: Properties {
            description: DESCRIPTION,
            policy_document: Document::policy(document),
        },
    };
    let name = |at| format!("AwsertReads{}", number(at, documents).replace('-', ""));
    let template = Template {
        version: "2010-09-09",
        resources: documents
            .iter()
            .enumerate()
            .map(|(at, document)| (name(at), resource(document)))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &template)?;
    writeln!(out)
}

/// `-1`, `-2`; nothing where there is one document.
fn number(at: usize, documents: &[Document]) -> String {
    if documents.len() == 1 {
        String::new()
    } else {
        format!("-{}", at + 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a form prints for these documents.
    fn printed(
        form: impl Fn(&[Document], &mut Vec<u8>) -> io::Result<()>,
        documents: &[Document],
    ) -> String {
        let mut out = Vec::new();
        form(documents, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn actions(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn statements_are_grouped_by_service() {
        let documents = documents(
            &actions(&[
                "kms:ListKeys",
                "ec2:DescribeVpcs",
                "access-analyzer:ListAnalyzers",
                "ec2:DescribeSubnets",
            ]),
            LIMIT,
        );
        insta::assert_snapshot!(printed(json, &documents), @r#"
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Sid": "AwsertAccessAnalyzer",
              "Effect": "Allow",
              "Action": [
                "access-analyzer:ListAnalyzers"
              ],
              "Resource": "*"
            },
            {
              "Sid": "AwsertEc2",
              "Effect": "Allow",
              "Action": [
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs"
              ],
              "Resource": "*"
            },
            {
              "Sid": "AwsertKms",
              "Effect": "Allow",
              "Action": [
                "kms:ListKeys"
              ],
              "Resource": "*"
            }
          ]
        }
        "#);
    }

    #[test]
    fn what_does_not_fit_is_split_between_documents() {
        let actions = actions(&["ec2:DescribeSubnets", "ec2:DescribeVpcs", "kms:ListKeys"]);
        let two = documents(&actions, 150);
        assert_eq!(two.len(), 2);
        let array: serde_json::Value = serde_json::from_str(&printed(json, &two)).unwrap();
        assert_eq!(array.as_array().map(Vec::len), Some(2));
        insta::assert_snapshot!(printed(terraform, &two), @r#"
        resource "aws_iam_policy" "awsert_reads_1" {
          name        = "awsert-reads-1"
          description = "What awsert scan reads with the checks it was made for"
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [
              {
                Sid    = "AwsertEc2"
                Effect = "Allow"
                Action = [
                  "ec2:DescribeSubnets",
                  "ec2:DescribeVpcs",
                ]
                Resource = "*"
              },
            ]
          })
        }

        resource "aws_iam_policy" "awsert_reads_2" {
          name        = "awsert-reads-2"
          description = "What awsert scan reads with the checks it was made for"
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [
              {
                Sid    = "AwsertKms"
                Effect = "Allow"
                Action = [
                  "kms:ListKeys",
                ]
                Resource = "*"
              },
            ]
          })
        }
        "#);
        insta::assert_snapshot!(printed(cloudformation, &two), @r#"
        {
          "AWSTemplateFormatVersion": "2010-09-09",
          "Resources": {
            "AwsertReads1": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "Description": "What awsert scan reads with the checks it was made for",
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Sid": "AwsertEc2",
                      "Effect": "Allow",
                      "Action": [
                        "ec2:DescribeSubnets",
                        "ec2:DescribeVpcs"
                      ],
                      "Resource": "*"
                    }
                  ]
                }
              }
            },
            "AwsertReads2": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "Description": "What awsert scan reads with the checks it was made for",
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Sid": "AwsertKms",
                      "Effect": "Allow",
                      "Action": [
                        "kms:ListKeys"
                      ],
                      "Resource": "*"
                    }
                  ]
                }
              }
            }
          }
        }
        "#);
    }

    /// The first document has room for one more action, but not for all of the next service.
    #[test]
    fn what_is_said_of_a_service_stays_together_where_it_can() {
        let actions = actions(&[
            "ec2:DescribeSubnets",
            "kms:DescribeKey",
            "kms:GetKeyPolicy",
            "kms:ListKeys",
        ]);
        let of = |limit| {
            let documents = documents(&actions, limit).into_iter();
            let named = documents.map(|document| document.actions.into_iter().collect::<Vec<_>>());
            named.map(|named| named.join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(
            of(220),
            [
                "ec2:DescribeSubnets",
                "kms:DescribeKey kms:GetKeyPolicy kms:ListKeys"
            ]
        );
        // None holds all that is said of the service.
        assert_eq!(
            of(140),
            [
                "ec2:DescribeSubnets",
                "kms:DescribeKey kms:GetKeyPolicy",
                "kms:ListKeys"
            ]
        );
    }

    #[test]
    fn no_actions_make_one_document() {
        assert_eq!(documents(&BTreeSet::new(), LIMIT).len(), 1);
    }

    proptest! {
        #[test]
        fn documents_fit_and_allow_all_actions_once(
            actions in prop::collection::btree_set("[a-z]{1,8}(-[a-z]{1,8})?:[A-Z][A-Za-z]{3,40}", 0..120),
            limit in 200_usize..2_000,
        ) {
            let documents = documents(&actions, limit);
            let mut allowed = Vec::new();
            for document in &documents {
                prop_assert!(document.size() <= limit, "{} of {limit}", document.size());
                allowed.extend(document.actions.iter().cloned());
                let sids: Vec<String> = document.statements().into_iter().map(|statement| statement.sid).collect();
                let distinct: BTreeSet<&String> = sids.iter().collect();
                prop_assert_eq!(distinct.len(), sids.len(), "{:?}", sids);
            }
            // Neither one too few nor one twice.
            prop_assert_eq!(allowed, actions.into_iter().collect::<Vec<_>>());
        }
    }
}
