"""Document C: one hardened EC2 instance in a VPC.

Each `pick` is a fact that the first attempt got wrong and what the correction made of it; the comment names the row of
expected.yaml. Two-zone VPC, production.
"""

import baseline
import compute
import firewall
import identity
import watching
from account import Account
from firewall import ANYWHERE, tcp
from network import Network

# A password in user data, as the first attempt had it. Made up, and marked so that it may not turn up in any output.
LEAKED = "DB_PASSWORD=sample-leak-canary-4711"


def tags(account: Account) -> dict[str, str]:
    # C tags: nothing in the initial account says what manages it
    managed = {"ManagedBy": "terraform"} if account.is_corrected else {}
    return {"Project": "hardened-ec2", "Environment": "prod"} | managed


def deploy(account: Account) -> None:
    baseline.settle_account(account)            # C volumes: EBS encryption by default is off in the initial account
    network = Network(account, "hardened", "10.40.0.0/16")
    baseline.settle_network(network)            # C flow logs: the initial VPC has none
    private = build_subnets(network)
    watch(network, private["a"])
    group = firewall.security_group(
        network, "hardened-app", "The hardened instance", [tcp(443, "10.40.0.0/16")],
        # C egress: what AWS puts there, everything to everywhere
        egress=account.pick(initial=None, corrected=firewall.USUAL_EGRESS))
    build_instance(account, private, group)


def watch(network: Network, subnet: str) -> None:
    account = network.account
    if account.is_corrected:
        watching.whole_trail(account, "hardened")
        watching.guard_duty(account)
        watching.recorder(account, "hardened")
    else:
        watching.bare_trail(account, "hardened")                # C trail; C GuardDuty and C Config: none
        watching.flow_log_without_group(network, subnet)        # C flow-log destination


def build_subnets(network: Network) -> dict[str, str]:
    public = network.public_subnets({"a": "10.40.0.0/24", "b": "10.40.1.0/24"})
    cidrs = {"a": "10.40.10.0/24", "b": "10.40.11.0/24"}
    if network.account.is_corrected:
        return network.private_subnets(cidrs, nat_in=public)
    # C NAT: zone a has no way out at all; zone b's NAT gateway stands in the private subnet itself.
    first = network.subnet("private", "a", cidrs["a"], network.route_table("private-1a"))
    routes = network.route_table("private-1b")
    second = network.subnet("private", "b", cidrs["b"], routes)
    network.ec2.create_route(RouteTableId=routes, DestinationCidrBlock="0.0.0.0/0",
                             NatGatewayId=network.nat_gateway("b", second))
    return {"a": first, "b": second}


def build_instance(account: Account, private: dict[str, str], group: str) -> None:
    # C EC2 role: Lambda may assume it too, Systems Manager has no grant, and no instance profile holds it
    identity.role(
        account, "hardened-app",
        account.pick(initial=identity.trust("ec2.amazonaws.com", "lambda.amazonaws.com"),
                     corrected=identity.trust("ec2.amazonaws.com")),
        "The hardened instance",
        attached=account.pick(initial=("CloudWatchAgentServerPolicy",),
                              corrected=("AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy")))
    if not account.is_corrected:
        compute.key_pair(account, "hardened-key")           # C key pair: attached below
        compute.key_pair(account, "hardened-spare-key")     # C key pair: lies about, used by nothing
    compute.instance(
        account, "hardened-app-1", private["a"], [group],
        image=account.pick(initial=compute.AMAZON_LINUX_2, corrected=compute.AMAZON_LINUX_2023),    # C image: end of life
        metadata=account.pick(initial=compute.IMDS_V1, corrected=compute.IMDS_V2),                  # C IMDSv2
        volume_hardened=account.pick(initial=False, corrected=True),    # C volumes: not encrypted, gp2, 15 GiB
        # C user data: hardens nothing, and holds a password
        user_data=account.pick(initial=f"#!/bin/bash\nexport {LEAKED}\nyum install -y nginx\n", corrected=compute.HARDENING),
        key_pair=account.pick(initial="hardened-key", corrected=None),                              # C key pair
        # C instance profile: none
        profile=account.pick(initial=lambda: None, corrected=lambda: identity.instance_profile(account, "hardened-app"))(),
        Role="application")
