"""Whether a list of ratings may be decided: the state of each sheet here, the law in `engine.eligibility`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from namro.base.ui.wording import said
from namro.city.people.models import Rank
from namro.duties.evaluations.models import Sheet, SheetState
from namro.duties.evaluations.results import Result
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook
from namro.engine.eligibility import Standing, check_decision, require_reason
from namro.engine.errors import RuleError


@dataclass(frozen=True)
class Verdict:
    """The rating one sheet would get, whether it differs from the calculated level, and what forbids it."""

    sheet_id: int
    rating: str
    reason: str
    differs: bool
    blocks: tuple[tuple[str, str], ...] = ()  # code, what to do


def judge(
    book: Rulebook, sheet: Sheet, result: Result | None, wanted: tuple[str, str] | None,
    unit_ratings: Mapping[int, str], lacks: tuple[tuple[str, str], ...] = (), unreviewed: str = "",
) -> Verdict:  # fmt: skip
    """What one sheet would be decided as: what was typed, else its proposal, else its calculated level.

    `lacks`: what a year's sheet still needs first (`selectors.meetings.lacking`); `unreviewed`: what to say of a sheet
    nobody has reviewed.
    """
    if sheet.not_rated:
        return _not_rated(sheet, wanted)
    level = result.level if result is not None else ""
    rating, reason = wanted or _default(sheet, level)
    if rating == NOT_RATED:
        return Verdict(sheet.pk, rating, reason, True, _refused(lambda: require_reason(reason)))
    blocks = (*lacks, *_blocks(book, sheet, result, (rating, reason), unit_ratings, unreviewed))
    return Verdict(sheet.pk, rating, reason, rating != level, blocks)


def _default(sheet: Sheet, level: str) -> tuple[str, str]:
    """What stands when nothing was typed: the proposal, else what was calculated."""
    return (sheet.proposed_rating, sheet.proposed_reason) if sheet.proposed_rating else (level, "")


def _not_rated(sheet: Sheet, wanted: tuple[str, str] | None) -> Verdict:
    said_why = sheet.not_rated_note or str(sheet.get_not_rated_display())
    blocks: tuple[tuple[str, str], ...] = ()
    if wanted and wanted[0] not in ("", NOT_RATED):
        blocks = (("evaluations.decide.not_rated", _("Phiếu không xếp loại trong kỳ; đưa lại vào xếp loại trước.")),)
    return Verdict(sheet.pk, NOT_RATED, said_why, True, blocks)


def _blocks(
    book: Rulebook, sheet: Sheet, result: Result | None, chosen: tuple[str, str], unit_ratings: Mapping[int, str],
    unreviewed: str,
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    if sheet.state not in (SheetState.REVIEWED, SheetState.DECIDED):
        message = unreviewed or _("Cấp trên chưa chấm: chấm, hoặc quyết định không xếp loại và nêu lý do.")
        return (("evaluations.decide.unreviewed", message),)
    standing = _standing(book, sheet, result, unit_ratings)
    return _refused(lambda: check_decision(book.framework, standing, decided=chosen[0], reason=chosen[1]))


def _standing(book: Rulebook, sheet: Sheet, result: Result | None, unit_ratings: Mapping[int, str]) -> Standing:
    of_unit = unit_ratings.get(sheet.unit_id, "") if sheet.rank == Rank.HEAD else ""
    unit_level = of_unit if of_unit in book.band_codes else None
    if result is None:
        return Standing(None, None, unit_level=unit_level)
    return Standing(result.band or None, result.level or None, result.override or None, unit_level, result.is_left_open)


def _refused(check: Callable[[], None]) -> tuple[tuple[str, str], ...]:
    """The engine's refusal as a finding of this sheet; none where it has nothing to say."""
    try:
        check()
    except RuleError as error:
        return ((error.code, said(error.text)),)
    return ()
