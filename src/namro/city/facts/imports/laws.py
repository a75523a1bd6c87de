"""Under which framework somebody was rated then, and the words its levels are written in.

The table of law/applicability.yaml decides by the posts held in the span. Where it leaves several rows the officer is
asked once for the file; where the text of a time could not be read, a decided rating is kept under the table's own row,
in the levels of the next text known for the same people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from namro.base.imports.matching import BRACKETED, plain
from namro.base.imports.registry import Question
from namro.base.law.applicability import FRAMEWORK, NO_RATING, Part, Row, Spell, Table, applies
from namro.base.law.applicability_file import load_table
from namro.base.law.selectors import offered
from namro.base.ui.wording import said
from namro.city.facts.imports.spans import Span
from namro.city.people.models import Posting, Rank
from namro.engine.errors import Text
from namro.engine.framework import Band

ONE_DAY = timedelta(days=1)
INSIDE = re.compile(r"[(\[](?:[^()\[\]:]*:)?([^()\[\]:]*)[)\]]")
UNNAMED = {"", "khong"}  # what is left of "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ" without the common words
YES, NO = "yes", "no"
in_reader = lazy(said, str)  # a law's words, in the language of whoever reads them, whenever that is


@dataclass(frozen=True)
class Standard:
    """What a rating of that time is written in: a framework's levels, best first; `unread`: why no text could be read."""

    framework: str
    title: str
    bands: tuple[Band, ...]
    maximum: Decimal
    scored: bool
    unread: str = ""

    @property
    def words(self) -> dict[str, str]:
        return words_of(self.bands)

    @property
    def levels(self) -> str:
        """The levels as a list to choose from."""
        return ", ".join(f"{band.code} ({said(band.rule.title)})" for band in self.bands)

    def place(self, code: str) -> int:
        return [band.code for band in self.bands].index(code)

    def band_of(self, total: Decimal) -> Band:
        """The level a score alone would give."""
        return next((band for band in self.bands if total >= band.at_least), self.bands[-1])


@dataclass(frozen=True)
class Unclear:
    """Why no standard can be named: the code of a finding with its figures."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def words_of(bands: Sequence[Band]) -> dict[str, str]:
    """Every way the levels are written, accents aside, to their code: code, title, its short forms, its initials."""
    found: dict[str, str] = {}
    for band in bands:
        title = band.rule.title
        for text in (band.code, *_spellings(title.vi), title.en, *(INSIDE.findall(title.vi))):
            found.setdefault(plain(text), band.code)
    return {word: code for word, code in found.items() if word not in UNNAMED}


def _spellings(title: str) -> list[str]:
    whole = plain(BRACKETED.sub(" ", title))
    without = " ".join(whole.replace("nhiem vu", " ").split())
    bare = " ".join(without.replace("hoan thanh", " ").split())
    return [whole, without, bare, *("".join(word[0] for word in text.split()) for text in (whole, without))]


class Laws:
    """Standards by who somebody was in a span; what the officer has answered about the file, and what is still asked."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = answers
        self.asked: dict[str, list[int]] = {}
        self.rows: dict[str, Row] = {}
        self.known: dict[tuple[str, tuple[Spell, ...]], tuple[list[str], Standard | Unclear]] = {}

    def of(self, postings: Sequence[Posting], span: Span, managed: bool | None, row: int) -> Standard | Unclear:
        """What rated somebody of these posts, in order, in that span; `row` is where it is asked from."""
        spells = _spells(postings, span, managed)
        if spells[0].first < load_table().valid_from:
            return Unclear("rating.before_law", {"value": f"{load_table().valid_from:%d/%m/%Y}"})
        key = (span.kind, spells)
        if key not in self.known:
            self.known[key] = self._found(spells, span)
        questions, standard = self.known[key]
        for question in questions:
            self.asked.setdefault(question, []).append(row)
        return standard

    def _found(self, spells: tuple[Spell, ...], span: Span) -> tuple[list[str], Standard | Unclear]:
        """What has to be asked, answered or not, so that the question stays on the page; and what follows."""
        open_part = applies(load_table(), spells, span.kind).rating
        questions = [key for key, text in _questions_of(load_table()).items() if text in open_part.questions]
        part = applies(load_table(), [self._answered(one) for one in spells], span.kind).rating
        if len(part.rows) == 1 and part.rows[0].candidates:
            self.rows[part.rows[0].key] = part.rows[0]
            questions.append(f"law:{part.rows[0].key}")
        return questions, self._standard(part, spells[-1], span)

    def _answered(self, spell: Spell) -> Spell:
        managed = self._said("standing") if spell.managed is None else spell.managed
        return replace(spell, managed=managed, own_regulation=self._said("regulation"))

    def _said(self, name: str) -> bool | None:
        answer = self.answers.get(f"rating:{name}")
        return None if answer not in (YES, NO) else answer == YES

    def _standard(self, part: Part, spell: Spell, span: Span) -> Standard | Unclear:
        if len(part.rows) > 1:
            asks_standing = load_table().standing_question in part.questions
            return Unclear("rating.standing" if asks_standing else "rating.regulation")
        row = part.rows[0]
        if row.outcome == FRAMEWORK and row.framework:
            return _framework(row.framework, span)
        if row.outcome == NO_RATING:
            return Unclear("rating.none_then", {"value": in_reader(row.title)})
        if row.candidates:
            chosen = self.answers.get(f"rating:law:{row.key}", "")
            if chosen in row.candidates:
                return _framework(chosen, span)
            return Unclear("rating.which_law", {"value": in_reader(row.title)})
        return _unread(row, spell, span)

    def questions(self) -> list[Question]:
        """One question for the whole file on each thing the law cannot settle without the officer."""
        texts = _questions_of(load_table())
        found = []
        for key, rows in self.asked.items():
            if key in texts:
                options: tuple[tuple[str, str], ...] = ((YES, _("Có")), (NO, _("Không")))
                text = _("Những dòng này: %(question)s") % {"question": said(texts[key])}
            else:
                row = self.rows[key.removeprefix("law:")]
                options = tuple(
                    (one, said(offered(one, on=row.valid_from).framework.rule.title)) for one in row.candidates
                )
                text = said(row.question) if row.question else said(row.title)
            found.append(Question(f"rating:{key}", text, options, tuple(rows[:50])))
        return found


def _questions_of(table: Table) -> dict[str, Text]:
    return {"standing": table.standing_question, "regulation": table.regulation_question}


def _spells(postings: Sequence[Posting], span: Span, managed: bool | None) -> tuple[Spell, ...]:
    """What is known of somebody in the span by their posts, and by what the file says of them."""
    spells: list[Spell] = []
    for one in postings:
        begin = max(span.first, one.valid.lower)
        end = min(span.last, (one.valid.upper or span.until) - ONE_DAY)
        if spells and spells[-1].last + ONE_DAY != begin:
            spells.clear()  # away in between: what came before is another part of the career
        spells.append(Spell(begin, end, one.staff_group, one.rank != Rank.STAFF, managed))
    return tuple(spells)


def _framework(framework_id: str, span: Span) -> Standard:
    """The framework as it stood when the span began."""
    found = offered(framework_id, on=span.first).framework
    return Standard(found.id, in_reader(found.rule.title), found.bands, found.maximum, found.scored)


def _unread(row: Row, spell: Spell, span: Span) -> Standard | Unclear:
    """A time whose text nobody could read: the levels are those of the next text known for the same people."""
    cells = spell.cells()
    later = [
        one for one in load_table().rows
        if span.kind in one.periods and not one.cells.isdisjoint(cells) and one.valid_from > row.valid_from
    ]  # fmt: skip
    for one in sorted(later, key=lambda each: each.valid_from):
        for name in (one.framework, *one.candidates):
            if name:
                found = offered(name, on=one.valid_from).framework
                title = in_reader(row.title)
                return Standard(row.key, title, found.bands, found.maximum, scored=False, unread=title)
    return Unclear("rating.none_then", {"value": in_reader(row.title)})
