//! What is kept is kept.

use std::fs;

use super::*;
use crate::inventory::Account;
use crate::report::sample;
use crate::snapshot::Snapshot;

fn inventory(account: &str) -> Inventory {
    Inventory::new(Account {
        id: account.to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["eu-west-1".to_owned()],
    })
}

/// A run of that name in that account.
fn report(id: &str, account: &str) -> Report {
    let mut report = sample::report();
    id.clone_into(&mut report.run.id);
    report.run.accounts = vec![account.to_owned()];
    report
}

#[test]
fn a_run_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_make(&folder.path().join("runs")).unwrap();
    let report = report("r1", "111122223333");
    store.keep(&report, &inventory("111122223333")).unwrap();
    let run = store.find(&Reference::Last(0), None).unwrap().unwrap();
    let kept = Snapshot::open(store.stored(&run)).unwrap();
    assert_eq!(kept.inventory().unwrap().account.id, "111122223333");
    let kept = kept.into_report();
    let kept = Findings::whole(&kept).unwrap();
    let json = |report: &Report| {
        let mut out = Vec::new();
        crate::report::json::write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(json(&kept), json(&report));
    assert_eq!(run.counts, Counts::of(&report.findings));
}

#[test]
fn runs_are_found_by_age_and_by_the_beginning_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_make(&folder.path().join("runs")).unwrap();
    for (id, account) in [("a1", "1"), ("b1", "2"), ("a2", "1")] {
        store
            .keep(&report(id, account), &inventory(account))
            .unwrap();
    }
    let find = |words: &str, account| {
        let found = store.find(&Reference::parse(words), account);
        found.map(|run| run.map(|run| run.id))
    };
    assert_eq!(find("last", None).unwrap().unwrap(), "a2");
    assert_eq!(find("last~1", Some("1")).unwrap().unwrap(), "a1");
    assert_eq!(find("last~1", Some("2")).unwrap(), None);
    assert_eq!(find("b", None).unwrap().unwrap(), "b1");
    for several_or_none in ["a", "x", "last~x"] {
        assert!(matches!(
            find(several_or_none, None),
            Err(StoreError::NoRun { .. })
        ));
    }
}

#[test]
fn all_but_the_last_of_each_account_are_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_make(&folder.path().join("runs")).unwrap();
    for (id, account) in [("a1", "1"), ("a2", "1"), ("b1", "2"), ("a3", "1")] {
        store
            .keep(&report(id, account), &inventory(account))
            .unwrap();
    }
    assert_eq!(store.forget_all_but(1).unwrap(), 2);
    let left: Vec<String> = store
        .runs()
        .unwrap()
        .into_iter()
        .map(|run| run.id)
        .collect();
    assert_eq!(left, ["b1", "a3"]);
    let parts: i64 = store
        .connection
        .query_row("SELECT count(DISTINCT run) FROM parts", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(parts, 2);
}

#[test]
fn another_file_is_neither_taken_for_a_store_nor_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(
        &path,
        "what I wrote down about these accounts, over and over",
    )
    .unwrap();
    let error = Store::open_or_make(&path).unwrap_err().to_string();
    assert!(
        error.ends_with("notes.txt is not a store of runs: name another file"),
        "{error}"
    );
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with("what I wrote")
    );
    let short = folder.path().join("short");
    fs::write(&short, "x").unwrap();
    assert!(matches!(
        Store::open_or_make(&short),
        Err(StoreError::Other(_))
    ));
    assert_eq!(fs::read(&short).unwrap(), b"x");
    let others = folder.path().join("others.db");
    Connection::open(&others)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    assert!(matches!(Store::open(&others), Err(StoreError::Other(_))));
    let later = folder.path().join("later");
    drop(Store::open_or_make(&later).unwrap());
    Connection::open(&later)
        .unwrap()
        .execute_batch("PRAGMA user_version = 9")
        .unwrap();
    assert!(matches!(
        Store::open(&later),
        Err(StoreError::Later { found: 9, .. })
    ));
    assert!(matches!(
        Store::open(&folder.path().join("none")),
        Err(StoreError::None(_))
    ));
}

#[test]
fn a_run_that_cannot_be_written_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open_or_make(&folder.path().join("runs")).unwrap();
    store.keep(&report("same", "1"), &inventory("1")).unwrap();
    store
        .keep(&report("same", "1"), &inventory("1"))
        .unwrap_err();
    assert_eq!(store.runs().unwrap().len(), 1);
}
