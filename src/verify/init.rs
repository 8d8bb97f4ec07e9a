//! A first file of expectations, out of what is true of a live deployment now and worth keeping true: what the shipped checks assert of its
//! resources and found to hold.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::check::{Check, ParamKind};
use crate::deployed::Deployment;
use crate::expr::{Expression, Kind, Outputs, Vocabulary};
use crate::finding::Status;
use crate::inventory::Value;
use crate::report::Report;
use crate::report::verified::Presence;

/// Longer assertions are no pleasure to read, and stay with the checks.
const LONGEST: usize = 100;

/// The text of the file.
pub fn expectations(report: &Report, checks: &[Arc<Check>], deployment: &Deployment) -> String {
    let mut text = "# What is expected of this deployment. Made from what was true of it; keep what should stay so.\nformat: 1\nexpect:\n".to_owned();
    let found = report
        .verified
        .iter()
        .flat_map(|verified| &verified.resources);
    let mut expected = 0;
    for line in found {
        let Presence::Found(resource) = &line.presence else {
            continue;
        };
        let Some(id) = &resource.id else { continue };
        let passed = report.findings.iter().filter(|finding| {
            finding.status == Status::Pass
                && finding.resource.ty == resource.ty
                && finding.resource.id.as_deref() == Some(id)
                && finding.resource.region == resource.region
        });
        let mut asserts: Vec<(String, &str)> = Vec::new();
        for finding in passed {
            let check = checks
                .iter()
                .find(|check| check.about.id == finding.check.id);
            if let Some(assert) = check.and_then(|check| assertion(check))
                && !asserts.iter().any(|(known, _)| *known == assert)
            {
                asserts.push((assert, &finding.check.title));
            }
        }
        let name = quoted(&format!("{} is as it was meant", line.address));
        let place = output_of(deployment, id).map_or_else(
            || match resource
                .arn
                .as_deref()
                .and_then(|arn| output_of(deployment, arn))
            {
                Some(output) => format!("resource.arn == {output}"),
                None => format!("resource.id == {}", literal(id)),
            },
            |output| format!("resource.id == {output}"),
        );
        let _ = write!(
            text,
            "  - name: {name}\n    resource: {}\n    where: {}\n    count: 1\n",
            resource.ty,
            quoted(&place)
        );
        if !asserts.is_empty() {
            text.push_str("    assert:\n");
        }
        for (assert, title) in asserts {
            let _ = writeln!(text, "      - {} # {title}", quoted(&assert));
        }
        expected += 1;
    }
    if expected == 0 {
        text = text.replace("expect:\n", "expect: []\n");
    }
    text
}

/// What a check asserts, where it is short, says the same without the check, and hangs neither on the time nor on a list.
fn assertion(check: &Check) -> Option<String> {
    if check.each.is_some() || check.assert.footprint().is_of_the_run() {
        return None;
    }
    let mut text = check.assert_text()?;
    if text.len() > LONGEST {
        return None;
    }
    for param in &check.params {
        let value = match (param.kind, &param.value) {
            (ParamKind::Int, Value::Int(value)) => value.to_string(),
            (ParamKind::Bool, Value::Bool(value)) => value.to_string(),
            (ParamKind::String, Value::String(value)) => literal(value),
            _ => return None,
        };
        text = text.replace(&format!("params.{}", param.name), &value);
    }
    let mut vocabulary = Vocabulary::of(check.resource);
    vocabulary.lenient = true;
    vocabulary.outputs = Some(Arc::new(Outputs::default()));
    Expression::compile(&text, &vocabulary, Some(&Kind::Bool)).ok()?;
    Some(text)
}

/// The output that has this value, as an expression names it.
fn output_of(deployment: &Deployment, value: &str) -> Option<String> {
    let mut of = deployment
        .outputs
        .iter()
        .filter(|(_, output)| output.as_str() == Some(value));
    let (name, _) = of.next()?;
    let is_name = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !name.starts_with(|letter: char| letter.is_ascii_digit());
    Some(if is_name {
        format!("outputs.{name}")
    } else {
        format!("outputs[{}]", literal(name))
    })
}

/// A text as CEL writes it, which is as JSON does.
fn literal(text: &str) -> String {
    Json::from(text).to_string()
}

/// A scalar of YAML: plain where that is safe, else in single quotes.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        // What is one word may be a number or a truth to YAML.
        && text.contains(['.', ' '])
        && !text.contains([':', '#'])
        && !text.chars().any(char::is_control)
        && !text.ends_with(' ');
    if plain {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        return Json::from(text).to_string();
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_a_resource_is_called_is_one_scalar(text in any::<String>()) {
            let read: Vec<String> = serde_saphyr::from_str(&format!("- {} # why\n", quoted(&text)))
                .map_err(|error| TestCaseError::fail(format!("{text:?} as {}: {error}", quoted(&text))))?;
            prop_assert_eq!(read, [text]);
        }
    }
}
