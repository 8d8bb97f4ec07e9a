//! The body of an answer, in XML, JSON or CBOR, to be looked into and changed: which members it has, without one of them, as one page of several.

use std::collections::BTreeSet;

use hyper::body::Bytes;
use serde_json::Value as Json;

use super::cbor;
use super::protocol::Paging;
use super::xml::{Element, Node};

/// The body of an answer.
#[derive(Clone, Debug)]
pub enum Body {
    Xml(Element),
    Json(Json),
    /// CBOR, as the JSON that says the same.
    Cbor(Json),
}

impl Body {
    /// The body that these bytes are.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if let Ok(json) = serde_json::from_slice::<Json>(bytes) {
            return json.is_object().then_some(Self::Json(json));
        }
        let in_xml = std::str::from_utf8(bytes).ok().and_then(Element::parse);
        in_xml
            .map(Self::Xml)
            .or_else(|| cbor::parse(bytes).filter(Json::is_object).map(Self::Cbor))
    }

    /// The paths of all members; elements of lists have none of their own.
    pub fn members(&self) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        match self {
            Self::Xml(root) => xml_members(result(root), "", &mut paths),
            Self::Json(json) | Self::Cbor(json) => json_members(json, "", &mut paths),
        }
        // What tells of the request and of paging is no part of what was asked for.
        paths.retain(|path| {
            ![
                "requestId",
                "RequestId",
                "ResponseMetadata",
                "ResponseMetadata.RequestId",
            ]
            .contains(&path.as_str())
        });
        paths
    }

    /// Leaves a member out wherever it stands, and says how often that was.
    pub fn leave_out(&mut self, path: &str) -> usize {
        let steps: Vec<&str> = path.split('.').collect();
        match self {
            Self::Xml(root) => xml_leave_out(result_mut(root), &steps),
            Self::Json(json) | Self::Cbor(json) => json_leave_out(json, &steps),
        }
    }

    /// Adds members to each structure at a path that lacks them. The fragment is of the body's own kind.
    pub fn add(&mut self, path: &str, fragment: &str) {
        let steps: Vec<&str> = path.split('.').filter(|step| !step.is_empty()).collect();
        match self {
            Self::Xml(root) => {
                let fragment =
                    Element::parse(&format!("<F>{fragment}</F>")).expect("a fragment of XML");
                xml_add(result_mut(root), &steps, &fragment);
            }
            Self::Json(json) | Self::Cbor(json) => {
                let fragment: Json = serde_json::from_str(fragment).expect("a fragment of JSON");
                json_add(json, &steps, &fragment);
            }
        }
    }

    /// Leaves out what its lists hold.
    pub fn empty_lists(&mut self) {
        match self {
            Self::Xml(root) => {
                for list in result_mut(root)
                    .elements_mut()
                    .filter(|element| element.is_list())
                {
                    list.children.clear();
                }
            }
            Self::Json(json) | Self::Cbor(json) => {
                for list in members_mut(json).filter_map(|(_, value)| value.as_array_mut()) {
                    list.clear();
                }
            }
        }
    }

    /// Takes out what its lists hold, each item as it is sent, and what it says of a next page. A mark stands in each list's place, and in XML one where a next
    /// page's name does.
    pub fn take_items(
        &mut self,
        paging: Option<Paging>,
        mark: impl Fn(usize) -> String,
        next: &str,
    ) -> Vec<Vec<String>> {
        let said: Vec<&str> = paging
            .into_iter()
            .flat_map(|paging| [Some(paging.names), paging.more])
            .flatten()
            .collect();
        let mut lists = Vec::new();
        match self {
            Self::Xml(root) => {
                let result = result_mut(root);
                for name in said {
                    result.take_out(name);
                }
                for list in result.elements_mut().filter(|element| element.is_list()) {
                    lists.push(list.elements().map(ToString::to_string).collect());
                    list.children = vec![Node::Text(mark(lists.len() - 1))];
                }
                result.children.push(Node::Text(next.to_owned()));
            }
            Self::Json(json) | Self::Cbor(json) => {
                if let Some(members) = json.as_object_mut() {
                    members.retain(|name, _| !said.contains(&name.as_str()));
                }
                for (_, list) in members_mut(json) {
                    if let Some(items) = list.as_array() {
                        lists.push(items.iter().map(ToString::to_string).collect());
                        *list = serde_json::json!([mark(lists.len() - 1)]);
                    }
                }
            }
        }
        lists
    }

    /// Whether it names a next page.
    pub fn names_next(&self, paging: Paging) -> bool {
        match self {
            Self::Xml(root) => result(root)
                .elements()
                .any(|element| element.name == paging.names && !element.children.is_empty()),
            Self::Json(json) | Self::Cbor(json) => json[paging.names]
                .as_str()
                .is_some_and(|token| !token.is_empty()),
        }
    }

    /// Names a next page.
    pub fn name_next(&mut self, paging: Paging, token: &str) {
        match self {
            Self::Xml(root) => {
                let result = result_mut(root);
                let mut set = |name: &str, text: &str| {
                    result.take_out(name);
                    result
                        .children
                        .push(Node::Element(Element::of_text(name, text)));
                };
                set(paging.names, token);
                if let Some(more) = paging.more {
                    set(more, "true");
                }
            }
            Self::Json(json) | Self::Cbor(json) => {
                json[paging.names] = token.into();
                if let Some(more) = paging.more {
                    json[more] = true.into();
                }
            }
        }
    }

    /// An answer of the same shape that holds nothing.
    pub fn hollow(&mut self) {
        match self {
            Self::Xml(root) => result_mut(root).children.clear(),
            Self::Json(json) | Self::Cbor(json) => *json = serde_json::json!({}),
        }
    }

    /// The body as it is sent.
    pub fn to_bytes(&self) -> Bytes {
        match self {
            Self::Xml(root) => Bytes::from(format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}"
            )),
            Self::Json(json) => Bytes::from(json.to_string()),
            Self::Cbor(json) => Bytes::from(cbor::to_bytes(json)),
        }
    }
}

/// The element that holds the answer: EC2's root, and the `…Result` in the root of others.
fn result(root: &Element) -> &Element {
    root.elements()
        .find(|element| element.name.ends_with("Result"))
        .unwrap_or(root)
}

fn result_mut(root: &mut Element) -> &mut Element {
    let place = root.children.iter().position(
        |node| matches!(node, Node::Element(element) if element.name.ends_with("Result")),
    );
    match place {
        Some(place) => match &mut root.children[place] {
            Node::Element(element) => element,
            Node::Text(_) => unreachable!("it is an element"),
        },
        None => root,
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn xml_members(element: &Element, path: &str, paths: &mut BTreeSet<String>) {
    for child in element.elements() {
        let below = joined(path, &child.name);
        if !element.is_list() {
            paths.insert(below.clone());
        }
        xml_members(child, &below, paths);
    }
}

fn xml_leave_out(element: &mut Element, steps: &[&str]) -> usize {
    match steps {
        [] => 0,
        [last] => element.take_out(last),
        [first, rest @ ..] => element
            .elements_mut()
            .filter(|child| child.name == *first)
            .map(|child| xml_leave_out(child, rest))
            .sum(),
    }
}

fn members_mut(json: &mut Json) -> impl Iterator<Item = (&String, &mut Json)> {
    json.as_object_mut().into_iter().flatten()
}

/// Members that are maps: what their keys are is data, so that `*` stands for any of them in a path.
const MAPS: &[&str] = &[
    "Tags",
    "methodResponses",
    "methodSettings",
    "requestModels",
    "requestParameters",
    "requestTemplates",
    "resourceMethods",
    "routeSettings",
    "stageVariables",
    "tags",
    "variables",
];

fn json_members(json: &Json, path: &str, paths: &mut BTreeSet<String>) {
    match json {
        Json::Object(members) => {
            // A name with a hyphen is a key that a map happens to have, such as a version's id.
            let is_name = |name: &str| !name.contains('-') && name != cbor::MOMENT;
            for (name, value) in members.iter().filter(|(name, _)| is_name(name)) {
                let below = joined(path, name);
                paths.insert(below.clone());
                match value {
                    Json::Object(entries) if MAPS.contains(&name.as_str()) => {
                        let below = joined(&below, "*");
                        entries
                            .values()
                            .for_each(|entry| json_members(entry, &below, paths));
                    }
                    _ => json_members(value, &below, paths),
                }
            }
        }
        Json::Array(items) => items
            .iter()
            .for_each(|item| json_members(item, path, paths)),
        _ => {}
    }
}

fn json_leave_out(json: &mut Json, steps: &[&str]) -> usize {
    match (json, steps) {
        (Json::Array(items), _) => items
            .iter_mut()
            .map(|item| json_leave_out(item, steps))
            .sum(),
        (Json::Object(members), ["*", rest @ ..]) => members
            .values_mut()
            .map(|entry| json_leave_out(entry, rest))
            .sum(),
        (Json::Object(members), [last]) => usize::from(members.remove(*last).is_some()),
        (Json::Object(members), [first, rest @ ..]) => members
            .get_mut(*first)
            .map_or(0, |member| json_leave_out(member, rest)),
        _ => 0,
    }
}

fn xml_add(element: &mut Element, steps: &[&str], fragment: &Element) {
    if let [first, rest @ ..] = steps {
        for child in element.elements_mut().filter(|child| child.name == *first) {
            xml_add(child, rest, fragment);
        }
        return;
    }
    for added in fragment.elements() {
        let there = element.elements().find(|own| own.name == added.name);
        // An empty element says nothing either.
        if there.is_none_or(|own| own.children.is_empty()) {
            element.take_out(&added.name);
            element.children.push(Node::Element(added.clone()));
        }
    }
}

fn json_add(json: &mut Json, steps: &[&str], fragment: &Json) {
    match (json, steps) {
        (Json::Array(items), _) => items
            .iter_mut()
            .for_each(|item| json_add(item, steps, fragment)),
        (Json::Object(members), ["*", rest @ ..]) => members
            .values_mut()
            .for_each(|entry| json_add(entry, rest, fragment)),
        (Json::Object(members), [first, rest @ ..]) => {
            if let Some(member) = members.get_mut(*first) {
                json_add(member, rest, fragment);
            }
        }
        (Json::Object(members), []) => {
            for (name, value) in fragment.as_object().into_iter().flatten() {
                let there = members.entry(name.clone()).or_insert(Json::Null);
                // An empty list says nothing either.
                if there.is_null() || there.as_array().is_some_and(Vec::is_empty) {
                    *there = value.clone();
                }
            }
        }
        _ => {}
    }
}
