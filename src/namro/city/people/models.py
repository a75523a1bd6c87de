"""People, their postings and everything about them that has dates."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import no_overlap, starts
from namro.city.people.areas import never_together


class StaffGroup(models.TextChoices):
    CADRE = "can_bo", _("Cán bộ")
    CIVIL_SERVANT = "cong_chuc", _("Công chức")
    PUBLIC_EMPLOYEE = "vien_chuc", _("Viên chức")
    CONTRACT = "ldhd", _("Lao động hợp đồng")


class Rank(models.TextChoices):
    HEAD = "head", _("Người đứng đầu")
    DEPUTY = "deputy", _("Cấp phó")
    STAFF = "staff", _("Không giữ chức vụ lãnh đạo")


class PostingKind(models.TextChoices):
    MAIN = "main", _("Chính thức")
    CONCURRENT = "concurrent", _("Kiêm nhiệm")
    ACTING = "acting", _("Phụ trách, quyền")


class Sex(models.TextChoices):
    FEMALE = "f", _("Nữ")
    MALE = "m", _("Nam")


class LeaveKind(models.TextChoices):
    MATERNITY = "maternity", _("Thai sản")
    SICK = "sick", _("Ốm đau")
    UNPAID = "unpaid", _("Không hưởng lương")
    OTHER = "other", _("Khác")


class Person(models.Model):
    """A person of the city, known by a staff code that never changes; namesakes differ by it.

    The table has one column more, which only searches read: `words`, the words of search_key (migration 0004).
    """

    code = models.CharField(_("Mã cán bộ"), max_length=32, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=200, editable=False, db_collation="C")  # given name first
    search_key = models.CharField(max_length=140, editable=False)  # no accents, đ as d
    birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)
    sex = models.CharField(_("Giới tính"), max_length=1, choices=Sex, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)

    class Meta:
        ordering = ["sort_key", "code"]
        indexes = [
            models.Index(fields=["sort_key", "code"], name="person_order"),
            models.Index(fields=["search_key"], name="person_search"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Posting(models.Model):
    """A person's place in a unit during a range of days. One main posting at a time; one head a unit a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="postings")
    valid = DateRangeField(_("Thời gian"))
    kind = models.CharField(_("Hình thức"), max_length=10, choices=PostingKind, default=PostingKind.MAIN)
    rank = models.CharField(_("Cấp bậc"), max_length=6, choices=Rank, default=Rank.STAFF)
    staff_group = models.CharField(_("Đối tượng"), max_length=10, choices=StaffGroup)
    title = models.CharField(_("Chức vụ, chức danh"), max_length=160, blank=True)
    task_group = models.CharField(_("Nhóm nhiệm vụ tương đồng"), max_length=60, blank=True)
    basis = models.CharField(_("Quyết định"), max_length=160, blank=True)

    class Meta:
        constraints = [
            starts("posting_starts"),
            never_together("posting_one_main", "person_id", condition=Q(kind="main")),
            never_together("posting_one_head", "unit_id", condition=Q(rank="head")),
            never_together("posting_not_twice", "person_id", "unit_id"),
        ]
        indexes = [
            models.Index(fields=["staff_group", "rank"], condition=Q(kind="main"), name="posting_main_who"),
            models.Index(fields=["unit", "person"], condition=Q(rank="head"), name="posting_heads"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.unit_id}"


class FieldOfResponsibility(models.Model):
    """A unit that a deputy looks after; art. 15.4 judges a deputy over these fields only."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="fields")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField(_("Thời gian"))

    class Meta:
        constraints = [starts("field_starts"), no_overlap("field_no_overlap", "posting_id", "unit_id")]

    def __str__(self) -> str:
        return f"{self.posting_id} → {self.unit_id}"


class Leave(models.Model):
    """Days a person was away with a reason the law knows."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(_("Loại nghỉ"), max_length=10, choices=LeaveKind)
    valid = DateRangeField(_("Thời gian"))
    basis = models.CharField(_("Văn bản"), max_length=160, blank=True)

    class Meta:
        constraints = [starts("leave_starts"), no_overlap("leave_no_overlap", "person_id")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Delegation(models.Model):
    """A head lets another person score, and prepare decisions, in the unit's name, by a written decision, for a period.

    Deciding is never delegated: only the authority decides.
    """

    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_received")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField(_("Thời gian"))
    number = models.CharField(_("Số văn bản"), max_length=60)
    signed_on = models.DateField(_("Ngày ký"))

    class Meta:
        constraints = [
            starts("delegation_starts"),
            models.CheckConstraint(name="delegation_numbered", condition=~Q(number="")),
            models.CheckConstraint(name="delegation_other", condition=~Q(giver=models.F("receiver"))),
            no_overlap("delegation_no_overlap", "giver_id", "receiver_id", "unit_id"),
        ]

    def __str__(self) -> str:
        return self.number
