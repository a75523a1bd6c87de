"""What the public pages name in their addresses, and a file a citizen sent."""

from __future__ import annotations

from django.core.files.base import ContentFile
from tests.app.feedback import complaints
from tests.app.procedures.catalogue import CODE, published
from tests.cast import City, Thing, things
from tests.things.feedback import ABOUT_AN

from namro.web.portal.models import Attachment


def public_procedure(city: City) -> Thing:
    published(city)
    return Thing({"code": CODE}, {})


def public_dossier(_city: City) -> Thing:
    """Any code: the page says nothing of whether there is one."""
    return Thing({"code": "H26.40.2-261123-0001", "file_id": 1, "dossier_id": 1}, {})


def portal_file(city: City) -> Thing:
    """The file of a complaint about An that nobody has looked into yet."""
    made = complaints.received(city)
    Attachment.objects.create(
        feedback=made, file=ContentFile(b"%PDF-1.4 %%EOF", name="a.pdf"), kind="pdf", size=14, sent_at=complaints.AT
    )
    return Thing({"feedback_id": made.pk}, ABOUT_AN)


def public_topic(_city: City) -> Thing:
    return Thing({"topic": "dossiers", "kind": "json"}, {})


for make in (public_procedure, public_dossier, public_topic, portal_file):
    things.register(make.__name__, make)
