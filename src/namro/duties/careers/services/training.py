"""Courses completed, recorded from their certificates; a wrong one is withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import DomainError
from namro.duties.careers.models import Training
from namro.duties.careers.selectors.standing import not_found, require_keeper
from namro.duties.careers.services.common import require_text, user_of

TWICE: Refusals = {
    "training_once": (
        "careers.training.twice",
        gettext_lazy("Chứng chỉ hoặc quyết định này đã được ghi cho người này. Hãy kiểm tra số."),
    )
}


@transaction.atomic
def record_training(
    *, person_id: int, title: str, organiser: str, first: date, last: date, number: str, by: Actor, at: datetime, on: date,
    result: str = "",
) -> Training:  # fmt: skip
    """A course the person completed, `first` and `last` both included.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.title.missing, careers.organiser.missing,
    careers.number.missing, careers.training.order, careers.training.future, careers.training.twice
    Records: careers:training:recorded
    """
    require_keeper(by, person_id, on=on)
    if last < first:
        raise DomainError("careers.training.order", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="last")
    if last > on:
        raise DomainError("careers.training.future", _("Chỉ ghi khóa học đã hoàn thành."), field="last")
    with said_plainly(TWICE):
        made = Training.objects.create(
            person_id=person_id, title=require_text(title, "title", _("Hãy ghi tên khóa học.")),
            organiser=require_text(organiser, "organiser", _("Hãy ghi cơ sở đào tạo.")),
            number=require_text(number, "number", _("Hãy ghi số chứng chỉ hoặc quyết định.")), result=result.strip(),
            valid=DateRange(first, last + timedelta(days=1)), recorded_at=at, recorded_by_id=user_of(by),
        )  # fmt: skip
    record(
        tag="careers:training:recorded", by=by, at=at, subject=("person", person_id),
        after={"training": made.pk, "title": made.title, "number": made.number},
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_training(*, training_id: int, reason: str, by: Actor, at: datetime, on: date) -> Training:
    """A course entered by mistake.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.reason.missing, careers.training.withdrawn
    Records: careers:training:withdrawn
    """
    made = Training.objects.select_for_update().filter(pk=training_id).first()
    if made is None:
        raise not_found()
    require_keeper(by, made.person_id, on=on)
    written = require_text(reason, "reason", _("Hãy ghi lý do."))
    if made.withdrawn_at is not None:
        raise DomainError("careers.training.withdrawn", _("Khóa học này đã được rút."))
    made.withdrawn_at, made.withdrawn_by_id, made.withdrawal_reason = at, user_of(by), written
    made.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record(
        tag="careers:training:withdrawn", by=by, at=at, subject=("person", made.person_id), after={"training": made.pk},
        reason=written,
    )  # fmt: skip
    return made
