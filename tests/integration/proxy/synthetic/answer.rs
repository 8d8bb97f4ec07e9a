//! An answer of the template, compiled: what stands around its lists, and their items, each to be written for any copy of the account.

use std::ops::Range;

use hyper::body::Bytes;
use hyper::header::HeaderMap;
use hyper::{Response, StatusCode};
use serde_json::Value as Json;

use super::super::body::Body;
use super::super::cbor;
use super::super::protocol::Paging;
use super::names::{Copy, Names, Text};

/// How items stand beside each other, and what the whole becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Xml,
    Json,
    /// Written as JSON, sent in CBOR.
    Cbor,
    /// Rows of a table, in base64.
    Rows,
}

#[derive(Clone, Debug)]
enum Part {
    Text(Text),
    Items(usize),
    Next,
}

/// A list of an answer.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What there is once.
    single: Vec<Text>,
    /// What each copy has.
    copied: Vec<Text>,
}

impl List {
    fn len(&self, copies: usize) -> usize {
        self.single.len() + self.copied.len() * copies
    }

    /// The items that each copy has.
    pub fn copied(&self) -> &[Text] {
        &self.copied
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    form: Form,
    parts: Vec<Part>,
    pub lists: Vec<List>,
    pub paging: Option<Paging>,
}

/// For which copies and where an answer is written.
#[derive(Debug)]
pub struct Place<'a> {
    pub copies: Range<Copy>,
    /// The copy that what is outside of items is of.
    pub own: Copy,
    /// The region of what belongs to no copy.
    pub region: &'a str,
    /// The regions of copies: so many copies in each.
    pub regions: &'a [String],
    pub in_each: Copy,
}

impl Place<'_> {
    fn region_of(&self, copy: Copy) -> &str {
        let index = usize::try_from(copy / self.in_each.max(1)).unwrap_or_default();
        self.regions.get(index).map_or(self.region, String::as_str)
    }
}

/// What is written, and what it tells: identifiers and their copies.
#[derive(Debug, Default)]
pub struct Written {
    pub body: Vec<u8>,
    pub told: Vec<(u32, Copy)>,
}

impl Written {
    fn text(&mut self, text: &Text, copy: Copy, region: &str) {
        text.write(copy, region, &mut self.body);
        self.told.extend(text.identifiers().map(|id| (id, copy)));
    }
}

const ITEMS: &str = "@items:";
const NEXT: &str = "@next@";

impl Answer {
    /// An answer that is written as a whole.
    pub fn whole(recorded: &Response<Bytes>, text: impl FnOnce(&str) -> Text) -> Self {
        let cbor = cbor::parse(recorded.body()).filter(Json::is_object);
        let body = cbor.as_ref().map_or_else(
            || String::from_utf8_lossy(recorded.body()).into_owned(),
            Json::to_string,
        );
        Self {
            status: recorded.status(),
            headers: recorded.headers().clone(),
            form: if cbor.is_some() {
                Form::Cbor
            } else {
                Form::Xml
            },
            parts: vec![Part::Text(text(&body))],
            lists: Vec::new(),
            paging: None,
        }
    }

    /// An answer whose lists are written item by item. None where it has no list.
    pub fn listing(
        recorded: &Response<Bytes>,
        paging: Option<Paging>,
        names: &mut Names,
    ) -> Option<Self> {
        let mut body = Body::parse(recorded.body())?;
        let items = body.take_items(paging, |list| format!("{ITEMS}{list}@"), NEXT);
        if items.is_empty() {
            return None;
        }
        let (form, frame) = match &body {
            Body::Xml(root) => (
                Form::Xml,
                format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}"),
            ),
            Body::Json(json) => (Form::Json, json.to_string()),
            Body::Cbor(json) => (Form::Cbor, json.to_string()),
        };
        let lists = items
            .iter()
            .map(|items| {
                let (copied, single) = items
                    .iter()
                    .map(|item| names.text(item))
                    .partition(Text::is_of_a_copy);
                List { single, copied }
            })
            .collect();
        Some(Self {
            status: recorded.status(),
            headers: recorded.headers().clone(),
            form,
            parts: parts(form, &frame, names),
            lists,
            paging,
        })
    }

    /// The credential report, whose rows are a list.
    pub fn report(recorded: &Response<Bytes>, names: &mut Names) -> Option<Self> {
        let body = String::from_utf8_lossy(recorded.body());
        let (before, rest) = body.split_once("<Content>")?;
        let (content, after) = rest.split_once("</Content>")?;
        let rows = aws_smithy_types::base64::decode(content.trim()).ok()?;
        let rows = String::from_utf8(rows).ok()?;
        let (copied, single) = rows
            .lines()
            .map(|row| names.text(&format!("{row}\n")))
            .partition(Text::is_of_a_copy);
        Some(Self {
            status: recorded.status(),
            headers: recorded.headers().clone(),
            form: Form::Rows,
            parts: vec![
                Part::Text(Text::fixed(format!("{before}<Content>"))),
                Part::Items(0),
                Part::Text(Text::fixed(format!("</Content>{after}"))),
            ],
            lists: vec![List { single, copied }],
            paging: None,
        })
    }

    /// Whether it has more in more copies.
    pub fn grows(&self) -> bool {
        self.lists.iter().any(|list| !list.copied.is_empty())
    }

    /// How many items there are in so many copies.
    pub fn total(&self, copies: usize) -> usize {
        self.lists.iter().map(|list| list.len(copies)).sum()
    }

    /// Writes what is on a page; `next` names the one behind it.
    pub fn page(&self, place: &Place<'_>, page: Range<usize>, next: Option<&str>) -> Written {
        let copies = place.copies.len();
        let starts: Vec<usize> = self
            .lists
            .iter()
            .scan(0, |end, list| {
                let start = *end;
                *end += list.len(copies);
                Some(start)
            })
            .collect();
        self.write(place, next, |number, written| {
            let (list, start) = (&self.lists[number], starts[number]);
            let from = page.start.max(start);
            let to = page.end.min(start + list.len(copies));
            for at in from..to.max(from) {
                if at > from {
                    self.separate(written);
                }
                let at = at - start;
                match list.single.get(at) {
                    Some(item) => written.text(item, place.own, place.region),
                    None => {
                        let at = at - list.single.len();
                        let of = Copy::try_from(at / list.copied.len()).expect("a copy");
                        let copy = place.copies.start + of;
                        written.text(
                            &list.copied[at % list.copied.len()],
                            copy,
                            place.region_of(copy),
                        );
                    }
                }
            }
        })
    }

    /// Writes it with these items in its lists: the list's number, the item, the copy it is of.
    pub fn with_items(&self, place: &Place<'_>, items: &[(usize, &Text, Copy)]) -> Written {
        self.write(place, None, |number, written| {
            let mut is_first = true;
            for (_, item, copy) in items.iter().filter(|(list, ..)| *list == number) {
                if !is_first {
                    self.separate(written);
                }
                is_first = false;
                written.text(item, *copy, place.region_of(*copy));
            }
        })
    }

    fn separate(&self, written: &mut Written) {
        if matches!(self.form, Form::Json | Form::Cbor) {
            written.body.push(b',');
        }
    }

    fn write(
        &self,
        place: &Place<'_>,
        next: Option<&str>,
        items: impl Fn(usize, &mut Written),
    ) -> Written {
        let mut written = Written::default();
        for part in &self.parts {
            match part {
                Part::Text(text) => {
                    let region = if text.is_of_a_copy() {
                        place.region_of(place.own)
                    } else {
                        place.region
                    };
                    written.text(text, place.own, region);
                }
                Part::Items(list) if self.form == Form::Rows => {
                    let mut rows = Written::default();
                    items(*list, &mut rows);
                    let rows_in_base64 = aws_smithy_types::base64::encode(&rows.body);
                    written.body.extend_from_slice(rows_in_base64.as_bytes());
                    written.told.extend(rows.told);
                }
                Part::Items(list) => items(*list, &mut written),
                Part::Next => self.name_next(next, &mut written),
            }
        }
        written
    }

    fn name_next(&self, next: Option<&str>, written: &mut Written) {
        let Some(paging) = self.paging else {
            return;
        };
        let mut member = |name: &str, value: &str, is_text: bool| {
            let text = match self.form {
                Form::Xml | Form::Rows => format!("<{name}>{value}</{name}>"),
                Form::Json | Form::Cbor if is_text => format!(",\"{name}\":\"{value}\""),
                Form::Json | Form::Cbor => format!(",\"{name}\":{value}"),
            };
            written.body.extend_from_slice(text.as_bytes());
        };
        if let Some(next) = next {
            member(paging.names, next, true);
        }
        if let Some(more) = paging.more {
            member(more, if next.is_some() { "true" } else { "false" }, false);
        }
    }

    /// The answer as it is sent.
    pub fn response(&self, written: Vec<u8>) -> Response<Bytes> {
        let body = match self.form {
            Form::Cbor => {
                let json: Json = serde_json::from_slice(&written).expect("it was written as JSON");
                cbor::to_bytes(&json)
            }
            _ => written,
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        response
    }
}

/// The frame of an answer, cut where its items and the next page's name stand.
fn parts(form: Form, frame: &str, names: &mut Names) -> Vec<Part> {
    // In JSON a list's mark is a text in it, and the next page's name stands at the end.
    let (quote, frame) = match form {
        Form::Json | Form::Cbor => (
            "\"",
            format!("{}{NEXT}}}", frame.strip_suffix('}').unwrap_or(frame)),
        ),
        Form::Xml | Form::Rows => ("", frame.to_owned()),
    };
    let mut parts = Vec::new();
    let mut rest = frame.as_str();
    let mark = format!("{quote}{ITEMS}");
    loop {
        let items = rest.find(&mark);
        let next = rest.find(NEXT);
        match (items, next) {
            (Some(items), next) if next.is_none_or(|next| items < next) => {
                parts.push(Part::Text(names.text(&rest[..items])));
                let behind = &rest[items + mark.len()..];
                let (number, behind) = behind.split_once('@').expect("a mark ends");
                parts.push(Part::Items(number.parse().expect("a number")));
                rest = &behind[quote.len()..];
            }
            (_, Some(next)) => {
                parts.push(Part::Text(names.text(&rest[..next])));
                parts.push(Part::Next);
                rest = &rest[next + NEXT.len()..];
            }
            _ => break,
        }
    }
    parts.push(Part::Text(names.text(rest)));
    parts
}
