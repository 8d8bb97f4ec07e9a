//! What is asked of the elements of a list: `all`, `exists`, `exists_one`, `filter`, `map`.
//!
//! A list that was cut short, or an element that is unknown, leaves only what the known elements prove.

use std::sync::Arc;

use super::{Answer, Evaluation};
use crate::expr::node::{Node, Quantifier};
use crate::inventory::{List, Value};

impl Evaluation<'_> {
    pub(super) fn over(
        &mut self,
        quantifier: Quantifier,
        range: &Node,
        body: &Node,
        filter: Option<&Node>,
    ) -> Answer {
        let list = match self.eval(range) {
            Answer::Value(Value::List(list)) => list,
            Answer::Value(Value::Map(map)) => Arc::new(List {
                items: map.keys().map(|key| Value::String(key.clone())).collect(),
                gap: None,
            }),
            other => return other,
        };
        let path = self.evidence_path(range);

        match quantifier {
            Quantifier::All => self.quantify(&list, path.as_deref(), body, false),
            Quantifier::Exists => self.quantify(&list, path.as_deref(), body, true),
            Quantifier::ExistsOne => self.exists_one(&list, path.as_deref(), body),
            Quantifier::Filter => self.filter(&list, path.as_deref(), body),
            Quantifier::Map => self.map(&list, path.as_deref(), body, filter),
        }
    }

    /// The body's answer for one element.
    fn with_element(&mut self, element: &Value, path: Option<&str>, body: &Node) -> Answer {
        if let Err(given_up) = self.spend(1) {
            return given_up;
        }
        self.variables.push(element.clone());
        self.enter(element, path);
        let answer = self.eval(body);
        self.leave();
        self.variables.pop();
        answer
    }

    /// `all` when `decisive` is false, `exists` when it is true.
    fn quantify(
        &mut self,
        list: &Arc<List>,
        path: Option<&str>,
        body: &Node,
        decisive: bool,
    ) -> Answer {
        let (holes, seen) = (self.holes.len(), self.mark());
        let mut unknown = false;
        let candidates = if decisive {
            self.candidates(list, body)
        } else {
            None
        };
        let places: &mut dyn Iterator<Item = usize> = match candidates {
            Some(places) => &mut places.into_iter(),
            None => &mut (0..list.items.len()),
        };
        for element in places.map(|place| &list.items[place]) {
            let before = self.mark();
            let answer = self.with_element(element, path, body);
            if answer.truth() == Some(decisive) {
                self.holes.truncate(holes);
                self.forget(seen, before);
                return answer;
            }
            unknown |= answer.truth().is_none();
        }
        if let Some(gap) = &list.gap {
            return self.unknown(gap);
        }
        if unknown {
            return Answer::Unknown;
        }
        Answer::value(!decisive)
    }

    fn exists_one(&mut self, list: &List, path: Option<&str>, body: &Node) -> Answer {
        let holes = self.holes.len();
        let (mut found, mut unknown) = (0_usize, false);
        for element in &list.items {
            match self.with_element(element, path, body).truth() {
                Some(true) => found += 1,
                Some(false) => {}
                None => unknown = true,
            }
        }
        if found > 1 {
            self.holes.truncate(holes);
            return Answer::value(false);
        }
        if let Some(gap) = &list.gap {
            return self.unknown(gap);
        }
        if unknown {
            Answer::Unknown
        } else {
            Answer::value(found == 1)
        }
    }

    fn filter(&mut self, list: &List, path: Option<&str>, body: &Node) -> Answer {
        let mut items = Vec::new();
        let mut unknown = false;
        for element in &list.items {
            match self.with_element(element, path, body).truth() {
                Some(true) => items.push(element.clone()),
                Some(false) => {}
                None => unknown = true,
            }
        }
        if unknown {
            return Answer::Unknown;
        }
        Answer::Value(Value::from(List {
            items,
            gap: list.gap.clone(),
        }))
    }

    fn map(
        &mut self,
        list: &List,
        path: Option<&str>,
        body: &Node,
        filter: Option<&Node>,
    ) -> Answer {
        let mut items = Vec::with_capacity(list.items.len());
        let mut unknown = false;
        for element in &list.items {
            if let Some(filter) = filter {
                match self.with_element(element, path, filter).truth() {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        unknown = true;
                        continue;
                    }
                }
            }
            match self.with_element(element, path, body) {
                Answer::Value(value) => items.push(value),
                Answer::Null | Answer::Unknown => unknown = true,
            }
        }
        if unknown {
            return Answer::Unknown;
        }
        Answer::Value(Value::from(List {
            items,
            gap: list.gap.clone(),
        }))
    }
}
