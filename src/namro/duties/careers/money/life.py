"""Rewards as entries of a person's timeline."""

from __future__ import annotations

from datetime import date

from namro.duties.careers.money.selectors.rewards import rewards_of
from namro.duties.careers.timeline import Entry


def rewards_in_life(person_id: int, on: date) -> list[Entry]:
    """The rewards a person had by a day, each with its decision: one query."""
    return [
        Entry(one.decided_on, "reward", one.title, one.issued_by, one.number, f"/people/{person_id}/pay/", tone="good")
        for one in rewards_of(person_id, on=on)
    ]
