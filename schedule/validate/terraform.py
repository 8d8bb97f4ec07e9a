"""Holds a Terraform module against the provider's schema, as `terraform validate` does where the provider can be had: unknown types, arguments,
blocks and attributes, arguments and blocks that are missing, references to nothing. It plans nothing and knows no values.
"""

import re
from pathlib import Path

import hcl2

META = {"count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection"}
REFERENCE = re.compile(r"(?<![\w.])(data\.)?(aws_\w+)\.(\w+)(?:\[[^\]]*\])?(?:\.(\w+))?")
NAMED = re.compile(r"(?<![\w.])(var|local)\.(\w+)")


def mistakes(folder: Path, schema: dict) -> list[str]:
    found, declared, texts = [], {"var": set(), "local": set()}, {}
    for path in sorted(folder.glob("*.tf")):
        texts[path.name] = path.read_text()
        module = hcl2.loads(texts[path.name])
        for kind, prefix in (("resource", ""), ("data", "data.")):
            for block in module.get(kind, []):
                for type_name, named in block.items():
                    for name, body in named.items():
                        address = f"{prefix}{bare(type_name)}.{bare(name)}"
                        declared[address] = body
                        found += one(path.name, address, prefix + bare(type_name), body, schema)
        declared["var"] |= {bare(name) for block in module.get("variable", []) for name in block}
        declared["local"] |= {bare(name) for block in module.get("locals", []) for name in block}
    for name, text in texts.items():
        found += references(name, text, declared, schema)
    return found


def bare(name: str) -> str:
    return name.strip('"')


def one(file: str, address: str, type_name: str, body: dict, schema: dict) -> list[str]:
    known = schema["types"].get(type_name)
    if known is None:
        return [f"{file}: {address}: the provider has no type {type_name}"]
    return [f"{file}: {address}: {mistake}" for mistake in inside(body, known["arguments"], schema, META)]


def inside(body: dict, arguments: dict, schema: dict, also: set[str]) -> list[str]:
    found, given = [], set()
    for name, value, is_block in members(body):
        given.add(name)
        if name in also:
            continue
        if name not in arguments:
            found.append(f"`{name}` is not known")
            continue
        block = arguments[name][1]
        if is_block and block is None:
            found.append(f"`{name}` is an argument, not a block")
        elif not is_block and block is not None:
            found.append(f"`{name}` is a block, not an argument")
        elif is_block:
            found += [f"{name}: {mistake}" for mistake in inside(value, schema["blocks"].get(block, {}), schema, set())]
    found += [f"`{name}` is missing" for name, (required, _) in arguments.items() if required and name not in given]
    return found


def members(body: dict):
    """Name, value, and whether it is a block: `dynamic` blocks as what they make."""
    for key, value in body.items():
        name = bare(key)
        if name.startswith("__"):
            continue
        if name == "dynamic":
            for made in value:
                for kind, parts in made.items():
                    if not kind.startswith("__"):
                        yield from ((bare(kind), content, True) for content in parts["content"])
        elif isinstance(value, list) and value and all(isinstance(each, dict) and "__is_block__" in each for each in value):
            yield from ((name, each, True) for each in value)
        else:
            yield name, value, False


def references(file: str, text: str, declared: dict, schema: dict) -> list[str]:
    found = []
    for data, type_name, name, attribute in REFERENCE.findall(text):
        address = f"{data}{type_name}.{name}"
        if address not in declared:
            found.append(f"{file}: {address} is referred to, and declared nowhere")
        elif attribute and camel(attribute) not in schema["types"][data + type_name]["attributes"]:
            found.append(f"{file}: {address} has no attribute `{attribute}`")
    for kind, name in NAMED.findall(text):
        if name not in declared[kind]:
            found.append(f"{file}: {kind}.{name} is referred to, and declared nowhere")
    return found


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
