"""Reads the working-day calendars of law/calendars and builds the engine's `Calendar` from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.engine.workdays import Calendar

DEFAULT_CALENDAR = "vietnam"
OFF_KINDS = frozenset({"holiday", "observed", "swap_off"})
KINDS = OFF_KINDS | {"makeup_work", "holiday_conditional"}
LINE = "__line__"


class _LineLoader(yaml.SafeLoader):
    """Keeps the line of every mapping, so that a refusal can name it."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


def load_calendar(calendar_id: str = DEFAULT_CALENDAR, settings: Mapping[str, bool] | None = None) -> Calendar:
    """The calendar of that id with the given settings (the file's defaults for the rest).

    Refuses: law.calendar.unknown, law.calendar.invalid, law.calendar.unknown_setting
    """
    path = law_folder() / "calendars" / f"{calendar_id}.yaml"
    if not path.is_file():
        raise DomainError(
            "law.calendar.unknown",
            f"Không có lịch làm việc “{calendar_id}”. Hãy kiểm tra tên tệp trong law/calendars.",
        )
    return parse_calendar(path.read_text(encoding="utf-8"), path.name, settings)


@lru_cache(maxsize=8)
def standard_calendar() -> Calendar:
    """The shipped calendar with the file's own defaults, read once."""
    return load_calendar()


def parse_calendar(text: str, source: str, settings: Mapping[str, bool] | None = None) -> Calendar:
    """Build a Calendar from the text of a calendar file. Refuses: as `load_calendar`."""
    data = _read(text, source)
    chosen = _settings(data, settings or {}, source)
    covers = data["covers"]
    off: set[date] = set()
    worked: set[date] = set()
    for day in _days(data, source):
        if day["kind"] == "makeup_work":
            worked.add(day["date"])
        elif day["kind"] in OFF_KINDS or chosen[day["condition"]]:
            off.add(day["date"])
    weekend = frozenset(data["weekend"])
    return Calendar(covers["from"], covers["to"], frozenset(off), frozenset(worked), weekend)


def _read(text: str, source: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=_LineLoader)  # noqa: S506 (a SafeLoader that keeps lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _invalid(source, mark.line + 1 if mark else 1, "YAML hợp lệ") from error
    if not isinstance(data, dict):
        raise _invalid(source, 1, "một bảng khóa: id, covers, weekend, years")
    for key in ("covers", "weekend", "years"):
        if key not in data:
            raise _invalid(source, 1, f"khóa “{key}”")
    missing = set(range(data["covers"]["from"], data["covers"]["to"] + 1)) - set(data["years"])
    if missing:
        raise _invalid(source, data["covers"][LINE], f"dữ liệu của năm {min(missing)}")
    return data


def _days(data: Mapping[str, Any], source: str) -> Iterator[dict[str, Any]]:
    seen: set[date] = set()
    for year, block in data["years"].items():
        if year == LINE:
            continue
        for day in block["days"]:
            _check_day(day, year, seen, data, source)
            seen.add(day["date"])
            yield day


def _check_day(day: Mapping[str, Any], year: int, seen: set[date], data: Mapping[str, Any], source: str) -> None:
    line = day[LINE]
    when = day.get("date")
    if not isinstance(when, date) or when.year != year:
        raise _invalid(source, line, f"một ngày của năm {year} dạng YYYY-MM-DD")
    if day.get("kind") not in KINDS:
        raise _invalid(source, line, f"kind là một trong {', '.join(sorted(KINDS))}")
    if when in seen:
        raise _invalid(source, line, f"ngày {when.isoformat()} chỉ xuất hiện một lần")
    if day["kind"] == "makeup_work" and when.isoweekday() not in data["weekend"]:
        raise _invalid(source, line, "ngày làm bù rơi vào ngày nghỉ hằng tuần")
    if day["kind"] == "holiday_conditional" and day.get("condition") not in data.get("settings", {}):
        raise _invalid(source, line, "condition là tên một thiết lập trong settings")


def _settings(data: Mapping[str, Any], given: Mapping[str, bool], source: str) -> dict[str, bool]:
    known = {key: value["default"] for key, value in data.get("settings", {}).items() if key != LINE}
    for key in given:
        if key not in known:
            raise DomainError(
                "law.calendar.unknown_setting",
                f"{source}: không có thiết lập “{key}”; có: {', '.join(sorted(known)) or '(trống)'}.",
            )
    return {**known, **given}


def _invalid(source: str, line: int, expected: str) -> DomainError:
    message = f"{source}, dòng {line}: cần {expected}."
    return DomainError("law.calendar.invalid", message, line=line, source=source)
