"""Every page a signed-in person can open, found by walking the declared routes: which page, of what, as whom.

A page is visited as everybody it opens to of a small cast of the commune that all cities have alike, and as home
affairs of the whole city: what they may see grows with the city, so it is theirs that must not slow down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
CAST = ("staff", "head", "chair", "officer", "city_officer", "administrator")
# Not pages: files, one-time links, and what only redirects.
SKIPPED = {
    "sheet_file",
    "replacement_file",
    "round_file",
    "period_file",
    "import_annotated",
    "work_evidence",
    "language",
    "figure_file",
    "career_pdf",
    "career_terms_file",
    "career_cases_file",
    "career_disciplines_file",
    "unit_year_list",
}
# A page about one thing is judged as a form is; what lists many things is a list.
ONE_THING = {
    "career_case",
    "career_person",
    "career_review",
    "meeting",
    "money_person",
    "person",
    "posting",
    "unit",
    "sheet",
    "round",
    "petition",
    "assignment",
    "job",
    "upload",
    "proposal",
}
SEARCHES: Mapping[str, Sequence[str]] = {
    "people": ("q=nguyen", "q=nguyen thi", "q=thuy linh", "sort=unit", "group=vien_chuc&rank=staff", "page=2"),
    "units": ("q=kinh te",),
    "accounts": ("q=nguyen",),
    "catalogue": ("q=bao cao",),
    "rounds": ("q=phuong",),
    "audit": ("page=2",),
}


@dataclass(frozen=True)
class Visit:
    """One page as one of the cast sees it; the arguments belong to one database, the name to all."""

    name: str
    who: str
    path: str
    is_form: bool  # a form, or a page about one thing
    query: str = ""

    @property
    def label(self) -> str:
        return f"{self.name}{'?' + self.query if self.query else ''} as {self.who}"


@dataclass
class Things:
    """Values for the parameters of URLs, several to try: not every sheet has a petition."""

    values: dict[str, list[Any]] = field(default_factory=dict)
    cast: dict[str, Any] = field(default_factory=dict)

    def arguments(self, pattern: str, of: str) -> Iterator[dict[str, Any]]:
        """Arguments for a route, one set after another."""
        names = PARAMETER.findall(pattern)
        lists = [self.values.get(f"{of}.{name}") or self.values.get(name, []) for name in names]
        if not all(lists):
            return
        for turn in range(max((len(one) for one in lists), default=1)):
            yield {name: one[min(turn, len(one) - 1)] for name, one in zip(names, lists, strict=True)}


def things(on: date) -> Things:
    """The cast and the things of the database in use now."""
    from bench.stage import OFFICER, head_of, staff_of

    from namro.base.accounts.models import User

    staff = staff_of("KT")
    people = {"staff": staff[1].person, "head": head_of("KT").person, "chair": head_of("").person}
    accounts = {who: User.objects.get(person=person) for who, person in people.items()}
    accounts |= {
        "officer": User.objects.get(username=OFFICER), "city_officer": User.objects.get(username="noivu"),
        "administrator": User.objects.get(username="quantri"),
    }  # fmt: skip
    return Things(values=_values(staff, on), cast=accounts)


def _values(staff: Sequence[Any], on: date) -> dict[str, list[Any]]:
    """By parameter, or by kind and parameter where a name is used for two things."""
    from bench.stage import head_of

    from namro.base.access.models import Grant
    from namro.base.imports.models import Upload
    from namro.base.jobs.models import Job
    from namro.base.notify.models import Notice
    from namro.city.people.models import Delegation, FieldOfResponsibility, Leave
    from namro.duties.assignments.models import Assignment, Catalogue, CatalogueItem, Incident, ItemProposal
    from namro.duties.evaluations.models import Period, Petition, Round
    from namro.insight.indicators.figures.registry import FIGURES

    commune, office = head_of("").unit_id, head_of("KT").unit_id
    work = Assignment.objects.filter(posting=staff[1], month=on.replace(day=1)).order_by("pk")
    draft = Catalogue.objects.filter(state="draft").values_list("pk", flat=True)
    rounds = Round.objects.filter(unit=commune).order_by("-period__days").values_list("pk", flat=True)
    return {
        "person_id": [staff[1].person_id],
        "posting_id": [staff[1].pk],
        "posting.posting_id": [
            staff[1].pk,
            *FieldOfResponsibility.objects.filter(unit=office).values_list("posting", flat=True),
        ],
        "unit_id": [office, commune],
        "field_id": list(
            FieldOfResponsibility.objects.filter(unit__spells__parent=commune).values_list("pk", flat=True)[:1]
        ),
        "leave_id": list(Leave.objects.order_by("pk").values_list("pk", flat=True)[:1]),
        "delegation_id": list(Delegation.objects.values_list("pk", flat=True)),
        "user.pk": [staff[1].person.user.pk],
        "grant.pk": list(Grant.objects.order_by("pk").values_list("pk", flat=True)[:1]),
        "job_id": list(Job.objects.order_by("pk").values_list("pk", flat=True)),
        "notice_id": list(Notice.objects.filter(person=staff[1].person).values_list("pk", flat=True)[:1]),
        "sheet_id": _sheets(staff, commune),
        "round_id": list(rounds),
        "period_id": list(Period.objects.order_by("-days").values_list("pk", flat=True)),
        "petition_id": list(Petition.objects.values_list("pk", flat=True)),
        "assignment_id": [_piece(work, state) for state in ("assigned", "reported", "accepted")],
        "incident_id": list(Incident.objects.values_list("pk", flat=True)),
        "catalogue_id": [*draft, *Catalogue.objects.exclude(state="draft").values_list("pk", flat=True)],
        "item_id": list(
            CatalogueItem.objects.filter(catalogue__in=draft).order_by("pk").values_list("pk", flat=True)[:1]
        ),
        "proposal_id": list(ItemProposal.objects.values_list("pk", flat=True)),
        "slug": [one.slug for one in FIGURES],
        "upload_id": list(Upload.objects.order_by("pk").values_list("pk", flat=True)),
    }


def _piece(work: Any, state: str) -> int:
    return int(work.filter(state=state).values_list("pk", flat=True)[0])


def _sheets(staff: Sequence[Any], commune: int) -> list[int]:
    """Of this month a scored and an open one, of last month a decided one: each page takes the first it opens to."""
    from namro.duties.evaluations.models import Sheet

    office = Sheet.objects.filter(posting__in=staff).order_by("-period__days", "pk")
    mine = list(Sheet.objects.filter(posting=staff[1]).order_by("-period__days").values_list("pk", flat=True))
    found = [*mine]
    for state in ("self_scored", "open", "decided"):
        found += list(office.filter(state=state).values_list("pk", flat=True)[:1])
    return found


def visits(found: Things, opens: Any) -> list[Visit]:
    """Every route as each of the cast it opens to. `opens(user, path)` says whether the page answers."""
    import namro.config.urls  # noqa: F401  (declares the routes)
    from namro.base.access.routes import ROUTES

    listed: list[Visit] = []
    for route in ROUTES.values():
        if route.name not in SKIPPED:
            listed += _of_route(route, found, opens)
    return listed


def _of_route(route: Any, found: Things, opens: Any) -> Iterator[Visit]:
    from django.urls import reverse

    is_form = route.mode == "writes" or route.of in ONE_THING or route.name == "my_sheet"
    for who in CAST:
        for arguments in found.arguments(route.pattern, route.of):
            path = reverse(route.name, kwargs=arguments)
            if opens(found.cast[who], path):
                yield Visit(route.name, who, path, is_form)
                for query in SEARCHES.get(route.name, ()):
                    yield Visit(route.name, who, f"{path}?{query}", is_form, query)
                break
