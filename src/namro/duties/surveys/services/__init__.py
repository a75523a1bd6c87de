"""Every write of surveys, one verb a function: keyword-only, atomic, audited without what was answered.

put_instrument(data, by, at) -> Instrument                     a new version, where the words differ from the last
plan(instrument_id, unit_id, title, first, last, population, error, seed, by, at, on) -> Campaign
start(campaign_id, by, at, on)                                 freezes the instrument, draws the sample
invite(campaign_id, unit_id, count, by, at, on) -> list[str]   codes, shown once and kept as hashes
answer(code, answers, at) -> Response                          by invitation: what a public page calls
rate(campaign_id, unit_id, dossier_code, answers, source, by, at, on, person_id=None) -> Response    at the counter
rate_after(dossier_code, answers, at, on) -> Response          after the result: what the public page behind a QR calls
after_result(dossier_code, at, on)                             the survey that asks about a finished dossier
key_first / key_second / key_again(…)                          paper, by two people
close(campaign_id, by, at, on)                                 flags bursts, observes the index of units and officers
"""

from namro.duties.surveys.services.answering import after_result, answer, rate, rate_after
from namro.duties.surveys.services.campaigns import close, invite, plan, put_instrument, start
from namro.duties.surveys.services.paper import key_again, key_first, key_second

__all__ = [
    "after_result",
    "answer",
    "close",
    "invite",
    "key_again",
    "key_first",
    "key_second",
    "plan",
    "put_instrument",
    "rate",
    "rate_after",
    "start",
]
