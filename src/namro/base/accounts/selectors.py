"""Accounts and typed work, read."""

from __future__ import annotations

from datetime import datetime

from namro.base.accounts.models import TypedWork, User
from namro.base.accounts.services import KEPT_FOR


def account_of(user_id: int) -> User:
    return User.objects.select_related("person").get(pk=user_id)


def typed_work(*, token: str, user_id: int, at: datetime) -> TypedWork | None:
    """What this very user had typed under this token within the last day."""
    return TypedWork.objects.filter(token=token, user_id=user_id, at__gte=at - KEPT_FOR).first()


def accounts_of(person_ids: list[int]) -> dict[int, User]:
    """The account of each of these people, where there is one."""
    return {user.person_id: user for user in User.objects.filter(person_id__in=person_ids) if user.person_id}
