"""Fills account 444444444449 of a moto server with what hangs on the account as a whole, and what Systems Manager and EFS keep: `account.py URL`.

Contacts, an organisation with a policy of its own and a delegated administrator, parameters, documents private, shared and public, file systems
encrypted and not, with mount targets, access points, backups and a policy. Things come in pairs where a check can tell a good one from a bad one.
"""

import json
import sys

from session import policy, session_of

ACCOUNT = "444444444449"
TAGS = [{"Key": "Name", "Value": "good"}, {"Key": "Owner", "Value": "matrix"}]


def main(url: str) -> None:
    session = session_of(ACCOUNT, url)
    client = {name: session.client(name, endpoint_url=url) for name in ("account", "ec2", "efs", "kms", "organizations", "ssm")}
    build_contacts(client["account"])
    build_organization(client["organizations"])
    key = client["kms"].create_key(Description="files")["KeyMetadata"]["Arn"]
    build_parameters(client["ssm"], key)
    build_documents(client["ssm"])
    build_file_systems(client["efs"], build_network(client["ec2"]), key)


def build_contacts(account) -> None:
    for kind in ("SECURITY", "BILLING", "OPERATIONS"):
        account.put_alternate_contact(
            AlternateContactType=kind, Name=f"{kind.title()} team", Title="On call", EmailAddress=f"{kind.lower()}@example.com",
            PhoneNumber="+441632960000")


def build_organization(organizations) -> None:
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    organizations.create_policy(
        Name="guardrails", Description="guardrails", Type="SERVICE_CONTROL_POLICY",
        Content=policy({"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}))
    member = organizations.create_account(AccountName="audit", Email="audit@example.com")["CreateAccountStatus"]["AccountId"]
    organizations.register_delegated_administrator(AccountId=member, ServicePrincipal="guardduty.amazonaws.com")


def build_parameters(ssm, key: str) -> None:
    ssm.put_parameter(Name="/app/log_level", Type="String", Value="info", Tags=TAGS, Tier="Standard")
    ssm.put_parameter(Name="/app/db_password", Type="SecureString", Value="made up", KeyId=key, Tier="Standard")
    ssm.put_parameter(Name="/app/token", Type="String", Value="made up", Tier="Standard")
    ssm.put_parameter(Name="/app/own", Type="SecureString", Value="made up", Tier="Standard")
    ssm.put_parameter(Name="/app/abroad", Type="SecureString", Value="made up", Tier="Standard",
                      KeyId="arn:aws:kms:us-east-1:999999999999:key/11111111-2222-3333-4444-555555555555")


def build_documents(ssm) -> None:
    content = json.dumps({"schemaVersion": "2.2", "description": "made for the matrix", "mainSteps": [
        {"action": "aws:runShellScript", "name": "say", "inputs": {"runCommand": ["true"]}}]})
    for name, tags in (("private", TAGS), ("shared", TAGS), ("lent", []), ("public", [])):
        ssm.create_document(Content=content, Name=name, DocumentType="Command", DocumentFormat="JSON", Tags=tags)
    ssm.modify_document_permission(Name="shared", PermissionType="Share", AccountIdsToAdd=["111122223333"])
    ssm.modify_document_permission(Name="lent", PermissionType="Share", AccountIdsToAdd=["111122223333", "444455556666"])
    ssm.modify_document_permission(Name="public", PermissionType="Share", AccountIdsToAdd=["all"])


def build_network(ec2) -> dict[str, str]:
    vpc = ec2.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
    subnets = {
        name: ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.99.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]["SubnetId"]
        for number, (name, zone) in enumerate((("a", "a"), ("b", "b"), ("public", "c")))}
    ec2.modify_subnet_attribute(SubnetId=subnets["public"], MapPublicIpOnLaunch={"Value": True})
    return subnets


def build_file_systems(efs, subnets: dict[str, str], key: str) -> None:
    good = efs.create_file_system(CreationToken="good", Encrypted=True, KmsKeyId=key, ThroughputMode="elastic", Backup=True, Tags=TAGS)
    bad = efs.create_file_system(CreationToken="bad", Encrypted=False, ThroughputMode="bursting")
    zonal = efs.create_file_system(CreationToken="zonal", Encrypted=False, ThroughputMode="bursting", AvailabilityZoneName="us-east-1a")
    for system, names in ((good, ("a", "b")), (bad, ("public",)), (zonal, ("a",))):
        for name in names:
            efs.create_mount_target(FileSystemId=system["FileSystemId"], SubnetId=subnets[name])
    efs.put_file_system_policy(FileSystemId=good["FileSystemId"], Policy=policy(
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "elasticfilesystem:ClientMount", "Resource": "*"}))
    efs.put_file_system_policy(FileSystemId=bad["FileSystemId"], Policy=policy(
        {"Effect": "Allow", "Principal": "*", "Action": "elasticfilesystem:ClientMount", "Resource": "*"}))
    efs.create_access_point(ClientToken="good", FileSystemId=good["FileSystemId"], Tags=TAGS, PosixUser={"Uid": 1000, "Gid": 1000},
                            RootDirectory={"Path": "/app"})
    efs.create_access_point(ClientToken="bad", FileSystemId=bad["FileSystemId"], RootDirectory={"Path": "/"})


main(sys.argv[1])
