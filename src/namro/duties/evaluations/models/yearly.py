"""What the rating of a year rests on besides points: the meeting and its minutes, opinions, calibration, transfers.

Law: NĐ 335/2025 art. 19.1 (the old unit sends its results), art. 21.1b to 21.1d and 21.2b to 21.2d.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.duties.evaluations.models.core import Period, Round, Sheet


class MeetingKind(models.TextChoices):
    """Who must attend (art. 21): everybody of the unit, or its leaders with the Party committee and sub-unit heads."""

    EVERYBODY = "everybody", _("Toàn thể")
    LEADERS = "leaders", _("Tập thể lãnh đạo, cấp ủy, người đứng đầu đơn vị cấu thành")


class Meeting(models.Model):
    """A meeting that reviews the sheets of a unit. Once adopted its minutes stand; what was wrong needs another meeting."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="meetings")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=MeetingKind, default=MeetingKind.EVERYBODY)
    held_on = models.DateField(_("Ngày họp"))
    place = models.CharField(_("Địa điểm"), max_length=200, blank=True)
    chair = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("Chủ trì cuộc họp")
    )
    secretary = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("Thư ký"))
    minutes = models.TextField(_("Diễn biến, ý kiến chung"), blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            at_with_by("meeting_adopted", "adopted_at", "adopted_by"),
            models.UniqueConstraint(
                name="meeting_one_open", fields=["period", "unit", "kind"], condition=Q(adopted_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_on}"


class Presence(models.TextChoices):
    PRESENT = "present", _("Có mặt")
    WRITTEN = "written", _("Góp ý bằng văn bản")
    ABSENT = "absent", _("Vắng mặt")


class Attendance(models.Model):
    """One person at a meeting, and why they had to be asked."""

    class Role(models.TextChoices):
        STAFF = "staff", _("Thành viên đơn vị")
        LEADER = "leader", _("Tập thể lãnh đạo")
        SUB_HEAD = "sub_head", _("Người đứng đầu đơn vị cấu thành")
        PARTY = "party", _("Đại diện cấp ủy")
        GUEST = "guest", _("Khách mời")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=Role)
    presence = models.CharField(max_length=7, choices=Presence, blank=True)  # empty: not noted yet
    note = models.CharField(_("Lý do vắng"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["meeting", "person"]),
            models.CheckConstraint(name="attendance_absent_why", condition=~Q(presence="absent") | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.presence}"


class MeetingOpinion(models.Model):
    """What the meeting minuted about one sheet."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="opinions")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="meeting_opinions")
    text = models.TextField(_("Ý kiến của cuộc họp"))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_opinion_once", fields=["meeting", "sheet"]),
            models.CheckConstraint(name="meeting_opinion_said", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} on {self.sheet_id}"


class CommitteeOpinion(models.Model):
    """The Party committee's written opinion on a head or deputy (art. 21.1c, 21.2c). A later one replaces, both stay."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="committee_opinions")
    body = models.CharField(_("Cấp ủy"), max_length=200)
    number = models.CharField(_("Số văn bản"), max_length=60)
    on = models.DateField(_("Ngày văn bản"))
    text = models.TextField(_("Nhận xét, đánh giá"))
    level = models.CharField(_("Mức đề nghị"), max_length=8, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="committee_opinion_said", condition=~Q(text="") & ~Q(number="") & ~Q(body=""))
        ]

    def __str__(self) -> str:
        return self.number


class Calibration(models.Model):
    """A session that looks at a whole round side by side before the decision: who sat, what was said, what was proposed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="calibrations")
    held_on = models.DateField(_("Ngày họp"))
    attendees = models.TextField(_("Thành phần"))
    minutes = models.TextField(_("Nội dung, lý do"))
    reading = models.CharField(max_length=20)
    rate = models.CharField(max_length=12)
    chosen = models.JSONField(default=dict)  # sheet -> {level, reason, was}
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="calibration_minuted", condition=~Q(minutes="") & ~Q(attendees=""))]

    def __str__(self) -> str:
        return f"{self.round_id} {self.held_on}"


class TransferRecord(models.Model):
    """What the old unit sent along for somebody who moved within the year (art. 19.1): its results, confirmed by its head."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="transfer_records")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")  # the old one
    results = models.JSONField(default=list)  # [{number, sheet, total, rating}] as they stood when confirmed
    remark = models.TextField(_("Nhận xét của đơn vị cũ"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="transfer_once", fields=["sheet", "unit"])]

    def __str__(self) -> str:
        return f"{self.sheet_id} from {self.unit_id}"


class AdvisoryScore(models.Model):
    """Points by somebody beside the line of art. 10: shown to whoever decides, never part of the score of the law."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="advisory_scores")
    channel = models.CharField(max_length=40)  # law/parameters/evaluations.yaml#advisory_channels
    points = models.DecimalField(_("Điểm tham khảo"), max_digits=6, decimal_places=2)
    comment = models.TextField(_("Nhận xét"))
    giver = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="advisory_once", fields=["sheet", "channel", "giver"]),
            models.CheckConstraint(name="advisory_points", condition=Q(points__gte=0, points__lte=100)),
            models.CheckConstraint(name="advisory_said", condition=~Q(comment="")),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.points}"
