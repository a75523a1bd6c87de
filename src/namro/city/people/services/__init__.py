"""Every write about people: who they are, where they are posted, when they are away, whom they empower."""

from namro.city.people.services.absences import cancel_leave, grant_leave, shorten_leave
from namro.city.people.services.delegations import delegate, revoke_delegation
from namro.city.people.services.persons import add_person, correct_person
from namro.city.people.services.postings import (
    end_field,
    end_posting,
    give_field,
    move,
    post,
    transfer_unit,
)
from namro.city.people.services.reorganising import merge_units
from namro.city.people.services.splitting import Part, split_unit

__all__ = [
    "Part",
    "add_person",
    "cancel_leave",
    "correct_person",
    "delegate",
    "end_field",
    "end_posting",
    "give_field",
    "grant_leave",
    "merge_units",
    "move",
    "post",
    "revoke_delegation",
    "shorten_leave",
    "split_unit",
    "transfer_unit",
]
