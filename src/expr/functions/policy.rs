//! Functions on policy statements, and on the principals that policies are attached to.

use super::{Function, Parameter, Returns};
use crate::expr::eval::{Answer, Evaluation};
use crate::iam::{self, Reach};
use crate::inventory::Value;
use crate::inventory::iam::policy::STATEMENT;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "allows_action",
        receiver: Parameter::Record(&STATEMENT),
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the statement allows the action, or every action that the pattern matches, on some resource. Conditions are not looked at.",
        eval: allows_action,
    },
    Function {
        name: "covers_action",
        receiver: Parameter::Record(&STATEMENT),
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the statement, allowing or denying, speaks of the action, or of every action that the pattern matches.",
        eval: |evaluation, args| covers(evaluation, args, actions),
    },
    Function {
        name: "covers_resource",
        receiver: Parameter::Record(&STATEMENT),
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the statement, allowing or denying, speaks of the ARN, or of every ARN that the pattern matches.",
        eval: |evaluation, args| covers(evaluation, args, resources),
    },
    Function {
        name: "covers_every",
        receiver: Parameter::Record(&STATEMENT),
        parameters: &[Parameter::String, Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the statement, allowing or denying, speaks of every such resource that the account has in some scanned region: `covers_every(\"kms\", \"key/*\")`.",
        eval: covers_every,
    },
    Function {
        name: "has_condition_key",
        receiver: Parameter::Record(&STATEMENT),
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether a condition of the statement tests the key, whatever it asks of it; a key that ends with `/*` or `*` is a pattern (`aws:ResourceTag/*`).",
        eval: has_condition_key,
    },
    Function {
        name: "is_public",
        receiver: Parameter::Record(&STATEMENT),
        parameters: &[],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether the statement allows everybody (`*`, or all but some) without a condition that only chosen accounts, organisations or networks can meet.",
        eval: is_public,
    },
    Function {
        name: "confines_source",
        receiver: Parameter::Record(&STATEMENT),
        parameters: &[],
        returns: Returns::Bool,
        reads: &[],
        doc: "Whether a condition lets an AWS service act only for chosen accounts, organisations or resources (`aws:SourceAccount`, `aws:SourceArn` …).",
        eval: |evaluation, args| match args {
            [statement] => meets(evaluation, statement, iam::confines_source)
                .map_or_else(|answer| answer, Answer::value),
            _ => Answer::Null,
        },
    },
];

/// The elements of a list attribute, or the answer that stands in its way.
pub(super) fn items(
    evaluation: &mut Evaluation<'_>,
    of: &Value,
    name: &str,
) -> Result<Vec<Value>, Answer> {
    match evaluation.attribute(of, name) {
        Answer::Value(Value::List(list)) => match &list.gap {
            Some(gap) => Err(evaluation.unknown(gap)),
            None => Ok(list.items.clone()),
        },
        other => Err(other),
    }
}

/// The text of an attribute, or the answer that stands in its way.
pub(super) fn text(
    evaluation: &mut Evaluation<'_>,
    of: &Value,
    name: &str,
) -> Result<String, Answer> {
    match evaluation.attribute(of, name) {
        Answer::Value(Value::String(text)) => Ok(text.to_string()),
        other => Err(other),
    }
}

fn texts(evaluation: &mut Evaluation<'_>, of: &Value, name: &str) -> Result<Vec<String>, Answer> {
    Ok(items(evaluation, of, name)?
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}

/// An element and its Not form. The latter is read only where the former is empty: a statement never has both.
pub(super) fn reach(
    evaluation: &mut Evaluation<'_>,
    statement: &Value,
    element: &str,
    not_element: &str,
) -> Result<Reach<String>, Answer> {
    let only = texts(evaluation, statement, element)?;
    let all_but = if only.is_empty() {
        texts(evaluation, statement, not_element)?
    } else {
        Vec::new()
    };
    Ok(Reach::new(only, all_but))
}

/// The actions of a statement, for a question in lower case.
fn actions(
    evaluation: &mut Evaluation<'_>,
    statement: &Value,
    asked: &str,
) -> Result<bool, Answer> {
    let reach = reach(evaluation, statement, "actions", "not_actions")?;
    Ok(reach.covers(&asked.to_ascii_lowercase()))
}

fn resources(
    evaluation: &mut Evaluation<'_>,
    statement: &Value,
    asked: &str,
) -> Result<bool, Answer> {
    Ok(reach(evaluation, statement, "resources", "not_resources")?.covers(asked))
}

fn covers(
    evaluation: &mut Evaluation<'_>,
    args: &[Value],
    element: fn(&mut Evaluation<'_>, &Value, &str) -> Result<bool, Answer>,
) -> Answer {
    let [statement, Value::String(asked)] = args else {
        return Answer::Null;
    };
    element(evaluation, statement, asked).map_or_else(|answer| answer, Answer::value)
}

/// ARNs name a region and an account, save those of S3 (neither) and IAM (an account).
fn covers_every(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [statement, Value::String(service), Value::String(resource)] = args else {
        return Answer::Null;
    };
    let account = &evaluation.inventory().account;
    let (regions, owner) = match &**service {
        "s3" => (vec![""], ""),
        "iam" => (vec![""], account.id.as_str()),
        _ => (
            account.regions.iter().map(String::as_str).collect(),
            account.id.as_str(),
        ),
    };
    let partition = &account.partition;
    for region in regions {
        let every = format!("arn:{partition}:{service}:{region}:{owner}:{resource}");
        match resources(evaluation, statement, &every) {
            Ok(false) => {}
            Ok(true) => return Answer::value(true),
            Err(answer) => return answer,
        }
    }
    Answer::value(false)
}

fn allows_action(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [statement, _] = args else {
        return Answer::Null;
    };
    match text(evaluation, statement, "effect") {
        Ok(effect) if effect == "Allow" => covers(evaluation, args, actions),
        Ok(_) => Answer::value(false),
        Err(answer) => answer,
    }
}

fn has_condition_key(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [statement, Value::String(wanted)] = args else {
        return Answer::Null;
    };
    let wanted = wanted.to_ascii_lowercase();
    let conditions = match items(evaluation, statement, "conditions") {
        Ok(conditions) => conditions,
        Err(answer) => return answer,
    };
    for condition in &conditions {
        match text(evaluation, condition, "key") {
            Ok(key) if iam::glob(&wanted, &key.to_ascii_lowercase()) => return Answer::value(true),
            Ok(_) => {}
            Err(answer) => return answer,
        }
    }
    Answer::value(false)
}

fn is_public(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    match args {
        [statement] => public(evaluation, statement).map_or_else(|answer| answer, Answer::value),
        _ => Answer::Null,
    }
}

fn public(evaluation: &mut Evaluation<'_>, statement: &Value) -> Result<bool, Answer> {
    if text(evaluation, statement, "effect")? != "Allow" {
        return Ok(false);
    }
    let principals = items(evaluation, statement, "principals")?;
    let mut everybody =
        principals.is_empty() && !items(evaluation, statement, "not_principals")?.is_empty();
    for principal in &principals {
        everybody |= text(evaluation, principal, "id")? == "*"
            && text(evaluation, principal, "type")? == "AWS";
    }
    if !everybody {
        return Ok(false);
    }
    Ok(!meets(evaluation, statement, iam::restricts)?)
}

/// Whether one of the statement's conditions passes a test of its operator, key and values.
fn meets(
    evaluation: &mut Evaluation<'_>,
    statement: &Value,
    test: fn(&str, &str, &[&str]) -> bool,
) -> Result<bool, Answer> {
    for condition in items(evaluation, statement, "conditions")? {
        let operator = text(evaluation, &condition, "operator")?;
        let key = text(evaluation, &condition, "key")?.to_ascii_lowercase();
        let values = texts(evaluation, &condition, "values")?;
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        if test(&operator, &key, &values) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::expr::{Answer, Evaluation, Expression, Kind, Vocabulary};
    use crate::iam::Document;
    use crate::inventory::ec2::VPC;
    use crate::inventory::iam::policy::{CONDITION, DOCUMENT, PRINCIPAL, STATEMENT, document};
    use crate::inventory::{Account, Inventory, Record, Value};

    fn ask(item: Record, expression: &str) -> Option<bool> {
        let inventory = Inventory::new(Account {
            id: "111122223333".to_owned(),
            partition: "aws".to_owned(),
            regions: vec!["eu-west-1".to_owned()],
        });
        let vocabulary = Vocabulary {
            item: Some(Kind::Record(item.ty())),
            ..Vocabulary::of(&VPC)
        };
        let expression = Expression::compile(expression, &vocabulary, Some(&Kind::Bool)).unwrap();
        let mut evaluation = Evaluation::new(&inventory, Timestamp::UNIX_EPOCH);
        evaluation.with_item(Value::from(item), String::new());
        match expression.evaluate(&mut evaluation) {
            Answer::Unknown => {
                assert!(!evaluation.holes().is_empty());
                None
            }
            answer => answer.truth(),
        }
    }

    fn holds(statement: &str, expression: &str) -> bool {
        let text = format!(r#"{{"Statement":{statement}}}"#);
        let document = document(Document::parse(&text).unwrap());
        ask(document, &format!("item.statements.all(s, {expression})")).unwrap()
    }

    #[test]
    fn the_derived_attributes_of_policies_are_sound() {
        for ty in [&DOCUMENT, &STATEMENT, &PRINCIPAL, &CONDITION] {
            crate::expr::check_derived(ty).unwrap();
        }
    }

    #[test]
    fn actions_are_compared_without_case_and_with_wildcards() {
        let statement = r#"{"Effect":"Allow","Action":"KMS:De*","Resource":"*"}"#;
        assert!(holds(statement, r#"s.allows_action("kms:Decrypt")"#));
        assert!(!holds(statement, r#"s.allows_action("kms:*")"#));
        let statement = r#"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#;
        assert!(holds(statement, r#"s.allows_action("s3:*")"#));
        assert!(!holds(statement, r#"s.allows_action("*")"#));
        let statement = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
        assert!(holds(
            statement,
            r#"!s.allows_action("s3:GetObject") && s.covers_action("*")"#
        ));
    }

    #[test]
    fn resources_for_every_key_are_found() {
        let statement =
            r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:*:*:key/*"}"#;
        assert!(holds(
            statement,
            r#"s.covers_resource("arn:aws:kms:eu-west-1:111122223333:key/*") && !s.covers_resource("*")"#
        ));
        assert!(holds(statement, r#"s.covers_every("kms", "key/*")"#));
        let one_region = r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:key/*"}"#;
        assert!(holds(one_region, r#"!s.covers_every("kms", "key/*")"#));
        let buckets = r#"{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::*/*"}"#;
        assert!(holds(
            buckets,
            r#"s.covers_every("s3", "*/*") && !s.covers_every("s3", "*")"#
        ));
    }

    #[test]
    fn everybody_is_public_unless_a_condition_names_someone() {
        let public = r#"{"Effect":"Allow","Action":"a:b","Principal":"*"}"#;
        assert!(holds(public, "s.is_public() && \"*\" in s.aws_principals"));
        let but = r#"{"Effect":"Allow","Action":"a:b","NotPrincipal":{"AWS":"111122223333"}}"#;
        assert!(holds(but, "s.is_public()"));
        let restricted = r#"{"Effect":"Allow","Action":"a:b","Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}"#;
        assert!(holds(
            restricted,
            r#"!s.is_public() && s.has_condition_key("aws:PrincipalOrgID")"#
        ));
        let service =
            r#"{"Effect":"Allow","Action":"a:b","Principal":{"Service":"ec2.amazonaws.com"}}"#;
        assert!(holds(service, "!s.is_public()"));
    }

    #[test]
    fn a_statement_that_was_not_read_is_unknown() {
        assert_eq!(ask(Record::new(&STATEMENT), "item.is_public()"), None);
        assert_eq!(
            ask(Record::new(&STATEMENT), r#"item.allows_action("*")"#),
            None
        );
    }
}
