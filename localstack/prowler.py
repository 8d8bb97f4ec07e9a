"""Scans accounts of moto with awsert and with Prowler, and tells where their verdicts differ: `prowler.py PROWLER [ACCOUNT …]`.
Called by `compare-prowler`, which says more.

A verdict is about a group of checks that are aliases of each other, most often one and one, and a resource. Of several findings of one tool
about these the worst counts. Resources are paired by ARN, else by id or name, else parts with their whole.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).parent
RUN = Path(os.environ["AWSERT_LOCALSTACK_RUN_DIR"]).absolute()
REPORTS = RUN / "prowler"
ACCOUNTS = [f"{digit * 11}{number}" for digit in ("1", "2") for number in "1235"] + [f"{'4' * 11}{number}" for number in "456789"]
# From best to worst; the same for both tools.
ORDER = ["pass", "manual", "unknown", "fail"]


def main() -> None:
    program, accounts = sys.argv[1], sys.argv[2:] or ACCOUNTS
    REPORTS.mkdir(parents=True, exist_ok=True)
    aliases = aliases_of_checks()
    if os.environ.get("AWSERT_REPORTS", "new") == "new":
        for account in accounts:
            scan(program, account, aliases)
    groups = groups_of(aliases)
    rows = [row for account in accounts for row in compare(account, groups)]
    write(rows)
    summarise(rows, groups, accounts)


def aliases_of_checks() -> dict[str, list[str]]:
    """Prowler's check → ours."""
    aliases = defaultdict(list)
    for file in sorted((HERE.parent / "checks").rglob("*.yaml")):
        named = re.search(r"^aliases:[\s{]*prowler: \[([^]]*)\]", file.read_text(), re.MULTILINE)
        for alias in re.findall(r"\w+", named[1] if named else ""):
            aliases[alias].append(file.stem)
    return dict(aliases)


def scan(program: str, account: str, aliases: dict[str, list[str]]) -> None:
    where = ["--region", "us-east-1"]
    role = f"arn:aws:iam::{account}:role/Auditor"
    ours = [os.environ["AWSERT_BIN"], "scan", "--assume-role", role, *where, "--opt-in", "user_data",
            "--output", f"json={REPORTS / f'{account}.awsert.json'}", *(argument for alias in aliases for argument in ("--check", alias))]
    # Prowler leaves out what it takes for unused unless told otherwise; awsert judges it.
    theirs = [program, "aws", "--role", role, *where, "--scan-unused-services", "--no-banner", "--no-color", "--ignore-exit-code-3",
              "--output-formats", "json-ocsf", "--output-directory", REPORTS, "--output-filename", account,
              *os.environ.get("AWSERT_PROWLER_ARGUMENTS", "").split(), "--checks", *sorted(aliases)]
    figures = {"awsert": measure(account, ours, (0, 1, 3)), "prowler": measure(account, theirs, (0,))}
    (REPORTS / f"{account}.figures.json").write_text(json.dumps(figures))


def measure(account: str, command: list, allowed: tuple[int, ...]) -> dict[str, float]:
    """Runs a program; how long it took, how much memory at most, and how many requests reached the emulator meanwhile."""
    before, begin = requests(), time.monotonic()
    log = REPORTS / f"{account}.log"
    with log.open("w") as told:
        process = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT, cwd=REPORTS)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        sys.exit(f"{command[0]} ended with {process.returncode}; what it said: {log}")
    return {"seconds": time.monotonic() - begin, "cpu": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024,
            "requests": requests() - before}


def requests() -> int:
    log = RUN / "moto.log"
    return log.read_text(errors="replace").count(' HTTP/1.1" ') if log.exists() else 0


def groups_of(aliases: dict[str, list[str]]) -> list[tuple[set[str], set[str]]]:
    """Checks of ours, and those of Prowler that they are aliases of; several where one is an alias of several."""
    groups = []
    for alias, checks in aliases.items():
        ours, theirs = set(checks), {alias}
        for group in [group for group in groups if group[0] & ours]:
            groups.remove(group)
            ours, theirs = ours | group[0], theirs | group[1]
        groups.append((ours, theirs))
    return sorted(groups, key=lambda group: min(group[0]))


def compare(account: str, groups: list[tuple[set[str], set[str]]]) -> list[dict]:
    ours, theirs = of_awsert(account), of_prowler(account)
    return [row | {"account": account, "checks": " ".join(sorted(checks)), "aliases": " ".join(sorted(aliases))}
            for checks, aliases in groups
            for row in pair(worst(ours, checks), worst(theirs, aliases))]


def of_awsert(account: str) -> list[dict]:
    found = []
    for finding in json.loads((REPORTS / f"{account}.awsert.json").read_text())["findings"]:
        resource = finding["resource"]
        # What could not be listed has none of these.
        names = [name for name in (resource["arn"], resource["id"], resource["name"]) if name] or [f"{resource['type']} in {resource['region']}"]
        found.append({"check": finding["check"], "names": names, "status": finding["status"], "message": finding["message"]})
    return found


def of_prowler(account: str) -> list[dict]:
    found = []
    for finding in json.loads((REPORTS / f"{account}.ocsf.json").read_text()):
        resource = finding["resources"][0]
        check, tail = finding["metadata"]["event_code"], resource["uid"].rsplit(":", 1)[-1]
        names = [resource["uid"], tail, tail.rsplit("/", 1)[-1], resource["name"]]
        if check.startswith("iam_inline_policy"):
            # Told by the ARN of whom the policy belongs to.
            names = [f"{tail}/{resource['name'].rsplit('/', 1)[-1]}"]
        found.append({"check": check, "names": names, "status": finding["status_code"].lower(), "message": finding["status_detail"]})
    return found


def worst(findings: list[dict], checks: set[str]) -> list[dict]:
    """One finding for each resource."""
    verdicts = {}
    for finding in findings:
        known = verdicts.get(finding["names"][0])
        if finding["check"] in checks and (known is None or ORDER.index(finding["status"]) > ORDER.index(known["status"])):
            verdicts[finding["names"][0]] = finding
    return list(verdicts.values())


def pair(ours: list[dict], theirs: list[dict]) -> list[dict]:
    rows = []
    ours, theirs = list(ours), list(theirs)

    def take(some: list[dict], others: list[dict]) -> None:
        rows.append(row_of(the_worst(some), the_worst(others)))
        ours[:] = [our for our in ours if our not in some]
        theirs[:] = [their for their in theirs if their not in others]

    for names_of in (lambda finding: finding["names"][:1], lambda finding: finding["names"]):
        for our in list(ours):
            same = [their for their in theirs if set(names_of(our)) & set(names_of(their))]
            if len(same) == 1:
                take([our], same)
    # What one tool tells of a whole and the other of its parts: a load balancer and its listeners, an API and its stages.
    for their in list(theirs):
        if parts := [our for our in ours if is_part(our, their)]:
            take(parts, [their])
    for our in list(ours):
        if parts := [their for their in theirs if is_part(their, our)]:
            take([our], parts)
    # What one tells of an account or a region and the other of something in it, or of several things that fare alike.
    for some, others in ((ours, theirs), (theirs, ours)):
        if len(some) == 1 and is_wide(some[0]) and len({finding["status"] for finding in others}) == 1:
            take(ours[:], theirs[:])
    return [*rows, *(row_of(our, None) for our in ours), *(row_of(None, their) for their in theirs)]


def is_part(part: dict, whole: dict) -> bool:
    path = whole["names"][0].rsplit(":", 1)[-1].partition("/")[2]
    return bool(path) and f"/{path}/" in part["names"][0]


def is_wide(finding: dict) -> bool:
    return re.search(r"^[0-9]{12}$|^us-east-1$|:(account|root)$", finding["names"][0]) is not None


def the_worst(findings: list[dict]) -> dict:
    return max(findings, key=lambda finding: ORDER.index(finding["status"]))


def row_of(our: dict | None, their: dict | None) -> dict:
    told = {}
    for tool, finding in (("awsert", our), ("prowler", their)):
        told |= {tool: finding["status"] if finding else "-", f"{tool}_check": finding["check"] if finding else "",
                 f"{tool}_says": " ".join(finding["message"].split()) if finding else ""}
    return told | {"resource": (our or their)["names"][0]}


def unexplained(rows: list[dict]) -> set[str]:
    """The checks that differ and that the table of differences does not name."""
    table = (HERE.parent / "docs/prowler.md").read_text()
    return {check for row in rows if row["awsert"] != row["prowler"] for check in row["checks"].split() if f"`{check}`" not in table}


def write(rows: list[dict]) -> None:
    columns = ("checks", "aliases", "account", "resource", "awsert", "prowler", "awsert_says", "prowler_says")
    lines = ["\t".join(columns), *("\t".join(row[column] for column in columns) for row in rows if row["awsert"] != row["prowler"])]
    (REPORTS / "differences.tsv").write_text("\n".join(lines) + "\n")


def summarise(rows: list[dict], groups: list[tuple[set[str], set[str]]], accounts: list[str]) -> None:
    told = {tool: {row["checks"] for row in rows if row[tool] != "-"} for tool in ("awsert", "prowler")}
    different = [row for row in rows if row["awsert"] != row["prowler"]]
    print(f"{sum(len(checks) for checks, _ in groups)} checks are aliases of {sum(len(aliases) for _, aliases in groups)} of Prowler's, in "
          f"{len(groups)} groups; both tools told something of {len(told['awsert'] & told['prowler'])}, awsert alone of "
          f"{len(told['awsert'] - told['prowler'])}, Prowler alone of {len(told['prowler'] - told['awsert'])}, "
          f"none of {len(groups) - len(told['awsert'] | told['prowler'])}")
    print(f"{len({row['resource'] for row in rows})} resources, {len(rows)} verdicts in {len(accounts)} accounts: "
          f"{len(rows) - len(different)} the same, {len(different)} not, in {len({row['checks'] for row in different})} groups")
    print("\nawsert    Prowler")
    for (our, their), count in sorted(Counter((row["awsert"], row["prowler"]) for row in rows).items()):
        print(f"{our:9} {their:9} {count:5}")
    print(f"\n{'account':13} {'':8} {'s':>7} {'CPU s':>7} {'MB':>6} {'requests':>9}")
    for account in accounts:
        for tool, figures in json.loads((REPORTS / f"{account}.figures.json").read_text()).items():
            print(f"{account:13} {tool:8} {figures['seconds']:7.1f} {figures['cpu']:7.1f} {figures['megabytes']:6.0f} {figures['requests']:9}")
    print(f"\nevery difference: {REPORTS / 'differences.tsv'}")
    if missing := unexplained(rows):
        sys.exit(f"docs/prowler.md does not explain: {' '.join(sorted(missing))}")


if __name__ == "__main__":
    main()
