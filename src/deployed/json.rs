//! Members of the JSON that tools write: each is there and of its kind, or the error says where in the file it is not. What a tool leaves out
//! when it is empty may be missing; nothing else is taken for empty.

use serde_json::{Map, Value as Json};
use std::fmt::Write as _;

use super::error::Wrong;

/// Where in a file a value stands: `values.root_module.resources[3]`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    Top,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn write(&self, text: &mut String) {
        match self {
            Self::Top => {}
            Self::Member(of, name) => {
                of.write(text);
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Self::Item(of, index) => {
                of.write(text);
                let _ = write!(text, "[{index}]");
            }
        }
    }

    /// That a value is not what it should be.
    pub(super) fn wrong(&self, what: &str) -> Wrong {
        let mut place = String::new();
        self.write(&mut place);
        Wrong::new(
            format!("{place} is {what}"),
            "the file was changed or cut since its tool wrote it: let the tool write it anew",
        )
    }
}

/// A value that is an object.
pub(super) fn object<'a>(value: &'a Json, at: Place<'_>) -> Result<&'a Map<String, Json>, Wrong> {
    value.as_object().ok_or_else(|| at.wrong("no object"))
}

/// A member that is an object, where it is there.
pub(super) fn object_of<'a>(
    map: &'a Map<String, Json>,
    name: &str,
    at: Place<'_>,
) -> Result<Option<&'a Map<String, Json>>, Wrong> {
    match map.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => object(value, Place::Member(&at, name)).map(Some),
    }
}

/// The elements of a member that is a list; none where it is missing, as tools that are written in Go leave an empty list out or write `null`.
pub(super) fn list_of<'a>(
    map: &'a Map<String, Json>,
    name: &str,
    at: Place<'_>,
) -> Result<&'a [Json], Wrong> {
    match map.get(name) {
        None | Some(Json::Null) => Ok(&[]),
        Some(Json::Array(items)) => Ok(items),
        Some(_) => Err(Place::Member(&at, name).wrong("no list")),
    }
}

/// A member that is a text, where it is there.
pub(super) fn text_of<'a>(
    map: &'a Map<String, Json>,
    name: &str,
    at: Place<'_>,
) -> Result<Option<&'a str>, Wrong> {
    match map.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(Place::Member(&at, name).wrong("no text")),
    }
}

/// A member that is a text and always there.
pub(super) fn required<'a>(
    map: &'a Map<String, Json>,
    name: &str,
    at: Place<'_>,
) -> Result<&'a str, Wrong> {
    let text = text_of(map, name, at)?.filter(|text| !text.is_empty());
    text.ok_or_else(|| Place::Member(&at, name).wrong("missing"))
}

/// A member that is true or false, where it is there.
pub(super) fn flag_of(map: &Map<String, Json>, name: &str, at: Place<'_>) -> Result<bool, Wrong> {
    match map.get(name) {
        // Go leaves a `false` out.
        None | Some(Json::Null) => Ok(false),
        Some(Json::Bool(flag)) => Ok(*flag),
        Some(_) => Err(Place::Member(&at, name).wrong("neither true nor false")),
    }
}
