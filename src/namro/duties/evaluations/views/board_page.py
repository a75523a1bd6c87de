"""What the decider's page shows: five values side by side, the quota under every reading, signs of formalism."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from namro.base.access.rules import Permission, Relation, may
from namro.base.law.presenting import cite
from namro.base.ui.wording import number_text, said
from namro.city.people.models import Rank
from namro.duties.evaluations.models import NotRated, Round, SheetState, Step
from namro.duties.evaluations.quota_fit import Cap
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook
from namro.duties.evaluations.selectors.board import Board, BoardRow
from namro.duties.evaluations.selectors.formalism import Formalism, Signs, formalism
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS
from namro.duties.evaluations.views import present
from namro.engine.text import search_key

SHORT = {"literal": "A ≤ r × B", "of_a_plus_b": "A ≤ r × (A + B)", "of_all_rated": "A ≤ r × N"}
BARS_BELOW = 50  # the histogram starts here unless somebody is below
NAMES_SHOWN = 12


def powers(relations: frozenset[Relation], round_: Round, found: Board, *, on: date) -> dict[str, bool]:
    """What the viewer may do with the round as it stands; the services check again."""
    prepares, decides = may(Permission.ROUND_PREPARE, relations), may(Permission.ROUND_DECIDE, relations)
    is_open = round_.step not in PUBLISHED_STEPS
    late = any(row.sheet.state == SheetState.OPEN and not row.sheet.not_rated for row in found.rows)
    return {
        "prepare": prepares and is_open,
        "decide": decides and is_open,
        "publish": decides and is_open and found.is_decided,
        "close": prepares and round_.step == Step.PUBLISHED,
        "reopen": decides and is_open,
        "rate_units": decides and any(row.sheet.rank == Rank.HEAD for row in found.rows),
        "settings": prepares and is_open and not found.is_decided,
        "forward": prepares and late and on > round_.self_score_by,
    }


def tiles(found: Board) -> list[dict[str, Any]]:
    rows = found.rows
    count: Callable[[Callable[[BoardRow], bool]], int] = lambda test: sum(1 for row in rows if test(row))  # noqa: E731
    blocked = len(found.blocked)
    shown = [
        (_("Phiếu"), len(rows), ""),
        (_("Chờ tự chấm"), count(lambda row: row.sheet.state == "open" and not row.sheet.not_rated), ""),
        (
            _("Chờ cấp trên chấm"),
            count(lambda row: row.sheet.state in ("self_scored", "forwarded") and not row.sheet.not_rated),
            "",
        ),
        (_("Chưa quyết định được"), blocked, "watch" if blocked else ""),
        (_("Không xếp loại"), count(lambda row: bool(row.sheet.not_rated)), ""),
    ]
    return [{"text": text, "value": number_text(value), "tone": tone} for text, value, tone in shown]


def waiting_texts(found: Board) -> list[str]:
    """Whom the round waits for, by name."""
    if found.is_decided:
        return []
    groups = [
        (_("Chưa tự chấm"), [row for row in found.rows if row.sheet.state == "open" and not row.sheet.not_rated]),
        (
            _("Chưa được cấp trên chấm"),
            [row for row in found.rows if row.sheet.state in ("self_scored", "forwarded") and not row.sheet.not_rated],
        ),
    ]
    return [f"{text} ({len(rows)}): {_listed(rows)}" for text, rows in groups if rows]


def _listed(rows: list[BoardRow]) -> str:
    names = ", ".join(row.sheet.person.full_name for row in rows[:NAMES_SHOWN])
    more = len(rows) - NAMES_SHOWN
    return names + (_(" và %(n)s người khác") % {"n": more} if more > 0 else "")


# rows -------------------------------------------------------------------------------------------------------------
def shown_rows(found: Board, asked: dict[str, str], *, can_prepare: bool) -> list[dict[str, Any]]:
    words = search_key(asked["q"])
    test = FILTERS.get(asked["show"], FILTERS["all"])
    rows = [
        row for row in found.rows
        if test(row) and (words in row.sheet.person.search_key or words in row.sheet.person.code.lower())
    ]  # fmt: skip
    if asked["sort"].lstrip("-") == "name":
        rows.sort(key=lambda row: row.sheet.person.sort_key, reverse=asked["sort"].startswith("-"))
    elif asked["sort"].lstrip("-") == "total":
        rows.sort(
            key=lambda row: row.result.total if row.result.total is not None else -1,
            reverse=not asked["sort"].startswith("-"),
        )
    return [row_of(row, found, editable=can_prepare and not found.is_decided) for row in rows]


def keep_typed(rows: list[dict[str, Any]], sent: Mapping[str, Any]) -> None:
    """Choices sent and not saved stay chosen on the page that says why."""
    for row in rows:
        if row["choices"] and f"rating-{row['pk']}" in sent:
            row["chosen"] = sent[f"rating-{row['pk']}"]
            row["reason"] = sent.get(f"reason-{row['pk']}", "")


FILTERS: dict[str, Callable[[BoardRow], bool]] = {
    "all": lambda row: True,
    "blocked": lambda row: bool(row.blocks),
    "changed": lambda row: row.verdict.differs and not row.sheet.not_rated,
    "top": lambda row: (
        bool(row.standing)
        or (bool(row.result.level) and row.verdict.rating == row.result.level and row.result.level in ("HTXS", "A"))
    ),
    "not_rated": lambda row: bool(row.sheet.not_rated),
}


def filter_choices() -> list[tuple[str, str]]:
    return [
        ("all", _("Tất cả")), ("blocked", _("Chưa quyết định được")), ("changed", _("Khác mức tính được")),
        ("top", _("Mức cao nhất")), ("not_rated", _("Không xếp loại")),
    ]  # fmt: skip


def row_of(row: BoardRow, found: Board, *, editable: bool) -> dict[str, Any]:
    sheet, result, book = row.sheet, row.result, found.book
    decided = row.decided
    return {
        "pk": sheet.pk,
        "name": sheet.person.full_name,
        "about": present.about(sheet, sheet.posting.title, row.unit_name),
        "state": "NOT_RATED" if sheet.not_rated else sheet.state,
        "state_text": sheet.get_not_rated_display() if sheet.not_rated else sheet.get_state_display(),
        "total": present.total_text(result),
        "band": result.band,
        "missing": "" if sheet.not_rated or not sheet.review_at else "; ".join(present.missing_of(book, result)),
        "notes": notes_of(row, book),
        "proposed": sheet.proposed_rating if sheet.proposed_rating != NOT_RATED else "",
        "proposed_reason": sheet.proposed_reason,
        "decided": decided.rating if decided and decided.rating != NOT_RATED else "",
        "choices": _choices(row, book) if editable else [],
        "chosen": row.verdict.rating,
        "reason": decided.reason if decided else row.verdict.reason,
        "differs": (decided.differs if decided else row.verdict.differs) and not sheet.not_rated,
    }


def notes_of(row: BoardRow, book: Rulebook) -> list[str]:
    """Everything that stands between the points and the level, in words."""
    notes = []
    if row.sheet.not_rated:
        notes.append(row.sheet.not_rated_note or str(NotRated(row.sheet.not_rated).label))
    if row.result.override:
        notes.append(present.override_text(book, row.result.override))
    if row.unit_rating:
        notes.append(_("mức của tổ chức: %(level)s") % {"level": row.unit_rating})
    if row.sheet.accepted_as_self:
        notes.append(_("chấm như tự chấm"))
    if row.standing == "beyond":
        notes.append(_("ngoài tỷ lệ theo cách hiểu đang dùng"))
    if row.standing == "tied":
        notes.append(_("bằng điểm tại ngưỡng tỷ lệ"))
    return notes + [text for _code, text in row.blocks]


def _choices(row: BoardRow, book: Rulebook) -> list[tuple[str, str]]:
    """Levels the score allows, and not being rated; nothing above what was calculated."""
    if row.sheet.not_rated:
        return []
    level = row.result.level
    start = book.framework.rank_of(level) if level else len(book.band_codes)
    allowed = [(code, code) for code in book.band_codes[start:]]
    first = [] if level else [("", "–")]
    return [*first, *allowed, (NOT_RATED, book.rating_title(NOT_RATED))]


# quota ------------------------------------------------------------------------------------------------------------
def quota_panel(round_: Round, found: Board) -> dict[str, Any] | None:
    """Caps by scope, one column a reading; None for a round in which nobody is rated."""
    caps = found.quota.caps
    if not any(cap.rated for cap in caps):
        return None
    framework = found.book.framework
    readings: list[dict[str, Any]] = [
        {
            "key": one.key,
            "title": said(one.rule.title),
            "short": SHORT.get(one.key, one.key),
            "is_signed": one.key == found.quota.reading,
        }
        for one in framework.quota.readings
    ]
    names = {row.sheet.pk: row.sheet.person.full_name for row in found.rows}
    return {
        "top": found.book.top_band,
        "law": cite(f"{framework.quota.rule.article}, {framework.quota.rule.instrument}"),
        "readings": readings,
        "rows": _cap_rows(caps, [one["key"] for one in readings]),
        "rates": [
            (key, said(rule.title), key == found.quota.rate) for key, (_value, rule) in framework.quota.ratios.items()
        ],
        "beyond": [names[pk] for pk in found.quota.fit.beyond if pk in names],
        "tied": [names[pk] for pk in sorted(found.quota.fit.tied) if pk in names],
        "signed": _signed(round_, found),
    }


def _cap_rows(caps: list[Cap], keys: list[str]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for cap in caps:
        row = found.setdefault((cap.scope, cap.key), {
            "name": cap.key or _("Cả danh sách"), "rated": cap.rated, "pool": cap.pool, "candidates": cap.candidates, "by": {},
        })  # fmt: skip
        row["by"][cap.reading] = cap
    rows = [found[key] for key in sorted(found, key=lambda key: (key[0] != "unit", key[1]))]
    for row in rows:
        row["cells"] = [row["by"][key] for key in keys]
    return rows


def _signed(round_: Round, found: Board) -> str:
    if not round_.quota_reading:
        return _("Chưa chọn riêng: áp dụng mặc định của kỳ.")
    return _("Cấp có thẩm quyền đã chọn cách hiểu này. %(reason)s") % {"reason": round_.quota_reason}


# formalism --------------------------------------------------------------------------------------------------------
def formalism_panel(found: Board) -> dict[str, Any] | None:
    """The spread of totals and its signs; None while nobody has a score."""
    signs = formalism(found)
    if not signs.whole.rated:
        return None
    names = {row.sheet.pk: row.sheet.person.full_name for row in found.rows}
    return {
        "label": _("Phân bố tổng điểm (số người)"),
        "columns": _columns(signs),
        "lines": _signs(signs, names),
        "reviewers": [_reviewer(one) for one in signs.by_reviewer if one.rated],
    }


def _columns(signs: Formalism) -> list[tuple[str, int]]:
    """Bars from the first that is not empty (or the usual start) upwards."""
    first = min([bar.at_least for bar in signs.bars if bar.count] + [BARS_BELOW])
    return [(f"{bar.at_least}–{bar.below}", bar.count) for bar in signs.bars if bar.at_least >= first]


def _signs(signs: Formalism, names: dict[int, str]) -> list[dict[str, Any]]:
    whole = signs.whole
    share = present.percent(whole.top_share)
    return [
        {"value": f"{whole.top}/{whole.rated}", "tone": "watch" if whole.is_high else "", "who": [],
         "text": _("người đạt mức cao nhất theo điểm (%(share)s %%)") % {"share": share}},
        {"value": f"{whole.like_last_month}/{whole.compared}", "tone": "watch" if whole.like_last_month else "",
         "text": _("phiếu giống hệt kỳ trước (từng tiêu chí và tổng điểm)"), "who": _who(signs.identical, names)},
        {"value": f"{whole.at_maximum}/{whole.rated}", "tone": "watch" if whole.at_maximum else "",
         "text": _("phiếu được điểm tối đa ở mọi tiêu chí chung"), "who": _who(signs.maximal, names)},
        {"value": f"{whole.accepted_as_self}/{whole.rated}", "tone": "", "who": [],
         "text": _("phiếu được chấm đúng như tự chấm")},
    ]  # fmt: skip


def _who(ids: frozenset[int], names: dict[int, str]) -> list[tuple[int, str]]:
    return [(pk, names[pk]) for pk in sorted(ids) if pk in names][:NAMES_SHOWN]


def _reviewer(one: Signs) -> dict[str, Any]:
    gap = "–" if one.gap is None else present.rounded(one.gap)
    return {"name": one.name, "count": one.rated, "gap": gap, "accepted": one.accepted_as_self}
