"""What the scripts that fill accounts of a moto server share: a session in an account, and policies."""

import json

import boto3

REGION = "us-east-1"


def session_of(account: str, url: str) -> boto3.Session:
    sts = boto3.Session("test", "test", region_name=REGION).client("sts", endpoint_url=url)
    given = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/Auditor", RoleSessionName="matrix")["Credentials"]
    return boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=REGION)


def policy(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(service: str) -> str:
    return policy({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})
