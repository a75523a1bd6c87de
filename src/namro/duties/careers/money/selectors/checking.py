"""Whether a list still stands: ratings replaced since, days paid elsewhere."""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from namro.city.facts.models import Rating
from namro.duties.careers.money.models import PayLine, PayList

MOST_NAMED = 5
TWICE = """
SELECT p.full_name || ' (' || p.code || ')' FROM money_payline mine
JOIN money_paylist here ON here.id = mine.pay_list_id
JOIN money_regulation r ON r.id = here.regulation_id
JOIN money_scheme s ON s.id = r.scheme_id
JOIN money_payline other ON other.person_id = mine.person_id AND other.state = 'paid' AND other.pay_list_id <> here.id
JOIN money_paylist there ON there.id = other.pay_list_id AND there.state = 'decided' AND there.valid = here.valid
    AND there.id IS DISTINCT FROM here.corrects_id
JOIN money_regulation r2 ON r2.id = there.regulation_id
JOIN money_scheme s2 ON s2.id = r2.scheme_id AND s2.money = s.money AND s2.period = s.period
JOIN people_person p ON p.id = mine.person_id
WHERE mine.pay_list_id = %s AND mine.state = 'paid' AND s2.id <> s.id AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(mine.workings -> 'stretches') a, jsonb_array_elements(other.workings -> 'stretches') b
    WHERE daterange((a ->> 'first')::date, (a ->> 'last')::date, '[]')
        && daterange((b ->> 'first')::date, (b ->> 'last')::date, '[]'))
    AND NOT EXISTS (SELECT 1 FROM money_paylist later WHERE later.corrects_id = there.id AND later.state = 'decided')
ORDER BY p.sort_key, p.code LIMIT %s
"""


def changed() -> Q:
    """Lines whose rating is no longer in force, or that now have one."""
    same = Rating.objects.filter(
        person=OuterRef("person"), kind=OuterRef("pay_list__regulation__scheme__period"), valid=OuterRef("pay_list__valid"),
        in_force=True,
    )  # fmt: skip
    return Q(rating__in_force=False) | Q(why="unrated") & Q(Exists(same))


def with_stale(rows: QuerySet[PayList]) -> QuerySet[PayList]:
    """Lists of a board annotated `is_stale`: a rating they rest on changed, and no list corrects them yet."""
    lines = PayLine.objects.filter(changed(), pay_list=OuterRef("pk"))
    return rows.annotate(is_stale=Exists(lines), has_correction=Exists(PayList.objects.filter(corrects=OuterRef("pk"))))


def differences(row: PayList) -> QuerySet[PayLine]:
    """The lines of a correcting list that changed."""
    return PayLine.objects.filter(pay_list=row, before__isnull=False).exclude(amount=F("before"))


def paid_twice(row: PayList) -> list[str]:
    """Who is paid the same kind of money for some of the same days in a decided list of another unit, a few by name."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, [row.pk, MOST_NAMED])
        return [name for (name,) in cursor.fetchall()]
