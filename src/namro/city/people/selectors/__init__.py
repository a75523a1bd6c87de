"""Every read of people: who heads what, who scores and decides, lists and lives, as of a date."""

from namro.city.people.selectors.frameworks import Law, laws_of
from namro.city.people.selectors.headship import (
    delegated_units,
    headed_units,
    heads_of,
    leads,
    people_of,
    posting_on,
    postings_on,
    units_of_people,
    waiting_for,
)
from namro.city.people.selectors.listing import Filters, Listed, people_page
from namro.city.people.selectors.lives import Life, life, person, person_by_code, relations_to_person
from namro.city.people.selectors.relations import Relations, Step, relations_of, relations_query
from namro.city.people.selectors.search import matching, people_matching

__all__ = [
    "Filters",
    "Law",
    "Life",
    "Listed",
    "Relations",
    "Step",
    "delegated_units",
    "headed_units",
    "heads_of",
    "laws_of",
    "leads",
    "life",
    "matching",
    "people_matching",
    "people_of",
    "people_page",
    "person",
    "person_by_code",
    "posting_on",
    "postings_on",
    "relations_of",
    "relations_query",
    "relations_to_person",
    "units_of_people",
    "waiting_for",
]
