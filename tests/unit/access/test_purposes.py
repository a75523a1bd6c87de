"""Every look at a citizen's data has a purpose, whatever somebody is to it."""

from __future__ import annotations

import pytest

from namro.base.access.purposes import PURPOSES, purpose_of
from namro.base.access.rules import HOLDERS, Permission, Relation


def test_the_nearest_relation_says_what_for() -> None:
    assert purpose_of({Relation.SIGNED_IN, Relation.OFFICER, Relation.HANDLER}) == "Xử lý việc được giao"
    assert purpose_of({Relation.COLLEAGUE, Relation.SUPERVISOR}) == "Phụ trách điểm phục vụ"
    assert purpose_of({Relation.ANYONE, Relation.SIGNED_IN}) == ""


@pytest.mark.parametrize("permission", [Permission.DOSSIER_READ, Permission.FEEDBACK_READ])
def test_whoever_may_read_has_one(permission: Permission) -> None:
    assert not HOLDERS[permission] - set(PURPOSES)
