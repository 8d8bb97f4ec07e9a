//! A policy document: refused, or asked everything that checks ask of one.

#![no_main]

use awsert::check::judge;
use awsert::expr::{Evaluation, Expression, Vocabulary};
use awsert::iam::{Document, Effect, Reach, Says, confines_source, restricts};
use awsert::inventory::iam::{INLINE_POLICY, ROLE, policy};
use awsert::inventory::schema::{ID, Type};
use awsert::inventory::{Account, Inventory, Reading, Record, RecordType, Value};
use awsert_fuzz::account::now;
use awsert_fuzz::samples::LIBRARY;
use libfuzzer_sys::fuzz_target;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// What statements are asked about, beside their own patterns.
const ACTIONS: &[&str] = &["*", "iam:*", "kms:decrypt", "s3:getobject", ""];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:kms:us-east-1:111122223333:key/*",
    "arn:aws:s3:::bucket/key",
    "",
];

const DENY_ALL: &str = r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;

static ALLOWED: LazyLock<[Expression; 2]> = LazyLock::new(|| {
    [
        r#"resource.allows("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/k1")"#,
        r#"resource.allows_somewhere("iam:PassRole")"#,
    ]
    .map(|text| Expression::compile(text, &Vocabulary::of(&ROLE), None).expect("it is sound"))
});

fuzz_target!(|text: &str| {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    if text.trim_start().starts_with('{') {
        let encoded =
            Document::parse(&percent_encoded(text)).expect("percent-encoding changes nothing");
        assert_eq!(document, encoded);
    }
    language(&document);
    everywhere(&document);
    identity(&document);
});

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02X}");
        encoded
    })
}

/// The language itself.
fn language(document: &Document) {
    for statement in &document.statements {
        let actions = Reach::new(statement.actions.clone(), statement.not_actions.clone());
        let resources = Reach::new(statement.resources.clone(), statement.not_resources.clone());
        for (reach, own, asked) in [
            (&actions, &statement.actions, ACTIONS),
            (&resources, &statement.resources, RESOURCES),
        ] {
            for wanted in asked
                .iter()
                .copied()
                .chain(own.iter().take(4).map(String::as_str))
            {
                // There is no pattern that matches nothing.
                assert!(
                    !reach.covers(wanted) || reach.touches(wanted),
                    "covers what it does not touch: {wanted}"
                );
                if !wanted.contains(['*', '?']) {
                    assert_eq!(reach.covers(wanted), reach.has(wanted), "{wanted}");
                }
            }
            for pattern in own {
                assert!(reach.covers(pattern), "a pattern covers itself: {pattern}");
            }
        }
        Says::of_action(&actions, "iam:PassRole");
        Says::of_resource(&resources, "arn:aws:iam::111122223333:role/app");
        for condition in &statement.conditions {
            let values: Vec<&str> = condition.values.iter().map(String::as_str).collect();
            let confines = confines_source(&condition.operator, &condition.key, &values);
            assert!(!confines || restricts(&condition.operator, &condition.key, &values));
        }
    }
}

/// Every shipped check of a resource that has the document as its policy, whatever kind of policy that is.
fn everywhere(document: &Document) {
    for check in LIBRARY.checks() {
        let mut record = Record::new(check.resource);
        let of_policies = policies_of(check.resource);
        if of_policies.is_empty() {
            continue;
        }
        record.set(ID, Reading::Known("example".into()));
        for slot in of_policies {
            record.set(
                slot,
                Reading::Known(policy::document(document.clone()).into()),
            );
        }
        let mut inventory = inventory();
        let resource = inventory.push(record);
        let mut evaluation = Evaluation::new(&inventory, now());
        evaluation.keep_evidence();
        judge(check, &mut evaluation, resource);
    }
}

/// The attributes of a type that are policy documents.
fn policies_of(ty: &'static RecordType) -> Vec<usize> {
    ty.all()
        .filter(|(_, attribute)| matches!(&attribute.ty, Type::Record(part) if *part == &policy::DOCUMENT))
        .map(|(slot, _)| slot)
        .collect()
}

/// What a role may do that has it as its identity policy: nothing, when another one denies everything; something, only when it allows.
fn identity(document: &Document) {
    let allows = document
        .statements
        .iter()
        .any(|statement| statement.effect == Effect::Allow);
    for expression in ALLOWED.iter() {
        let truth = of_role(expression, std::slice::from_ref(document));
        assert!(truth != Some(true) || allows, "allowed by nobody");
        let denied = Document::parse(DENY_ALL).expect("it is sound");
        assert_eq!(
            of_role(expression, &[document.clone(), denied]),
            Some(false),
            "a deny does not win"
        );
    }
}

fn of_role(expression: &Expression, documents: &[Document]) -> Option<bool> {
    let mut inventory = inventory();
    let policies: Vec<Value> = documents
        .iter()
        .enumerate()
        .map(|(number, document)| {
            let mut inline = Record::new(&INLINE_POLICY);
            inline.set(ID, Reading::Known(format!("role/app/{number}").into()));
            let slot = INLINE_POLICY.slot("document");
            inline.set(
                slot,
                Reading::Known(policy::document(document.clone()).into()),
            );
            Value::Resource(inventory.push(inline))
        })
        .collect();
    let mut role = Record::new(&ROLE);
    role.set(
        ROLE.slot("inline_policies"),
        Reading::Known(Value::list(policies)),
    );
    role.set(
        ROLE.slot("attached_policies"),
        Reading::Known(Value::list([])),
    );
    role.set(ROLE.slot("permissions_boundary"), Reading::Absent);
    let role = inventory.push(role);
    let mut evaluation = Evaluation::new(&inventory, now());
    evaluation.about(role);
    let truth = expression.evaluate(&mut evaluation).truth();
    assert_eq!(
        truth.is_none(),
        !evaluation.holes().is_empty(),
        "unknown without a reason"
    );
    truth
}

fn inventory() -> Inventory {
    Inventory::new(Account {
        id: "111122223333".to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["us-east-1".to_owned()],
    })
}
