//! Functions on lists and maps.

use std::collections::HashSet;

use super::{Function, Parameter, Returns};
use crate::expr::eval::{Answer, Evaluation};
use crate::inventory::{List, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "size",
        receiver: Parameter::List,
        parameters: &[],
        returns: Returns::Int,
        reads: &[],
        doc: "The number of elements; unknown when the list could not be read to its end.",
        eval: size,
    },
    Function {
        name: "size",
        receiver: Parameter::Map,
        parameters: &[],
        returns: Returns::Int,
        reads: &[],
        doc: "The number of keys.",
        eval: |_, args| match args {
            [Value::Map(map)] => Answer::count(map.len()),
            _ => Answer::Null,
        },
    },
    Function {
        name: "distinct",
        receiver: Parameter::List,
        parameters: &[],
        returns: Returns::Receiver,
        reads: &[],
        doc: "The elements, each once, in the order they first appear.",
        eval: distinct,
    },
    Function {
        name: "join",
        receiver: Parameter::Strings,
        parameters: &[Parameter::String],
        returns: Returns::String,
        reads: &[],
        doc: "The texts, with the separator between them.",
        eval: |evaluation, args| match args {
            [Value::List(list), Value::String(separator)] => match &list.gap {
                Some(gap) => evaluation.unknown(gap),
                None => {
                    let texts: Vec<&str> = list.items.iter().filter_map(Value::as_str).collect();
                    let length = texts.iter().map(|text| text.len() + separator.len()).sum();
                    match evaluation.spend_on_text(length) {
                        Ok(()) => Answer::value(texts.join(separator)),
                        Err(given_up) => given_up,
                    }
                }
            },
            _ => Answer::Null,
        },
    },
];

fn size(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    match args {
        [Value::List(list)] => match &list.gap {
            Some(gap) => evaluation.unknown(gap),
            None => Answer::count(list.items.len()),
        },
        _ => Answer::Null,
    }
}

fn distinct(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [Value::List(list)] = args else {
        return Answer::Null;
    };
    let mut items: Vec<Value> = Vec::new();
    let mut texts = HashSet::new();
    for item in &list.items {
        // Texts are many; whatever else is looked for one by one.
        let first = if let Value::String(text) = item {
            texts.insert(text)
        } else {
            if let Err(given_up) = evaluation.spend_on_comparing(items.len()) {
                return given_up;
            }
            !items.contains(item)
        };
        if first {
            items.push(item.clone());
        }
    }
    Answer::Value(Value::from(List {
        items,
        gap: list.gap.clone(),
    }))
}
