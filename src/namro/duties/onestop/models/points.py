"""Service points, their hours, their counters, and who receives there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import no_overlap, starts


class PointKind(models.TextChoices):
    PROVINCE = "province", _("Trung tâm phục vụ hành chính công")
    BRANCH = "branch", _("Chi nhánh")
    COMMUNE = "commune", _("Trung tâm phục vụ hành chính công cấp xã")
    POINT = "point", _("Điểm tiếp nhận")


class ServicePoint(models.Model):
    """A place where dossiers are received and results returned, run by a unit."""

    code = models.CharField(_("Mã điểm"), max_length=35, unique=True)  # the agency code dossiers are numbered under
    name = models.CharField(_("Tên điểm"), max_length=200)
    kind = models.CharField(max_length=8, choices=PointKind, default=PointKind.COMMUNE)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("Địa chỉ"), max_length=300, blank=True)
    valid = DateRangeField(_("Hoạt động"))

    # The day and the hours of that day it was read with, where it was: {1: [["08:00", "12:00"], …]}; None: it has none.
    known_hours: tuple[date, dict[str, Any] | None] | None = None
    # The day it was read for, and whether the unit that runs it worked then.
    known_unit: tuple[date, bool] | None = None
    # The day and the procedure it was asked about while it was read, and whether it takes that one.
    known_taken: tuple[date, str, bool] | None = None

    class Meta:
        constraints = [
            starts("point_starts"),
            models.CheckConstraint(name="point_code", condition=Q(code__regex=r"^[0-9A-Z]+(\.[0-9A-Z]+)*$")),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """The hours of a point from a day on: {"1": [["08:00", "12:00"], …], …} by ISO week day."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="hours")
    valid = DateRangeField(_("Áp dụng"))
    week = models.JSONField(_("Giờ làm việc"))
    basis = models.CharField(_("Văn bản quy định"), max_length=160, blank=True)

    class Meta:
        constraints = [starts("hours_starts"), no_overlap("hours_one_a_day", "point_id")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.valid}"


class Counter(models.Model):
    """A desk of a point: its number, and the fields of procedures it receives (all of them when none is named)."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField(_("Số quầy"))
    title = models.CharField(_("Tên quầy"), max_length=120, blank=True)
    fields = models.JSONField(_("Lĩnh vực"), default=list)
    valid = DateRangeField(_("Hoạt động"))

    class Meta:
        constraints = [starts("counter_starts"), no_overlap("counter_number_once", "point_id", "number")]

    def __str__(self) -> str:
        return str(self.number)


class Duty(models.TextChoices):
    RECEIVER = "receiver", _("Tiếp nhận và trả kết quả")
    SUPERVISOR = "supervisor", _("Phụ trách bộ phận")


class PointStaff(models.Model):
    """Who works at a point, and as what, between two days."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="staff")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=10, choices=Duty, default=Duty.RECEIVER)
    valid = DateRangeField(_("Thời gian"))

    class Meta:
        constraints = [
            starts("pointstaff_starts"),
            no_overlap("pointstaff_once", "point_id", "person_id"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.duty}"
