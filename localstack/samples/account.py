"""One sample's account: who it is, how to reach it, how its resources are tagged. Knows nothing of what is deployed.

Both emulators keep accounts apart by the assumed role: AssumeRole into arn:aws:iam::ACCOUNT:role/Auditor gives credentials
of that account, whether the role exists yet or not. So the deployment itself goes the way that the audit goes later.
"""

import json

import boto3

REGION = "us-east-1"
AUDITOR = "Auditor"
# moto has what LocalStack's community edition lacks: RDS, CloudTrail, GuardDuty, Security Hub. What that can hold whole lives there.
EMULATOR = {"a": "moto", "b": "moto", "c": "moto", "d": "localstack", "e": "moto"}
VARIANTS = ("initial", "corrected")


def account_id(document: str, variant: str) -> str:
    """initial a..e = 111111111111..5, corrected a..e = 222222222221..5"""
    return str(VARIANTS.index(variant) + 1) * 11 + str("abcde".index(document) + 1)


class Account:
    def __init__(self, document: str, variant: str, endpoint: str):
        self.document, self.variant, self.endpoint = document, variant, endpoint
        self.id = account_id(document, variant)
        self.region = REGION
        self.always: dict[str, str] = {}    # the tags that every resource of the document carries
        self.watch = lambda client: None    # is shown every client before its first call
        self._clients: dict[tuple[str, str], object] = {}
        start = boto3.Session("test", "test", region_name=REGION).client("sts", endpoint_url=endpoint)
        given = start.assume_role(RoleArn=self.role_arn(AUDITOR), RoleSessionName=f"deploy-{document}-{variant}")["Credentials"]
        self._session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def client(self, service: str, region: str = REGION):
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=region, endpoint_url=self.endpoint)
            self.watch(self._clients[key])
        return self._clients[key]

    def pick(self, *, initial, corrected):
        """The value of the variant that is being deployed: what is wrong at first stands next to what mends it."""
        return corrected if self.variant == "corrected" else initial

    @property
    def is_corrected(self) -> bool:
        return self.variant == "corrected"

    def role_arn(self, name: str) -> str:
        return f"arn:aws:iam::{self.id}:role/{name}"

    def tags(self, name: str, **more: str) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in {"Name": name, **self.always, **more}.items()]

    def tagged(self, resource_type: str, name: str, **more: str) -> list[dict]:
        """EC2's way of tagging at creation."""
        return [{"ResourceType": resource_type, "Tags": self.tags(name, **more)}]


def policy(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more) -> dict:
    """`more` are the other members of a statement: Principal, Condition, Sid."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}
