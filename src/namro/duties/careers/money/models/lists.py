"""A list of money: one unit, one span, one fund, a line for everybody who was posted there."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by, starts


class ListState(models.TextChoices):
    DRAFT = "draft", _("Đang lập")
    SUBMITTED = "submitted", _("Chờ quyết định")
    DECIDED = "decided", _("Đã quyết định")


class PayList(models.Model):
    """Lines and what is unspent always come to the fund: the database refuses anything else. Once decided nothing of it
    changes; a rating replaced afterwards is answered by a list that corrects it.
    """

    regulation = models.ForeignKey("money.Regulation", on_delete=models.PROTECT, related_name="lists")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField(_("Thời gian"))
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, related_name="corrected_by", null=True)
    fund = models.BigIntegerField(_("Quỹ (đồng)"))
    total = models.BigIntegerField(_("Tổng chi"), default=0)
    unspent = models.BigIntegerField(_("Chưa chi"))
    frame = models.BigIntegerField(_("Khung quỹ"), null=True)  # of a bonus, when computed: what it might hold at most
    frame_reason = models.TextField(blank=True)  # why it holds more, where no law known to the full refuses that
    state = models.CharField(max_length=9, choices=ListState, default=ListState.DRAFT)
    edits = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    waiting_reason = models.TextField(blank=True)  # why it goes on without those who wait for a rating or a base
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    returned_reason = models.TextField(blank=True)
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        constraints = [
            starts("paylist_starts"),
            models.UniqueConstraint(
                name="paylist_once", fields=["regulation", "unit", "valid"], condition=Q(corrects=None)
            ),
            models.CheckConstraint(
                name="paylist_reconciles",
                condition=Q(total__gte=0, unspent__gte=0, fund=F("total") + F("unspent")),
            ),
            at_with_by("paylist_submitted", "submitted_at", "submitted_by"),
            at_with_by("paylist_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="paylist_state",
                condition=Q(state="draft", submitted_at__isnull=True, decided_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, decided_at__isnull=True)
                | Q(state="decided", submitted_at__isnull=False, decided_at__isnull=False, decided_on__isnull=False)
                & ~Q(number=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "-valid"], name="paylist_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.valid}"


class LineState(models.TextChoices):
    PAID = "paid", _("Được chi")
    EXCLUDED = "excluded", _("Không thuộc diện chi")
    WAITING = "waiting", _("Chưa đủ căn cứ")


class PayLine(models.Model):
    """One person of a list and how their amount came about; the figures are those it was computed with, kept as they were."""

    pay_list = models.ForeignKey(PayList, on_delete=models.CASCADE, related_name="lines")  # only drafts lose lines
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    rating = models.ForeignKey("facts.Rating", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=8, choices=LineState)
    why = models.CharField(max_length=12, blank=True)  # a key of wording.WHYS, where nothing is paid
    level = models.CharField(_("Mức"), max_length=8, blank=True)
    coefficient = models.DecimalField(_("Hệ số"), max_digits=7, decimal_places=4, null=True)
    days = models.PositiveSmallIntegerField(_("Số ngày tính"))
    base = models.BigIntegerField(
        _("Căn cứ tính"), default=0
    )  # of the span, whole đồng; shown, the exact is in `workings`
    amount = models.BigIntegerField(_("Số tiền"), default=0)
    before = models.BigIntegerField(null=True)  # in the list this one corrects
    workings = models.JSONField(default=dict)
    # The line of whoever decides the list is decided above them, by a decision of its own.
    number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payline_once", fields=["pay_list", "person"]),
            models.CheckConstraint(
                name="payline_paid",
                condition=Q(state="paid", amount__gte=0, rating__isnull=False) | Q(amount=0) & ~Q(state="paid") & ~Q(why=""),
            ),
            at_with_by("payline_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="payline_decided_whole",
                condition=Q(decided_at__isnull=True, decided_on__isnull=True, number="")
                | Q(decided_at__isnull=False, decided_on__isnull=False) & ~Q(number=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pay_list_id}/{self.person_id}: {self.amount}"
