"""Holds each report of a run against what its format's publisher says of it, and prints what others read there, as JSON.

validate.py FOLDER: the folder has a report in every format; the schemas are those of tests/schemas.
"""

import csv
import json
import os
import sys
from collections import Counter
from pathlib import Path

import botocore.session
import jsonschema
from botocore.validate import ParamValidator
from junitparser import JUnitXml

FOLDER = Path(sys.argv[1])
SCHEMAS = Path(os.environ["SCHEMAS"])


def schema(name):
    read = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(read)
    kind.check_schema(read)
    return kind(read, format_checker=kind.FORMAT_CHECKER)


def held(validator, value, what):
    wrong = [f"{what}{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
    assert not wrong, "\n".join(wrong[:10])


def text(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def sarif():
    log = json.loads(text("r.sarif"))
    held(schema("sarif-schema-2.1.0.json"), log, "sarif")
    run = log["runs"][0]
    results = run["results"]
    rules = run["tool"]["driver"]["rules"]
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        # GitHub takes no result without one.
        location = result["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] and location["region"]["startLine"] >= 1
    for rule in rules:
        tags = rule["properties"]["tags"]
        assert rule["help"]["text"] and len(tags) <= 20 and len(set(tags)) == len(tags)
    return {
        "successful": run["invocations"][0]["executionSuccessful"],
        "status": Counter(
            "waived" if "suppressions" in result else {"fail": "fail", "open": "unknown"}[result["kind"]]
            for result in results
        ),
        "passes": run["properties"]["summary"]["pass"],
        "fingerprints": sorted(result["partialFingerprints"]["awsert/v1"] for result in results),
    }


def ocsf():
    events = [json.loads(line) for line in text("r.ocsf.jsonl").splitlines()]
    # What keeps to 1.5.0 keeps to those that follow.
    for version in ("1.5.0", "1.8.0"):
        validator = schema(f"ocsf-compliance-finding-{version}.json")
        for event in events:
            held(validator, event, f"ocsf {version} ")
    for event in events:
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]

    def status(event):
        if event["status"] == "Suppressed":
            return "waived"
        return event["compliance"]["status"].lower()

    return {
        "status": Counter(map(status, events)),
        "fingerprints": sorted(event["finding_info"]["uid"] for event in events),
    }


def asff():
    findings = json.loads(text("r.asff.json"))
    service = botocore.session.get_session().get_service_model("securityhub")
    request = service.operation_model("BatchImportFindings").input_shape
    kinds = {*service.shape_for("ResourceDetails").members, "AwsAccount"}

    def shown(shape, value):
        """What botocore leaves to the service: patterns and enumerations."""
        if shape.type_name == "structure":
            for name, member in value.items():
                shown(shape.members[name], member)
        elif shape.type_name == "list":
            for member in value:
                shown(shape.member, member)
        elif shape.type_name == "map":
            for name, member in value.items():
                shown(shape.key, name)
                shown(shape.value, member)
        elif shape.type_name == "string":
            assert not shape.enum or value in shape.enum, value
            assert "pattern" not in shape.metadata or value.strip(), shape.name

    for begin in range(0, len(findings), 100):
        batch = {"Findings": findings[begin : begin + 100]}
        report = ParamValidator().validate(batch, request)
        assert not report.has_errors(), report.generate_report()
        shown(request, batch)
    for finding in findings:
        assert len(json.dumps(finding, ensure_ascii=False).encode()) < 240_000
        assert len(finding["Title"]) <= 256 and len(finding["Description"]) <= 1024
        assert all(resource["Type"] in kinds for resource in finding["Resources"]), finding["Resources"]

    def status(finding):
        if finding["Workflow"]["Status"] == "SUPPRESSED":
            return "waived"
        return {"PASSED": "pass", "FAILED": "fail", "WARNING": "unknown"}[finding["Compliance"]["Status"]]

    return {
        "status": Counter(map(status, findings)),
        "fingerprints": sorted(finding["Id"].removeprefix("awsert/") for finding in findings),
    }


def rows():
    with open(FOLDER / "r.csv", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, strict=True))
    for row in table:
        assert None not in row and None not in row.values()
        assert not any(cell.lstrip()[:1] in tuple("=+-@") for cell in row.values() if cell), row
    return {
        "status": Counter(row["status"] for row in table),
        "fingerprints": sorted(row["fingerprint"] for row in table),
    }


def lines():
    records = [json.loads(line) for line in text("r.jsonl").splitlines()]
    assert records[0]["record"] == "run" and records[-1]["record"] == "summary"
    findings = [record for record in records if record["record"] == "finding"]
    return {
        "status": Counter(finding["status"] for finding in findings),
        "fingerprints": sorted(finding["fingerprint"] for finding in findings),
        "calls": sum(record["record"] == "call" for record in records),
    }


def junit():
    suites = JUnitXml.fromfile(str(FOLDER / "r.xml"))
    for suite in suites:
        kinds = Counter(type(case.result[0]).__name__ if case.result else "" for case in suite)
        counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
        assert counted == (kinds.total(), kinds["Failure"], kinds["Error"], kinds["Skipped"]), suite.name
    names = [suite.name for suite in suites]
    assert len(set(names)) == len(names), names
    return {"tests": suites.tests, "suites": names}


print(
    json.dumps(
        {
            "sarif": sarif(),
            "ocsf": ocsf(),
            "asff": asff(),
            "csv": rows(),
            "jsonl": lines(),
            "junit": junit(),
        }
    )
)
