"""What the signed-in person is today, for the shell: one query."""

from __future__ import annotations

from datetime import date

from django.db import connection

from namro.base.access.rules import Actor
from namro.base.reading import once_a_reading
from namro.base.ui.navigation import NOBODY_IN_PARTICULAR, Standing

# A head of a using or managing agency decides; a delegate stands in for whoever gave them the written decision.
QUERY = """
SELECT person.full_name, main.unit_id, spell.name, EXISTS (
           SELECT FROM people_posting WHERE person_id = person.id AND valid @> %(on)s) AS is_posted,
       EXISTS (SELECT FROM people_posting WHERE person_id = person.id AND valid @> %(on)s AND rank = 'head') AS heads,
       EXISTS (SELECT FROM people_posting AS led JOIN organisation_unitspell AS what
                 ON what.unit_id = led.unit_id AND what.valid @> %(on)s AND what.role IN ('using', 'managing')
               WHERE led.person_id = person.id AND led.valid @> %(on)s AND led.rank = 'head') AS decides,
       EXISTS (SELECT FROM people_delegation WHERE receiver_id = person.id AND valid @> %(on)s) AS is_delegate,
       (SELECT count(*) FROM notify_notice WHERE person_id = person.id AND read_at IS NULL) AS unread
FROM people_person AS person
LEFT JOIN people_posting AS main ON main.person_id = person.id AND main.kind = 'main' AND main.valid @> %(on)s
LEFT JOIN organisation_unitspell AS spell ON spell.unit_id = main.unit_id AND spell.valid @> %(on)s
WHERE person.id = %(person)s
"""


@once_a_reading
def standing_of(actor: Actor, on: date) -> Standing:
    """Name, unit, headship, delegation and unread notices of a person on a date."""
    if actor.person_id is None:
        return NOBODY_IN_PARTICULAR
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"person": actor.person_id, "on": on})
        row = cursor.fetchone()
    if row is None:
        return NOBODY_IN_PARTICULAR
    name, unit_id, unit_name, is_posted, heads, decides, is_delegate, unread = row
    return Standing(name, unit_id, unit_name or "", is_posted, heads, decides, is_delegate, unread)
