//! Files that are no deployment, and deployments that are broken: what is said of them, and that nothing worse happens.

use proptest::prelude::*;

use super::super::file;
use super::refused;

#[test]
fn what_is_no_deployment_is_named_and_what_to_run_instead() {
    let cases = [
        // Plans, other versions, what other commands write.
        r#"{"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": []}"#,
        r#"{"format_version": "2.0", "values": {}}"#,
        r#"{"format_version": "1.0", "provider_schemas": {}}"#,
        r#"{"version": 3, "terraform_version": "0.11.14", "serial": 1, "lineage": "x", "modules": []}"#,
        r#"{"version": 5, "serial": 1, "lineage": "x", "resources": []}"#,
        r#"{"serial": 1, "lineage": "x", "meta": {"key_provider.pbkdf2.a": "eyJ"}, "encrypted_data": "b2s=", "encryption_version": "v0"}"#,
        r#"{"version": 1, "deployment": {}}"#,
        r#"{"version": 9, "deployment": {}}"#,
        r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}"#,
        r#"{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}"#,
        r#"{"Stacks": [{"StackId": "x"}]}"#,
        "[1, 2]",
        "\"vpc-1\"",
        // No JSON.
        "",
        "  \n",
        "{\"a\": 1,\n  \"b\" 2}",
        "{\"a\": ",
        "{\"a\": 1} {\"b\": 2}",
        "terraform {\n  required_version = \">= 1.0\"\n}\nresource \"aws_vpc\" \"this\" {}\n",
        "# aws_vpc.this:\nresource \"aws_vpc\" \"this\" {\n",
        "vpc_id = \"vpc-1\"\n",
        "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  Vpc: {}\n",
        "name: orders\nruntime: nodejs\n",
        "vpc_id: vpc-1\n",
        "[command]/home/runner/terraform-bin show -json\n{\"format_version\": \"1.0\"}\n",
        "Error: No state file was found!\n",
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|text| {
            let first = text.lines().next().unwrap_or_default();
            let shown: String = first.chars().take(60).collect();
            format!("{shown}\n  {}", refused(&[text]))
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    {"format_version": "1.2", "planned_values": {"root_module": 
      1.json: it is a plan: it says what will be made, not what was
      after `terraform apply`, run `terraform show -json > state.json`, without the plan's file
    {"format_version": "2.0", "values": {}}
      1.json: it is Terraform's JSON of a format_version other than 1.x
      a newer awsert may read it; until then give the state file, or `terraform output -json`
    {"format_version": "1.0", "provider_schemas": {}}
      1.json: it is Terraform's JSON, but of something else than a state
      run `terraform show -json > state.json`
    {"version": 3, "terraform_version": "0.11.14", "serial": 1, 
      1.json: it is a state file of Terraform 0.11 or before
      Terraform 0.12 and later write it anew when they apply; or give `terraform output -json`
    {"version": 5, "serial": 1, "lineage": "x", "resources": []}
      1.json: it is a state file of a version after 4
      a newer awsert may read it; until then give `terraform show -json`
    {"serial": 1, "lineage": "x", "meta": {"key_provider.pbkdf2.
      1.json: it is a state that OpenTofu has encrypted
      let OpenTofu open it: `tofu show -json > state.json`
    {"version": 1, "deployment": {}}
      1.json: it is a stack as Pulumi exported it before version 1.0
      run `pulumi stack export > stack.json` with a current Pulumi
    {"version": 9, "deployment": {}}
      1.json: it is a stack as a Pulumi exports it that is newer than what is understood
      a newer awsert may read it; until then give `pulumi stack output --json`
    {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}
      1.json: it is a template of CloudFormation's: it says what is meant, not what was made
      name the stack that was made of it
    {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}
      1.json: it is a template of CloudFormation's: it says what is meant, not what was made
      name the stack that was made of it
    {"Stacks": [{"StackId": "x"}]}
      1.json: it is CloudFormation's answer about a stack
      name the stack: its outputs and resources are asked for then
    [1, 2]
      1.json: it is JSON, but no object
      give what one of these wrote: `terraform show -json` (or `tofu`), Terraform's state file, `terraform output -json`, `pulumi stack export`, `pulumi stack output --json`, `cdk deploy --outputs-file`; or an object of outputs, {"name": value}
    "vpc-1"
      1.json: it is JSON, but no object
      give what one of these wrote: `terraform show -json` (or `tofu`), Terraform's state file, `terraform output -json`, `pulumi stack export`, `pulumi stack output --json`, `cdk deploy --outputs-file`; or an object of outputs, {"name": value}

      1.json: it is empty
      give what one of these wrote: `terraform show -json` (or `tofu`), Terraform's state file, `terraform output -json`, `pulumi stack export`, `pulumi stack output --json`, `cdk deploy --outputs-file`; or an object of outputs, {"name": value}
      
      1.json: it is empty
      give what one of these wrote: `terraform show -json` (or `tofu`), Terraform's state file, `terraform output -json`, `pulumi stack export`, `pulumi stack output --json`, `cdk deploy --outputs-file`; or an object of outputs, {"name": value}
    {"a": 1,
      1.json:2:7: it is not JSON: expected `:`
      the file was cut, or holds more than its tool wrote: let the tool write it anew
    {"a": 
      1.json:1:6: it is not JSON: EOF while parsing a value
      the file was cut, or holds more than its tool wrote: let the tool write it anew
    {"a": 1} {"b": 2}
      1.json:1:10: it is not JSON: trailing characters
      the file was cut, or holds more than its tool wrote: let the tool write it anew
    terraform {
      1.json:1:2: it is Terraform's language: it says what is meant, not what was made
      run `terraform show -json > state.json` after `terraform apply`
    # aws_vpc.this:
      1.json:1:1: it is Terraform's text for people
      run the command with `-json`: `terraform show -json > state.json`, or `terraform output -json > outputs.json`
    vpc_id = "vpc-1"
      1.json:1:1: it is Terraform's text for people
      run the command with `-json`: `terraform show -json > state.json`, or `terraform output -json > outputs.json`
    AWSTemplateFormatVersion: 2010-09-09
      1.json:1:1: it is a template of CloudFormation's: it says what is meant, not what was made
      name the stack that was made of it
    name: orders
      1.json:1:2: it is a file of Pulumi's configuration
      run `pulumi stack export > stack.json`, or `pulumi stack output --json > outputs.json`
    vpc_id: vpc-1
      1.json:1:1: it is YAML, not JSON
      give what one of these wrote: `terraform show -json` (or `tofu`), Terraform's state file, `terraform output -json`, `pulumi stack export`, `pulumi stack output --json`, `cdk deploy --outputs-file`; or an object of outputs, {"name": value}
    [command]/home/runner/terraform-bin show -json
      1.json:1:2: it begins with words of a wrapper around Terraform
      set `terraform_wrapper: false` for hashicorp/setup-terraform, and run the command again
    Error: No state file was found!
      1.json:1:1: it is what a command said that failed
      run the command by itself, and see why it fails
    "#);
}

#[test]
fn a_deployment_that_was_cut_or_changed_is_refused_where_it_is() {
    let cases = [
        r#"{"format_version": "1.0", "values": {"root_module": {"resources": {}}}}"#,
        r#"{"format_version": "1.0", "values": {"root_module": {"resources": [{"address": "a.b", "mode": "managed", "type": "aws_vpc"}]}}}"#,
        r#"{"format_version": "1.0", "values": {"root_module": {"child_modules": [{"address": "module.a", "resources": [7]}]}}}"#,
        r#"{"format_version": "1.0", "values": []}"#,
        r#"{"format_version": "1.0", "values": {"outputs": {"a": {"sensitive": "yes", "value": "planted"}}}}"#,
        r#"{"version": 4, "serial": 1, "resources": [{"mode": "managed", "type": "aws_vpc", "name": "a", "provider": "aws", "instances": [{"index_key": {}}]}]}"#,
        r#"{"version": 4, "serial": 1, "resources": [{"mode": "managed", "type": "aws_vpc", "name": "a", "provider": "aws", "instances": "planted"}]}"#,
        r#"{"version": 4, "serial": 1, "resources": [{"type": "aws_vpc"}]}"#,
        r#"{"version": 3, "deployment": {"resources": [{"urn": "urn:x", "custom": true, "id": 7, "type": "aws:ec2/vpc:Vpc"}]}}"#,
        r#"{"version": 3, "deployment": 7}"#,
        r#"{"a": {"sensitive": true, "type": "string", "value": "planted"}, "b": "planted"}"#,
        r#"{"a": {"sensitive": false, "type": "string"}}"#,
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|text| {
            let said = refused(&[text]);
            assert!(!said.contains("planted"), "{said}");
            said.lines().next().unwrap_or_default().to_owned()
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    1.json: values.root_module.resources is no list
    1.json: values.root_module.resources[0].provider_name is missing
    1.json: values.root_module.child_modules[0].resources[0] is no object
    1.json: values is no object
    1.json: values.outputs.a.sensitive is neither true nor false
    1.json: resources[0].instances[0].index_key is neither a number nor a text
    1.json: resources[0].instances is no list
    1.json: resources[0].mode is missing
    1.json: deployment.resources[0].id is no text
    1.json: deployment is no object
    1.json: b is no object
    1.json: a.value is missing
    ");
}

#[test]
fn what_nests_without_end_or_is_no_text_is_refused() {
    let deep = format!("{}{}", "{\"a\":".repeat(1_000), "1");
    insta::assert_snapshot!(refused(&[&deep]), @r"
    1.json:1:636: it is nested deeper than 127 levels, which no tool does
      the file was cut, or holds more than its tool wrote: let the tool write it anew
    ");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    // As PowerShell 5 writes what a command prints.
    std::fs::write(&path, b"\xff\xfe{\0}\0").unwrap();
    let error = super::Deployment::read(std::slice::from_ref(&path)).unwrap_err();
    let said = error
        .to_string()
        .replace(&path.display().to_string(), "state.json");
    insta::assert_snapshot!(said, @"cannot read the deployment state.json: it is not UTF-8 text: see line 1; save it as UTF-8");
    let error = super::Deployment::read(&[folder.path().join("none.json")]).unwrap_err();
    assert!(error.to_string().contains("none.json"), "{error}");
}

/// JSON that has the words of deployments in all places.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let name = prop_oneof![
        Just("version"),
        Just("format_version"),
        Just("values"),
        Just("root_module"),
        Just("child_modules"),
        Just("resources"),
        Just("instances"),
        Just("attributes"),
        Just("outputs"),
        Just("deployment"),
        Just("checkpoint"),
        Just("latest"),
        Just("sensitive"),
        Just("value"),
        Just("type"),
        Just("mode"),
        Just("address"),
        Just("provider"),
        Just("provider_name"),
        Just("name"),
        Just("urn"),
        Just("custom"),
        Just("id"),
        Just("arn"),
        Just("4dabf18193072939515e22adb298388d"),
    ];
    let leaf = prop_oneof![
        Just(serde_json::json!(null)),
        Just(serde_json::json!(true)),
        Just(serde_json::json!(3)),
        Just(serde_json::json!(4)),
        Just(serde_json::json!("1.0")),
        Just(serde_json::json!("managed")),
        Just(serde_json::json!("aws_vpc")),
        Just(serde_json::json!("aws:ec2/vpc:Vpc")),
        Just(serde_json::json!(
            "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"
        )),
        "\\PC*".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::hash_map(name.clone(), inner, 0..6).prop_map(|members| {
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                serde_json::Value::Object(members.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_and_no_text_makes_it_panic(json in json(), text in "\\PC*") {
        let _ = file::contents(&json.to_string());
        let _ = file::contents(&text);
    }
}
