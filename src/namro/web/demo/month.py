"""October 2026 evaluated, decided and published; November in progress with sheets in every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from namro.duties.evaluations import selectors, services
from namro.duties.evaluations.models import Period, Round, Sheet, SheetState
from namro.duties.evaluations.rulebook import rulebook_of
from namro.web.demo.city import CITY, HOME_AFFAIRS, Stage
from namro.web.demo.roster import COMMUNE
from namro.web.demo.work import diligence, moment

FRAMEWORK = "nd335-2025"
STRENGTHS = [
    "Chủ động trong công việc, giữ đúng thời hạn.",
    "Phối hợp tốt với đồng nghiệp, hướng dẫn người dân tận tình.",
    "Nắm chắc chuyên môn, có cải tiến cách tổng hợp số liệu.",
]
LIMITS = ["", "Có việc báo cáo còn chậm.", "Cần chủ động hơn khi phát sinh việc mới."]
AUTHORITIES = {COMMUNE: "BD001", HOME_AFFAIRS: "NV001", CITY: "HN001"}


def open_month(stage: Stage, first: date) -> Period:
    """The city's officer opens the month on its first day."""
    return services.open_period(
        kind="month", first_day=first, framework_id=FRAMEWORK, by=stage.officer, at=moment(first, 7)
    )


def evaluate_whole(
    stage: Stage, period: Period, seed: int, *, self_on: date, review_on: date, decide_on: date, publish_on: date
) -> None:
    """Every step of the month for every round, each by the person whose step it is."""
    random = Random(seed)  # noqa: S311  (a demonstration that is the same every time)
    self_score(stage, list(_sheets(period)), self_on, random)
    # Those who score staff first, those who score heads after: a head's d follows from the staff's scores.
    for sheet in _staff_first(period):
        review(stage, sheet, review_on, random)
    for number, code in enumerate([COMMUNE, HOME_AFFAIRS, CITY], start=1):
        one = Round.objects.get(period=period, unit_id=stage.units[code])
        _decide(stage, one, f"{100 + number}/QĐ-UBND", decide_on)
        services.publish(
            round_id=one.pk, by=stage.actor(AUTHORITIES[code], publish_on), at=moment(publish_on, 16), on=publish_on
        )


def _sheets(period: Period) -> list[Sheet]:
    rows = Sheet.objects.filter(period=period, not_rated="").select_related("person", "period", "round")
    return list(rows.order_by("pk"))


def _staff_first(period: Period) -> list[Sheet]:
    order = {"staff": 0, "deputy": 1, "head": 2}
    return sorted(_sheets(period), key=lambda sheet: (order[sheet.rank], sheet.pk))


def self_score(stage: Stage, sheets: Sequence[Sheet], on: date, random: Random) -> None:
    """Each person scores the general criteria, some more modestly than others."""
    for sheet in sheets:
        services.submit_self_score(
            sheet_id=sheet.pk, points=_points(sheet, random), strengths=random.choice(STRENGTHS),
            limits=random.choice(LIMITS), version=sheet.version, by=stage.actor(sheet.person.code, on),
            at=moment(on, 10), on=on,
        )  # fmt: skip


STEPS = {"steady": [0, 0, 0, 0, 1], "middling": [0, 0, 1, 1, 2], "weak": [0, 1, 1, 2, 3]}  # half points off a criterion


def _points(sheet: Sheet, random: Random, strict: float = 0.0) -> list[int]:
    """Full marks less some half points, by what kind of worker the person is."""
    steps = STEPS[diligence(sheet.person.code)]
    return [
        max(0, int(criterion.maximum * 100) - 50 * (random.choice(steps) + (random.random() < strict)))
        for criterion in rulebook_of(sheet.period).criteria
    ]


def review(stage: Stage, sheet: Sheet, on: date, random: Random, *, marks: bool = True) -> None:
    """Whoever scores this person scores them, now and then lower than they did themselves; leaders get d, đ, e."""
    from namro.city.people.selectors import relations_of

    sheet.refresh_from_db()
    scorer = relations_of(sheet.posting, on=on).reviewer
    if scorer is None or sheet.state not in (SheetState.SELF_SCORED, SheetState.FORWARDED):
        return
    points = sheet.self_points if sheet.self_points and random.random() < 0.6 else _points(sheet, random, 0.1)
    leader = sheet.rank != "staff"
    unit_marks: tuple[int | None, ...] = (None, 100, 100) if leader and marks else (None, None, None) if leader else ()
    if leader and marks and sheet.rank == "deputy":
        unit_marks = (100, 100, 100)
    services.review(
        sheet_id=sheet.pk, points=points, unit_marks=unit_marks, comment="Nhất trí với kết quả công việc trong kỳ.",
        version=sheet.version, by=stage.actor(scorer.code, on), at=moment(on, 11), on=on,
    )  # fmt: skip


def _decide(stage: Stage, one: Round, number: str, on: date) -> None:
    """What fits the quota is proposed with its reason, equal scores are settled by name, then one act decides all."""
    authority = stage.actor(AUTHORITIES[_code(stage, one)], on)
    services.recalculate(round_ids=[one.pk], at=moment(on, 8))
    services.propose_what_fits(round_id=one.pk, by=authority, at=moment(on, 9), on=on)
    services.decide(
        round_id=one.pk, ratings=_settled(one), number=number, decided_on=on, reading="literal", rate="standard",
        quota_reason="", by=authority, at=moment(on, 15), on=on,
    )  # fmt: skip


def _settled(one: Round) -> dict[int, tuple[str, str]]:
    """Whom the authority lowers beyond the proposal, until every cap holds: a named choice, with a reason."""
    chosen: dict[int, tuple[str, str]] = {}
    board = selectors.board(Round.objects.get(pk=one.pk))
    top, second = board.book.band_codes[:2]
    kept = [row for row in board.rows if row.verdict.rating == top]
    for cap in (cap for cap in board.quota.caps if cap.chosen):
        inside = [row for row in kept if not cap.key or row.sheet.task_group == cap.key]
        for row in sorted(inside, key=lambda row: (row.result.total, row.sheet.pk))[: max(0, len(inside) - cap.cap)]:
            chosen[row.sheet.pk] = (
                second,
                "Bằng điểm với người cùng nhóm; chọn người có nhiều việc khó, việc đột xuất hơn.",
            )
            kept.remove(row)
    return chosen


def _code(stage: Stage, one: Round) -> str:
    return next(code for code, unit in stage.units.items() if unit == one.unit_id)


def evaluate_part(stage: Stage, period: Period, seed: int, *, on: date) -> None:
    """A month in progress: most have scored themselves, one office is reviewed, one head has no d, đ, e yet."""
    random = Random(seed)  # noqa: S311
    sheets = _staff_first(period)
    waiting = [sheet for sheet in sheets if random.random() < 0.25]
    drafts, scored = waiting[:4], [sheet for sheet in sheets if sheet not in waiting]
    self_score(stage, scored, on, random)
    for sheet in drafts:
        services.save_draft(
            sheet_id=sheet.pk, points=[*_points(sheet, random)[:4], *[None] * 6], strengths="", limits="",
            version=sheet.version, by=stage.actor(sheet.person.code, on), at=moment(on, 10), on=on,
        )  # fmt: skip
    reviewed = [
        sheet for sheet in scored if sheet.unit_id in (stage.units[f"{COMMUNE}-KT"], stage.units[f"{COMMUNE}-HC"])
    ]
    for sheet in reviewed:
        review(stage, sheet, on, random, marks=sheet.rank == "deputy")
    services.recalculate(
        round_ids=list(Round.objects.filter(period=period).values_list("pk", flat=True)), at=moment(on, 17)
    )


def file_one_petition(stage: Stage, period: Period, on: date) -> None:
    """Somebody decided lower than they scored disputes it; the seven working days are running."""
    lowered = (
        Sheet.objects.filter(period=period, decided__differs=True, rank="staff").select_related("person").order_by("pk")
    )
    sheet = (
        lowered.first()
        or Sheet.objects.filter(period=period, rank="staff", not_rated="").select_related("person").first()
    )
    assert sheet is not None
    services.file_petition(
        sheet_id=sheet.pk, grounds="Tôi đạt trên 90 điểm, hoàn thành 100% việc được giao, đề nghị xem xét lại mức xếp loại.",
        evidence="Bảng kê kết quả công việc tháng 10/2026", received_on=on, by=stage.actor(sheet.person.code, on),
        at=moment(on, 9), on=on,
    )  # fmt: skip
