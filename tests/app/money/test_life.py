"""Rewards stand in a person's timeline, as they were known on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.cast import City

from namro.duties.careers.money.models import Reward

pytestmark = pytest.mark.django_db


def test_a_reward_stands_in_the_timeline_from_its_day_on(city: City, as_) -> None:
    Reward.objects.create(
        person=city.an.person, title="Bằng khen của Chủ tịch Thành phố", number="77/QĐ-UBND", decided_on=date(2026, 3, 2),
        recorded_at=datetime(2026, 3, 3, tzinfo=UTC), recorded_by=city.officer,
    )  # fmt: skip
    page = f"/people/{city.an.person_id}/career/"
    assert "Bằng khen của Chủ tịch Thành phố" in as_(city.an).get(f"{page}?on=2026-03-02").content.decode()
    assert "Bằng khen của Chủ tịch Thành phố" not in as_(city.an).get(f"{page}?on=2026-03-01").content.decode()
