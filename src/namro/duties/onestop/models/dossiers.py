"""The dossier and its ledgers. State, due moment and lateness are columns, so that every board is one indexed read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.engine.clock import Policy, Unit


def _act() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class State(models.TextChoices):
    """The ten states portals show, by their numbers, after a draft of the counter's own."""

    DRAFT = "draft", _("Nháp")
    REGISTERED = "registered", _("Mới đăng ký")
    ACCEPTED = "accepted", _("Được tiếp nhận")
    REFUSED = "refused", _("Không được tiếp nhận")
    PROCESSING = "processing", _("Đang xử lý")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung giấy tờ")
    PAYMENT = "payment", _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWN = "withdrawn", _("Công dân yêu cầu rút hồ sơ")
    STOPPED = "stopped", _("Dừng xử lý")
    DONE = "done", _("Đã xử lý xong")
    RETURNED = "returned", _("Đã trả kết quả")


class Channel(models.TextChoices):
    COUNTER = "counter", _("Trực tiếp")
    ONLINE = "online", _("Trực tuyến")
    POST = "post", _("Bưu chính công ích")


class PaperSource(models.TextChoices):
    """How a paper of the dossier is there. What is found in a database is not asked of anybody."""

    PAPER = "", _("bản giấy")
    FILE = "file", _("bản điện tử")
    DATA = "data", _("tra trong cơ sở dữ liệu")


class ReturnWay(models.TextChoices):
    """How a result reaches the citizen."""

    PERSON = "person", _("Trực tiếp")
    POST = "post", _("Bưu chính công ích")
    ELECTRONIC = "electronic", _("Điện tử")


class AgentKind(models.TextChoices):
    """Who hands in for somebody else."""

    PERSON = "person", _("Người được ủy quyền")
    CONSULTANCY = "consultancy", _("Tổ chức tư vấn, dịch vụ")


RUNNING = ("accepted", "processing", "supplement", "payment", "stopped")
FINISHED = ("done", "returned")
COMMON_NAME = Q(applicant_key__startswith="nguyen") | Q(
    applicant_key__contains=" nguyen"
)  # selectors.finding asks in the same words
ON_ITS_WAY = Q(state="accepted", transfer_by__isnull=False, arrived_at__isnull=True)
LIMIT_UNITS = [(one.value, one.value) for one in Unit]


class Dossier(models.Model):
    """One request for one procedure. What the law calls received is `accepted_at`: there the clock starts.

    A dossier for an agency of another territory starts when that agency has it. Until it says so (`arrived_at`) the clock
    counts from the moment by which it must have been passed on (`transfer_by`): so a dossier nobody confirms is late
    some day, and what was late on any day past can be told again from these columns.

    `due_at` is computed from the limit and the ledger of pauses; None while a pause is open. `due_override` is the one
    new date an apology may set. `is_late` is frozen when the dossier is finished.
    """

    code = models.CharField(_("Mã hồ sơ"), max_length=60, unique=True, null=True)
    point = models.ForeignKey("onestop.ServicePoint", on_delete=models.PROTECT, related_name="dossiers", db_index=False)
    unit = models.ForeignKey(
        "organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # competent
    procedure_code = models.CharField(_("Mã thủ tục"), max_length=40)
    procedure_name = models.CharField(_("Tên thủ tục"), max_length=600)
    procedure_version = models.BigIntegerField(null=True)  # of the catalogue; none for a dossier of an imported log
    field = models.CharField(_("Lĩnh vực"), max_length=160, blank=True)
    case = models.CharField(_("Trường hợp"), max_length=300, blank=True)
    channel = models.CharField(_("Kênh tiếp nhận"), max_length=8, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    # Personal data: shown to whoever works on the dossier, each look recorded.
    applicant = models.CharField(_("Người nộp"), max_length=160)
    applicant_key = models.CharField(max_length=160, editable=False)
    id_number = models.CharField(_("Số định danh"), max_length=20, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=300, blank=True)
    agent = models.CharField(_("Người được ủy quyền"), max_length=160, blank=True)
    agent_paper = models.CharField(_("Giấy ủy quyền"), max_length=160, blank=True)
    agent_kind = models.CharField(_("Ai nộp thay"), max_length=11, choices=AgentKind, blank=True)
    agent_licence = models.CharField(_("Giấy tờ của tổ chức"), max_length=160, blank=True)  # of a consultancy office
    papers = models.JSONField(
        _("Thành phần hồ sơ"), default=list
    )  # [{"name", "originals", "copies", "source": PaperSource}]
    note = models.TextField(_("Ghi chú"), blank=True)
    is_same_day = models.BooleanField(_("Trả ngay trong ngày"), default=False)
    is_elsewhere = models.BooleanField(_("Tiếp nhận phi địa giới"), default=False)
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = _act()
    transfer_by = models.DateTimeField(null=True)
    pass_on_by = models.DateTimeField(null=True)  # to whoever works on it, while it is accepted and no more
    arrived_at = models.DateTimeField(null=True)
    arrived_by = _act()
    limit_quantity = models.PositiveIntegerField(null=True)
    limit_unit = models.CharField(max_length=12, choices=LIMIT_UNITS, blank=True)
    due_at = models.DateTimeField(null=True)
    due_override = models.DateTimeField(null=True)
    step_person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # whose turn it is
    finished_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    result_number = models.CharField(_("Số kết quả"), max_length=60, blank=True)
    result_on = models.DateField(_("Ngày kết quả"), null=True)
    result_signer = models.CharField(_("Người ký"), max_length=160, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_to = models.CharField(_("Người nhận kết quả"), max_length=160, blank=True)
    returned_way = models.CharField(_("Cách trả"), max_length=10, choices=ReturnWay, blank=True)
    returned_tracking = models.CharField(_("Số hiệu bưu gửi"), max_length=40, blank=True)
    returned_address = models.CharField(_("Địa chỉ gửi"), max_length=300, blank=True)
    # Bodies the applicant had to go to besides the desk, as they say when they get the result; None: nobody asked.
    other_bodies = models.PositiveSmallIntegerField(_("Số cơ quan khác người nộp đã phải đến"), null=True)
    created_at = models.DateTimeField()
    created_by = _act()
    source_ref = models.CharField(max_length=80, blank=True)  # of an imported log

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dossier_code_form", condition=Q(code__isnull=True) | Q(code__regex=r"^[0-9A-Z]+(\.[0-9A-Z]+)*-\d{6}-\d{4,6}$")
            ),
            models.CheckConstraint(
                name="dossier_numbered", condition=Q(state__in=["draft", "registered", "refused"]) | Q(code__isnull=False)
            ),
            at_with_by("dossier_accepted", "accepted_at", "accepted_by"),
            models.CheckConstraint(
                name="dossier_accepted_state",
                condition=Q(state__in=["draft", "registered", "refused"], accepted_at__isnull=True)
                | ~Q(state__in=["draft", "registered", "refused"]) & Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_submitted_first",
                condition=Q(submitted_at__isnull=True) | Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("submitted_at")),
            ),
            models.CheckConstraint(
                name="dossier_due_after",
                condition=Q(due_at__isnull=True) | Q(accepted_at__isnull=True) | Q(due_at__gte=F("accepted_at")),
            ),
            at_with_by("dossier_arrived", "arrived_at", "arrived_by"),
            models.CheckConstraint(
                name="dossier_arrived_after",
                condition=Q(arrived_at__isnull=True) | Q(transfer_by__isnull=False, arrived_at__gte=F("accepted_at")),
            ),
            models.CheckConstraint(
                name="dossier_transferred_after",
                condition=Q(transfer_by__isnull=True) | Q(is_elsewhere=True, transfer_by__gte=F("accepted_at")),
            ),
            models.CheckConstraint(
                name="dossier_finished_after",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("accepted_at")),
            ),
            models.CheckConstraint(
                name="dossier_finished_state",
                condition=~Q(state__in=FINISHED) & Q(finished_at__isnull=True)
                | Q(state__in=[*FINISHED, "withdrawn"], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_result_whole",
                condition=~Q(state__in=FINISHED)
                | Q(result_on__isnull=False) & ~Q(result_number="") & ~Q(result_signer="")
                | ~Q(source_ref=""),
            ),
            models.CheckConstraint(
                name="dossier_returned_whole",
                condition=~Q(state="returned") | Q(returned_at__isnull=False) & ~Q(returned_to="") | ~Q(source_ref=""),
            ),
            models.CheckConstraint(
                name="dossier_posted_whole",
                condition=Q(returned_way__in=["", "person", "electronic"], returned_tracking="", returned_address="")
                | Q(returned_way="post") & ~Q(returned_tracking="") & ~Q(returned_address=""),
            ),
            models.CheckConstraint(
                name="dossier_agent_whole",
                condition=Q(agent_kind__in=["", "person"], agent_licence="")
                | Q(agent_kind="consultancy") & ~Q(agent="") & ~Q(agent_paper="") & ~Q(agent_licence=""),
            ),
            models.CheckConstraint(
                name="dossier_limit",
                condition=Q(limit_quantity__isnull=True, limit_unit="") | Q(limit_quantity__gt=0) & ~Q(limit_unit=""),
            ),
            models.CheckConstraint(name="dossier_states", condition=Q(state__in=State.values)),
        ]  # fmt: skip
        indexes = [
            # The boards of a point and of a competent unit: what is running, soonest due first.
            models.Index(fields=["point", "due_at", "id"], condition=Q(state__in=RUNNING), name="dossier_point_due"),
            models.Index(fields=["unit", "due_at", "id"], condition=Q(state__in=RUNNING), name="dossier_unit_due"),
            models.Index(
                fields=["step_person", "due_at", "id"], condition=Q(state__in=RUNNING), name="dossier_person_due"
            ),
            # Lists of everything, newest first.
            models.Index(fields=["point", "-id"], name="dossier_point_new"),
            models.Index(fields=["point", "state", "-id"], name="dossier_point_state"),
            models.Index(fields=["unit", "accepted_at"], name="dossier_unit_accepted"),
            # What ended in a period: reports and the facts of a month.
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="dossier_finished"),
            models.Index(fields=["unit", "-id"], name="dossier_unit_new"),
            models.Index(fields=["unit", "state", "-id"], name="dossier_unit_state"),
            # The same for whoever oversees everything there is.
            models.Index(fields=["due_at", "id"], condition=Q(state__in=RUNNING), name="dossier_due"),
            models.Index(fields=["field", "due_at", "id"], condition=Q(state__in=RUNNING), name="dossier_field_due"),
            models.Index(fields=["state", "-id"], name="dossier_state"),
            # A citizen's own, newest first.
            models.Index(fields=["id_number", "-id"], condition=~Q(id_number=""), name="dossier_owned"),
            GinIndex(SearchVector("applicant_key", config="simple"), name="dossier_applicant"),
            # The newest of those who bear the name a third of people bear: an index of words would give them all at once.
            models.Index(fields=["unit", "-id"], condition=COMMON_NAME, name="dossier_unit_common"),
            models.Index(fields=["point", "-id"], condition=COMMON_NAME, name="dossier_point_common"),
            models.Index(fields=["source_ref"], condition=~Q(source_ref=""), name="dossier_source"),
            # Accepted and not passed on.
            models.Index(fields=["pass_on_by"], condition=Q(state="accepted"), name="dossier_to_pass_on"),
            # On their way to an agency of another territory.
            models.Index(fields=["unit", "transfer_by"], condition=ON_ITS_WAY, name="dossier_on_its_way"),
        ]

    def __str__(self) -> str:
        return self.code or self.applicant

    @property
    def clock_from(self) -> datetime | None:
        """From when its time is counted."""
        return self.arrived_at or self.transfer_by or self.accepted_at

    @property
    def is_on_its_way(self) -> bool:
        """Accepted for an agency of another territory that has not said yet that it has it."""
        return self.state == State.ACCEPTED and self.transfer_by is not None and self.arrived_at is None


class CodeCounter(models.Model):
    """The last running number of a point on a day: numbers have no gap and are never given twice."""

    prefix = models.CharField(max_length=50, unique=True)  # agency code and day
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"


class Movement(models.Model):
    """One move of a dossier from a state to another: who, when, why, and the form it prints. Never changed.

    Nobody made it (`by`) where its applicant did, signed in on the portal: that is registering alone.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="movements")
    move = models.CharField(max_length=20)
    before = models.CharField(max_length=10, choices=State)
    after = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    by = _act()
    reason = models.TextField(blank=True)
    form = models.CharField(max_length=2, blank=True)
    due_at = models.DateTimeField(null=True)  # of a move that has its own moment: passing on

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="movement_by", condition=Q(by__isnull=False) | Q(move="register", before="draft")
            )
        ]
        indexes = [models.Index(name="movement_too_late", fields=["due_at"], condition=Q(at__gt=F("due_at")))]

    def __str__(self) -> str:
        return self.move


class Step(models.Model):
    """One step of the process: whose, what, by when, and the result it must give (the five clears of a dossier)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    task = models.CharField(_("Việc"), max_length=300)
    result = models.CharField(_("Kết quả"), max_length=300)
    limit_quantity = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=12, choices=LIMIT_UNITS)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = _act()
    is_late = models.BooleanField(default=False)
    outcome = models.CharField(_("Kết quả thực hiện"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="step_number_once", fields=["dossier", "number"]),
            models.UniqueConstraint(
                name="step_one_active", fields=["dossier"],
                condition=Q(started_at__isnull=False, finished_at__isnull=True),
            ),
            # A step of an imported log is as the log told it: done, with no result and no limit of its own.
            models.CheckConstraint(
                name="step_clear",
                condition=~Q(task="") & ~Q(result="") & Q(limit_quantity__gt=0)
                | ~Q(task="") & Q(result="", limit_quantity=0, limit_unit="", finished_at__isnull=False),
            ),
            at_with_by("step_finished", "finished_at", "finished_by"),
            models.CheckConstraint(
                name="step_finished_after", condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.task


class StepHolder(models.Model):
    """Who held a step before it was handed on: a step is told of whoever held it when it fell due. Never changed."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="holders", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    until = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        ordering = ["until"]
        constraints = [models.UniqueConstraint(name="stepholder_until", fields=["step", "until"])]

    def __str__(self) -> str:
        return str(self.step_id)


class PauseReason(models.TextChoices):
    SUPPLEMENT = "supplement", _("Chờ bổ sung giấy tờ")
    PAYMENT = "payment", _("Chờ nghĩa vụ tài chính")
    CONSULTATION = "consultation", _("Lấy ý kiến cơ quan khác")
    STOPPED = "stopped", _("Dừng xử lý")


class Pause(models.Model):
    """A stretch the clock stands still. The policy is the rule of the day it began."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=12, choices=PauseReason)
    policy = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Policy])
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossier_pause_order", condition=Q(end__isnull=True) | Q(end__gte=F("start"))),
            models.UniqueConstraint(name="dossier_pause_one_open", fields=["dossier"], condition=Q(end__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.reason


class Supplement(models.Model):
    """The request to complete a dossier: all that is missing, at once, with reasons (form 02)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    items = models.JSONField()  # [{"paper", "why"}]
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    again_because = models.CharField(max_length=300, blank=True)  # the law that allows a second request
    is_at_intake = models.BooleanField(default=False)  # before acceptance, as the desk saw what is missing
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="supplement_once", fields=["dossier", "is_at_intake"], condition=Q(again_because="")
            ),
            models.CheckConstraint(
                name="supplement_answered", condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("issued_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)


class Apology(models.Model):
    """The apology for a delay and the single new date (form 04)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="apology")
    fault_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    fault_person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.TextField(_("Lý do"))
    old_due = models.DateTimeField()
    new_due = models.DateTimeField()
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_by_channel = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="apology_later", condition=Q(new_due__gt=F("old_due"))),
            models.CheckConstraint(name="apology_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
