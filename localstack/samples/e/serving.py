"""Document E's way from the client to the containers: load balancer, web ACL, service, scaling. The containers' roles are in containers.py."""

import firewall
import serving
from account import Account
from firewall import ANYWHERE, tcp
from network import Network

CLUSTER, SERVICE, PORT = "pci-prod", "payments-api", 8080


def build(network: Network, public: dict[str, str], private: dict[str, str], service_group: str) -> str:
    """Gives the web ACL's ARN."""
    account = network.account
    group = firewall.security_group(
        network, "pci-alb", "Clients of the platform", [tcp(443, ANYWHERE), tcp(80, ANYWHERE)],
        account.pick(initial=None, corrected=[tcp(PORT, service_group)]))
    balancer = serving.load_balancer(
        account, "pci-alb", list(public.values()), group, deletion_protection__enabled="true",
        routing__http__drop_invalid_header_fields__enabled="true", routing__http__desync_mitigation_mode="defensive")
    blue = build_target_groups(account, network.id)
    build_listeners(account, balancer, blue)
    build_service(account, blue, list(private.values()), service_group)
    return build_web_acl(account, balancer)


def build_target_groups(account: Account, vpc: str) -> str:
    # E health check: on the front page, every five minutes, and nobody is healthy
    health = account.pick(
        initial={"HealthCheckPath": "/", "HealthCheckIntervalSeconds": 300, "HealthCheckTimeoutSeconds": 60,
                 "HealthyThresholdCount": 10, "UnhealthyThresholdCount": 10},
        corrected={"HealthCheckPath": "/health", "HealthCheckIntervalSeconds": 30, "HealthCheckTimeoutSeconds": 5,
                   "HealthyThresholdCount": 3, "UnhealthyThresholdCount": 3})
    blue = serving.target_group(account, "pci-payments-blue", vpc, PORT, **health)
    if account.is_corrected:
        # E blue-green: a second group, idle between deployments
        serving.target_group(account, "pci-payments-green", vpc, PORT, **health)
        account.client("elbv2").register_targets(
            TargetGroupArn=blue, Targets=[{"Id": f"10.60.1{zone}.10", "Port": PORT} for zone in range(2)])
    return blue


def build_listeners(account: Account, balancer: str, blue: str) -> None:
    # E HTTPS: an old TLS policy, a certificate that runs out, and HTTP that serves what HTTPS does
    shown = serving.certificate(account, "payments.example.com", days=account.pick(initial=12, corrected=300))
    serving.listener(
        account, balancer, 443, serving.forward(blue), "pci-alb-https", Certificates=[{"CertificateArn": shown}],
        SslPolicy=account.pick(initial=serving.OLD_TLS, corrected=serving.MODERN_TLS))
    serving.listener(account, balancer, 80, account.pick(initial=serving.forward(blue), corrected=serving.redirect_to_https()),
                     "pci-alb-http")


def build_web_acl(account: Account, balancer: str) -> str:
    # E web ACL: without rules, and it stands on nothing
    acl = serving.web_acl(account, "pci-web-acl", account.pick(initial=[], corrected=[
        serving.web_acl_rule(1, "rate", {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}}),
        serving.web_acl_rule(2, "sql-injection", serving.managed("AWSManagedRulesSQLiRuleSet"), of_group=True),
        serving.web_acl_rule(3, "common", serving.managed("AWSManagedRulesCommonRuleSet"), of_group=True),
        serving.web_acl_rule(4, "countries", {"GeoMatchStatement": {"CountryCodes": ["KP", "IR"]}}),
    ]))
    if account.is_corrected:
        account.client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=balancer)
        account.client("wafv2").put_logging_configuration(LoggingConfiguration={
            "ResourceArn": acl, "LogDestinationConfigs": [
                f"arn:aws:firehose:{account.region}:{account.id}:deliverystream/aws-waf-logs-pci"]})
    return acl


def build_service(account: Account, blue: str, subnets: list[str], group: str) -> None:
    # E blue-green: tasks are replaced in place. E scaling: fewer tasks run than should, and nothing makes more.
    # The emulator runs two tasks of every service (launch.py).
    account.client("ecs").create_service(
        cluster=CLUSTER, serviceName=SERVICE, taskDefinition="payments-api", launchType="FARGATE", platformVersion="LATEST",
        desiredCount=account.pick(initial=4, corrected=2),
        deploymentController={"type": account.pick(initial="ECS", corrected="CODE_DEPLOY")},
        loadBalancers=[{"targetGroupArn": blue, "containerName": "payments-api", "containerPort": PORT}],
        networkConfiguration={"awsvpcConfiguration": {
            "subnets": subnets, "securityGroups": [group], "assignPublicIp": "DISABLED"}},
        tags=[{"key": tag["Key"], "value": tag["Value"]} for tag in account.tags(SERVICE)])
    if account.is_corrected:
        serving.scale_on_cpu(account, CLUSTER, SERVICE, 70.0)
