"""Both engines from the same columns to bands, in turns, in one process; run by bench/engine_openfisca.py.

Each is given them as it takes them, before the clock runs: ours as Polars columns of integer hundredths, OpenFisca's as
NumPy arrays of floats.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench"), str(ROOT / "bench" / "openfisca")]

import engine_data  # noqa: E402
import rules  # noqa: E402

import harness  # noqa: E402
from namro.base.law import load_framework  # noqa: E402
from namro.engine.scoring import score  # noqa: E402

LIMIT = 3.0
ROUNDS = 7
HUNDREDTHS = ("assigned", "completed", "coefficient")


def held(count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The benchmark's lines and sheets, hundredths as integers."""
    return engine_data.lines(count), engine_data.sheets(count).select("sheet", "general")


def seen(lines: pl.DataFrame, sheets: pl.DataFrame) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The same as OpenFisca takes it: NumPy arrays, quantities and points as the floats it calculates in."""
    units = {name: lines[name].to_numpy() for name in lines.columns if name != "origin"}
    units |= {name: units[name] / 100 for name in HUNDREDTHS}
    units["origin"] = lines["origin"].to_physical().cast(pl.Int16).to_numpy()
    return units, sheets["general"].to_numpy() / 100


def ours(lines: pl.DataFrame, sheets: pl.DataFrame) -> np.ndarray:
    """Columns to bands by this product's engine."""
    results = score(load_framework("nd335-2025"), sheets, lines, scales=engine_data.SCALES)
    return results["band"].to_physical().to_numpy()


def theirs(made: object, units: dict[str, np.ndarray], general: np.ndarray) -> np.ndarray:
    """Arrays to bands by OpenFisca."""
    return rules.bands(made, units, general)


def by_construction(count: int, general: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sheets built on a threshold, and the band each lies in: 30 points reach it, 29.99 do not."""
    sheets = np.arange(count)
    edge = sheets % 3 == 0
    return edge, (sheets // 3 % 3 + (general < 3000))[edge]


def main(count: int) -> int:
    """Run, compare, write bench/results/engine_openfisca.json."""
    lines, sheets = held(count)
    units, points = seen(lines, sheets)
    general = sheets["general"].to_numpy()
    made = rules.system()
    found = {"ours": ours(lines, sheets), "openfisca": theirs(made, units, points)}
    seconds = harness.in_turns(
        {"ours": lambda: ours(lines, sheets), "openfisca": lambda: theirs(made, units, points)}, ROUNDS
    )
    edge, expected = by_construction(count, general)
    wrong = {name: int((bands[edge] != expected).sum()) for name, bands in found.items()}
    off = found["ours"][~edge] != found["openfisca"][~edge]
    ratio = seconds["openfisca"] / seconds["ours"]
    figures = {
        "sheets": count,
        "lines": lines.height,
        "ours_seconds": round(seconds["ours"], 3),
        "openfisca_seconds": round(seconds["openfisca"], 3),
        "sheets_on_a_threshold": int(edge.sum()),
        "wrong_band_on_a_threshold_ours": wrong["ours"],
        "wrong_band_on_a_threshold_openfisca": wrong["openfisca"],
        "other_sheets_banded_differently": int(off.sum()),
        "reading": "ratio is OpenFisca's time over ours: at least the limit",
    }
    ok = ratio >= LIMIT and wrong["ours"] == 0
    harness.write_result("engine_openfisca", figures, ratio, LIMIT, ok=ok)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
