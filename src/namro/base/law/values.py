"""What a jurist changes most, as forms: numbers, thresholds, maxima, ratios, defaults, titles, articles, sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.law.outline import Outline, Path, Written
from namro.base.ui.wording import AUTHORITIES, in_english

Kind = Literal["number", "day", "text", "long", "choice"]
NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")


@dataclass(frozen=True)
class Value:
    """One value of the text and how it is asked for."""

    path: Path
    label: str
    kind: Kind
    value: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of its field in a form."""
        return "v/" + "/".join(str(step) for step in self.path)


@dataclass(frozen=True)
class Group:
    """One rule with its values."""

    title: str
    values: list[Value] = field(default_factory=list)


PARTS: dict[str, Any] = {
    "general": gettext_lazy("Tên, điều"),
    "sources": gettext_lazy("Văn bản nguồn"),
    "parameters": gettext_lazy("Tham số"),
    "bands": gettext_lazy("Mức, ngưỡng"),
    "criteria": gettext_lazy("Các tiêu chí"),
    "quota": gettext_lazy("Tỷ lệ"),
    "settings": gettext_lazy("Điểm để ngỏ"),
    "rules": gettext_lazy("Điều khoản khác"),
}


def groups_of(outline: Outline, part: str) -> list[Group]:
    """The values of one part, rule by rule; what the text does not have, or has over several lines, is left out."""
    made = MAKERS[part](outline)
    return [group for group in made if group.values]


class _Maker:
    """Collects the values of one rule that can be replaced."""

    def __init__(self, outline: Outline, path: Path, title: str) -> None:
        self.outline, self.path, self.group = outline, path, Group(title)

    def add(self, label: str, kind: Kind, *steps: str, choices: tuple[tuple[str, str], ...] = ()) -> _Maker:
        path = (*self.path, *steps)
        node = self.outline.scalar(path)
        if node is not None:
            self.group.values.append(Value(path, label, kind, shown(kind, node), choices))
        return self

    def worded(self) -> Group:
        """With its titles and article, and nothing more."""
        self.add(_("Tên tiếng Việt"), "long", "title", "vi").add(_("Tên tiếng Anh"), "long", "title", "en")
        return self.add(_("Điều, khoản"), "text", "article").group


def decimal_text(value: Decimal) -> str:
    """A decimal as the reader's language writes it: 2,5 or 2.5."""
    text = f"{value.normalize():f}"
    return text if in_english() else text.replace(".", ",")


def shown(kind: Kind, node: Any) -> str:
    """A value as the form shows it."""
    if kind == "number" and NUMBER.fullmatch(node.value):
        return decimal_text(Decimal(node.value))
    return "" if kind == "day" and node.tag.endswith(":null") else str(node.value)


def _listed(outline: Outline, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    data: Any = outline.data
    for step in path:
        below: Any = data.get(step) if isinstance(data, Mapping) else None
        data = data[int(step)] if isinstance(data, list) else below
    for index, one in enumerate(data if isinstance(data, list) else ()):
        if isinstance(one, Mapping):
            yield (*path, index), one


def _named(one: Mapping[str, Any], key: str = "key") -> str:
    """A rule by its code and its title."""
    title = one.get("title")
    language = "en" if in_english() else "vi"
    words = title.get(language, "") if isinstance(title, Mapping) else ""
    return f"{one.get(key, '')} · {words}" if words else str(one.get(key, ""))


def _general(outline: Outline) -> Iterator[Group]:
    yield _Maker(outline, (), _("Khung đánh giá")).add(_("Tổng điểm tối đa"), "number", "maximum").worded()


def _sources(outline: Outline) -> Iterator[Group]:
    sources = outline.data.get("sources")
    for key in sources if isinstance(sources, Mapping) else ():
        made = _Maker(outline, ("sources", key), key).add(_("Văn bản"), "long", "instrument")
        made.add(
            _("Thẩm quyền"),
            "choice",
            "authority",
            choices=tuple((code, str(words)) for code, words in AUTHORITIES.items()),
        )
        yield (
            made.add(_("Có hiệu lực từ"), "day", "valid_from").add(_("Hết hiệu lực sau ngày"), "day", "valid_to").group
        )


def _parameters(outline: Outline) -> Iterator[Group]:
    for path, one in _listed(outline, ("parameters",)):
        yield _Maker(outline, path, _named(one)).add(_("Giá trị"), "number", "value").worded()


def _bands(outline: Outline) -> Iterator[Group]:
    for path, one in _listed(outline, ("bands",)):
        yield _Maker(outline, path, _named(one, "code")).add(_("Từ (điểm)"), "number", "at_least").worded()


def _criteria(outline: Outline) -> Iterator[Group]:
    for path, one in _listed(outline, ("score_groups",)):
        yield _Maker(outline, path, _named(one)).add(_("Điểm tối đa"), "number", "maximum").worded()
        for below, criterion in _listed(outline, (*path, "criteria")):
            yield _Maker(outline, below, _named(criterion, "code")).add(_("Điểm tối đa"), "number", "maximum").worded()
    for path, one in _listed(outline, ("inputs", "sheet")):
        if "maximum" in one:
            made = _Maker(outline, path, _("Ô nhập %(name)s") % {"name": _named(one, "name")})
            yield made.add(_("Điểm tối đa"), "number", "maximum").add(_("Mức không mất điểm"), "text", "best").group


def _quota(outline: Outline) -> Iterator[Group]:
    yield _Maker(outline, ("quota",), _("Tỷ lệ xếp mức cao nhất")).worded()
    quota = outline.data.get("quota")
    ratios = quota.get("ratios") if isinstance(quota, Mapping) else None
    for key, one in ratios.items() if isinstance(ratios, Mapping) else ():
        title = _named({"key": key, **(one if isinstance(one, Mapping) else {})})
        yield _Maker(outline, ("quota", "ratios", key), title).add(_("Tỷ lệ (0,2 là 20%)"), "number", "value").worded()
    for path, one in _listed(outline, ("quota", "readings")):
        yield _Maker(outline, path, _named(one)).worded()


def _settings(outline: Outline) -> Iterator[Group]:
    for path, one in _listed(outline, ("settings",)):
        allowed = one.get("allowed")
        choices = tuple((key, _named({"key": key, "title": title})) for key, title in allowed.items()) if isinstance(
            allowed, Mapping) else ()  # fmt: skip
        made = _Maker(outline, path, _named(one)).add(_("Mặc định"), "choice", "default", choices=choices)
        made.add(_("Lập luận (tiếng Việt)"), "long", "argument", "vi").add(
            _("Lập luận (tiếng Anh)"), "long", "argument", "en"
        )
        yield made.worded()


RULES: tuple[tuple[Path, str], ...] = (
    (("formulas", "lines"), "key"), (("formulas", "sheet"), "key"), (("checks",), "key"), (("conditions",), "key"),
    (("overrides",), "code"), (("not_rated",), "key"), (("roll_up",), "key"),
)  # fmt: skip


def _rules(outline: Outline) -> Iterator[Group]:
    for path, key in RULES:
        for below, one in _listed(outline, path):
            yield _Maker(outline, below, _named(one, key)).worded()
    for path, level in _listed(outline, ("levels",)):
        for below, one in _listed(outline, (*path, "conditions")):
            yield _Maker(outline, below, f"{level.get('band', '')} · {_named(one)}").worded()


MAKERS: dict[str, Callable[[Outline], Iterator[Group]]] = {
    "general": _general, "sources": _sources, "parameters": _parameters, "bands": _bands, "criteria": _criteria,
    "quota": _quota, "settings": _settings, "rules": _rules,
}  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """A form as sent: what changed, and what cannot be read, by field."""

    values: dict[Path, Written]
    errors: dict[str, str]


def typed_values(groups: list[Group], data: Mapping[str, Any]) -> Typed:
    """The values that differ from those in the text. A field that was not sent stays as it is."""
    values: dict[Path, Written] = {}
    errors: dict[str, str] = {}
    for one in (value for group in groups for value in group.values):
        sent = str(data.get(one.name, one.value)).replace("\r\n", "\n").strip()
        if sent == one.value.strip():
            continue
        try:
            values[one.path] = READERS[one.kind](sent)
        except ValueError:
            errors[one.name] = str(WRONG[one.kind]) % {"text": sent}
        if one.kind == "choice" and sent not in dict(one.choices):
            errors[one.name] = str(WRONG["choice"]) % {"text": sent}
    return Typed({path: value for path, value in values.items() if _name(path) not in errors}, errors)


def _name(path: Path) -> str:
    return Value(path, "", "text", "").name


def _number(sent: str) -> Decimal:
    if not NUMBER.fullmatch(sent):
        raise ValueError(sent)
    try:
        return Decimal(sent.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(sent) from error


def _day(sent: str) -> str | None:
    return date.fromisoformat(sent).isoformat() if sent else None


def _words(sent: str) -> str:
    if not sent:
        raise ValueError(sent)
    return " ".join(sent.split())


READERS: dict[Kind, Callable[[str], Written]] = {
    "number": _number, "day": _day, "text": _words, "long": _words, "choice": _words,
}  # fmt: skip
WRONG: dict[Kind, Any] = {
    "number": gettext_lazy("“%(text)s” không phải là số. Ví dụ: 2,5."),
    "day": gettext_lazy("“%(text)s” không phải là ngày hợp lệ."),
    "text": gettext_lazy("Hãy ghi nội dung; mục này không để trống được.%(text)s"),
    "long": gettext_lazy("Hãy ghi nội dung; mục này không để trống được.%(text)s"),
    "choice": gettext_lazy("“%(text)s” không có trong các lựa chọn."),
}
