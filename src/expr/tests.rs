//! What expressions mean: null, unknown, and agreement with the `cel` crate's own interpreter.

mod joins;

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{Answer, Evaluation, Expression, Kind, Reason, Vocabulary, check_derived};
use crate::call::Call;
use crate::inventory::schema::{Type, boolean, int, list, map, string, timestamp};
use crate::inventory::{
    Account, Gap, Inventory, Map, Outcome, Reading, Record, RecordType, Value, registry,
};

static GET_THING: Call = Call::new("test", "GetThing");

static PART: RecordType = RecordType::part(
    "Part",
    &GET_THING,
    &["name"],
    "A part of a thing.",
    &[
        string("name", "Its name."),
        boolean("on", "Whether it is on."),
        string("note", "A note.").or_null(),
        list("words", &Type::String, "Some words."),
        map("labels", &Type::String, "Its labels."),
    ],
);

static THING: RecordType = RecordType::part(
    "Thing",
    &GET_THING,
    &["name"],
    "A thing to speak of.",
    &[
        boolean("a", "A truth."),
        boolean("b", "Another."),
        boolean("c", "A third."),
        int("n", "A number."),
        string("name", "A name."),
        string("note", "A note.").or_null(),
        timestamp("made", "When it was made."),
        list("parts", &Type::Record(&PART), "Its parts."),
        list("words", &Type::String, "Some words."),
        map("labels", &Type::String, "Its labels."),
    ],
);

fn gap() -> Arc<Gap> {
    Arc::new(Gap::new(&GET_THING, Outcome::Denied, "no"))
}

fn part(name: &str, on: Reading) -> Value {
    let mut part = Record::new(&PART);
    part.set(PART.slot("name"), Reading::Known(name.into()));
    part.set(PART.slot("on"), on);
    part.into()
}

/// A thing of which everything is known.
fn thing() -> Record {
    let mut thing = Record::new(&THING);
    let mut set = |name: &str, value: Value| thing.set(THING.slot(name), Reading::Known(value));
    set("a", true.into());
    set("b", false.into());
    set("c", true.into());
    set("n", 7_i64.into());
    set("name", "orders".into());
    set(
        "made",
        "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap().into(),
    );
    set(
        "parts",
        vec![
            part("x", Reading::Known(true.into())),
            part("y", Reading::Known(false.into())),
        ]
        .into(),
    );
    set("words", vec!["one".to_owned(), "two".to_owned()].into());
    set(
        "labels",
        Map::from_iter([("k".into(), Value::from("v"))]).into(),
    );
    thing.set(THING.slot("note"), Reading::Absent);
    thing
}

fn inventory() -> Inventory {
    Inventory::new(Account {
        id: "111122223333".to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["eu-west-1".to_owned()],
    })
}

fn compile(text: &str) -> Result<Expression, String> {
    Expression::compile(text, &Vocabulary::of(&THING), None).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        problems.join("; ")
    })
}

/// What an expression comes to on a thing, and which attributes it lacked.
fn evaluate(text: &str, thing: Record) -> (Answer, Vec<String>) {
    let expression = compile(text).unwrap_or_else(|problems| panic!("{text}: {problems}"));
    let inventory = inventory();
    let mut evaluation = Evaluation::new(&inventory, "2026-01-31T12:00:00Z".parse().unwrap());
    evaluation.about_part(thing.into());
    let answer = expression.evaluate(&mut evaluation);
    let holes = evaluation
        .holes()
        .iter()
        .map(|hole| hole.attribute.clone())
        .collect();
    (answer, holes)
}

fn is_true(text: &str) -> bool {
    evaluate(text, thing()).0 == Answer::value(true)
}

#[test]
fn operators_and_functions_mean_what_cel_says() {
    for text in [
        "resource.a && !resource.b",
        "resource.b || resource.a",
        "resource.n + 1 == 8 && resource.n % 4 == 3 && -resource.n < 0 && resource.n / 2 == 3",
        "resource.name + '!' == 'orders!' && resource.name.startsWith('ord') && resource.name.size() == 6",
        "resource.name.matches('^o.*s$') && resource.name.glob('o*rs') && !resource.name.contains('z')",
        "resource.note == null && !has(resource.note)",
        "resource.a ? resource.n == 7 : resource.n == 8",
        "resource.parts.exists(p, p.on) && !resource.parts.all(p, p.on) && resource.parts.exists_one(p, p.on)",
        "resource.parts.filter(p, p.on).map(p, p.name) == ['x']",
        "resource.parts.map(p, p.on, p.name).size() == 1",
        "'one' in resource.words && !('three' in resource.words) && 'k' in resource.labels",
        "resource.labels['k'] == 'v' && resource.labels['none'] == null",
        "resource.words[0] == 'one' && resource.words[9] == null",
        "resource.made < now && resource.made.age_days() == 30",
        "resource.words + ['two'] == ['one', 'two', 'two'] && (resource.words + ['two']).distinct().size() == 2",
        "'15.10'.version_at_least('15.7') && account.id == '111122223333' && 'eu-west-1' in account.regions",
        "resource.parts.exists(p, resource.parts.exists(q, p.name != q.name && p.on && !q.on))",
    ] {
        assert!(is_true(text), "{text}");
    }
}

#[test]
fn what_is_wrong_is_told_with_advice() {
    let cases = [
        (
            "resource.nme == 'x'",
            "Thing has no attribute `nme` (did you mean `name`?)",
        ),
        ("resource.n == 'x'", "int and string are never equal"),
        (
            "resource.parts.exists(a, resource.parts.exists(b, a != b))",
            "nothing tells one Part from another but its attributes: compare those",
        ),
        (
            "resource.parts.all(a, a in resource.parts)",
            "nothing tells one Part from another but its attributes: compare those",
        ),
        (
            "resource.parts.distinct().size() == 1",
            "nothing tells one Part from another but its attributes: compare those",
        ),
        (
            "resource.parts == resource.parts",
            "nothing tells one Part from another but its attributes: compare those",
        ),
        (
            "resource.note.size() > 1",
            "`resource.note` may be null here (guard it: `resource.note != null && …`)",
        ),
        ("resource.n == null", "int is never null"),
        (
            "resource.name.startWith('x')",
            "unknown function `startWith` (did you mean `startsWith`?)",
        ),
        (
            "resource.name.matches('(')",
            "this is not a regular expression",
        ),
        (
            "resorce.a",
            "unknown name `resorce` (did you mean `resource`?)",
        ),
        ("resource.parts.all(p, p.name)", "this is string, not bool"),
        ("resource.labels['k'].size() == 1", "may be null here"),
        ("params.x == 1", "the check has no parameter `x`"),
        (
            "resource.n / 0 == 1",
            "only a written-out positive number divides",
        ),
        ("item.on", "`item` is there only in a check with `each`"),
    ];
    for (text, expected) in cases {
        let problems = compile(text).expect_err(text);
        assert!(problems.contains(expected), "{text}: {problems}");
    }
}

#[test]
fn a_guard_shows_that_an_attribute_is_there() {
    for text in [
        "resource.note != null && resource.note.size() > 1",
        "resource.note == null || resource.note.size() > 1",
        "!(resource.note == null) && resource.note.startsWith('x')",
        "resource.note == null ? false : resource.note.startsWith('x')",
        "resource.note == 'x' && resource.note.size() == 1",
        "resource.parts.exists(p, resource.labels[p.name] != null && resource.labels[p.name].size() > 0)",
    ] {
        compile(text).unwrap_or_else(|problems| panic!("{text}: {problems}"));
    }
    for text in [
        "resource.note != null || resource.note.size() > 1",
        "(resource.note == null || resource.a) && resource.note.size() > 1",
    ] {
        assert!(compile(text).is_err(), "{text}");
    }
}

#[test]
fn names_the_attributes_that_a_verdict_lacks_and_no_others() {
    let mut thing = thing();
    thing.set(THING.slot("a"), Reading::Unknown(gap()));
    thing.set(THING.slot("c"), Reading::Unknown(gap()));
    // b is false: what `c` is does not matter, so it is not asked for.
    let (answer, holes) = evaluate("(resource.c && resource.b) || resource.a", thing.clone());
    assert_eq!((answer, holes), (Answer::Unknown, vec!["a".to_owned()]));
    let (answer, holes) = evaluate("resource.a && resource.b", thing);
    assert_eq!((answer, holes), (Answer::value(false), Vec::new()));
}

#[test]
fn a_list_cut_short_proves_only_what_its_elements_prove() {
    let mut thing = thing();
    let list = crate::inventory::List {
        items: vec![part("x", Reading::Known(true.into()))],
        gap: Some(gap()),
    };
    thing.set(
        THING.slot("parts"),
        Reading::Known(Value::List(Arc::new(list))),
    );
    let answer = |text| evaluate(text, thing.clone()).0;
    assert_eq!(
        answer("resource.parts.exists(p, p.on)"),
        Answer::value(true)
    );
    assert_eq!(answer("resource.parts.exists(p, !p.on)"), Answer::Unknown);
    assert_eq!(answer("resource.parts.all(p, !p.on)"), Answer::value(false));
    assert_eq!(answer("resource.parts.all(p, p.on)"), Answer::Unknown);
    assert_eq!(answer("resource.parts.size() > 0"), Answer::Unknown);
    assert_eq!(
        answer("resource.parts.filter(p, !p.on).size() == 0"),
        Answer::Unknown
    );
    assert_eq!(
        answer("'x' in resource.parts.map(p, p.name)"),
        Answer::value(true)
    );
    assert_eq!(
        answer("'y' in resource.parts.map(p, p.name)"),
        Answer::Unknown
    );
}

#[test]
fn of_a_long_list_evidence_tells_some_and_how_many_there_are() {
    let mut thing = thing();
    let words: Vec<String> = (0..100).map(|at| format!("word-{at}")).collect();
    thing.set(THING.slot("words"), Reading::Known(words.into()));
    let inventory = inventory();
    let mut evaluation = Evaluation::new(&inventory, Timestamp::UNIX_EPOCH);
    evaluation.keep_evidence();
    evaluation.about_part(thing.into());
    let expression = compile("'none' in resource.words").unwrap();
    assert_eq!(expression.evaluate(&mut evaluation), Answer::value(false));
    let evidence = evaluation.take_evidence();
    let names: Vec<&str> = evidence.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["words.size()", "words"]);
    assert_eq!(evidence[0].1, 100);
    assert_eq!(evidence[1].1.as_array().map(Vec::len), Some(40));
}

#[test]
fn an_unread_part_is_told_by_the_call_that_brings_it() {
    let mut thing = thing();
    thing.set(THING.slot("a"), Reading::Unread);
    let inventory = inventory();
    let mut evaluation = Evaluation::new(&inventory, Timestamp::UNIX_EPOCH);
    evaluation.about_part(thing.into());
    let answer = compile("resource.a").unwrap().evaluate(&mut evaluation);
    assert_eq!(answer, Answer::Unknown);
    assert!(
        matches!(evaluation.holes()[0].reason, Reason::UnreadPart(call) if call.operation == "GetThing")
    );
}

#[test]
fn every_derived_attribute_of_the_schema_is_sound() {
    for ty in registry::TYPES {
        check_derived(ty).unwrap();
    }
}

#[test]
fn nesting_without_end_is_refused_and_does_not_overflow() {
    let deep = format!("{}resource.a{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(compile(&deep).is_err());
    let negated = format!("{}resource.n == 1", "- ".repeat(3_000));
    let _ = compile(&negated);
    let chained = vec!["resource.a"; 600].join(" && ");
    assert!(compile(&chained).is_err());
}

/// Boolean expressions over the three truths and the parts.
fn truth() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("resource.a".to_owned()),
        Just("resource.b".to_owned()),
        Just("resource.c".to_owned()),
        Just("resource.parts.all(p, p.on)".to_owned()),
        Just("resource.parts.exists(p, p.on)".to_owned()),
        Just("resource.parts.exists_one(p, p.on)".to_owned()),
        Just("resource.parts.exists(p, p.on && resource.a)".to_owned()),
        Just("(resource.parts.filter(p, p.on).size() == 1)".to_owned()),
        Just("(resource.parts.map(p, p.on) == [true, false])".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} == {b})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
}

/// A thing whose five truths are these; what is `None` could not be read.
fn thing_with(truths: [Option<bool>; 5]) -> Record {
    let reading = |truth: Option<bool>| match truth {
        Some(truth) => Reading::Known(truth.into()),
        None => Reading::Unknown(gap()),
    };
    let mut thing = thing();
    for (name, truth) in ["a", "b", "c"].into_iter().zip(truths) {
        thing.set(THING.slot(name), reading(truth));
    }
    let parts = vec![part("x", reading(truths[3])), part("y", reading(truths[4]))];
    thing.set(THING.slot("parts"), Reading::Known(parts.into()));
    thing
}

/// The law: a verdict in spite of something unread is the verdict whatever that would have been.
fn completions(truths: [Option<bool>; 5]) -> Vec<[Option<bool>; 5]> {
    truths
        .iter()
        .enumerate()
        .fold(vec![truths], |all, (place, truth)| match truth {
            Some(_) => all,
            None => all
                .into_iter()
                .flat_map(|truths| {
                    [true, false].map(|value| {
                        let mut truths = truths;
                        truths[place] = Some(value);
                        truths
                    })
                })
                .collect(),
        })
}

/// The same thing for the `cel` crate's own interpreter.
fn by_cel(text: &str, truths: [bool; 5]) -> Option<bool> {
    #[derive(serde::Serialize)]
    struct Part {
        on: bool,
    }
    #[derive(serde::Serialize)]
    struct Thing {
        a: bool,
        b: bool,
        c: bool,
        parts: Vec<Part>,
    }
    let [a, b, c, first, second] = truths;
    let thing = Thing {
        a,
        b,
        c,
        parts: vec![Part { on: first }, Part { on: second }],
    };
    let mut context = cel::Context::default();
    context.add_variable("resource", thing).ok()?;
    match cel::Program::compile(text).ok()?.execute(&context).ok()? {
        cel::Value::Bool(value) => Some(value),
        _ => None,
    }
}

proptest! {
    #[test]
    fn a_verdict_never_hangs_on_what_was_not_read(text in truth(), truths in any::<[Option<bool>; 5]>()) {
        let (answer, holes) = evaluate(&text, thing_with(truths));
        match answer.truth() {
            Some(verdict) => {
                for complete in completions(truths) {
                    prop_assert_eq!(evaluate(&text, thing_with(complete)).0.truth(), Some(verdict));
                }
            }
            None => prop_assert!(!holes.is_empty(), "an unknown verdict says what it lacks"),
        }
    }

    #[test]
    fn agrees_with_cel_where_everything_is_known(text in truth(), truths in any::<[bool; 5]>()) {
        let ours = evaluate(&text, thing_with(truths.map(Some))).0.truth();
        prop_assert_eq!(ours, by_cel(&text, truths));
    }

    #[test]
    fn no_text_makes_the_checker_panic(text in "\\PC{0,60}") {
        let _ = Expression::compile(&text, &Vocabulary::of(&THING), Some(&Kind::Bool));
    }
}

#[test]
fn what_one_expression_shows_to_be_there_another_need_not_guard() {
    let mut vocabulary = Vocabulary::of(&THING);
    let guarded = "resource.note.size() > 0";
    assert!(Expression::compile(guarded, &vocabulary, None).is_err());
    for (guard, shows) in [
        ("resource.a && resource.note != null", true),
        ("resource.note == \"x\"", true),
        ("resource.a || resource.note != null", false),
        ("resource.note == null", false),
    ] {
        let guard_compiled = Expression::compile(guard, &Vocabulary::of(&THING), None).unwrap();
        vocabulary.given = guard_compiled.facts();
        let compiled = Expression::compile(guarded, &vocabulary, None);
        assert_eq!(compiled.is_ok(), shows, "{guard}");
    }
}
