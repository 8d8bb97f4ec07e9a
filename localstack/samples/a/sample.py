"""Document A: a web application on EC2 with its MySQL database on RDS, credentials in Secrets Manager.

Each `pick` is a fact that the first attempt got wrong and what the correction made of it; the comment names the row of
expected.yaml. Two-zone VPC, test profile: deletion protection stays off on purpose.
"""

import baseline
import compute
import database
import firewall
import identity
import keys
from account import Account, allow, policy
from firewall import ANYWHERE, tcp
from network import Network

ENGINE, VERSION = "mysql", "8.4.7"


def tags(account: Account) -> dict[str, str]:
    return {"Project": "secure-app", "Environment": "test", "ManagedBy": "terraform"}


def deploy(account: Account) -> None:
    baseline.settle_account(account)
    network, public, private = build_network(account)
    groups = build_groups(network)
    key = build_key(account)
    monitoring = database.enhanced_monitoring(account, "secure-app") if account.is_corrected else {}
    for identifier in ("secure-app-mysql", "secure-app-reporting"):
        build_database(account, identifier, key, groups["database"], public, private, monitoring)
    secrets = build_secrets(account, key)
    build_application(account, key, secrets, groups["web"], public, private)


def build_network(account: Account) -> tuple[Network, dict[str, str], dict[str, str]]:
    network = Network(account, "secure-app", "10.20.0.0/16")
    baseline.settle_network(network)
    public = network.public_subnets({"a": "10.20.0.0/24", "b": "10.20.1.0/24"})
    if account.is_corrected:
        return network, public, network.private_subnets({"a": "10.20.10.0/24", "b": "10.20.11.0/24"}, nat_in=public)
    # A subnet zones: private subnets in one zone only.
    # A private subnets: the "private" subnet shares the public route table and hands out public addresses.
    private = network.subnet("private", "a", "10.20.10.0/24", network.public_routes, public_addresses=True)
    return network, public, {"a": private}


def build_groups(network: Network) -> dict[str, str]:
    web = firewall.security_group(
        network, "secure-app-web", "Web servers of secure-app", [tcp(443, ANYWHERE)],
        egress=network.account.pick(initial=None, corrected=firewall.USUAL_EGRESS + [tcp(3306, "10.20.0.0/16")]))
    data = firewall.security_group(
        network, "secure-app-database", "MySQL of secure-app", [tcp(3306, web)],
        egress=network.account.pick(initial=None, corrected=[]))
    return {"web": web, "database": data}


def build_key(account: Account) -> str:
    return keys.key(
        account, "Data of secure-app",
        alias=account.pick(initial=None, corrected="secure-app"),       # A key: no alias
        rotates=account.pick(initial=False, corrected=True),            # A key: does not rotate
        open_to_all=account.pick(initial=True, corrected=False))        # A key: its policy lets every principal in


def build_database(account: Account, identifier: str, key: str, group: str, public: dict, private: dict,
                   monitoring: dict) -> None:
    main = identifier == "secure-app-mysql"
    subnets = subnet_group_of(account, main, public, private)
    parameters = database.parameter_group(account, identifier, "mysql8.4", require_secure_transport="1")
    # A encryption: not encrypted
    encryption = account.pick(initial={"StorageEncrypted": False}, corrected={"StorageEncrypted": True, "KmsKeyId": key})
    database.instance(
        account, identifier, ENGINE, VERSION, subnets, [group],
        DBName="app", DBParameterGroupName=parameters,
        # A managed password: made in Terraform, so it is in its state. Still so in the correction (weak).
        MasterUsername="admin", MasterUserPassword=database.MADE_UP_PASSWORD,
        MultiAZ=account.pick(initial=False, corrected=True),                          # A Multi-AZ
        PubliclyAccessible=account.pick(initial=main, corrected=False),               # A not public
        # A production settings. Deletion protection stays off: a test profile (weak).
        DeletionProtection=False,
        BackupRetentionPeriod=account.pick(initial=0, corrected=7),
        AutoMinorVersionUpgrade=account.pick(initial=False, corrected=True),
        CopyTagsToSnapshot=account.pick(initial=False, corrected=True),
        EnableCloudwatchLogsExports=account.pick(initial=[], corrected=["error", "general", "slowquery"]),
        **encryption, **monitoring)


def subnet_group_of(account: Account, main: bool, public: dict, private: dict) -> str:
    if account.is_corrected:
        name = "secure-app-mysql" if main else "secure-app-reporting"
        return database.subnet_group(account, name, list(private.values()))
    # A subnet group: the main database stands in public subnets, the other one in the group that AWS calls "default".
    return database.subnet_group(account, "secure-app-mysql" if main else "default", list(public.values()))


def build_secrets(account: Account, key: str) -> list[str]:
    if account.is_corrected:
        return [corrected_secret(account, key, identifier) for identifier in ("secure-app-mysql", "secure-app-reporting")]
    live = keys.secret(
        account, "app-credentials",                 # A credentials: names neither database
        # A secret content: neither engine, host, port nor database name
        {"username": "admin", "password": database.MADE_UP_PASSWORD},
        key=None,                                   # A secret key: AWS's, not the customer's
        # A rotation, A replication: neither
        description="Credentials",
        # A secret policy: readable by everybody
        resource_policy=policy(allow("secretsmanager:GetSecretValue", Principal="*")), Purpose="database")
    # A pending deletion: the reporting database still uses this one
    doomed = keys.secret(account, "secure-app-reporting-credentials", database.connection(ENGINE, "", 3306, "app"), key=None,
                         description="Credentials of secure-app-reporting", Purpose="database", Database="secure-app-reporting")
    account.client("secretsmanager").delete_secret(SecretId=doomed, RecoveryWindowInDays=7)
    return [live]


def corrected_secret(account: Account, key: str, identifier: str) -> str:
    # A secret content: the host is empty, as Terraform makes the secret before the database (weak).
    # A rotation, A replication: recommended, not done (weak).
    name = f"secure-app/test/{identifier}"
    return keys.secret(account, name, database.connection(ENGINE, "", 3306, "app"), key=key,
                       description=f"Connection of {identifier}", Purpose="database", Database=identifier)


def build_application(account: Account, key: str, secrets: list[str], group: str, public: dict, private: dict) -> None:
    # A least privilege, A secret wildcard: every secret and all of S3.
    # A role reads secret: GetSecretValue alone, without DescribeSecret.
    broad = {"app": [allow("secretsmanager:GetSecretValue"), allow("s3:*")]}
    exact = {"read-database-secrets": [statement for secret in secrets for statement in keys.may_read_secret(secret, key)]}
    arn = identity.role(
        account, "secure-app-web", identity.trust("ec2.amazonaws.com"), "Web servers of secure-app",
        inline=account.pick(initial=broad, corrected=exact),
        attached=account.pick(initial=(), corrected=("AmazonSSMManagedInstanceCore",)),
        ReadsSecret=account.pick(initial="app-credentials", corrected="secure-app/test/secure-app-mysql"))
    if account.is_corrected:
        for secret in secrets:
            account.client("secretsmanager").put_resource_policy(
                SecretId=secret, ResourcePolicy=keys.readable_by(arn, secret))
    compute.instance(
        account, "secure-app-web-1",
        # A private instance: in a public subnet, which gives it a public address
        account.pick(initial=public, corrected=private)["a"], [group],
        profile=identity.instance_profile(account, "secure-app-web"),
        metadata=account.pick(initial=compute.IMDS_V1, corrected=compute.IMDS_V2),
        volume_hardened=account.pick(initial=False, corrected=True), volume_key=key,
        user_data=account.pick(initial="#!/bin/bash\ndnf install -y nginx\n", corrected=compute.HARDENING),
        Role="application")
