"""Keeps what an act counts in, and the marks of it, as the rules say of all decisions about the act together."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.city.facts import services as facts
from namro.duties.careers.models import Counting, DisciplineDecision
from namro.duties.careers.parameters import CountsRow, in_force, parameters
from namro.duties.careers.rules import discipline as rules
from namro.duties.careers.rules.discipline import Why

ONE_DAY = timedelta(days=1)
SOURCE = "careers"
ARTICLE = {
    Why.SAME_ACT: "once", Why.ALREADY_USED: "used", Why.OLD_UNIT: "old_unit", Why.BOTH_UNITS: "both_units",
}  # fmt: skip


def settle_act(*, person_id: int, act_key: str, by: Actor, at: datetime) -> None:
    """Work out again what the decisions about one act count in; marks follow. What has not changed stays as it is."""
    decisions = _decisions(person_id, act_key)
    by_pk = {one.pk: one for one in decisions}
    wanted = {
        (one.ref, one.year, one.unit): one
        for one in rules.countings([_ruling(one) for one in decisions], old_unit_by_act=parameters().old_unit_by_act)
    }
    rows = Counting.objects.filter(decision__person=person_id, decision__act_key=act_key).select_related("mark")
    for row in rows.order_by("pk"):
        one = wanted.get((row.decision_id, row.year, row.unit_id))
        if one is not None and (row.why, row.instead_id) == (_why(one, by_pk[one.ref]), one.by):
            del wanted[row.decision_id, row.year, row.unit_id]
        else:
            _drop(row, by, at)
    for one in wanted.values():
        _keep(one, by_pk[one.ref], by, at)


def _decisions(person_id: int, act_key: str) -> list[DisciplineDecision]:
    live = DisciplineDecision.objects.filter(person=person_id, act_key=act_key, withdrawn_at=None)
    return list(live.select_related("used_rating").prefetch_related("spans").order_by("effective_on", "pk"))


def _ruling(row: DisciplineDecision) -> rules.Ruling:
    spans = tuple(
        rules.Span(one.unit_id, one.valid.lower, one.valid.upper - ONE_DAY)
        for one in sorted(row.spans.all(), key=lambda one: (one.valid.lower, one.pk))
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


def _drop(row: Counting, by: Actor, at: datetime) -> None:
    mark = row.mark
    row.delete()
    if mark is not None and mark.withdrawn_at is None:
        facts.withdraw_mark(
            mark_id=mark.pk, reason=_("Không còn tính theo các quyết định về hành vi này."), by=by, at=at
        )


def _keep(one: rules.Counting, row: DisciplineDecision, by: Actor, at: datetime) -> None:
    rule = _rule(one, row)
    article = rule.articles.get(ARTICLE.get(one.why, ""), rule.basis.article) if rule else ""
    made = Counting(
        decision=row, year=one.year, unit_id=one.unit, why=_why(one, row), instead_id=one.by,
        framework=rule.framework if rule else "", article=article,
        is_law=rule is not None and rule.basis.is_law_for(row.staff_group) and "MẪU" not in article,
    )  # fmt: skip
    if rule and one.is_counted:
        first, until = rules.mark_days(one, row.effective_on, from_effect=parameters().marks_from_effect)
        made.mark = facts.put_mark(
            person_id=row.person_id, code=rule.code, first=first, until=until, unit_id=one.unit, source=SOURCE,
            document=_document(row), note=f"{article}, {rule.basis.instrument}", link=f"/careers/discipline/{row.pk}",
            by=by, at=at,
        )  # fmt: skip
    made.save()


def _document(row: DisciplineDecision) -> str:
    return f"Quyết định số {row.number} ngày {row.decided_on:%d/%m/%Y}"
