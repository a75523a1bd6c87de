"""Whether a list of ratings may be decided: on plain values, one sheet at a time, all findings at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from namro.duties.evaluations.models import Sheet, SheetState
from namro.duties.evaluations.results import Result
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook


@dataclass(frozen=True)
class Verdict:
    """The rating one sheet would get, whether it differs from the calculated level, and what forbids it."""

    sheet_id: int
    rating: str
    reason: str
    differs: bool
    blocks: tuple[tuple[str, str], ...] = ()  # code, what to do


def judge(
    book: Rulebook, sheet: Sheet, result: Result | None, wanted: tuple[str, str] | None, unit_ratings: Mapping[int, str]
) -> Verdict:
    """Law: NĐ 335/2025 art. 20.1 to 20.4 (the level follows the points and the overrides), 20.6 (head not above unit)."""
    if sheet.not_rated:
        return _not_rated(sheet, wanted)
    level = result.level if result is not None else ""
    rating, reason = wanted or _default(sheet, level)
    if rating == NOT_RATED:
        return Verdict(sheet.pk, rating, reason, True, _reasoned(True, reason))
    blocks = _blocks(book, sheet, level, rating, unit_ratings)
    differs = rating != level
    return Verdict(sheet.pk, rating, reason, differs, blocks + _reasoned(differs and not blocks, reason))


def _default(sheet: Sheet, level: str) -> tuple[str, str]:
    """What stands when nothing was typed: the proposal, else what was calculated."""
    return (sheet.proposed_rating, sheet.proposed_reason) if sheet.proposed_rating else (level, "")


def _not_rated(sheet: Sheet, wanted: tuple[str, str] | None) -> Verdict:
    said = sheet.not_rated_note or str(sheet.get_not_rated_display())
    blocks: tuple[tuple[str, str], ...] = ()
    if wanted and wanted[0] not in ("", NOT_RATED):
        blocks = (("evaluations.decide.not_rated", _("Phiếu không xếp loại trong kỳ; đưa lại vào xếp loại trước.")),)
    return Verdict(sheet.pk, NOT_RATED, said, True, blocks)


def _reasoned(needed: bool, reason: str) -> tuple[tuple[str, str], ...]:
    if needed and not reason.strip():
        return (("evaluations.decide.reason", _("Mức quyết định khác mức tính được: ghi lý do.")),)
    return ()


def _blocks(
    book: Rulebook, sheet: Sheet, level: str, rating: str, unit_ratings: Mapping[int, str]
) -> tuple[tuple[str, str], ...]:
    if sheet.state not in (SheetState.REVIEWED, SheetState.DECIDED):
        return (
            (
                "evaluations.decide.unreviewed",
                _("Cấp trên chưa chấm: chấm, hoặc quyết định không xếp loại và nêu lý do."),
            ),
        )
    if not level:
        message = _("Chưa đủ dữ liệu để tính điểm: bổ sung, hoặc quyết định không xếp loại và nêu lý do.")
        return (("evaluations.decide.insufficient", message),)
    if rating not in book.band_codes:
        return (("evaluations.rating.unknown", _("Chọn một mức của khung đánh giá.")),)
    rank = book.framework.rank_of
    if rank(rating) < rank(level):
        message = _("Không quyết định cao hơn mức điểm cho phép; muốn sửa điểm thì mở lại bước chấm.")
        return (("evaluations.decide.above_score", message),)
    of_unit = unit_ratings.get(sheet.unit_id) if sheet.rank == "head" else None
    if of_unit in book.band_codes and rank(rating) < rank(str(of_unit)):
        message = _("Người đứng đầu không được xếp cao hơn mức của tổ chức (%(level)s).")
        return (("evaluations.decide.head_above_unit", message % {"level": of_unit}),)
    return ()
