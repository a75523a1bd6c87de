"""How a name or a code is looked for: by the beginning of any words of the name, without accents, or of the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from namro.city.people.models import Posting
from namro.engine.text import WHOLE_SYLLABLES, nfc, search_key

MOST_WORDS = 6
CODE = re.compile(r"[\w./-]*[\d./-][\w./-]*")  # one word with a digit or a mark that no name has
SHARE = "SELECT count(*) FILTER (WHERE {condition})::float / greatest(count(*), 1) FROM {table}"
SAMPLED = " TABLESAMPLE SYSTEM (0.5) REPEATABLE (1)"


def share(table: str, condition: str, values: Mapping[str, Any]) -> float:
    """Of the rows of a table, the share for which a condition holds.

    Judged by a few of its pages; 0 for a table so small that none of its pages is looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHARE.format(table=table + SAMPLED, condition=condition), values)
        (found,) = cursor.fetchone()
    return float(found)


@dataclass(frozen=True)
class Search:
    """What was typed, as the database is asked it; at most one of the two is set."""

    words: str = ""  # a tsquery
    code: str = ""  # a LIKE pattern

    @property
    def condition(self) -> str:
        """SQL on people (alias p) with the parameters of `values`."""
        if self.code:
            return "p.code LIKE %(code)s"
        return "p.words @@ %(asked)s::tsquery" if self.words else "true"

    @property
    def values(self) -> dict[str, Any]:
        return {"asked": self.words, "code": self.code}


def search_for(text: str) -> Search:
    """What somebody typed, understood: a code when it looks like one, the words of a name otherwise."""
    typed = nfc(text)
    if CODE.fullmatch(typed):
        return Search(code=typed.upper().replace("\\", "").replace("%", "").replace("_", r"\_") + "%")
    words = re.findall(r"\w+", search_key(typed))[:MOST_WORDS]
    return Search(words=" & ".join(f"'{word}'" if word in WHOLE_SYLLABLES else f"'{word}':*" for word in words))


FOUND = {
    "code": "SELECT p.id FROM people_person p WHERE p.code LIKE %s",
    "words": "SELECT p.id FROM people_person p WHERE p.words @@ %s::tsquery",
}


def matching(rows: QuerySet[Posting], text: str) -> QuerySet[Posting]:
    """Postings of the people a text finds; all when it is empty."""
    asked = search_for(text)
    if asked == Search():
        return rows
    people = RawSQL(FOUND["code" if asked.code else "words"], [asked.code or asked.words])  # noqa: S611  constant text
    return rows.filter(person_id__in=people)


def people_matching(text: str, *, most: int) -> list[int]:
    """Numbers of the people a text finds, no more than `most`."""
    asked = search_for(text)
    if asked == Search():
        return []
    with connection.cursor() as cursor:
        cursor.execute(FOUND["code" if asked.code else "words"] + " LIMIT %s", [asked.code or asked.words, most])
        return [row[0] for row in cursor.fetchall()]
