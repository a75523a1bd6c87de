"""What a closed campaign found, on a page and as a workbook; what is hidden is said, not left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Relation
from namro.base.errors import Conflict
from namro.base.ui.wording import said
from namro.base.ui.workbooks import workbook
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Person
from namro.duties.surveys import selectors
from namro.duties.surveys.forms import title_of
from namro.duties.surveys.models import Campaign, State
from namro.duties.surveys.presenting import interval_text, parts, percent_text
from namro.duties.surveys.selectors.results import Results
from namro.duties.surveys.structure import lines


def _closed(request: Request, campaign_id: int) -> tuple[Campaign, frozenset[Relation]]:
    """Refuses: surveys.not_found, surveys.results.open: figures told while answers come in give the last ones away."""
    found, relations = selectors.one(request.actor, campaign_id, on=request.on)
    if found.state != State.CLOSED:
        raise Conflict("surveys.results.open", _("Kết quả có sau khi đóng cuộc khảo sát."))
    return found, relations


def results(request: Request, campaign_id: int) -> HttpResponse:
    """The index with its interval, by factor and question, by unit; officers for whoever heads or keeps the unit."""
    found, relations = _closed(request, campaign_id)
    got = selectors.results(found)
    context = {
        "c": found, "got": got, "instrument": title_of(found.instrument.data), "value": percent_text(got.whole.value),
        "interval": interval_text(got.low, got.high), "parts": list(parts(found.instrument.data, got)),
        "unflagged": percent_text(got.unflagged) if got.unflagged is not None else "", "factors": _factors(found),
        "rows": list(_rows(found, got, request)), "unit": found.unit_id,
        "officers": _officers(found) if relations & {Relation.DECIDER, Relation.OFFICER} else [],
    }  # fmt: skip
    return render(request, "surveys/results.html", context)


def _factors(found: Campaign) -> list[str]:
    return [said(one.title) for one in lines(found.instrument.data) if one.depth == 0]


def _rows(found: Campaign, got: Results, request: Request) -> Iterator[dict[str, Any]]:
    names = organisation.name_of([row.unit_id for row in got.rows], on=found.last)
    factors = _factors(found)
    for row in got.rows:
        yield {
            "name": names.get(row.unit_id, ""), "size": row.size, "value": percent_text(row.value),
            "interval": interval_text(row.low, row.high),
            "factors": [(title, percent_text(one)) for title, one in zip(factors, row.factors, strict=True)],
        }  # fmt: skip


def _officers(found: Campaign) -> list[tuple[str, int, str]]:
    rows = selectors.officers(found)
    people = Person.objects.in_bulk([one.person_id for one in rows])
    return [(people[one.person_id].full_name, one.size, percent_text(one.value)) for one in rows]


def results_file(request: Request, campaign_id: int) -> HttpResponse:
    """By unit, as the page shows it."""
    found, _relations = _closed(request, campaign_id)
    got = selectors.results(found)
    heads = [_("Đơn vị"), _("Số câu trả lời"), _("Chỉ số"), _("Khoảng tin cậy 95 %"), *_factors(found)]
    made = [
        [row["name"], row["size"], row["value"], row["interval"], *(text for _title, text in row["factors"])]
        for row in _rows(found, got, request)
    ]
    factors = [percent_text(one.value) for one in got.whole.of]
    whole = [_("Cả cuộc khảo sát"), got.size, percent_text(got.whole.value), interval_text(got.low, got.high), *factors]
    return workbook("khao-sat", heads, [*made, whole])
