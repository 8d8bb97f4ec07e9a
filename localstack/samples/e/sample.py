"""Document E: a PCI platform: containers on ECS, Aurora Serverless v2, secrets that rotate.

Each `pick` is a fact that the first attempt got wrong and what the correction made of it; the comment names the row of
expected.yaml. Three-zone VPC, production. The roles of its containers are in containers.py,
the way that clients come in serving.py and apis.py.
"""

import baseline
import database
import firewall
import keys
import storage
import watching
from account import Account, policy
from e import apis, containers, serving
from firewall import ANYWHERE, tcp
from network import Network

ENGINE, VERSION = "aurora-postgresql", "16.8"
MASTER = "pci_admin"


def tags(account: Account) -> dict[str, str]:
    return {"Project": "pci-platform", "Environment": "prod", "ManagedBy": "terraform", "DataClass": "cardholder"}


def deploy(account: Account) -> None:
    baseline.settle_account(account)
    network = Network(account, "pci", "10.60.0.0/16")
    settle_defaults(network)
    public, private = build_subnets(network)
    log_flows_to_bucket(network)
    groups = build_groups(network)
    key = keys.key(account, "Cardholder data", alias="pci-prod-data", rotates=True)
    cluster = build_cluster(account, key, groups["database"], public, private)
    app_secret = build_secret(account, key)
    containers.build(account, app_secret, cluster, key)
    web_acl = serving.build(network, public, private, groups["service"])
    apis.build(network, private, groups["service"], web_acl)
    watching.platform(account, "pci", key)


def settle_defaults(network: Network) -> None:
    """Of the baseline only the default group: flow logs are this document's own."""
    if network.account.is_corrected:
        firewall.empty_default_group(network)
    else:
        firewall.as_aws_makes_default_group(network)


def build_subnets(network: Network) -> tuple[dict[str, str], dict[str, str]]:
    zones = network.account.pick(initial="ab", corrected="abc")         # E subnet zones: two instead of three
    public = network.public_subnets({zone: f"10.60.{n}.0/24" for n, zone in enumerate(zones)})
    private = network.private_subnets({zone: f"10.60.{n}.0/24" for n, zone in enumerate(zones, start=10)}, nat_in=public)
    return public, private


def log_flows_to_bucket(network: Network) -> None:
    account = network.account
    name = f"pci-flow-logs-{account.id}"
    # E flow-log bucket: without lifecycle, and without the policy that lets the delivery service write
    bucket = account.pick(
        initial=lambda: storage.bucket(account, name, closed=True),
        corrected=lambda: storage.bucket(
            account, name, closed=True, versioned=True, expires_after_days=90,
            bucket_policy=policy(*storage.log_delivery(account, name), storage.tls_only(name))))()
    # E flow logs: rejected traffic only
    network.flow_log(account.pick(initial="REJECT", corrected="ALL"), LogDestinationType="s3", LogDestination=bucket)
    if not account.is_corrected:
        # E flow-log bucket: that of a second flow log is gone
        gone = f"pci-flow-logs-old-{account.id}"
        network.flow_log("REJECT", LogDestinationType="s3", LogDestination=storage.bucket(account, gone))
        account.client("s3").delete_bucket(Bucket=gone)


def build_groups(network: Network) -> dict[str, str]:
    pick = network.account.pick
    service = firewall.security_group(
        network, "pci-service", "The platform's containers", [tcp(8080, "10.60.0.0/16")],
        pick(initial=None, corrected=firewall.USUAL_EGRESS + [tcp(5432, "10.60.0.0/16")]))
    return {"service": service, "database": firewall.security_group(
        network, "pci-aurora", "Aurora of the platform",
        # E database group: open to everywhere, and to MySQL's port as well
        pick(initial=[tcp(5432, ANYWHERE), tcp(3306, "10.60.0.0/16")], corrected=[tcp(5432, service)]),
        pick(initial=None, corrected=[]))}


def build_cluster(account: Account, key: str, group: str, public: dict, private: dict) -> dict:
    # E subnet group: public subnets
    subnets = database.subnet_group(account, "pci-prod-aurora", list(account.pick(initial=public, corrected=private).values()))
    # E forced TLS: off
    parameters = database.cluster_parameter_group(
        account, "pci-prod-aurora", "aurora-postgresql16", rds__force_ssl=account.pick(initial="0", corrected="1"))
    # E managed password: written in the template
    password = account.pick(
        initial={"MasterUserPassword": database.MADE_UP_PASSWORD},
        corrected={"ManageMasterUserPassword": True, "MasterUserSecretKmsKeyId": key})
    # E Serverless v2: no scaling configuration, and instances of a fixed size
    scaling = account.pick(initial={}, corrected={"ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 8.0}})
    made = database.cluster(
        account, "pci-prod-aurora", ENGINE, VERSION, subnets, [group],
        EngineMode="provisioned", DatabaseName="payments", MasterUsername=MASTER, Port=5432,
        DBClusterParameterGroupName=parameters, StorageEncrypted=True, KmsKeyId=key, DeletionProtection=True,
        BackupRetentionPeriod=14, CopyTagsToSnapshot=True, EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["postgresql"], **password, **scaling)
    monitoring = database.enhanced_monitoring(account, "pci") if account.is_corrected else {}
    for number, zone in enumerate("ab", start=1):
        database.cluster_instance(
            account, "pci-prod-aurora", f"pci-prod-aurora-{number}", ENGINE, AvailabilityZone=f"{account.region}{zone}",
            DBInstanceClass=account.pick(initial="db.r6g.large", corrected="db.serverless"),
            PubliclyAccessible=False, AutoMinorVersionUpgrade=True, CopyTagsToSnapshot=True, **monitoring)
    if account.is_corrected:
        database.rotate_managed_secret(account, made)
    return made


def build_secret(account: Account, key: str) -> str:
    arn = keys.secret(account, "pci/prod/payment-gateway", '{"api_key": "sample-only-not-a-secret"}', key=key,
                      description="Key of the payment gateway")
    # E rotation: never
    if account.is_corrected:
        account.client("secretsmanager").rotate_secret(
            SecretId=arn, RotationLambdaARN=containers.rotation_function(account, arn), RotateImmediately=False,
            RotationRules={"AutomaticallyAfterDays": 30})
    return arn
