"""Who people are. The code never changes; names are kept in one form with their sort and search keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import services as organisation
from namro.city.people.models import Person
from namro.city.people.selectors import postings_on
from namro.city.people.services.refusals import REFUSALS
from namro.engine.text import nfc, search_key, sort_key

CORRECTABLE = ("full_name", "birth_date", "sex", "email")


@transaction.atomic
def add_person(
    *,
    code: str,
    full_name: str,
    by: Actor,
    at: datetime,
    birth_date: date | None = None,
    sex: str = "",
    email: str = "",
) -> Person:
    """A person the city did not know; where they are posted is said by `post`.

    Refuses: access.denied, people.person.code_taken, people.person.code_required, people.person.name_required
    Records: people:person:added
    """
    if not by.officer_of:
        raise NotAllowed("access.denied", _("Chỉ cán bộ nội vụ được thêm người vào hệ thống."))
    code, full_name = nfc(code), nfc(full_name)
    _require(code, full_name)
    with said_plainly(REFUSALS):
        person = Person.objects.create(
            code=code, full_name=full_name, sort_key=sort_key(full_name), search_key=search_key(full_name),
            birth_date=birth_date, sex=sex, email=email,
        )  # fmt: skip
    record(
        tag="people:person:added",
        by=by,
        at=at,
        subject=("person", person.pk),
        after={"code": code, "full_name": full_name},
    )
    return person


def _require(code: str, full_name: str) -> None:
    if not code:
        raise DomainError("people.person.code_required", _("Hãy nhập mã cán bộ."), field="code")
    if not full_name:
        raise DomainError("people.person.name_required", _("Hãy nhập họ và tên."), field="full_name")


@transaction.atomic
def correct_person(*, person_id: int, by: Actor, at: datetime, **changes: Any) -> Person:
    """Put right a name, birth date, sex or address; the log keeps what was written before.

    Refuses: access.denied, people.person.name_required
    Records: people:person:corrected
    """
    assert not set(changes) - set(CORRECTABLE), changes
    person = Person.objects.select_for_update().get(pk=person_id)
    require_officer_of_person(by, person_id, at=at)
    before = {name: str(getattr(person, name) or "") for name in changes}
    for name, value in changes.items():
        setattr(person, name, nfc(value) if name == "full_name" else value)
    _require(person.code, person.full_name)
    person.sort_key, person.search_key = sort_key(person.full_name), search_key(person.full_name)
    person.save()
    after = {name: str(value or "") for name, value in changes.items()}
    record(tag="people:person:corrected", by=by, at=at, subject=("person", person_id), before=before, after=after)
    return person


def require_officer_of_person(by: Actor, person_id: int, *, at: datetime) -> None:
    """The actor is officer over a unit the person is posted in today; anybody's officer when posted nowhere."""
    today = timezone.localdate(at)
    postings = postings_on(person_id, on=today)
    if not postings and by.officer_of:
        return None
    refusal: NotAllowed | None = None
    for posting in postings:
        try:
            return organisation.require_officer(by, posting.unit_id, on=today, at=at)
        except NotAllowed as error:
            refusal = error
    raise refusal or NotAllowed("access.denied", _("Chỉ cán bộ nội vụ phụ trách được sửa thông tin này."))
