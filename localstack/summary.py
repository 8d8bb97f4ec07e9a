"""Prints the demo's last block: for each document what a scan found before and after its correction. Reads the JSON reports
that `demo` wrote; it judges nothing itself.
"""

import json
import sys
from pathlib import Path

TITLES = {
    "a": "secure app, EC2 + RDS MySQL", "b": "corporate stack, RDS PostgreSQL", "c": "hardened EC2 in a VPC",
    "d": "state backend, network, bastion", "e": "PCI platform, Aurora Serverless v2",
}
ROW = "{:<3} {:<36} {:>8} {:>8} {:>8}   {:>8} {:>8} {:>8}"


def main() -> None:
    folder = Path(sys.argv[1])
    print("\n━━━ before and after ━━━")
    print(ROW.format("", "", "initial", "", "", "corrected", "", ""))
    print(ROW.format("", "document", "fail", "unknown", "pass", "fail", "unknown", "pass"))
    for document, title in TITLES.items():
        counts = [json.loads((folder / f"{document}-{variant}.json").read_text())["summary"]
                  for variant in ("initial", "corrected")]
        print(ROW.format(document, title, *(found[status] for found in counts for status in ("fail", "unknown", "pass"))))
    print("\nWhat still fails in a corrected account: weaknesses that its correction keeps (docs/samples.md), and what no document asks\n"
          "for: root's MFA, default network ACLs, VPC endpoints, event subscriptions and the like.")


if __name__ == "__main__":
    main()
