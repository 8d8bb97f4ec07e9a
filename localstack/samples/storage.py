"""S3 buckets, as far as the network's and the state's documents need them."""

from account import Account

ALL_BLOCKS = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


def bucket(account: Account, name: str, *, key: str | None = None, versioned: bool = False, closed: bool = False,
           expires_after_days: int | None = None, bucket_policy: str | None = None, acl: str | None = None) -> str:
    """Gives the bucket's ARN. `closed` sets the four public-access blocks; `key` is the KMS key of default encryption; `acl` a canned one."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket=name)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": account.tags(name)})
    if closed:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=ALL_BLOCKS)
    if key:
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [{
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
            "BucketKeyEnabled": True}]})
    if versioned:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if expires_after_days:
        s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [{
            "ID": f"expire-after-{expires_after_days}-days", "Status": "Enabled", "Filter": {"Prefix": ""},
            "Expiration": {"Days": expires_after_days}}]})
    if acl:
        s3.put_bucket_acl(Bucket=name, ACL=acl)
    if bucket_policy:
        s3.put_bucket_policy(Bucket=name, Policy=bucket_policy)
    return f"arn:aws:s3:::{name}"


def close_account(account: Account) -> None:
    """Sets the four public-access blocks for all buckets. The account id, which AWS's host names begin with, is kept out of the emulator's."""
    control = account.client("s3control")

    def without_account(request, **_):
        request.url = request.url.replace(f"//{account.id}.", "//")

    control.meta.events.register("before-sign.s3-control", without_account)
    control.put_public_access_block(AccountId=account.id, PublicAccessBlockConfiguration=ALL_BLOCKS)


def tls_only(name: str) -> dict:
    """The statement that refuses plain HTTP."""
    return {"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


def log_delivery(account: Account, name: str) -> list[dict]:
    """The statements by which the log delivery service may write this account's flow logs."""
    service = {"Service": "delivery.logs.amazonaws.com"}
    source = {"StringEquals": {"aws:SourceAccount": account.id},
              "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{account.region}:{account.id}:*"}}
    owned = {**source, "StringEquals": {**source["StringEquals"], "s3:x-amz-acl": "bucket-owner-full-control"}}
    return [
        {"Sid": "AWSLogDeliveryWrite", "Effect": "Allow", "Principal": service, "Action": "s3:PutObject",
         "Resource": f"arn:aws:s3:::{name}/AWSLogs/{account.id}/*", "Condition": owned},
        {"Sid": "AWSLogDeliveryAclCheck", "Effect": "Allow", "Principal": service,
         "Action": ["s3:GetBucketAcl", "s3:ListBucket"], "Resource": f"arn:aws:s3:::{name}", "Condition": source},
    ]
