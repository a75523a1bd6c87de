"""Decree 335/2025/NĐ-CP, articles 11 to 20, in plain Python fractions.

Written from the text of the decree, sentence by sentence; it shares no code with the engine. Slow and obvious on
purpose: one function for each sentence that computes something.
"""

from __future__ import annotations

from fractions import Fraction

SEVENTY = Fraction(70)


class RefusedError(Exception):
    """The sheet breaks a rule of the input."""


def frac(value):
    return value if isinstance(value, Fraction) else Fraction(str(value))


# Điều 14.1, 18.1d: what was assigned, and what was completed, in standard units.


def assigned_units(line):
    # "nhiệm vụ này vẫn tính trong tổng nhiệm vụ được giao" (handed over); received and ad-hoc work is
    # "tính ngoài tổng số nhiệm vụ được giao ban đầu".
    if line["origin"] in ("received", "ad_hoc"):
        return Fraction(0)
    return frac(line["assigned"]) * frac(line["coefficient"])


def completed_units(line):
    # handed over: "không được tính vào kết quả hoàn thành".
    if line["origin"] == "handed_over":
        return Fraction(0)
    return frac(line["completed"]) * frac(line["coefficient"])


def after_deductions(line, times, excused, setting):
    """Điều 14.2b, 14.2c: each time takes 25 % off, unless the authority confirmed an objective cause."""
    if line["origin"] == "handed_over":
        return Fraction(0)
    counted = line[times] - line[excused]
    quantity = frac(line["completed"])
    if setting["deduction"] == "per_line":
        share = 1 - Fraction(25, 100) * counted
        if setting["deduction_floor"] == "zero" and share < 0:
            share = Fraction(0)
        return quantity * share * frac(line["coefficient"])
    left = quantity - Fraction(25, 100) * counted
    if setting["deduction_floor"] == "zero" and left < 0:
        left = Fraction(0)
    return left * frac(line["coefficient"])


def check_line(line):
    if line["origin"] == "planned" and frac(line["completed"]) > frac(line["assigned"]):
        raise RefusedError("completed above assigned")
    if line["errors_excused"] > line["major_errors"] or line["delays_excused"] > line["delays"]:
        raise RefusedError("excused above counted")


def limited(ratio, setting):
    return min(Fraction(1), ratio) if setting["cap"] == "yes" else ratio


def abc(lines, setting):
    """(a, b, c); None for a ratio that has nothing to be compared with."""
    assigned = sum((assigned_units(line) for line in lines), Fraction(0))
    completed = sum((completed_units(line) for line in lines), Fraction(0))
    good = sum((after_deductions(line, "major_errors", "errors_excused", setting) for line in lines), Fraction(0))
    timely = sum((after_deductions(line, "delays", "delays_excused", setting) for line in lines), Fraction(0))
    if setting["denominator"] == "declared":
        if completed == 0:
            return None, None, None
        return Fraction(1), limited(good / completed, setting), limited(timely / completed, setting)
    a = limited(completed / assigned, setting) if assigned else None
    if setting["denominator"] == "assigned":
        if not assigned:
            return None, None, None
        return a, limited(good / assigned, setting), limited(timely / assigned, setting)
    if completed == 0:
        nothing = Fraction(0) if assigned else None
        return a, nothing, nothing
    return a, limited(good / completed, setting), limited(timely / completed, setting)


def d_of(unit):
    """Điều 15.3a: 100 % when all those managed reach the met band, 50 % when anybody is below 50 points."""
    if unit.get("d") is not None:
        return frac(unit["d"])
    managed = unit.get("managed")
    if not managed:
        return None
    if any(total is not None and frac(total) < 50 for total in managed):
        return Fraction(1, 2)
    if any(total is None for total in managed):
        return None
    return Fraction(1)


def band_of(total):
    """Điều 20.1 to 20.4a."""
    if total >= 90:
        return "HTXS"
    if total >= 70:
        return "HTT"
    if total >= 50:
        return "HTNV"
    return "KHT"


DEFAULTS = {
    "deduction": "per_unit",
    "deduction_floor": "zero",
    "denominator": "assigned",
    "cap": "yes",
    "no_assignment": "INSUFFICIENT_DATA",
    "leader_missing": "INSUFFICIENT_DATA",
}


def general_of(sheet):
    """Điều 12.2, Mẫu 01: one figure, or the sum of the criteria when every one is scored."""
    general = sheet["general"]
    if isinstance(general, dict):
        return None if None in general.values() else sum(frac(points) for points in general.values())
    return None if general is None else frac(general)


def state_of(sheet, result, general, setting):
    """Rated unless something is missing; missing is a state, never a zero."""
    if sheet.get("not_rated"):
        return "NOT_RATED"
    states = []
    if result["a"] is None:
        states.append(setting["no_assignment"])
    if general is None:
        states.append("INSUFFICIENT_DATA")
    if sheet["leader"] and None in (result["d"], result["đ"], result["e"]):
        states.append(setting["leader_missing"])
    if not states:
        return "RATED"
    return "INSUFFICIENT_DATA" if "INSUFFICIENT_DATA" in states else "NOT_RATED"


def score(sheet, settings=None):
    """Everything the command line prints of a sheet, as fractions."""
    setting = {**DEFAULTS, **(settings or {})}
    for line in sheet["lines"]:
        check_line(line)
    result = dict.fromkeys(("a", "b", "c", "d", "đ", "e", "result_points", "total", "band"))
    result["a"], result["b"], result["c"] = abc(sheet["lines"], setting)
    if sheet["leader"]:
        unit = sheet.get("unit") or {}
        result["d"] = d_of(unit)
        for key in ("đ", "e"):
            result[key] = None if unit.get(key) is None else frac(unit[key])
    keys = ("a", "b", "c", "d", "đ", "e") if sheet["leader"] else ("a", "b", "c")
    if all(result[key] is not None for key in keys):
        ratio = sum((result[key] for key in keys), Fraction(0)) / len(keys)  # Điều 16
        result["result_points"] = ratio * SEVENTY
    general = general_of(sheet)
    result["state"] = state_of(sheet, result, general, setting)
    if result["state"] == "RATED":
        result["total"] = general + result["result_points"]  # Điều 17.1
        result["band"] = "KHT" if sheet.get("overrides") else band_of(result["total"])  # Điều 20.4b–d, 11.3a
    return result


def cap(rated_bands, ratio, reading):
    """Điều 20.5: the largest A that does not exceed the share, found by trying every number."""
    pool = sum(1 for band in rated_bands if band in ("HTXS", "HTT"))
    rated = sum(1 for band in rated_bands if band is not None)
    largest = 0
    for excellent in range((rated if reading == "of_all_rated" else pool) + 1):
        allowed = {
            "literal": excellent <= ratio * (pool - excellent),
            "of_a_plus_b": excellent <= ratio * pool,
            "of_all_rated": excellent <= ratio * rated,
        }[reading]
        if allowed:
            largest = excellent
    return largest
