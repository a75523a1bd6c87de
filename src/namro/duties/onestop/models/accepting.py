"""What a service point takes: its acceptance list, by the decision that lays it down."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from namro.base.db import equal, starts
from namro.duties.onestop.models.points import ServicePoint


def same_code(field: str) -> tuple[Func, str]:
    """Equality of a code, said with ranges as `namro.base.db.equal` says that of a key: by its number of 64 bits."""
    number = Func(F(field), Value(0), function="hashtextextended")
    return Func(number, number, Value("[]"), function="int8range"), RangeOperators.OVERLAPS


class AcceptanceEntry(models.Model):
    """One procedure a point takes between two days. A point without any entry takes every procedure in force."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="acceptance", db_index=False)
    procedure_code = models.CharField(_("Mã thủ tục"), max_length=40)
    valid = DateRangeField(_("Tiếp nhận"))
    decision_number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decision_on = models.DateField(_("Ngày quyết định"), null=True)

    class Meta:
        constraints = [
            starts("acceptance_starts"),
            ExclusionConstraint(
                name="acceptance_once",
                expressions=[equal("point_id"), same_code("procedure_code"), ("valid", RangeOperators.OVERLAPS)],
                violation_error_code="overlap",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "procedure_code"], name="acceptance_point_code"),
            models.Index(fields=["procedure_code"], name="acceptance_code"),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.procedure_code}"
