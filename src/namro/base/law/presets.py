"""Local presets (law/presets): how one place applied a framework, as examples to copy from. Never law, binding nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from namro.base.law import available_frameworks, law_folder, load_framework
from namro.base.law.reading import LawFile, Step, parse_law_text, read_law_file
from namro.engine.errors import SettingError, Text
from namro.engine.framework import Framework

SCHEMA = "preset"
BASES = {
    "read": Text("đã đọc văn bản", "read in its text"),
    "secondary": Text("nguồn thứ cấp, chưa đọc văn bản", "secondary source, the text was not read"),
}


@dataclass(frozen=True)
class Version:
    """Settings over the framework between two days (None: not known, or still so) for periods of one kind."""

    valid_from: date | None
    valid_to: date | None
    period: str | None
    settings: Mapping[str, str]
    article: str
    note: Text | None


@dataclass(frozen=True)
class DatedStep:
    """A day of the place's own calendar: the day of the same month, of the next, of December, of the quarter's last."""

    step: str
    title: Text
    day: int
    month: str


@dataclass(frozen=True)
class IncomeLevel:
    """What a level earns in additional income: a coefficient, and a floor in đồng where there is one."""

    band: str
    coefficient: Decimal
    floor: int | None


@dataclass(frozen=True)
class AdditionalIncome:
    """Coefficients by level, of what they are taken, rated and paid by which periods."""

    rated_by: str
    paid_by: str
    of: Text
    article: str
    levels: tuple[IncomeLevel, ...]


@dataclass(frozen=True)
class Preset:
    """One place's way of applying a framework; `other_rules` are to be read, nothing computes them."""

    id: str
    title: Text
    place: str
    framework: str | None
    authority: str
    instrument: str
    basis: str
    read_in: str
    versions: tuple[Version, ...]
    calendar: tuple[DatedStep, ...]
    income: AdditionalIncome | None
    other_rules: tuple[Text, ...]

    def on(self, day: date) -> Version | None:
        """The version in force on a day; None where there is none, or its dates are not known."""
        for one in self.versions:
            if one.valid_from is not None and one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
                return one
        return None


@lru_cache
def load_presets() -> tuple[Preset, ...]:
    """Every shipped preset, by id. Refuses: as `read_preset`."""
    return tuple(read_preset(path) for path in sorted((law_folder() / "presets").glob("*.yaml")))


def presets_over(framework_id: str) -> list[Preset]:
    """The shipped presets that set this framework."""
    return [one for one in load_presets() if one.framework == framework_id]


def read_preset(path: Path) -> Preset:
    """The preset in a file, checked against its framework. Refuses: law.file, and as `parse_preset`."""
    file = read_law_file(path, SCHEMA)
    if file.data["id"] != path.stem:
        vi, en = f"id phải trùng tên tệp “{path.stem}”", f"the id must be the file's name “{path.stem}”"
        raise file.refusal("law.preset.id", vi, en, "id")
    return _preset(file)


def parse_preset(text: str, source: str) -> Preset:
    """The preset a YAML text describes.

    Refuses, as FrameworkError naming source and line: law.yaml, law.schema, law.date, law.preset.framework,
    law.preset.dates, law.preset.period, law.preset.setting, law.preset.band
    """
    return _preset(parse_law_text(text, source, SCHEMA))


def _preset(file: LawFile) -> Preset:
    data, source = file.data, file.data["source"]
    framework = _framework(file)
    versions = tuple(_version(file, one, index) for index, one in enumerate(data["versions"]))
    _check_order(file, versions)
    for index, version in enumerate(versions):
        _check_version(file, framework, version, index)
    return Preset(
        id=data["id"],
        title=_text(data["title"]),
        place=data["place"],
        framework=data["framework"],
        authority=source["authority"],
        instrument=source["instrument"],
        basis=source["basis"],
        read_in=source["read_in"],
        versions=versions,
        calendar=tuple(
            DatedStep(one["step"], _text(one["title"]), one["day"], one["month"]) for one in data.get("calendar", ())
        ),
        income=_income(file, framework),
        other_rules=tuple(_text(one["title"]) for one in data.get("other_rules", ())),
    )


def _text(data: Mapping[str, str]) -> Text:
    return Text(data["vi"], data["en"])


def _framework(file: LawFile) -> Framework | None:
    named, known = file.data["framework"], available_frameworks()
    if named is not None and named not in known:
        listed = ", ".join(known)
        vi, en = f"không có khung “{named}”; các khung: {listed}", f"no framework “{named}”; known: {listed}"
        raise file.refusal("law.preset.framework", vi, en, "framework")
    return None if named is None else load_framework(named)


def _version(file: LawFile, one: Mapping[str, Any], index: int) -> Version:
    note = _text(one["note"]) if "note" in one else None
    begin, end = (_day(file, one[key], "versions", index, key) for key in ("valid_from", "valid_to"))
    return Version(begin, end, one["period"], one["settings"], one["article"], note)


def _day(file: LawFile, value: str | None, *path: Step) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError as error:
        vi, en = f"“{value}” không phải là ngày có thật (năm-tháng-ngày)", f"“{value}” is not a real date"
        raise file.refusal("law.date", vi, en, *path) from error


def _check_order(file: LawFile, versions: tuple[Version, ...]) -> None:
    """Each version ends, and the next begins on the day after; only a single version may have no day."""
    for index, (one, after) in enumerate(pairwise(versions)):
        if one.valid_from is None or one.valid_to is None or after.valid_from != one.valid_to + timedelta(days=1):
            vi = "mỗi bản phải bắt đầu ngay sau ngày hết hiệu lực của bản trước"
            en = "each version must begin on the day after the one before it ends"
            raise file.refusal("law.preset.dates", vi, en, "versions", index + 1, "valid_from")
    for index, one in enumerate(versions):
        if one.valid_from is not None and one.valid_to is not None and one.valid_to < one.valid_from:
            vi, en = "ngày hết hiệu lực phải sau ngày có hiệu lực", "valid_to must follow valid_from"
            raise file.refusal("law.preset.dates", vi, en, "versions", index, "valid_to")


def _check_version(file: LawFile, framework: Framework | None, version: Version, index: int) -> None:
    where: tuple[Step, ...] = ("versions", index)
    if framework is None:
        if version.settings:
            vi, en = "chưa nêu khung nên không có thiết lập nào", "no framework is named, so there is nothing to set"
            raise file.refusal("law.preset.setting", vi, en, *where, "settings")
        return
    if version.period is not None and version.period not in framework.periods:
        listed = ", ".join(framework.periods)
        vi, en = f"khung chỉ chấm theo: {listed}", f"the framework scores only by: {listed}"
        raise file.refusal("law.preset.period", vi, en, *where, "period")
    if version.valid_from is not None and not framework.in_force(version.valid_from):
        vi = f"khung {framework.id} không có hiệu lực vào ngày {version.valid_from}"
        en = f"the framework {framework.id} is not in force on {version.valid_from}"
        raise file.refusal("law.preset.dates", vi, en, *where, "valid_from")
    for key, value in version.settings.items():
        try:
            framework.settle({key: value})
        except SettingError as error:
            raise file.refusal("law.preset.setting", error.text.vi, error.text.en, *where, "settings", key) from error


def _income(file: LawFile, framework: Framework | None) -> AdditionalIncome | None:
    data = file.data.get("additional_income")
    if data is None:
        return None
    levels = tuple(IncomeLevel(one["band"], Decimal(one["coefficient"]), one.get("floor")) for one in data["levels"])
    known = [] if framework is None else [band.code for band in framework.bands]
    if [one.band for one in levels] != known:
        listed = ", ".join(known) or "—"
        vi, en = f"cần đủ các mức của khung, từ cao xuống thấp: {listed}", f"every level was expected: {listed}"
        raise file.refusal("law.preset.band", vi, en, "additional_income", "levels")
    return AdditionalIncome(data["rated_by"], data["paid_by"], _text(data["of"]), data["article"], levels)


# to be read ---------------------------------------------------------------------------------------------------


def describe_preset(preset: Preset) -> Iterator[str]:
    """The preset for a terminal, Vietnamese first."""
    yield f"{preset.id}: {preset.title.vi}"
    yield f"    {preset.authority} · {preset.instrument} · {BASES[preset.basis].vi} ({preset.read_in})"
    for one in preset.versions:
        chosen = ", ".join(f"{key}={value}" for key, value in one.settings.items()) or "không đổi thiết lập nào"
        days = f"{_shown(one.valid_from, 'chưa rõ')} → {_shown(one.valid_to, 'nay')}"
        yield f"    {days} · {one.period or 'chưa rõ loại kỳ'} · {chosen} [{one.article}]"
        if one.note:
            yield f"      lưu ý: {one.note.vi}"
    yield from (f"    lịch: {one.title.vi}" for one in preset.calendar)
    if preset.income:
        coefficients = "; ".join(f"{one.band} {one.coefficient}" for one in preset.income.levels)
        yield f"    thu nhập tăng thêm, hệ số trên {preset.income.of.vi}: {coefficients} [{preset.income.article}]"
    yield from (f"    không tính bằng thiết lập: {one.vi}" for one in preset.other_rules)


def _shown(day: date | None, otherwise: str) -> str:
    return day.isoformat() if day else otherwise


def preset_data(preset: Preset) -> dict[str, Any]:
    """The preset for JSON, with its citation and the settings of each version."""
    return {
        "id": preset.id,
        "title": preset.title.as_dict(),
        "place": preset.place,
        "authority": preset.authority,
        "instrument": preset.instrument,
        "basis": preset.basis,
        "read_in": preset.read_in,
        "versions": [
            {
                "valid_from": one.valid_from.isoformat() if one.valid_from else None,
                "valid_to": one.valid_to.isoformat() if one.valid_to else None,
                "period": one.period,
                "settings": dict(one.settings),
                "article": one.article,
            }
            for one in preset.versions
        ],
        "other_rules": [one.as_dict() for one in preset.other_rules],
    }
