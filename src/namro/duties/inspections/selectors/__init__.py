"""Every read of the register of findings.

register(actor, asked, on) -> QuerySet[Finding]        what the actor may open, filtered and sorted
choices(actor, on) -> Choices                          the units and people to narrow the list by
one(actor, finding_id, on) -> (Finding, relations)     Refuses: inspections.finding.not_found
found_in(month) -> QuerySet[Finding]                   in force, of a month: what facts are counted from
behind(actor, month, on, person_id|unit_id) -> list    the findings behind a fact. Refuses: inspections.finding.not_found
"""

from namro.duties.inspections.selectors.register import (
    Asked,
    Choices,
    asked_of,
    behind,
    choices,
    found_in,
    is_late,
    month_of,
    one,
    register,
)

__all__ = ["Asked", "Choices", "asked_of", "behind", "choices", "found_in", "is_late", "month_of", "one", "register"]
