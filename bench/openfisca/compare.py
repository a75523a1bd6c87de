"""Both engines from the same NumPy arrays to bands, in turns, in one process; run by bench/engine_openfisca.py.

The arrays hold what the product stores: quantities and points as integer hundredths. Either engine makes of them what it
takes while the clock runs: ours wraps them as Polars columns, OpenFisca is given floats.
"""

from __future__ import annotations

import json
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

ROUNDS = 5
HUNDREDTHS = ("assigned", "completed", "coefficient")


def arrays(count: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The benchmark's lines and general points."""
    lines, sheets = engine_data.lines(count), engine_data.sheets(count)
    columns = {name: lines[name].to_numpy() for name in lines.columns if name != "origin"}
    columns["origin"] = lines["origin"].to_physical().to_numpy()
    return columns, sheets["general"].to_numpy()


def ours(columns: dict[str, np.ndarray], general: np.ndarray) -> np.ndarray:
    """Arrays to bands by this product's engine."""
    lines = pl.DataFrame(columns).with_columns(pl.col("origin").cat.to(pl.Enum(engine_data.ORIGINS)))
    sheets = pl.DataFrame({"sheet": np.arange(len(general)), "general": general})
    results = score(load_framework("nd335-2025"), sheets, lines, scales=engine_data.SCALES)
    return results["band"].to_physical().to_numpy()


def theirs(made: object, columns: dict[str, np.ndarray], general: np.ndarray) -> np.ndarray:
    """Arrays to bands by OpenFisca: its inputs are units, not hundredths."""
    units = {name: columns[name] / 100 if name in HUNDREDTHS else columns[name] for name in columns}
    return rules.bands(made, units, general / 100)


def by_construction(count: int, general: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sheets built on a threshold, and the band each lies in: 30 points reach it, 29.99 do not."""
    sheets = np.arange(count)
    edge = sheets % 3 == 0
    return edge, (sheets // 3 % 3 + (general < 3000))[edge]


def main(count: int) -> int:
    """Run, compare, print the figures of this process as JSON."""
    columns, general = arrays(count)
    made = rules.system()
    found = {"ours": ours(columns, general), "openfisca": theirs(made, columns, general)}
    seconds = harness.in_turns(
        {"ours": lambda: ours(columns, general), "openfisca": lambda: theirs(made, columns, general)}, ROUNDS
    )
    edge, expected = by_construction(count, general)
    wrong = {name: int((bands[edge] != expected).sum()) for name, bands in found.items()}
    off = found["ours"][~edge] != found["openfisca"][~edge]
    figures = {
        "sheets": count,
        "lines": len(columns["sheet"]),
        "ours_seconds": round(seconds["ours"], 3),
        "openfisca_seconds": round(seconds["openfisca"], 3),
        "sheets_on_a_threshold": int(edge.sum()),
        "wrong_band_on_a_threshold_ours": wrong["ours"],
        "wrong_band_on_a_threshold_openfisca": wrong["openfisca"],
        "other_sheets_banded_differently": int(off.sum()),
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
