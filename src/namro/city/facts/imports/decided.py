"""One row as a rating: the span, the post held then, the law of the time, the level and its decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from namro.base.imports.analysis import Analysis
from namro.base.imports.findings import ERROR, WARNING
from namro.base.imports.matching import plain
from namro.base.imports.registry import Prepared, say
from namro.base.ui.wording import band_of, said
from namro.city.facts.imports.laws import Laws, Standard, Unclear
from namro.city.facts.imports.places import Places
from namro.city.facts.imports.spans import Span, read_span, year_above
from namro.city.facts.models import Rating
from namro.city.facts.services import RatingData
from namro.city.people.models import Posting

SOURCE = "import"
LONGEST_NUMBER, MOST_POINTS = (
    60,
    Decimal(1000),
)  # what the registry keeps of a decision's number; of a score without a scale
NOT_RATED = {"khong xep loai", "chua xep loai", "khong danh gia", "khong danh gia xep loai", "khong phan loai", "kxl"}
Record = dict[str, Any]


class Reader:
    """Reads the rows of one file; what is wrong with a row is said, and the row left out."""

    def __init__(
        self, analysis: Analysis, prepared: Prepared, laws: Laws, records: Iterable[Record], *, today: date
    ) -> None:
        people = {one["person"].pk for one in records}
        self.analysis, self.prepared, self.laws, self.today = analysis, prepared, laws, today
        self.heading = year_above(title for columns in analysis.tables for title in columns.table.titles)
        self.decision = analysis.decision or ("", None)
        self.places = Places(people)
        self.taken = _in_force(people)
        self.rows: dict[tuple[int, Span], int] = {}
        self.unchanged = 0

    def rating(self, one: Record) -> RatingData | None:
        """What the row becomes; None where it is refused, or is already known."""
        one = {
            **one,
            "number": one.get("number") or self.decision[0],
            "decided_on": one.get("decided_on") or self.decision[1],
        }
        span = self._span(one)
        if span is None:
            return None
        postings = self._posts(one, span)
        standard = self._standard(one, span, postings) if postings else None
        if not postings or standard is None:
            return None
        level = self._level(one, standard)
        if level is None or not (self._is_decided(one, span, level) and self._is_score(one, standard, level)):
            return None
        data = _data(one, span, postings[-1], standard, level)
        return data if self._is_new(one, span, data) else None

    def _say(self, one: Record, code: str, name: str, *, severity: str = ERROR, **values: Any) -> None:
        got = one.get(name) if one.get(name) is not None else ""
        shown = f"{got:%d/%m/%Y}" if isinstance(got, date) else got
        self.prepared.findings.append(
            say(self.analysis, code, name, row=one["row"], sheet=one["sheet"], got=shown, severity=severity, **values)
        )

    def _span(self, one: Record) -> Span | None:
        span = read_span(one.get("period") or "", one.get("year") or "", self.heading)
        name = "period" if one.get("period") else "year"
        if span is None:
            self._say(one, "rating.period", name)
            return None
        if span.until > self.today:
            self._say(one, "rating.future", name, period=span)
            return None
        return span

    def _posts(self, one: Record, span: Span) -> list[Posting]:
        """The main posts held in the span, in order; nothing where there was none, or none in the unit of the row."""
        held = self.places.held(one["person"].pk, span)
        if not held:
            self._say(one, "rating.not_posted", "full_name" if one.get("full_name") else "code", period=span)
            return []
        name = "unit_code" if one.get("unit_code") else "unit_name"
        if one.get(name) and not self.places.stands(held, span, one.get("unit_code") or "", one.get("unit_name") or ""):
            self._say(one, "rating.other_unit", name, period=span, value=self.places.name_of(held[-1], span))
            return []
        return held

    def _standard(self, one: Record, span: Span, postings: list[Posting]) -> Standard | None:
        found = self.laws.of(postings, span, one.get("managed"), one["row"])
        if isinstance(found, Unclear):
            self._say(one, found.code, "level", period=span, **found.values)
            return None
        if found.unread:
            self._say(one, "rating.unread", "level", severity=WARNING, value=found.unread)
        return found

    def _level(self, one: Record, standard: Standard) -> str | None:
        """The level's code; "" for decided not to be rated."""
        word = plain(one["level"])
        if word in NOT_RATED:
            if not one.get("note"):
                self._say(one, "rating.no_reason", "note")
                return None
            return ""
        code = standard.words.get(word)
        if code is None:
            self._say(one, "rating.level_unknown", "level", law=standard.title, levels=standard.levels)
        return code

    def _is_decided(self, one: Record, span: Span, level: str) -> bool:
        """Whether the decision could have been taken: numbered, dated, neither before the span nor after today."""
        day = one["decided_on"]
        if level and not one["number"]:
            self._say(one, "rating.no_number", "number")
        elif len(one["number"]) > LONGEST_NUMBER:
            self._say(one, "rating.long_number", "number", value=LONGEST_NUMBER)
        elif day is None:
            self._say(one, "rating.no_day", "decided_on")
        elif day < span.first:
            self._say(one, "rating.decided_before", "decided_on", period=span, value=f"{span.first:%d/%m/%Y}")
        elif day > self.today:
            self._say(one, "rating.decided_later", "decided_on")
        else:
            if day < span.last.replace(day=1):
                self._say(one, "rating.decided_early", "decided_on", severity=WARNING, period=span)
            return True
        return False

    def _is_score(self, one: Record, standard: Standard, level: str) -> bool:
        """Whether the score lies on the scale; one below the level is worth a look."""
        total = one.get("total")
        if total is None or not level:
            return True
        most = standard.maximum if standard.scored else MOST_POINTS
        if total > most:
            self._say(one, "rating.score_above", "total", law=standard.title, value=most)
            return False
        if standard.scored and standard.place(standard.band_of(total).code) > standard.place(level):
            fits = said(standard.band_of(total).rule.title)
            self._say(one, "rating.score_level", "total", severity=WARNING, value=fits)
        return True

    def _is_new(self, one: Record, span: Span, data: RatingData) -> bool:
        key = (data.person_id, span)
        if key in self.rows:
            self._say(one, "rating.twice", "period" if one.get("period") else "year", period=span, other=self.rows[key])
            return False
        self.rows[key] = one["row"]
        known = self.taken.get(key)
        if known is None:
            return True
        if (known.level, known.number, known.decided_on) == (data.level, data.number, data.decided_on):
            self.unchanged += 1
        else:
            words = f"{band_of(known.level or 'NOT_RATED')[0]}, {known.number} ({known.decided_on:%d/%m/%Y})"
            self._say(one, "rating.year_taken", "level", period=span, value=words)
        return False


def _in_force(person_ids: set[int]) -> dict[tuple[int, Span], Rating]:
    """What the people were rated, by person and span: one query."""
    rows = Rating.objects.filter(person_id__in=person_ids, in_force=True, is_main=True).order_by("pk")
    return {(row.person_id, Span(row.kind, row.valid.lower, row.valid.upper)): row for row in rows}


def _data(one: Record, span: Span, post: Posting, standard: Standard, level: str) -> RatingData:
    total: Decimal | None = one.get("total") if level else None
    person_id = one["person"].pk
    place = standard.place(level) if level else None
    return RatingData(
        person_id=person_id, unit_id=post.unit_id, kind=span.kind, first=span.first, until=span.until,
        framework=standard.framework, staff_group=post.staff_group, rank=post.rank, level=level, place=place,
        is_failing=place == len(standard.bands) - 1, total=total, reason=one.get("note") or "", number=one["number"],
        decided_on=one["decided_on"], decided_by=(one.get("signer") or "")[:160], published_on=one["decided_on"],
        source=SOURCE, subject_ref=f"{person_id}:{span.kind}:{span.first}", source_ref="",
    )  # fmt: skip
