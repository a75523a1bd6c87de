"""A framework as text or plain data: what a jurist, or whoever writes its input, needs to see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from namro.engine.framework import Framework, Rule


def describe(framework: Framework) -> dict[str, Any]:
    """Everything about a framework, for JSON."""
    return {
        "id": framework.id,
        "title": framework.rule.title.as_dict(),
        "rule": framework.rule.cite(),
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
        "bands": [{"code": one.code, "at_least": str(one.at_least), **_ruled(one.rule)} for one in framework.bands],
        "overrides": [{"code": one.code, "band": one.band, **_ruled(one.rule)} for one in framework.overrides],
        "not_rated": [{"code": key, **_ruled(rule)} for key, rule in framework.not_rated.items()],
        "quota": {
            "band": framework.quota.band,
            "ratios": {key: str(value) for key, (value, _) in framework.quota.ratios.items()},
            "readings": [{"key": one.key, "sql": one.sql, **_ruled(one.rule)} for one in framework.quota.readings],
            **_ruled(framework.quota.rule),
        },
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
        yield f"  {band.code:<5} từ {band.at_least} điểm: {band.rule.title.vi} [{band.rule.article}]"
    yield "\nTrường hợp xếp mức không phụ thuộc điểm (overrides):"
    for override in framework.overrides:
        yield f"  {override.code} → {override.band}: {override.rule.title.vi} [{override.rule.article}]"
    yield "\nLý do không đánh giá (not_rated):"
    for key, reason in framework.not_rated.items():
        yield f"  {key}: {reason.title.vi} [{reason.article}]"
    yield f"\nTỷ lệ {framework.quota.band}: {framework.quota.rule.title.vi} [{framework.quota.rule.article}]"
    for reading in framework.quota.readings:
        yield f"  {reading.key}: {reading.rule.title.vi}"
