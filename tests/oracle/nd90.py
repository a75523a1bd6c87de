"""Decree 90/2020 with 48/2023, articles 2 and 8 to 15, read slowly: no points, only conditions.

Written from the articles, one question after the other; it shares no code with the engine. Answers: a level, ASK where
the decree says nothing, MISSING where a figure it needs is not known.
"""

from __future__ import annotations

from fractions import Fraction

ASK, MISSING = "ASK", "MISSING"

EVERYBODY = ("staff_group", "general_criteria", "absence_months", "results", "results_done", "results_good",
             "results_high")  # fmt: skip
STAFF = ("results_exceeded",)
LEADERS = ("targets", "targets_done", "targets_good", "targets_exceeded", "below", "below_met", "below_good")


def needed(leader):
    return EVERYBODY + (LEADERS if leader else STAFF)


def percent(part, whole):
    return Fraction(100) * part / whole


def rate(leader, facts, given=(), answer=None, long_leave="below_good"):
    """The level of one person for one year."""
    if any(facts.get(name) is None for name in needed(leader)):
        return MISSING
    if facts["results"] == 0 or (leader and facts["targets"] == 0):
        return MISSING
    if given or fails(leader, facts):  # Điều 11, 15: any one of the cases
        return "KHT"
    for level, asks in (("HTXS", excellent), ("HTT", good), ("HTNV", met)):
        if asks(leader, facts) and allowed(level, facts, long_leave):
            return level
    return answer or ASK


def allowed(level, facts, long_leave):
    """Điều 2.3: absent from three months to under six, not rated at good or above."""
    if Fraction(str(facts["absence_months"])) < 3:
        return True
    return level == "HTNV" or (level == "HTT" and long_leave == "at_most_good")


def fails(leader, facts):
    short = facts["results"] - facts["results_good"]
    if percent(short, facts["results"]) > 50:
        return True
    return leader and percent(facts["targets_done"], facts["targets"]) < 50


def excellent(leader, facts):
    """Điều 8, 12."""
    if facts["general_criteria"] != "good" or facts["results_high"] != facts["results"]:
        return False
    if not leader:
        return percent(facts["results_exceeded"], facts["results"]) >= 50
    unit = facts["targets_done"] == facts["targets"] and percent(facts["targets_exceeded"], facts["targets"]) >= 50
    return unit and units_below_good(facts)


def good(leader, facts):
    """Điều 9, 13."""
    if facts["general_criteria"] not in ("good", "met") or facts["results_good"] != facts["results"]:
        return False
    if not leader:
        return True
    unit = facts["targets_done"] == facts["targets"] and percent(facts["targets_good"], facts["targets"]) >= 80
    return unit and units_below_good(facts)


def units_below_good(facts):
    """All units directly managed met or better, 70 % of them good or excellent; without units nothing is asked."""
    if facts["below"] == 0:
        return True
    return facts["below_met"] == facts["below"] and percent(facts["below_good"], facts["below"]) >= 70


def met(leader, facts):
    """Điều 10, 14."""
    if facts["general_criteria"] not in ("good", "met") or facts["results_done"] != facts["results"]:
        return False
    if percent(facts["results"] - facts["results_good"], facts["results"]) > 20:
        return False
    if not leader:
        return True
    if percent(facts["targets_done"], facts["targets"]) <= 70:
        return False
    return facts["below"] == 0 or percent(facts["below_met"], facts["below"]) >= 70
