"""A VPC and what belongs to it: subnets, routes, gateways, network ACLs, flow logs. Security groups are in firewall.py.

The documents call these with what they mean; nothing here decides what is a flaw.
"""

from account import Account


class Network:
    def __init__(self, account: Account, name: str, cidr: str):
        self.account, self.name, self.ec2 = account, name, account.client("ec2")
        remove_default_vpc(account)
        self.id = self.ec2.create_vpc(CidrBlock=cidr, TagSpecifications=account.tagged("vpc", f"{name}-vpc"))["Vpc"]["VpcId"]
        for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
            self.ec2.modify_vpc_attribute(VpcId=self.id, **{attribute: {"Value": True}})
        self.internet_gateway = self.ec2.create_internet_gateway(
            TagSpecifications=account.tagged("internet-gateway", f"{name}-igw"))["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=self.internet_gateway, VpcId=self.id)
        self.public_routes = self.route_table("public", GatewayId=self.internet_gateway)

    def route_table(self, name: str, **default_route: str) -> str:
        """`default_route` is the target of 0.0.0.0/0 (GatewayId=… or NatGatewayId=…); without it there is none."""
        table = self.ec2.create_route_table(
            VpcId=self.id,
            TagSpecifications=self.account.tagged("route-table", f"{self.name}-{name}"))["RouteTable"]["RouteTableId"]
        if default_route:
            self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **default_route)
        return table

    def subnet(self, tier: str, zone: str, cidr: str, routes: str, public_addresses: bool = False) -> str:
        """Named <network>-<tier>-<zone>, as in secure-app-private-1a."""
        name = f"{self.name}-{tier}-1{zone}"
        subnet = self.ec2.create_subnet(
            VpcId=self.id, CidrBlock=cidr, AvailabilityZone=f"{self.account.region}{zone}",
            TagSpecifications=self.account.tagged("subnet", name, Tier=tier))["Subnet"]["SubnetId"]
        self.ec2.associate_route_table(RouteTableId=routes, SubnetId=subnet)
        self.ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": public_addresses})
        return subnet

    def public_subnets(self, cidrs: dict[str, str]) -> dict[str, str]:
        """zone → CIDR in, zone → subnet id out."""
        return {zone: self.subnet("public", zone, cidr, self.public_routes, public_addresses=True)
                for zone, cidr in cidrs.items()}

    def private_subnets(self, cidrs: dict[str, str], nat_in: dict[str, str]) -> dict[str, str]:
        """Each zone's private subnet goes out through a NAT gateway of its own, in that zone's public subnet."""
        made = {}
        for zone, cidr in cidrs.items():
            gateway = self.nat_gateway(zone, nat_in[zone])
            made[zone] = self.subnet("private", zone, cidr, self.route_table(f"private-1{zone}", NatGatewayId=gateway))
        return made

    def nat_gateway(self, zone: str, subnet: str) -> str:
        name = f"{self.name}-nat-1{zone}"
        address = self.ec2.allocate_address(Domain="vpc", TagSpecifications=self.account.tagged("elastic-ip", name))
        return self.ec2.create_nat_gateway(
            SubnetId=subnet, AllocationId=address["AllocationId"], ConnectivityType="public",
            TagSpecifications=self.account.tagged("natgateway", name))["NatGateway"]["NatGatewayId"]

    def network_acl(self, name: str, subnets: list[str], ingress: list[dict], egress: list[dict]) -> str:
        acl = self.ec2.create_network_acl(
            VpcId=self.id,
            TagSpecifications=self.account.tagged("network-acl", f"{self.name}-{name}"))["NetworkAcl"]["NetworkAclId"]
        for is_egress, entries in ((False, ingress), (True, egress)):
            for entry in entries:
                self.ec2.create_network_acl_entry(NetworkAclId=acl, Egress=is_egress, **entry)
        for association in self._acl_associations(subnets):
            self.ec2.replace_network_acl_association(AssociationId=association, NetworkAclId=acl)
        return acl

    def _acl_associations(self, subnets: list[str]) -> list[str]:
        acls = self.ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [self.id]}])["NetworkAcls"]
        return [association["NetworkAclAssociationId"] for acl in acls for association in acl["Associations"]
                if association["SubnetId"] in subnets]

    def flow_log(self, traffic: str, **destination: str) -> None:
        """`destination`: LogDestinationType, with LogGroupName and DeliverLogsPermissionArn, or with LogDestination."""
        self.ec2.create_flow_logs(
            ResourceType="VPC", ResourceIds=[self.id], TrafficType=traffic, MaxAggregationInterval=60,
            TagSpecifications=self.account.tagged("vpc-flow-log", f"{self.name}-flow-log"), **destination)


def acl_entry(number: int, action: str, cidr: str, protocol: str = "-1", ports: tuple[int, int] | None = None) -> dict:
    """`protocol` is a number as text: -1 all, 6 TCP, 17 UDP."""
    peer = {"Ipv6CidrBlock" if ":" in cidr else "CidrBlock": cidr}
    between = {"PortRange": {"From": ports[0], "To": ports[1]}} if ports else {}
    return {"RuleNumber": number, "RuleAction": action, "Protocol": protocol, **peer, **between}


def remove_default_vpc(account: Account) -> None:
    """Nothing of the documents lives in it, and its open defaults would hide what they are about."""
    ec2 = account.client("ec2")
    for vpc in ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]:
        inside = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        for subnet in ec2.describe_subnets(Filters=inside)["Subnets"]:
            ec2.delete_subnet(SubnetId=subnet["SubnetId"])
        for gateway in ec2.describe_internet_gateways(
                Filters=[{"Name": "attachment.vpc-id", "Values": [vpc["VpcId"]]}])["InternetGateways"]:
            ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc["VpcId"])
            ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
        ec2.delete_vpc(VpcId=vpc["VpcId"])
        # AWS deletes its network ACL with it. The emulators leave that behind; emptied it at least opens nothing.
        for acl in ec2.describe_network_acls(Filters=inside)["NetworkAcls"]:
            for is_egress in (False, True):
                ec2.delete_network_acl_entry(NetworkAclId=acl["NetworkAclId"], RuleNumber=100, Egress=is_egress)
