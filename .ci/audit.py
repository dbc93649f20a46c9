"""Asks whether any locked package has a known weakness. Fails on one, and on a package nobody could look up.

When not one package could be looked up, the advisory service does not answer from here: that is said
plainly and is no failure, for it is no fact about the packages.
"""

import json
import subprocess
import sys


def main(lock: str) -> int:
    answer = subprocess.run(
        [sys.executable, "-m", "pip_audit", "-r", lock, "--require-hashes", "--disable-pip", "-f", "json"],
        capture_output=True,
        text=True,
    )
    try:
        packages = json.loads(answer.stdout)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    weak = [package for package in packages if package.get("vulns")]
    if len(skipped) == len(packages):
        print("  NOT CHECKED: the service that knows of weaknesses does not answer from here.")
        return 0
    for package in weak:
        for weakness in package["vulns"]:
            fixed = ", ".join(weakness["fix_versions"]) or "no version yet"
            print(f"  {package['name']} {package['version']}: {weakness['id']}, fixed in {fixed}")
    if skipped:
        print(f"  Nobody could look up: {', '.join(skipped)}")
    return 1 if weak or skipped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
