"""Fills account 777777777777 of a moto server with what the synthetic AWS multiplies: `template.py URL`.

Some 200 resources: a network in two zones, machines, databases, containers behind load balancers, functions' tables, buckets, keys, identities and what
watches them, about as many of each as an account of that size has, a part of them as they should be. Every name that an account chooses ends with `zq000000`,
which a copy of the account has with its own number. There is no default network, because a region has only one.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "matrix/accounts"))
from session import REGION, policy, session_of, trust  # noqa: E402

ACCOUNT = "777777777777"
SERVICES = ("acm", "apigateway", "apigatewayv2", "application-autoscaling", "backup", "cloudtrail", "cloudwatch", "config", "dynamodb", "ec2", "ecs", "efs",
            "elbv2", "guardduty", "iam", "kms", "logs", "rds", "s3", "secretsmanager", "ssm", "wafv2")


def own(name: str) -> str:
    return f"{name}-zq000000"


def tags(name: str) -> list[dict]:
    return [{"Key": "Name", "Value": own(name)}, {"Key": "Owner", "Value": "platform"}, {"Key": "Environment", "Value": "production"}]


def lower(name: str) -> list[dict]:
    return [{"key": tag["Key"], "value": tag["Value"]} for tag in tags(name)]


def plain(name: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags(name)}


def marked(kind: str, name: str) -> list[dict]:
    return [{"ResourceType": kind, "Tags": tags(name)}]


def main(url: str) -> None:
    session = session_of(ACCOUNT, url)
    client = {name: session.client(name, endpoint_url=url) for name in SERVICES}
    remove_default_network(client["ec2"])
    keys = build_keys(client["kms"])
    roles = build_identities(client["iam"])
    buckets = build_buckets(client["s3"], keys)
    build_logs(client["logs"], keys)
    network = build_network(client["ec2"], roles)
    build_machines(client["ec2"], network, keys)
    build_databases(client["rds"], network, keys, roles)
    build_secrets(client["secretsmanager"], keys)
    build_tables(client["dynamodb"], keys)
    groups = build_balancers(client, network)
    build_containers(client["ecs"], client["application-autoscaling"], network, groups, roles)
    build_apis(client["apigateway"], client["apigatewayv2"])
    build_files(client["efs"], client["backup"], client["ssm"], network, keys)
    build_watch(client, keys, buckets)


def remove_default_network(ec2) -> None:
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        only = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        for subnet in ec2.describe_subnets(Filters=only)["Subnets"]:
            ec2.delete_subnet(SubnetId=subnet["SubnetId"])
        for gateway in ec2.describe_internet_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc["VpcId"]]}])["InternetGateways"]:
            ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc["VpcId"])
            ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
        ec2.delete_vpc(VpcId=vpc["VpcId"])


def build_keys(kms) -> list[str]:
    owner = {"Sid": "Owner", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    keys = []
    for number in range(6):
        given = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tags(f"key{number}")]
        key = kms.create_key(Description=own(f"key{number}"), Policy=policy(owner), Tags=given)["KeyMetadata"]
        kms.create_alias(AliasName=f"alias/{own(f'key{number}')}", TargetKeyId=key["KeyId"])
        if number % 2:
            kms.enable_key_rotation(KeyId=key["KeyId"])
        keys.append(key["Arn"])
    return keys


def build_identities(iam) -> list[str]:
    own_policies = [
        iam.create_policy(PolicyName=own(f"policy{number}"), PolicyDocument=policy(
            {"Effect": "Allow", "Action": ["s3:GetObject", "kms:Decrypt"] if number else "*", "Resource": "*"}))["Policy"]["Arn"]
        for number in range(4)]
    roles = []
    for number in range(18):
        service = ("ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com")[number % 3]
        roles.append(iam.create_role(RoleName=own(f"role{number:02}"), AssumeRolePolicyDocument=trust(service), Tags=tags(f"role{number:02}"))["Role"]["Arn"])
        iam.put_role_policy(RoleName=own(f"role{number:02}"), PolicyName="inline", PolicyDocument=policy(
            {"Effect": "Allow", "Action": ["s3:GetObject", "secretsmanager:GetSecretValue"], "Resource": "*"}))
        if number % 4 == 0:
            iam.attach_role_policy(RoleName=own(f"role{number:02}"), PolicyArn=own_policies[number // 4 % 4])
    for number in range(2):
        iam.create_instance_profile(InstanceProfileName=own(f"profile{number}"))
        iam.add_role_to_instance_profile(InstanceProfileName=own(f"profile{number}"), RoleName=own(f"role{number * 3:02}"))
    iam.create_group(GroupName=own("people"))
    iam.attach_group_policy(GroupName=own("people"), PolicyArn=own_policies[1])
    for number in range(4):
        iam.create_user(UserName=own(f"user{number}"), Tags=tags(f"user{number}"))
        iam.add_user_to_group(GroupName=own("people"), UserName=own(f"user{number}"))
        if number % 2:
            iam.create_access_key(UserName=own(f"user{number}"))
        else:
            iam.create_login_profile(UserName=own(f"user{number}"), Password="made-up-Passw0rd")
    return roles


def build_buckets(s3, keys: list[str]) -> list[str]:
    names = [own(f"bucket{number:02}") for number in range(10)]
    for number, name in enumerate(names):
        s3.create_bucket(Bucket=name)
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags(f"bucket{number:02}")})
        closed = number % 5 > 0
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={
            "BlockPublicAcls": True, "IgnorePublicAcls": closed, "BlockPublicPolicy": closed, "RestrictPublicBuckets": closed})
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {
            "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys[number % 6]}, "BucketKeyEnabled": True}]})
        s3.put_bucket_policy(Bucket=name, Policy=policy(
            {"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
             "Condition": {"Bool": {"aws:SecureTransport": "false"}}}))
        if number % 2:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
            s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [
                {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 30}}]})
    return names


def build_logs(logs, keys: list[str]) -> None:
    for number in range(12):
        more = {"kmsKeyId": keys[number % 6]} if number % 3 == 0 else {}
        logs.create_log_group(logGroupName=f"/app/{own(f'log{number:02}')}", tags=plain(f"log{number:02}"), **more)
        if number % 4:
            logs.put_retention_policy(logGroupName=f"/app/{own(f'log{number:02}')}", retentionInDays=90)


def build_network(ec2, roles: list[str]) -> dict[str, list[str]]:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=marked("vpc", "main"))["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnets = []
    for number in range(4):
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{'ab'[number % 2]}",
                                   TagSpecifications=marked("subnet", f"subnet{number}"))["Subnet"]["SubnetId"]
        subnets.append(subnet)
    gateway = ec2.create_internet_gateway(TagSpecifications=marked("internet-gateway", "main"))["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=marked("elastic-ip", "nat"))["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address, TagSpecifications=marked("natgateway", "main"))["NatGateway"]["NatGatewayId"]
    tables = []
    for number, way in enumerate(({"GatewayId": gateway}, {"NatGatewayId": nat})):
        table = ec2.create_route_table(VpcId=vpc, TagSpecifications=marked("route-table", f"table{number}"))["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **way)
        for subnet in subnets[number * 2:number * 2 + 2]:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        tables.append(table)
    groups = []
    for number in range(24):
        group = ec2.create_security_group(GroupName=own(f"group{number:02}"), Description="made for the synthetic account", VpcId=vpc,
                                          TagSpecifications=marked("security-group", f"group{number:02}"))["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "web"}]},
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8" if number % 6 else "0.0.0.0/0"}]},
            *([{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": groups[-1]}]}] if groups else [])])
        groups.append(group)
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.secretsmanager", VpcEndpointType="Interface", SubnetIds=subnets[2:],
                            SecurityGroupIds=[groups[0]], PrivateDnsEnabled=True, TagSpecifications=marked("vpc-endpoint", "secrets"))
    ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogDestinationType="cloud-watch-logs", LogGroupName=f"/app/{own('log00')}",
                         DeliverLogsPermissionArn=roles[0], TagSpecifications=marked("vpc-flow-log", "main"))
    return {"vpc": [vpc], "subnets": subnets, "groups": groups}


def build_machines(ec2, network: dict[str, list[str]], keys: list[str]) -> None:
    image = ec2.describe_images()["Images"][0]["ImageId"]
    for number in range(2):
        ec2.create_key_pair(KeyName=own(f"pair{number}"), TagSpecifications=marked("key-pair", f"pair{number}"))
    for number in range(14):
        machine = ec2.run_instances(
            ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro", SubnetId=network["subnets"][number % 4], KeyName=own(f"pair{number % 2}"),
            SecurityGroupIds=[network["groups"][number]], IamInstanceProfile={"Name": own(f"profile{number % 2}")}, Monitoring={"Enabled": number % 2 == 0},
            TagSpecifications=marked("instance", f"machine{number:02}"),
            MetadataOptions={"HttpTokens": "required" if number % 3 else "optional", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1})
        if number == 13:
            ec2.stop_instances(InstanceIds=[machine["Instances"][0]["InstanceId"]])
    for number in range(4):
        volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8, VolumeType="gp3", Encrypted=True, KmsKeyId=keys[number],
                                   TagSpecifications=marked("volume", f"volume{number}"))["VolumeId"]
        ec2.create_snapshot(VolumeId=volume, Description="made for the synthetic account", TagSpecifications=marked("snapshot", f"snapshot{number}"))


def build_databases(rds, network: dict[str, list[str]], keys: list[str], roles: list[str]) -> None:
    rds.create_db_subnet_group(DBSubnetGroupName=own("databases"), DBSubnetGroupDescription="two zones", SubnetIds=network["subnets"][2:], Tags=tags("databases"))
    rds.create_db_parameter_group(DBParameterGroupName=own("parameters"), DBParameterGroupFamily="postgres15", Description="own", Tags=tags("parameters"))
    common = dict(DBSubnetGroupName=own("databases"), MasterUsername="owner", MasterUserPassword="made-up-password")
    for number in range(6):
        rds.create_db_instance(
            DBInstanceIdentifier=own(f"database{number}"), **common, Engine="postgres", EngineVersion="15.14", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
            MultiAZ=number % 2 == 0, StorageEncrypted=True, KmsKeyId=keys[number], DBParameterGroupName=own("parameters"),
            VpcSecurityGroupIds=[network["groups"][16 + number]], DeletionProtection=number % 3 > 0, BackupRetentionPeriod=14, MonitoringInterval=60,
            MonitoringRoleArn=roles[1], EnableCloudwatchLogsExports=["postgresql"], Tags=tags(f"database{number}"))
    rds.create_db_cluster(
        DBClusterIdentifier=own("cluster"), Engine="aurora-postgresql", EngineVersion="15.12", **common, VpcSecurityGroupIds=[network["groups"][22]],
        StorageEncrypted=True, KmsKeyId=keys[0], DeletionProtection=True, Tags=tags("cluster"))
    rds.create_db_instance(DBInstanceIdentifier=own("member"), DBClusterIdentifier=own("cluster"), Engine="aurora-postgresql",
                           DBInstanceClass="db.r6g.large", Tags=tags("member"))
    for number in range(3):
        rds.create_db_snapshot(DBInstanceIdentifier=own(f"database{number}"), DBSnapshotIdentifier=own(f"byhand{number}"), Tags=tags(f"byhand{number}"))


def build_secrets(secrets, keys: list[str]) -> None:
    for number in range(6):
        secrets.create_secret(Name=own(f"secret{number}"), SecretString="made up", KmsKeyId=keys[number], Tags=tags(f"secret{number}"))


def build_tables(dynamodb, keys: list[str]) -> None:
    for number in range(4):
        dynamodb.create_table(
            TableName=own(f"table{number}"), AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST", Tags=tags(f"table{number}"),
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys[number]}, DeletionProtectionEnabled=number % 2 == 0)


def build_balancers(client: dict, network: dict[str, list[str]]) -> list[str]:
    elbv2, wafv2 = client["elbv2"], client["wafv2"]
    certificate = client["acm"].request_certificate(DomainName=f"{own('shop')}.example.com", ValidationMethod="DNS", Tags=tags("shop"))["CertificateArn"]
    groups = []
    for number in range(3):
        groups.append(elbv2.create_target_group(
            Name=own(f"targets{number}"), Protocol="HTTP", Port=8080, VpcId=network["vpc"][0], TargetType="ip", HealthCheckPath="/health",
            Tags=tags(f"targets{number}"))["TargetGroups"][0]["TargetGroupArn"])
        elbv2.register_targets(TargetGroupArn=groups[-1], Targets=[{"Id": f"10.0.{zone}.10"} for zone in (2, 3)])
    https = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    for number in range(2):
        balancer = elbv2.create_load_balancer(
            Name=own(f"balancer{number}"), Subnets=network["subnets"][:2], SecurityGroups=[network["groups"][23]], Type="application",
            Scheme=("internet-facing", "internal")[number], Tags=tags(f"balancer{number}"))["LoadBalancers"][0]["LoadBalancerArn"]
        elbv2.create_listener(LoadBalancerArn=balancer, Port=80, Protocol="HTTP", DefaultActions=[https], Tags=tags(f"plain{number}"))
        elbv2.create_listener(
            LoadBalancerArn=balancer, Port=443, Protocol="HTTPS", SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06", Tags=tags(f"secure{number}"),
            Certificates=[{"CertificateArn": certificate}], DefaultActions=[{"Type": "forward", "TargetGroupArn": groups[number]}])
        if number == 0:
            visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "shop"}
            acl = wafv2.create_web_acl(Name=own("shop"), Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visible, Tags=tags("shop"), Rules=[{
                "Name": "common", "Priority": 1, "OverrideAction": {"None": {}}, "VisibilityConfig": visible,
                "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}}])["Summary"]["ARN"]
            wafv2.associate_web_acl(WebACLArn=acl, ResourceArn=balancer)
    return groups


def build_containers(ecs, scaling, network: dict[str, list[str]], groups: list[str], roles: list[str]) -> None:
    ecs.create_cluster(clusterName=own("shop"), tags=lower("shop"), settings=[{"name": "containerInsights", "value": "enhanced"}])
    for number in range(4):
        ecs.register_task_definition(
            family=own(f"task{number}"), networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="512", memory="1024", tags=lower(f"task{number}"),
            taskRoleArn=roles[1], executionRoleArn=roles[4], runtimePlatform={"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"},
            containerDefinitions=[{
                "name": "app", "image": "app:1.0", "memory": 512, "user": "1000:1000", "readonlyRootFilesystem": number % 2 == 0, "essential": True,
                "portMappings": [{"containerPort": 8080}], "logConfiguration": {"logDriver": "awslogs", "options": {
                    "awslogs-group": f"/app/{own(f'log{number:02}')}", "awslogs-region": REGION, "mode": "non-blocking"}}}])
        ecs.create_service(
            cluster=own("shop"), serviceName=own(f"service{number}"), taskDefinition=own(f"task{number}"), launchType="FARGATE", platformVersion="LATEST",
            desiredCount=2, tags=lower(f"service{number}"), networkConfiguration={"awsvpcConfiguration": {
                "subnets": network["subnets"][2:], "securityGroups": [network["groups"][14]], "assignPublicIp": "DISABLED"}},
            **({"loadBalancers": [{"targetGroupArn": groups[number], "containerName": "app", "containerPort": 8080}]} if number < 2 else {}))
    what = {"ServiceNamespace": "ecs", "ResourceId": f"service/{own('shop')}/{own('service0')}", "ScalableDimension": "ecs:service:DesiredCount"}
    scaling.register_scalable_target(**what, MinCapacity=2, MaxCapacity=8, SuspendedState={
        "DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False, "ScheduledScalingSuspended": False})
    scaling.put_scaling_policy(
        **what, PolicyName=own("load"), PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 60.0, "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}})


def build_apis(first, second) -> None:
    api = first.create_rest_api(name=own("rest"), description="made up", tags=plain("rest"), endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = first.get_resources(restApiId=api)["items"][0]["id"]
    first.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="AWS_IAM", apiKeyRequired=False)
    first.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="MOCK", integrationHttpMethod="GET")
    deployment = first.create_deployment(restApiId=api)["id"]
    first.create_stage(restApiId=api, stageName="prod", deploymentId=deployment, tracingEnabled=True, tags=plain("prod"))
    api = second.create_api(Name=own("http"), ProtocolType="HTTP", Tags=plain("http"))["ApiId"]
    target = second.create_integration(ApiId=api, IntegrationType="HTTP_PROXY", IntegrationMethod="ANY", IntegrationUri="https://backend.example.com",
                                       PayloadFormatVersion="1.0")["IntegrationId"]
    second.create_route(ApiId=api, RouteKey="GET /pets", AuthorizationType="AWS_IAM", Target=f"integrations/{target}")
    second.create_stage(ApiId=api, StageName="$default", AutoDeploy=True, Tags=plain("default"))


def build_files(efs, backup, ssm, network: dict[str, list[str]], keys: list[str]) -> None:
    system = efs.create_file_system(CreationToken=own("files"), Encrypted=True, KmsKeyId=keys[0], ThroughputMode="elastic", Tags=tags("files"))["FileSystemId"]
    for subnet in network["subnets"][2:]:
        efs.create_mount_target(FileSystemId=system, SubnetId=subnet, SecurityGroups=[network["groups"][15]])
    efs.create_access_point(ClientToken=own("files"), FileSystemId=system, Tags=tags("files"), PosixUser={"Uid": 1000, "Gid": 1000}, RootDirectory={"Path": "/app"})
    backup.create_backup_vault(BackupVaultName=own("vault"), EncryptionKeyArn=keys[1], BackupVaultTags=plain("vault"))
    for number in range(4):
        ssm.put_parameter(Name=f"/app/{own(f'parameter{number}')}", Type="SecureString", Value="made up", KeyId=keys[2], Tier="Standard",
                          Tags=tags(f"parameter{number}"))


def build_watch(client: dict, keys: list[str], buckets: list[str]) -> None:
    """A trail, a recorder and a detector, of which a region has one; and alarms."""
    client["s3"].put_bucket_policy(Bucket=buckets[1], Policy=policy(
        {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": ["s3:PutObject", "s3:GetBucketAcl"], "Resource": [
            f"arn:aws:s3:::{buckets[1]}", f"arn:aws:s3:::{buckets[1]}/*"]}))
    client["cloudtrail"].create_trail(
        Name=own("trail"), S3BucketName=buckets[1], IsMultiRegionTrail=False, IncludeGlobalServiceEvents=True, EnableLogFileValidation=True,
        KmsKeyId=keys[0], TagsList=tags("trail"))
    client["cloudtrail"].start_logging(Name=own("trail"))
    client["config"].put_configuration_recorder(ConfigurationRecorder={
        "name": "default", "roleARN": f"arn:aws:iam::{ACCOUNT}:role/config", "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True}})
    client["config"].put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": buckets[1]})
    client["config"].start_configuration_recorder(ConfigurationRecorderName="default")
    client["guardduty"].create_detector(Enable=True)
    for number in range(4):
        client["cloudwatch"].put_metric_alarm(
            AlarmName=own(f"alarm{number}"), Namespace="AWS/RDS", MetricName="CPUUtilization", Threshold=80.0, Period=60, EvaluationPeriods=3, Statistic="Average",
            ComparisonOperator="GreaterThanThreshold", ActionsEnabled=True, TreatMissingData="missing", Tags=tags(f"alarm{number}"),
            Dimensions=[{"Name": "DBInstanceIdentifier", "Value": own(f"database{number}")}])


if __name__ == "__main__":
    main(sys.argv[1])
