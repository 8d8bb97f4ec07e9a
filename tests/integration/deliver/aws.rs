//! Buckets, topics and Security Hub of a local AWS, and their refusals.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use super::{folder, scan, scanned};
use crate::local_aws::MOTO;
use crate::proxy::fault::{Fault, Policy, Times};
use crate::proxy::{Behaviour, Proxy};
use crate::reports::python;

/// What a program does with clients of the local AWS: of the account that awsert runs in, and of one that it reads.
fn ask(program: &str) -> Json {
    let program = format!(
        "
import boto3, json
def client(service, **more):
    return boto3.client(service, endpoint_url='{url}', region_name='us-east-1', **more)
own = dict(aws_access_key_id='test', aws_secret_access_key='test')
def of(account):
    role = client('sts', **own).assume_role(RoleArn=f'arn:aws:iam::{{account}}:role/Auditor', RoleSessionName='deliver')['Credentials']
    return dict(aws_access_key_id=role['AccessKeyId'], aws_secret_access_key=role['SecretAccessKey'], aws_session_token=role['SessionToken'])
{program}
",
        url = MOTO.url
    );
    python("moto", &program, Path::new(""))
}

#[test]
fn reports_are_put_into_a_bucket_by_account_and_run() {
    ask("client('s3', **own).create_bucket(Bucket='reports-1')\nprint(json.dumps(0))");
    let folder = folder(
        "  - { s3: \"s3://reports-1/awsert\", formats: [json, html, asff, table], latest: true }",
        "",
    );
    let ran = scan(folder.path()).run().exits(1);
    let report = ran.json();
    let id = report["run"]["id"].as_str().unwrap();
    assert_eq!(
        ran.stderr,
        "delivered to s3://reports-1/awsert/: 8 objects\n"
    );
    let objects = ask("
s3 = client('s3', **own)
objects = {}
for object in s3.list_objects_v2(Bucket='reports-1')['Contents']:
    got = s3.get_object(Bucket='reports-1', Key=object['Key'])
    objects[object['Key']] = [got['ContentType'], got['Body'].read().decode()]
print(json.dumps(objects))");
    let objects = objects.as_object().unwrap();
    let kinds: BTreeMap<String, &str> = objects
        .iter()
        .map(|(key, object)| (key.replace(id, "RUN"), object[0].as_str().unwrap()))
        .collect();
    insta::assert_json_snapshot!(kinds, @r#"
    {
      "awsert/111111111111/RUN.asff.json": "application/json",
      "awsert/111111111111/RUN.html": "text/html; charset=utf-8",
      "awsert/111111111111/RUN.json": "application/json",
      "awsert/111111111111/RUN.txt": "text/plain; charset=utf-8",
      "awsert/111111111111/latest.asff.json": "application/json",
      "awsert/111111111111/latest.html": "text/html; charset=utf-8",
      "awsert/111111111111/latest.json": "application/json",
      "awsert/111111111111/latest.txt": "text/plain; charset=utf-8"
    }
    "#);
    let json = objects[&format!("awsert/111111111111/{id}.json")][1]
        .as_str()
        .unwrap();
    assert_eq!(serde_json::from_str::<Json>(json).unwrap(), report);
    let latest = objects["awsert/111111111111/latest.json"][1]
        .as_str()
        .unwrap();
    assert_eq!(latest, json);
}

#[test]
fn a_topic_is_told_with_the_credentials_of_who_runs_awsert() {
    let topic = ask("
sns, sqs = client('sns', **own), client('sqs', **own)
topic = sns.create_topic(Name='awsert')['TopicArn']
queue = sqs.create_queue(QueueName='told')['QueueUrl']
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=['QueueArn'])['Attributes']['QueueArn']
sns.subscribe(TopicArn=topic, Protocol='sqs', Endpoint=arn)
print(json.dumps(topic))");
    let topic = topic.as_str().unwrap();
    // The account that runs awsert, and not the one that is read.
    assert!(topic.contains(":123456789012:"), "{topic}");
    let folder = folder(&format!("  - {{ sns: \"{topic}\", least: low }}"), "");
    let ran = scan(folder.path()).run().exits(1);
    let failed = ran.json()["summary"]["fail"].as_u64().unwrap();
    assert_eq!(
        ran.stderr,
        format!("delivered to {topic}: {failed} failures (low and above)\n")
    );
    let told = ask("
sqs = client('sqs', **own)
messages = sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName='told')['QueueUrl'], MaxNumberOfMessages=10).get('Messages', [])
print(json.dumps([json.loads(message['Body']) for message in messages]))");
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!(
        told[0]["Subject"],
        format!("awsert: {failed} failures (low and above) in account 111111111111")
    );
    let text = told[0]["Message"].as_str().unwrap();
    assert!(text.contains("rds-instance-multi-az"), "{text}");
    assert!(text.contains("What to do: "), "{text}");
}

/// What Security Hub of an account has, by id.
fn hub(account: &str) -> BTreeMap<String, Json> {
    let findings = ask(&format!(
        "
hub = client('securityhub', **of('{account}'))
pages = hub.get_paginator('get_findings').paginate()
print(json.dumps([finding for page in pages for finding in page['Findings']], default=str))"
    ));
    let findings = findings.as_array().unwrap().iter();
    findings
        .map(|finding| (finding["Id"].as_str().unwrap().to_owned(), finding.clone()))
        .collect()
}

#[test]
fn findings_go_into_the_security_hub_of_their_account_and_what_is_fixed_is_resolved() {
    let account = "777777777781";
    let make = "
rds = client('rds', **of('777777777781'))
client('securityhub', **of('777777777781')).enable_security_hub()
for name in ['a', 'b', 'c']:
    rds.create_db_instance(DBInstanceIdentifier=name, Engine='postgres', DBInstanceClass='db.t3.micro', AllocatedStorage=20,
        MasterUsername='admin1', MasterUserPassword='not-a-secret', MultiAZ=(name == 'c'))
print(json.dumps(0))";
    ask(make);
    let folder = folder(
        "  - { security_hub: true, least: medium }",
        "store: runs.awsert\nbaseline: last",
    );
    let run = || scanned(folder.path(), &MOTO.url, account).run();
    let ran = run().exits(1);
    assert_eq!(ran.stderr, "delivered to Security Hub: 3 findings\n");
    let states = |of: &BTreeMap<String, Json>| -> BTreeMap<String, String> {
        let findings = of.values();
        findings
            .map(|finding| {
                let id = finding["Resources"][0]["Id"].as_str().unwrap();
                let text = |json: &Json| json.as_str().unwrap_or("-").to_owned();
                let state = format!(
                    "{} {}",
                    text(&finding["Compliance"]["Status"]),
                    text(&finding["RecordState"])
                );
                (id.rsplit(':').next().unwrap().to_owned(), state)
            })
            .collect()
    };
    let first = hub(account);
    let state = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    assert_eq!(
        states(&first),
        BTreeMap::from([
            state("a", "FAILED ACTIVE"),
            state("b", "FAILED ACTIVE"),
            state("c", "PASSED ARCHIVED"),
        ])
    );
    // One is mended, one goes.
    ask("
rds = client('rds', **of('777777777781'))
rds.modify_db_instance(DBInstanceIdentifier='a', MultiAZ=True, ApplyImmediately=True)
rds.delete_db_instance(DBInstanceIdentifier='b', SkipFinalSnapshot=True)
print(json.dumps(0))");
    run().exits(0);
    let second = hub(account);
    assert_eq!(
        first.keys().collect::<BTreeSet<_>>(),
        second.keys().collect::<BTreeSet<_>>()
    );
    assert_eq!(
        states(&second),
        BTreeMap::from([
            state("a", "PASSED ARCHIVED"),
            state("b", "NOT_AVAILABLE ARCHIVED"),
            state("c", "PASSED ARCHIVED"),
        ])
    );
}

#[test]
fn a_refusal_names_what_is_missing_and_keeps_nothing_else_from_being_delivered() {
    ask("
client('s3', **own).create_bucket(Bucket='reports-2')
client('sns', **own).create_topic(Name='told-2')
print(json.dumps(0))");
    let proxy = |faults: &[(&str, Fault)]| {
        let faults = faults.iter().cloned();
        Proxy::before(
            &MOTO.url,
            Behaviour {
                faults: faults
                    .map(|(call, fault)| (call.to_owned(), fault))
                    .collect(),
                ..Behaviour::default()
            },
        )
    };
    let folder = folder(
        "  - { s3: \"s3://reports-2/\" }
  - { sns: \"arn:aws:sns:us-east-1:123456789012:told-2\" }
  - { security_hub: true }",
        "store: runs.awsert\nfail_on: critical",
    );
    let all = proxy(&[
        ("s3:PutObject", Fault::Denied(Policy::Identity)),
        ("sns:Publish", Fault::Denied(Policy::Identity)),
        (
            "securityhub:BatchImportFindings",
            Fault::Denied(Policy::ServiceControl),
        ),
    ]);
    let ran = scanned(folder.path(), &all.url, "111111111111")
        .run()
        .exits(3);
    let report = ran.json();
    let id = report["run"]["id"].as_str().unwrap();
    insta::assert_snapshot!(ran.stderr.replace(id, "RUN"), @r#"
    error: not delivered to s3://reports-2/ (awsert.yaml:7): s3:PutObject denied: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: s3:PutObject because no identity-based policy allows the s3:PutObject action
      allow s3:PutObject
    error: not delivered to arn:aws:sns:us-east-1:123456789012:told-2 (awsert.yaml:8): sns:Publish denied: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: sns:Publish because no identity-based policy allows the sns:Publish action
      allow sns:Publish
    error: not delivered to Security Hub (awsert.yaml:9): 0 of 2 findings were taken: securityhub:BatchImportFindings denied by a service control policy: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: securityhub:BatchImportFindings with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-exampleorgid/service_control_policy/p-examplepolicyid (111111111111 in us-east-1)
      ask whoever owns the service control policy arn:aws:organizations::999988887777:policy/o-exampleorgid/service_control_policy/p-examplepolicyid to let securityhub:BatchImportFindings through
    once that is mended: awsert report RUN --store runs.awsert --deliver=s3,security-hub,sns
    "#);
    let notices = report["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 3, "{notices:?}");
    // A fault that passes is tried again.
    let passing = proxy(&[
        ("sns:Publish", Fault::Failed(503, Times::First(2))),
        (
            "securityhub:BatchImportFindings",
            Fault::Throttled(Times::First(1)),
        ),
    ]);
    let ran = scanned(folder.path(), &passing.url, "111111111111")
        .run()
        .exits(0);
    assert!(!ran.stderr.contains("error"), "{}", ran.stderr);
    let seen = passing.seen();
    assert_eq!(seen["sns:Publish"], 3);
    assert_eq!(seen["securityhub:BatchImportFindings"], 2);
}

#[test]
fn what_is_not_there_is_told_with_what_to_do() {
    let folder = folder(
        "  - { s3: \"s3://no-such-bucket-here/x\" }
  - { sns: \"arn:aws:sns:us-east-1:123456789012:no-such-topic\" }",
        "",
    );
    let ran = scan(folder.path()).run().exits(1);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: not delivered to s3://no-such-bucket-here/x/ (awsert.yaml:6): s3:PutObject error: NoSuchBucket: The specified bucket does not exist
      make the bucket, or name another
    error: not delivered to arn:aws:sns:us-east-1:123456789012:no-such-topic (awsert.yaml:7): sns:Publish error: NotFound: Endpoint does not exist
      look at the topic's ARN
    this run is kept nowhere: with `store` in the configuration it could be delivered later
    "#);
}

#[test]
fn findings_that_security_hub_does_not_take_are_named() {
    let answer = serde_json::json!({
        "FailedCount": 2, "SuccessCount": 1,
        "FailedFindings": [
            { "Id": "awsert/x", "ErrorCode": "InvalidInput", "ErrorMessage": "Finding does not adhere to Amazon Finding Format." },
            { "Id": "awsert/y", "ErrorCode": "InvalidInput", "ErrorMessage": "Finding does not adhere to Amazon Finding Format." },
        ],
    });
    let answered = |body: String| {
        let call = "securityhub:BatchImportFindings".to_owned();
        let behaviour = Behaviour {
            answered: BTreeMap::from([(call, body)]),
            ..Behaviour::default()
        };
        Proxy::before(&MOTO.url, behaviour)
    };
    let folder = folder("  - { security_hub: true }", "");
    let run = |proxy: &Proxy| scanned(folder.path(), &proxy.url, "111111111111").run();
    let ran = run(&answered(answer.to_string())).exits(1);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: not delivered to Security Hub (awsert.yaml:6): 1 of 2 findings were taken: securityhub:BatchImportFindings did not take 2 findings (awsert/x, awsert/y): InvalidInput: Finding does not adhere to Amazon Finding Format. (111111111111 in us-east-1)
      see what the service says of them; they are in the ASFF report as they were sent
    this run is kept nowhere: with `store` in the configuration it could be delivered later
    "#);
    // Something that is no answer is not taken for one.
    let ran = run(&answered("<html>Log in</html>".to_owned())).exits(1);
    assert!(
        ran.stderr
            .contains("does not say which findings were taken"),
        "{}",
        ran.stderr
    );
}

/// Reading stays reading: the calls of deliveries are made when they are configured, and no others that change anything ever are.
#[test]
fn what_a_run_changes_is_what_is_delivered() {
    ask("client('s3', **own).create_bucket(Bucket='reports-3')\nprint(json.dumps(0))");
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let folder = folder("  - { s3: \"s3://reports-3/\" }", "");
    let changing = || -> BTreeSet<String> {
        let seen = proxy.seen().into_keys();
        seen.filter(|call| {
            let operation = call.split(':').nth(1).unwrap();
            let reads = ["List", "Get", "Describe", "AssumeRole"];
            !reads.iter().any(|verb| operation.starts_with(verb))
        })
        .collect()
    };
    scanned(folder.path(), &proxy.url, "111111111111")
        .arg("--no-deliver")
        .run()
        .exits(1);
    assert_eq!(changing(), BTreeSet::new());
    scanned(folder.path(), &proxy.url, "111111111111")
        .run()
        .exits(1);
    let changed: Vec<String> = changing().into_iter().collect();
    assert_eq!(changed, ["s3:PutObject"]);
}

#[test]
fn several_targets_are_told_together_and_each_account_s_hub_has_its_own() {
    ask("client('s3', **own).create_bucket(Bucket='reports-4')\nprint(json.dumps(0))");
    let accounts = ["111111111111", "222222222221"];
    let targets = accounts.map(|account| {
        format!(
            "  - {{ name: \"{account}\", assume_role: \"arn:aws:iam::{account}:role/Auditor\", regions: [us-east-1] }}\n"
        )
    });
    let targets = targets.concat();
    let folder = folder(
        "  - { s3: \"s3://reports-4\" }\n  - { security_hub: true }",
        &format!("targets:\n{targets}"),
    );
    let ran = crate::awsert::awsert(["scan", "--endpoint-url", &MOTO.url])
        .in_folder(folder.path())
        .run();
    assert!(!ran.stderr.contains("error"), "{}", ran.stderr);
    for account in accounts {
        assert!(!hub(account).is_empty(), "{account}");
        for finding in hub(account).values() {
            assert_eq!(finding["AwsAccountId"], account);
        }
    }
    let keys = ask("
objects = client('s3', **own).list_objects_v2(Bucket='reports-4')['Contents']
print(json.dumps([object['Key'] for object in objects]))");
    let keys = keys.as_array().unwrap();
    assert_eq!(keys.len(), 1);
    assert!(
        keys[0].as_str().unwrap().starts_with("several/"),
        "{keys:?}"
    );
}
