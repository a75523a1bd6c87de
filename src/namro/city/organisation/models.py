"""Units and what they were called, where they stood and what they were, on each date."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import no_overlap, starts


class UnitKind(models.TextChoices):
    CITY = "city", _("Thành phố")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    DIVISION = "division", _("Phòng, ban chuyên môn")
    COMMUNE = "commune", _("Xã, phường")
    PUBLIC_SERVICE = "public_service", _("Đơn vị sự nghiệp công lập")
    PARTY = "party", _("Cơ quan Đảng")
    MASS = "mass", _("Mặt trận và đoàn thể")
    OTHER = "other", _("Khác")


class AgencyRole(models.TextChoices):
    """What a unit is in the sense of NĐ 335/2025 art. 3 and 10: who tracks and who rates follows from it."""

    MANAGING = "managing", _("Cơ quan quản lý công chức")
    USING = "using", _("Cơ quan sử dụng công chức")
    DIRECT = "direct", _("Đơn vị trực tiếp sử dụng công chức")


class Unit(models.Model):
    """The identity of a unit; everything that can change about it is in its spells."""

    code = models.CharField(_("Mã đơn vị"), max_length=32, unique=True)

    def __str__(self) -> str:
        return self.code


class UnitSpell(models.Model):
    """What a unit was during a range of days: name, kind, parent, role. Ranges of one unit never overlap."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="spells")
    valid = DateRangeField(_("Hiệu lực"))
    name = models.CharField(_("Tên đơn vị"), max_length=255)
    search_key = models.CharField(max_length=300, editable=False)
    kind = models.CharField(_("Loại"), max_length=20, choices=UnitKind)
    role = models.CharField(_("Vai trò"), max_length=10, choices=AgencyRole)
    parent = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="child_spells")
    position = models.PositiveIntegerField(_("Thứ tự"), default=0)
    basis = models.CharField(_("Văn bản"), max_length=255, blank=True)

    class Meta:
        constraints = [
            starts("unitspell_starts"),
            no_overlap("unitspell_no_overlap", "unit_id"),
            models.CheckConstraint(name="unitspell_not_own_parent", condition=~Q(parent=F("unit"))),
            models.CheckConstraint(
                name="unitspell_parent_but_city", condition=Q(parent__isnull=False) | Q(kind=UnitKind.CITY)
            ),
        ]
        indexes = [models.Index(fields=["parent"]), models.Index(fields=["search_key"])]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Which unit took over from which, wholly or in part (mergers, splits, renamings)."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions_in")
    on = models.DateField(_("Ngày"))
    is_whole = models.BooleanField(_("Toàn bộ"), default=True)
    basis = models.CharField(_("Văn bản"), max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor", "on"]),
            models.CheckConstraint(name="succession_other", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
