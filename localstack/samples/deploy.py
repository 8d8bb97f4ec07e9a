"""Deploys sample accounts: `deploy.py initial|corrected [a..e …]`. Called by localstack/deploy; what is in an account stands
in the document's own folder.

The Auditor role, which the audit assumes, is also the mark of a deployment: made first and tagged State=deploying, tagged
State=deployed last. So a second run finds the account complete and leaves it as it is. What was made is written into the file that
a deployment's tool would have written, in `deployments` of the run directory (deployment.py).
"""

import fcntl
import importlib
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

import deployment
from account import AUDITOR, EMULATOR, VARIANTS, Account
from identity import MANAGEMENT_ACCOUNT, role
from made import Made

PORTS = {"moto": os.environ["AWSERT_MOTO_PORT"], "localstack": os.environ["AWSERT_LOCALSTACK_PORT"]}


class Refused(Exception):
    """Something the user can mend; its text says how."""


def main() -> None:
    variant, documents = arguments(sys.argv[1:])
    with ThreadPoolExecutor(max_workers=len(documents)) as pool:
        results = list(pool.map(lambda document: attempt(document, variant), documents))
    if not all(results):
        sys.exit(1)


def arguments(given: list[str]) -> tuple[str, list[str]]:
    variant, documents = (given[0] if given else ""), given[1:] or list(EMULATOR)
    unknown = [document for document in documents if document not in EMULATOR]
    if variant not in VARIANTS or unknown:
        sys.exit("usage: deploy initial|corrected [a b c d e]" + (f"; there is no document {unknown[0]!r}" if unknown else ""))
    return variant, documents


def attempt(document: str, variant: str) -> bool:
    emulator = EMULATOR[document]
    started = time.monotonic()
    try:
        told = deploy(document, variant, f"http://127.0.0.1:{PORTS[emulator]}")
    except EndpointConnectionError:
        told = None
        print(f"deploy: {emulator} does not answer on port {PORTS[emulator]}: run `up` first", file=sys.stderr)
    except Refused as refusal:
        told = None
        print(f"deploy: {document} {variant}: {refusal}", file=sys.stderr)
    except (ClientError, BotoCoreError) as error:
        told = None
        print(f"deploy: {document} {variant} in {emulator}: {error}", file=sys.stderr)
    if told:
        print(f"{document} {variant:9} {told} ({emulator}, {time.monotonic() - started:.1f} s)", flush=True)
    return told is not None


def deploy(document: str, variant: str, endpoint: str) -> str:
    # Two deployments of one account at once would meet half way: the second waits and finds it done.
    with (Path(os.environ["AWSERT_LOCALSTACK_RUN_DIR"]) / f"deploy-{document}-{variant}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        account = Account(document, variant, endpoint)
        made = Made(account)
        account.watch = made.watch
        sample = importlib.import_module(f"{document}.sample")
        account.always = sample.tags(account)
        state = deployment_state(account)
        if state == "deployed":
            return f"account {account.id} is deployed already"
        if state:
            raise Refused(f"an earlier deployment into account {account.id} stopped half way; "
                          f"empty the emulators with `down` and `up`, then deploy again")
        make_auditor(account)
        made.noting = True
        sample.deploy(account)
        made.noting = False
        deployment.write(made, Path(os.environ["AWSERT_LOCALSTACK_RUN_DIR"]) / "deployments")
        account.client("iam").tag_role(RoleName=AUDITOR, Tags=[{"Key": "State", "Value": "deployed"}])
        return f"account {account.id} deployed"


def deployment_state(account: Account) -> str | None:
    iam = account.client("iam")
    try:
        tags = iam.list_role_tags(RoleName=AUDITOR)["Tags"]
    except iam.exceptions.NoSuchEntityException:
        return None
    return next((tag["Value"] for tag in tags if tag["Key"] == "State"), "unknown")


def make_auditor(account: Account) -> None:
    trusts = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT_ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    role(account, AUDITOR, trusts, "Read-only access for the audit", attached=("SecurityAudit",))
    account.client("iam").tag_role(RoleName=AUDITOR, Tags=[{"Key": "State", "Value": "deploying"}])


if __name__ == "__main__":
    main()
