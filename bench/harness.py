"""What every benchmark shares: timing in turns, peak memory, the machine, and one result file each."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


def timed(run: Callable[[], object]) -> float:
    """Seconds of wall clock for one run."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def in_turns(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each, run in turns so that a slow moment of the machine touches all alike."""
    seen: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            seen[name].append(timed(run))
    return {name: statistics.median(times) for name, times in seen.items()}


def peak_rss_gib() -> float:
    """The most memory this process has held, in GiB."""
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def machine() -> dict[str, object]:
    """Processor count, memory and software; nothing that names the host."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cpus": os.cpu_count(),
        "memory_gib": round(pages * size / 2**30, 1),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def write_result(name: str, figures: Mapping[str, object], ratio: float, limit: float, *, ok: bool) -> Path:
    """Write bench/results/NAME.json and say in one line how it went."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    result = {
        "name": name,
        "figures": dict(figures),
        "ratio": round(ratio, 3),
        "limit": limit,
        "ok": ok,
        "machine": machine(),
    }
    path.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{name}: ratio {ratio:.2f} (limit {limit:g}) {'ok' if ok else 'NOT REACHED'}")
    return path
