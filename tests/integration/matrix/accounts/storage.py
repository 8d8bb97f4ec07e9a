"""Fills account 444444444445 of a moto server with storage: buckets, access points, tables and backups: `storage.py URL`.

Each kind of setting stands once as it should be and once as it should not, and once not at all where AWS has a word for that.
"""

import sys

from session import REGION, policy, session_of

ACCOUNT = "444444444445"
TAGS = [{"Key": "Name", "Value": "storage"}, {"Key": "Owner", "Value": "matrix"}]
ALL_BLOCKS = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
GOOD = "matrix-good-444444444445"
BAD = "matrixbad"
COPY = "matrix-copy-444444444445"
FAR = "matrix-far-444444444445"
FLOWS = "matrix-flows-444444444445"


def main(url: str) -> None:
    session = session_of(ACCOUNT, url)
    client = {name: session.client(name, endpoint_url=url)
              for name in ("s3", "s3control", "dynamodb", "application-autoscaling", "backup", "kms", "ec2")}
    # The account id, which AWS's host names begin with, is kept out of the emulator's.
    client["s3control"].meta.events.register("before-sign.s3-control", without_account)
    key = client["kms"].create_key(Description="storage", Policy=policy(
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}))["KeyMetadata"]["Arn"]
    disabled = client["kms"].create_key(Description="turned off")["KeyMetadata"]
    client["kms"].disable_key(KeyId=disabled["KeyId"])
    off = disabled["Arn"]
    build_good_bucket(client["s3"], key)
    build_bad_bucket(client["s3"], off)
    build_flow_logs(client["s3"], client["ec2"])
    build_ways_in(client["s3control"])
    build_tables(client["dynamodb"], client["application-autoscaling"], key, off)
    build_backups(client["backup"], key, off)


def without_account(request, **_):
    request.url = request.url.replace(f"//{ACCOUNT}.", "//")


def tls_only(name: str) -> dict:
    return {"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


def build_good_bucket(s3, key: str) -> None:
    for name, lock in ((GOOD, True), (COPY, False)):
        s3.create_bucket(Bucket=name, **({"ObjectLockEnabledForBucket": True} if lock else {}))
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.create_bucket(Bucket=FAR, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    s3.put_bucket_versioning(Bucket=FAR, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_tagging(Bucket=GOOD, Tagging={"TagSet": TAGS})
    s3.put_public_access_block(Bucket=GOOD, PublicAccessBlockConfiguration=ALL_BLOCKS)
    s3.put_bucket_ownership_controls(Bucket=GOOD, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.put_bucket_encryption(Bucket=GOOD, ServerSideEncryptionConfiguration={"Rules": [{
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}, "BucketKeyEnabled": True}]})
    s3.put_bucket_policy(Bucket=GOOD, Policy=policy(tls_only(GOOD)))
    s3.put_bucket_lifecycle_configuration(Bucket=GOOD, LifecycleConfiguration={"Rules": [
        {"ID": "versions", "Status": "Enabled", "Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
         "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
        {"ID": "tagged", "Status": "Disabled", "Filter": {"And": {"Prefix": "old/", "Tags": [{"Key": "Class", "Value": "old"}]}},
         "Expiration": {"Days": 365}, "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}]}]})
    s3.put_bucket_replication(Bucket=GOOD, ReplicationConfiguration={
        "Role": f"arn:aws:iam::{ACCOUNT}:role/copies", "Rules": [
            {"ID": "far", "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""}, "DeleteMarkerReplication": {"Status": "Disabled"},
             "Destination": {"Bucket": f"arn:aws:s3:::{FAR}"}}]})
    s3.put_bucket_replication(Bucket=COPY, ReplicationConfiguration={
        "Role": f"arn:aws:iam::{ACCOUNT}:role/copies", "Rules": [
            {"ID": "near", "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""}, "DeleteMarkerReplication": {"Status": "Disabled"},
             "Destination": {"Bucket": f"arn:aws:s3:::{GOOD}"}}]})
    s3.put_object_lock_configuration(Bucket=GOOD, ObjectLockConfiguration={
        "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}}})
    # The log delivery service is let into the bucket for logs.
    s3.put_bucket_acl(Bucket=COPY, AccessControlPolicy=grants(s3, COPY, ("WRITE", "LogDelivery", "s3"), ("READ_ACP", "LogDelivery", "s3")))
    s3.put_bucket_logging(Bucket=GOOD, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": COPY, "TargetPrefix": "access/"}})


def grants(s3, name: str, *given: tuple[str, str, str]) -> dict:
    owner = s3.get_bucket_acl(Bucket=name)["Owner"]
    everybody = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/{}/{}"}
    return {"Owner": owner, "Grants": [
        {"Grantee": {"Type": "CanonicalUser", "ID": owner["ID"]}, "Permission": "FULL_CONTROL"},
        *({"Grantee": {**everybody, "URI": everybody["URI"].format(kind, group)}, "Permission": permission}
          for permission, group, kind in given)]}


def build_bad_bucket(s3, off: str) -> None:
    s3.create_bucket(Bucket=BAD)
    s3.put_public_access_block(Bucket=BAD, PublicAccessBlockConfiguration={**ALL_BLOCKS, "RestrictPublicBuckets": False, "IgnorePublicAcls": False})
    s3.put_bucket_encryption(Bucket=BAD, ServerSideEncryptionConfiguration={"Rules": [{
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": off}}]})
    s3.put_bucket_acl(Bucket=BAD, AccessControlPolicy=grants(s3, BAD, ("READ", "AllUsers", "global"), ("WRITE", "AuthenticatedUsers", "global")))
    s3.put_bucket_policy(Bucket=BAD, Policy=policy(
        {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{BAD}/*"},
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:PutBucketPolicy",
         "Resource": f"arn:aws:s3:::{BAD}"}))
    s3.put_bucket_lifecycle_configuration(Bucket=BAD, LifecycleConfiguration={"Rules": [
        {"ID": "off", "Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}]})
    s3.put_bucket_versioning(Bucket=BAD, VersioningConfiguration={"Status": "Suspended"})
    s3.create_bucket(Bucket="plain")


def build_flow_logs(s3, ec2) -> None:
    s3.create_bucket(Bucket=FLOWS)
    s3.put_bucket_policy(Bucket=FLOWS, Policy=policy(
        {"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": "s3:PutObject",
         "Resource": f"arn:aws:s3:::{FLOWS}/AWSLogs/{ACCOUNT}/*"}))
    s3.put_bucket_lifecycle_configuration(Bucket=FLOWS, LifecycleConfiguration={"Rules": [
        {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}]})
    vpc = ec2.create_vpc(CidrBlock="10.46.0.0/16")["Vpc"]["VpcId"]
    for name in (FLOWS, BAD, FAR):
        ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogDestinationType="s3",
                             LogDestination=f"arn:aws:s3:::{name}")


def build_ways_in(control) -> None:
    control.put_public_access_block(AccountId=ACCOUNT, PublicAccessBlockConfiguration={**ALL_BLOCKS, "IgnorePublicAcls": False, "RestrictPublicBuckets": False})
    control.create_access_point(AccountId=ACCOUNT, Name="closed", Bucket=GOOD, PublicAccessBlockConfiguration=ALL_BLOCKS)
    control.create_access_point(AccountId=ACCOUNT, Name="inside", Bucket=GOOD, PublicAccessBlockConfiguration=ALL_BLOCKS,
                                VpcConfiguration={"VpcId": "vpc-0123456789abcdef0"})
    control.create_access_point(AccountId=ACCOUNT, Name="open", Bucket=BAD,
                                PublicAccessBlockConfiguration={**ALL_BLOCKS, "BlockPublicPolicy": False})


def build_tables(dynamodb, scaling, key: str, off: str) -> None:
    lock = dict(AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}])
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    good = dynamodb.create_table(
        TableName="terraform-lock", **lock, BillingMode="PAY_PER_REQUEST", DeletionProtectionEnabled=True, Tags=TAGS,
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})["TableDescription"]["TableArn"]
    dynamodb.update_continuous_backups(TableName="terraform-lock", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    dynamodb.update_time_to_live(TableName="terraform-lock", TimeToLiveSpecification={"Enabled": True, "AttributeName": "Until"})
    dynamodb.put_resource_policy(ResourceArn=good, Policy=policy(
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/deploy"}, "Action": "dynamodb:GetItem", "Resource": good}))
    bad = dynamodb.create_table(
        TableName="old-state-lock", AttributeDefinitions=[{"AttributeName": "Name", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "Name", "KeyType": "HASH"}], ProvisionedThroughput=units,
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": off})["TableDescription"]["TableArn"]
    dynamodb.put_resource_policy(ResourceArn=bad, Policy=policy(
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "dynamodb:*", "Resource": bad}))
    dynamodb.create_table(TableName="scaled", **lock, ProvisionedThroughput=units)
    for kind in ("Read", "Write"):
        target = dict(ServiceNamespace="dynamodb", ResourceId="table/scaled", ScalableDimension=f"dynamodb:table:{kind}CapacityUnits")
        scaling.register_scalable_target(**target, MinCapacity=5, MaxCapacity=50)
        scaling.put_scaling_policy(
            **target, PolicyName=kind, PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 70, "PredefinedMetricSpecification": {"PredefinedMetricType": f"DynamoDB{kind}CapacityUtilization"}})


def build_backups(backup, key: str, off: str) -> None:
    backup.create_backup_vault(BackupVaultName="locked", EncryptionKeyArn=key, BackupVaultTags={"Name": "locked", "Owner": "matrix"})
    backup.put_backup_vault_lock_configuration(BackupVaultName="locked", MinRetentionDays=7, MaxRetentionDays=90)
    backup.create_backup_vault(BackupVaultName="open", EncryptionKeyArn=off)
    backup.create_report_plan(
        ReportPlanName="jobs", ReportPlanDescription="What was backed up.", ReportSetting={"ReportTemplate": "BACKUP_JOB_REPORT"},
        ReportDeliveryChannel={"S3BucketName": COPY, "Formats": ["CSV"]}, ReportPlanTags={"Name": "jobs"})


main(sys.argv[1])
