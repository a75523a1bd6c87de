"""What citizens send themselves, and what they are told: files of papers, and e-mails of moves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.base.uploads import TYPES
from namro.duties.onestop.models.dossiers import Dossier, Movement


class PaperFile(models.Model):
    """One file of a paper of the list, as its applicant sent it, of a kind its bytes showed. Never changed: what is wrong
    is asked for again. The same file is no second paper.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="paper_files", db_index=False)
    paper = models.TextField(_("Giấy tờ"))
    file: models.FileField = models.FileField(upload_to="papers/%Y/%m")
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(_("Dấu vân tay SHA-256"), max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # It serves the reads of a dossier's files, too.
            models.UniqueConstraint(name="paper_file_once", fields=["dossier", "sha256"]),
            models.CheckConstraint(name="paper_file_paper", condition=~Q(paper="")),
            models.CheckConstraint(name="paper_file_kind", condition=Q(kind__in=list(TYPES))),
            models.CheckConstraint(name="paper_file_size", condition=Q(size__gt=0)),
            models.CheckConstraint(name="paper_file_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.paper}"


class CitizenMail(models.Model):
    """The e-mail that tells an applicant of one move of their dossier: to be sent, sent, or not taken by their mail server."""

    movement = models.OneToOneField(Movement, on_delete=models.PROTECT, related_name="mail")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="citizen_mail_one_end", condition=Q(mailed_at__isnull=True) | Q(problem="")),
        ]
        indexes = [
            models.Index(name="citizen_mail_waits", fields=["id"], condition=Q(mailed_at__isnull=True, problem="")),
        ]

    def __str__(self) -> str:
        return str(self.movement_id)
