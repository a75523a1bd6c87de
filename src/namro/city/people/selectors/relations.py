"""Who scores and who decides: for one posting with the reasons, and for the whole city in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitSpell
from namro.city.people.models import Delegation, Person, Posting, Rank
from namro.city.people.rules import ARTICLES, Authority, Reason, Stand, authority_over, vacant
from namro.city.people.selectors.headship import heads_of

SAID: dict[Reason, Promise] = {
    Reason.HEAD_OF_USING: _(
        "Đứng đầu %(unit)s, cơ quan sử dụng công chức: người đứng đầu cơ quan quản lý cấp trên chấm điểm và quyết định."
    ),
    Reason.UNDER_USING: _(
        "Cấp phó hoặc công chức thuộc phạm vi sử dụng của %(unit)s: người đứng đầu đơn vị chấm điểm và quyết định."
    ),
    Reason.HEAD_OF_DIRECT: _(
        "Đứng đầu %(unit)s, đơn vị trực tiếp sử dụng công chức: người đứng đầu cơ quan sử dụng chấm điểm và quyết định."
    ),
    Reason.UNDER_DIRECT: _(
        "Cấp phó hoặc công chức của %(unit)s, đơn vị trực tiếp sử dụng: người đứng đầu đơn vị chấm điểm, "
        "người đứng đầu cơ quan sử dụng quyết định."
    ),
    Reason.NOT_ONESELF: _(
        "Chính người này đứng đầu %(unit)s; không ai tự chấm hay tự quyết định cho mình, nên chuyển lên một cấp."
    ),
    Reason.NOBODY_ABOVE: _("Không có cơ quan quản lý nào ở trên trong hệ thống: cấp có thẩm quyền bên ngoài đánh giá."),
}
INSTRUMENT = "335/2025/NĐ-CP"

RELATIONS = """
WITH RECURSIVE spell AS MATERIALIZED (
    SELECT unit_id, parent_id, role FROM organisation_unitspell WHERE valid @> %(on)s::date AND ({among})
), climb AS (
    SELECT unit_id, parent_id AS above, 1 AS height FROM spell WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT climb.unit_id, spell.parent_id, climb.height + 1
    FROM climb JOIN spell ON spell.unit_id = climb.above WHERE spell.parent_id IS NOT NULL
), nearest AS (
    SELECT DISTINCT ON (own.unit_id) own.unit_id, climb.above
    FROM climb JOIN spell own ON own.unit_id = climb.unit_id JOIN spell over ON over.unit_id = climb.above
    WHERE over.role = 'managing' OR (over.role = 'using' AND own.role = 'direct')
    ORDER BY own.unit_id, climb.height
), level AS MATERIALIZED (
    SELECT spell.unit_id, spell.role, nearest.above AS up FROM spell LEFT JOIN nearest USING (unit_id)
), head AS MATERIALIZED (
    SELECT unit_id, person_id FROM people_posting WHERE rank = 'head' AND valid @> %(on)s::date AND ({heads})
), placed AS (
    SELECT p.id, p.person_id, p.unit_id, p.rank, p.staff_group, p.task_group, p.kind,
        CASE WHEN p.rank = 'head' THEN level.up WHEN level.role = 'direct' AND level.up IS NULL THEN NULL
             ELSE p.unit_id END AS reviewer,
        CASE WHEN p.rank = 'head' OR level.role = 'direct' THEN level.up ELSE p.unit_id END AS decider
    FROM people_posting p JOIN level ON level.unit_id = p.unit_id
    WHERE p.valid @> %(on)s::date AND ({where})
), lifted AS (
    -- Who heads the deciding unit goes up until somebody else decides; that unit then scores as well.
    SELECT placed.id, placed.person_id, level.up AS unit_id
    FROM placed JOIN head ON head.unit_id = placed.decider AND head.person_id = placed.person_id
    JOIN level ON level.unit_id = placed.decider
    UNION ALL
    SELECT lifted.id, lifted.person_id, level.up
    FROM lifted JOIN head ON head.unit_id = lifted.unit_id AND head.person_id = lifted.person_id
    JOIN level ON level.unit_id = lifted.unit_id
), settled AS (
    SELECT placed.*, final.id IS NOT NULL AS was_lifted, final.unit_id AS lifted_to
    FROM placed LEFT JOIN (
        SELECT lifted.id, lifted.unit_id FROM lifted
        LEFT JOIN head ON head.unit_id = lifted.unit_id AND head.person_id = lifted.person_id
        WHERE head.unit_id IS NULL
    ) final USING (id)
), units AS (
    SELECT settled.id, settled.person_id, settled.unit_id, settled.rank, settled.staff_group, settled.task_group,
        settled.kind,
        CASE WHEN was_lifted THEN lifted_to WHEN own.unit_id IS NOT NULL THEN decider ELSE reviewer END
            AS reviewer_unit_id,
        CASE WHEN was_lifted THEN lifted_to ELSE decider END AS decider_unit_id
    FROM settled
    LEFT JOIN head own ON own.unit_id = settled.reviewer AND own.person_id = settled.person_id
)
SELECT units.id AS posting_id, units.person_id, units.unit_id, units.rank, units.staff_group, units.task_group,
    units.kind, units.reviewer_unit_id, units.decider_unit_id,
    scores.person_id AS reviewer_person_id, decides.person_id AS decider_person_id
FROM units
LEFT JOIN head scores ON scores.unit_id = units.reviewer_unit_id
LEFT JOIN head decides ON decides.unit_id = units.decider_unit_id
"""


# Some units and what stands above them: all that matters to postings in these units. Arrays, so that the planner,
# which cannot know how few they are, goes by index.
AMONG = """unit_id = ANY(ARRAY(
    WITH RECURSIVE near(unit_id) AS (
        SELECT unit_id FROM ({units}) first
        UNION
        SELECT s.parent_id FROM near JOIN organisation_unitspell s ON s.unit_id = near.unit_id AND s.valid @> %(on)s::date
        WHERE s.parent_id IS NOT NULL
    ) SELECT unit_id FROM near))"""


def relations_query(where: str = "true", *, units: str = "") -> str:
    """SQL for everybody posted on the day %(on)s: the set-based twin of `relations_of`, usable as a CTE or subquery.

    `where` narrows the postings (alias p), for example "p.id = ANY(%(postings)s)". Columns: posting_id, person_id,
    unit_id, rank, staff_group, task_group, kind, reviewer_unit_id, decider_unit_id, reviewer_person_id,
    decider_person_id. Units stay although their headship is vacant: then the person column is NULL.
    `units` is SQL for the units of those postings (a column unit_id): then the rest of the tree is not looked at.
    """
    among = AMONG.replace("{units}", units) if units else "true"
    heads = "unit_id = ANY(ARRAY(SELECT unit_id FROM spell))" if units else "true"
    return RELATIONS.replace("{where}", where).replace("{among}", among).replace("{heads}", heads)


@dataclass(frozen=True)
class Step:
    """One sentence of the explanation, with the article it rests on."""

    text: str
    article: str
    instrument: str = INSTRUMENT


@dataclass(frozen=True)
class Relations:
    """Who scores and who decides for a posting on a day, and why."""

    reviewer_unit_id: int | None
    reviewer: Person | None
    decider_unit_id: int | None
    decider: Person | None
    steps: list[Step]
    vacancies: list[int]  # units that should score or decide and have no head
    delegates: list[Delegation]  # who may prepare in the reviewer's or decider's name
    unit_names: dict[int, str]

    @property
    def reviewer_unit(self) -> str:
        return self.unit_names.get(self.reviewer_unit_id or 0, "")

    @property
    def decider_unit(self) -> str:
        return self.unit_names.get(self.decider_unit_id or 0, "")

    @property
    def vacant_units(self) -> list[tuple[int, str]]:
        """Units without a head, with their names."""
        return [(unit, self.unit_names[unit]) for unit in self.vacancies]


def relations_of(posting: Posting, *, on: date) -> Relations:
    """Who scores me, who decides, why: five queries whatever the size of the city."""
    found, spells, chain, heads = _standing(posting, on)
    names = {one.unit_id: one.name for one in spells}
    return Relations(
        reviewer_unit_id=found.reviewer_unit_id,
        reviewer=heads.get(found.reviewer_unit_id or 0),
        decider_unit_id=found.decider_unit_id,
        decider=heads.get(found.decider_unit_id or 0),
        steps=_steps(found, names),
        vacancies=list(vacant(chain, [found.reviewer_unit_id, found.decider_unit_id])),
        delegates=_delegates(found, heads, on),
        unit_names=names,
    )


def authority_of(posting: Posting, *, on: date) -> Authority:
    """The units that score and decide for a posting, without names and delegations: two queries."""
    return _standing(posting, on)[0]


def decider_of(posting: Posting, *, on: date) -> Person | None:
    """Who decides for a posting, without names and delegations: two queries."""
    found, _spells, _chain, heads = _standing(posting, on)
    return heads.get(found.decider_unit_id or 0)


def _standing(posting: Posting, on: date) -> tuple[Authority, list[UnitSpell], list[Stand], dict[int, Person]]:
    spells = list(reversed(organisation.path(posting.unit_id, on=on)))
    heads = heads_of([one.unit_id for one in spells], on=on)
    chain = [Stand(one.unit_id, one.role, heads[one.unit_id].pk if one.unit_id in heads else None) for one in spells]
    return authority_over(posting.person_id, is_head=posting.rank == Rank.HEAD, chain=chain), spells, chain, heads


def _steps(found: Authority, names: dict[int, str]) -> list[Step]:
    values: list[tuple[Reason, dict[str, Any]]] = [
        (why, {"unit": names.get(unit or 0, "")}) for why, unit in found.reasons
    ]
    return [Step(str(SAID[why]) % value, ARTICLES[why]) for why, value in values]


def _delegates(found: Authority, heads: dict[int, Person], on: date) -> list[Delegation]:
    units = {unit for unit in (found.reviewer_unit_id, found.decider_unit_id) if unit in heads}
    rows = (
        Delegation.objects.filter(unit__in=units, valid__contains=on).select_related("receiver", "giver").order_by("id")
    )
    return [row for row in rows if row.giver_id == heads[row.unit_id].pk]


def spell_names(spells: list[UnitSpell]) -> str:
    """A path as people write it."""
    return " › ".join(one.name for one in spells)
