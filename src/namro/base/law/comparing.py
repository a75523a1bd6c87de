"""Two texts of a framework compared by meaning: which rules were added, removed, changed; then line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.base.law.outline import Outline
from namro.base.law.values import decimal_text

# What a part is called, where it stands, and what names an entry in it; mappings name themselves.
PARTS: tuple[tuple[Any, tuple[str, ...], str], ...] = (
    (_("Văn bản nguồn"), ("sources",), ""),
    (_("Điểm để ngỏ"), ("settings",), "key"),
    (_("Tham số"), ("parameters",), "key"),
    (_("Ô nhập của dòng việc"), ("inputs", "lines"), "name"),
    (_("Ô nhập của phiếu"), ("inputs", "sheet"), "name"),
    (_("Nhóm tiêu chí"), ("score_groups",), "key"),
    (_("Kiểm tra số liệu"), ("checks",), "key"),
    (_("Công thức của dòng việc"), ("formulas", "lines"), "key"),
    (_("Công thức của phiếu"), ("formulas", "sheet"), "key"),
    (_("Trường hợp chưa có điểm"), ("conditions",), "key"),
    (_("Lý do không xếp loại"), ("not_rated",), "key"),
    (_("Mức xếp loại"), ("bands",), "code"),
    (_("Trường hợp xếp mức bất kể điểm"), ("overrides",), "code"),
    (_("Phạm vi tính tỷ lệ"), ("quota", "scopes"), ""),
    (_("Tỷ lệ"), ("quota", "ratios"), ""),
    (_("Cách tính tỷ lệ"), ("quota", "readings"), "key"),
    (_("Tổng hợp kỳ dài"), ("roll_up",), "key"),
)
INSIDE = {"score_groups": "criteria", "levels": "conditions"}  # parts whose entries are told one by one
WHOLE = ("head_not_above_unit", "authority_decides", "rounding", "quota")
ORDERED = ("bands", "levels", "criteria")  # where the order of the entries says something
FIELDS = {
    "value": _("Giá trị"), "at_least": _("Từ (điểm)"), "maximum": _("Điểm tối đa"), "title.vi": _("Tên tiếng Việt"),
    "title.en": _("Tên tiếng Anh"), "article": _("Điều, khoản"), "source": _("Nguồn"), "sql": _("Công thức"),
    "default": _("Mặc định"), "argument.vi": _("Lập luận (tiếng Việt)"), "argument.en": _("Lập luận (tiếng Anh)"),
    "instrument": _("Văn bản"), "authority": _("Thẩm quyền"), "valid_from": _("Có hiệu lực từ"),
    "valid_to": _("Hết hiệu lực sau ngày"), "band": _("Mức"), "step": _("Bước chấm"), "best": _("Mức không mất điểm"),
    "order": _("Thứ tự"), "staff_groups": _("Nhóm nhân sự"), "roles": _("Vai trò"), "periods": _("Loại kỳ"), "id": _("Mã"),
    "pool_bands": _("Các mức được đếm"), "state": _("Trạng thái"), "field": _("Ô"),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One rule of a text as plain fields."""

    part: Any
    key: str
    title: Mapping[str, str]
    article: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Changed:
    """One field of a rule before and after; None where there was or is none."""

    name: str
    before: str | None
    after: str | None

    @property
    def label(self) -> str:
        return str(FIELDS.get(self.name, self.name))

    @property
    def is_vietnamese(self) -> bool:
        """Whether the text is of the language of record, whatever the page is read in."""
        return self.name.endswith(("vi", "article", "instrument"))


@dataclass(frozen=True)
class Difference:
    """One rule added, removed or changed."""

    kind: str
    entry: Entry
    fields: tuple[Changed, ...] = ()


def differences(before: Outline, after: Outline) -> list[Difference]:
    """What changed from one text to the other, part by part, in the order of the later text."""
    old, new = _entries(before), _entries(after)
    found = []
    for place, entry in new.items():
        if place not in old:
            found.append(Difference("added", entry))
        elif changed := _changed(old[place].fields, entry.fields):
            found.append(Difference("changed", entry, changed))
    return found + [Difference("removed", entry) for place, entry in old.items() if place not in new]


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Changed, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Changed(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _entries(outline: Outline) -> dict[tuple[str, str], Entry]:
    return {(str(entry.part), entry.key): entry for entry in _walk(outline.data)}


def _walk(data: Mapping[str, Any]) -> Iterator[Entry]:
    yield _entry(_("Khung đánh giá"), "", {key: value for key, value in data.items() if not _is_part(key)})
    for part, path, name in PARTS:
        yield from _of_part(part, path, name, _at(data, path))
    yield from _levels(_at(data, ("levels",)))
    for key in WHOLE:
        one = data.get(key)
        if isinstance(one, Mapping):
            rest = {name: value for name, value in one.items() if name not in ("scopes", "ratios", "readings")}
            yield _entry(_("Quy tắc chung"), key, rest)


def _is_part(key: str) -> bool:
    return key in {path[0] for _part, path, _name in PARTS} | {"levels", *WHOLE}


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _of_part(part: Any, path: tuple[str, ...], name: str, found: Any) -> Iterator[Entry]:
    inside = INSIDE.get(path[-1], "")
    keys = []
    for key, one in _listed(found, name):
        keys.append(key)
        yield _entry(part, key, {what: value for what, value in one.items() if what != inside})
        if inside:
            yield from _of_part(_("Tiêu chí"), (inside,), "code", one.get(inside))
    if path[-1] in ORDERED and keys:
        yield Entry(_("Thứ tự"), path[-1], {}, "", {"order": ", ".join(keys)})


def _listed(found: Any, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    rows = (
        found.items() if isinstance(found, Mapping) else ((None, one) for one in found or () if isinstance(found, list))
    )
    for place, (key, one) in enumerate(rows):
        if isinstance(one, Mapping):
            yield str(key if key is not None else one.get(name, place)), one


def _levels(found: Any) -> Iterator[Entry]:
    """What each level asks: a level is named by its band, whom it is for, and when."""
    for one in found if isinstance(found, list) else ():
        if isinstance(one, Mapping):
            roles = one.get("roles")
            whom = ", ".join(str(role) for role in roles) if isinstance(roles, list) else ""
            name = " ".join(
                part for part in (str(one.get("band", "")), f"({whom})", str(one.get("when") or "")) if part
            )
            for key, condition in _listed(one.get("conditions"), "key"):
                yield _entry(_("Điều kiện của mức"), f"{name}: {key}", condition)


def _entry(part: Any, key: str, one: Mapping[str, Any]) -> Entry:
    title = one.get("title")
    words = {str(code): str(text) for code, text in title.items()} if isinstance(title, Mapping) else {}
    fields = dict(_flat(one, ""))
    return Entry(part, key, words, str(one.get("article") or ""), fields)


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flat(one, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for place, one in enumerate(value, 1):
            yield from _flat(one, f"{name}.{place}")
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    return "–" if value is None else str(value)


@dataclass(frozen=True)
class Line:
    """One line of the comparison of texts: `kind` is same, added, removed or gap (lines left out)."""

    kind: str
    before: int | None
    after: int | None
    text: str


def lines(before: str, after: str, *, around: int = 2) -> list[Line]:
    """The texts line by line, with a few lines around each change."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Line] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(around):
        if found or group[0][1] > 0:
            found.append(Line("gap", None, None, ""))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                found += [Line("same", i1 + k + 1, j1 + k + 1, old[i1 + k]) for k in range(i2 - i1)]
                continue
            found += [Line("removed", i + 1, None, old[i]) for i in range(i1, i2)]
            found += [Line("added", None, j + 1, new[j]) for j in range(j1, j2)]
    return found
