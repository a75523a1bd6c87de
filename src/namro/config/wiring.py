"""The one file that knows more than one duty: who reacts to what."""

from __future__ import annotations


def connect() -> None:
    """Join the modules. Called once, when Django has loaded its apps."""
    from namro.base.law import standing
    from namro.city.facts import watch
    from namro.city.organisation import selectors as organisation
    from namro.city.organisation import watch as tree
    from namro.city.people import watch as people
    from namro.config.joining import DeskCatalogue, DeskOutside, served_at_the_desk
    from namro.duties.assignments import selectors as assignments
    from namro.duties.careers import selectors as careers
    from namro.duties.careers import services as careers_acts
    from namro.duties.careers import timeline
    from namro.duties.careers.money import life
    from namro.duties.evaluations import selectors as evaluations
    from namro.duties.evaluations.services import staling
    from namro.duties.feedback import attachments
    from namro.duties.feedback import selectors as feedback
    from namro.duties.onestop import offers
    from namro.duties.onestop.reports import outside
    from namro.duties.onestop.selectors import waiting as desk
    from namro.duties.onestop.services import accepting
    from namro.duties.procedures import ending
    from namro.duties.surveys import served
    from namro.insight.indicators.services import adding
    from namro.web.console import waiting
    from namro.web.portal import selectors as portal

    # Frameworks are kept by home affairs of everything there is.
    standing.connect(lambda actor, on: organisation.keeps_all(actor, on=on))
    # The work of a month that was decided on is no longer changed, whoever knows better.
    watch.register(evaluations.locked_postings)
    # Until then, a change makes what was calculated from it stale.
    watch.listen(staling.work_changed)
    tree.listen(staling.tree_changed)
    people.listen(staling.field_changed)
    # Nobody is posted past what their results allow; a failing year has its case as soon as it is published.
    people.guard(careers_acts.check_move)
    people.guard_lists(careers_acts.barred_among)
    people.guard(evaluations.refuse_closed_year)
    watch.listen_rated(lambda people, by, at: careers_acts.surface_cases(at=at, by=by, person_ids=people))
    # The months told late, or again, change what a year stood beside.
    watch.listen_rated(lambda people, _by, _at: adding.put_means(person_ids=people))
    timeline.register(life.rewards_in_life)
    # The desk takes what may be asked for out of the catalogue of procedures.
    offers.connect(DeskCatalogue)
    # What a decision ends is no longer taken at any point.
    ending.listen(accepting.close_ended)
    # Its scores rest on complaints, answers and services online.
    outside.connect(DeskOutside)
    # A rating is about a dossier whose result is there.
    served.connect(served_at_the_desk)
    # What citizens sent with their feedback is kept by the portal.
    attachments.register(portal.files_of)
    # What the home page of a person shows.
    waiting.register(evaluations.waiting_for)
    waiting.register(assignments.waiting_for)
    waiting.register(careers.waiting_for)
    waiting.register(feedback.waiting_for)
    waiting.register(desk.waiting_for)
    waiting.register(waiting.vacancies)
