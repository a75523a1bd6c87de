"""How a name or a code is looked for: by the beginning of any words of the name, without accents, or of the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from namro.city.people.models import Posting
from namro.engine.text import nfc, search_key

MOST_WORDS = 6
CODE = re.compile(r"[\w./-]*[\d./-][\w./-]*")  # one word with a digit or a mark that no name has
# Of a family name or "Thị" every tenth person bears it; of a given name hardly one in twenty.
OFTEN = 0.06
SAMPLE = """
SELECT count(*) FILTER (WHERE words @@ %(asked)s::tsquery)::float / greatest(count(*), 1)
FROM people_person TABLESAMPLE SYSTEM (0.5) REPEATABLE (1)
"""


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

    def is_often(self) -> bool:
        """Whether so many people bear these words that a page of them is met soon by walking in order of names."""
        if not self.words:
            return True
        with connection.cursor() as cursor:
            cursor.execute(SAMPLE, {"asked": self.words})
            return bool(cursor.fetchone()[0] >= OFTEN)


def search_for(text: str) -> Search:
    """What somebody typed, understood: a code when it looks like one, the words of a name otherwise."""
    typed = nfc(text)
    if CODE.fullmatch(typed):
        return Search(code=typed.upper().replace("\\", "").replace("%", "").replace("_", r"\_") + "%")
    words = re.findall(r"\w+", search_key(typed))[:MOST_WORDS]
    return Search(words=" & ".join(f"'{word}':*" for word in words))


def matching(rows: QuerySet[Posting], text: str) -> QuerySet[Posting]:
    """Postings of the people a text finds; all when it is empty."""
    asked = search_for(text)
    if asked == Search():
        return rows
    found = f"SELECT p.id FROM people_person p WHERE {asked.condition}"
    return rows.filter(person_id__in=RawSQL(found.replace("%(code)s", "%s").replace("%(asked)s", "%s"), [asked.code or asked.words]))
