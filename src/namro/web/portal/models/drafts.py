"""A dossier a citizen is still filling in: it outlives a sign-in, a closed browser and a night's thought."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from namro.base.uploads import TYPES


class Draft(models.Model):
    """What one identification number has typed for one procedure, sealed with that number: the database alone opens none."""

    number_key = models.CharField(max_length=64)  # a keyed digest
    procedure_code = models.CharField(max_length=40)
    sealed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="portal_draft_once", fields=["number_key", "procedure_code"])]
        indexes = [models.Index(name="portal_draft_saved", fields=["saved_at"])]

    def __str__(self) -> str:
        return f"{self.pk}: {self.procedure_code}"


class DraftFile(models.Model):
    """A file of one paper of it. Once sent, the file itself stays where it is and is the dossier's."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    paper = models.TextField()
    file = models.FileField(upload_to="papers/%Y/%m")
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="portal_draft_file_once", fields=["draft", "sha256"]),
            models.CheckConstraint(name="portal_draft_file_kind", condition=Q(kind__in=list(TYPES))),
            models.CheckConstraint(name="portal_draft_file_size", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.kind}"
