"""Fills account 444444444444 of a moto server with what no sample has, so that every call of every check is made: `base.py URL`.

Prefix lists in rules, shared and public snapshots, volumes, endpoints, flow logs, proxies, a virtual MFA device, a server certificate,
grants, a replicated secret, a key of another account. Things come in pairs where a check can tell a good one from a bad one.
"""

import json
import sys

from session import REGION, policy, session_of, trust

ACCOUNT = "444444444444"


def named(kind: str, name: str) -> list[dict]:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}, {"Key": "Owner", "Value": "matrix"}]}]


def main(url: str) -> None:
    session = session_of(ACCOUNT, url)
    client = {name: session.client(name, endpoint_url=url) for name in ("ec2", "rds", "iam", "kms", "secretsmanager")}
    keys = build_keys(client["kms"])
    roles = build_identities(client["iam"])
    network = build_network(client["ec2"], roles)
    build_instances(client["ec2"], network, keys)
    build_databases(client["rds"], network, keys, roles)
    build_secrets(client["secretsmanager"], keys, roles)


def build_keys(kms) -> dict[str, str]:
    owner = {"Sid": "Owner", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    tags = [{"TagKey": "Name", "TagValue": "data"}, {"TagKey": "Owner", "TagValue": "matrix"}]
    data = kms.create_key(Description="data", Policy=policy(owner), Tags=tags)["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/data", TargetKeyId=data)
    kms.enable_key_rotation(KeyId=data)
    kms.create_grant(KeyId=data, GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:role/workers", Operations=["Decrypt"], Name="workers")
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}
    bare = kms.create_key(Description="bare", Policy=policy(owner, anyone))["KeyMetadata"]["Arn"]
    signing = kms.create_key(Description="signing", KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["Arn"]
    kms.create_key(Description="brought along", Origin="EXTERNAL")
    doomed = kms.create_key(Description="doomed")["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=doomed, PendingWindowInDays=7)
    # No answer tells of a key that another account owns.
    return {"data": data, "bare": bare, "signing": signing, "doomed": doomed,
            "foreign": f"arn:aws:kms:{REGION}:999999999999:key/11111111-2222-3333-4444-555555555555"}


def build_identities(iam) -> dict[str, str]:
    iam.update_account_password_policy(
        MinimumPasswordLength=14, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=False, AllowUsersToChangePassword=True, MaxPasswordAge=90, PasswordReusePrevention=24)
    own = iam.create_policy(
        PolicyName="own", Tags=[{"Key": "Name", "Value": "own"}],
        PolicyDocument=policy({"Effect": "Allow", "Action": "*", "Resource": "*"}))["Policy"]["Arn"]
    bounds = iam.create_policy(
        PolicyName="bounds", PolicyDocument=policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}))["Policy"]["Arn"]
    iam.create_policy_version(
        PolicyArn=bounds, SetAsDefault=True,
        PolicyDocument=policy({"Effect": "Allow", "Action": ["s3:GetObject", "kms:Decrypt"], "Resource": "*"}))
    workers = iam.create_role(
        RoleName="workers", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"), PermissionsBoundary=bounds,
        Tags=[{"Key": "Name", "Value": "workers"}])["Role"]["Arn"]
    iam.put_role_policy(RoleName="workers", PolicyName="inline", PolicyDocument=policy(
        {"Effect": "Allow", "Action": ["s3:*", "secretsmanager:GetSecretValue"], "Resource": "*"}))
    iam.attach_role_policy(RoleName="workers", PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
    open_to_all = iam.create_role(
        RoleName="open", AssumeRolePolicyDocument=policy({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}))
    iam.attach_role_policy(RoleName="open", PolicyArn=own)
    iam.create_group(GroupName="admins")
    iam.attach_group_policy(GroupName="admins", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.attach_group_policy(GroupName="admins", PolicyArn=own)
    iam.put_group_policy(GroupName="admins", PolicyName="inline", PolicyDocument=policy(
        {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}))
    for name in ("anna", "robot"):
        iam.create_user(UserName=name, Tags=[{"Key": "Name", "Value": name}])
        iam.create_access_key(UserName=name)
    iam.create_access_key(UserName="robot")
    iam.create_login_profile(UserName="anna", Password="made-up-Passw0rd")
    iam.add_user_to_group(GroupName="admins", UserName="anna")
    iam.attach_user_policy(UserName="robot", PolicyArn=own)
    iam.put_user_policy(UserName="robot", PolicyName="inline", PolicyDocument=policy(
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}))
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="anna")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(UserName="anna", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321")
    iam.create_instance_profile(InstanceProfileName="workers")
    iam.add_role_to_instance_profile(InstanceProfileName="workers", RoleName="workers")
    iam.upload_server_certificate(ServerCertificateName="site", CertificateBody="made up", PrivateKey="made up")
    return {"workers": workers, "open": open_to_all["Role"]["Arn"]}


def build_network(ec2, roles: dict[str, str]) -> dict[str, str]:
    vpc = ec2.create_vpc(CidrBlock="10.44.0.0/16", TagSpecifications=named("vpc", "main"))["Vpc"]["VpcId"]
    ec2.create_vpc(CidrBlock="10.45.0.0/16")
    public = ec2.create_subnet(VpcId=vpc, CidrBlock="10.44.0.0/24", AvailabilityZone="us-east-1a",
                               TagSpecifications=named("subnet", "public"))["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=public, MapPublicIpOnLaunch={"Value": True})
    private = ec2.create_subnet(VpcId=vpc, CidrBlock="10.44.1.0/24", AvailabilityZone="us-east-1b",
                                TagSpecifications=named("subnet", "private"))["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    outward = ec2.create_route_table(VpcId=vpc, TagSpecifications=named("route-table", "public"))["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=outward, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=outward, SubnetId=public)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address, ConnectivityType="public")["NatGateway"]["NatGatewayId"]
    inward = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=inward, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    ec2.associate_route_table(RouteTableId=inward, SubnetId=private)
    ec2.allocate_address(Domain="vpc")
    office = ec2.create_managed_prefix_list(
        PrefixListName="office", AddressFamily="IPv4", MaxEntries=5,
        Entries=[{"Cidr": "192.0.2.0/24", "Description": "office"}])["PrefixList"]["PrefixListId"]
    anywhere = ec2.create_managed_prefix_list(
        PrefixListName="anywhere", AddressFamily="IPv4", MaxEntries=5, Entries=[{"Cidr": "0.0.0.0/0"}])["PrefixList"]["PrefixListId"]
    web = ec2.create_security_group(GroupName="web", Description="Web", VpcId=vpc, TagSpecifications=named("security-group", "web"))["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "web"}],
         "Ipv6Ranges": [{"CidrIpv6": "::/0", "Description": "web"}]},
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{"PrefixListId": office, "Description": "office"}]}])
    lax = ec2.create_security_group(GroupName="lax", Description="Lax", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=lax, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{"PrefixListId": anywhere}]},
        {"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306, "UserIdGroupPairs": [{"GroupId": web, "Description": "web"}]},
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])
    acl = ec2.create_network_acl(VpcId=vpc, TagSpecifications=named("network-acl", "open"))["NetworkAcl"]["NetworkAclId"]
    ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=100, Protocol="6", RuleAction="allow", Egress=False,
                                 CidrBlock="0.0.0.0/0", PortRange={"From": 22, "To": 22})
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[inward],
                            TagSpecifications=named("vpc-endpoint", "s3"))
    ec2.create_network_interface(SubnetId=private, TagSpecifications=named("network-interface", "spare"))
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.secretsmanager", VpcEndpointType="Interface",
                            SubnetIds=[private], SecurityGroupIds=[web], PrivateDnsEnabled=True)
    ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogDestinationType="cloud-watch-logs",
                         LogGroupName="flows", DeliverLogsPermissionArn=roles["workers"], TagSpecifications=named("vpc-flow-log", "main"))
    return {"vpc": vpc, "public": public, "private": private, "web": web, "lax": lax}


def build_instances(ec2, network: dict[str, str], keys: dict[str, str]) -> None:
    ec2.create_key_pair(KeyName="used", TagSpecifications=named("key-pair", "used"))
    ec2.create_key_pair(KeyName="unused")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    run = dict(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro")
    ec2.run_instances(
        **run, KeyName="used", SubnetId=network["public"], SecurityGroupIds=[network["lax"]],
        UserData="#!/bin/bash\necho 'PermitRootLogin no' >> /etc/ssh/sshd_config\n",
        MetadataOptions={"HttpTokens": "optional", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 2})
    stopped = ec2.run_instances(**run, SubnetId=network["private"], SecurityGroupIds=[network["web"]])["Instances"][0]["InstanceId"]
    ec2.stop_instances(InstanceIds=[stopped])
    ec2.create_image(InstanceId=stopped, Name="own", NoReboot=True)
    ec2.run_instances(
        **run, SubnetId=network["private"], SecurityGroupIds=[network["web"]], TagSpecifications=named("instance", "worker"),
        IamInstanceProfile={"Name": "workers"}, Monitoring={"Enabled": True},
        MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1})
    for encryption in ({"Encrypted": True, "KmsKeyId": keys["data"]}, {"Encrypted": False}):
        volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, VolumeType="gp3", **encryption)["VolumeId"]
        ec2.create_snapshot(VolumeId=volume, Description="made for the matrix", TagSpecifications=named("snapshot", "by-hand"))


def build_databases(rds, network: dict[str, str], keys: dict[str, str], roles: dict[str, str]) -> None:
    rds.create_db_subnet_group(DBSubnetGroupName="databases", DBSubnetGroupDescription="two zones",
                               SubnetIds=[network["public"], network["private"]])
    rds.create_db_parameter_group(DBParameterGroupName="own", DBParameterGroupFamily="postgres15", Description="own")
    rds.modify_db_parameter_group(DBParameterGroupName="own", Parameters=[
        {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}])
    rds.create_db_cluster_parameter_group(DBClusterParameterGroupName="own", DBParameterGroupFamily="aurora-postgresql15", Description="own")
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="own", Parameters=[
        {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}])
    common = dict(Engine="postgres", EngineVersion="15.14", DBInstanceClass="db.t3.micro", AllocatedStorage=20, MasterUsername="owner",
                  DBSubnetGroupName="databases", Tags=[{"Key": "Name", "Value": "database"}])
    rds.create_db_instance(
        DBInstanceIdentifier="good", **common, ManageMasterUserPassword=True, MasterUserSecretKmsKeyId=keys["data"], MultiAZ=True,
        StorageEncrypted=True, KmsKeyId=keys["data"], DBParameterGroupName="own", VpcSecurityGroupIds=[network["web"]],
        DeletionProtection=True, BackupRetentionPeriod=14, EnableIAMDatabaseAuthentication=True, MonitoringInterval=60,
        MonitoringRoleArn=roles["workers"], EnableCloudwatchLogsExports=["postgresql", "upgrade"])
    rds.create_db_instance(
        DBInstanceIdentifier="bad", **common, MasterUserPassword="made-up-password", PubliclyAccessible=True,
        VpcSecurityGroupIds=[network["lax"]], StorageEncrypted=True, KmsKeyId=keys["foreign"])
    for instance in ("good", "bad"):
        rds.create_db_snapshot(DBInstanceIdentifier=instance, DBSnapshotIdentifier=f"{instance}-by-hand")
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="bad-by-hand", AttributeName="restore", ValuesToAdd=["all"])
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="good-by-hand", AttributeName="restore", ValuesToAdd=["111122223333"])
    for name, protected in (("cluster-good", True), ("cluster-bad", False)):
        rds.create_db_cluster(
            DBClusterIdentifier=name, Engine="aurora-postgresql", EngineVersion="15.12", MasterUsername="owner",
            MasterUserPassword="made-up-password", DBSubnetGroupName="databases", VpcSecurityGroupIds=[network["web"]],
            DBClusterParameterGroupName="own", DeletionProtection=protected, StorageEncrypted=protected,
            ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 4},
            Tags=[{"Key": "Name", "Value": name}], **({"KmsKeyId": keys["data"]} if protected else {}))
        rds.create_db_instance(DBInstanceIdentifier=f"{name}-1", DBClusterIdentifier=name, Engine="aurora-postgresql",
                               DBInstanceClass="db.serverless")
        rds.create_db_cluster_snapshot(DBClusterIdentifier=name, DBClusterSnapshotIdentifier=f"{name}-by-hand")
    rds.create_db_cluster(
        DBClusterIdentifier="mysql", Engine="aurora-mysql", EngineVersion="8.0.mysql_aurora.3.08.0", MasterUsername="owner",
        MasterUserPassword="made-up-password", DBSubnetGroupName="databases", BacktrackWindow=7200,
        EnableCloudwatchLogsExports=["audit", "error"])
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="cluster-bad-by-hand", AttributeName="restore", ValuesToAdd=["all"])
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="cluster-good-by-hand", AttributeName="restore", ValuesToAdd=["111122223333"])
    for name, tls in (("careful", True), ("careless", False)):
        rds.create_db_proxy(
            DBProxyName=name, EngineFamily="POSTGRESQL", RequireTLS=tls, RoleArn=roles["workers"],
            VpcSubnetIds=[network["public"], network["private"]], VpcSecurityGroupIds=[network["web"]],
            Auth=[{"AuthScheme": "SECRETS", "IAMAuth": "REQUIRED" if tls else "DISABLED",
                   "SecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:rotated-abcdef"}])
    rds.create_event_subscription(
        SubscriptionName="events", SnsTopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:events", SourceType="db-instance",
        EventCategories=["failure", "maintenance"], Enabled=True)


def build_secrets(secrets, keys: dict[str, str], roles: dict[str, str]) -> None:
    rotated = secrets.create_secret(
        Name="rotated", Description="rotated", SecretString="made up", KmsKeyId=keys["data"], Tags=[{"Key": "Name", "Value": "rotated"}],
        AddReplicaRegions=[{"Region": "us-west-2"}])["ARN"]
    secrets.put_resource_policy(SecretId=rotated, ResourcePolicy=policy(
        {"Effect": "Allow", "Principal": {"AWS": roles["workers"]}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}))
    plain = secrets.create_secret(Name="plain", SecretString="made up")["ARN"]
    secrets.put_resource_policy(SecretId=plain, ResourcePolicy=policy(
        {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}))
    secrets.create_secret(Name="abroad", SecretString="made up", KmsKeyId=keys["foreign"])
    doomed = secrets.create_secret(Name="doomed", SecretString="made up", KmsKeyId=keys["doomed"])["ARN"]
    secrets.delete_secret(SecretId=doomed, RecoveryWindowInDays=7)


main(sys.argv[1])
