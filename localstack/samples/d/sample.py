"""Document D: a state backend, its network, and application servers behind a bastion.

Each `pick` is a fact that the first attempt got wrong and what the correction made of it; the comment names the row of
expected.yaml. Two-zone VPC, production. Lives in LocalStack, which has no lock table without Java: that stands in
document B's account.
"""

import baseline
import compute
import firewall
import identity
import keys
import storage
import watching
from account import Account, allow, policy
from firewall import ANYWHERE, ANYWHERE_V6, everything, rule, tcp
from network import Network, acl_entry

OFFICE = "203.0.113.0/24"


def tags(account: Account) -> dict[str, str]:
    return {"Project": "platform", "Environment": "prod", "ManagedBy": "terraform"}


def deploy(account: Account) -> None:
    baseline.settle_account(account)
    state = build_state_backend(account)
    network = Network(account, "platform", "10.50.0.0/16")
    baseline.settle_network(network)
    public, private = build_subnets(network)
    build_network_acl(network, [*public.values(), *private.values()])
    groups = build_groups(network)
    build_roles(account, state)
    build_instances(account, public, private, groups)
    watching.log_group(account, "/platform/app", account.pick(initial=7, corrected=90),     # D log groups: a week, and not encrypted
                       account.pick(initial=lambda: None,
                                    corrected=lambda: keys.key(account, "Logs", alias="platform-app-logs", rotates=True))())


def build_state_backend(account: Account) -> str:
    """The bucket's name ends in the account id: bucket names are shared by all accounts."""
    key = keys.key(
        account, "Terraform state",
        alias=account.pick(initial=None, corrected="platform-terraform-state"),     # D key alias: none
        rotates=True)
    keys.secret(account, "platform/registry-token", "made-up", key=key, description="Token for the module registry")
    name = f"platform-terraform-state-{account.id}"
    # D state bucket: neither encryption with KMS, versions, nor a policy that asks for TLS
    if not account.is_corrected:
        return storage.bucket(account, name)
    return storage.bucket(account, name, key=key, versioned=True, closed=True, bucket_policy=policy(storage.tls_only(name)))


def build_subnets(network: Network) -> tuple[dict[str, str], dict[str, str]]:
    public = network.public_subnets({"a": "10.50.0.0/24", "b": "10.50.1.0/24"})
    private = network.private_subnets({"a": "10.50.10.0/24", "b": "10.50.11.0/24"}, nat_in=public)
    if not network.account.is_corrected:
        # D private subnets: one hands out public addresses; the other's routes lead to the internet gateway
        network.ec2.modify_subnet_attribute(SubnetId=private["a"], MapPublicIpOnLaunch={"Value": True})
        network.ec2.replace_route_table_association(
            AssociationId=association_of(network, private["b"]), RouteTableId=network.public_routes)
    return public, private


def association_of(network: Network, subnet: str) -> str:
    tables = network.ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["RouteTables"]
    return next(association["RouteTableAssociationId"] for association in tables[0]["Associations"]
                if association.get("SubnetId") == subnet)


def build_network_acl(network: Network, subnets: list[str]) -> None:
    everyone_out = [acl_entry(100, "allow", ANYWHERE), acl_entry(101, "allow", ANYWHERE_V6)]
    # D network ACL: SSH and RDP from everywhere; the deny comes after the allow, too late to count
    late_deny = [
        acl_entry(100, "allow", ANYWHERE, "6", (0, 65535)), acl_entry(101, "allow", ANYWHERE_V6, "6", (0, 65535)),
        acl_entry(200, "deny", ANYWHERE, "6", (22, 22)), acl_entry(201, "deny", ANYWHERE_V6, "6", (22, 22)),
    ]
    # The same allow, but what it would let through is denied by lower numbers; the office may use SSH before that.
    early_deny = [
        acl_entry(80, "allow", OFFICE, "6", (22, 22)), acl_entry(81, "allow", "10.50.0.0/16"),
        acl_entry(90, "deny", ANYWHERE, "6", (22, 22)), acl_entry(91, "deny", ANYWHERE_V6, "6", (22, 22)),
        acl_entry(92, "deny", ANYWHERE, "6", (3389, 3389)), acl_entry(93, "deny", ANYWHERE_V6, "6", (3389, 3389)),
        acl_entry(100, "allow", ANYWHERE, "6", (0, 65535)), acl_entry(101, "allow", ANYWHERE_V6, "6", (0, 65535)),
        acl_entry(110, "allow", ANYWHERE, "17", (1024, 65535)),
    ]
    network.network_acl("acl", subnets, network.account.pick(initial=late_deny, corrected=early_deny), everyone_out)


def build_groups(network: Network) -> dict[str, str]:
    account = network.account
    egress = account.pick(initial=None, corrected=firewall.USUAL_EGRESS + [tcp(22, "10.50.0.0/16"), tcp(5432, "10.50.0.0/16")])
    ping = rule("icmp", 8, -1, ANYWHERE)    # type 8, any code: no port, so not to be taken for one
    partners = prefix_list(network)
    bastion = firewall.security_group(
        network, "platform-bastion", "SSH from the office",
        # D public SSH: by IPv6, and through a prefix list that holds everywhere
        [ping, account.pick(initial=tcp(22, OFFICE, ANYWHERE_V6, partners), corrected=tcp(22, OFFICE, partners))], egress)
    app = firewall.security_group(
        network, "platform-app", "Application servers",
        # D public SSH, D SSH from bastion only: from everywhere instead
        [tcp(443, ANYWHERE), tcp(22, account.pick(initial=ANYWHERE, corrected=bastion))], egress)
    firewall.security_group(
        network, "platform-admin", "Remote desktop",
        # D public RDP: 3389 lies within the range
        [account.pick(initial=rule("tcp", 3000, 4000, ANYWHERE), corrected=tcp(3389, bastion))], egress)
    firewall.security_group(
        network, "platform-data", "Databases",
        [account.pick(initial=tcp(5432, ANYWHERE), corrected=tcp(5432, app))], egress)          # D public database port
    firewall.security_group(
        network, "platform-batch", "Batch workers",
        [account.pick(initial=everything(ANYWHERE), corrected=everything(app))], egress)        # D all ports public
    return {"bastion": bastion, "app": app}


def prefix_list(network: Network) -> str:
    return network.ec2.create_managed_prefix_list(
        PrefixListName="platform-partners", AddressFamily="IPv4", MaxEntries=10,
        Entries=[{"Cidr": network.account.pick(initial=ANYWHERE, corrected="198.51.100.0/24"), "Description": "Partners"}],
        TagSpecifications=network.account.tagged("prefix-list", "platform-partners"))["PrefixList"]["PrefixListId"]


def build_roles(account: Account, state: str) -> None:
    # D least privilege: all of S3 by AWS's policy, and writing to any bucket by one of its own
    identity.role(
        account, "platform-app", identity.trust("ec2.amazonaws.com"), "Application servers",
        inline=account.pick(initial={"write": [allow(["s3:PutObject", "s3:DeleteObject"])]},
                            corrected={"write": [allow("s3:PutObject", f"arn:aws:s3:::platform-uploads-{account.id}/*")]}),
        attached=("AmazonSSMManagedInstanceCore", *account.pick(initial=("AmazonS3FullAccess",), corrected=())))
    identity.role(account, "platform-bastion", identity.trust("ec2.amazonaws.com"), "The bastion",
                  attached=("AmazonSSMManagedInstanceCore",))
    # D trust: anybody may become the role that holds the state
    trusted = account.pick(initial="*", corrected={"AWS": f"arn:aws:iam::{identity.MANAGEMENT_ACCOUNT}:root"})
    identity.role(
        account, "platform-terraform", {"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"},
        "Reads and writes the Terraform state",
        inline={"state": [allow("s3:ListBucket", state), allow(["s3:GetObject", "s3:PutObject"], f"{state}/*")]})
    # D trust: CloudTrail may be made to use it for another account's trail
    only_our_trail = {"StringEquals": {
        "aws:SourceAccount": account.id, "aws:SourceArn": f"arn:aws:cloudtrail:{account.region}:{account.id}:trail/platform"}}
    group = f"arn:aws:logs:{account.region}:{account.id}:log-group:/aws/cloudtrail/platform:*"
    identity.role(
        account, "platform-cloudtrail",
        identity.trust("cloudtrail.amazonaws.com", **account.pick(initial={}, corrected={"Condition": only_our_trail})),
        "Delivers CloudTrail to its log group",
        inline={"write-trail": [allow(["logs:CreateLogStream", "logs:PutLogEvents"], group)]})


def build_instances(account: Account, public: dict, private: dict, groups: dict[str, str]) -> None:
    compute.instance(account, "platform-bastion", public["a"], [groups["bastion"]],
                     profile=identity.instance_profile(account, "platform-bastion"), Role="bastion")
    profile = identity.instance_profile(account, "platform-app")
    for number, zone in ((1, "a"), (2, "b")):
        compute.instance(
            account, f"platform-app-{number}",
            # D private instances: in public subnets, which give them public addresses
            account.pick(initial=public, corrected=private)[zone], [groups["app"]],
            profile=profile, Role="application")
