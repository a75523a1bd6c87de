"""From the counter to whoever works on it: acceptance of what was noted before, and the steps each with person, task, time, result."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import Conflict, DomainError
from namro.city.people.models import Person
from namro.duties.onestop import forms, offers, services
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.models.dossiers import PaperSource
from namro.duties.onestop.offers import Offer
from namro.duties.onestop.selectors import points, reading
from namro.duties.onestop.selectors.accepted import exceeds, offer_of
from namro.duties.onestop.selectors.papers import papers_of
from namro.duties.onestop.selectors.reckoning import limit_text
from namro.duties.onestop.services import StepData
from namro.duties.onestop.services.moving import allowed
from namro.duties.onestop.views.acting import when
from namro.duties.onestop.views.intake import checklist, handed_in
from namro.engine.clock import Limit, Unit

SPARE, MOST_STEPS = 2, 12
LONGEST, MOST_QUANTITY = 300, 9999
WORDS = ("person", "task", "result", "quantity", "unit")


@dataclass
class Row:
    """One step as it is typed."""

    number: int
    person: str = ""
    task: str = ""
    result: str = ""
    quantity: str = ""
    unit: str = "working_days"
    who: str = ""  # the role the process names
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.person or self.task or self.result or self.quantity)


def dossier_accept(request: Request, dossier_id: int) -> HttpResponse:
    """What was noted is accepted once every paper is there."""
    sent, error = request.POST if request.method == "POST" else None, None
    form = forms.AddressForm(sent, actor=request.actor, on=request.on)
    form.fields["unit"].find = partial(points.competent_like, on=request.on)  # type: ignore[attr-defined]
    if sent is not None and form.is_valid():
        try:
            code = _accepted(request, dossier_id, sent, form.cleaned_data["unit"])
        except DomainError as refused:
            error = _kept(refused)
        else:
            messages.success(request, _("Đã tiếp nhận. Mã hồ sơ: %(code)s.") % {"code": code})
            return redirect("dossier", dossier_id)
    dossier = _found(request, dossier_id, "accept")
    offered = offers.offer(dossier.procedure_code, on=request.on)
    papers = checklist(offered.papers, sent, dossier.papers)
    form.initial.setdefault("unit", points.competent_text(dossier.unit_id, on=request.on))
    context = {
        "dossier": dossier, "offer": offered, "papers": papers, "error": error, "sent": papers_of(dossier), "form": form,
        "sources": PaperSource.choices, "units": partial(points.competent_units, dossier.point, on=request.on),
    }  # fmt: skip
    return render(request, "onestop/accept.html", context, status=422 if form.errors else _status(error))


def _accepted(request: Request, dossier_id: int, sent: QueryDict, unit_id: int | None) -> str | None:
    """Address it, check the papers and accept, all or nothing; the code given. The services refuse whoever may not."""
    asked = Dossier.objects.filter(pk=dossier_id).values_list("procedure_code", flat=True).first()
    papers = handed_in(checklist(offers.offer(asked, on=request.on).papers, sent)) if asked else []
    with transaction.atomic():
        version = _version(sent)
        if unit_id is not None:
            services.address(dossier_id, unit_id, version=version, **when(request))
            version = None  # it was this one a moment ago, and is held
        services.check_papers(dossier_id, papers, version=version, **when(request))
        return services.move(dossier_id, "accept", **when(request)).code


def dossier_begin(request: Request, dossier_id: int) -> HttpResponse:
    """The steps: as the process of the procedure names them, with people."""
    sent, error = request.POST if request.method == "POST" else None, None
    rows = _typed(sent) if sent is not None else []
    steps = _read(rows)
    if sent is not None and not any(one.errors for one in rows):
        try:
            services.begin(dossier_id, steps, version=_version(sent), **when(request))
        except DomainError as refused:
            error = _kept(refused)
        else:
            messages.success(request, _("Hồ sơ đã chuyển đến người xử lý bước 1."))
            return redirect("dossier", dossier_id)
    dossier = _found(request, dossier_id, "begin")
    offered = offer_of(dossier)
    context = {
        "dossier": dossier, "rows": rows or _proposed(offered), "error": error, "wrong": [one for one in rows if one.errors],
        "units": _units(), "colleagues": points.colleagues(dossier.unit_id, on=request.on),
        "limit": limit_text(dossier.limit_quantity, dossier.limit_unit), "too_long": exceeds(dossier, offered),
    }  # fmt: skip
    return render(request, "onestop/begin.html", context, status=422 if context["wrong"] else _status(error))


def _found(request: Request, dossier_id: int, key: str) -> Dossier:
    needs = Permission.DOSSIER_BEGIN if key == "begin" else Permission.DOSSIER_RECEIVE
    dossier, relations = reading.dossier_for(request.actor, dossier_id, on=request.on, needs=needs)
    allowed(dossier, key, relations)
    return dossier


def _kept(refused: DomainError) -> DomainError:
    if refused.status in (403, 404):
        raise refused
    return refused


def _status(error: DomainError | None) -> int:
    return 200 if error is None else 409 if isinstance(error, Conflict) else 422


def _version(sent: QueryDict) -> int | None:
    typed = sent.get("version", "")
    return int(typed) if typed.isdecimal() else None


def _units() -> list[tuple[str, str]]:
    return [
        (Unit.HOURS.value, _("giờ làm việc")), (Unit.WORKING_DAYS.value, _("ngày làm việc")), (Unit.DAYS.value, _("ngày")),
        (Unit.MONTHS.value, _("tháng")),
    ]  # fmt: skip


def _proposed(offered: Offer | None) -> list[Row]:
    """The steps of the process, and some empty ones."""
    steps = offered.steps if offered else ()
    found = [
        Row(number, "", one.task, one.result, str(one.limit.quantity), one.limit.unit.value, one.who)
        for number, one in enumerate(steps, start=1)
    ]
    return [*found, *(Row(number) for number in range(len(found) + 1, min(len(found) + SPARE, MOST_STEPS) + 1))]


def _typed(sent: QueryDict) -> list[Row]:
    numbers = [number for number in range(1, MOST_STEPS + 1) if f"task{number}" in sent]
    return [_row(sent, number) for number in numbers]


def _row(sent: QueryDict, number: int) -> Row:
    person, task, result, quantity, unit = (sent.get(f"{name}{number}", "").strip() for name in WORDS)
    return Row(number, person, task, result, quantity, unit)


def _read(rows: list[Row]) -> list[StepData]:
    """What was typed as services take it; what is wrong stands at its row. Empty rows are left out."""
    filled = [one for one in rows if not one.is_empty]
    codes = {one.number: one.person.split("·")[0].strip() for one in filled}
    known = dict(Person.objects.filter(code__in=codes.values()).values_list("code", "pk"))
    found = []
    for one in filled:
        person = known.get(codes[one.number])
        one.errors += _wrong(one, person)
        if person is not None and not one.errors:
            found.append(StepData(person, one.task, one.result, Limit(int(one.quantity), Unit(one.unit))))
    return found


def _wrong(row: Row, person: int | None) -> list[str]:
    """Each of the five clears that is missing."""
    given = {"number": row.number}
    checks = (
        (person is None, _("Bước %(number)s: chưa rõ người. Chọn một người trong danh sách.")),
        (not row.task, _("Bước %(number)s: chưa rõ việc.")),
        (max(len(row.task), len(row.result)) > LONGEST, _("Bước %(number)s: ghi việc và kết quả ngắn hơn, mỗi ô tối đa 300 ký tự.")),
        (not row.quantity.isdecimal() or not 1 <= int(row.quantity) <= MOST_QUANTITY or row.unit not in [one.value for one in Unit],
         _("Bước %(number)s: chưa rõ thời gian. Ghi một số nguyên dương.")),
        (not row.result, _("Bước %(number)s: chưa rõ kết quả.")),
    )  # fmt: skip
    return [text % given for is_wrong, text in checks if is_wrong]
