"""Fills account 333333333333 of a moto server with what the scan benchmark reads: `account.py URL`.

25 security groups in a two-zone VPC, 8 databases, 20 roles, 6 secrets, 6 keys, and a few of what stands around them.
"""

import json
import sys

import boto3

ROLE = "arn:aws:iam::333333333333:role/Auditor"


def main(url: str) -> None:
    sts = boto3.Session("test", "test", region_name="us-east-1").client("sts", endpoint_url=url)
    given = sts.assume_role(RoleArn=ROLE, RoleSessionName="bench")["Credentials"]
    session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name="us-east-1")
    ec2, rds, iam, kms, secrets = (
        session.client(name, endpoint_url=url) for name in ("ec2", "rds", "iam", "kms", "secretsmanager"))

    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]["SubnetId"]
        for i, zone in enumerate("ab")]
    groups = []
    for i in range(25):
        group = ec2.create_security_group(GroupName=f"group-{i}", Description="bench", VpcId=vpc)["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": f"10.{i}.0.0/16"}]},
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
        groups.append(group)

    keys = [kms.create_key(Description=f"key {i}")["KeyMetadata"]["Arn"] for i in range(6)]
    for i, key in enumerate(keys):
        secrets.create_secret(Name=f"secret-{i}", SecretString="not a secret", KmsKeyId=key)

    trust = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
    allow = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject", "kms:Decrypt"], "Resource": "*"}]})
    for i in range(20):
        iam.create_role(RoleName=f"role-{i}", AssumeRolePolicyDocument=trust)
        iam.put_role_policy(RoleName=f"role-{i}", PolicyName="inline", PolicyDocument=allow)

    rds.create_db_subnet_group(DBSubnetGroupName="databases", DBSubnetGroupDescription="bench", SubnetIds=subnets)
    for i in range(8):
        rds.create_db_instance(
            DBInstanceIdentifier=f"database-{i}", Engine=("mysql", "postgres")[i % 2], DBInstanceClass="db.t3.micro",
            AllocatedStorage=20, MasterUsername="owner", MasterUserPassword="not-a-secret", DBSubnetGroupName="databases",
            VpcSecurityGroupIds=[groups[i]], StorageEncrypted=i % 2 == 0, KmsKeyId=keys[i % 6])


main(sys.argv[1])
