"""One sheet as the form scores it while it is being filled: eight lines, from plain data to result and explanation.

    python bench/engine_live.py [rounds]

Each round takes a different sheet (staff and leaders, criteria one by one), so that nothing is remembered between them
but the framework's own compiled formulas.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent)]

import harness  # noqa: E402
from namro.base.law import load_framework  # noqa: E402
from namro.engine.explain import explain_sheet  # noqa: E402
from namro.engine.framework import Framework  # noqa: E402
from namro.engine.intake import read_sheets  # noqa: E402
from namro.engine.scoring import score  # noqa: E402

LIMIT_MS = 10.0


def sheet(number: int) -> dict[str, Any]:
    """A sheet with eight lines of every origin, some errors and delays."""
    lines = [
        {
            "assigned": f"{10 + (number * 7 + line) % 9}.5",
            "completed": f"{4 + (number * 3 + line) % 6}.25",
            "coefficient": f"1.{(number + line) % 10}",
            "major_errors": (number + line) % 3,
            "delays": line % 2,
            "origin": ("planned", "planned", "planned", "handed_over", "received", "ad_hoc")[line % 6],
        }
        for line in range(8)
    ]
    criteria = {"I.1": 5, "I.2": "4.5"} | {f"{part}.{one}": "2.25" for part in ("II", "III") for one in range(1, 5)}
    unit = {"managed": [95, 72, "49.99"], "đ": 1, "e": 1}
    return {"id": number, "leader": number % 2 == 0, "general": criteria, "lines": lines, "unit": unit}


def live(framework: Framework, data: dict[str, Any]) -> dict[str, Any]:
    """Check, score and explain one sheet, as JSON would need it."""
    intake = read_sheets(framework, [data])
    result = score(framework, intake.sheets, intake.lines, detail=True).row(0, named=True)
    tree = explain_sheet(
        framework,
        intake.sheets.row(0, named=True),
        intake.lines.to_dicts(),
        criteria=intake.criteria[str(data["id"])],
    )
    return {"band": result["band"], "explanation": tree.as_dict()}


def main(rounds: int) -> int:
    """Run, write bench/results/engine_live.json; 1 when the median is over the limit."""
    framework = load_framework("nd335-2025")
    live(framework, sheet(0))
    times = [harness.timed(lambda number=number: live(framework, sheet(number))) for number in range(1, rounds + 1)]
    milliseconds = sorted(time * 1000 for time in times)
    median = statistics.median(milliseconds)
    figures = {
        "rounds": rounds,
        "lines": 8,
        "median_ms": round(median, 2),
        "p95_ms": round(milliseconds[int(rounds * 0.95)], 2),
    }
    ok = median < LIMIT_MS
    harness.write_result("engine_live", figures, median / LIMIT_MS, 1.0, ok=ok)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
