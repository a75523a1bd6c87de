"""Where people were posted in a span of the past, and what their units were called then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from namro.city.facts.imports.spans import Span
from namro.city.organisation.models import UnitSpell
from namro.city.people.models import Posting, PostingKind
from namro.engine.text import nfc


class Places:
    """The main posts of some people and the units above them, read once."""

    def __init__(self, person_ids: Iterable[int]) -> None:
        self.postings: dict[int, list[Posting]] = {}
        main = Posting.objects.filter(person__in=list(person_ids), kind=PostingKind.MAIN)
        for one in main.order_by("person_id", "valid"):
            self.postings.setdefault(one.person_id, []).append(one)
        self._spells: dict[int, list[UnitSpell]] | None = None

    def held(self, person_id: int, span: Span) -> list[Posting]:
        """The main posts held on any day of the span, in order."""
        every = self.postings.get(person_id, [])
        return [
            one for one in every
            if one.valid.lower < span.until and (one.valid.upper is None or one.valid.upper > span.first)
        ]  # fmt: skip

    def stands(self, held: list[Posting], span: Span, code: str, name: str) -> bool:
        """Whether any of the posts was in the unit of that code or name, or under it."""
        return any(self._is_called(spell, code, name) for post in held for spell in self._above(post, span))

    def name_of(self, post: Posting, span: Span) -> str:
        """What the unit of a post was called."""
        return next((spell.name for spell in self._above(post, span)), "")

    def _is_called(self, spell: UnitSpell, code: str, name: str) -> bool:
        if code:
            return spell.unit.code.casefold() == code.casefold()
        return nfc(spell.name).casefold() == nfc(name).casefold()

    def _above(self, post: Posting, span: Span) -> list[UnitSpell]:
        """The unit of a post and those above it, on the last day it was held in the span."""
        day = min(span.last, post.valid.upper or span.last)
        found: list[UnitSpell] = []
        unit: int | None = post.unit_id
        while unit is not None and (spell := self._on(unit, min(day, span.last))):
            found.append(spell)
            unit = spell.parent_id
        return found

    def _on(self, unit_id: int, day: date) -> UnitSpell | None:
        """What the unit was on a day; the last it was where it had ended by then, the first where it had not begun."""
        every = self._every().get(unit_id, [])
        before = [one for one in every if one.valid.lower <= day]
        return before[-1] if before else next(iter(every), None)

    def _every(self) -> dict[int, list[UnitSpell]]:
        if self._spells is None:
            self._spells = {}
            for spell in UnitSpell.objects.select_related("unit").order_by("unit_id", "valid"):
                self._spells.setdefault(spell.unit_id, []).append(spell)
        return self._spells
