"""Queue numbers of a service point: taken on the spot or booked for a time, called by a counter, served or not there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.onestop.models.dossiers import _act
from namro.duties.onestop.models.points import Counter, ServicePoint


class TicketState(models.TextChoices):
    WAITING = "waiting", _("Đang chờ")
    CALLED = "called", _("Đã gọi")
    SERVED = "served", _("Đã phục vụ")
    MISSED = "missed", _("Gọi không có mặt")
    CANCELLED = "cancelled", _("Đã hủy")


class Ticket(models.Model):
    """One number of a point and a day. Nobody's name stands on it: a booking is looked up by its own secret code."""

    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    day = models.DateField()
    number = models.PositiveIntegerField(_("Số"))
    field = models.CharField(_("Lĩnh vực"), max_length=200, blank=True)  # "": any
    slot = models.DateTimeField(_("Giờ hẹn"), null=True)  # booked for; nobody booked where there is none
    code = models.CharField(max_length=20, blank=True)  # of a booking
    state = models.CharField(max_length=9, choices=TicketState, default=TicketState.WAITING)
    taken_at = models.DateTimeField()
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    called_at = models.DateTimeField(null=True)
    called_by = _act()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "number"]
        constraints = [
            models.UniqueConstraint(name="ticket_number_once", fields=["point", "day", "number"]),
            models.UniqueConstraint(name="ticket_code_once", fields=["code"], condition=~Q(code="")),
            models.CheckConstraint(name="ticket_booked_whole", condition=Q(slot__isnull=True, code="") | Q(slot__isnull=False) & ~Q(code="")),
            models.CheckConstraint(name="ticket_states", condition=Q(state__in=TicketState.values)),
            models.CheckConstraint(
                name="ticket_called_whole",
                condition=Q(state__in=["waiting", "cancelled"], called_at__isnull=True) | Q(called_at__isnull=False, counter__isnull=False),
            ),
            models.CheckConstraint(name="ticket_done_after", condition=Q(done_at__isnull=True) | Q(called_at__isnull=True) | Q(done_at__gte=F("called_at"))),
            at_with_by("ticket_called_by", "called_at", "called_by"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["point", "day", "state", "number"], name="ticket_waiting")]

    def __str__(self) -> str:
        return f"{self.number:03d}"
