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

# Surefire leaves the reason of a failed assumption out of its reports; the tests print it.
said = {}
log = home / "target" / "verify.log"
if log.exists():
    for found in re.finditer(r"skipped: (\w+)\.(\w+)[^:]*: (.*)", log.read_text(errors="replace")):
        said[f"{found[1]}#{found[2]}"] = found[3]

run, wrongly = 0, 0


def judge(name, why):
    """Prints what was skipped and whether it may be; counts it if not."""
    global wrongly
    why = why or said.get(name.split(".")[-1].split("(")[0], "no reason given")
    excuse = next((reason for pattern, reason in allowed if pattern.fullmatch(name)), None)
    if excuse is None and "shared/" in why and not (home.parent / "shared").exists():
        excuse = "the recorded data is not beside this checkout"
    wrongly += excuse is None
    print(f"skipped: {name}\n  said: {why}\n  " + (f"allowed: {excuse}" if excuse else "NOT ALLOWED here"))


for report in reports:
    suite = xml.parse(report).getroot()
    cases = list(suite.iter("testcase"))
    run += len(cases)
    if not cases:
        # What a failed assumption in @BeforeAll leaves; Surefire counts it as nothing at all.
        judge(suite.get("name", report.stem) + "#", "no test of the class was run (see \"skipped:\" in the output)")
    for case in cases:
        skipped = case.find("skipped")
        if skipped is not None:
            why = (skipped.get("message") or "").partition("\n")[0]
            judge(case.get("classname", "") + "#" + case.get("name", ""), why)

print(f"{run} tests in {len(reports)} reports")
if wrongly:
    sys.exit(f"{wrongly} tests were skipped that can run here; a lasting exception goes into .ci/may-skip.txt")
