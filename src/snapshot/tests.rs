//! What is written is read again, and what is damaged is told.

use std::io;
use std::sync::Arc;

use super::*;
use crate::inventory::ec2::{SECURITY_GROUP, SUBNET};
use crate::inventory::schema::{ID, REGION, TAGS};
use crate::inventory::{
    Account, Gap, Inventory, List, Listing, Map, Outcome, Reading, Record, Value,
};
use crate::report::{Findings as _, sample};

/// A snapshot in memory.
struct Bytes(Vec<u8>);

impl Source for Bytes {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.0.as_slice()))
    }

    fn name(&self) -> String {
        "x.awsert".to_owned()
    }
}

fn gap() -> Arc<Gap> {
    Arc::new(Gap::new(SUBNET.read_by, Outcome::Denied, "not authorised"))
}

/// All kinds of readings.
fn inventory() -> Inventory {
    let mut inventory = Inventory::new(Account {
        id: "111122223333".to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["eu-west-1".to_owned()],
    });
    let mut group = Record::new(&SECURITY_GROUP);
    group.set(ID, Reading::Known("sg-1".into()));
    group.set(REGION, Reading::Known("eu-west-1".into()));
    let tags = [("?".into(), Value::from("\u{0}\u{202e}<x>"))];
    group.set(TAGS, Reading::Known(Map::from_iter(tags).into()));
    group.set(SECURITY_GROUP.slot("vpc_id"), Reading::Absent);
    let rule_type = SECURITY_GROUP.attribute(SECURITY_GROUP.slot("ingress")).ty;
    let crate::inventory::schema::Type::List(crate::inventory::schema::Type::Record(rule)) =
        rule_type
    else {
        panic!("rules are parts");
    };
    let mut part = Record::new(rule);
    part.set(rule.slot("from_port"), Reading::Known(22.into()));
    part.set(rule.slot("cidr"), Reading::Unknown(gap()));
    let cut = List {
        items: vec![part.into()],
        gap: Some(gap()),
    };
    let ingress = Reading::Known(Value::List(Arc::new(cut)));
    group.set(SECURITY_GROUP.slot("ingress"), ingress);
    group.set(SECURITY_GROUP.slot("egress"), Reading::Unknown(gap()));
    let id = inventory.push(group);
    let table = inventory.table_mut(&SECURITY_GROUP);
    table.listed.push(id.row);
    table.listings = [
        ("eu-west-1".to_owned(), Listing::Complete),
        ("us-east-1".to_owned(), Listing::Incomplete(gap())),
        ("us-west-1".to_owned(), Listing::Unsupported),
    ]
    .into();
    inventory
}

fn written(inventory: &Inventory) -> Vec<u8> {
    let mut out = Vec::new();
    write(&sample::report(), inventory, &mut out).unwrap();
    out
}

#[test]
fn readings_come_back_as_they_were_gaps_as_gaps() {
    let snapshot = Snapshot::open(Bytes(written(&inventory()))).unwrap();
    let read = snapshot.inventory().unwrap();
    let shown = |inventory: &Inventory| {
        let table = inventory.table(&SECURITY_GROUP);
        format!("{:#?} {:?} {:?}", table.rows, table.listed, table.listings)
    };
    assert_eq!(shown(&read), shown(&inventory()));
    assert_eq!(written(&read), written(&inventory()));
}

#[test]
fn a_report_is_read_finding_by_finding() {
    let snapshot = Snapshot::open(Bytes(written(&inventory()))).unwrap();
    let report = snapshot.into_report();
    let ids: Vec<String> = report
        .findings
        .each()
        .map(|finding| finding.unwrap().fingerprint())
        .collect();
    let wanted = sample::report();
    assert_eq!(ids.len(), wanted.findings.len());
    for (id, finding) in ids.iter().zip(&wanted.findings) {
        assert_eq!(*id, finding.fingerprint());
    }
    // As often as wanted.
    assert_eq!(report.findings.each().count(), ids.len());
}

#[test]
fn what_is_no_snapshot_or_a_later_one_is_told() {
    let error = |bytes: Vec<u8>| match Snapshot::open(Bytes(bytes)) {
        Ok(_) => panic!("it was taken for a snapshot"),
        Err(error) => error.to_string(),
    };
    let packed = |text: &str| zstd::encode_all(text.as_bytes(), 0).unwrap();
    insta::assert_snapshot!(error(b"{}".to_vec()), @"x.awsert is not a snapshot of awsert: make one with `awsert scan --save FILE`");
    insta::assert_snapshot!(error(packed("{\"a\":1}\n")), @"x.awsert is not a snapshot of awsert: make one with `awsert scan --save FILE`");
    insta::assert_snapshot!(error(packed("{\"awsert_snapshot\":7}\n")), @"x.awsert has format 7, and this version reads formats up to 1: use a version of awsert as new as the one that wrote it");
    assert!(
        error(packed("{\"awsert_snapshot\":1}\n")).starts_with("x.awsert is damaged at line 1: ")
    );
}

#[test]
fn wherever_it_is_cut_it_is_never_taken_for_whole() {
    let whole = zstd::decode_all(written(&inventory()).as_slice()).unwrap();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    for left in 1..lines.len() {
        let cut = zstd::encode_all(lines[..left].concat().as_slice(), 0).unwrap();
        let snapshot = Snapshot::open(Bytes(cut)).unwrap();
        let error = snapshot.inventory().unwrap_err().to_string();
        assert!(error.contains("it ends before its end"), "{error}");
    }
    // A line less in its midst is not overlooked either.
    for gone in 1..lines.len() - 1 {
        let mut lines = lines.clone();
        lines.remove(gone);
        let cut = zstd::encode_all(lines.concat().as_slice(), 0).unwrap();
        let snapshot = Snapshot::open(Bytes(cut)).unwrap();
        assert!(snapshot.inventory().is_err());
    }
    let packed = written(&inventory());
    for left in (0..packed.len()).step_by(97) {
        if let Ok(snapshot) = Snapshot::open(Bytes(packed[..left].to_vec())) {
            assert!(snapshot.inventory().is_err(), "{left} of {}", packed.len());
        }
    }
}
