"""The same rules on OpenFisca-Core, in an environment this benchmark makes for itself (bench/openfisca/.venv).

python bench/engine_openfisca.py [sheets]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent / "openfisca"
ENVIRONMENT = HERE / ".venv"


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
    """Run the comparison there and pass its exit status on."""
    count = arguments[0] if arguments else "1000000"
    return subprocess.run([str(prepare()), str(HERE / "compare.py"), count], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
