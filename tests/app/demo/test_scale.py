"""A small city built the way the large ones are."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from namro.base.errors import DomainError
from namro.city.facts.models import WorkLine
from namro.city.organisation.models import AgencyRole
from namro.city.people.models import Person, Posting, Rank
from namro.city.people.selectors import relations_of
from namro.duties.assignments.models import Assignment
from namro.duties.evaluations.models import Period, Sheet
from namro.engine.text import search_key, sort_key
from namro.web.demo.scale import build_city

AT = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MONTH = date(2026, 11, 1)


@pytest.fixture
def town(db):
    said = []
    stage = build_city(people=200, at=AT, say=said.append)
    assert said[-1].endswith("Xong.")
    return stage


def test_everybody_is_there_once_with_keys_as_if_typed_in(town):
    people = list(Person.objects.select_related("user").order_by("pk"))
    assert len(people) == 200
    for person in people:
        assert (person.sort_key, person.search_key) == (sort_key(person.full_name), search_key(person.full_name))
        assert person.user.username in (person.code.lower(), "noivu")


def test_every_staffed_unit_has_a_head_and_every_posting_an_authority(town):
    units = set(Posting.objects.values_list("unit", flat=True))
    assert set(Posting.objects.filter(rank=Rank.HEAD).values_list("unit", flat=True)) == units
    staff = Posting.objects.filter(rank=Rank.STAFF, unit__spells__role=AgencyRole.DIRECT).order_by("pk").first()
    found = relations_of(staff, on=MONTH)
    assert found.reviewer is not None
    assert found.decider is not None


def test_work_lines_say_what_the_assignments_say(town):
    lines = {line.source_ref: line for line in WorkLine.objects.order_by("pk")}
    assignments = list(Assignment.objects.order_by("pk"))
    assert len(lines) == len(assignments) > 1_000
    for row in assignments:
        line = lines[str(row.pk)]
        assert (line.posting_id, line.assigned, line.completed) == (
            row.posting_id,
            row.quantity,
            row.accepted_quantity or 0,
        )


def test_the_month_is_open_for_every_posting(town):
    period = Period.objects.get()
    assert period.days.lower == MONTH
    assert Sheet.objects.filter(period=period).count() == Posting.objects.count()


def test_a_database_that_holds_anything_is_left_alone(town):
    with pytest.raises(DomainError) as refused:
        build_city(people=200, at=AT, say=lambda text: None)
    assert refused.value.code == "demo.not_empty"
