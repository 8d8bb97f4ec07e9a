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
