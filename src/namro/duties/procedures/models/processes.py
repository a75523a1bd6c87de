"""The internal process of a procedure: who does what in which time, with what result."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import no_overlap, starts
from namro.duties.procedures.models.catalogue import Procedure, act


class ProcessTemplate(models.Model):
    """An internal process (quy trình nội bộ) as approved, in force in `valid`; a running dossier keeps the one it began with."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="processes")
    valid = DateRangeField(_("Áp dụng"))
    number = models.CharField(_("Số quyết định"), max_length=60)
    signed_on = models.DateField(_("Ngày ký"))
    created_at = models.DateTimeField()
    created_by = act()

    class Meta:
        constraints = [
            starts("process_starts"),
            no_overlap("process_one_in_force", "procedure_id"),
            models.CheckConstraint(name="process_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.number}"


class ProcessStep(models.Model):
    """A step with its four parts: who (a role or unit in words), what, in what time, with which result."""

    process = models.ForeignKey(ProcessTemplate, on_delete=models.CASCADE, related_name="steps")
    sequence = models.PositiveSmallIntegerField(_("Thứ tự"))
    who = models.CharField(_("Người, bộ phận thực hiện"), max_length=200)
    task = models.CharField(_("Nội dung công việc"), max_length=500)
    quantity = models.PositiveSmallIntegerField(_("Thời gian"))
    unit = models.CharField(_("Đơn vị"), max_length=12, choices=[
        ("hours", _("giờ")), ("days", _("ngày")), ("working_days", _("ngày làm việc")), ("months", _("tháng")),
    ])  # fmt: skip
    result = models.CharField(_("Kết quả"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="procstep_once", fields=["process", "sequence"]),
            models.CheckConstraint(name="procstep_quantity", condition=Q(quantity__gte=1, sequence__gte=1)),
            models.CheckConstraint(name="procstep_whole", condition=~Q(who="") & ~Q(task="") & ~Q(result="")),
            models.CheckConstraint(
                name="procstep_unit", condition=Q(unit__in=["hours", "days", "working_days", "months"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.task}"
