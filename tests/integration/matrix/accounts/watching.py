"""Fills account 444444444447 of a moto server with what watches an account: `watching.py URL`.

Trails with selectors of both kinds, GuardDuty, AWS Config, Security Hub, log groups, a metric filter and an alarm for each event that the CIS benchmark
names, dashboards. Things come in pairs where a check can tell a good one from a bad one.
"""

import json
import sys

from session import REGION, policy, session_of, trust

ACCOUNT = "444444444447"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:told"
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/trail/watched"


def any_of(*names: str) -> str:
    return " || ".join(f"($.eventName = {name})" for name in names)


def of(source: str, *names: str) -> str:
    return f"($.eventSource = {source}.amazonaws.com) && ({any_of(*names)})"


# What the benchmark wants counted.
PATTERNS = {
    "refused": '($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")',
    "no-mfa": '($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") '
              '&& ($.responseElements.ConsoleLogin = "Success")',
    "root": '$.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent"',
    "iam": any_of(
        "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy", "CreatePolicy",
        "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy",
        "DetachUserPolicy", "AttachGroupPolicy", "DetachGroupPolicy"),
    "trails": any_of("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    "sign-in": '($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")',
    "keys": of("kms", "DisableKey", "ScheduleKeyDeletion"),
    "buckets": of(
        "s3", "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication", "DeleteBucketPolicy",
        "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication"),
    "config": of("config", "StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"),
    "groups": any_of(
        "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress",
        "CreateSecurityGroup", "DeleteSecurityGroup"),
    "acls": any_of(
        "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry",
        "ReplaceNetworkAclAssociation"),
    "gateways": any_of(
        "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway", "DeleteInternetGateway",
        "DetachInternetGateway"),
    "routes": of(
        "ec2", "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable", "DeleteRoute",
        "DisassociateRouteTable"),
    "vpcs": any_of(
        "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection",
        "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc",
        "DisableVpcClassicLink", "EnableVpcClassicLink"),
    "organization": of(
        "organizations", "AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy",
        "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy", "DisablePolicyType",
        "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization",
        "UpdatePolicy", "UpdateOrganizationalUnit"),
}


def tags(name: str) -> list[dict]:
    return [{"Key": "Name", "Value": name}, {"Key": "Owner", "Value": "matrix"}]


def main(url: str) -> None:
    session = session_of(ACCOUNT, url)
    names = ("s3", "kms", "iam", "logs", "cloudtrail", "cloudwatch", "config", "guardduty", "securityhub", "sns")
    client = {name: session.client(name, endpoint_url=url) for name in names}
    owner = {"Sid": "Owner", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    key = client["kms"].create_key(Description="watching", Policy=policy(owner))["KeyMetadata"]["Arn"]
    client["sns"].create_topic(Name="told")
    build_buckets(client["s3"])
    build_logs(client["logs"], key)
    build_trails(client["cloudtrail"], client["iam"], key)
    build_alarms(client["cloudwatch"])
    build_config(client["config"])
    client["guardduty"].create_detector(Enable=True, Tags={"Name": "detector"})
    client["securityhub"].enable_security_hub()


def build_buckets(s3) -> None:
    for name in ("watched", "bare", "logs"):
        s3.create_bucket(Bucket=f"{name}-{ACCOUNT}")
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::bare-{ACCOUNT}/*"}
    s3.put_bucket_policy(Bucket=f"bare-{ACCOUNT}", Policy=policy(everybody))
    s3.put_public_access_block(Bucket=f"watched-{ACCOUNT}", PublicAccessBlockConfiguration={
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
    s3.put_bucket_acl(Bucket=f"logs-{ACCOUNT}", ACL="log-delivery-write")
    s3.put_bucket_logging(Bucket=f"watched-{ACCOUNT}", BucketLoggingStatus={
        "LoggingEnabled": {"TargetBucket": f"logs-{ACCOUNT}", "TargetPrefix": "watched/"}})


def build_logs(logs, key: str) -> None:
    logs.create_log_group(logGroupName="/trail/watched", kmsKeyId=key, tags={"Name": "watched", "Owner": "matrix"})
    logs.put_retention_policy(logGroupName="/trail/watched", retentionInDays=400)
    logs.create_log_group(logGroupName="/app/short")
    logs.put_retention_policy(logGroupName="/app/short", retentionInDays=7)
    logs.create_log_group(logGroupName="/app/lost", kmsKeyId=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555")
    for name, pattern in PATTERNS.items():
        logs.put_metric_filter(
            logGroupName="/trail/watched", filterName=name, filterPattern=f"{{ {pattern} }}",
            metricTransformations=[{"metricName": name, "metricNamespace": "Watched", "metricValue": "1", "defaultValue": 0.0}])
    service = {"Effect": "Allow", "Principal": {"Service": "route53.amazonaws.com"}, "Action": "logs:PutLogEvents", "Resource": "*"}
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents", "Resource": "*"}
    logs.put_resource_policy(policyName="closed", policyDocument=policy(service))
    logs.put_resource_policy(policyName="open", policyDocument=policy(everybody))


def build_trails(cloudtrail, iam, key: str) -> None:
    writer = iam.create_role(RoleName="trail", AssumeRolePolicyDocument=trust("cloudtrail.amazonaws.com"))["Role"]["Arn"]
    cloudtrail.create_trail(
        Name="watched", S3BucketName=f"watched-{ACCOUNT}", S3KeyPrefix="files", SnsTopicName="told", IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True, EnableLogFileValidation=True, KmsKeyId=key, CloudWatchLogsLogGroupArn=f"{GROUP}:*",
        CloudWatchLogsRoleArn=writer, TagsList=tags("watched"))
    cloudtrail.put_event_selectors(TrailName="watched", EventSelectors=[{
        "ReadWriteType": "All", "IncludeManagementEvents": True, "ExcludeManagementEventSources": [],
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}])
    cloudtrail.put_insight_selectors(TrailName="watched", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}])
    cloudtrail.start_logging(Name="watched")
    cloudtrail.create_trail(
        Name="chosen", S3BucketName=f"watched-{ACCOUNT}", IsMultiRegionTrail=True, EnableLogFileValidation=True, TagsList=tags("chosen"))
    cloudtrail.put_event_selectors(TrailName="chosen", AdvancedEventSelectors=[
        {"Name": "changes", "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["false"]},
            {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}]},
        {"Name": "objects", "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
            {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::watched"]}]}])
    cloudtrail.start_logging(Name="chosen")
    cloudtrail.create_trail(Name="bare", S3BucketName=f"bare-{ACCOUNT}", IsMultiRegionTrail=False, TagsList=[{"Key": "Name", "Value": "bare"}])


def build_alarms(cloudwatch) -> None:
    def alarm(name: str, namespace: str, metric: str, **more) -> None:
        cloudwatch.put_metric_alarm(**{
            "AlarmName": name, "Namespace": namespace, "MetricName": metric, "Threshold": 200.0, "AlarmActions": [TOPIC],
            "OKActions": [TOPIC], "InsufficientDataActions": [TOPIC], "ActionsEnabled": True, "Period": 60, "EvaluationPeriods": 3,
            "Statistic": "Sum", "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching", **more})

    for name in PATTERNS:
        alarm(f"watched-{name}", "Watched", name, Threshold=1.0, Tags=tags(name))
    alarm("latency", "AWS/ApiGateway", "Latency", Dimensions=[{"Name": "ApiName", "Value": "orders"}])
    alarm("late", "AWS/ApiGateway", "Latency", Threshold=5000.0, ActionsEnabled=False)
    alarm("slowest", "AWS/ApplicationELB", "TargetResponseTime", Threshold=0.1, AlarmActions=[])
    cloudwatch.put_metric_alarm(
        AlarmName="errors", AlarmActions=[TOPIC], EvaluationPeriods=1, Threshold=0.05, ComparisonOperator="GreaterThanThreshold", Metrics=[
            {"Id": "rate", "Expression": "errors / requests", "Label": "rate", "ReturnData": True},
            *({"Id": name.lower(), "ReturnData": False, "MetricStat": {
                "Metric": {"Namespace": "AWS/ApiGateway", "MetricName": metric}, "Period": 60, "Stat": "Sum"}}
              for name, metric in (("errors", "5XXError"), ("requests", "Count")))])
    graphs = [{"type": "metric", "properties": {"region": REGION, "title": metric, "metrics": [[namespace, metric]]}}
              for namespace, metric in (("AWS/ApiGateway", "Latency"), ("AWS/RDS", "DatabaseConnections"))]
    for name, widgets in (("platform", graphs), ("empty", [])):
        cloudwatch.put_dashboard(DashboardName=name, DashboardBody=json.dumps({"widgets": widgets}))


def build_config(config) -> None:
    config.put_configuration_recorder(ConfigurationRecorder={
        "name": "default", "roleARN": f"arn:aws:iam::{ACCOUNT}:role/config",
        "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True}})
    config.put_delivery_channel(DeliveryChannel={
        "name": "default", "s3BucketName": f"watched-{ACCOUNT}", "s3KeyPrefix": "config", "snsTopicARN": TOPIC,
        "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"}})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    for name, carried in (("tagged", tags("tagged")), ("untagged", [])):
        config.put_config_rule(Tags=carried, ConfigRule={
            "ConfigRuleName": name, "Description": name, "Source": {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"}})


if __name__ == "__main__":
    main(sys.argv[1])
