"""Names, before the closing line, whatever was not tested and why: a quiet skip looks like a pass."""

from __future__ import annotations

from collections import defaultdict

import pytest

SHOWN = 12


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = _by_reason(terminalreporter)
    if not skipped:
        return
    terminalreporter.section("NOT TESTED HERE", sep="!", red=True, bold=True)
    for reason, names in sorted(skipped.items()):
        terminalreporter.write_line(f"{len(names)} not run: {reason}", yellow=True, bold=True)
        for name in sorted(names)[:SHOWN]:
            terminalreporter.write_line(f"    {name}")
        if len(names) > SHOWN:
            terminalreporter.write_line(f"    … and {len(names) - SHOWN} more")


def _by_reason(reporter: pytest.TerminalReporter) -> dict[str, list[str]]:
    skipped: dict[str, list[str]] = defaultdict(list)
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skipped[reason.removeprefix("Skipped: ")].append(report.nodeid)
    return skipped
