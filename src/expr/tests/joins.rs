//! Long lists that are looked up rather than gone through come to the same answer, for the same reasons.

use super::*;
use crate::inventory::{List, Map};

/// What may be asked of a part `p`; each hangs on a text of it, or cannot be looked up at all.
const ASKED: [&str; 19] = [
    "p.name == resource.name",
    "resource.name == p.name && p.on",
    "resource.name.contains_word(p.name)",
    "resource.b && p.name == resource.name",
    "(resource.c && p.name == resource.name) || resource.name.contains_word(p.name)",
    "p.name == resource.note || p.note == resource.name",
    "p.note != null && p.note == resource.note",
    "p.note == resource.note",
    "p.name == resource.name || resource.words.exists(w, resource.name.glob(w.replace('{id}', p.name)))",
    "p.name == resource.labels['k'] || resource.parts.exists(q, q.note == p.name)",
    "p.name.startsWith(resource.name) || p.name == resource.name",
    "p.on && p.name == resource.name || resource.a",
    "resource.note != null && p.name.contains_word(resource.note)",
    "(resource.c && p.name.contains_word('a1')) || p.labels['of'] == resource.name",
    "p.labels['of'] == resource.note",
    "resource.name in p.words",
    "p.on && (p.words.size() == 0 || resource.name in p.words) && p.name != 'b2'",
    "p.words.size() == 0 && p.labels['of'] == 'a1'",
    "(p.labels['of'] != null && resource.name.contains_word(p.labels['of'])) || p.name.contains_word(resource.name)",
];

/// A text, nothing, or unknown.
fn reading(text: &str) -> Reading {
    match text {
        "" => Reading::Absent,
        "?" => Reading::Unknown(gap()),
        text => Reading::Known(text.into()),
    }
}

/// `a0`, `a1` … `j9`, and what is to be unlike that.
fn many_parts(unlike: &[(usize, String)], notes: &[(usize, String)]) -> Vec<Value> {
    let part = |at: usize| {
        let letter = char::from(b'a' + u8::try_from(at / 10).unwrap());
        let name = format!("{letter}{}", at % 10);
        let told = |of: &[(usize, String)], else_: &str| {
            let told = of.iter().find(|(place, _)| *place == at);
            reading(told.map_or(else_, |(_, text)| text))
        };
        let mut part = Record::new(&PART);
        part.set(PART.slot("name"), told(unlike, &name));
        part.set(PART.slot("note"), told(notes, ""));
        part.set(PART.slot("on"), Reading::Known(at.is_multiple_of(3).into()));
        let words: Vec<String> = (0..at % 4).map(|word| format!("a{word}")).collect();
        let gap = (at % 50 == 49).then(gap);
        let items = words.into_iter().map(Value::from).collect();
        let words = Value::from(List { items, gap });
        part.set(PART.slot("words"), Reading::Known(words));
        let labels = [("of".into(), Value::from(format!("a{}", at % 7)))];
        let labels = labels.into_iter().take(at % 2).collect::<Map>();
        part.set(PART.slot("labels"), Reading::Known(labels.into()));
        Value::from(part)
    };
    (0..100).map(part).collect()
}

/// The answer, how many holes there are, and the evidence.
fn told(text: &str, thing: &Record) -> (Answer, bool, Vec<(String, serde_json::Value)>) {
    let expression = compile(text).unwrap_or_else(|problems| panic!("{text}: {problems}"));
    let inventory = inventory();
    let mut evaluation = Evaluation::new(&inventory, Timestamp::UNIX_EPOCH);
    evaluation.about_part(thing.clone().into());
    let quick = expression.evaluate(&mut evaluation);
    let lacks = !evaluation.holes().is_empty();
    evaluation.about_part(thing.clone().into());
    evaluation.keep_evidence();
    assert_eq!(expression.evaluate(&mut evaluation), quick);
    (quick, lacks, evaluation.take_evidence())
}

proptest! {
    #[test]
    fn what_is_looked_up_is_what_going_through_all_would_find(
        asked in 0..ASKED.len(),
        name in "([a-j][0-9][-/ x]){0,3}[a-j][0-9]",
        note in "|\\?|[a-j][0-9]",
        words in proptest::collection::vec("\\*\\{id\\}\\*|z\\{id\\}", 0..2),
        unlike in proptest::collection::vec((0..100_usize, "\\?|[a-j][0-9]"), 0..2),
        notes in proptest::collection::vec((0..100_usize, "\\?|[a-j][0-9]"), 0..4),
        cut_short in proptest::bool::weighted(0.2),
    ) {
        let mut thing = thing();
        let parts = List {
            items: many_parts(&unlike, &notes),
            gap: cut_short.then(gap),
        };
        thing.set(THING.slot("parts"), Reading::Known(parts.into()));
        thing.set(THING.slot("name"), Reading::Known(name.as_str().into()));
        thing.set(THING.slot("note"), reading(&note));
        thing.set(THING.slot("words"), Reading::Known(words.into()));
        let asked = ASKED[asked];
        let (looked_up, lacks, evidence) = told(&format!("resource.parts.exists(p, {asked})"), &thing);
        // `all` goes through the whole list.
        let (gone_through, lacked, noted) = told(&format!("!resource.parts.all(p, !({asked}))"), &thing);
        prop_assert_eq!(looked_up, gone_through, "{}", asked);
        prop_assert_eq!(lacks, lacked, "{}", asked);
        if unlike.is_empty() && !lacks {
            prop_assert_eq!(evidence, noted, "{}", asked);
        }
    }
}

/// Five million elements of lists are what a verdict may look at: gone through, these would be a hundred million.
#[test]
fn a_region_of_many_is_asked_by_each_of_many() {
    let parts: Vec<Value> = (0..10_000)
        .map(|at| {
            let name = format!("part-{at}");
            let mut part = Record::new(&PART);
            let mut set =
                |slot: &str, value: Value| part.set(PART.slot(slot), Reading::Known(value));
            set("words", vec![name.clone()].into());
            set(
                "labels",
                Map::from_iter([("of".into(), name.as_str().into())]).into(),
            );
            set("note", name.as_str().into());
            set("name", name.into());
            part.into()
        })
        .collect();
    let mut thing = thing();
    thing.set(THING.slot("parts"), Reading::Known(parts.into()));
    for asked in [
        "q.name == p.name",
        "q.note != null && q.note == p.name",
        "q.labels['of'] == p.name",
        "q.name.contains_word(p.name)",
        "p.name.contains_word(q.name)",
        "q.words.size() == 0 || p.name in q.words",
        "q.labels['of'] == p.name || q.name.contains_word(p.name) || ['{id}-x'].filter(w, w == 'y').exists(w, q.name.glob(w))",
    ] {
        let text = format!("resource.parts.all(p, resource.parts.exists(q, {asked}))");
        assert_eq!(
            evaluate(&text, thing.clone()).0,
            Answer::value(true),
            "{asked}"
        );
    }
}
