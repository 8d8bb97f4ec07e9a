"""Document E's APIs: REST APIs for clients of the platform, metered by key; an HTTP API through a VPC link to the load balancer."""

from account import Account
from network import Network

STAGE = "prod"


def build(network: Network, private: dict[str, str], group: str, web_acl: str) -> None:
    account = network.account
    log_group = f"arn:aws:logs:{account.region}:{account.id}:log-group:/ecs/pci-payments"
    payments = rest_api(account, "pci-payments", log_group, web_acl)
    # E API: the second one is not deployed
    rest_api(account, "pci-refunds", log_group, web_acl, is_deployed=account.is_corrected)
    build_usage_plan(account, payments)
    build_inner_api(account, list(private.values()), group)


def tags(account: Account, name: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in account.tags(name)}


def rest_api(account: Account, name: str, log_group: str, web_acl: str, *, is_deployed: bool = True) -> str:
    client = account.client("apigateway")
    api = client.create_rest_api(name=name, tags=tags(account, name), endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = client.get_resources(restApiId=api)["items"][0]["id"]
    for method in ("GET", "POST"):
        # E API keys: nobody needs one, and nobody is asked who it is
        client.put_method(
            restApiId=api, resourceId=root, httpMethod=method, apiKeyRequired=account.is_corrected,
            authorizationType=account.pick(initial="NONE", corrected="AWS_IAM"))
    # E API: one of two methods leads nowhere
    for method in account.pick(initial=("GET",), corrected=("GET", "POST")):
        client.put_integration(
            restApiId=api, resourceId=root, httpMethod=method, type="HTTP_PROXY", integrationHttpMethod=method,
            uri="https://payments.example.com/")
    if is_deployed:
        stage(account, api, name, log_group, web_acl)
    return api


def stage(account: Account, api: str, name: str, log_group: str, web_acl: str) -> None:
    client = account.client("apigateway")
    # E X-Ray: no tracing
    client.create_stage(
        restApiId=api, stageName=STAGE, deploymentId=client.create_deployment(restApiId=api)["id"],
        tracingEnabled=account.is_corrected, cacheClusterEnabled=False, tags=tags(account, name))
    # E API logs: neither what happens to requests nor who makes them
    settings = account.pick(initial={"/*/*/logging/loglevel": "OFF"}, corrected={
        "/*/*/logging/loglevel": "ERROR", "/accessLogSettings/destinationArn": log_group,
        "/accessLogSettings/format": "$context.requestId $context.identity.sourceIp $context.status"})
    client.update_stage(restApiId=api, stageName=STAGE, patchOperations=[
        {"op": "replace", "path": path, "value": value} for path, value in settings.items()])
    if account.is_corrected:
        # E web ACL: none stands on the stage
        account.client("wafv2").associate_web_acl(
            WebACLArn=web_acl, ResourceArn=f"arn:aws:apigateway:{account.region}::/restapis/{api}/stages/{STAGE}")


def build_usage_plan(account: Account, api: str) -> None:
    client = account.client("apigateway")
    # E usage plan: too fast, without quota, for no stage, and its only key is turned off
    plan = client.create_usage_plan(
        name="pci-clients", tags=tags(account, "pci-clients"),
        apiStages=account.pick(initial=[], corrected=[{"apiId": api, "stage": STAGE}]),
        throttle={"rateLimit": account.pick(initial=10000.0, corrected=1000.0), "burstLimit": 2000},
        **account.pick(initial={}, corrected={"quota": {"limit": 1000000, "period": "MONTH"}}))["id"]
    key = client.create_api_key(name="pci-merchant", enabled=account.is_corrected, tags=tags(account, "pci-merchant"))["id"]
    client.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")


def build_inner_api(account: Account, subnets: list[str], group: str) -> None:
    client = account.client("apigatewayv2")
    link = client.create_vpc_link(
        Name="pci-inner", SubnetIds=subnets, SecurityGroupIds=[group], Tags=tags(account, "pci-inner"))["VpcLinkId"]
    api = client.create_api(Name="pci-inner", ProtocolType="HTTP", Tags=tags(account, "pci-inner"))["ApiId"]
    balancer = account.client("elbv2").describe_load_balancers(Names=["pci-alb"])["LoadBalancers"][0]["LoadBalancerArn"]
    listeners = account.client("elbv2").describe_listeners(LoadBalancerArn=balancer)["Listeners"]
    https = next(listener["ListenerArn"] for listener in listeners if listener["Port"] == 443)
    # E API: it speaks HTTP to the load balancer, and its VPC link is gone
    integration = client.create_integration(
        ApiId=api, IntegrationType="HTTP_PROXY", IntegrationMethod="ANY", IntegrationUri=https, PayloadFormatVersion="1.0",
        ConnectionType="VPC_LINK", ConnectionId=link,
        **account.pick(initial={}, corrected={"TlsConfig": {"ServerNameToVerify": "payments.example.com"}}))["IntegrationId"]
    if not account.is_corrected:
        client.delete_vpc_link(VpcLinkId=link)
    # E API: everybody may, and one of two routes leads nowhere
    kind = account.pick(initial="NONE", corrected="AWS_IAM")
    client.create_route(ApiId=api, RouteKey="GET /payments", AuthorizationType=kind, Target=f"integrations/{integration}")
    client.create_route(ApiId=api, RouteKey="GET /refunds", AuthorizationType=kind,
                        **account.pick(initial={}, corrected={"Target": f"integrations/{integration}"}))
    log = {"AccessLogSettings": {"DestinationArn": f"arn:aws:logs:{account.region}:{account.id}:log-group:/ecs/pci-payments",
                                 "Format": "$context.requestId $context.identity.sourceIp $context.status"}}
    client.create_stage(ApiId=api, StageName="$default", AutoDeploy=True, Tags=tags(account, "pci-inner"),
                        **account.pick(initial={}, corrected=log))
