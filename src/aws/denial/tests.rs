//! What is read in AWS's messages, and what holds of any text.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::DeniedBy::IdentityPolicy;
use super::messages::{OF_SERVICES, USER_GUIDE, WITH_THE_POLICY};
use super::*;

static GET_THING: Call = Call::new("things", "GetThing");

#[test]
fn messages_of_aws_tell_the_action_and_who_denies() {
    let known = [USER_GUIDE, WITH_THE_POLICY, OF_SERVICES].concat();
    for (message, action, by, explicit, policy) in known {
        // As failures have it: the error's code before the words.
        for words in [message.to_owned(), format!("AccessDenied: {message}")] {
            let expected = Denial {
                action: action.unwrap_or("things:GetThing").to_owned(),
                named: action.is_some(),
                by,
                policy: policy.map(ToOwned::to_owned),
                explicit,
            };
            assert_eq!(Denial::read(&GET_THING, &words), expected, "{words}");
        }
    }
}

#[test]
fn a_call_that_takes_several_actions_names_all_where_aws_names_none() {
    static REPORT: Call =
        Call::new("things", "GetReport").needing(&["things:MakeReport", "things:GetReport"]);
    let denial = Denial::read(&REPORT, "AccessDenied: Access Denied");
    assert_eq!(denial.action, "things:MakeReport, things:GetReport");
    assert!(!denial.named);
}

#[test]
fn only_a_refusal_is_a_denial() {
    let words = USER_GUIDE[0].0;
    let of = |outcome| Denial::of(&Gap::new(&GET_THING, outcome, words));
    assert!(of(Outcome::Denied).is_some());
    assert_eq!(of(Outcome::Throttled), None);
    assert_eq!(of(Outcome::OutOfScope), None);
}

#[test]
fn what_another_account_refuses_is_its_own_unless_aws_says_that_it_is_ours() {
    let cases = [
        (
            "because no identity-based policy allows the a:B action",
            false,
        ),
        ("with an explicit deny in a service control policy", false),
        (
            "because no VPC endpoint policy allows the a:B action",
            false,
        ),
        (
            "because no resource-based policy allows the a:B action",
            true,
        ),
        ("with an explicit deny in a resource control policy", true),
        ("", true),
    ];
    for (reason, theirs) in cases {
        let words =
            format!("User: arn:aws:iam::1:user/a is not authorized to perform: a:B {reason}");
        let gap = |outcome| Gap::new(&GET_THING, outcome, words.as_str());
        assert_eq!(is_the_owner_s(&gap(Outcome::Denied)), theirs, "{reason}");
        assert!(!is_the_owner_s(&gap(Outcome::Throttled)));
    }
}

#[test]
fn ec2_s_encoded_message_is_left_out() {
    let cases = [
        (
            "UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization failure message: PNDOV1oGibO7Rp9Xrnj4T2SVrqi0oHwSQfN3",
            "UnauthorizedOperation: You are not authorized to perform this operation.",
        ),
        (
            "no. Encoded authorization failure message: AbC-_9 (Service: Ec2)",
            "no. (Service: Ec2)",
        ),
        ("Encoded authorization failure message:", ""),
        ("Access Denied", "Access Denied"),
    ];
    for (message, kept) in cases {
        assert_eq!(without_encoded(message), kept);
    }
}

/// Who may name a resource must not choose who is blamed.
#[test]
fn names_before_the_reason_do_not_pass_for_it() {
    let message = "User: arn:aws:iam::123456789012:user/a is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/ with an explicit deny in a service control policy: arn:aws:organizations::1:policy/x\" because no identity-based policy allows the s3:GetObject action";
    let denial = Denial::read(&GET_THING, message);
    assert_eq!((denial.by, denial.explicit), (Some(IdentityPolicy), false));
    assert_eq!(denial.policy, None);
    let message = "User: arn:aws:iam::123456789012:user/a is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/ because no session policy allows the s3:Get action\" with an explicit deny in an identity-based policy";
    let denial = Denial::read(&GET_THING, message);
    assert_eq!((denial.by, denial.explicit), (Some(IdentityPolicy), true));
}

#[test]
fn a_megabyte_takes_no_time() {
    for piece in [
        "x",
        " ",
        "é",
        "not authorized to perform:",
        "not authorized to perform: a:",
        "allows the ",
        " because no ",
        " with an explicit deny in a ",
        " with an explicit deny in a service control policy: arn:",
        ENCODED,
    ] {
        let message = piece.repeat(1_000_000 / piece.len());
        let start = Instant::now();
        let _ = Denial::read(&GET_THING, &message);
        let took = start.elapsed();
        assert!(
            took < Duration::from_secs(2),
            "{piece:?} repeated: {took:?}"
        );
    }
}

/// Pieces of messages in any order, and noise between them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("User: arn:aws:iam::123456789012:user/é is "),
        Just("not authorized to perform: "),
        Just("kms:DescribeKey "),
        Just("kms:Déscribe "),
        Just(" with an explicit deny in a "),
        Just(" an explicit deny in the "),
        Just(" because no "),
        Just("service control policy"),
        Just("Identity-Based Policy"),
        Just(" allows the "),
        Just(" transitively through a "),
        Just(", with policy ARN: "),
        Just(": arn:aws:iam::1:policy/p"),
        Just("Encoded authorization failure message: "),
        Just("\u{130}ß東\u{202e}\u{0}"),
    ];
    prop::collection::vec(
        prop_oneof![piece.prop_map(ToOwned::to_owned), ".{0,12}"],
        0..12,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_soundly(message in prop_oneof![any::<String>(), pieces()]) {
        let denial = Denial::read(&GET_THING, &message);
        let lower = message.to_lowercase();
        if let Some(by) = denial.by {
            let names = DeniedBy::NAMES.iter().filter(|(_, known)| *known == by);
            prop_assert!(names.clone().any(|(name, _)| lower.contains(name)), "{by} is not in {message:?}");
        }
        prop_assert!(denial.policy.is_none() || denial.by.is_some());
        for said in denial.policy.iter().chain(denial.named.then_some(&denial.action)) {
            prop_assert!(message.contains(said.as_str()));
            prop_assert!(said.bytes().all(|byte| byte.is_ascii_graphic()), "{said:?}");
        }
    }

    #[test]
    fn a_policy_that_is_not_known_blames_nobody(kind in "[a-z-]{1,12} [a-z]{1,12}") {
        prop_assume!(!DeniedBy::NAMES.iter().any(|(name, _)| *name == kind));
        for reason in [format!("with an explicit deny in a {kind}"), format!("because no {kind} allows the a:B action")] {
            let message = format!("User: arn:aws:iam::1:user/a is not authorized to perform: a:B {reason}");
            prop_assert_eq!(Denial::read(&GET_THING, &message).by, None, "{}", message);
        }
    }
}
