"""What the tests of figures ask with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.cast import City

from namro.base.access.selectors import actor_of
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.scope import Scope, scope_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def ask(city: City) -> Callable[..., tuple[Asked, Scope]]:
    """A question of the commune's home affairs, and their scope: `ask(by="unit", on=day)`."""

    def made(**changes: object) -> tuple[Asked, Scope]:
        given = {
            "kind": "month", "first": date(2026, 11, 1), "until": date(2026, 11, 1), "unit": city.commune.pk, "on": TODAY,
            "today": TODAY, "by": "period",
        }  # fmt: skip
        asked = Asked(**{**given, **changes})
        return asked, scope_of(actor_of(city.officer, on=asked.today), today=asked.today, on=asked.on)

    return made
