"""Frameworks, for the test of every route: the law is everybody's to read; drafts are kept by home affairs of the city."""

from __future__ import annotations

from tests.app.law.versions import decided, draft
from tests.cast import City, Thing, things


def framework(city: City) -> Thing:
    return Thing({"framework_id": "nd335-2025"}, {})


def framework_version(city: City) -> Thing:
    return Thing({"version_id": decided(city).pk}, {})


def framework_draft(city: City) -> Thing:
    """Nobody of the commune keeps it: its officer is home affairs of a part only."""
    return Thing({"version_id": draft(city).pk}, {})


things.register("framework", framework)
things.register("framework_version", framework_version)
things.register("framework_draft", framework_draft)
