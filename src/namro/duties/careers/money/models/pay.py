"""What a person's pay is reckoned from, dated, in whole đồng."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, starts


class PayBase(models.Model):
    """A coefficient of the State's base salary, or an amount a month. Rows of concurrent posts may stand side by side: a
    list counts the highest of a day. A row recorded by mistake is withdrawn; only undoing a whole import deletes rows (lists keep their own figures).
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(_("Ngạch, chức vụ"), max_length=160, blank=True)
    coefficient = models.DecimalField(_("Hệ số"), max_digits=6, decimal_places=3, null=True)
    amount = models.BigIntegerField(_("Mức lương (đồng)"), null=True)
    valid = DateRangeField(_("Thời gian"))
    document = models.CharField(_("Văn bản"), max_length=160, blank=True)
    known_at = models.DateTimeField()
    known_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        constraints = [
            starts("paybase_starts"),
            models.CheckConstraint(
                name="paybase_one_measure",
                condition=Q(coefficient__gt=0, amount__isnull=True) | Q(coefficient__isnull=True, amount__gt=0),
            ),
            models.UniqueConstraint(
                name="paybase_once", fields=["person", "post", "valid"], condition=Q(withdrawn_at=None)
            ),
            at_with_by("paybase_withdrawn", "withdrawn_at", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid}"
