"""The file that a deployment's tool would have written of what it made, one kind for each document, for `awsert verify`; and beside it the
configuration that holds it to its document's items.

    a  terraform show -json          c  pulumi stack export              e  terraform output -json
    b  terraform.tfstate             d  cdk deploy --outputs-file
"""

import json
import os
from pathlib import Path

import items
from made import PARTS, Made, Resource

FILES = {"a": "terraform-show.json", "b": "terraform.tfstate", "c": "pulumi-stack.json", "d": "cdk-outputs.json", "e": "terraform-output.json"}
PROVIDER = "registry.terraform.io/hashicorp/aws"
# Pulumi's names for Terraform's types, out of the table that awsert reads such files by.
NAMES = Path(__file__).parents[2] / "src/deployed/types"
SECRET = ("password", "master_password")


def write(made: Made, folder: Path) -> Path:
    document, variant = made.account.document, made.account.variant
    content = WRITERS[document](made.resources, outputs(made.resources))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document}-{variant}-{FILES[document]}"
    put(path, json.dumps(content, indent=1) + "\n")
    put(folder / f"{document}-{variant}.yaml", items.configuration(document, variant))
    return path


def put(path: Path, text: str) -> None:
    beside = path.with_suffix(".part")
    beside.write_text(text)
    os.replace(beside, path)


def outputs(resources: list[Resource]) -> dict:
    """Each resource by what its code calls it: its ARN, else its id; and the passwords, as secrets."""
    told = {}
    for one in resources:
        if one.type in PARTS.values():
            continue
        name = f"{one.label}_{one.type.removeprefix('aws_')}"
        by_id = one.type in ("aws_vpc", "aws_subnet", "aws_security_group", "aws_instance", "aws_db_instance")
        value = one.attributes.get("identifier", one.attributes["id"]) if by_id else one.attributes.get("arn", one.attributes["id"])
        told[name] = (value, False)
        for secret in SECRET:
            if secret in one.attributes:
                told[f"{name}_{secret}"] = (one.attributes[secret], True)
    return told


def as_terraform(told: dict) -> dict:
    return {name: {"sensitive": secret, "type": "string", "value": value} for name, (value, secret) in told.items()}


def terraform_show(resources: list[Resource], told: dict) -> dict:
    shown = [{
        "address": f"module.sample.{one.type}.{one.label}", "mode": "managed", "type": one.type, "name": one.label,
        "provider_name": PROVIDER, "schema_version": 0, "values": one.attributes,
        "sensitive_values": {name: True for name in SECRET if name in one.attributes}} for one in resources]
    return {"format_version": "1.0", "terraform_version": "1.9.8", "values": {
        "outputs": as_terraform(told), "root_module": {"child_modules": [{"resources": shown, "address": "module.sample"}]}}}


def terraform_state(resources: list[Resource], told: dict) -> dict:
    def secret(one: Resource) -> list:
        return [[{"type": "get_attr", "value": name}] for name in SECRET if name in one.attributes]
    return {
        "version": 4, "terraform_version": "1.9.8", "serial": 1, "lineage": "00000000-0000-4000-8000-000000000000",
        "outputs": {name: {"value": value, "type": "string"} | ({"sensitive": True} if hidden else {})
                    for name, (value, hidden) in told.items()},
        "resources": [{
            "mode": "managed", "type": one.type, "name": one.label, "provider": f'provider["{PROVIDER}"]',
            "instances": [{"schema_version": 0, "attributes": one.attributes, "sensitive_attributes": secret(one)}],
        } for one in resources],
        "check_results": None}


def pulumi_export(resources: list[Resource], told: dict) -> dict:
    names = pulumi_names()
    urn = "urn:pulumi:sample::sample::"
    stack = f"{urn}pulumi:pulumi:Stack::sample-sample"
    provider = f"{urn}pulumi:providers:aws::default"

    def hidden(value: str) -> dict:
        return {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps(value)}

    def one_of(one: Resource) -> dict:
        token = names.get(one.type, f"other/{camel(one.type)}")
        kind = f"aws:{token}:{token.split('/')[1][0].upper()}{token.split('/')[1][1:]}"
        return {"urn": f"{urn}{kind}::{one.label}", "custom": True, "id": one.attributes["id"], "type": kind, "parent": stack,
                "provider": f"{provider}::00000000-0000-4000-8000-000000000000",
                "outputs": {camel(name): hidden(value) if name in SECRET else value for name, value in one.attributes.items()}}

    return {"version": 3, "deployment": {"manifest": {"version": "v3.137.0"}, "resources": [
        {"urn": stack, "custom": False, "type": "pulumi:pulumi:Stack",
         "outputs": {name: hidden(value) if secret else value for name, (value, secret) in told.items()}},
        {"urn": provider, "custom": True, "id": "00000000-0000-4000-8000-000000000000", "type": "pulumi:providers:aws",
         "outputs": {"region": "us-east-1"}},
        *map(one_of, resources)]}}


def pulumi_names() -> dict[str, str]:
    lines = [line.split() for table in ("terraform.txt", "parts.txt") for line in (NAMES / table).read_text().splitlines()]
    return {columns[0]: columns[1] for columns in lines if columns and columns[0].startswith("aws_")}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def cdk_outputs(_resources: list[Resource], told: dict) -> dict:
    """CDK's keys have letters and digits alone."""
    return {"Sample": {camel(f"_{name}"): value for name, (value, secret) in told.items() if not secret}}


def terraform_outputs(_resources: list[Resource], told: dict) -> dict:
    return as_terraform(told)


WRITERS = {"a": terraform_show, "b": terraform_state, "c": pulumi_export, "d": cdk_outputs, "e": terraform_outputs}
