"""Run every benchmark, one after another, each in a process of its own; say at the end which reached their limits.

    .venv/bin/python -m bench [NAME ...]       all of them, or some

The cities that several of them need are built once, in a folder that goes at the end (or in BENCH_FOLDER, which stays).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
BENCHES = (
    "engine",
    "engine_live",
    "engine_openfisca",
    "month",
    "year",
    "import_staff",
    "pages",
    "saving",
    "recount",
    "desk",
    "peers",
)
LONGEST = 1800  # seconds; a benchmark that hangs is not waited for


def run(name: str, folder: str) -> int:
    """One benchmark; its exit status, or 1 when it took too long."""
    environment = {
        **os.environ, "BENCH_FOLDER": folder, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "bench")]),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    print(f"── {name}", file=sys.stderr, flush=True)
    try:
        return subprocess.run(
            [sys.executable, "-m", f"bench.{name}"], check=False, cwd=ROOT, env=environment, timeout=LONGEST
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


def table(since: float) -> list[tuple[str, float, float, bool]]:
    """Name, ratio, limit and verdict of every result written since."""
    rows = []
    for path in sorted(RESULTS.glob("*.json")):
        if path.stat().st_mtime >= since:
            found = json.loads(path.read_text(encoding="utf-8"))
            rows.append((found["name"], found["ratio"], found["limit"], found["ok"]))
    return rows


def main(asked: list[str]) -> int:
    unknown = set(asked) - set(BENCHES)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    began = time.time()
    kept = os.environ.get("BENCH_FOLDER")
    folder = kept or tempfile.mkdtemp(prefix="namro-bench-")
    try:
        failed = [name for name in asked or BENCHES if run(name, folder)]
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{'benchmark':20} {'ratio':>9} {'limit':>7}  reached")
    for name, ratio, limit, ok in table(began):
        print(f"{name:20} {ratio:9.2f} {limit:7g}  {'yes' if ok else 'NO'}")
    if failed:
        print(f"did not reach their limits, or did not finish: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
