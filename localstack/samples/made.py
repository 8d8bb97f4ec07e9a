"""What a deployment made, noted from the calls that make it, as Terraform's AWS provider would name it.

So no sample has to say it twice, and each id is the one that the emulator gave. The files that the deployments' tools would have written of it
are the business of deployment.py.
"""

from dataclasses import dataclass, field


@dataclass
class Resource:
    type: str                                       # aws_vpc
    label: str                                      # what the code calls it: secure_app_vpc
    attributes: dict = field(default_factory=dict)


class Made:
    """Notes what the clients that it watches make while `noting` is set."""

    def __init__(self, account):
        self.account, self.noting = account, False
        self.resources: list[Resource] = []

    def watch(self, client) -> None:
        client.meta.events.register("before-parameter-build", self._asked)
        client.meta.events.register("after-call", self._answered)

    def _asked(self, params, context, **_) -> None:
        context["asked"] = dict(params)

    def _answered(self, http_response, parsed, model, context, **_) -> None:
        call = f"{model.service_model.service_name}:{model.name}"
        if not self.noting or http_response.status_code >= 300:
            return
        asked = context.get("asked", {})
        if call == "s3:DeleteBucket":
            self.resources = [one for one in self.resources if one.attributes.get("bucket") != asked["Bucket"]]
        elif call in RESOURCES:
            type_, attributes = RESOURCES[call]
            self._note(type_, asked, attributes(self.account, asked, parsed))
        elif call in PARTS:
            self._note(PARTS[call], asked, {"id": f"{PARTS[call]}-{len(self.resources)}"})

    def _note(self, type_: str, asked: dict, attributes: dict) -> None:
        label = as_label(name_of(asked, attributes))
        taken = {one.label for one in self.resources if one.type == type_}
        while label in taken:
            label += "_again"
        self.resources.append(Resource(type_, label, attributes))


def name_of(asked: dict, attributes: dict) -> str:
    """The Name tag of what is made, else its name, else its id."""
    for specification in asked.get("TagSpecifications", []):
        for tag in specification["Tags"]:
            if tag["Key"] == "Name":
                return tag["Value"]
    for tag in asked.get("Tags") or []:
        if isinstance(tag, dict) and tag.get("Key", tag.get("TagKey")) == "Name":
            return tag.get("Value", tag.get("TagValue"))
    names = ("name", "bucket", "identifier", "cluster_identifier", "family", "alarm_name", "dashboard_name", "stage_name", "id")
    return next(str(attributes[name]) for name in names if attributes.get(name))


def as_label(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name).strip("_").lower()


def ec2(type_: str, kind: str, *path: str):
    """A resource of EC2's: where its id stands in the answer, and what its ARN calls it."""
    def attributes(account, _asked, answer):
        for step in path:
            answer = answer[step]
        arn = f"arn:aws:ec2:{account.region}:{account.id}:{kind}/{answer}"
        return {"id": answer} if type_ == "aws_nat_gateway" else {"id": answer, "arn": arn}
    return type_, attributes


def named(type_: str, asked_name: str, attribute: str, arn=None, **more: str):
    """A resource that is called as it was asked to be; `arn` leads to its ARN in the answer, or is the beginning of it."""
    def attributes(account, asked, answer):
        name = asked[asked_name]
        found = {"id": name, attribute: name, **{key: asked[value] for key, value in more.items() if value in asked}}
        if isinstance(arn, str):
            found["arn"] = f"arn:aws:{arn.format(region=account.region, account=account.id)}{name}"
        elif arn:
            for step in arn:
                answer = answer[step]
            found["arn"] = answer
        return found
    return type_, attributes


def arned(type_: str, *path: str, **asked_names: str):
    """A resource whose id is its ARN to Terraform."""
    def attributes(_account, asked, answer):
        for step in path:
            answer = answer[step]
        return {"id": answer, "arn": answer, **{key: asked[value] for key, value in asked_names.items()}}
    return type_, attributes


def database_instance(account, asked, answer):
    made = answer["DBInstance"]
    secret = {"password": asked["MasterUserPassword"]} if "MasterUserPassword" in asked else {}
    return {"id": made.get("DbiResourceId", "db-NONE"), "identifier": asked["DBInstanceIdentifier"], "arn": made["DBInstanceArn"],
            "engine": asked["Engine"], **secret}


def task_definition(_account, asked, answer):
    made = answer["taskDefinition"]
    return {"id": asked["family"], "family": asked["family"], "revision": made["revision"], "arn": made["taskDefinitionArn"]}


def scalable_target(_account, asked, answer):
    # moto's answers may lack the ARN, as AWS's did before 2023.
    arn = {"arn": answer["ScalableTargetARN"]} if answer.get("ScalableTargetARN") else {}
    return {"id": asked["ResourceId"], "resource_id": asked["ResourceId"], "scalable_dimension": asked["ScalableDimension"],
            "service_namespace": asked["ServiceNamespace"], **arn}


def key(_account, _asked, answer):
    return {"id": answer["KeyMetadata"]["KeyId"], "key_id": answer["KeyMetadata"]["KeyId"], "arn": answer["KeyMetadata"]["Arn"]}


def flow_log(account, _asked, answer):
    made = answer["FlowLogIds"][0]
    return {"id": made, "arn": f"arn:aws:ec2:{account.region}:{account.id}:vpc-flow-log/{made}"}


def instance(account, _asked, answer):
    made = answer["Instances"][0]["InstanceId"]
    return {"id": made, "arn": f"arn:aws:ec2:{account.region}:{account.id}:instance/{made}"}


def address(account, _asked, answer):
    made = answer["AllocationId"]
    return {"id": made, "allocation_id": made, "arn": f"arn:aws:ec2:{account.region}:{account.id}:elastic-ip/{made}"}


def key_pair(account, asked, answer):
    return {"id": asked["KeyName"], "key_name": asked["KeyName"], "key_pair_id": answer["KeyPairId"],
            "arn": f"arn:aws:ec2:{account.region}:{account.id}:key-pair/{asked['KeyName']}"}


def rest(type_: str, path: str, id_name: str = "id"):
    """What API Gateway calls by an id alone."""
    def attributes(account, asked, answer):
        made = answer[id_name]
        return {"id": made, "arn": f"arn:aws:apigateway:{account.region}::/{path}/{made}", "name": asked.get("name", asked.get("Name", made))}
    return type_, attributes


def rest_stage(account, asked, _answer):
    api, name = asked["restApiId"], asked["stageName"]
    return {"id": f"ags-{api}-{name}", "rest_api_id": api, "stage_name": name,
            "arn": f"arn:aws:apigateway:{account.region}::/restapis/{api}/stages/{name}"}


def http_stage(account, asked, _answer):
    api, name = asked["ApiId"], asked["StageName"]
    return {"id": name, "api_id": api, "name": name, "arn": f"arn:aws:apigateway:{account.region}::/apis/{api}/stages/{name}"}


def inline_policy(_account, asked, _answer):
    return {"id": f"{asked['RoleName']}:{asked['PolicyName']}", "role": asked["RoleName"], "name": asked["PolicyName"]}


def metric_filter(_account, asked, _answer):
    return {"id": asked["filterName"], "name": asked["filterName"], "log_group_name": asked["logGroupName"]}


def recorder(_account, asked, _answer):
    return {"id": asked["ConfigurationRecorder"]["name"], "name": asked["ConfigurationRecorder"]["name"]}


def channel(_account, asked, _answer):
    return {"id": asked["DeliveryChannel"]["name"], "name": asked["DeliveryChannel"]["name"]}


def config_rule(_account, asked, _answer):
    return {"id": asked["ConfigRule"]["ConfigRuleName"], "name": asked["ConfigRule"]["ConfigRuleName"]}


def detector(account, _asked, answer):
    made = answer["DetectorId"]
    return {"id": made, "arn": f"arn:aws:guardduty:{account.region}:{account.id}:detector/{made}"}


# What is made, by the call that makes it.
RESOURCES = {
    "ec2:CreateVpc": ec2("aws_vpc", "vpc", "Vpc", "VpcId"),
    "ec2:CreateSubnet": ec2("aws_subnet", "subnet", "Subnet", "SubnetId"),
    "ec2:CreateInternetGateway": ec2("aws_internet_gateway", "internet-gateway", "InternetGateway", "InternetGatewayId"),
    "ec2:CreateRouteTable": ec2("aws_route_table", "route-table", "RouteTable", "RouteTableId"),
    "ec2:CreateNatGateway": ec2("aws_nat_gateway", "natgateway", "NatGateway", "NatGatewayId"),
    "ec2:CreateNetworkAcl": ec2("aws_network_acl", "network-acl", "NetworkAcl", "NetworkAclId"),
    "ec2:CreateSecurityGroup": ec2("aws_security_group", "security-group", "GroupId"),
    "ec2:CreateManagedPrefixList": ec2("aws_ec2_managed_prefix_list", "prefix-list", "PrefixList", "PrefixListId"),
    "ec2:AllocateAddress": ("aws_eip", address),
    "ec2:CreateFlowLogs": ("aws_flow_log", flow_log),
    "ec2:RunInstances": ("aws_instance", instance),
    "ec2:CreateKeyPair": ("aws_key_pair", key_pair),
    "rds:CreateDBInstance": ("aws_db_instance", database_instance),
    "rds:CreateDBCluster": named("aws_rds_cluster", "DBClusterIdentifier", "cluster_identifier", ("DBCluster", "DBClusterArn"),
                                 master_password="MasterUserPassword"),
    "rds:CreateDBSubnetGroup": named("aws_db_subnet_group", "DBSubnetGroupName", "name", ("DBSubnetGroup", "DBSubnetGroupArn")),
    "rds:CreateDBParameterGroup": named("aws_db_parameter_group", "DBParameterGroupName", "name",
                                        ("DBParameterGroup", "DBParameterGroupArn")),
    "rds:CreateDBClusterParameterGroup": named("aws_rds_cluster_parameter_group", "DBClusterParameterGroupName", "name",
                                               ("DBClusterParameterGroup", "DBClusterParameterGroupArn")),
    "kms:CreateKey": ("aws_kms_key", key),
    "secretsmanager:CreateSecret": arned("aws_secretsmanager_secret", "ARN", name="Name"),
    "s3:CreateBucket": named("aws_s3_bucket", "Bucket", "bucket", "s3:::"),
    "dynamodb:CreateTable": named("aws_dynamodb_table", "TableName", "name", ("TableDescription", "TableArn")),
    "logs:CreateLogGroup": named("aws_cloudwatch_log_group", "logGroupName", "name", "logs:{region}:{account}:log-group:"),
    "logs:PutMetricFilter": ("aws_cloudwatch_log_metric_filter", metric_filter),
    "cloudwatch:PutMetricAlarm": named("aws_cloudwatch_metric_alarm", "AlarmName", "alarm_name", "cloudwatch:{region}:{account}:alarm:"),
    "cloudwatch:PutDashboard": named("aws_cloudwatch_dashboard", "DashboardName", "dashboard_name"),
    "cloudtrail:CreateTrail": named("aws_cloudtrail", "Name", "name", ("TrailARN",)),
    "guardduty:CreateDetector": ("aws_guardduty_detector", detector),
    "config:PutConfigurationRecorder": ("aws_config_configuration_recorder", recorder),
    "config:PutDeliveryChannel": ("aws_config_delivery_channel", channel),
    "config:PutConfigRule": ("aws_config_config_rule", config_rule),
    "iam:CreateRole": named("aws_iam_role", "RoleName", "name", ("Role", "Arn")),
    "iam:CreateUser": named("aws_iam_user", "UserName", "name", ("User", "Arn")),
    "iam:CreatePolicy": named("aws_iam_policy", "PolicyName", "name", ("Policy", "Arn")),
    "iam:CreateInstanceProfile": named("aws_iam_instance_profile", "InstanceProfileName", "name", ("InstanceProfile", "Arn")),
    "iam:PutRolePolicy": ("aws_iam_role_policy", inline_policy),
    "acm:ImportCertificate": arned("aws_acm_certificate", "CertificateArn"),
    "elbv2:CreateTargetGroup": ("aws_lb_target_group", lambda _account, asked, answer: {
        "id": answer["TargetGroups"][0]["TargetGroupArn"], "arn": answer["TargetGroups"][0]["TargetGroupArn"], "name": asked["Name"]}),
    "elbv2:CreateLoadBalancer": ("aws_lb", lambda _account, asked, answer: {
        "id": answer["LoadBalancers"][0]["LoadBalancerArn"], "arn": answer["LoadBalancers"][0]["LoadBalancerArn"], "name": asked["Name"]}),
    "elbv2:CreateListener": ("aws_lb_listener", lambda _account, _asked, answer: {
        "id": answer["Listeners"][0]["ListenerArn"], "arn": answer["Listeners"][0]["ListenerArn"]}),
    "wafv2:CreateWebACL": ("aws_wafv2_web_acl", lambda _account, asked, answer: {
        "id": answer["Summary"]["Id"], "arn": answer["Summary"]["ARN"], "name": asked["Name"], "scope": asked["Scope"]}),
    "ecs:CreateCluster": arned("aws_ecs_cluster", "cluster", "clusterArn", name="clusterName"),
    "ecs:CreateService": arned("aws_ecs_service", "service", "serviceArn", name="serviceName", cluster="cluster"),
    "ecs:RegisterTaskDefinition": ("aws_ecs_task_definition", task_definition),
    "application-autoscaling:RegisterScalableTarget": ("aws_appautoscaling_target", scalable_target),
    "application-autoscaling:PutScalingPolicy": ("aws_appautoscaling_policy", lambda _account, asked, answer: {
        "id": asked["PolicyName"], "name": asked["PolicyName"], "arn": answer["PolicyARN"]}),
    "apigateway:CreateRestApi": rest("aws_api_gateway_rest_api", "restapis"),
    "apigateway:CreateUsagePlan": rest("aws_api_gateway_usage_plan", "usageplans"),
    "apigateway:CreateApiKey": rest("aws_api_gateway_api_key", "apikeys"),
    "apigateway:CreateVpcLink": rest("aws_api_gateway_vpc_link", "vpclinks"),
    "apigateway:CreateStage": ("aws_api_gateway_stage", rest_stage),
    "apigatewayv2:CreateApi": rest("aws_apigatewayv2_api", "apis", "ApiId"),
    "apigatewayv2:CreateStage": ("aws_apigatewayv2_stage", http_stage),
    "apigatewayv2:CreateVpcLink": rest("aws_apigatewayv2_vpc_link", "vpclinks", "VpcLinkId"),
    "lambda:CreateFunction": named("aws_lambda_function", "FunctionName", "function_name", ("FunctionArn",)),
    "sns:CreateTopic": arned("aws_sns_topic", "TopicArn", name="Name"),
}

# What is a setting of, or a relation between, what is made.
PARTS = {
    "ec2:CreateRoute": "aws_route",
    "ec2:AssociateRouteTable": "aws_route_table_association",
    "iam:AttachRolePolicy": "aws_iam_role_policy_attachment",
    "kms:CreateAlias": "aws_kms_alias",
    "s3:PutBucketEncryption": "aws_s3_bucket_server_side_encryption_configuration",
    "s3:PutBucketPolicy": "aws_s3_bucket_policy",
    "s3:PutBucketVersioning": "aws_s3_bucket_versioning",
    "secretsmanager:PutResourcePolicy": "aws_secretsmanager_secret_policy",
    "secretsmanager:RotateSecret": "aws_secretsmanager_secret_rotation",
}
