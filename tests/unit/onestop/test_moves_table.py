"""The table of moves holds together: every word in it means something, and every state can be reached and left."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
import yaml

from namro.base.errors import DomainError
from namro.base.law import law_folder
from namro.duties.onestop import wording
from namro.duties.onestop.models import State
from namro.duties.onestop.models.dossiers import FINISHED, RUNNING
from namro.duties.onestop.parameters import BACK, FILE, Move, code_format, moves, moves_from, rule_of
from namro.duties.onestop.selectors.options import CALLED
from namro.duties.onestop.services.moving import CLOCK, NEEDS, PAUSED_BY

RAW = yaml.safe_load((law_folder() / "parameters" / FILE).read_text(encoding="utf-8"))
KEYS = sorted({row["key"] for row in RAW["clock"]})


@pytest.mark.parametrize("key", sorted(moves()))
def test_every_word_of_a_move_is_known(key):
    one = moves()[key]
    assert one.sources <= set(State.values) and one.target in {*State.values, BACK}
    assert one.needs <= set(NEEDS) and one.clock in CLOCK and one.who <= set(CALLED)
    assert one.title.vi and one.title.en and one.notice.vi and one.notice.en
    assert (one.clock == "pause") == (key in PAUSED_BY)
    assert not one.form or (law_folder() / "forms" / f"onestop-{one.form}.yaml").is_file()


def targets(one: Move) -> set[str]:
    """Where a move leads: back is every state from which some move comes into its sources."""
    if one.target != BACK:
        return {one.target}
    return {before for other in moves().values() if other.target in one.sources for before in other.sources}


def test_every_state_is_reached_and_left():
    reached = set().union(*map(targets, moves().values()))
    assert reached == set(State.values) - {State.DRAFT}
    ends = {state for state in State.values if not moves_from(state)}
    assert ends == {State.REFUSED, State.WITHDRAWN, State.RETURNED}


def test_what_pauses_is_resumed_and_what_runs_can_end():
    for one in moves().values():
        if one.clock == "pause":
            assert any(after.clock == "resume" for after in moves_from(one.target)), one.key
    for state in RUNNING:
        seen, grown = {state}, True
        while grown:
            more = set().union(*(targets(one) for one in moves().values() if one.sources & seen)) - seen
            grown = bool(more)
            seen |= more
        assert seen & set(FINISHED), state


@pytest.mark.parametrize("key", KEYS)
def test_rules_follow_one_another_without_gap_or_overlap(key):
    rows = sorted((row for row in RAW["clock"] if row["key"] == key), key=lambda row: row["valid_from"])
    for before, after in pairwise(rows):
        assert before["valid_to"] + timedelta(days=1) == after["valid_from"]
    assert rows[-1]["valid_to"] is None
    assert rule_of(key, on=date(2026, 11, 2)).value == rows[-1]["value"]
    for row in rows:
        assert row["authority"] in ("LEGAL", "OFFICIAL_GUIDANCE", "LOCAL_POLICY") and row["instrument"]
        assert row["value"] in row.get("allowed", [row["value"]])


def test_what_was_not_read_is_not_called_law():
    for row in RAW["clock"]:
        assert "chưa đối chiếu" not in row["instrument"] or row["authority"] == "LOCAL_POLICY", row["key"]
    for number in ("01", "02", "03", "04", "05", "06"):
        form = yaml.safe_load((law_folder() / "forms" / f"onestop-{number}.yaml").read_text(encoding="utf-8"))
        assert (
            form["authority"] == "LOCAL_POLICY" and "chưa đối chiếu" in form["note"] and number in wording.FORM_TITLES
        )


def test_there_is_no_rule_before_the_first():
    with pytest.raises(DomainError) as found:
        rule_of("supplement_policy", on=date(2010, 1, 1))
    assert found.value.code == "onestop.no_rule"
    assert (
        code_format(on=date(2026, 11, 2)).value.format(point="H26.19", day=date(2026, 11, 2), number=7)
        == "H26.19-261102-0007"
    )
