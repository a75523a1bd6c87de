"""`namro score`, `namro quota`, `namro frameworks`: the engine on JSON files, without Django or a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from namro.web.ops import applying

if TYPE_CHECKING:
    from namro.engine.framework import Framework

Run = Callable[[argparse.Namespace], int]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the engine's commands on the `namro` parser."""
    score = commands.add_parser("score", help="chấm điểm các phiếu trong tệp JSON")
    _input_arguments(score, "tệp JSON các phiếu, hoặc - để đọc từ đầu vào chuẩn")
    score.set_defaults(run=_refusing(_score))
    quota = commands.add_parser("quota", help="tính trần tỷ lệ xuất sắc theo đơn vị và nhóm")
    _input_arguments(quota, "tệp JSON [{id, unit, group, total}], hoặc -")
    quota.set_defaults(run=_refusing(_quota))
    frameworks = commands.add_parser("frameworks", help="liệt kê, xem, kiểm tra khung đánh giá")
    frameworks.set_defaults(run=_refusing(_list))
    actions = frameworks.add_subparsers(dest="action", metavar="VIỆC")
    show = actions.add_parser("show", help="xem tiêu chí, thiết lập, mức của một khung")
    show.add_argument("framework", metavar="KHUNG")
    show.add_argument("--json", action="store_true", help="in dạng JSON")
    show.set_defaults(run=_refusing(_show))
    validate = actions.add_parser("validate", help="kiểm tra các tệp khung đánh giá, bảng áp dụng, mẫu của địa phương")
    validate.add_argument("files", metavar="TỆP", nargs="*", help="mặc định: mọi tệp của sản phẩm")
    validate.set_defaults(run=_refusing(_validate))
    export = actions.add_parser("export", help="ghi văn bản đã ban hành của một khung ra tệp")
    export.add_argument("framework", metavar="KHUNG")
    export.add_argument(
        "--on",
        metavar="NGÀY",
        default="",
        help="bản áp dụng cho kỳ bắt đầu ngày này (năm-tháng-ngày); mặc định hôm nay",
    )
    export.add_argument("--to", metavar="TỆP", default="", help="tệp sẽ ghi; mặc định <khung>.yaml ở thư mục hiện tại")
    export.set_defaults(run=_refusing(_export))
    applying.add_action(actions).set_defaults(run=_refusing(applying.run))


def _input_arguments(parser: argparse.ArgumentParser, file_help: str) -> None:
    parser.add_argument("framework", metavar="KHUNG", help="mã khung, ví dụ nd335-2025")
    parser.add_argument("file", metavar="TỆP", help=file_help)
    parser.add_argument(
        "--set", metavar="KHÓA=GIÁ_TRỊ", action="append", default=[], dest="choices",
        help="giá trị cho điểm luật để ngỏ, ví dụ deduction=per_line",
    )  # fmt: skip


def _refusing(run: Run) -> Run:
    """The command with rule refusals turned into one line on standard error and exit status 1."""

    def guarded(arguments: argparse.Namespace) -> int:
        from namro.engine.errors import RuleError

        try:
            return run(arguments)
        except RuleError as error:
            print(f"namro: {error}", file=sys.stderr)
            return 1

    return guarded


# reading and writing -------------------------------------------------------------------------------------------


def _settings(choices: Iterable[str]) -> dict[str, str]:
    from namro.engine.errors import SettingError, Text

    chosen = {}
    for choice in choices:
        key, sign, value = choice.partition("=")
        if not sign:
            text = Text(f"--set cần dạng khóa=giá_trị, nhận được “{choice}”", f"--set needs key=value, got “{choice}”")
            raise SettingError("framework.setting.form", text)
        chosen[key.strip()] = value.strip()
    return chosen


def _read(file: str) -> Any:
    from namro.base.law.trial import without_twins
    from namro.engine.errors import RuleError, Text

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return json.loads(
            raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str, object_pairs_hook=without_twins
        )
    except OSError as error:
        text = Text(f"không đọc được tệp “{file}”: {error.strerror}", f"cannot read “{file}”: {error.strerror}")
        raise RuleError("file.unreadable", text) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        text = Text(f"“{file}” không phải JSON hợp lệ (UTF-8): {error}", f"“{file}” is not valid JSON: {error}")
        raise RuleError("file.json", text) from error


def _print(result: object) -> None:
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")


# score ---------------------------------------------------------------------------------------------------------


def _score(arguments: argparse.Namespace) -> int:
    from namro.base.law import load_framework

    _print(score_json(load_framework(arguments.framework), _read(arguments.file), _settings(arguments.choices)))
    return 0


def score_json(framework: Framework, data: object, settings: dict[str, str]) -> list[dict[str, Any]]:
    """The public result of `namro score`: one object per sheet, in the order given."""
    from namro.base.law.trial import score_json as scored

    return scored(framework, data, settings)


# quota ---------------------------------------------------------------------------------------------------------


def _quota(arguments: argparse.Namespace) -> int:
    from namro.base.law import load_framework

    _print(quota_json(load_framework(arguments.framework), _read(arguments.file), _settings(arguments.choices)))
    return 0


def quota_json(framework: Framework, data: object, settings: dict[str, str]) -> dict[str, Any]:
    """The public result of `namro quota`: per unit and per group, the cap under each reading and who is over it."""
    from namro.engine.quota import caps, over_cap
    from namro.engine.quota_intake import read_people

    people = read_people(framework, data)
    totals = dict(people.select("person", "total").iter_rows())
    counted = caps(framework, people, settings=settings)
    over = over_cap(framework, people, settings=settings)
    scopes: dict[tuple[str, str], dict[str, Any]] = {}
    for row in counted.iter_rows(named=True):
        entry = scopes.setdefault((row["scope"], row["key"]), _scope_entry(row))
        entry["caps"][row["reading"]] = row["cap"]
        entry["over"][row["reading"]] = {"count": row["over"], "within": [], "tied": [], "beyond": []}
    for row in over.iter_rows(named=True):
        listed = scopes[row["scope"], row["key"]]["over"][row["reading"]][row["standing"]]
        listed.append({"id": row["person"], "total": totals[row["person"]], "place": row["place"]})
    settled = framework.settle(settings)
    return {
        "framework": framework.id,
        "reading": settled["quota_reading"],
        "ratio": str(framework.quota.ratios[settled["quota_ratio"]][0]),
        "rule": framework.quota.rule.cite(),
        "units": [entry for (scope, _), entry in scopes.items() if scope == "unit"],
        "groups": [entry for (scope, _), entry in scopes.items() if scope == "group"],
    }


def _scope_entry(row: dict[str, Any]) -> dict[str, Any]:
    counts = {key: row[key] for key in ("rated", "pool", "candidates")}
    return {row["scope"]: row["key"], **counts, "caps": {}, "over": {}}


# frameworks ----------------------------------------------------------------------------------------------------


def _list(_arguments: argparse.Namespace) -> int:
    from namro.base.law import available_frameworks, load_framework

    for one in available_frameworks():
        framework = load_framework(one)
        until = framework.rule.valid_to.isoformat() if framework.rule.valid_to else "nay"
        print(f"{framework.id}\t{framework.rule.valid_from.isoformat()} → {until}\t{framework.rule.title}\thợp lệ")
    return 0


def _validate(arguments: argparse.Namespace) -> int:
    from namro.base.law.checking import check_file, law_files
    from namro.engine.errors import FrameworkError

    broken = 0
    for file in [Path(one) for one in arguments.files] or law_files():
        try:
            print(f"{file}: hợp lệ ({check_file(file)})")
        except FrameworkError as error:
            broken += 1
            print(f"namro: {error}", file=sys.stderr)
    return 1 if broken else 0


def _show(arguments: argparse.Namespace) -> int:
    from namro.base.law import load_framework
    from namro.base.law.presets import describe_preset, preset_data, presets_over
    from namro.engine.describe import describe, describe_text

    framework = load_framework(arguments.framework)
    presets = presets_over(framework.id)
    if arguments.json:
        _print({**describe(framework), "presets": [preset_data(one) for one in presets]})
        return 0
    print(describe_text(framework))
    if presets:
        print("\nMẫu của địa phương (ví dụ, không ràng buộc nơi khác):")
        print("\n".join(f"  {line}" for one in presets for line in describe_preset(one)))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    """Write the text that applies on the day, decided here or shipped; never over a file that is there."""
    from namro.web.ops.django_setup import start_django

    on = _day(arguments.on)
    start_django()
    from django.utils import timezone

    from namro.base.law.selectors import offered

    text = offered(arguments.framework, on=on or timezone.localdate()).text
    target = Path(arguments.to or f"{arguments.framework}.yaml")
    _write_new(target, text)
    print(f"Đã ghi {target}")
    return 0


def _day(text: str) -> date | None:
    from namro.engine.errors import RuleError, Text

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        said = Text(f"“{text}” không phải là ngày (năm-tháng-ngày)", f"“{text}” is not a date (y-m-d)")
        raise RuleError("date.form", said) from error


def _write_new(target: Path, text: str) -> None:
    from namro.engine.errors import RuleError, Text

    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        said = Text(f"không ghi được “{target}”: {error.strerror}", f"cannot write “{target}”: {error.strerror}")
        raise RuleError("file.unwritable", said) from error
