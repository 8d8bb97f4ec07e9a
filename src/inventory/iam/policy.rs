//! Policy documents as parts of resources: identity policies, trust policies, and the policies of secrets, keys and buckets alike.
//!
//! Another service's type has one as `record("resource_policy", &policy::DOCUMENT, …)`, and its collector fills it with
//! `collect::iam::policy::document`.

use crate::call::Call;
use crate::iam;
use crate::inventory::schema::{Type, derived, list, one_of, string};
use crate::inventory::{Record, RecordType, record};

/// iam:GetAccountAuthorizationDetails
pub static GET_ACCOUNT_AUTHORIZATION_DETAILS: Call =
    Call::new("iam", "GetAccountAuthorizationDetails")
        .paged(1_000)
        .slow("Its answers are large: the documents of all policies and roles are in them.")
        .paired(&[("Key", "Value")]);

/// A policy document.
pub static DOCUMENT: RecordType = RecordType::part(
    "PolicyDocument",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    &[],
    "A policy in JSON: statements that allow and deny.",
    &[
        string("version", "`2012-10-17`; null means `2008-10-17`.").or_null(),
        list(
            "statements",
            &Type::Record(&STATEMENT),
            "The statements, in the order they are written.",
        ),
    ],
);

/// A statement of a policy.
pub static STATEMENT: RecordType = RecordType::part(
    "PolicyStatement",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    &["label"],
    "One statement of a policy. Of each element and its Not form at most one has elements.",
    &[
        string(
            "label",
            "What names it in a finding: its Sid where no other statement has the same, else `#` and its position from 1.",
        ),
        string("sid", "The statement's id.").or_null(),
        one_of("effect", &["Allow", "Deny"], "Whether it allows or denies."),
        list(
            "actions",
            &Type::String,
            "The actions in lower case (`s3:getobject`), with wildcards.",
        ),
        list(
            "not_actions",
            &Type::String,
            "All actions but these, in lower case.",
        ),
        list(
            "resources",
            &Type::String,
            "The resources' ARNs, with wildcards; a trust policy has none.",
        ),
        list("not_resources", &Type::String, "All resources but these."),
        list(
            "principals",
            &Type::Record(&PRINCIPAL),
            "Who; empty in identity policies. Everybody is the AWS principal `*`.",
        ),
        list(
            "not_principals",
            &Type::Record(&PRINCIPAL),
            "Everybody but these.",
        ),
        list(
            "conditions",
            &Type::Record(&CONDITION),
            "What must hold of a request, all of it.",
        ),
        derived(
            "aws_principals",
            Type::List(&Type::String),
            "resource.principals.filter(p, p.type == \"AWS\").map(p, p.id)",
            "The ARNs and ids of accounts, roles and users among the principals; `*` for everybody.",
        ),
        derived(
            "service_principals",
            Type::List(&Type::String),
            "resource.principals.filter(p, p.type == \"Service\").map(p, p.id)",
            "The AWS services among the principals.",
        ),
        derived(
            "federated_principals",
            Type::List(&Type::String),
            "resource.principals.filter(p, p.type == \"Federated\").map(p, p.id)",
            "The identity providers among the principals.",
        ),
    ],
);

/// Someone a statement speaks of.
pub static PRINCIPAL: RecordType = RecordType::part(
    "PolicyPrincipal",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    &["type", "id"],
    "Someone a policy speaks of.",
    &[
        one_of(
            "type",
            &["AWS", "Service", "Federated", "CanonicalUser"],
            "What kind of principal.",
        ),
        string("id", "An ARN, an account id, a service's name, or `*`."),
    ],
);

/// A condition of a statement, one for each operator and key.
pub static CONDITION: RecordType = RecordType::part(
    "PolicyCondition",
    &GET_ACCOUNT_AUTHORIZATION_DETAILS,
    &["operator", "key"],
    "One test of a request.",
    &[
        string(
            "operator",
            "As written, with qualifiers: `StringEquals`, `ForAnyValue:StringLike`, `ArnLikeIfExists`.",
        ),
        string(
            "key",
            "The condition key in lower case: `aws:sourceaccount`.",
        ),
        list(
            "values",
            &Type::String,
            "What it is compared with; one that fits is enough.",
        ),
    ],
);

/// A document as a part of a resource.
pub fn document(document: iam::Document) -> Record {
    let sids: Vec<Option<String>> = document
        .statements
        .iter()
        .map(|statement| statement.sid.clone())
        .collect();
    let statements: Vec<Record> = document
        .statements
        .into_iter()
        .enumerate()
        .map(|(position, statement)| {
            let label = match &statement.sid {
                Some(sid) if sids.iter().flatten().filter(|other| *other == sid).count() == 1 => {
                    sid.clone()
                }
                _ => format!("#{}", position + 1),
            };
            self::statement(statement, label)
        })
        .collect();
    record!(DOCUMENT {
        version: document.version,
        statements: statements,
    })
}

fn statement(statement: iam::Statement, label: String) -> Record {
    record!(STATEMENT {
        label: label,
        sid: statement.sid,
        effect: statement.effect.as_str(),
        actions: statement.actions,
        not_actions: statement.not_actions,
        resources: statement.resources,
        not_resources: statement.not_resources,
        principals: principals(statement.principals),
        not_principals: principals(statement.not_principals),
        conditions: statement
            .conditions
            .into_iter()
            .map(condition)
            .collect::<Vec<Record>>(),
    })
}

fn principals(principals: Vec<iam::Principal>) -> Vec<Record> {
    principals
        .into_iter()
        .map(|principal| {
            record!(PRINCIPAL {
                type: principal.kind,
                id: principal.id,
            })
        })
        .collect()
}

fn condition(condition: iam::Condition) -> Record {
    record!(CONDITION {
        operator: condition.operator,
        key: condition.key,
        values: condition.values,
    })
}
