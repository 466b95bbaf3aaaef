"""Fails if a test was skipped here that may not be: reads Surefire's reports and .ci/may-skip.txt."""

import pathlib
import re
import sys
import xml.etree.ElementTree as xml

home = pathlib.Path(__file__).resolve().parent.parent
allowed = []
for line in (home / ".ci" / "may-skip.txt").read_text().splitlines():
    if line.strip() and not line.startswith("#"):
        pattern, reason = line.split(None, 1)
        allowed.append((re.compile(pattern), reason))

reports = sorted(home.glob("*/target/surefire-reports/TEST-*.xml"))
if not reports:
    sys.exit("no Surefire reports found: run mvn verify first")

run, wrongly = 0, 0
for report in reports:
    for case in xml.parse(report).getroot().iter("testcase"):
        run += 1
        skipped = case.find("skipped")
        if skipped is None:
            continue
        name = case.get("classname", "") + "#" + case.get("name", "")
        why = (skipped.get("message") or "no reason given").splitlines()[0]
        excuse = next((reason for pattern, reason in allowed if pattern.fullmatch(name)), None)
        if excuse is None and "../shared" in why and not (home.parent / "shared").exists():
            excuse = "the recorded data is not beside this checkout"
        wrongly += excuse is None
        print(f"skipped: {name}\n  said: {why}\n  " + (f"allowed: {excuse}" if excuse else "NOT ALLOWED here"))

print(f"{run} tests in {len(reports)} reports")
if wrongly:
    sys.exit(f"{wrongly} tests were skipped that can run here; a lasting exception goes into .ci/may-skip.txt")
