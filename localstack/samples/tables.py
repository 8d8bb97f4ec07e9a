"""DynamoDB tables. Nothing is ever put into them."""

from account import Account, allow


def table(account: Account, name: str, partition_key: str = "id", *, key: str | None = None, on_demand: bool = True,
          recoverable: bool = True, protected: bool = True) -> str:
    """Gives the table's ARN. `key` is the KMS key that encrypts it; without one DynamoDB uses its own. `recoverable`: to any point in time."""
    dynamodb = account.client("dynamodb")
    capacity = {"BillingMode": "PAY_PER_REQUEST"} if on_demand else {
        "BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}}
    encryption = {"SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}} if key else {}
    arn = dynamodb.create_table(
        TableName=name, KeySchema=[{"AttributeName": partition_key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": partition_key, "AttributeType": "S"}],
        DeletionProtectionEnabled=protected, Tags=account.tags(name), **capacity, **encryption)["TableDescription"]["TableArn"]
    if recoverable:
        dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    return arn


def may_lock(table: str) -> dict:
    """All that Terraform needs to take and release a lock."""
    return allow(["dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], table)
