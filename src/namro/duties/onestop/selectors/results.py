"""The files of a dossier's result: those given to the citizen first, then those taken back."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation
from namro.base.errors import NotVisible
from namro.duties.onestop.models import Dossier, ResultFile
from namro.duties.onestop.models.dossiers import FINISHED
from namro.duties.onestop.selectors.reading import dossier_for


def results_of(dossier: Dossier) -> list[ResultFile]:
    """One query, and none where there is no result yet."""
    if dossier.state not in FINISHED:
        return []
    rows = ResultFile.objects.filter(dossier=dossier).select_related("added_by__person", "withdrawn_by__person")
    return sorted(rows, key=lambda one: (one.withdrawn_at is not None, one.pk))


def result_for(
    actor: Actor, file_id: int, *, on: date, needs: Permission = Permission.DOSSIER_READ
) -> tuple[ResultFile, frozenset[Relation]]:
    """A file, and what the actor is to its dossier. Refuses: onestop.result_file.none, onestop.not_found, access.denied"""
    kept = ResultFile.objects.filter(pk=file_id).first()
    if kept is None:
        raise NotVisible("onestop.result_file.none", _("Không có tệp này."))
    dossier, relations = dossier_for(actor, kept.dossier_id, on=on, needs=needs)
    kept.dossier = dossier
    return kept, relations
