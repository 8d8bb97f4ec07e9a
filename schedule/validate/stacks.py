"""Makes the CloudFormation stacks in moto, once with the least they take and once with everything, and says what came of it. Run by main.py in
moto's environment (localstack/setup moto). It shows that parameters, conditions and references fit together; AWS alone knows whether the rest does.
"""

import json
import logging
import os
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).parent.parent
# What moto 5.2.5 makes nothing of. Another one here is a mistake in a template.
PASSED_OVER = {"AWS::EKS::PodIdentityAssociation", "AWS::S3::BucketPolicy", "AWS::Scheduler::Schedule", "AWS::Scheduler::ScheduleGroup"}

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="eu-west-1")
for name in [name for name in os.environ if name.startswith(("AWS_ENDPOINT", "AWS_PROFILE", "AWS_SESSION"))]:
    del os.environ[name]


def main() -> None:
    import boto3
    from moto import mock_aws

    # moto says twice what it makes nothing of: the warnings are read below.
    logging.disable(logging.WARNING)
    passed_over = set()
    with mock_aws():
        formation, ec2 = boto3.client("cloudformation"), boto3.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        policies = [boto3.client("iam").create_policy(PolicyName=f"reads-{number}", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
                    for number, document in enumerate(reading())]
        delivering = {
            "AssumeRoleArns": "arn:aws:iam::111122223333:role/awsert,arn:aws:iam::444455556666:role/awsert",
            "ReportBucket": "reports",
            "TopicArn": boto3.client("sns").create_topic(Name="awsert")["TopicArn"],
            "SecurityHub": "true",
            "KmsKeyArn": boto3.client("kms").create_key()["KeyMetadata"]["Arn"],
        }
        task = {
            "Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/awsert:1",
            "RepositoryArn": "arn:aws:ecr:eu-west-1:123456789012:repository/awsert",
            "ReadingPolicyArns": ",".join(policies),
            "VpcId": vpc,
            "SubnetIds": ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"],
        }
        whole_task = task | delivering | {
            "WebhookSecretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:webhook-a1b2c3",
            "FileSystemId": "fs-0123456789abcdef0",
            "AccessPointId": "fsap-0123456789abcdef0",
            "FileSystemSecurityGroupId": ec2.create_security_group(GroupName="files", Description="files", VpcId=vpc)["GroupId"],
        }
        role = {"ReadingPolicyArns": ",".join(policies)}
        for template, stack, parameters in [
            ("scheduled-task", "least", task),
            ("scheduled-task", "whole", whole_task),
            ("role", "github", role | delivering | {"RunsOn": "GitHub", "GitHubSubject": "repo:example/audit:ref:refs/heads/main"}),
            ("role", "eks", role | {"RunsOn": "EKS", "ClusterName": "main"}),
            ("role", "ec2", role | {"RunsOn": "EC2"}),
        ]:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                formation.create_stack(
                    StackName=stack, TemplateBody=(HERE / f"cloudformation/{template}.yaml").read_text(), Capabilities=["CAPABILITY_IAM"],
                    Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
            passed_over |= {str(each.message).split()[3] for each in said if "Tried to parse" in str(each.message)}
            made = formation.describe_stacks(StackName=stack)["Stacks"][0]
            if made["StackStatus"] != "CREATE_COMPLETE":
                sys.exit(f"{template}.yaml, {stack}: {made['StackStatus']} {made.get('StackStatusReason', '')}")
    unexpected = passed_over - PASSED_OVER
    if unexpected:
        sys.exit(f"moto made nothing of {', '.join(sorted(unexpected))}")
    print(f"5 stacks made in moto; not made there: {', '.join(sorted(passed_over))}")


def reading() -> list:
    printed = json.loads((HERE / "policy/awsert-reading.json").read_text())
    return printed if isinstance(printed, list) else [printed]


if __name__ == "__main__":
    main()
