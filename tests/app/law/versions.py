"""Drafts and decided versions in the tiny city, through the services."""

from __future__ import annotations

from datetime import date

from tests.app.evaluations.month import AT, TODAY, actor, city_officer
from tests.cast import City

from namro.base.law import services
from namro.base.law.models import FrameworkVersion

SHIPPED = "nd335-2025"


def draft(city: City, framework_id: str = SHIPPED, **changes: object) -> FrameworkVersion:
    given = {
        "framework_id": framework_id, "new_id": framework_id, "note": "Sửa ngưỡng", "by": actor(city_officer(city)), "at": AT,
    }  # fmt: skip
    return services.draft_framework(**{**given, **changes})


def replaced(city: City, version: FrameworkVersion, *pairs: tuple[str, str]) -> FrameworkVersion:
    """The draft saved with pieces of its text replaced, each of which stands there exactly once."""
    text = version.text
    for before, after in pairs:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return save(city, version, text)


def save(city: City, version: FrameworkVersion, text: str, **changes: object) -> FrameworkVersion:
    given = {
        "version_id": version.pk, "text": text, "note": version.note, "edits": version.edits,
        "by": actor(city_officer(city)), "at": AT,
    }  # fmt: skip
    return services.save_text(**{**given, **changes})


def decide(city: City, version: FrameworkVersion, **changes: object) -> FrameworkVersion:
    given = {
        "version_id": version.pk, "edits": version.edits, "number": "45/QĐ-UBND", "decided_on": TODAY,
        "authority": "Chủ tịch Ủy ban nhân dân Thành phố", "valid_from": date(2026, 12, 1),
        "by": actor(city_officer(city)), "at": AT,
    }  # fmt: skip
    return services.decide_framework(**{**given, **changes})


def decided(city: City, **changes: object) -> FrameworkVersion:
    """A version with good from 75 points."""
    return decide(
        city, replaced(city, draft(city), ("{code: HTT, at_least: 70,", "{code: HTT, at_least: 75,")), **changes
    )
