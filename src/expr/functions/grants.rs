//! What a role or user may do, from all the identity policies that speak for it.
//!
//! Proven is only what no condition decides (IAM User Guide, "Policy evaluation logic"): an explicit deny wins, then there must be an
//! allow, and a permissions boundary must allow too. What else can deny (organisation policies, session policies, the resource's own
//! policy) is not looked at; nor is what a resource's own policy may allow.

use std::fmt;

use super::policy::{items, reach, text};
use super::{Function, Parameter, Returns};
use crate::expr::eval::{Answer, Evaluation};
use crate::iam::{Reach, Says};
use crate::inventory::iam::policy::GET_ACCOUNT_AUTHORIZATION_DETAILS;
use crate::inventory::iam::{ROLE, USER};
use crate::inventory::{Gap, Outcome, Value};

const SOMEWHERE: &str = "Whether its identity policies allow the action on some resource: true when one does without a condition and none denies it, false when none does or one denies it everywhere, unknown when a condition decides.";

const ROLE_READS: &[&str] = &[
    "inline_policies.document",
    "attached_policies.document",
    "permissions_boundary.document",
];

const USER_READS: &[&str] = &[
    "inline_policies.document",
    "attached_policies.document",
    "groups.inline_policies.document",
    "groups.attached_policies.document",
    "permissions_boundary.document",
];

const DOC: &str = "Whether its identity policies allow the action on the ARN: true when one allows it without a condition and none denies it, false when none allows it or one denies it without a condition, unknown when a condition decides.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "allows",
        receiver: Parameter::Record(&ROLE),
        parameters: &[Parameter::String, Parameter::String],
        returns: Returns::Bool,
        reads: ROLE_READS,
        doc: DOC,
        eval: |evaluation, args| allows(evaluation, args, false),
    },
    Function {
        name: "allows",
        receiver: Parameter::Record(&USER),
        parameters: &[Parameter::String, Parameter::String],
        returns: Returns::Bool,
        reads: USER_READS,
        doc: DOC,
        eval: |evaluation, args| allows(evaluation, args, true),
    },
    Function {
        name: "allows_somewhere",
        receiver: Parameter::Record(&ROLE),
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: ROLE_READS,
        doc: SOMEWHERE,
        eval: |evaluation, args| allows(evaluation, args, false),
    },
    Function {
        name: "allows_somewhere",
        receiver: Parameter::Record(&USER),
        parameters: &[Parameter::String],
        returns: Returns::Bool,
        reads: USER_READS,
        doc: SOMEWHERE,
        eval: |evaluation, args| allows(evaluation, args, true),
    },
];

/// What a set of policies says of a request.
struct Said {
    allow: Says,
    deny: Says,
    /// Whether all of it was read.
    whole: bool,
    /// The policies that speak under conditions.
    undecided: Vec<String>,
}

impl Said {
    const NOTHING: Self = Self {
        allow: Says::No,
        deny: Says::No,
        whole: true,
        undecided: Vec::new(),
    };

    fn allows(&self) -> bool {
        self.whole && self.allow == Says::Yes && self.deny == Says::No
    }

    fn refuses(&self) -> bool {
        self.deny == Says::Yes || (self.whole && self.allow == Says::No)
    }
}

/// `in_groups`: whether the principal is one that groups speak for.
fn allows(evaluation: &mut Evaluation<'_>, args: &[Value], in_groups: bool) -> Answer {
    let (principal, request) = match args {
        [principal, Value::String(action), Value::String(resource)] => {
            (principal, Request::on(action, resource))
        }
        [principal, Value::String(action)] => (principal, Request::somewhere(action)),
        _ => return Answer::Null,
    };
    let holes = evaluation.holes().len();
    let mut own = Said::NOTHING;
    of_policies(evaluation, principal, &request, &mut own);
    if in_groups {
        match items(evaluation, principal, "groups") {
            Ok(groups) => {
                for group in &groups {
                    of_policies(evaluation, group, &request, &mut own);
                }
            }
            Err(_) => own.whole = false,
        }
    }
    let mut bound = Said::NOTHING;
    match evaluation.attribute(principal, "permissions_boundary") {
        Answer::Value(policy) => of_policy(evaluation, &policy, &request, &mut bound),
        // No boundary bounds nothing.
        Answer::Null => bound.allow = Says::Yes,
        Answer::Unknown => bound.whole = false,
    }
    if own.refuses() || bound.refuses() {
        evaluation.settle(holes);
        return Answer::value(false);
    }
    if own.allows() && bound.allows() {
        return Answer::value(true);
    }
    if own.whole && bound.whole {
        let mut policies = own.undecided;
        policies.extend(bound.undecided);
        let gap = Gap::new(
            &GET_ACCOUNT_AUTHORIZATION_DETAILS,
            Outcome::OutOfScope,
            format!(
                "whether it is allowed hangs on conditions or variables of {}, which only a request decides",
                policies.join(", ")
            ),
        );
        return evaluation.undecided(request.to_string(), gap);
    }
    Answer::Unknown
}

/// What is asked for: an action on a resource, or, without one, on any.
struct Request<'a> {
    action: &'a str,
    resource: Option<&'a str>,
}

impl<'a> Request<'a> {
    fn on(action: &'a str, resource: &'a str) -> Self {
        Self {
            action,
            resource: Some(resource),
        }
    }

    fn somewhere(action: &'a str) -> Self {
        Self {
            action,
            resource: None,
        }
    }

    /// Whether a statement's resources take in what is asked about. To allow somewhere any will do; to deny it everywhere takes all.
    fn says(&self, effect: &str, resources: &Reach<String>) -> Says {
        match (self.resource, effect) {
            (Some(resource), _) => Says::of_resource(resources, resource),
            (None, "Allow") if resources.touches("*") => Says::Yes,
            (None, "Allow") => Says::No,
            (None, _) => Says::of_resource(resources, "*"),
        }
    }
}

impl fmt::Display for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.resource {
            Some(resource) => write!(f, "allows({}, {resource})", self.action),
            None => write!(f, "allows_somewhere({})", self.action),
        }
    }
}

/// The inline and attached policies of a role, user or group.
fn of_policies(
    evaluation: &mut Evaluation<'_>,
    principal: &Value,
    request: &Request<'_>,
    said: &mut Said,
) {
    for relation in ["inline_policies", "attached_policies"] {
        match items(evaluation, principal, relation) {
            Ok(policies) => {
                for policy in &policies {
                    of_policy(evaluation, policy, request, said);
                }
            }
            Err(_) => said.whole = false,
        }
    }
}

/// A policy that could not be read to its end leaves what is said incomplete.
fn of_policy(
    evaluation: &mut Evaluation<'_>,
    policy: &Value,
    request: &Request<'_>,
    said: &mut Said,
) {
    let statements = match evaluation.attribute(policy, "document") {
        Answer::Value(document) => items(evaluation, &document, "statements"),
        other => Err(other),
    };
    let Ok(statements) = statements else {
        said.whole = false;
        return;
    };
    for statement in &statements {
        match of_statement(evaluation, statement, request) {
            Ok((effect, says)) => {
                if says == Says::Perhaps {
                    let name = evaluation.key(policy);
                    if !said.undecided.contains(&name) {
                        said.undecided.push(name);
                    }
                }
                let side = if effect == "Allow" {
                    &mut said.allow
                } else {
                    &mut said.deny
                };
                *side = (*side).max(says);
            }
            Err(_) => said.whole = false,
        }
    }
}

fn of_statement(
    evaluation: &mut Evaluation<'_>,
    statement: &Value,
    request: &Request<'_>,
) -> Result<(String, Says), Answer> {
    let effect = text(evaluation, statement, "effect")?;
    let actions = reach(evaluation, statement, "actions", "not_actions")?;
    let says = Says::of_action(&actions, request.action);
    if says == Says::No {
        return Ok((effect, says));
    }
    let resources = reach(evaluation, statement, "resources", "not_resources")?;
    let says = says.min(request.says(&effect, &resources));
    if says == Says::No || items(evaluation, statement, "conditions")?.is_empty() {
        return Ok((effect, says));
    }
    Ok((effect, says.under_conditions()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::call::Call;
    use crate::expr::{Evaluation, Expression, Vocabulary};
    use crate::iam::Document;
    use crate::inventory::iam::policy::document;
    use crate::inventory::iam::{INLINE_POLICY, MANAGED_POLICY, ROLE};
    use crate::inventory::{Account, Gap, Inventory, Outcome, Reading, Record, Value, record};

    static DENIED: Call = Call::new("iam", "GetPolicyVersion");

    /// What a role with these inline policies, and this boundary, is said to be allowed: `kms:Decrypt` on a key.
    fn verdict(policies: &[Option<&str>], boundary: Option<&str>) -> Option<bool> {
        ask(
            policies,
            boundary,
            r#"resource.allows("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/k1")"#,
        )
    }

    fn ask(policies: &[Option<&str>], boundary: Option<&str>, question: &str) -> Option<bool> {
        let mut inventory = Inventory::new(Account {
            id: "111122223333".to_owned(),
            partition: "aws".to_owned(),
            regions: vec!["eu-west-1".to_owned()],
        });
        let parsed = |statement: &str| {
            document(Document::parse(&format!(r#"{{"Statement":{statement}}}"#)).unwrap())
        };
        let inline: Vec<Value> = policies
            .iter()
            .enumerate()
            .map(|(number, text)| {
                let mut policy = record!(INLINE_POLICY {
                    id: format!("role/app/{number}")
                });
                let slot = INLINE_POLICY.slot("document");
                policy.set(
                    slot,
                    match text {
                        Some(text) => Reading::Known(parsed(text).into()),
                        None => Reading::Unknown(Gap::new(&DENIED, Outcome::Denied, "no").into()),
                    },
                );
                Value::Resource(inventory.push(policy))
            })
            .collect();
        let bound = boundary.map(|text| {
            Value::Resource(inventory.push(record!(MANAGED_POLICY {
                id: "boundary",
                document: parsed(text),
            })))
        });
        let mut role: Record = record!(ROLE { id: "app" });
        role.set(
            ROLE.slot("inline_policies"),
            Reading::Known(Value::list(inline)),
        );
        role.set(
            ROLE.slot("attached_policies"),
            Reading::Known(Value::list([])),
        );
        role.set(
            ROLE.slot("permissions_boundary"),
            bound.map_or(Reading::Absent, Reading::Known),
        );
        let role = inventory.push(role);
        let expression = Expression::compile(question, &Vocabulary::of(&ROLE), None).unwrap();
        let mut evaluation = Evaluation::new(&inventory, Timestamp::UNIX_EPOCH);
        evaluation.about(role);
        let truth = expression.evaluate(&mut evaluation).truth();
        assert_eq!(truth.is_none(), !evaluation.holes().is_empty());
        truth
    }

    const ALLOW: &str = r#"{"Effect":"Allow","Action":"kms:*","Resource":"*"}"#;
    const DENY: &str = r#"{"Effect":"Deny","Action":"kms:Decrypt","Resource":"*"}"#;
    const ALLOW_VIA: &str = r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}}"#;
    const DENY_UNLESS: &str = r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#;
    const OTHER: &str = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;

    #[test]
    fn an_allow_without_a_deny_is_proof() {
        assert_eq!(verdict(&[Some(ALLOW), Some(OTHER)], None), Some(true));
        assert_eq!(verdict(&[Some(OTHER)], None), Some(false));
        assert_eq!(verdict(&[], None), Some(false));
    }

    #[test]
    fn a_deny_wins_even_over_what_was_not_read() {
        assert_eq!(verdict(&[Some(ALLOW), Some(DENY)], None), Some(false));
        assert_eq!(verdict(&[None, Some(DENY)], None), Some(false));
    }

    #[test]
    fn conditions_and_unread_policies_leave_it_open() {
        assert_eq!(verdict(&[Some(ALLOW_VIA)], None), None);
        assert_eq!(verdict(&[Some(ALLOW), Some(DENY_UNLESS)], None), None);
        assert_eq!(verdict(&[Some(ALLOW), None], None), None);
        assert_eq!(verdict(&[None], None), None);
    }

    #[test]
    fn somewhere_is_enough_to_allow_and_everywhere_to_deny() {
        let one_key = r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:eu-west-1:111122223333:key/k2"}"#;
        let deny_one = r#"{"Effect":"Deny","Action":"kms:Decrypt","Resource":"arn:aws:kms:eu-west-1:111122223333:key/k2"}"#;
        let question = r#"resource.allows_somewhere("kms:Decrypt")"#;
        assert_eq!(ask(&[Some(one_key)], None, question), Some(true));
        assert_eq!(ask(&[Some(OTHER)], None, question), Some(false));
        assert_eq!(ask(&[Some(ALLOW), Some(DENY)], None, question), Some(false));
        assert_eq!(ask(&[Some(ALLOW), Some(deny_one)], None, question), None);
    }

    #[test]
    fn a_boundary_must_allow_too() {
        assert_eq!(verdict(&[Some(ALLOW)], Some(ALLOW)), Some(true));
        assert_eq!(verdict(&[Some(ALLOW)], Some(OTHER)), Some(false));
        assert_eq!(verdict(&[Some(ALLOW)], Some(ALLOW_VIA)), None);
    }
}
