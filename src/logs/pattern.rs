//! What a filter pattern matches, of events of which only some members are known.

use regex::Regex;

use super::event::{Event, Known};
use super::parse;

/// A filter pattern.
#[derive(Debug)]
pub enum Pattern {
    /// Nothing is asked: all events.
    Everything,
    /// `{ … }`: tests of members of an event in JSON.
    Json(Test),
    /// Words and phrases.
    Terms(Vec<Term>),
}

/// What is asked of an event in JSON. There is no negation of a whole, so that more truths below never make less above.
#[derive(Debug)]
pub enum Test {
    /// All of them.
    All(Vec<Test>),
    /// One of them.
    Any(Vec<Test>),
    /// A test of one member.
    Member(Member),
}

/// A test of one member.
#[derive(Debug)]
pub struct Member {
    /// The member's path without `$.`.
    pub path: String,
    /// What is asked of it.
    pub asks: Asks,
}

/// What is asked of a member.
#[derive(Debug)]
pub enum Asks {
    /// That it is the text, in which `*` stands for anything.
    Is(String),
    /// That it is another.
    IsNot(String),
    /// That the regular expression matches it.
    Matches(Regex),
    /// That the regular expression does not match it.
    DoesNotMatch(Regex),
    /// That it is not there.
    NotExists,
    /// Something else, of which nothing is said here: numbers, truth values, null.
    Other,
}

/// A word or phrase.
#[derive(Debug)]
pub struct Term {
    /// What to look for.
    pub text: String,
    /// How it counts.
    pub role: Role,
}

/// How a term counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has to be there.
    Needed,
    /// `?`: one of these has to be there.
    Alternative,
    /// `-`: it must not be there.
    Excluded,
}

/// Whether a pattern takes in the events of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Each one, whatever else it says.
    Every,
    /// Some are left out.
    NotEvery,
    /// It cannot be told.
    Unclear,
}

impl Pattern {
    /// Understands a pattern; nothing for one in a form that is not understood here, such as columns in `[…]`.
    pub fn parse(text: &str) -> Option<Self> {
        parse::pattern(text)
    }

    /// Whether each event of the kind is taken in.
    pub fn counts(&self, event: &Event) -> Counts {
        match self {
            Self::Everything => Counts::Every,
            Self::Json(test) => of_test(test, event),
            Self::Terms(terms) => of_terms(terms, event),
        }
    }
}

/// What hangs on members that may be anything is left out by some event: the one in which all such tests fail. That no such event can be is
/// possible only when two of them look at the same member.
fn of_test(test: &Test, event: &Event) -> Counts {
    if test.holds(event, false) {
        return Counts::Every;
    }
    if !test.holds(event, true) {
        return Counts::NotEvery;
    }
    let mut open = Vec::new();
    test.open(event, &mut open);
    open.sort_unstable();
    if open.windows(2).any(|pair| pair[0] == pair[1]) {
        Counts::Unclear
    } else {
        Counts::NotEvery
    }
}

impl Test {
    /// Whether it holds when each test of a member that may be anything comes out as `open`.
    fn holds(&self, event: &Event, open: bool) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.holds(event, open)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(event, open)),
            Self::Member(member) => member.holds(event).unwrap_or(open),
        }
    }

    /// The members that may be anything and are tested as if they could be something in particular.
    fn open<'a>(&'a self, event: &Event, found: &mut Vec<&'a str>) {
        match self {
            Self::All(tests) | Self::Any(tests) => {
                for test in tests {
                    test.open(event, found);
                }
            }
            // Tests for a text alone all fail together.
            Self::Member(member) if matches!(member.asks, Asks::Is(_) | Asks::Matches(_)) => {}
            Self::Member(member) if member.holds(event).is_none() => found.push(&member.path),
            Self::Member(_) => {}
        }
    }
}

impl Member {
    /// Whether it holds, where that is known.
    fn holds(&self, event: &Event) -> Option<bool> {
        match (&self.asks, event.member(&self.path)) {
            (Asks::Is(text), Known::Value(value)) => Some(like(text, value)),
            (Asks::IsNot(text), Known::Value(value)) => Some(!like(text, value)),
            (Asks::Matches(regex), Known::Value(value)) => Some(regex.is_match(value)),
            (Asks::DoesNotMatch(regex), Known::Value(value)) => Some(!regex.is_match(value)),
            (Asks::NotExists, Known::Value(_))
            | (Asks::Is(_) | Asks::Matches(_), Known::Missing) => Some(false),
            (Asks::NotExists, Known::Missing) => Some(true),
            // Whether a member that is not there is another, AWS does not say.
            (Asks::IsNot(_) | Asks::DoesNotMatch(_), Known::Missing)
            | (Asks::Other, _)
            | (_, Known::Nothing) => None,
        }
    }
}

/// Whether a value is the text, in which `*` alone stands for anything.
fn like(text: &str, value: &str) -> bool {
    let mut parts = text.split('*');
    let Some(mut rest) = parts.next().and_then(|first| value.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Terms are looked for in the event's text, of which only some values are known.
fn of_terms(terms: &[Term], event: &Event) -> Counts {
    let there = |term: &Term| event.values().any(|value| value.contains(&term.text));
    let with = |role: Role| terms.iter().filter(move |term| term.role == role);
    if with(Role::Excluded).any(there) {
        return Counts::NotEvery;
    }
    // Alternatives beside terms that are needed are not looked at ("Match multiple terms").
    let needed = with(Role::Needed).next().is_some();
    let met = if needed {
        with(Role::Needed).all(there)
    } else {
        with(Role::Alternative).any(there)
    };
    if met && with(Role::Excluded).next().is_none() {
        return Counts::Every;
    }
    // A plain word that is not known to be there is missing from some event; what looks like JSON may stand in each.
    let plain = |term: &Term| term.text.chars().all(char::is_alphanumeric);
    if terms.iter().all(|term| there(term) || plain(term)) {
        Counts::NotEvery
    } else {
        Counts::Unclear
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Event, Pattern};

    fn counts(pattern: &str, facts: &[&str]) -> Counts {
        Pattern::parse(pattern).map_or(Counts::Unclear, |pattern| {
            pattern.counts(&Event::new(facts.iter().copied()))
        })
    }

    const ROOT: &[&str] = &[
        "userIdentity.type=Root",
        "userIdentity.invokedBy",
        "eventType=AwsApiCall",
    ];

    #[test]
    fn the_patterns_that_benchmarks_give_take_in_what_they_are_for() {
        let root = r#"{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}"#;
        assert_eq!(counts(root, ROOT), Counts::Every);
        let trail =
            "{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=StopLogging)}";
        assert_eq!(counts(trail, &["eventName=UpdateTrail"]), Counts::Every);
        assert_eq!(counts(trail, &["eventName=DeleteTrail"]), Counts::NotEvery);
        let denied = r#"{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") || ($.sourceIPAddress!="delivery.logs.amazonaws.com") || ($.eventName!="HeadBucket") }"#;
        assert_eq!(
            counts(denied, &["errorCode=Client.UnauthorizedOperation"]),
            Counts::Every
        );
        let login = r#"{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") }"#;
        let event = &[
            "eventName=ConsoleLogin",
            "additionalEventData.MFAUsed=No",
            "userIdentity.type=IAMUser",
        ];
        assert_eq!(counts(login, event), Counts::Every);
    }

    #[test]
    fn what_hangs_on_something_else_leaves_events_out() {
        let narrowed = r#"{ ($.eventName = DeleteTrail) && ($.userIdentity.arn != "*deploy*") }"#;
        assert_eq!(
            counts(narrowed, &["eventName=DeleteTrail"]),
            Counts::NotEvery
        );
        let elsewhere = r#"{ ($.eventName = "DeleteTrail") && ($.awsRegion = "eu-*") }"#;
        assert_eq!(
            counts(elsewhere, &["eventName=DeleteTrail"]),
            Counts::NotEvery
        );
        // One of the two always holds; which events are left out cannot be told by looking at each alone.
        let always = r#"{ $.eventName = "DeleteTrail" && ($.x != "a" || $.x != "b") }"#;
        assert_eq!(counts(always, &["eventName=DeleteTrail"]), Counts::Unclear);
    }

    #[test]
    fn and_binds_closer_than_or() {
        let pattern = "{ $.a = 1 || $.b = 1 && $.c = 1 }";
        assert_eq!(counts(pattern, &["a=1", "b=2", "c=2"]), Counts::Every);
        assert_eq!(counts(pattern, &["a=2", "b=1", "c=2"]), Counts::NotEvery);
        let grouped = "{ ($.a = 1 || $.b = 1) && $.c = 1 }";
        assert_eq!(counts(grouped, &["a=1", "b=2", "c=2"]), Counts::NotEvery);
    }

    #[test]
    fn only_the_asterisk_stands_for_anything() {
        for (text, value, counted) in [
            ("Put*", "PutBucketAcl", Counts::Every),
            ("*Bucket*Acl", "PutBucketAcl", Counts::Every),
            ("Put*Bucket", "PutBucketAcl", Counts::NotEvery),
            ("a*a", "a", Counts::NotEvery),
            ("PutBucketAc?", "PutBucketAcl", Counts::NotEvery),
            ("PutBucket", "PutBucketAcl", Counts::NotEvery),
        ] {
            let pattern = format!("{{ $.eventName = \"{text}\" }}");
            let fact = format!("eventName={value}");
            assert_eq!(counts(&pattern, &[fact.as_str()]), counted, "{text}");
        }
    }

    #[test]
    fn regular_expressions_match_somewhere() {
        let pattern = "{ $.eventName = %^(Put|Delete)% }";
        // Groups are not in AWS's syntax, but harmless.
        assert_eq!(counts(pattern, &["eventName=PutBucketAcl"]), Counts::Every);
        let pattern = "{ $.eventName = %BucketPolicy% }";
        assert_eq!(
            counts(pattern, &["eventName=PutBucketPolicy"]),
            Counts::Every
        );
        assert_eq!(
            counts(pattern, &["eventName=PutBucketAcl"]),
            Counts::NotEvery
        );
    }

    #[test]
    fn words_are_looked_for_in_what_is_known() {
        assert_eq!(counts("", &["eventName=x"]), Counts::Every);
        assert_eq!(
            counts("DeleteTrail", &["eventName=DeleteTrail"]),
            Counts::Every
        );
        assert_eq!(
            counts("?CreateTrail ?DeleteTrail", &["eventName=DeleteTrail"]),
            Counts::Every
        );
        assert_eq!(
            counts("CreateTrail", &["eventName=DeleteTrail"]),
            Counts::NotEvery
        );
        assert_eq!(
            counts("DeleteTrail -deploy", &["eventName=DeleteTrail"]),
            Counts::NotEvery
        );
        assert_eq!(
            counts(
                r#""\"eventName\":\"DeleteTrail\"""#,
                &["eventName=DeleteTrail"]
            ),
            Counts::Unclear
        );
    }

    #[test]
    fn what_is_not_understood_is_unclear() {
        for pattern in [
            "[ip, user, event = DeleteTrail]",
            "{ $.eventName = ",
            "{ eventName = DeleteTrail }",
            "{ $.a = 1 } trailing",
            "{ $.a = %(% }",
        ] {
            assert_eq!(
                counts(pattern, &["eventName=DeleteTrail"]),
                Counts::Unclear,
                "{pattern}"
            );
        }
    }
}
