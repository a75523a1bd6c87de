"""Regulations: drafted from a preset or the version in force, saved as often as need be, decided once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import DomainError
from namro.duties.careers.money.models import PayList, Regulation, RegulationState, Scheme
from namro.duties.careers.money.parameters import parameters, terms_of
from namro.duties.careers.money.rules import faults
from namro.duties.careers.money.selectors.standing import not_found, require_unit
from namro.duties.careers.money.services.common import note, require_edit, require_number, require_text, user_of
from namro.duties.careers.money.wording import FAULTS

ONE_DAY = timedelta(days=1)


@transaction.atomic
def draft_regulation(
    *, unit_id: int, money: str, period: str, title: str, preset: str = "", by: Actor, at: datetime, on: date
) -> Regulation:
    """The next version of a regulation, from a preset, or else from the version in force.

    Refuses: money.not_found, access.denied, money.title.missing, money.preset.unknown, money.regulation.drafted
    Records: money:regulation:drafted
    """
    require_unit(by, unit_id, Permission.MONEY_PREPARE, on=on)
    written = require_text(title, "title", _("Hãy ghi tên quy chế."))
    scheme, _made = Scheme.objects.select_for_update().get_or_create(unit_id=unit_id, money=money, period=period)
    versions = list(scheme.versions.order_by("-version"))
    if any(one.state == RegulationState.DRAFT for one in versions):
        message = _("Quy chế này đang có một dự thảo. Hãy sửa tiếp dự thảo đó.")
        raise DomainError("money.regulation.drafted", message)
    last = versions[0] if versions else None
    row = Regulation.objects.create(
        scheme=scheme, version=last.version + 1 if last else 1, title=written, terms=_start(preset, last), preset=preset,
        articles=last.articles if last else {}, drafted_at=at, drafted_by_id=user_of(by),
    )  # fmt: skip
    note("regulation:drafted", row, unit_id, by=by, at=at, after={"title": written, "version": row.version})
    return row


def _start(preset: str, last: Regulation | None) -> dict[str, Any]:
    if not preset and last:
        return dict(last.terms)
    found = parameters().preset(preset) if preset else parameters().presets[0]
    if found is None:
        raise DomainError(
            "money.preset.unknown", _("Không có mẫu quy chế này. Hãy chọn trong danh sách."), field="preset"
        )
    return dict(found.terms)


def _held(regulation_id: int) -> Regulation:
    found = Regulation.objects.select_for_update(of=("self",)).select_related("scheme").filter(pk=regulation_id).first()
    if found is None:
        raise not_found()
    return found


def _require_draft(row: Regulation) -> None:
    if row.state != RegulationState.DRAFT:
        message = _("Quy chế đã ban hành không sửa được. Hãy soạn phiên bản mới để thay thế.")
        raise DomainError("money.regulation.in_force", message)


@transaction.atomic
def save_regulation(
    *, regulation_id: int, title: str, terms: Mapping[str, Any], articles: Mapping[str, str], edits: int, by: Actor,
    at: datetime, on: date,
) -> Regulation:  # fmt: skip
    """Keep a draft as it is now; a draft may still have faults.

    Refuses: money.not_found, access.denied, money.regulation.in_force, money.edited, money.title.missing
    Records: money:regulation:saved
    """
    row = _held(regulation_id)
    require_unit(by, row.scheme.unit_id, Permission.MONEY_PREPARE, on=on)
    _require_draft(row)
    require_edit(row, edits)
    terms_of(terms)
    before = {"terms": row.terms}
    row.title = require_text(title, "title", _("Hãy ghi tên quy chế."))
    row.terms, row.articles, row.edits = dict(terms), dict(articles), row.edits + 1
    row.save(update_fields=["title", "terms", "articles", "edits"])
    note("regulation:saved", row, row.scheme.unit_id, by=by, at=at, before=before, after={"terms": row.terms})
    return row


@transaction.atomic
def decide_regulation(
    *,
    regulation_id: int,
    edits: int,
    number: str,
    decided_on: date,
    valid_from: date,
    by: Actor,
    at: datetime,
    on: date,
) -> Regulation:
    """The head puts a version in force from a day on; the version before ends the day before.

    Refuses: money.not_found, access.denied, money.regulation.in_force, money.edited, money.number.missing,
    money.decided_on.future, money.regulation.faults, money.regulation.too_early, money.regulation.used
    Records: money:regulation:decided
    """
    row = _held(regulation_id)
    unit_id = row.scheme.unit_id
    require_unit(by, unit_id, Permission.MONEY_DECIDE, on=on)
    _require_draft(row)
    require_edit(row, edits)
    written = require_number(number, decided_on, on)
    _require_fit(row)
    _close_before(row, valid_from)
    row.state, row.number, row.decided_on = RegulationState.DECIDED, written, decided_on
    row.valid, row.decided_at, row.decided_by_id = DateRange(valid_from, None), at, user_of(by)
    row.save(update_fields=["state", "number", "decided_on", "valid", "decided_at", "decided_by"])
    note("regulation:decided", row, unit_id, by=by, at=at, after={"number": written, "from": valid_from.isoformat()})
    return row


def _require_fit(row: Regulation) -> None:
    found = faults(terms_of(row.terms))
    if found:
        words = " ".join(str(FAULTS[one]) for one in found)
        raise DomainError("money.regulation.faults", _("Dự thảo chưa ban hành được. %(faults)s") % {"faults": words})


def _close_before(row: Regulation, valid_from: date) -> None:
    """The version in force ends; never before a list already decided by it."""
    before = Regulation.objects.filter(scheme=row.scheme, state=RegulationState.DECIDED).order_by("-version").first()
    if before is None:
        return
    if valid_from <= before.valid.lower:
        message = _("Quy chế mới phải có hiệu lực sau quy chế đang dùng (từ %(day)s).")
        values = {"day": f"{before.valid.lower:%d/%m/%Y}"}
        raise DomainError("money.regulation.too_early", message % values, field="valid_from")
    used = PayList.objects.filter(regulation=before, valid__endswith__gt=valid_from).order_by("-valid").first()
    if used:
        message = _("Đã có danh sách chi đến hết ngày %(day)s theo quy chế đang dùng; chọn ngày sau đó.")
        values = {"day": f"{used.valid.upper - ONE_DAY:%d/%m/%Y}"}
        raise DomainError("money.regulation.used", message % values, field="valid_from")
    before.valid = DateRange(before.valid.lower, valid_from)
    before.save(update_fields=["valid"])
