//! Runs that are kept: what changed between them, what other checks say of them, and that no crash loses one.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value as Json;

use crate::awsert::{Awsert, awsert, scan};
use crate::local_aws::MOTO;
use crate::reports::{python, to};

/// Does something in an account of the local AWS that no other test looks at.
fn act(account: &str, what: &str) -> Json {
    let program = format!(
        r"
import boto3, json
def client(service, **more):
    return boto3.client(service, endpoint_url='{url}', region_name='us-east-1', **more)
role = client('sts', aws_access_key_id='test', aws_secret_access_key='test').assume_role(
    RoleArn='arn:aws:iam::{account}:role/Auditor', RoleSessionName='changes')['Credentials']
keys = dict(aws_access_key_id=role['AccessKeyId'], aws_secret_access_key=role['SecretAccessKey'], aws_session_token=role['SessionToken'])
ec2, rds = client('ec2', **keys), client('rds', **keys)
vpc = ec2.describe_vpcs()['Vpcs'][0]['VpcId']
{what}
",
        url = MOTO.url
    );
    python("moto", &program, Path::new(""))
}

fn database(name: &str) -> String {
    format!(
        "rds.create_db_instance(DBInstanceIdentifier='{name}', Engine='postgres', DBInstanceClass='db.t3.micro', AllocatedStorage=20,
         MasterUsername='admin1', MasterUserPassword='not-a-secret', MultiAZ=False, DeletionProtection=False)\n"
    )
}

/// A scan of two checks that keeps its run.
fn kept(account: &str, store: &Path) -> Awsert {
    scan(&MOTO.url, account)
        .args([
            "--check",
            "rds-instance-multi-az",
            "--check",
            "ec2-security-group-no-public-ssh",
        ])
        .args(["--format", "json", "--store"])
        .arg(store)
}

#[test]
fn two_changes_are_told_exactly_and_the_exit_code_is_as_asked() {
    let account = "777777777771";
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("runs.awsert");
    act(
        account,
        &format!(
            "{}{}print(json.dumps(0))",
            database("orders"),
            database("stock")
        ),
    );
    let first = kept(account, &store)
        .args(["--baseline", "last", "--fail-on", "new"])
        .run()
        .exits(1)
        .json();
    assert_eq!(first["changes"]["baseline"], Json::Null);
    assert_eq!(first["changes"]["new"], 2);
    // Nothing happened.
    let second = kept(account, &store)
        .args(["--baseline", "last", "--fail-on", "new"])
        .run()
        .exits(0)
        .json();
    assert_eq!(second["changes"]["baseline"]["run"], first["run"]["id"]);
    assert_eq!(second["changes"]["new"], 0);
    assert_eq!(second["changes"]["unchanged"], 2);
    let group = act(
        account,
        "
rds.modify_db_instance(DBInstanceIdentifier='stock', MultiAZ=True, ApplyImmediately=True)
group = ec2.create_security_group(GroupName='bastion', Description='d', VpcId=vpc)['GroupId']
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
    {'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 22, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}])
print(json.dumps(group))
",
    );
    let third = kept(account, &store)
        .args(["--baseline", "last", "--fail-on", "new-high"])
        .run()
        .exits(1)
        .json();
    let changes = &third["changes"];
    assert_eq!(
        (&changes["new"], &changes["unchanged"]),
        (&1.into(), &1.into())
    );
    let new: Vec<&Json> = third["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["change"] == "new")
        .collect();
    assert_eq!(new.len(), 1);
    assert_eq!(new[0]["check"], "ec2-security-group-no-public-ssh");
    assert_eq!(new[0]["resource"]["id"], group);
    let past = changes["past"].as_array().unwrap();
    assert_eq!(past.len(), 1);
    assert_eq!(past[0]["now"], "fixed");
    assert_eq!(past[0]["resource"]["id"], "stock");
    // What is new is high; for critical ones nobody is woken.
    let compared = |severity: &str| {
        awsert(["diff", "--format", "json", "--fail-on", severity, "--store"])
            .arg(&store)
            .run()
    };
    compared("new-critical").exits(0);
    let diff = compared("high").exits(1).json();
    let resources = diff["resources"].as_array().unwrap();
    let told: Vec<(&str, &str)> = resources
        .iter()
        .map(|of| (of["what"].as_str().unwrap(), of["id"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [("added", group.as_str().unwrap()), ("changed", "stock")]
    );
    let attributes = resources[1]["attributes"].as_array().unwrap();
    assert!(
        attributes
            .iter()
            .any(|it| it["path"] == "multi_az" && it["before"] == false && it["after"] == true),
        "{attributes:?}"
    );
    let history = awsert(["history", "--format", "json", "--store"])
        .arg(&store)
        .run()
        .exits(0)
        .json();
    let fails: Vec<u64> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["fail"].as_u64().unwrap())
        .collect();
    assert_eq!(fails, [2, 2, 2]);
    let table = awsert(["diff", "last~1", "last", "--store"])
        .arg(&store)
        .run()
        .exits(0);
    assert!(table.stdout.contains("multi_az: false"), "{}", table.stdout);
    let trend = awsert(["trend", "--store"]).arg(&store).run().exits(0);
    assert!(trend.stdout.contains(account), "{}", trend.stdout);
}

#[test]
fn what_was_read_is_judged_by_other_checks_and_told_in_other_formats_without_aws() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("a.awsert");
    let live = scan(&MOTO.url, "111111111111")
        .args(["--service", "rds", "--format", "json", "--save"])
        .arg(&saved)
        .run()
        .exits(1)
        .json();
    // As it was.
    let again = awsert(["report"])
        .arg(&saved)
        .args(["--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(again, live);
    // Judged anew: the same verdicts from the same facts.
    let judged = awsert(["scan", "--from"])
        .arg(&saved)
        .args(["--service", "rds", "--format", "json"])
        .run()
        .exits(1)
        .json();
    assert_eq!(judged["findings"], live["findings"]);
    // A check of the user's own, of an attribute that no check of that run reads.
    let checks = folder.path().join("checks");
    fs::create_dir(&checks).unwrap();
    fs::write(checks.join("own.yaml"), OWN).unwrap();
    let own = awsert(["scan", "--from"])
        .arg(&saved)
        .args(["--check", "rds-own-*", "--format", "json", "--checks"])
        .arg(&checks)
        .run()
        .json();
    let statuses: BTreeSet<&str> = own["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["status"].as_str().unwrap())
        .collect();
    assert!(
        !statuses.is_empty() && !statuses.contains("unknown"),
        "{own}"
    );
    // Of what nobody asked for, nothing is known.
    let unseen = awsert(["scan", "--from"])
        .arg(&saved)
        .args(["--check", "s3-bucket-tls-only", "--format", "json"])
        .run()
        .exits(3)
        .json();
    assert_eq!(unseen["findings"][0]["status"], "unknown");
    assert_eq!(unseen["findings"][0]["gaps"][0]["outcome"], "not_attempted");
    // Several formats of what was kept.
    let (html, xml) = (
        to("markdown", folder.path(), "a.md"),
        to("junit", folder.path(), "a.xml"),
    );
    awsert(["report"])
        .arg(&saved)
        .args(["--output", &html, "--output", &xml])
        .run()
        .exits(0);
    assert!(
        fs::read_to_string(folder.path().join("a.md"))
            .unwrap()
            .contains("rds-")
    );
}

const OWN: &str = r#"format: 1
id: rds-own-port
title: Database listens on the port of its engine
severity: low
resource: AWS::RDS::DBInstance
assert: |
  resource.engine != "mysql" || resource.db_instance_class != "db.none"
message: { fail: "{resource.id}", pass: "{resource.id}" }
risk: r
remediation: { text: t }
examples:
  - { verdict: pass, resource: { engine: postgres } }
  - { verdict: fail, resource: { engine: mysql, db_instance_class: db.none } }
  - { verdict: unknown, resource: {} }
"#;

#[test]
fn what_does_not_go_together_is_told_before_anything_is_asked() {
    let told = |ran: Awsert| ran.run().exits(2).stderr;
    let folder = tempfile::tempdir().unwrap();
    let scan = |arguments: &[&str]| {
        let scan = awsert(["scan"]).args(arguments.iter().copied());
        told(scan.in_folder(folder.path()))
    };
    insta::assert_snapshot!(scan(&["--fail-on", "new-high"]), @"error: what is new is told by an earlier run: add --baseline last, with the --store that runs are kept in");
    insta::assert_snapshot!(scan(&["--baseline", "last"]), @"error: runs are kept in a file: name it with --store FILE or in AWSERT_STORE");
    insta::assert_snapshot!(scan(&["--from", "none.awsert"]), @"error: cannot read none.awsert: No such file or directory (os error 2)");
    insta::assert_snapshot!(scan(&["--from", "last", "--store", "none"]), @"error: there is no store of runs at none: `awsert scan --store none` makes it");
    insta::assert_snapshot!(scan(&["--save", "no/such/folder"]), @"error: cannot write no/such/folder: there is no folder no/such; make it first");
    fs::write(folder.path().join("x.awsert"), "x").unwrap();
    insta::assert_snapshot!(scan(&["--store", "x.awsert"]), @"error: x.awsert is not a store of runs: name another file");
    insta::assert_snapshot!(scan(&["--baseline", "x.awsert"]), @"error: x.awsert is not a snapshot of awsert: make one with `awsert scan --save FILE`");
}

/// `AWSERT_KILLS` says how often; a few times are enough to see that the test works.
#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_said_to_be_saved() {
    let kills: u64 = std::env::var("AWSERT_KILLS").map_or(25, |times| times.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (store, saved) = (folder.path().join("runs"), folder.path().join("a.awsert"));
    scan(&MOTO.url, "111111111111")
        .args(["--service", "rds,ec2", "--format", "json", "--save"])
        .arg(&saved)
        .run();
    let whole = under_many_names(&saved, kills);
    let mut said: Vec<String> = Vec::new();
    let mut cut = 0;
    for (time, (id, path)) in (0..kills).zip(&whole) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_awsert"))
            .args(["history", "--add"])
            .arg(path)
            .arg("--store")
            .arg(&store)
            .stdout(Stdio::piped())
            .spawn()
            .expect("awsert starts");
        // Spread over all that a run does: the first is killed at once, the last has time to finish.
        std::thread::sleep(Duration::from_micros(time * 400_000 / kills));
        child.kill().expect("it is ours to kill");
        let mut told = String::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        child.wait().expect("it ends");
        if told.starts_with("kept ") {
            said.push(id.clone());
        } else {
            cut += 1;
        }
        if !store.exists() {
            continue;
        }
        let history = awsert(["history", "--format", "json", "--store"])
            .arg(&store)
            .run();
        let history = history.exits(0).json();
        let there: Vec<&str> = history
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["id"].as_str().unwrap())
            .collect();
        for id in &said {
            assert!(there.contains(&id.as_str()), "{id} was said to be kept");
        }
    }
    assert!(cut > 0, "nothing was cut short: the kills came too late");
    assert!(
        !said.is_empty(),
        "nothing was kept: the kills came too early"
    );
    // Each that is there is there whole.
    let history = awsert(["history", "--format", "json", "--store"])
        .arg(&store)
        .run();
    for run in history.exits(0).json().as_array().unwrap() {
        let id = run["id"].as_str().unwrap();
        let report = awsert(["report", id, "--format", "json", "--store"])
            .arg(&store)
            .run();
        let report = report.exits(0).json();
        assert_eq!(report["run"]["id"], id);
        assert_eq!(report["summary"]["fail"], run["fail"]);
    }
}

/// The same run under many names, each a snapshot of its own.
fn under_many_names(saved: &Path, count: u64) -> Vec<(String, std::path::PathBuf)> {
    let bytes = fs::read(saved).unwrap();
    let text = String::from_utf8(zstd::decode_all(bytes.as_slice()).unwrap()).unwrap();
    let heading: Json = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let id = heading["run"]["id"].as_str().unwrap();
    (0..count)
        .map(|time| {
            let name = format!("run-{time}");
            let path = saved.with_file_name(format!("{name}.awsert"));
            let renamed = text.replacen(id, &name, 1);
            fs::write(&path, zstd::encode_all(renamed.as_bytes(), 1).unwrap()).unwrap();
            (name, path)
        })
        .collect()
}

#[test]
fn secrets_stay_out_of_what_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("a.awsert");
    for account in ["111111111111", "111111111112"] {
        scan(&MOTO.url, account).args(["--save"]).arg(&saved).run();
        let bytes = fs::read(&saved).unwrap();
        let text = String::from_utf8(zstd::decode_all(bytes.as_slice()).unwrap()).unwrap();
        assert!(text.len() > 10_000);
        // What the samples call the passwords that they make up.
        assert!(!text.contains("sample-only-not-a-secret"));
    }
}
