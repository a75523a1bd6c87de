"""The ratings of agencies (Decree 335/2025, articles 6 to 8) and public-service units (Decree 233/2026, articles 5 to 7).

Both ask the same; they differ in what they say where the score fits a level and its conditions fail: 335 says nothing,
233 has the authority decide (7.5). Either way the answer here is ASK.
"""

from __future__ import annotations

from fractions import Fraction

ASK, MISSING = "ASK", "MISSING"
COUNTS = ("tasks", "tasks_done", "tasks_good", "tasks_late", "tasks_exceeded", "below_failing")


def rate(scores, facts, given=(), answer=None):
    """(total, level) of one agency for one year."""
    points = [scores.get("general"), scores.get("outcome")]
    if None in points or facts.get("shortcomings") is None or any(facts.get(name) is None for name in COUNTS):
        return None, MISSING
    if facts["tasks"] == 0:
        return None, MISSING
    total = sum(Fraction(str(one)) for one in points)
    if given or failed_by_law(facts):
        return total, "KHT"
    if total < 50:
        return total, "KHT"
    level, conditions = by_score(total, facts)
    return total, level if conditions else answer or ASK


def failed_by_law(facts):
    """8.4b, 7.4b: under 70 % of the year's tasks; for force majeure the authority weighs it."""
    return facts["tasks_done"] * 100 < 70 * facts["tasks"] and not facts.get("force_majeure", False)


def by_score(total, facts):
    everything = facts["tasks_good"] == facts["tasks"]
    if total >= 90:
        third = facts["tasks_exceeded"] * 100 >= 30 * facts["tasks"]
        return "HTXS", everything and third and facts["below_failing"] == 0 and facts["shortcomings"] != "open"
    if total >= 70:
        return "HTT", everything
    return "HTNV", facts["tasks_done"] == facts["tasks"] and facts["tasks_late"] * 100 <= 20 * facts["tasks"]


def cap_233(bands, ratio, reading):
    """7.7: the largest number that does not exceed the share; under five units (rated or not) at most one."""
    if len(bands) < 5:
        return 1
    pool = sum(1 for band in bands if band in ("HTXS", "HTT"))
    rated = sum(1 for band in bands if band is not None)
    largest = 0
    for excellent in range(len(bands) + 1):
        if reading == "literal":
            fits = excellent <= ratio * (pool - excellent)
        else:
            fits = excellent <= ratio * (pool if reading == "of_a_plus_b" else rated)
        if fits:
            largest = excellent
    return largest
