"""KMS keys and Secrets Manager secrets. Every value in them is made up; nothing here protects anything."""

import json

from account import Account, allow, policy


def key(account: Account, description: str, *, alias: str | None, rotates: bool, open_to_all: bool = False) -> str:
    """Gives the key's ARN. `open_to_all` lets every principal of every account use it."""
    kms = account.client("kms")
    owner = allow("kms:*", Sid="AccountAdministersTheKey", Principal={"AWS": f"arn:aws:iam::{account.id}:root"})
    everyone = allow(["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"], Sid="Everyone", Principal="*")
    arn = kms.create_key(
        Description=description, KeyUsage="ENCRYPT_DECRYPT", KeySpec="SYMMETRIC_DEFAULT",
        Policy=policy(owner, everyone) if open_to_all else policy(owner),
        Tags=[{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in account.tags(alias or description)],
    )["KeyMetadata"]["Arn"]
    if rotates:
        kms.enable_key_rotation(KeyId=arn)
    if alias:
        kms.create_alias(AliasName=f"alias/{alias}", TargetKeyId=arn)
    return arn


def schedule_deletion(account: Account, key: str) -> None:
    """By the key's id: given an ARN, as AWS allows, moto answers 500."""
    account.client("kms").schedule_key_deletion(KeyId=key.rsplit("/", 1)[1], PendingWindowInDays=7)


def secret(account: Account, name: str, content: dict[str, str] | str, *, key: str | None, description: str,
           resource_policy: str | None = None, **tags: str) -> str:
    """Gives the secret's ARN. Without a key of its own AWS uses aws/secretsmanager."""
    manager = account.client("secretsmanager")
    arn = manager.create_secret(
        Name=name, Description=description, Tags=account.tags(name, **tags),
        SecretString=content if isinstance(content, str) else json.dumps(content),
        **({"KmsKeyId": key} if key else {}))["ARN"]
    if resource_policy:
        manager.put_resource_policy(SecretId=arn, ResourcePolicy=resource_policy)
    return arn


def readable_by(role: str, arn: str) -> str:
    """A secret's own policy that lets one role in."""
    return policy(allow(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], arn, Principal={"AWS": role}))


def may_read_secret(secret: str, key: str) -> list[dict]:
    """All that a program needs to read a secret that its own key encrypts."""
    return [
        allow(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], secret),
        allow(["kms:Decrypt", "kms:DescribeKey"], key),
    ]
