"""Feedback of citizens: what came in by any channel, verified by somebody it is not about, answered in time, published.

What was verified as true is observed of the officer and the unit (city.facts.observing); nothing here scores anybody.
Source: law/parameters/feedback.yaml. The way in: `services` writes, `selectors` reads, `access` says who is what to it.
"""
