"""Security groups and their rules. Network ACLs stand in network.py, with the subnets they guard."""

from network import Network

ANYWHERE, ANYWHERE_V6 = "0.0.0.0/0", "::/0"


def rule(protocol: str, first: int, last: int, *peers: str) -> dict:
    """A peer is a CIDR, a security group id or a prefix list id."""
    made: dict = {"IpProtocol": protocol, "FromPort": first, "ToPort": last}
    for peer in peers:
        if peer.startswith("sg-"):
            made.setdefault("UserIdGroupPairs", []).append({"GroupId": peer})
        elif peer.startswith("pl-"):
            made.setdefault("PrefixListIds", []).append({"PrefixListId": peer})
        elif ":" in peer:
            made.setdefault("Ipv6Ranges", []).append({"CidrIpv6": peer})
        else:
            made.setdefault("IpRanges", []).append({"CidrIp": peer})
    return made


def tcp(port: int, *peers: str) -> dict:
    return rule("tcp", port, port, *peers)


def everything(*peers: str) -> dict:
    return rule("-1", -1, -1, *peers)


# What a server needs to reach: HTTPS and HTTP for packages, DNS and time.
USUAL_EGRESS = [tcp(443, ANYWHERE), tcp(80, ANYWHERE), rule("udp", 53, 53, ANYWHERE), rule("udp", 123, 123, ANYWHERE)]


def security_group(network: Network, name: str, description: str, ingress: list[dict], egress: list[dict] | None) -> str:
    """egress None leaves what AWS puts there by itself: everything to everywhere."""
    ec2 = network.ec2
    group = ec2.create_security_group(
        VpcId=network.id, GroupName=name, Description=description,
        TagSpecifications=network.account.tagged("security-group", name))["GroupId"]
    if ingress:
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=ingress)
    if egress is not None:
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything(ANYWHERE)])
        if egress:
            ec2.authorize_security_group_egress(GroupId=group, IpPermissions=egress)
    return group


def default_group(network: Network) -> str:
    found = network.ec2.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [network.id]}, {"Name": "group-name", "Values": ["default"]}])
    return found["SecurityGroups"][0]["GroupId"]


def as_aws_makes_default_group(network: Network) -> None:
    """The emulators leave out the rule by which the members of a default group reach each other."""
    group = default_group(network)
    network.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[everything(group)])


def empty_default_group(network: Network) -> None:
    network.ec2.revoke_security_group_egress(GroupId=default_group(network), IpPermissions=[everything(ANYWHERE)])
