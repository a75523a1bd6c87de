"""The files of papers an applicant sent, for whoever works on the dossier."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation
from namro.base.errors import NotVisible
from namro.duties.onestop.models import Dossier, PaperFile
from namro.duties.onestop.models.dossiers import Channel
from namro.duties.onestop.selectors.reading import dossier_for


def papers_of(dossier: Dossier) -> list[PaperFile]:
    """In the order they came. None where nothing can have been sent: only what came online is asked about."""
    return list(dossier.paper_files.all()) if dossier.channel == Channel.ONLINE else []


def paper_for(actor: Actor, file_id: int, *, on: date) -> tuple[PaperFile, frozenset[Relation]]:
    """A file, and what the actor is to its dossier: a copy of somebody's papers is for whoever works on them, not for
    whoever may see how far it is. Refuses: onestop.paper_file.unknown, onestop.not_found, access.denied
    """
    kept = PaperFile.objects.filter(pk=file_id).first()
    if kept is None:
        raise NotVisible("onestop.paper_file.unknown", _("Không có tệp này."))
    kept.dossier, relations = dossier_for(actor, kept.dossier_id, on=on, needs=Permission.DOSSIER_WORK)
    return kept, relations
