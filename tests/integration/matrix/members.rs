//! Answers without one of their members: what AWS always tells and an answer lacks is unknown. A verdict may turn into another only where AWS
//! documents that leaving the member out means something, and that is listed with its reason in `absent.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::account::{ACCOUNTS, Account, chosen};
use super::compare::{Allowed, blinded};
use super::{chosen_of, pool, with};
use crate::local_aws::root;
use crate::proxy::fault::Fault;

/// Calls, paths of members, and what AWS documents of their absence.
type Documented = BTreeMap<String, BTreeMap<String, String>>;

fn documented() -> Documented {
    let path = root().join("tests/integration/matrix/absent.yaml");
    serde_saphyr::from_str(&std::fs::read_to_string(path).expect("it is there"))
        .expect("it is as it should be")
}

/// Calls whose answer is a document of the customer's and has no members of AWS's.
const DOCUMENTS: [&str; 1] = ["s3:GetBucketPolicy"];

/// A call, a member of its answers, and an account whose answers have it.
struct Without {
    call: String,
    member: String,
    account: &'static Account,
}

fn tries() -> Vec<Without> {
    let members: Vec<(&'static Account, BTreeMap<String, Vec<String>>)> = ACCOUNTS
        .iter()
        .map(|account| (account, account.members()))
        .collect();
    let has = |account: &Account, call: &str, member: &String| {
        let (_, of) = members
            .iter()
            .find(|(other, _)| other.id == account.id)
            .expect("it is one of them");
        of.get(call).is_some_and(|paths| paths.contains(member))
    };
    let mut tries = Vec::new();
    let calls = super::account::calls().into_iter();
    for call in calls.filter(|call| !DOCUMENTS.contains(&call.as_str())) {
        let paths: BTreeSet<&String> = members
            .iter()
            .filter_map(|(_, of)| of.get(&call))
            .flatten()
            .collect();
        for member in paths {
            for account in chosen(&call)
                .into_iter()
                .filter(|account| has(account, &call, member))
            {
                tries.push(Without {
                    call: call.clone(),
                    member: member.clone(),
                    account,
                });
            }
        }
    }
    tries
}

#[test]
fn an_answer_without_a_member_makes_no_wrong_verdict() {
    let begin = Instant::now();
    let documented = documented();
    let tries = chosen_of(tries(), 30, |without| &without.call);
    let members: BTreeSet<(String, String)> = tries
        .iter()
        .map(|without| (without.call.clone(), without.member.clone()))
        .collect();
    let scans = tries.len();
    let changed: Vec<(String, String, Vec<String>)> = pool::all(
        tries,
        |Without {
             call,
             member,
             account,
         }| {
            let scanned = account.scan(with(&call, Fault::Without(member.clone())), &[]);
            let allowed = Allowed {
                call: &call,
                outcomes: &["malformed"],
                service_given_up: false,
                gone: false,
            };
            let wrong = blinded(&account.quiet, &scanned, &allowed);
            if !wrong.is_empty() {
                eprintln!(
                    "{call} without {member} in {}: {} changed, first: {}",
                    account.id,
                    wrong.len(),
                    wrong[0]
                );
            }
            let wrong = wrong
                .into_iter()
                .map(|what| format!("{call} without {member} in {}: {what}", account.id));
            (call.clone(), member.clone(), wrong.collect())
        },
    );
    let is_documented = |call: &str, member: &str| {
        documented
            .get(call)
            .is_some_and(|of| of.contains_key(member))
    };
    let wrong: Vec<&String> = changed
        .iter()
        .filter(|(call, member, _)| !is_documented(call, member))
        .flat_map(|(.., wrong)| wrong)
        .collect();
    println!(
        "{} members of answers left out in {scans} scans: {} wrong, {:.0} s",
        members.len(),
        wrong.len(),
        begin.elapsed().as_secs_f64()
    );
    let wrong: Vec<&str> = wrong.iter().map(|wrong| wrong.as_str()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if super::is_whole() {
        let idle: Vec<String> = documented
            .iter()
            .flat_map(|(call, of)| of.keys().map(move |member| (call, member)))
            .filter(|(call, member)| {
                !changed
                    .iter()
                    .any(|(c, m, wrong)| c == *call && m == *member && !wrong.is_empty())
            })
            .map(|(call, member)| format!("{call} {member}"))
            .collect();
        assert!(
            idle.is_empty(),
            "absent.yaml excuses what changes nothing: {idle:?}"
        );
    }
}
