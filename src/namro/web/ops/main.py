"""The `namro` command. Sub-commands that need no database never load Django, so that they start at once."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from namro import __version__
from namro.base.errors import DomainError

# Each module offers add_commands(subparsers); a command sets `run`, a function of the parsed arguments.
MODULES = [
    "namro.web.ops.serve",
    "namro.web.ops.scoring",
    "namro.web.ops.workdays",
    "namro.web.ops.importing",
    "namro.web.ops.logs",
    "namro.web.ops.beginning",
    "namro.web.ops.demo",
]


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="namro", description="Năm Rõ: đánh giá hằng tháng, giải thích đến từng điều luật."
    )
    root.add_argument("--version", action="version", version=f"namro {__version__}")
    commands = root.add_subparsers(title="lệnh", dest="command", required=True, metavar="LỆNH")
    for name in filter(find_spec, MODULES):
        importlib.import_module(name).add_commands(commands)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one line on standard error and exit status 1."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except DomainError as error:
        print(f"namro: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
