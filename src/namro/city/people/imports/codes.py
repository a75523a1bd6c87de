"""Whose row it is: by staff code. A row with only a name is a question for the officer, never a guess."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from namro.base.imports.registry import SKIP, Question
from namro.city.people.models import Person
from namro.engine.text import nfc, search_key

Nameless = tuple[int, str, str]  # row, sheet, name


def key_of(sheet: str, row: int) -> str:
    """The stable key of the question about a row."""
    return f"code:{sheet}:{row}"


def questions(nameless: Iterable[Nameless], *, new_allowed: bool) -> list[Question]:
    """One question a row, with everybody of that name as options; answered ones are shown with their answer."""
    rows = list(nameless)
    keys = {search_key(name) for _row, _sheet, name in rows if name}
    namesakes: dict[str, list[Person]] = {}
    for person in Person.objects.filter(search_key__in=keys).order_by("code")[:2000]:
        namesakes.setdefault(nfc(person.full_name).casefold(), []).append(person)
    found = []
    for row, sheet, name in rows:
        options = [(person.code, _label(person)) for person in namesakes.get(nfc(name).casefold(), [])]
        text = _("Dòng %(row)s: “%(name)s” không có mã cán bộ. Đây là ai?") % {"row": row, "name": name}
        found.append(
            Question(key_of(sheet, row), text, (*options, (SKIP, _("Bỏ qua dòng này"))), (row,), free=new_allowed)
        )
    return found


def _label(person: Person) -> str:
    born = f", {person.birth_date:%d/%m/%Y}" if person.birth_date else ""
    return f"{person.full_name} ({person.code}{born})"
