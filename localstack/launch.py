"""Runs one emulator in the foreground: `launch.py moto ADDRESS PORT` or `launch.py localstack`. Started by emulators.py, in
the emulator's own environment. It trims what both load and mends what keeps one from running; it emulates nothing itself.
"""

import json
import os
import sys
import uuid

# The AWS-managed policies that the samples attach. Loading all 1,582 would put every one of them into each account's
# GetAccountAuthorizationDetails, where AWS lists only those in use.
MANAGED_POLICIES = {
    "AdministratorAccess",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonRDSEnhancedMonitoringRole",
    "AmazonS3FullAccess",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
    "SecurityAudit",
}


def trim_managed_policies() -> None:
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    from moto.iam import models

    kept = {name: policy for name, policy in json.loads(models.aws_managed_policies_data).items()
            if name in MANAGED_POLICIES}
    missing = MANAGED_POLICIES - kept.keys()
    assert not missing, f"this moto ships no policy named {sorted(missing)}"
    models.aws_managed_policies_data = json.dumps(kept)


def let_uuid5_take_bytes() -> None:
    """LocalStack 4.12's KMS hands bytes to uuid5, which Python allows from 3.12 on; before, CreateKey answers 500."""
    if sys.version_info >= (3, 12):
        return
    of_text = uuid.uuid5

    def uuid5(namespace: uuid.UUID, name: str | bytes) -> uuid.UUID:
        if isinstance(name, str):
            return of_text(namespace, name)
        from hashlib import sha1
        return uuid.UUID(bytes=sha1(namespace.bytes + name).digest()[:16], version=5)

    uuid.uuid5 = uuid5


# The root elements of answers in XML that moto 5.2.5 calls after the operation and AWS does not (Amazon S3 API Reference). The SDK for Rust
# takes no other.
ROOTS = {
    "GetAccessPoint": "GetAccessPointResult",
    "GetBucketNotification": "NotificationConfiguration",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketVersioning": "VersioningConfiguration",
    "ListAccessPoints": "ListAccessPointsResult",
    "ListMultiRegionAccessPoints": "ListMultiRegionAccessPointsResult",
}


def name_roots_as_aws_does() -> None:
    from moto.core.serialize import BaseXMLSerializer
    answer = BaseXMLSerializer._serialized_result_to_response

    def named(self, *arguments):
        response = answer(self, *arguments)
        operation = self.operation_model.name
        if operation in ROOTS:
            response["body"] = response["body"].replace(f"{operation}Response", ROOTS[operation])
        return response

    BaseXMLSerializer._serialized_result_to_response = named


def main() -> None:
    trim_managed_policies()
    if sys.argv[1] == "moto":
        # A rotation calls its function; without this moto would look for a Docker engine to run it.
        from moto.core.config import default_user_config
        default_user_config["lambda"]["use_docker"] = False
        # moto runs no tasks; it says of every service that this many run.
        os.environ["MOTO_ECS_SERVICE_RUNNING"] = "2"
        name_roots_as_aws_does()
        import moto.server
        from cbor import Cbor
        from waf import tell_associations
        tell_associations()
        dispatch = moto.server.DomainDispatcherApplication
        moto.server.DomainDispatcherApplication = lambda create: Cbor(dispatch(create))
        moto.server.main(["-H", sys.argv[2], "-p", sys.argv[3]])
    else:
        let_uuid5_take_bytes()
        from localstack.runtime.main import main as serve
        serve()


if __name__ == "__main__":
    main()
