"""Citizens who sign in: what is kept of an account opened at the counter, and of a sign-in while it lasts.

Nothing here says who somebody is: an identification number is a keyed digest, and what a sign-in needs of it in the clear
is sealed with a key that only the citizen's browser and the secret of the installation make together.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from namro.base.db import at_with_by


class CitizenAccount(models.Model):
    """The way in of one identification number: a code handed over at the counter, then a password of the citizen's own."""

    number_key = models.CharField(max_length=64, unique=True)  # a keyed digest
    password = models.CharField(max_length=200, blank=True)
    code_key = models.CharField(max_length=64, blank=True)  # a keyed digest, too
    code_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            at_with_by("citizen_account_closed", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="citizen_account_code_whole",
                condition=Q(code_key="", code_until__isnull=True) | ~Q(code_key="") & Q(code_until__isnull=False),
            ),
            # One way in at a time, and none into a closed one.
            models.CheckConstraint(
                name="citizen_account_one_way",
                condition=Q(closed_at__isnull=True, password="") & ~Q(code_key="")
                | Q(closed_at__isnull=True, code_key="") & ~Q(password="")
                | Q(closed_at__isnull=False, password="", code_key=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Way(models.TextChoices):
    """How a citizen signed in."""

    ACCOUNT = "account", "account"
    PROVIDER = "provider", "provider"


class CitizenSession(models.Model):
    """One sign-in of a citizen while it lasts; the row goes when it ends. No token of a provider is kept."""

    key = models.CharField(max_length=64, unique=True)  # a digest of what the cookie holds
    way = models.CharField(max_length=8, choices=Way)
    account = models.ForeignKey(CitizenAccount, null=True, on_delete=models.CASCADE, related_name="sessions")
    sealed = models.TextField()  # the identification number and the name
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="citizen_session_way",
                condition=Q(way="account", account__isnull=False) | Q(way="provider", account__isnull=True),
            ),
            models.CheckConstraint(
                name="citizen_session_order", condition=Q(seen_at__gte=F("opened_at"), ends_at__gt=F("opened_at"))
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="citizen_session_ends")]

    def __str__(self) -> str:
        return str(self.pk)
