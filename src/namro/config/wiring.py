"""The one file that knows more than one duty: who reacts to what."""

from __future__ import annotations


def connect() -> None:
    """Join the modules. Called once, when Django has loaded its apps."""
    from namro.duties.assignments import locks
    from namro.duties.assignments import selectors as assignments
    from namro.duties.evaluations import selectors as evaluations
    from namro.web.console import waiting

    # A published month's work is no longer changed.
    locks.register(evaluations.locked_postings)
    # What the home page of a person shows.
    waiting.register(evaluations.waiting_for)
    waiting.register(assignments.waiting_for)
    waiting.register(waiting.vacancies)
