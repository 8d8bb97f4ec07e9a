"""What `awsert verify` is to hold a document's deployment to, for `deployments/<document>-<variant>.yaml`: the document's own items and no more, and the
weaknesses that its correction keeps, waived with their reasons."""

from fnmatch import fnmatchcase
from pathlib import Path

import yaml

OWNER = "platform-team"


def configuration(document: str, variant: str) -> str:
    folder = Path(__file__).parent / document
    configuration = yaml.safe_load((folder / "awsert.yaml").read_text())
    rows = [row for row in yaml.safe_load((folder / "expected.yaml").read_text()) if "not_represented" not in row]
    checks = sorted({check for row in rows for check in [*row["checks"], *row.get("also", [])]})
    configuration["select"] = {"check": checks}
    accepted = configuration.get("waivers", [])
    if variant == "corrected":
        accepted += [
            {"check": check, "resource": name, "reason": row["reason"], "owner": OWNER}
            for row in rows for check in [*row["checks"], *row.get("also", [])] for name in names(row)]
    configuration["waivers"] = [waiver for waiver in accepted if matches_any(waiver["check"], checks)]
    return yaml.safe_dump(configuration, sort_keys=False, width=140)


def names(row: dict) -> list[str]:
    # A key has no name, and is called by its description in the rows.
    weak = row.get("still_fails", [])
    return ["*"] if weak and row["resource_type"] == "AWS::KMS::Key" else weak


def matches_any(pattern: str, checks: list[str]) -> bool:
    return any(fnmatchcase(check, pattern) for check in checks)
