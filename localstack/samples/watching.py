"""What watches an account: trails, GuardDuty, AWS Config, log groups, alarms, dashboards. Which of it is missing is the documents' matter."""

import json

import keys
import storage
from account import Account, allow
from identity import only_for, role, trust
from network import Network

# A trail's changes, as the CIS benchmark has them counted.
TRAIL_CHANGES = " || ".join(f"($.eventName = {name})" for name in (
    "CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"))


def log_group(account: Account, name: str, days: int, key: str | None = None) -> str:
    """Gives the log group's ARN without `:*`."""
    logs = account.client("logs")
    logs.create_log_group(logGroupName=name, tags={tag["Key"]: tag["Value"] for tag in account.tags(name)},
                          **({"kmsKeyId": key} if key else {}))
    logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    return f"arn:aws:logs:{account.region}:{account.id}:log-group:{name}"


def topic(account: Account, name: str) -> str:
    return account.client("sns").create_topic(Name=name, Tags=account.tags(name))["TopicArn"]


def bare_trail(account: Account, name: str) -> None:
    """As the first attempt had it: of one region, stopped, without key, digests or log group."""
    bucket = storage.bucket(account, f"{name}-trail-{account.id}")
    trail = account.client("cloudtrail")
    trail.create_trail(
        Name=name, S3BucketName=bucket.rsplit(":", 1)[1], IsMultiRegionTrail=False, EnableLogFileValidation=False,
        TagsList=account.tags(name))
    # What AWS gives every new trail, and moto does not.
    trail.put_event_selectors(TrailName=name, EventSelectors=[
        {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [], "ExcludeManagementEventSources": []}])


def whole_trail(account: Account, name: str) -> None:
    """Of all regions and logging, with a key, digests, a log group, and an alarm on changes of trails."""
    key = keys.key(account, "Trail", alias=f"{name}-trail", rotates=True)
    bucket = storage.bucket(account, f"{name}-trail-{account.id}", key=key, versioned=True, closed=True, expires_after_days=400)
    group = log_group(account, f"/aws/cloudtrail/{name}", 400, key)
    writer = role(
        account, f"{name}-trail", trust("cloudtrail.amazonaws.com", Condition=only_for(account)), "Delivers the trail to its log group",
        inline={"write-trail": [allow(["logs:CreateLogStream", "logs:PutLogEvents"], f"{group}:*")]})
    trail = account.client("cloudtrail")
    trail.create_trail(
        Name=name, S3BucketName=bucket.rsplit(":", 1)[1], IsMultiRegionTrail=True, IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True, KmsKeyId=key, CloudWatchLogsLogGroupArn=f"{group}:*", CloudWatchLogsRoleArn=writer,
        TagsList=account.tags(name))
    trail.put_event_selectors(TrailName=name, EventSelectors=[{
        "ReadWriteType": "All", "IncludeManagementEvents": True,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}])
    trail.start_logging(Name=name)
    account.client("logs").put_metric_filter(
        logGroupName=f"/aws/cloudtrail/{name}", filterName="trail-changes", filterPattern=f"{{ {TRAIL_CHANGES} }}",
        metricTransformations=[{"metricName": "TrailChanges", "metricNamespace": "Account", "metricValue": "1"}])
    alarm(account, f"{name}-trail-changes", "Account", "TrailChanges", 1, [topic(account, f"{name}-alarms")], Statistic="Sum",
          ComparisonOperator="GreaterThanOrEqualToThreshold")


def guard_duty(account: Account) -> None:
    account.client("guardduty").create_detector(
        Enable=True, FindingPublishingFrequency="FIFTEEN_MINUTES", Tags={tag["Key"]: tag["Value"] for tag in account.tags("detector")},
        Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}])


def recorder(account: Account, name: str) -> None:
    """AWS Config with its service-linked role, recording everything, and a rule."""
    account.client("iam").create_service_linked_role(AWSServiceName="config.amazonaws.com")
    linked = account.role_arn("aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")
    bucket = storage.bucket(account, f"{name}-config-{account.id}", versioned=True, closed=True)
    config = account.client("config")
    config.put_configuration_recorder(ConfigurationRecorder={
        "name": "default", "roleARN": linked, "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True}})
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": bucket.rsplit(":", 1)[1]})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    config.put_config_rule(ConfigRule={
        "ConfigRuleName": "volumes-are-encrypted", "Source": {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"}},
        Tags=account.tags("volumes-are-encrypted"))


def flow_log_without_group(network: Network, subnet: str) -> None:
    """A flow log whose log group somebody took away, and whose role flow logs may not assume."""
    account, group = network.account, f"/aws/vpc/{network.name}-subnet"
    writer = role(account, f"{network.name}-subnet-flow-logs", trust("ec2.amazonaws.com"), "Delivers a subnet's flow logs")
    log_group(account, group, 7)
    network.ec2.create_flow_logs(
        ResourceType="Subnet", ResourceIds=[subnet], TrafficType="ALL", LogDestinationType="cloud-watch-logs", LogGroupName=group,
        DeliverLogsPermissionArn=writer, TagSpecifications=account.tagged("vpc-flow-log", f"{network.name}-subnet-flow-log"))
    account.client("logs").delete_log_group(logGroupName=group)


def alarm(account: Account, name: str, namespace: str, metric: str, threshold: float, actions: list[str], **more) -> None:
    account.client("cloudwatch").put_metric_alarm(**{
        "AlarmName": name, "Namespace": namespace, "MetricName": metric, "Threshold": threshold, "AlarmActions": actions,
        "ActionsEnabled": True, "Period": 60, "EvaluationPeriods": 3, "Statistic": "Average",
        "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching", "Tags": account.tags(name), **more})


def dashboard(account: Account, name: str, *metrics: tuple[str, str]) -> None:
    graphs = [{"type": "metric", "width": 12, "height": 6, "properties": {
        "region": account.region, "title": metric, "metrics": [[namespace, metric]]}} for namespace, metric in metrics]
    # moto takes tags of alarms and of Contributor Insights rules alone.
    account.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=json.dumps({"widgets": graphs}))


def platform(account: Account, name: str, key: str) -> None:
    """An ECS platform's log group, alarms and dashboard, as document E asks for them."""
    pick = account.pick
    log_group(account, f"/ecs/{name}-payments", pick(initial=7, corrected=400), pick(initial=None, corrected=key))  # E log groups
    tell = [topic(account, f"{name}-alarms")]
    # E alarms: latency far too late and telling nobody; none on the service or the database; one is turned off
    alarm(account, f"{name}-api-latency", "AWS/ApiGateway", "Latency", pick(initial=5000.0, corrected=200.0),
          pick(initial=[], corrected=tell))
    alarm(account, f"{name}-api-errors", "AWS/ApiGateway", "5XXError", 5.0, tell, ActionsEnabled=account.is_corrected)
    latency, errors, connections = (("AWS/ApiGateway", "Latency"), ("AWS/ApiGateway", "5XXError"), ("AWS/RDS", "DatabaseConnections"))
    if account.is_corrected:
        alarm(account, f"{name}-service-cpu", "AWS/ECS", "CPUUtilization", 85.0, tell,
              Dimensions=[{"Name": "ClusterName", "Value": f"{name}-prod"}])
        alarm(account, f"{name}-connections", *connections, 400.0, tell,
              Dimensions=[{"Name": "DBClusterIdentifier", "Value": f"{name}-prod-aurora"}])
    # E dashboard: latency alone
    dashboard(account, f"{name}-prod", *pick(initial=(latency,), corrected=(latency, errors, connections)))
