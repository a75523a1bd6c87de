"""A million staff-months of NĐ 335, eight lines each, to bands and quota: against a bare group-by-sum, and the oracle.

    python bench/engine.py [sheets]

The bare pass sums the seven numeric columns of the very same lines by sheet: the least anybody who reads the lines can
do. Both run in turns; medians are compared. The oracle (tests/oracle, plain Python fractions) is timed on a sample and
compared per sheet, and its bands with ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests")]

import engine_data  # noqa: E402

import harness  # noqa: E402
from namro.base.law import load_framework  # noqa: E402
from namro.engine.framework import Framework  # noqa: E402
from namro.engine.quota import caps  # noqa: E402
from namro.engine.scoring import score  # noqa: E402
from oracle import nd335  # noqa: E402

SAMPLE = 2_000
ROUNDS = 5
LIMIT, ORACLE_LIMIT, MEMORY_LIMIT_GIB = 4.0, 50.0, 3.0
NUMERIC = ["assigned", "completed", "coefficient", "major_errors", "delays", "errors_excused", "delays_excused"]


def rate(framework: Framework, sheets: pl.DataFrame, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Score, band and count against the quota."""
    results = score(framework, sheets, lines, scales=engine_data.SCALES)
    people = pl.concat([results.select("band"), sheets.select("unit", "group")], how="horizontal")
    return results, caps(framework, people)


def bare(lines: pl.DataFrame) -> pl.DataFrame:
    """The floor: every numeric column summed by sheet."""
    return lines.lazy().group_by("sheet").agg(pl.col(NUMERIC).sum()).collect()


def oracle_sheets(sheets: pl.DataFrame, lines: pl.DataFrame, count: int) -> list[dict[str, object]]:
    """The first sheets as the oracle takes them."""
    whole = ["assigned", "completed", "coefficient"]
    some = lines.head(count * engine_data.LINES_PER_SHEET).with_columns(
        (pl.col(whole).cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(20, 2)).cast(pl.String)
    )
    grouped = some.partition_by("sheet", maintain_order=True)
    general = sheets["general"].head(count).to_list()
    return [
        {"leader": False, "general": f"{points // 100}.{points % 100:02}", "lines": own.to_dicts()}
        for points, own in zip(general, grouped, strict=True)
    ]


def main(count: int) -> int:
    """Run, compare, write bench/results/engine.json; 1 when a limit is not reached."""
    framework = load_framework("nd335-2025")
    lines, sheets = engine_data.lines(count), engine_data.sheets(count)
    results, _ = rate(framework, sheets, lines)
    bare(lines)
    seconds = harness.in_turns({"engine": lambda: rate(framework, sheets, lines), "bare": lambda: bare(lines)}, ROUNDS)
    peak = harness.peak_rss_gib()
    sample = oracle_sheets(sheets, lines, min(SAMPLE, count))
    expected: list[str] = []
    oracle = harness.timed(lambda: expected.extend(nd335.score(one)["band"] for one in sample))
    agrees = expected == results["band"].head(len(sample)).to_list()
    faster = (oracle / len(sample)) / (seconds["engine"] / count)
    ratio = seconds["engine"] / seconds["bare"]
    figures = {
        "sheets": count,
        "lines": lines.height,
        "engine_seconds": round(seconds["engine"], 3),
        "bare_group_by_sum_seconds": round(seconds["bare"], 3),
        "width": str(results.schema["total_num"]),
        "exactly_on_a_threshold": results.filter(pl.col("total_num") % pl.col("total_den") == 0)
        .filter((pl.col("total_num") // pl.col("total_den")).is_in([50, 70, 90]))
        .height,
        "times_as_fast_as_oracle": round(faster, 1),
        "times_as_fast_as_oracle_limit": ORACLE_LIMIT,
        "oracle_agrees_on": len(sample) if agrees else 0,
        "peak_gib_with_inputs": round(peak, 2),
        "peak_gib_limit": MEMORY_LIMIT_GIB,
    }
    ok = ratio <= LIMIT and faster >= ORACLE_LIMIT and peak < MEMORY_LIMIT_GIB and agrees
    harness.write_result("engine", figures, ratio, LIMIT, ok=ok)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
