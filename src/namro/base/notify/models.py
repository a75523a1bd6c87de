"""Notices: what a person was told, where it leads, whether they have read it."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """`key` makes telling the same thing twice a single notice."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    text = models.CharField(max_length=400)
    text_en = models.CharField(max_length=400, blank=True)
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["person", "key"])]
        indexes = [models.Index(fields=["person", "-at"])]

    def __str__(self) -> str:
        return self.text
