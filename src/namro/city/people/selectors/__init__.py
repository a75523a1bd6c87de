"""Every read of people: who heads what, who scores and decides, lists and lives, as of a date."""

from namro.city.people.selectors.headship import (
    delegated_units,
    headed_units,
    heads_of,
    people_of,
    posting_on,
    postings_on,
    vacancies,
    waiting_for,
)
from namro.city.people.selectors.relations import Relations, Step, relations_of, relations_query

__all__ = [
    "Relations",
    "Step",
    "delegated_units",
    "headed_units",
    "heads_of",
    "people_of",
    "posting_on",
    "postings_on",
    "relations_of",
    "relations_query",
    "vacancies",
    "waiting_for",
]
