"""Rewards: who was proposed and why, what was decided, what was given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Đã đề nghị")
    APPROVED = "approved", _("Được khen thưởng")
    REFUSED = "refused", _("Không khen thưởng")


class RewardProposal(models.Model):
    """Home affairs proposes somebody by a rule for a year; the authority decides with its reason."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")  # when proposed
    year = models.PositiveSmallIntegerField(_("Năm"))
    rule = models.CharField(_("Hình thức"), max_length=40)  # a key of law/parameters/money.yaml#rewards
    rating = models.ForeignKey("facts.Rating", on_delete=models.PROTECT, related_name="+")  # the last it rests on
    merit = models.TextField(_("Thành tích"), blank=True)
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField(_("Lý do"), blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proposal_once", fields=["person", "year", "rule"]),
            at_with_by("proposal_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="proposal_decided_why",
                condition=Q(state="proposed", decided_at__isnull=True)
                | Q(decided_at__isnull=False) & ~Q(state="proposed") & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["-year", "unit"], name="rewardproposal_year")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.year} {self.rule}"


class Reward(models.Model):
    """A reward given: by a proposal approved here, or recorded from its decision."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="rewards")
    proposal = models.OneToOneField(RewardProposal, on_delete=models.PROTECT, related_name="reward", null=True)
    title = models.CharField(_("Hình thức khen thưởng"), max_length=255)
    number = models.CharField(_("Số quyết định"), max_length=60)
    decided_on = models.DateField(_("Ngày quyết định"))
    issued_by = models.CharField(_("Cơ quan quyết định"), max_length=255, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reward_named", condition=~Q(title="") & ~Q(number="")),
            models.UniqueConstraint(
                name="reward_once", fields=["person", "number", "title"], condition=Q(withdrawn_at=None)
            ),
            at_with_by("reward_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="reward_withdrawn_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title
