"""The same rules on OpenFisca-Core, in an environment this benchmark makes for itself (bench/openfisca/.venv).

    python bench/engine_openfisca.py [sheets]

Several processes one after the other, each taking both in turns: how fast OpenFisca is depends on how the process came
by its memory, by more than twice. The ratio is the median of theirs; all are told.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from harness import write_result

HERE = Path(__file__).resolve().parent / "openfisca"
ENVIRONMENT = HERE / ".venv"
LIMIT = 3.0
PROCESSES = 7


def prepare() -> Path:
    """The environment's Python, made and filled from pinned requirements where it is not yet."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "requirements.txt"
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    venv.create(ENVIRONMENT, with_pip=uv is None, clear=True)
    installer = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    subprocess.run([*installer, "--quiet", "-r", str(HERE / "requirements.txt")], check=True)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def main(arguments: list[str]) -> int:
    """Compare, and write bench/results/engine_openfisca.json."""
    command = [str(prepare()), str(HERE / "compare.py"), arguments[0] if arguments else "1000000"]
    found: list[dict[str, Any]] = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(PROCESSES)
    ]
    ratios = [one["openfisca_seconds"] / one["ours_seconds"] for one in found]
    ratio, told = statistics.median(ratios), ("ours_seconds", "openfisca_seconds")
    figures = found[0] | {name: statistics.median(one[name] for one in found) for name in told}
    figures |= {
        "ratios": sorted(round(one, 2) for one in ratios),
        "reading": "ratio is OpenFisca's time over ours, the median of the processes: at least the limit",
    }
    ok = ratio >= LIMIT and not any(one["wrong_band_on_a_threshold_ours"] for one in found)
    write_result("engine_openfisca", figures, ratio, LIMIT, ok=ok)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
