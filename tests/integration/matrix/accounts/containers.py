"""Fills account 444444444446 of a moto server with what clients meet and what stands behind it: `containers.py URL`.

Load balancers, certificates, web ACLs and rule groups, ECS services, task definitions and tasks, and their scaling. Things come in pairs
where a check can tell a good one from a bad one.
"""

import datetime
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from session import REGION, policy, session_of, trust

ACCOUNT = "444444444446"
TAGS = [{"Key": "Name", "Value": "shop"}, {"Key": "Owner", "Value": "matrix"}]
LOWER = [{"key": tag["Key"], "value": tag["Value"]} for tag in TAGS]
SERVICES = ("acm", "application-autoscaling", "ec2", "ecs", "elbv2", "iam", "wafv2")


def main(url: str) -> None:
    session = session_of(ACCOUNT, url)
    client = {name: session.client(name, endpoint_url=url) for name in SERVICES}
    network = build_network(client["ec2"])
    certificates = build_certificates(client["acm"], client["iam"])
    groups = build_target_groups(client["elbv2"], network)
    balancers = build_balancers(client["elbv2"], network)
    build_listeners(client["elbv2"], balancers, groups, certificates)
    build_web_acls(client["wafv2"], balancers["shop"])
    build_task_definitions(client["ecs"], client["iam"])
    build_services(client["ecs"], network, groups)
    build_scaling(client["application-autoscaling"])


def build_network(ec2) -> dict[str, str]:
    vpc = ec2.create_vpc(CidrBlock="10.46.0.0/16")["Vpc"]["VpcId"]
    # The emulator gives tasks names only where hosts have them.
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnets = {zone: ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.46.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]["SubnetId"]
               for number, zone in enumerate("ab")}
    ec2.create_internet_gateway()
    public = ec2.create_security_group(GroupName="public", Description="Everybody", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=public, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    inner = ec2.create_security_group(GroupName="inner", Description="Inside", VpcId=vpc)["GroupId"]
    return {"vpc": vpc, "public": public, "inner": inner, **subnets}


def build_certificates(acm, iam) -> dict[str, str]:
    made = {}
    for name, days, size in (("shop", 300, 2048), ("short", 12, 2048), ("weak", 200, 1024)):
        body, key = certificate(f"{name}.example.com", days, size)
        made[name] = acm.import_certificate(Certificate=body, PrivateKey=key, Tags=TAGS if name == "shop" else TAGS[:1])["CertificateArn"]
    made["asked"] = acm.request_certificate(DomainName="asked.example.com", ValidationMethod="DNS", Tags=TAGS)["CertificateArn"]
    body, key = certificate("old.example.com", 400, 2048)
    made["server"] = iam.upload_server_certificate(
        ServerCertificateName="old", CertificateBody=body.decode(), PrivateKey=key.decode())["ServerCertificateMetadata"]["Arn"]
    return made


def certificate(domain: str, days: int, size: int) -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=size)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
    now = datetime.datetime.now(datetime.UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
            .sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    return (made.public_bytes(pem), key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def build_target_groups(elbv2, network: dict[str, str]) -> dict[str, str]:
    def group(name: str, protocol: str, port: int, **more) -> str:
        return elbv2.create_target_group(
            Name=name, Protocol=protocol, Port=port, VpcId=network["vpc"], TargetType="ip", **more)["TargetGroups"][0]["TargetGroupArn"]

    health = {"HealthCheckProtocol": "HTTP", "HealthCheckPath": "/health", "HealthCheckIntervalSeconds": 30,
              "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 3, "UnhealthyThresholdCount": 3}
    slow = {"HealthCheckProtocol": "HTTP", "HealthCheckPath": "/", "HealthCheckIntervalSeconds": 300,
            "HealthCheckTimeoutSeconds": 60, "HealthyThresholdCount": 10, "UnhealthyThresholdCount": 10}
    groups = {
        "shop": group("shop", "HTTP", 8080, Tags=TAGS, **health),
        "twin": group("twin", "HTTP", 8080, **health),
        "slow": group("slow", "HTTP", 8081, **slow),
        "tls": group("tls", "HTTPS", 8443, **{**health, "HealthCheckProtocol": "HTTPS"}),
        "stream": group("stream", "TCP", 9000, HealthCheckProtocol="TCP"),
    }
    for name in ("shop", "stream"):
        elbv2.register_targets(TargetGroupArn=groups[name], Targets=[{"Id": f"10.46.{zone}.10"} for zone in range(2)])
    return groups


def build_balancers(elbv2, network: dict[str, str]) -> dict[str, str]:
    def balancer(name: str, zones: str, **more) -> str:
        return elbv2.create_load_balancer(Name=name, Subnets=[network[zone] for zone in zones], **more)["LoadBalancers"][0]["LoadBalancerArn"]

    balancers = {
        "shop": balancer("shop", "ab", SecurityGroups=[network["public"]], Scheme="internet-facing", Type="application", Tags=TAGS),
        "inside": balancer("inside", "ab", SecurityGroups=[network["inner"]], Scheme="internal", Type="application"),
        "stream": balancer("stream", "a", SecurityGroups=[network["inner"]], Scheme="internal", Type="network"),
        "idle": balancer("idle", "ab", SecurityGroups=[network["inner"]], Scheme="internal", Type="application"),
    }
    elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancers["shop"], Attributes=[
        {"Key": "deletion_protection.enabled", "Value": "true"}, {"Key": "access_logs.s3.enabled", "Value": "true"},
        {"Key": "access_logs.s3.bucket", "Value": "access-logs"}, {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"}])
    elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancers["inside"], Attributes=[
        {"Key": "routing.http.desync_mitigation_mode", "Value": "monitor"}])
    return balancers


def build_listeners(elbv2, balancers: dict[str, str], groups: dict[str, str], certificates: dict[str, str]) -> None:
    def forward(*names: str) -> dict:
        if len(names) == 1:
            return {"Type": "forward", "TargetGroupArn": groups[names[0]]}
        return {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": groups[name], "Weight": 1} for name in names]}}

    def listener(of: str, port: int, protocol: str, action: dict, **more) -> str:
        return elbv2.create_listener(
            LoadBalancerArn=balancers[of], Port=port, Protocol=protocol, DefaultActions=[action], **more)["Listeners"][0]["ListenerArn"]

    def rule(of: str, priority: int, path: str, action: dict) -> None:
        elbv2.create_rule(ListenerArn=of, Priority=priority, Conditions=[{"Field": "path-pattern", "Values": [path]}], Actions=[action])

    https = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    redirecting = listener("shop", 80, "HTTP", https, Tags=TAGS)
    rule(redirecting, 10, "/old/*", https)
    secure = listener("shop", 443, "HTTPS", forward("shop", "tls"), Tags=TAGS, SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
                      Certificates=[{"CertificateArn": certificates["shop"]}])
    rule(secure, 10, "/down", {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503", "ContentType": "text/plain"}})
    old = listener("inside", 443, "HTTPS", forward("slow"), SslPolicy="ELBSecurityPolicy-2016-08",
                   Certificates=[{"CertificateArn": certificates["server"]}])
    elbv2.add_listener_certificates(ListenerArn=old, Certificates=[{"CertificateArn": certificates["short"]}])
    leaking = listener("inside", 80, "HTTP", https)
    rule(leaking, 10, "/api/*", forward("slow"))
    listener("inside", 81, "HTTP", forward("slow"))
    listener("stream", 9000, "TCP", forward("stream"))


def build_web_acls(wafv2, balancer: str) -> None:
    def visible(name: str, sends: bool = True) -> dict:
        return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": sends, "MetricName": name}

    def rule(number: int, name: str, statement: dict, does: dict, sends: bool = True) -> dict:
        return {"Name": name, "Priority": number, "Statement": statement, "VisibilityConfig": visible(name, sends), **does}

    def managed(name: str) -> dict:
        return {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}

    def acl(name: str, rules: list[dict], sends: bool = True, **more) -> str:
        return wafv2.create_web_acl(Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=rules,
                                    VisibilityConfig=visible(name, sends), **more)["Summary"]["ARN"]

    def group(name: str, rules: list[dict], sends: bool = True, **more) -> str:
        return wafv2.create_rule_group(Name=name, Scope="REGIONAL", Capacity=50, Rules=rules,
                                       VisibilityConfig=visible(name, sends), **more)["Summary"]["ARN"]

    blocks, counts, as_they_are = {"Action": {"Block": {}}}, {"Action": {"Count": {}}}, {"OverrideAction": {"None": {}}}
    injection = {"SqliMatchStatement": {"FieldToMatch": {"Body": {}}, "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}}
    scripts = {"XssMatchStatement": {"FieldToMatch": {"Body": {}}, "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}}
    countries = {"GeoMatchStatement": {"CountryCodes": ["KP", "IR"]}}
    abroad = {"NotStatement": {"Statement": {"GeoMatchStatement": {"CountryCodes": ["AT"]}}}}
    rate = {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}}
    own = group("own", [rule(1, "injection", {"AndStatement": {"Statements": [injection, abroad]}}, blocks)], Tags=TAGS)
    group("dark", [rule(1, "scripts", scripts, counts, sends=False)], sends=False)
    shop = acl("shop", [
        rule(1, "rate", rate, blocks), rule(2, "sql", managed("AWSManagedRulesSQLiRuleSet"), as_they_are),
        rule(3, "common", managed("AWSManagedRulesCommonRuleSet"), as_they_are), rule(4, "countries", countries, blocks)], Tags=TAGS)
    acl("grouped", [rule(1, "own", {"RuleGroupReferenceStatement": {"ARN": own}}, as_they_are),
                    rule(2, "either", {"OrStatement": {"Statements": [scripts, countries]}}, blocks)])
    acl("counting", [rule(1, "rate", rate, counts), rule(2, "common", managed("AWSManagedRulesCommonRuleSet"), {"OverrideAction": {"Count": {}}})],
        sends=False)
    acl("empty", [])
    wafv2.associate_web_acl(WebACLArn=shop, ResourceArn=balancer)
    wafv2.put_logging_configuration(LoggingConfiguration={
        "ResourceArn": shop, "LogDestinationConfigs": [f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/aws-waf-logs-shop"]})


def build_task_definitions(ecs, iam) -> None:
    roles = {}
    for name in ("task", "execution"):
        roles[name] = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("ecs-tasks.amazonaws.com"))["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=policy(
            {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}))
    logs = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/shop", "awslogs-region": REGION, "mode": "non-blocking"}}
    secret = {"name": "DB_PASSWORD", "valueFrom": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db-abcdef"}
    daemon = {"name": "traces", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": False, "user": "1337", "memory": 128,
              "readonlyRootFilesystem": True, "logConfiguration": logs}
    ecs.register_task_definition(
        family="shop", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="512", memory="1024", tags=LOWER,
        taskRoleArn=roles["task"], executionRoleArn=roles["execution"], pidMode="task",
        runtimePlatform={"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"},
        volumes=[{"name": "shared", "efsVolumeConfiguration": {
            "fileSystemId": "fs-12345678", "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}}],
        containerDefinitions=[{
            "name": "shop", "image": "shop:1.0", "memory": 512, "user": "1000:1000", "privileged": False, "readonlyRootFilesystem": True,
            "portMappings": [{"containerPort": 8080}], "environment": [{"name": "STAGE", "value": "prod"}], "secrets": [secret],
            "logConfiguration": logs, "healthCheck": {"command": ["CMD", "true"]},
            "mountPoints": [{"sourceVolume": "shared", "containerPath": "/shared"}]}, daemon])
    ecs.register_task_definition(
        family="worker", networkMode="host", requiresCompatibilities=["EC2"], pidMode="host", ipcMode="host",
        taskRoleArn=roles["task"], executionRoleArn=roles["task"],
        volumes=[{"name": "shared", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryption": "DISABLED"}}],
        containerDefinitions=[
            {"name": "worker", "image": "worker:1.0", "memory": 512, "privileged": True, "readonlyRootFilesystem": False,
             "environment": [{"name": "AWS_SECRET_ACCESS_KEY", "value": "made up"}]},
            {"name": "helper", "image": "helper:1.0", "memory": 128, "user": "root",
             "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/worker", "mode": "blocking"}}}])
    for family, user in (("windows", "ContainerAdministrator"), ("desktop", "ContainerUser")):
        ecs.register_task_definition(
            family=family, networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="1024", memory="2048",
            runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE", "cpuArchitecture": "X86_64"},
            containerDefinitions=[{"name": "app", "image": "app:1.0", "memory": 1024, "user": user}])


def build_services(ecs, network: dict[str, str], groups: dict[str, str]) -> None:
    ecs.create_cluster(clusterName="shop", tags=LOWER, settings=[{"name": "containerInsights", "value": "enhanced"}])
    ecs.create_cluster(clusterName="plain", settings=[{"name": "containerInsights", "value": "disabled"}])

    def awsvpc(public: str) -> dict:
        return {"awsvpcConfiguration": {"subnets": [network["a"], network["b"]], "securityGroups": [network["inner"]], "assignPublicIp": public}}

    def on_fargate(name: str, definition: str, public: str, version: str, **more) -> None:
        ecs.create_service(cluster="shop", serviceName=name, taskDefinition=definition, launchType="FARGATE", platformVersion=version,
                           networkConfiguration=awsvpc(public), **more)

    def behind(group: str) -> list[dict]:
        return [{"targetGroupArn": groups[group], "containerName": "shop", "containerPort": 8080}]

    # The emulator runs two tasks of every service.
    on_fargate("shop", "shop", "DISABLED", "LATEST", desiredCount=2, loadBalancers=behind("shop"), tags=LOWER)
    on_fargate("old", "windows", "ENABLED", "1.3.0", desiredCount=4, loadBalancers=behind("slow"))
    on_fargate("new", "desktop", "DISABLED", "1.4.0", desiredCount=2)
    for name, public in (("green", "DISABLED"), ("grey", "ENABLED")):
        on_fargate(name, "shop", public, "LATEST", desiredCount=2, loadBalancers=behind("twin"), deploymentController={"type": "CODE_DEPLOY"})
        ecs.create_task_set(cluster="shop", service=name, taskDefinition="shop", launchType="FARGATE", platformVersion="LATEST",
                            networkConfiguration=awsvpc(public), loadBalancers=behind("twin"))
    ecs.create_service(cluster="plain", serviceName="worker", taskDefinition="worker", launchType="EC2", desiredCount=2)
    ecs.run_task(cluster="shop", taskDefinition="shop", launchType="FARGATE", platformVersion="1.4.0", group="service:shop", count=2,
                 networkConfiguration=awsvpc("DISABLED"), tags=LOWER)
    ecs.run_task(cluster="shop", taskDefinition="windows", launchType="FARGATE", platformVersion="1.0.0", group="service:old",
                 networkConfiguration=awsvpc("ENABLED"))


def build_scaling(scaling) -> None:
    role = (f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService")
    for name, suspended, metric, target in (
            ("shop", False, "ECSServiceAverageCPUUtilization", 60.0), ("old", True, "ECSServiceAverageCPUUtilization", 90.0),
            ("new", False, "ECSServiceAverageMemoryUtilization", 60.0)):
        what = {"ServiceNamespace": "ecs", "ResourceId": f"service/shop/{name}", "ScalableDimension": "ecs:service:DesiredCount"}
        scaling.register_scalable_target(
            **what, MinCapacity=2, MaxCapacity=8, RoleARN=role, SuspendedState={
                "DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": suspended, "ScheduledScalingSuspended": False})
        scaling.put_scaling_policy(
            **what, PolicyName=f"{name}-load", PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration={
                "TargetValue": target, "ScaleOutCooldown": 60, "DisableScaleIn": False,
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric}})
    # A target of fixed size, and none at all, scale nothing.
    scaling.register_scalable_target(
        ServiceNamespace="ecs", ResourceId="service/shop/green", ScalableDimension="ecs:service:DesiredCount", MinCapacity=2, MaxCapacity=2,
        RoleARN=role, SuspendedState={"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False, "ScheduledScalingSuspended": False})


main(sys.argv[1])
