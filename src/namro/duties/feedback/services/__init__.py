"""Every write of the register of feedback, one verb a function: keyword-only, atomic, audited.

receive(klass, channel, content, unit_id, person_id=None, …, by, at, on) -> Feedback     by counter or portal
assign(feedback_id, handler_id, version, by, at, on)          to somebody it is not about
verify(feedback_id, outcome, finding, version, by, at, on)    by the handler; observed of the officer and the unit
answer(feedback_id, answer, version, by, at, on)              by the handler
correct(feedback_id, outcome, finding, answer, reason, version, by, at, on)    by the authority, once answered
pass_on(feedback_id, passed_to, reason, version, by, at, on)  to the body that is competent
publish(feedback_id, summary, version, by, at, on)            without names
"""

from namro.duties.feedback.services.answering import answer, correct, pass_on, publish
from namro.duties.feedback.services.receiving import receive
from namro.duties.feedback.services.verifying import assign, verify

__all__ = ["answer", "assign", "correct", "pass_on", "publish", "receive", "verify"]
