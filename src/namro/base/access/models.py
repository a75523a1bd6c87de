"""Grants: rights that do not follow from a relation."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import starts


class Role(models.TextChoices):
    OFFICER = "officer", _("Cán bộ tổ chức, nội vụ")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Grant(models.Model):
    """A role of a user during a range of days; an officer's reaches over a unit and everything under it."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("Vai trò"), max_length=15, choices=Role)
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField(_("Thời gian"))
    basis = models.CharField(_("Văn bản"), max_length=160, blank=True)

    class Meta:
        constraints = [
            starts("grant_starts"),
            models.CheckConstraint(
                name="grant_scope",
                condition=Q(role="officer", unit__isnull=False) | Q(role="administrator", unit__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
