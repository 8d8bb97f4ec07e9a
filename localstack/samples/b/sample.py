"""Document B: a corporate stack: people and roles, one PostgreSQL database on RDS, a bucket and tables.

Each `pick` is a fact that the first attempt got wrong and what the correction made of it; the comment names the row of
expected.yaml. Two-zone VPC, production.
"""

import baseline
import compute
import database
import firewall
import identity
import keys
import storage
import tables
from account import Account, allow, policy
from firewall import ANYWHERE, everything, tcp
from network import Network

BUCKET_NAME = "corp-prod-documents-7f3a91c2"
BUCKET = f"arn:aws:s3:::{BUCKET_NAME}"


def tags(account: Account) -> dict[str, str]:
    # B tags: nothing in the initial account says what manages it
    managed = {"ManagedBy": "terraform"} if account.is_corrected else {}
    return {"Project": "corp", "Environment": "prod"} | managed


def deploy(account: Account) -> None:
    baseline.settle_account(account)        # B password policy: the initial account has none
    network = Network(account, "corp", "10.30.0.0/16")
    baseline.settle_network(network)        # B default group: the initial one keeps AWS's open rules
    public = network.public_subnets({"a": "10.30.0.0/24", "b": "10.30.1.0/24"})
    private = network.private_subnets({"a": "10.30.10.0/24", "b": "10.30.11.0/24"}, nat_in=public)
    app_group = firewall.security_group(
        network, "corp-app", "Application servers", [tcp(443, ANYWHERE)],
        egress=account.pick(initial=None, corrected=firewall.USUAL_EGRESS + [tcp(5432, "10.30.0.0/16")]))
    key = build_key(account)
    managed_secret = build_database(account, network, key, app_group, list(private.values()))
    build_roles(account, managed_secret, key)
    compute.instance(account, "corp-app-1", private["a"], [app_group], profile=identity.instance_profile(account, "corp-app"),
                     volume_key=key, Role="application")
    build_people(account)
    build_storage(account, key)
    build_lock(account, key)
    if not account.is_corrected:
        keys.schedule_deletion(account, key)        # B key: pending deletion, though the database is encrypted with it


def build_key(account: Account) -> str:
    return keys.key(
        account, "Data of the corporate stack",
        alias=account.pick(initial=None, corrected="corp-prod-data"),       # B key: no alias
        rotates=account.pick(initial=False, corrected=True),                # B key: does not rotate
        open_to_all=account.pick(initial=True, corrected=False))            # B key: its policy lets every principal in


def build_database(account: Account, network: Network, key: str, app_group: str, subnets: list[str]) -> str | None:
    """Gives the ARN of the secret that RDS manages, where it does."""
    # B database group: the VPC's default one, which lets in more than PostgreSQL. In the correction a group of its own;
    # its way out stays open to everywhere (B database group egress: weak).
    group = account.pick(
        initial=lambda: firewall.default_group(network),
        corrected=lambda: firewall.security_group(
            network, "corp-prod-postgres", "PostgreSQL of the corporate stack", [tcp(5432, app_group)],
            egress=[everything(ANYWHERE)]))()
    monitoring = account.pick(
        initial=lambda: {},                                                 # B enhanced monitoring: off
        corrected=lambda: database.enhanced_monitoring(account, "corp"))()
    password = account.pick(
        initial={"MasterUserPassword": database.MADE_UP_PASSWORD},          # B managed password: written in the template
        corrected={"ManageMasterUserPassword": True, "MasterUserSecretKmsKeyId": key})
    # B naming: the name that the console proposes
    identifier = account.pick(initial="database-1", corrected="corp-prod-postgres")
    made = database.instance(
        account, identifier, "postgres",
        # B engine version: below 15.7. B engine version deprecated: AWS ended 13 in 2026
        account.pick(initial="13.4", corrected="15.14"),
        database.subnet_group(account, "corp-prod-postgres", subnets), [group],
        DBName="corp", MasterUsername="corp_admin", MultiAZ=True, StorageEncrypted=True, KmsKeyId=key,
        DBParameterGroupName=database.parameter_group(
            account, "corp-prod-postgres", account.pick(initial="postgres13", corrected="postgres15"), rds__force_ssl="1"),
        PubliclyAccessible=False, DeletionProtection=True, BackupRetentionPeriod=14, CopyTagsToSnapshot=True,
        EnableCloudwatchLogsExports=["postgresql", "upgrade"],
        # B Performance Insights: off
        **account.pick(initial={"EnablePerformanceInsights": False},
                       corrected={"EnablePerformanceInsights": True, "PerformanceInsightsRetentionPeriod": 7,
                                  "PerformanceInsightsKMSKeyId": key}),
        **monitoring, **password)
    if not account.is_corrected:
        return None
    database.rotate_managed_secret(account, made)
    return made["MasterUserSecret"]["SecretArn"]


def build_roles(account: Account, managed_secret: str | None, key: str) -> None:
    environment = {"StringEquals": {"aws:ResourceTag/Environment": "prod"}}
    # B least privilege: everything on everything, by a policy of our own and by one of AWS's
    administration = identity.managed_policy(account, "corp-operations", account.pick(
        initial=allow("*"),
        corrected=allow(["rds:DescribeDBInstances", "rds:RebootDBInstance"],
                        f"arn:aws:rds:{account.region}:{account.id}:db:corp-prod-*", Condition=environment)))
    # B secret wildcard: any secret of the account
    secrets = identity.managed_policy(account, "corp-secrets-read", account.pick(
        initial=lambda: allow("secretsmanager:GetSecretValue"),
        corrected=lambda: allow(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], managed_secret))())
    # B KMS wildcard: any key. The correction still names every key of every account, though only through two services
    # and with an encryption context (weak).
    decrypting = identity.managed_policy(account, "corp-kms-use", account.pick(
        initial=allow(["kms:Decrypt", "kms:GenerateDataKey"]),
        corrected=allow(["kms:Decrypt", "kms:GenerateDataKey"], "arn:aws:kms:*:*:key/*", Condition={
            "StringEquals": {"kms:ViaService": [f"s3.{account.region}.amazonaws.com", f"rds.{account.region}.amazonaws.com"],
                             "kms:EncryptionContext:Environment": "prod"}})))
    # B conditions: none. The correction's s3:ExistingObjectTag holds for GetObject, but neither for ListBucket nor for
    # PutObject (weak).
    documents = identity.managed_policy(account, "corp-documents", account.pick(
        initial=allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "*"),
        corrected=allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], [BUCKET, f"{BUCKET}/*"],
                        Condition={"StringEquals": {"s3:ExistingObjectTag/Environment": "prod"}})))
    identity.role(
        account, "corp-app", identity.trust("ec2.amazonaws.com"), "Application servers of the corporate stack",
        attached=("AmazonSSMManagedInstanceCore", secrets, decrypting, documents))
    identity.role(
        account, "corp-operations", {
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{identity.MANAGEMENT_ACCOUNT}:root"}, "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
        "People who run the database", attached=(administration, *account.pick(initial=("AdministratorAccess",), corrected=())))


def build_people(account: Account) -> None:
    # B console MFA: a password and no second factor
    identity.console_user(account, "alice.berger", mfa=account.pick(initial=False, corrected=True))
    # B access keys: two active keys for one program; in the correction it has a role instead
    if not account.is_corrected:
        identity.machine_user(account, "ci-deploy", keys=2)


def build_storage(account: Account, key: str) -> None:
    # B bucket name: no suffix that makes it unique.
    # D public access: the state's document lives in LocalStack, which does not answer for it; its rows are shown here.
    name = account.pick(initial="corp-documents", corrected=BUCKET_NAME)
    everybody_reads = allow("s3:GetObject", f"arn:aws:s3:::{name}/*", Sid="Everybody", Principal="*")
    storage.bucket(
        account, name, closed=account.is_corrected, key=key, versioned=True,
        acl=account.pick(initial="public-read", corrected=None),
        bucket_policy=policy(account.pick(initial=everybody_reads, corrected=storage.tls_only(name))))
    if account.is_corrected:
        storage.close_account(account)
    # B table encryption: DynamoDB's own key. B table key: that of the orders is about to be deleted, as is the database's.
    tables.table(account, "corp-prod-sessions", key=account.pick(initial=None, corrected=key))
    tables.table(account, "corp-prod-orders", key=key)


def build_lock(account: Account, key: str) -> None:
    """The lock table of document D, whose emulator has no DynamoDB without Java."""
    table = tables.table(
        account, "platform-terraform-locks",
        account.pick(initial="LockId", corrected="LockID"),         # D lock table: the key is misspelt
        key=account.pick(initial=None, corrected=key),              # D lock table: not encrypted with KMS
        on_demand=account.is_corrected,                             # D lock table: capacity is set
        recoverable=account.is_corrected)                           # D lock table: no point-in-time recovery
    identity.role(
        account, "platform-terraform", {
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{identity.MANAGEMENT_ACCOUNT}:root"}, "Action": "sts:AssumeRole"},
        "Takes the lock of the Terraform state",
        # D lock role: may take a lock, and not release it
        inline={"lock": [account.pick(initial=allow(["dynamodb:GetItem", "dynamodb:PutItem"], table), corrected=tables.may_lock(table))]},
        LocksTable="platform-terraform-locks")
