"""A framework as a jurist reads it: from whom it applies to down to how it rounds, every rule with its article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from namro.base.law.values import decimal_text
from namro.base.ui.wording import authority_text, citation_text, in_english, said
from namro.engine.errors import Text
from namro.engine.framework import LOCAL_POLICY, Framework, Input, Rule


@dataclass(frozen=True)
class Row:
    """One rule: its code, its words, its article, what else it says as (label, text), and a formula where it has one."""

    key: str
    title: str
    rule: Rule | None
    facts: list[tuple[str, str]] = field(default_factory=list)
    sql: str = ""

    @property
    def article(self) -> SafeString:
        return cite(self.rule.article if self.rule else "")

    @property
    def instrument(self) -> SafeString:
        return cite(self.rule.instrument if self.rule else "")

    @property
    def authority(self) -> str:
        return authority_text(self.rule.authority) if self.rule else ""

    @property
    def is_local(self) -> bool:
        return self.rule is not None and self.rule.authority == LOCAL_POLICY


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    lead: str
    rows: list[Row]


VIETNAMESE = re.compile(r"[^\x00-\x7f–—“”’…≤≥→·×]")
NAMES = re.compile(r"NĐ-CP|QĐ|(?<=\d)đ\b")  # parts of a citation no language translates: 335/2025/NĐ-CP, point 7.1đ


def cite(text: str) -> SafeString:
    """An article or instrument as the page's language cites it; one that stays Vietnamese says so to screen readers."""
    words = citation_text(text)
    if not in_english() or not VIETNAMESE.search(NAMES.sub("", words)):
        return format_html("{}", words)
    return format_html('<span lang="vi">{}</span>', text)


TERMS = re.compile(r"([Cc]án bộ|[Cc]ông chức|[Vv]iên chức|Quy chế)")


def marked(text: Text) -> SafeString:
    """A text of the law; the terms an English one keeps in Vietnamese say so to screen readers."""
    words = said(text)
    if not in_english():
        return format_html("{}", words)
    parts = (('<span lang="vi">{}</span>' if at % 2 else "{}", part) for at, part in enumerate(TERMS.split(words)))
    return format_html_join("", "{}", ((format_html(form, part),) for form, part in parts))


def group_words() -> dict[str, str]:
    """What the staff groups, roles and kinds of period are called."""
    return {
        "can_bo": _("cán bộ"), "cong_chuc": _("công chức"), "vien_chuc": _("viên chức"), "ldhd": _("người lao động hợp đồng"),
        "staff": _("không giữ chức vụ"), "leader": _("lãnh đạo, quản lý"), "unit": _("đơn vị"), "month": _("tháng"),
        "quarter": _("quý"), "half_year": _("6 tháng"), "year": _("năm"),
    }  # fmt: skip


def listed(codes: Iterable[str]) -> str:
    words = group_words()
    return ", ".join(words.get(code, code) for code in codes)


def sections(framework: Framework) -> list[Section]:
    """Everything the framework says, in the order of its text; parts it does not have are left out."""
    made = [
        Section(
            "settings", _("Điểm luật để ngỏ"), _("Cơ quan chọn khi mở kỳ; mặc định kèm lập luận."), _settings(framework)
        ),
        Section("parameters", _("Tham số"), _("Con số của luật, công thức gọi theo mã."), _parameters(framework)),
        Section(
            "bands", _("Các mức xếp loại"), _("Mức tốt nhất đứng trước; ngưỡng tính cả điểm bằng."), _bands(framework)
        ),
        Section("criteria", _("Các tiêu chí"), "", list(_criteria(framework))),
        Section(
            "formulas", _("Các công thức"), _("Biểu thức trên các tên đã nêu, tính chính xác."), _formulas(framework)
        ),
        Section("levels", _("Điều kiện của mức"), "", list(_levels(framework))),
        Section("overrides", _("Trường hợp xếp mức bất kể điểm"), "", _overrides(framework)),
        Section("conditions", _("Trường hợp chưa có điểm"), "", _conditions(framework)),
        Section("quota", _("Tỷ lệ xếp mức cao nhất"), "", list(_quota(framework))),
        Section("other", _("Quy tắc chung"), "", list(_other(framework))),
        Section("inputs", _("Số liệu phải có"), "", _inputs(framework)),
        Section("checks", _("Kiểm tra số liệu"), _("Phiếu không thỏa thì bị từ chối."), _checks(framework)),
    ]
    return [one for one in made if one.rows]


def _row(rule: Rule, *, sql: str = "") -> Row:
    return Row(rule.key, said(rule.title), rule, [], sql)


def _facts(row: Row, *facts: tuple[str, str]) -> Row:
    row.facts.extend((label, text) for label, text in facts if text)
    return row


def _settings(framework: Framework) -> list[Row]:
    return [
        _facts(
            _row(one.rule),
            (_("Lựa chọn"), "; ".join(f"{key}: {said(text)}" for key, text in one.allowed.items())),
            (_("Mặc định"), one.default),
            (_("Lập luận"), said(one.argument)),
        )
        for one in framework.settings
    ]


def _parameters(framework: Framework) -> list[Row]:
    return [_facts(_row(one.rule), (_("Giá trị"), number(one.value))) for one in framework.parameters]


def number(value: Any) -> str:
    """A decimal as the reader's language writes it."""
    return decimal_text(value)


def _bands(framework: Framework) -> list[Row]:
    floors = {one.code: number(one.at_least) if framework.scored else "" for one in framework.bands}
    return [_facts(_row(one.rule), (_("Từ (điểm)"), floors[one.code])) for one in framework.bands]


def _criteria(framework: Framework) -> Iterator[Row]:
    for group in framework.groups:
        yield _facts(_row(group.rule), (_("Điểm tối đa"), number(group.maximum)))
        for one in group.criteria:
            step = number(one.step) if one.step is not None else ""
            yield _facts(_row(one.rule), (_("Điểm tối đa"), number(one.maximum)), (_("Bước chấm"), step))


def _formulas(framework: Framework) -> list[Row]:
    return [_row(one.rule, sql=one.sql) for one in (*framework.line_formulas, *framework.sheet_formulas)]


def _levels(framework: Framework) -> Iterator[Row]:
    for level in framework.levels:
        whom = f"{level.band} ({listed(level.roles)})"
        for one in level.conditions:
            yield _facts(_row(one.rule, sql=one.sql), (_("Mức"), whom), (_("Khi"), level.when or ""))


def _overrides(framework: Framework) -> list[Row]:
    return [_facts(_row(one.rule, sql=one.sql or ""), (_("Mức"), one.band)) for one in framework.overrides]


def _conditions(framework: Framework) -> list[Row]:
    found = [_row(one.rule, sql=one.sql) for one in framework.conditions]
    return found + [_facts(_row(rule), (_("Trạng thái"), _("Không xếp loại"))) for rule in framework.not_rated.values()]


def _quota(framework: Framework) -> Iterator[Row]:
    quota = framework.quota
    if not quota.readings:
        return
    yield _facts(_row(quota.rule), (_("Mức"), quota.band), (_("Các mức được đếm"), ", ".join(quota.pool_bands)))
    for value, rule in quota.ratios.values():
        yield _facts(_row(rule), (_("Tỷ lệ"), f"{number(value * 100)}%"))
    yield from (_row(rule) for rule in quota.scopes.values())
    yield from (_row(one.rule, sql=one.sql) for one in quota.readings)


def _other(framework: Framework) -> Iterator[Row]:
    for rule in (framework.head_rule, framework.authority_rule):
        if rule is not None:
            yield _row(rule)
    yield from (_row(one.rule) for one in framework.roll_ups)
    yield _row(framework.rounding.rule)


def _inputs(framework: Framework) -> list[Row]:
    return [_input(one) for one in (*framework.line_inputs, *framework.sheet_inputs)]


def _input(one: Input) -> Row:
    allowed = ", ".join([*(number(value) for value in one.allowed), *one.choices])
    return _facts(
        Row(one.name, said(one.title), None),
        (_("Điểm tối đa"), number(one.maximum) if one.maximum is not None else ""),
        (_("Lựa chọn"), allowed),
        (_("Mặc định"), one.default or ""),
    )


def _checks(framework: Framework) -> list[Row]:
    return [_row(one.rule, sql=one.sql) for one in framework.checks]


def headed(framework: Framework) -> Mapping[str, Any]:
    """What stands on top of a framework's page and in the list."""
    rule = framework.rule
    return {
        "id": framework.id, "title": said(rule.title), "rule": rule, "cited": cite(f"{rule.instrument}, {rule.article}"), "authority": authority_text(rule.authority),
        "is_local": rule.authority == LOCAL_POLICY, "groups": listed(framework.staff_groups),
        "roles": listed(framework.roles), "periods": listed(framework.periods), "scored": framework.scored,
        "maximum": number(framework.maximum), "subject": framework.subject,
    }  # fmt: skip
