"""What clients meet: load balancers, certificates, web ACLs, and the services and scaling behind them. What is a flaw is the documents' matter."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from account import Account

MODERN_TLS, OLD_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"


def certificate(account: Account, domain: str, *, days: int) -> str:
    """A certificate signed by itself, imported into ACM: an issued one, whatever the emulator does about validation."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
    now = datetime.datetime.now(datetime.UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
            .sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    return account.client("acm").import_certificate(
        Certificate=made.public_bytes(pem), Tags=account.tags(domain),
        PrivateKey=key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))["CertificateArn"]


def load_balancer(account: Account, name: str, subnets: list[str], group: str, **attributes: str) -> str:
    """`attributes` by their names with __ for dots: deletion_protection__enabled="true"."""
    client = account.client("elbv2")
    arn = client.create_load_balancer(
        Name=name, Subnets=subnets, SecurityGroups=[group], Scheme="internet-facing", Type="application",
        Tags=account.tags(name))["LoadBalancers"][0]["LoadBalancerArn"]
    if attributes:
        client.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[
            {"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()])
    return arn


def target_group(account: Account, name: str, vpc: str, port: int, **health: str | int) -> str:
    return account.client("elbv2").create_target_group(
        Name=name, Protocol="HTTP", Port=port, VpcId=vpc, TargetType="ip", Tags=account.tags(name),
        HealthCheckProtocol="HTTP", **health)["TargetGroups"][0]["TargetGroupArn"]


def listener(account: Account, balancer: str, port: int, action: dict, name: str, **tls: object) -> None:
    account.client("elbv2").create_listener(
        LoadBalancerArn=balancer, Port=port, Protocol="HTTPS" if tls else "HTTP", DefaultActions=[action],
        Tags=account.tags(name), **tls)


def forward(group: str) -> dict:
    return {"Type": "forward", "TargetGroupArn": group}


def redirect_to_https() -> dict:
    return {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}


def web_acl(account: Account, name: str, rules: list[dict]) -> str:
    return account.client("wafv2").create_web_acl(
        Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=rules, VisibilityConfig=visible(name),
        Tags=account.tags(name))["Summary"]["ARN"]


def web_acl_rule(number: int, name: str, statement: dict, *, of_group: bool = False) -> dict:
    """`of_group`: the statement is a rule group, whose own rules say what happens."""
    does = {"OverrideAction": {"None": {}}} if of_group else {"Action": {"Block": {}}}
    return {"Name": name, "Priority": number, "Statement": statement, "VisibilityConfig": visible(name), **does}


def managed(name: str) -> dict:
    return {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}


def visible(name: str) -> dict:
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}


def scale_on_cpu(account: Account, cluster: str, service: str, target: float) -> None:
    scaling = account.client("application-autoscaling")
    what = {"ServiceNamespace": "ecs", "ResourceId": f"service/{cluster}/{service}", "ScalableDimension": "ecs:service:DesiredCount"}
    # The emulator tells of the role and of what is suspended only what it was told; AWS says of each target what it is.
    scaling.register_scalable_target(
        **what, MinCapacity=2, MaxCapacity=10,
        RoleARN=f"arn:aws:iam::{account.id}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
                "AWSServiceRoleForApplicationAutoScaling_ECSService",
        SuspendedState={"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False, "ScheduledScalingSuspended": False})
    scaling.put_scaling_policy(
        **what, PolicyName=f"{service}-cpu", PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": target, "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}})
