"""A framework as text or plain data: what a jurist, or whoever writes its input, needs to see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from namro.engine.framework import Framework, Input, Quota, Rule
from namro.engine.intake_facts import is_fact


def describe(framework: Framework) -> dict[str, Any]:
    """Everything about a framework, for JSON."""
    return {
        "id": framework.id,
        "title": framework.rule.title.as_dict(),
        "rule": framework.rule.cite(),
        "subject": framework.subject,
        "staff_groups": list(framework.staff_groups),
        "roles": list(framework.roles),
        "periods": list(framework.periods),
        "score_groups": [
            {
                "key": group.key,
                "maximum": str(group.maximum),
                "criteria": [
                    {"code": one.code, "maximum": str(one.maximum), **_ruled(one.rule)} for one in group.criteria
                ],
                **_ruled(group.rule),
            }
            for group in framework.groups
        ],
        "settings": [
            {
                "key": one.key,
                "default": one.default,
                "allowed": {key: title.as_dict() for key, title in one.allowed.items()},
                "argument": one.argument.as_dict(),
                **_ruled(one.rule),
            }
            for one in framework.settings
        ],
        "formulas": [
            {"key": one.key, "sql": one.sql, **_ruled(one.rule)}
            for one in (*framework.line_formulas, *framework.sheet_formulas)
        ],
        "bands": [
            {"code": one.code, "at_least": str(one.at_least) if framework.scored else None, **_ruled(one.rule)}
            for one in framework.bands
        ],
        "levels": _levels(framework),
        "authority_decides": _ruled(framework.authority_rule) if framework.authority_rule else None,
        "overrides": [
            {"code": one.code, "band": one.band, "sql": one.sql, **_ruled(one.rule)} for one in framework.overrides
        ],
        "not_rated": [{"code": key, **_ruled(rule)} for key, rule in framework.not_rated.items()],
        "quota": _quota(framework.quota) if framework.quota.readings else None,
    }


def _levels(framework: Framework) -> list[dict[str, Any]]:
    return [
        {
            "band": level.band,
            "roles": list(level.roles),
            "when": level.when,
            "conditions": [{"key": one.key, "sql": one.sql, **_ruled(one.rule)} for one in level.conditions],
        }
        for level in framework.levels
    ]


def _quota(quota: Quota) -> dict[str, Any]:
    return {
        "band": quota.band,
        "ratios": {key: str(value) for key, (value, _) in quota.ratios.items()},
        "readings": [{"key": one.key, "sql": one.sql, **_ruled(one.rule)} for one in quota.readings],
        **_ruled(quota.rule),
    }


def _ruled(rule: Rule) -> dict[str, Any]:
    return {"title": rule.title.as_dict(), "rule": rule.cite()}


def describe_text(framework: Framework) -> str:
    """The same for reading in a terminal, Vietnamese first."""
    return "\n".join(_text_lines(framework))


def _text_lines(framework: Framework) -> Iterator[str]:
    rule = framework.rule
    until = rule.valid_to.isoformat() if rule.valid_to else "nay"
    yield f"{framework.id}: {rule.title.vi}"
    yield f"  {rule.title.en}"
    yield f"  {rule.authority} · {rule.instrument} · {rule.article} · {rule.valid_from.isoformat()} → {until}"
    for group in framework.groups:
        yield f"\nTiêu chí “{group.key}” (tối đa {group.maximum}): {group.rule.title.vi}"
        for one in group.criteria:
            yield f"  {one.code:<6} ≤ {one.maximum!s:<4} {one.rule.title.vi} [{one.rule.authority}]"
    yield "\nThiết lập cho các điểm luật để ngỏ (--set khóa=giá_trị):"
    for setting in framework.settings:
        yield f"  {setting.key}={setting.default}  {setting.rule.title.vi} [{setting.rule.article}]"
        for key, title in setting.allowed.items():
            yield f"      {key}: {title.vi}"
        yield f"      lý do mặc định: {setting.argument.vi}"
    yield "\nMức xếp loại:"
    for band in framework.bands:
        floor = f"từ {band.at_least} điểm: " if framework.scored else ""
        yield f"  {band.code:<5} {floor}{band.rule.title.vi} [{band.rule.article}]"
    yield from _level_lines(framework)
    yield "\nTrường hợp xếp mức không phụ thuộc điểm (overrides):"
    for override in framework.overrides:
        found = f" (tính được: {override.sql})" if override.sql else ""
        yield f"  {override.code} → {override.band}: {override.rule.title.vi} [{override.rule.article}]{found}"
    yield "\nLý do không đánh giá (not_rated):"
    for key, reason in framework.not_rated.items():
        yield f"  {key}: {reason.title.vi} [{reason.article}]"
    if framework.quota.readings:
        yield f"\nTỷ lệ {framework.quota.band}: {framework.quota.rule.title.vi} [{framework.quota.rule.article}]"
    for reading in framework.quota.readings:
        yield f"  {reading.key}: {reading.rule.title.vi}"


ROLES = {"staff": "không giữ chức vụ", "leader": "lãnh đạo, quản lý", "unit": "đơn vị"}


def _level_lines(framework: Framework) -> Iterator[str]:
    """What each level asks for, who decides where none holds, and the figures to give for it."""
    if framework.authority_rule is None:
        return
    yield "\nĐiều kiện của từng mức (phải đạt tất cả):"
    for level in framework.levels:
        yield f"  {level.band} ({', '.join(ROLES[role] for role in level.roles)}){f', khi {level.when}' if level.when else ''}:"
        for one in level.conditions:
            yield f"    {one.key}: {one.rule.title.vi} [{one.rule.article}, {one.rule.authority}]"
            yield f"        {one.sql}"
    rule = framework.authority_rule
    yield f"  không mức nào đạt → AUTHORITY_DECIDES: {rule.title.vi} [{rule.article}, {rule.authority}]"
    yield "\nSố liệu cần có (facts), thiếu thì INSUFFICIENT_DATA:"
    for fact in framework.sheet_inputs:
        if is_fact(framework, fact):
            yield f"  {fact.name}: {fact.title.vi} ({_kind(fact)})"


def _kind(fact: Input) -> str:
    kind = " | ".join(fact.choices) if fact.choices else fact.kind
    return kind if fact.default is None else f"{kind}, mặc định {fact.default}"
