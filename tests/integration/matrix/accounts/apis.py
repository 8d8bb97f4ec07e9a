"""Fills account 444444444448 of a moto server with APIs of API Gateway, so that every call of every check of theirs is made: `apis.py URL`.

Things come in pairs where a check can tell a good one from a bad one.
"""

import sys

from session import REGION, session_of

ACCOUNT = "444444444448"
TAGS = {"Name": "good", "Owner": "matrix"}


def main(url: str) -> None:
    session = session_of(ACCOUNT, url)
    client = {name: session.client(name, endpoint_url=url) for name in ("apigateway", "apigatewayv2", "ec2", "elbv2", "wafv2")}
    subnet, group, balancer = build_network(client["ec2"], client["elbv2"])
    first = client["apigateway"]
    shop = build_shop(first, client["wafv2"])
    build_bare(first)
    build_clients(first, shop)
    first.create_vpc_link(name="good", targetArns=[balancer], tags=TAGS)
    first.create_vpc_link(name="bare", targetArns=[balancer])
    for name, policy in (("good.example.com", "SecurityPolicy_TLS13_1_2_PQ_2025_09"), ("bare.example.com", "TLS_1_0")):
        first.create_domain_name(
            domainName=name, securityPolicy=policy, endpointConfiguration={"types": ["REGIONAL"]},
            regionalCertificateArn=f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555",
            **({"tags": TAGS} if name.startswith("good") else {}))
    build_second(client["apigatewayv2"], subnet, group)


def build_network(ec2, elbv2) -> tuple[str, str, str]:
    vpc = ec2.create_vpc(CidrBlock="10.48.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.48.0.0/24", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="link", Description="Link", VpcId=vpc)["GroupId"]
    balancer = elbv2.create_load_balancer(Name="inner", Subnets=[subnet], Type="network", Scheme="internal")
    return subnet, group, balancer["LoadBalancers"][0]["LoadBalancerArn"]


def build_shop(client, wafv2) -> str:
    """An API of which everything is as it should be."""
    api = client.create_rest_api(
        name="shop", description="Shop", version="1", apiKeySource="HEADER", tags=TAGS,
        endpointConfiguration={"types": ["PRIVATE"]},
        policy='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}]}')["id"]
    authorizer = client.create_authorizer(
        restApiId=api, name="users", type="COGNITO_USER_POOLS", identitySource="method.request.header.Authorization",
        providerARNs=[f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_abc"])["id"]
    method(client, api, "GET", authorizationType="COGNITO_USER_POOLS", authorizerId=authorizer, apiKeyRequired=True)
    client.put_integration(
        restApiId=api, resourceId=root(client, api), httpMethod="GET", type="HTTP_PROXY", integrationHttpMethod="GET",
        uri="https://backend.example.com", connectionType="VPC_LINK", connectionId="made-up")
    deploy(client, api, "prod", {"/*/*/logging/loglevel": "ERROR", "/*/*/caching/enabled": "true", "/*/*/caching/dataEncrypted": "true"},
           tracingEnabled=True, cacheClusterEnabled=True, cacheClusterSize="0.5", tags=TAGS, variables={"backend": "orders"})
    client.update_stage(restApiId=api, stageName="prod", patchOperations=[
        {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:api"},
        {"op": "replace", "path": "/accessLogSettings/format", "value": "$context.requestId"}])
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "shop"}
    acl = wafv2.create_web_acl(Name="shop", Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=[], VisibilityConfig=visible)["Summary"]["ARN"]
    wafv2.associate_web_acl(WebACLArn=acl, ResourceArn=f"arn:aws:apigateway:{REGION}::/restapis/{api}/stages/prod")
    return api


def build_bare(client) -> None:
    """APIs of which little is; the second is not even deployed."""
    api = client.create_rest_api(name="bare")["id"]
    method(client, api, "GET", authorizationType="NONE", apiKeyRequired=False)
    method(client, api, "POST", authorizationType="AWS_IAM", apiKeyRequired=False)
    client.put_integration(
        restApiId=api, resourceId=root(client, api), httpMethod="POST", type="HTTP_PROXY", integrationHttpMethod="POST",
        uri="http://backend.example.com", connectionType="VPC_LINK", connectionId="made-up")
    deploy(client, api, "prod", {"/*/*/logging/loglevel": "OFF", "/*/*/logging/dataTrace": "true", "/*/*/caching/enabled": "true",
                                 "/*/*/caching/dataEncrypted": "false"},
           tracingEnabled=False, cacheClusterEnabled=True, cacheClusterSize="0.5", variables={"dbPassword": "made-up"})
    deploy(client, api, "plain", {}, tracingEnabled=False, cacheClusterEnabled=False)
    client.create_rest_api(name="draft", endpointConfiguration={"types": ["REGIONAL"]})


def build_clients(client, shop: str) -> None:
    stages = [{"apiId": shop, "stage": "prod"}]
    good = client.create_usage_plan(
        name="good", description="Good", apiStages=stages, throttle={"rateLimit": 100.0, "burstLimit": 200},
        quota={"limit": 100000, "period": "MONTH"}, tags=TAGS)["id"]
    client.create_usage_plan(name="fast", apiStages=[], throttle={"rateLimit": 5000.0, "burstLimit": 200})
    client.create_usage_plan(name="bare")
    key = client.create_api_key(name="good", enabled=True, tags=TAGS)["id"]
    client.create_usage_plan_key(usagePlanId=good, keyId=key, keyType="API_KEY")
    client.create_api_key(name="bare", enabled=False)


def build_second(client, subnet: str, group: str) -> None:
    link = client.create_vpc_link(Name="good", SubnetIds=[subnet], SecurityGroupIds=[group], Tags=TAGS)["VpcLinkId"]
    client.create_vpc_link(Name="bare", SubnetIds=[subnet], SecurityGroupIds=[group])
    good = client.create_api(Name="good", ProtocolType="HTTP", Description="Good", Tags=TAGS,
                             CorsConfiguration={"AllowOrigins": ["https://example.com"], "AllowCredentials": True})["ApiId"]
    users = client.create_authorizer(
        ApiId=good, Name="users", AuthorizerType="JWT", IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Audience": ["shop"], "Issuer": "https://example.com"})["AuthorizerId"]
    inner = client.create_integration(
        ApiId=good, IntegrationType="HTTP_PROXY", IntegrationMethod="ANY", ConnectionType="VPC_LINK", ConnectionId=link,
        IntegrationUri=f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:listener/app/inner/1/2", PayloadFormatVersion="1.0",
        TlsConfig={"ServerNameToVerify": "backend.example.com"})["IntegrationId"]
    client.create_route(ApiId=good, RouteKey="GET /pets", AuthorizationType="JWT", AuthorizerId=users, Target=f"integrations/{inner}")
    client.create_stage(ApiId=good, StageName="$default", AutoDeploy=True, Tags=TAGS, StageVariables={"backend": "orders"},
                        AccessLogSettings={"DestinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:api", "Format": "$context.requestId"})
    bare = client.create_api(Name="bare", ProtocolType="HTTP")["ApiId"]
    client.create_integration(
        ApiId=bare, IntegrationType="HTTP_PROXY", IntegrationMethod="ANY", ConnectionType="VPC_LINK", ConnectionId="gone",
        IntegrationUri=f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:listener/app/inner/1/2", PayloadFormatVersion="1.0")
    client.create_route(ApiId=bare, RouteKey="GET /pets", AuthorizationType="NONE")
    client.create_stage(ApiId=bare, StageName="$default")
    for name, level, kind in (("chat", "INFO", "AWS_IAM"), ("noise", "OFF", "NONE")):
        chat = client.create_api(Name=name, ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")["ApiId"]
        for route in ("$connect", "$default"):
            client.create_route(ApiId=chat, RouteKey=route, AuthorizationType=kind if route == "$connect" else "NONE")
        client.create_stage(ApiId=chat, StageName="prod", DefaultRouteSettings={"LoggingLevel": level},
                            RouteSettings={"$connect": {"LoggingLevel": level}})
    client.create_api(Name="draft", ProtocolType="HTTP")


def root(client, api: str) -> str:
    return client.get_resources(restApiId=api)["items"][0]["id"]


def method(client, api: str, name: str, **more) -> None:
    client.put_method(restApiId=api, resourceId=root(client, api), httpMethod=name, **more)


def deploy(client, api: str, stage: str, settings: dict[str, str], **more) -> None:
    deployment = client.create_deployment(restApiId=api)["id"]
    client.create_stage(restApiId=api, stageName=stage, deploymentId=deployment, **more)
    if settings:
        client.update_stage(restApiId=api, stageName=stage, patchOperations=[
            {"op": "replace", "path": path, "value": value} for path, value in settings.items()])


if __name__ == "__main__":
    main(sys.argv[1])
