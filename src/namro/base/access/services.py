"""Grants: the only writer of who is a home-affairs officer of what, and who administers the system."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.models import Grant, Role
from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed


def _require_administrator(by: Actor) -> None:
    if not may(Permission.SYSTEM_MANAGE, by.own_relations):
        raise NotAllowed("access.denied", _("Chỉ quản trị hệ thống được cấp và thu hồi quyền."))


@transaction.atomic
def give(
    *,
    user_id: int,
    role: Role,
    unit_id: int | None,
    since: date,
    until: date | None,
    basis: str,
    by: Actor,
    at: datetime,
) -> Grant:
    """Give a role to a user from a day on; `until` is the last day, empty for no end.

    Refuses: access.denied, access.grant.unit_missing, access.grant.dates, access.grant.own, access.grant.apart,
    access.grant.exists
    Records: access:grant:given
    """
    _require_administrator(by)
    scope = unit_id if role == Role.OFFICER else None
    if role == Role.OFFICER and scope is None:
        raise DomainError("access.grant.unit_missing", _("Chọn đơn vị mà cán bộ nội vụ phụ trách."), field="unit")
    if until is not None and until < since:
        raise DomainError("access.grant.dates", _("Ngày kết thúc phải sau ngày bắt đầu."), field="until")
    if user_id == by.user_id:
        raise NotAllowed("access.grant.own", _("Không ai tự cấp quyền cho mình. Nhờ một quản trị viên khác."))
    days = DateRange(since, until + timedelta(days=1) if until else None)
    _require_apart(user_id, role, days)
    same = Grant.objects.filter(user_id=user_id, role=role, valid__overlap=days)
    if (same.filter(unit_id=scope) if scope else same.filter(unit_id__isnull=True)).exists():
        raise DomainError("access.grant.exists", _("Người này đã có quyền đó trong thời gian này."), field="user")
    grant = Grant.objects.create(user_id=user_id, role=role, unit_id=scope, valid=days, basis=basis)
    record(
        tag="access:grant:given", by=by, at=at, subject=("grant", grant.pk), unit_id=scope,
        after={"user": user_id, "role": str(role), "since": str(since), "until": str(until or "")}, reason=basis,
    )  # fmt: skip
    return grant


def _require_apart(user_id: int, role: Role, days: DateRange) -> None:
    """Whoever administers the system sees no scores, so nobody is officer and administrator at once."""
    if Grant.objects.filter(user_id=user_id, valid__overlap=days).exclude(role=role).exists():
        message = _(
            "Quản trị hệ thống không kiêm cán bộ nội vụ: người quản trị không được xem điểm. Thu hồi quyền kia trước."
        )
        raise DomainError("access.grant.apart", message, field="role")


@transaction.atomic
def take_back(*, grant_id: int, on: date, reason: str, by: Actor, at: datetime) -> None:
    """End a grant: it holds no longer from `on`; one that has not begun disappears.

    Refuses: access.denied, access.grant.unknown, access.grant.own, access.grant.reason
    Records: access:grant:taken_back
    """
    _require_administrator(by)
    grant = Grant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None:
        raise DomainError("access.grant.unknown", _("Quyền này không còn. Tải lại danh sách."))
    if not reason.strip():
        raise DomainError("access.grant.reason", _("Ghi lý do thu hồi để lưu vào nhật ký."), field="reason")
    if grant.user_id == by.user_id and grant.role == Role.ADMINISTRATOR:
        raise DomainError(
            "access.grant.own", _("Không thể tự thu hồi quyền quản trị của mình. Nhờ một quản trị viên khác.")
        )
    before = {
        "user": grant.user_id,
        "role": grant.role,
        "since": str(grant.valid.lower),
        "until": str(grant.valid.upper or ""),
    }
    if grant.valid.lower >= on:
        grant.delete()
    else:
        grant.valid = DateRange(grant.valid.lower, on)
        grant.save(update_fields=["valid"])
    record(
        tag="access:grant:taken_back", by=by, at=at, subject=("grant", grant_id), unit_id=grant.unit_id, before=before,
        reason=reason,
    )  # fmt: skip
