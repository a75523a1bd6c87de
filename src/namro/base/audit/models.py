"""Events: who did what, acting for whom, to what, when and why. Rows are never changed or removed (triggers)."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One act. `tag` is source:subject:action; people and units are kept as numbers so that nothing cascades here."""

    at = models.DateTimeField()
    tag = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True)  # empty only for the system itself
    person_id = models.BigIntegerField(null=True)  # the person who acted
    acting_for_id = models.BigIntegerField(null=True)  # the head in whose name a delegate acted
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"]),
            models.Index(fields=["subject_type", "subject_id", "at"]),
            models.Index(fields=["unit_id", "at"]),
            models.Index(fields=["user_id", "at"]),
        ]

    def __str__(self) -> str:
        return self.tag
