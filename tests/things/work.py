"""Work, its incidents, catalogues and proposals, for the test of every route."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from tests.cast import SINCE, City, Thing, things

from namro.base.access.rules import Relation
from namro.duties.assignments.models import (
    Assignment,
    AssignmentState,
    Catalogue,
    CatalogueItem,
    CatalogueState,
    Incident,
    IncidentKind,
    ItemProposal,
)

STANDING = {
    "staff": {Relation.OWNER},
    "head": {Relation.REVIEWER},
    "authority": {Relation.DECIDER},
    "officer": {Relation.OFFICER},
}


def catalogue_of(city: City, **changes: Any) -> Catalogue:
    """The commune's catalogue, reviewed, with one item."""
    now = timezone.now()
    made = Catalogue.objects.create(**{
        "unit": city.commune, "title": "Danh mục phường", "state": CatalogueState.REVIEWED, "standard_points": Decimal(5),
        "rule": "ROUND(points / 5, 2)", "groups": [{"code": "N1", "from": "1", "to": "10"}], "created_at": now,
        "created_by": city.officer, "reviewed_at": now, "reviewed_by": city.officer, **changes,
    })  # fmt: skip
    CatalogueItem.objects.create(
        catalogue=made, code="DC.01", part="shared", task="Soạn công văn", product="Công văn", group="N1", points=5,
        coefficient=1, search_key="dc.01 soan cong van",
    )  # fmt: skip
    return made


def in_force(city: City) -> Catalogue:
    return catalogue_of(
        city, state=CatalogueState.DECIDED, valid=DateRange(SINCE, None), number="1/QĐ", decided_on=SINCE,
        decided_at=timezone.now() - timedelta(days=1), decided_by=city.city_chair,
    )  # fmt: skip


def work_of_an(city: City) -> Assignment:
    """What Hoa gave An this month, reported with an evidence file."""
    now, first = timezone.now(), city.today.replace(day=1)
    item = in_force(city).items.get()
    made = Assignment(
        month=first, posting=city.an.person.postings.get(), item=item, title="Báo cáo tháng", quantity=Decimal(4), coefficient=Decimal(1),
        assigner=city.office_head.person, accountable=city.office_head.person, process="Quy trình nội bộ", product="Báo cáo",
        deadline=city.today, state=AssignmentState.ASSIGNED, batch=uuid4(), created_at=now, created_by=city.office_head,
        assigned_at=now, assigned_by=city.office_head,
    )  # fmt: skip
    made.evidence_file.save("bao-cao.html", ContentFile(b"<script>alert(1)</script>"), save=False)
    made.save()
    return made


def assignment(city: City) -> Thing:
    return Thing({"assignment_id": work_of_an(city).pk}, STANDING)


def assignment_batch(city: City) -> Thing:
    """One act of assigning: only whoever did it takes it back."""
    return Thing({"batch": work_of_an(city).batch}, {"head": {Relation.REVIEWER}})


def incident(city: City) -> Thing:
    made = Incident.objects.create(
        assignment=work_of_an(city), kind=IncidentKind.MAJOR_ERROR, on=city.today, note="Sai số liệu", noted_at=timezone.now(),
        noted_by=city.office_head,
    )  # fmt: skip
    return Thing({"incident_id": made.pk}, STANDING)


def catalogue(city: City) -> Thing:
    """Decided by the head of the city: none of the roles."""
    made = catalogue_of(city)
    kept = {"authority": {Relation.REVIEWER}, "officer": {Relation.OFFICER}}
    return Thing({"catalogue_id": made.pk, "item_id": made.items.get().pk}, kept)


def proposal(city: City) -> Thing:
    """An proposes an output for the office of culture."""
    made = ItemProposal.objects.create(
        catalogue=in_force(city), unit=city.culture, task="Số hóa sổ", product="Sổ điện tử", group="N1", points=5,
        reason="Phát sinh", proposed_at=timezone.now(), proposed_by=city.an,
    )  # fmt: skip
    return Thing({"proposal_id": made.pk}, {**STANDING, "authority": {Relation.REVIEWER}})


for kind, make in {
    "assignment": assignment, "assignment_batch": assignment_batch, "incident": incident, "catalogue": catalogue,
    "proposal": proposal,
}.items():  # fmt: skip
    things.register(kind, make)
