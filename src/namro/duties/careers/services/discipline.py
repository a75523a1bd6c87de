"""Discipline as decided on paper, and the years its act counts in.

Law: NĐ 335/2025 art. 11.3; forms and effect: law/parameters/careers.yaml#discipline_forms, #discipline_lasts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import DomainError
from namro.base.notify.services import tell
from namro.base.ui.wording import said
from namro.city.facts.models import RatedKind, Rating
from namro.city.organisation.rules import days
from namro.city.people.models import Posting, PostingKind, Rank
from namro.duties.careers.models import ActSpan, DisciplineDecision, Nature
from namro.duties.careers.parameters import forms_on, lasts_on, parameters
from namro.duties.careers.rules.days import months_after
from namro.duties.careers.selectors.standing import not_found, require_keeper
from namro.duties.careers.services.common import require_number, require_text, user_of
from namro.duties.careers.services.counting import settle_acts

ONE_DAY = timedelta(days=1)
REFUSALS: Refusals = {
    "discipline_once": (
        "careers.discipline.twice",
        gettext_lazy("Quyết định số này đã được ghi cho người này. Muốn sửa, hãy ghi bản thay thế từ trang của nó."),
    ),
    "discipline_order": (
        "careers.discipline.effective",
        gettext_lazy("Ngày có hiệu lực không được trước ngày quyết định."),
    ),
}


@dataclass(frozen=True)
class ActData:
    """Days of the act in one unit, both included."""

    unit_id: int
    first: date
    last: date


@transaction.atomic
def record_discipline(
    *, person_id: int, kind: str, form: str, number: str, decided_on: date, effective_on: date, nature: str, note: str,
    act_first: date, act_last: date, by: Actor, at: datetime, on: date, issued_by: str = "", act_key: str = "",
    acts: Sequence[ActData] = (), detected_on: date | None = None, used_rating_id: int | None = None, replaces_id: int | None = None,
) -> DisciplineDecision:  # fmt: skip
    """A decision on discipline, and what its act does to ratings. One that was wrong is replaced, never edited.

    `act_key` names the act: the decision of the Party and that of the administration on one act carry the same; left out, it
    is the decision's own. `acts` says which days were in which unit; left out, they follow from where the person was posted.
    `detected_on`: the day the breach was found, where it is told; the time limit of the decision runs from it.
    `used_rating_id`: the failing year's rating that rested on the act before there was a decision (art. 11.3b).
    Refuses: careers.not_found, access.denied, careers.own_record, careers.number.missing, careers.decided_on.future,
    careers.note.missing, careers.discipline.kind, careers.discipline.form, careers.discipline.leader,
    careers.discipline.days, careers.discipline.unit, careers.discipline.unposted, careers.discipline.used,
    careers.discipline.detected, careers.discipline.twice, careers.discipline.effective
    Records: careers:discipline:recorded
    """
    require_keeper(by, person_id, on=on, needs=Permission.DISCIPLINE_WRITE)
    written = require_number(number, decided_on, on)
    held = _held_posts(person_id)
    posting = _posting(held, effective_on)
    _require_form(kind, form, posting, decided_on)
    _require_days(act_first, act_last, decided_on, nature)
    _require_detected(detected_on, act_first, decided_on)
    spans = list(acts) or _spans(held, act_first, act_last)
    _require_posted(held, spans, act_first, act_last)
    _require_used(person_id, used_rating_id, effective_on)
    lasts = lasts_on(decided_on, kind=kind, group=posting.staff_group)
    assert lasts is not None, "law/parameters/careers.yaml#discipline_lasts has a hole"
    if replaces_id is not None:
        _replaced(replaces_id, person_id, by, at)
    with said_plainly(REFUSALS):
        made = DisciplineDecision.objects.create(
            person_id=person_id, unit_id=posting.unit_id, staff_group=posting.staff_group, rank=posting.rank, kind=kind,
            form=form, number=written, detected_on=detected_on, decided_on=decided_on, effective_on=effective_on,
            until=months_after(effective_on, lasts.months), issued_by=issued_by.strip(),
            act_key=" ".join(act_key.split()) or f"{kind}:{written}", nature=nature,
            note=require_text(note, "note", _("Hãy ghi hành vi vi phạm.")), used_rating_id=used_rating_id,
            replaces_id=replaces_id, recorded_at=at, recorded_by_id=user_of(by),
        )  # fmt: skip
    ActSpan.objects.bulk_create(
        ActSpan(decision=made, unit_id=one.unit_id, valid=days(one.first, one.last + ONE_DAY)) for one in spans
    )
    changed = [made.pk, *([replaces_id] if replaces_id is not None else [])]
    settle_acts(person_id=person_id, decision_ids=changed, by=by, at=at, posts=held)
    after = {"form": form, "kind": kind, "number": written, "act": made.act_key, "replaces": replaces_id}
    _note("recorded", made, by, at, after=after)
    _tell(made, at)
    return made


def _note(
    action: str, row: DisciplineDecision, by: Actor, at: datetime, *, after: Mapping[str, object], reason: str = ""
) -> None:
    record(
        tag=f"careers:discipline:{action}", by=by, at=at, subject=("person", row.person_id), unit_id=row.unit_id,
        after={**after, "discipline": row.pk}, reason=reason,
    )  # fmt: skip


def _tell(row: DisciplineDecision, at: datetime) -> None:
    tell(
        person_ids=[row.person_id], kind="careers.discipline", key=f"careers.discipline:{row.pk}",
        text=f"Quyết định kỷ luật số {row.number} đã được ghi vào hồ sơ của anh/chị.",
        text_en=f"Discipline decision {row.number} was entered in your record.",
        link=f"/careers/discipline/{row.pk}", at=at,
    )  # fmt: skip


def _held_posts(person_id: int) -> list[Posting]:
    """Every post of a life, the oldest first: what the days of the act and of effect are looked up in."""
    return list(Posting.objects.filter(person=person_id).order_by("valid", "pk"))


def _posting(held: Sequence[Posting], on: date) -> Posting:
    """Where the person is on the day of effect, mainly, or was last."""
    begun = [one for one in held if one.valid.lower <= on]
    if not begun:
        message = _("Vào ngày đó người này chưa công tác ở đơn vị nào. Hãy kiểm tra ngày có hiệu lực.")
        raise DomainError("careers.discipline.unposted", message, field="effective_on")
    there = sorted((one for one in begun if on in one.valid), key=lambda one: (one.kind != PostingKind.MAIN, one.pk))
    return there[0] if there else begun[-1]


def _require_form(kind: str, form: str, posting: Posting, decided_on: date) -> None:
    row = forms_on(decided_on, kind=kind, group=posting.staff_group)
    if row is None:
        message = _("Không có hình thức kỷ luật loại này cho đối tượng của người này vào ngày quyết định.")
        raise DomainError("careers.discipline.kind", message, field="kind")
    if form not in row.forms:
        titles = parameters().form_titles
        message = _("Hình thức này không có trong quy định vào ngày %(day)s (%(source)s). Khi đó chỉ có: %(forms)s.") % {
            "day": f"{decided_on:%d/%m/%Y}", "source": row.basis.instrument,
            "forms": ", ".join(said(titles[code]) for code in row.forms),
        }  # fmt: skip
        raise DomainError("careers.discipline.form", message, field="form")
    if form in row.for_leaders and posting.rank == Rank.STAFF:
        message = _("Hình thức này chỉ áp dụng với người giữ chức vụ lãnh đạo, quản lý.")
        raise DomainError("careers.discipline.leader", message, field="form")


def _require_days(first: date, last: date, decided_on: date, nature: str) -> None:
    if first > last or last > decided_on or nature not in Nature.values:
        message = _("Ngày vi phạm phải theo thứ tự và không sau ngày quyết định; hãy chọn tính chất của hành vi.")
        raise DomainError("careers.discipline.days", message, field="act_first")


def _require_detected(detected_on: date | None, first: date, decided_on: date) -> None:
    """A breach is found after it began and before it is decided on."""
    if detected_on is not None and not first <= detected_on <= decided_on:
        message = _("Ngày phát hiện phải từ ngày bắt đầu vi phạm đến ngày quyết định.")
        raise DomainError("careers.discipline.detected", message, field="detected_on")


def _spans(held: Sequence[Posting], first: date, last: date) -> list[ActData]:
    """The days of the act by the units the person was posted in."""
    found = []
    for one in held:
        begin, end = max(first, one.valid.lower), min(last, one.valid.upper - ONE_DAY if one.valid.upper else last)
        if one.kind == PostingKind.MAIN and begin <= end:
            found.append(ActData(one.unit_id, begin, end))
    return found


def _require_posted(held: Sequence[Posting], spans: Sequence[ActData], first: date, last: date) -> None:
    """An act was done where the person was: a unit they were not posted in is a slip."""
    for span in spans:
        is_there = any(
            one.unit_id == span.unit_id and span.first in one.valid and span.last in one.valid for one in held
        )
        if not is_there or not first <= span.first <= span.last <= last:
            message = _("Những ngày đó người này không công tác ở đơn vị đã chọn. Hãy chọn đơn vị khác hoặc ngày khác.")
            raise DomainError("careers.discipline.unit", message, field="acts")
    if not spans:
        message = _("Vào những ngày vi phạm người này chưa công tác ở đơn vị nào. Hãy kiểm tra ngày.")
        raise DomainError("careers.discipline.unposted", message, field="act_first")


def _require_used(person_id: int, rating_id: int | None, effective_on: date) -> None:
    if rating_id is None:
        return
    found = Rating.objects.filter(pk=rating_id, person=person_id, kind=RatedKind.YEAR, is_failing=True).first()
    if found is None or found.valid.lower.year >= effective_on.year:
        message = _("Chỉ chọn được kết quả năm không hoàn thành nhiệm vụ của chính người này, trước năm có quyết định.")
        raise DomainError("careers.discipline.used", message, field="used_rating")


def _held(decision_id: int, person_id: int | None = None) -> DisciplineDecision:
    found = DisciplineDecision.objects.select_for_update().filter(pk=decision_id).first()
    if found is None or (person_id is not None and found.person_id != person_id):
        raise not_found()
    if found.withdrawn_at is not None:
        raise DomainError("careers.discipline.withdrawn", _("Quyết định này đã được rút hoặc thay thế."))
    return found


def _withdraw(row: DisciplineDecision, reason: str, by: Actor, at: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawal_reason = at, user_of(by), reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    settle_acts(person_id=row.person_id, decision_ids=[row.pk], by=by, at=at)


def _replaced(decision_id: int, person_id: int, by: Actor, at: datetime) -> None:
    """Another takes the place of a decision; what its act counts in is worked out together with the other's."""
    live = DisciplineDecision.objects.filter(pk=decision_id, person=person_id, withdrawn_at=None)
    why = _("Thay bằng bản ghi mới.")
    if not live.update(withdrawn_at=at, withdrawn_by=user_of(by), withdrawal_reason=why):
        _held(decision_id, person_id)


@transaction.atomic
def withdraw_discipline(*, decision_id: int, reason: str, by: Actor, at: datetime, on: date) -> DisciplineDecision:
    """A decision annulled, or entered by mistake, no longer counts; its row and its marks stay, with the reason.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.reason.missing, careers.discipline.withdrawn
    Records: careers:discipline:withdrawn
    """
    row = DisciplineDecision.objects.filter(pk=decision_id).first()
    if row is None:
        raise not_found()
    require_keeper(by, row.person_id, on=on, needs=Permission.DISCIPLINE_WRITE)
    written = require_text(reason, "reason", _("Hãy ghi lý do rút quyết định."))
    row = _held(decision_id)
    _withdraw(row, written, by, at)
    _note("withdrawn", row, by, at, after={"number": row.number}, reason=written)
    return row
