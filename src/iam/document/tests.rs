//! What is a policy document and what is none, and that no text brings the reader down.

use proptest::prelude::*;

use super::{Document, Effect, LONGEST};

#[test]
fn one_and_many_encoded_and_plain_read_the_same() {
    let one = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"S3:GetObject","Resource":"*","Principal":"*"}}"#;
    let many = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:getobject"],"Resource":["*"],"Principal":{"AWS":["*"]}}]}"#;
    let encoded: String =
        percent_encoding::utf8_percent_encode(many, percent_encoding::NON_ALPHANUMERIC).to_string();
    let document = Document::parse(one).unwrap();
    assert_eq!(document, Document::parse(many).unwrap());
    assert_eq!(document, Document::parse(&encoded).unwrap());
    assert_eq!(document.statements[0].effect, Effect::Allow);
}

#[test]
fn conditions_are_one_a_key_with_values_as_text() {
    let document = Document::parse(
        r#"{"Statement":[{"Effect":"Deny","NotAction":"iam:*","NotResource":"x","Condition":
            {"Bool":{"aws:SecureTransport":false},"StringLike":{"aws:PrincipalArn":["a","b"],"s3:prefix":""}}}]}"#,
    )
    .unwrap();
    let conditions: Vec<String> = document.statements[0]
        .conditions
        .iter()
        .map(|c| format!("{} {} {}", c.operator, c.key, c.values.join(",")))
        .collect();
    assert_eq!(
        conditions,
        [
            "Bool aws:securetransport false",
            "StringLike aws:principalarn a,b",
            "StringLike s3:prefix "
        ]
    );
}

#[test]
fn what_is_no_policy_is_malformed_and_not_quoted() {
    for text in [
        "",
        "null",
        "{}",
        "%ff",
        r#"{"Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","NotAction":"b","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Action":"b","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"a":"1","a":"2"}}}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Principal":"hunter2"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Secret":"hunter2"}]}"#,
        // Percent-encoding that is none, or of what is no UTF-8, or cut off in the middle of a letter.
        "%7B%zz%7D",
        "%7B%22Statement%22%3A%5B%5D%7D%E2%82",
        "%7B%22Id%22%3A%22%C0%AF%22%2C%22Statement%22%3A%5B%5D%7D",
        "%7B%22Id%22%3A%22%ED%A0%80%22%2C%22Statement%22%3A%5B%5D%7D",
        "%257B%2522Statement%2522%253A%255B%255D%257D",
        r#"{"Id":"\ud800","Statement":[]}"#,
        "{\"Id\":\"a\u{0}b\",\"Statement\":[]}",
        // Nulls, numbers, lists and objects where the grammar has none.
        r#"{"Version":null,"Statement":[]}"#,
        r#"{"Version":"2099-01-01","Statement":[]}"#,
        r#"{"Version":20121017,"Statement":[]}"#,
        r#"{"Statement":null}"#,
        r#"{"Statement":[null]}"#,
        r#"{"Statement":[[{"Effect":"Allow","Action":"a","Resource":"*"}]]}"#,
        r#"{"Statement":[{"Effect":["Allow"],"Action":"a","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":null,"Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":null,"NotAction":"b","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":7,"Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":["a",null],"Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":null}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Principal":null}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Principal":["*"]}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Principal":{"AWS":null}}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":null}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":[]}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"a":null}}}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"a":{}}}}]}"#,
        // Which of two holds.
        r#"{"Version":"2012-10-17","version":"2008-10-17","Statement":[]}"#,
        r#"{"Statement":[],"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Principal":{"AWS":"1","AWS":"*"}}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"aws:X":"1","AWS:x":"2"}}}]}"#,
        // Everything or nothing?
        r#"{"Statement":[{"Effect":"Allow","NotAction":[],"Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"*","NotResource":[]}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"*","NotPrincipal":{}}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"*","NotPrincipal":{"AWS":[]}}]}"#,
        // More than one document, or a part of one.
        r#"{"Statement":[]}{"Statement":[]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"*","#,
    ] {
        let error = Document::parse(text).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn depth_and_length_have_bounds() {
    for deep in [
        "[",
        "{\"a\":",
        "{\"Statement\":",
        "{\"Statement\":[{\"Condition\":",
    ] {
        let text = format!("{{\"Statement\":{}", deep.repeat(10_000));
        assert!(Document::parse(&text).is_err());
    }
    let balanced = format!("{{\"Id\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(Document::parse(&balanced).is_err());
    let long = |length: usize| {
        let filler = "é".repeat(length - r#"{"Id":"","Statement":[]}"#.len());
        Document::parse(&format!(r#"{{"Id":"{filler}","Statement":[]}}"#))
    };
    assert!(long(LONGEST).is_ok());
    let error = long(LONGEST + 1).unwrap_err().to_string();
    assert!(error.contains("longer than 131072 characters"), "{error}");
}

/// As much as AWS's own limit holds, of the shapes that a slow reader would trip over.
#[test]
fn documents_as_long_as_can_be_are_read() {
    let repeated = |item: &dyn Fn(usize) -> String, count: usize| {
        (0..count).map(item).collect::<Vec<_>>().join(",")
    };
    let statement = |_| r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}"#.to_owned();
    let many = format!("{{\"Statement\":[{}]}}", repeated(&statement, 2_000));
    assert_eq!(Document::parse(&many).unwrap().statements.len(), 2_000);
    let keys = repeated(&|at| format!("\"aws:requesttag/{at}\":\"x\""), 5_000);
    let keys = format!(
        r#"{{"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{{keys}}}}}}}}}"#
    );
    assert_eq!(
        Document::parse(&keys).unwrap().statements[0]
            .conditions
            .len(),
        5_000
    );
    let actions = repeated(&|_| "\"a\"".to_owned(), 30_000);
    let actions =
        format!(r#"{{"Statement":{{"Effect":"Allow","Action":[{actions}],"Resource":"*"}}}}"#);
    assert_eq!(
        Document::parse(&actions).unwrap().statements[0]
            .actions
            .len(),
        30_000
    );
}

/// A document that says something, to be broken.
const WHOLE: &str = r#"{"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"s","Effect":"Allow","Principal":{"AWS":["*","1"]},"NotAction":["iam:*"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"StringLike":{"aws:SourceAccount":["1","2"]}}},{"Effect":"Deny","NotPrincipal":{"Service":"x"},"Action":"s3:*","NotResource":["y"]}]}"#;

proptest! {
    #[test]
    fn no_text_brings_it_down(text in ".{0,200}") {
        let _ = Document::parse(&text);
    }

    #[test]
    fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let encoded = bytes.iter().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        let _ = Document::parse(&encoded);
        let _ = Document::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_damage_brings_it_down_or_quotes_it(
        cuts in prop::collection::vec((0..WHOLE.len(), 0..WHOLE.len(), "[\\[\\]{}:,\"0-9a-zé%\\\\]{0,6}|null|[0-9]{30}|-|1e999|hunter2"), 1..4),
    ) {
        let mut text = WHOLE.to_owned();
        for (from, length, instead) in cuts {
            let from = from.min(text.len());
            let to = (from + length % 12).min(text.len());
            if text.is_char_boundary(from) && text.is_char_boundary(to) {
                text.replace_range(from..to, &instead);
            }
        }
        if let Err(error) = Document::parse(&text) {
            prop_assert!(!error.to_string().contains("hunter2"));
        }
    }

    /// What one reader of the grammar takes for a policy, every element in its place, reads back as it was written.
    #[test]
    fn what_is_read_is_what_is_written(
        actions in prop::collection::vec("[a-z0-9]{1,8}:[A-Za-z*?]{1,12}", 1..5),
        resources in prop::collection::vec("\\PC{0,40}", 1..5),
        key in "[a-zA-Z0-9:/]{1,20}",
        values in prop::collection::vec("\\PC{0,20}", 0..4),
    ) {
        let text = serde_json::json!({"Statement": {
            "Effect": "Deny", "Action": actions, "Resource": resources, "Condition": {"StringLike": {key.clone(): values}},
        }}).to_string();
        let document = Document::parse(&text).unwrap();
        let statement = &document.statements[0];
        let folded: Vec<String> = actions.iter().map(|action| action.to_ascii_lowercase()).collect();
        prop_assert_eq!(&statement.actions, &folded);
        prop_assert_eq!(&statement.resources, &resources);
        prop_assert_eq!(&statement.conditions[0].key, &key.to_ascii_lowercase());
        prop_assert_eq!(&statement.conditions[0].values, &values);
    }

    #[test]
    fn a_document_survives_percent_encoding(action in "[a-z0-9]{1,8}:[A-Za-z*]{1,12}", resource in "\\PC{1,40}") {
        let plain = serde_json::json!({"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}).to_string();
        let encoded = percent_encoding::utf8_percent_encode(&plain, percent_encoding::NON_ALPHANUMERIC).to_string();
        let document = Document::parse(&encoded).unwrap();
        prop_assert_eq!(&document.statements[0].resources, &vec![resource]);
        prop_assert_eq!(&document.statements[0].actions, &vec![action.to_ascii_lowercase()]);
    }
}
