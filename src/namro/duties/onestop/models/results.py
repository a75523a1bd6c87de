"""The file of a result: what the citizen gets electronically, and what proves later which text it was."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from namro.base.db import at_with_by
from namro.base.uploads import TYPES
from namro.duties.onestop.models.dossiers import Dossier, _act


class ResultFile(models.Model):
    """One file of the result of a dossier, of a kind its bytes showed. A wrong one is taken back with a reason and stays."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="result_files", db_index=False)
    file: models.FileField = models.FileField(upload_to="results/%Y/%m")
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(_("Dấu vân tay SHA-256"), max_length=64)
    added_at = models.DateTimeField()
    added_by: models.ForeignKey[Any, Any] = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = _act()
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="result_file_once", fields=["dossier", "sha256"], condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(name="result_file_kind", condition=Q(kind__in=list(TYPES))),
            models.CheckConstraint(name="result_file_size", condition=Q(size__gt=0)),
            models.CheckConstraint(name="result_file_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            at_with_by("result_file_withdrawn", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="result_file_withdrawn_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__gte=F("added_at")) & ~Q(withdrawn_because=""),
            ),
        ]
        indexes = [models.Index(fields=["dossier"], name="result_file_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.kind}"
