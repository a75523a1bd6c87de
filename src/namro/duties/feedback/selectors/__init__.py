"""Every read of the register.

register(actor, asked, on) -> QuerySet[Feedback]         what the actor may open, filtered and sorted
counts(actor, asked, on) -> list[Count]                  by class: received, open, late, verified as true
one(actor, feedback_id, on) -> (Feedback, relations)     Refuses: feedback.not_found
waiting_for(actor, on) -> lines of the home page
complaints_of_dossiers(at) -> (dossier code, person)     those not disproved
answered_in_time(first, last, at) -> unit: (owed, in time)
heard(first, last) -> unit: (received, about rules, complaints of officials)
"""

from namro.duties.feedback.selectors.desk import answered_in_time, complaints_of_dossiers, heard
from namro.duties.feedback.selectors.register import Asked, Count, asked_of, counts, one, register
from namro.duties.feedback.selectors.waiting import waiting_for

__all__ = ["Asked", "Count", "answered_in_time", "asked_of", "complaints_of_dossiers", "counts", "heard", "one", "register", "waiting_for"]  # fmt: skip
