"""Runs every validator over the pieces in this folder, two at a time, and prints one line for each: what it said, or why it was left out. It
validates nothing itself; what no program does is in terraform.py (with provider.py) and stacks.py.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

import provider
import terraform

HERE = Path(__file__).parent.parent
PROGRAMS = Path(sys.executable).parent
MOTO = HERE.parent / "localstack/.venv/moto/bin/python"
SECONDS = 180
EXPOSURE = 20  # of systemd's 0 to 100; the unit has 13


class Failed(Exception):
    """What a validator found wrong, in its own words."""


class Skipped(Exception):
    """Why a validator could not run."""


def run(*command: str | Path, cwd: str | Path = HERE) -> str:
    environment = os.environ | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    try:
        done = subprocess.run(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as gone:
        raise Failed(f"no answer within {SECONDS} s") from gone
    if done.returncode != 0:
        raise Failed(done.stdout.strip() or f"exit code {done.returncode}")
    return done.stdout


def tool(name: str, why: str) -> Path:
    found = shutil.which(name)
    if not found:
        raise Skipped(why)
    return Path(found)


def containerfiles() -> str:
    files = sorted((HERE / "container").glob("Containerfile*"))
    run(PROGRAMS / "hadolint", *files)
    return f"{len(files)} files; no image was built, as no registry with the base images is asked"


def cronjob() -> str:
    said = run(PROGRAMS / "kubernetes-validate", "--strict", "kubernetes/cronjob.yaml")
    return f"{said.count(' passed ')} resources"


def config_map() -> str:
    documents = yaml.safe_load_all((HERE / "kubernetes/cronjob.yaml").read_text())
    inside = next(each for each in documents if each["kind"] == "ConfigMap")["data"]["awsert.yaml"]
    if inside.strip() != (HERE / "awsert.yaml").read_text().strip():
        raise Failed("the ConfigMap in kubernetes/cronjob.yaml and awsert.yaml are not the same")
    return "is awsert.yaml"


def units() -> str:
    program = tool("systemd-analyze", "systemd-analyze is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("awsert.service", "awsert.timer"):
            # Whether the program is where the unit says is for the machine that runs it.
            text = (HERE / "systemd" / name).read_text().replace("ExecStart=/usr/local/bin/awsert", "ExecStart=/bin/true")
            Path(folder, name).write_text(text)
        files = [Path(folder, "awsert.service"), Path(folder, "awsert.timer")]
        said = run(program, "verify", "--man=no", *files).strip()
        if said:
            raise Failed(said)
        version = int(run(program, "--version").split()[1])
        if version < 250:
            return f"verify says nothing; security needs systemd 250, here is {version}"
        said = run(program, "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", files[0])
    return "verify says nothing; security: " + said.strip().splitlines()[-1].partition(": ")[2]


def templates() -> str:
    files = sorted((HERE / "cloudformation").glob("*.yaml"))
    # W1030 follows a parameter's empty default into a resource that its condition then leaves out.
    run(PROGRAMS / "cfn-lint", "--ignore-checks", "W1030", "--template", *files)
    return f"{len(files)} templates"


def policy() -> str:
    printed = json.loads((HERE / "policy/awsert-reading.json").read_text())
    documents = printed if isinstance(printed, list) else [printed]
    resources = {f"Reads{number}": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
                 for number, document in enumerate(documents)}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as template:
        json.dump({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, template)
        template.flush()
        run(PROGRAMS / "cfn-lint", "--template", template.name)
    return f"{len(documents)} documents, every action known to IAM"


def stacks() -> str:
    if not MOTO.exists():
        raise Skipped("moto is not installed: `localstack/setup moto` does")
    return run(MOTO, HERE / "validate/stacks.py").strip()


def module() -> str:
    wrong = terraform.mistakes(HERE / "terraform", provider.load(PROGRAMS.parent))
    if wrong:
        raise Failed("\n".join(wrong))
    return f"as the provider's schema ({provider.PACKAGE}) has it; nothing was planned"


def module_format() -> str:
    program = shutil.which("terraform") or tool("tofu", "neither terraform nor tofu is installed")
    run(program, "fmt", "-check", "-diff", "terraform")
    return f"{Path(program).name} fmt changes nothing"


def workflow() -> str:
    run(PROGRAMS / "actionlint", "github/awsert.yml")
    return "with shellcheck"


def workflow_security() -> str:
    run(PROGRAMS / "zizmor", "--offline", "--quiet", "--config", "validate/zizmor.yml", "github/awsert.yml")
    return "offline"


def script() -> str:
    run(PROGRAMS / "shellcheck", "check")
    return "check"


def drift() -> str:
    with tempfile.TemporaryDirectory() as elsewhere:  # not here, where it would take awsert.yaml
        printed = run(built(), "plan", "--iam-policy", cwd=elsewhere)
    if json.loads(printed) != json.loads((HERE / "policy/awsert-reading.json").read_text()):
        raise Failed("policy/awsert-reading.json is not what `awsert plan --iam-policy` prints: write it anew")
    return "what `awsert plan --iam-policy` prints"


def configuration() -> str:
    awsert = built()
    if "config" not in run(awsert, "--help"):
        raise Skipped("this awsert has no `config check`")
    with tempfile.TemporaryDirectory() as folder:
        # The folder that it keeps runs in is for the machine that runs it.
        text = (HERE / "awsert.yaml").read_text().replace("/var/lib/awsert", folder)
        Path(folder, "awsert.yaml").write_text(text)
        run(awsert, "config", "check", Path(folder, "awsert.yaml"))
    return "`awsert config check` has nothing to say"


def built() -> Path:
    named = os.environ.get("AWSERT_BIN")
    if not named:
        raise Skipped("AWSERT_BIN names no built awsert")
    return Path(named).absolute()


STEPS: list[tuple[str, Callable[[], str]]] = [
    ("container: hadolint", containerfiles),
    ("kubernetes: kubernetes-validate --strict", cronjob),
    ("kubernetes: the ConfigMap", config_map),
    ("systemd: systemd-analyze", units),
    ("cloudformation: cfn-lint", templates),
    ("cloudformation: moto", stacks),
    ("terraform: the provider's schema", module),
    ("terraform: fmt", module_format),
    ("github: actionlint", workflow),
    ("github: zizmor", workflow_security),
    ("policy: cfn-lint", policy),
    ("policy: awsert", drift),
    ("awsert.yaml: awsert", configuration),
    ("check: shellcheck", script),
]


def one(step: tuple[str, Callable[[], str]]) -> tuple[str, str, str, float]:
    name, validate = step
    began = time.monotonic()
    try:
        verdict, said = "ok", validate()
    except Skipped as why:
        verdict, said = "skipped", str(why)
    except Failed as wrong:
        verdict, said = "FAILED", str(wrong)
    except Exception as surprise:  # a validator that breaks has not passed
        verdict, said = "FAILED", f"{type(surprise).__name__}: {surprise}"
    return name, verdict, said, time.monotonic() - began


def main() -> None:
    count = {"ok": 0, "FAILED": 0, "skipped": 0}
    with ThreadPoolExecutor(2) as workers:
        for name, verdict, said, seconds in workers.map(one, STEPS):
            count[verdict] += 1
            print(f"{verdict:8}{name} ({seconds:.1f} s): {said}", flush=True)
    print(f"schedule: {count['ok']} passed, {count['FAILED']} failed, {count['skipped']} skipped")
    sys.exit(1 if count["FAILED"] else 0)


if __name__ == "__main__":
    main()
