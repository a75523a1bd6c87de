"""Keeps what an act counts in, and the marks of it, as the rules say of all decisions about the act together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.city.facts import marking as facts
from namro.city.facts.marking import MarkData
from namro.city.people.models import Posting
from namro.duties.careers.models import ActSpan, Counting, DisciplineDecision
from namro.duties.careers.parameters import CountsRow, in_force, parameters
from namro.duties.careers.rules import discipline as rules
from namro.duties.careers.rules.discipline import Why

ONE_DAY = timedelta(days=1)
SOURCE = "careers"
ARTICLE = {
    Why.SAME_ACT: "once", Why.ALREADY_USED: "used", Why.OLD_UNIT: "old_unit", Why.BOTH_UNITS: "both_units",
}  # fmt: skip


@dataclass(frozen=True)
class _Change:
    """Rows to drop with their marks, and countings to keep anew, of all acts together."""

    dropped: list[_Counted]
    wanted: list[tuple[rules.Counting, DisciplineDecision]]


@dataclass(frozen=True)
class _Counted:
    """A row of Counting as it stands."""

    pk: int
    ref: int
    year: int
    unit: int
    why: str
    instead: int | None
    mark: int | None


def settle_acts(
    *, person_id: int, decision_ids: Collection[int], by: Actor, at: datetime, posts: Sequence[Posting] | None = None
) -> None:  # fmt: skip
    """Work out again what the decisions about the acts of some decisions count in; marks follow. What has not changed stays.

    `posts`: every post of the person, where they were read already. Seven statements however many acts, years and units.
    """
    change = _change(_decisions(person_id, decision_ids))
    Counting.objects.filter(pk__in=[one.pk for one in change.dropped]).delete()
    kept = [(_counting(one, row), _mark(one, row)) for one, row in change.wanted]
    marks = facts.settle_marks(
        person_id=person_id, put=[mark for _row, mark in kept if mark],
        withdrawn=[one.mark for one in change.dropped if one.mark is not None],
        reason=_("Không còn tính theo các quyết định về hành vi này."), source=SOURCE, by=by, at=at, posts=posts,
    )  # fmt: skip
    made = iter(marks)
    for row, mark in kept:
        row.mark = next(made) if mark else None
    Counting.objects.bulk_create([row for row, _mark in kept])


def _decisions(person_id: int, decision_ids: Collection[int]) -> list[DisciplineDecision]:
    """Every decision about the acts, withdrawn ones too, with the days of the act and the rows of what it counts in."""
    acts = DisciplineDecision.objects.filter(pk__in=decision_ids, person=person_id).values("act_key")
    spans = JSONObject(unit="unit_id", first=F("valid__startswith"), until=F("valid__endswith"))
    rows = JSONObject(
        pk="pk", ref="decision_id", year="year", unit="unit_id", why="why", instead="instead_id", mark="mark_id"
    )
    of_spans = ActSpan.objects.filter(decision=OuterRef("pk")).order_by("valid", "pk").values(told=spans)
    of_rows = Counting.objects.filter(decision=OuterRef("pk")).order_by("pk").values(told=rows)
    found = DisciplineDecision.objects.filter(person=person_id, act_key__in=acts).select_related("used_rating")
    return list(
        found.annotate(told_spans=ArraySubquery(of_spans), told_rows=ArraySubquery(of_rows)).order_by(
            "effective_on", "pk"
        )
    )


def _change(decisions: Iterable[DisciplineDecision]) -> _Change:
    by_act: dict[str, list[DisciplineDecision]] = {}
    for row in decisions:
        by_act.setdefault(row.act_key, []).append(row)
    found = [_change_of(rows) for rows in by_act.values()]
    return _Change([row for one in found for row in one.dropped], [row for one in found for row in one.wanted])


def _change_of(decisions: Sequence[DisciplineDecision]) -> _Change:
    """Of one act: what its decisions in force count in, against the rows there are."""
    live = {one.pk: one for one in decisions if one.withdrawn_at is None}
    counted = rules.countings([_ruling(one) for one in live.values()], old_unit_by_act=parameters().old_unit_by_act)
    wanted = {(one.ref, one.year, one.unit): one for one in counted}
    dropped = []
    for row in (_Counted(**told) for decision in decisions for told in decision.told_rows):  # type: ignore[attr-defined]
        one = wanted.get((row.ref, row.year, row.unit))
        if one is not None and (row.why, row.instead) == (_why(one, live[one.ref]), one.by):
            del wanted[row.ref, row.year, row.unit]
        else:
            dropped.append(row)
    return _Change(dropped, [(one, live[one.ref]) for one in wanted.values()])


def _ruling(row: DisciplineDecision) -> rules.Ruling:
    spans = tuple(
        rules.Span(one["unit"], date.fromisoformat(one["first"]), date.fromisoformat(one["until"]) - ONE_DAY)
        for one in row.told_spans  # type: ignore[attr-defined]
    )
    natures = {nature for one in parameters().counts for nature in one.natures}
    used = {row.used_rating.valid.lower.year} if row.used_rating else set[int]()
    return rules.Ruling(
        ref=row.pk, effective_on=row.effective_on, unit=row.unit_id, spans=spans, is_relevant=row.nature in natures,
        used_years=frozenset(used),
    )  # fmt: skip


def _rule(one: rules.Counting, row: DisciplineDecision) -> CountsRow | None:
    """The rule of the framework that rates the year: that of its last day."""
    return in_force(parameters().counts, date(one.year, 12, 31), row.staff_group)


def _why(one: rules.Counting, row: DisciplineDecision) -> str:
    return one.why if _rule(one, row) else Why.NO_RULE


def _counting(one: rules.Counting, row: DisciplineDecision) -> Counting:
    rule = _rule(one, row)
    article = _article(one, rule)
    return Counting(
        decision=row, year=one.year, unit_id=one.unit, why=_why(one, row), instead_id=one.by,
        framework=rule.framework if rule else "", article=article,
        is_law=rule is not None and rule.basis.is_law_for(row.staff_group) and "MẪU" not in article,
    )  # fmt: skip


def _article(one: rules.Counting, rule: CountsRow | None) -> str:
    return rule.articles.get(ARTICLE.get(one.why, ""), rule.basis.article) if rule else ""


def _mark(one: rules.Counting, row: DisciplineDecision) -> MarkData | None:
    """The mark of a counting that counts under a rule."""
    rule = _rule(one, row)
    if rule is None or not one.is_counted:
        return None
    first, until = rules.mark_days(one, row.effective_on, from_effect=parameters().marks_from_effect)
    return MarkData(
        code=rule.code, first=first, until=until, unit_id=one.unit, document=_document(row),
        note=f"{_article(one, rule)}, {rule.basis.instrument}", link=f"/careers/discipline/{row.pk}",
    )  # fmt: skip


def _document(row: DisciplineDecision) -> str:
    return f"Quyết định số {row.number} ngày {row.decided_on:%d/%m/%Y}"
