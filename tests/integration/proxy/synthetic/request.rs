//! What a request asks, without how much of the answer and from where on: its text, what it names in lists, and the page.

use percent_encoding::percent_decode_str;
use serde_json::Value as Json;

use super::super::protocol::paging;
use super::names::{Named, Names};
use super::sizes::ASKED;

/// A request, taken apart.
#[derive(Debug)]
pub struct Request {
    pub call: String,
    /// What it asks, names in lists and the page left out.
    pub text: Named,
    /// What it names in lists that has names of the account's.
    pub values: Vec<Named>,
    /// How many items it wants on a page.
    pub size: Option<usize>,
    /// From where on.
    pub token: Option<String>,
    /// Whether it asks for some things only.
    pub is_filtered: bool,
}

impl Request {
    /// Reads the canonical form of a request of a call.
    pub fn of(call: &str, canonical: &str, names: &Names) -> Self {
        let mut taken = Taken {
            asks: paging(call).map(|paging| paging.asks),
            names,
            values: Vec::new(),
            size: None,
            token: None,
        };
        let (path, rest) = if canonical.starts_with('{') {
            ("", canonical)
        } else {
            canonical.split_once(' ').unwrap_or((canonical, ""))
        };
        let mut text = match path.split_once('?') {
            Some((path, query)) => match taken.pairs(query) {
                rest if rest.is_empty() => path.to_owned(),
                rest => format!("{path}?{rest}"),
            },
            None => path.to_owned(),
        };
        text.push(' ');
        match serde_json::from_str::<Json>(rest) {
            Ok(mut json @ Json::Object(_)) => {
                taken.members(&mut json);
                text.push_str(&json.to_string());
            }
            _ => text.push_str(&taken.pairs(rest)),
        }
        Self {
            call: call.to_owned(),
            is_filtered: text.contains("Filter.") || !taken.values.is_empty(),
            text: names.named(&text),
            values: taken.values,
            size: taken.size,
            token: taken.token,
        }
    }
}

struct Taken<'a> {
    asks: Option<&'static str>,
    names: &'a Names,
    values: Vec<Named>,
    size: Option<usize>,
    token: Option<String>,
}

impl Taken<'_> {
    /// Whether a member is about the page; it is noted.
    fn is_of_the_page(&mut self, name: &str, value: &str) -> bool {
        if Some(name) == self.asks {
            self.token = Some(value.to_owned());
        } else if ASKED.contains(&name) {
            self.size = value.parse().ok();
        } else {
            return false;
        }
        true
    }

    /// Pairs without those of the page and those of lists that name something.
    fn pairs(&mut self, pairs: &str) -> String {
        let mut rest = Vec::new();
        for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(value).decode_utf8_lossy();
            if self.is_of_the_page(name, &value) {
                continue;
            }
            let is_in_a_list = name.split('.').any(|step| step.parse::<usize>().is_ok());
            let named = self.names.named(&value);
            if is_in_a_list && !named.identifiers.is_empty() {
                self.values.push(named);
            } else {
                let name = percent_decode_str(name).decode_utf8_lossy();
                rest.push(format!("{name}={value}"));
            }
        }
        rest.join("&")
    }

    /// The same of members.
    fn members(&mut self, json: &mut Json) {
        let Some(members) = json.as_object_mut() else {
            return;
        };
        members.retain(|name, value| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned);
            !self.is_of_the_page(name, &text)
        });
        for value in members.values_mut() {
            if let Json::Array(items) = value {
                let named: Vec<Named> = items
                    .iter()
                    .filter_map(|item| Some(self.names.named(item.as_str()?)))
                    .filter(|named| !named.identifiers.is_empty())
                    .collect();
                if !named.is_empty() {
                    self.values.extend(named);
                    items.clear();
                }
            }
        }
    }
}
