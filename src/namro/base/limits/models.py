"""A tally of one kind of try by one key, until it is forgotten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Tally(models.Model):
    """How often a key tried something within a stretch of time. The key is a keyed digest: nobody reads an address here."""

    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="limits_tally_once", fields=["purpose", "key"]),
            models.CheckConstraint(name="limits_tally_named", condition=~Q(purpose="") & ~Q(key="")),
        ]
        indexes = [models.Index(fields=["until"], name="limits_tally_until")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.count}"
