"""NĐ 335/2025 for OpenFisca-Core, as its own users would write it: a line is the person, a sheet the group.

Staff, per_unit deductions with their floor, b and c over assigned, ratios limited to 100 %, bands. OpenFisca keeps
numbers as 32-bit binary floats.
"""

# ruff: noqa: ANN001, ANN201, ANN202, N801, N805 (OpenFisca names formulas by class and passes the population first)
from __future__ import annotations

import numpy as np
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH = "2026-11"
PLANNED, HANDED_OVER, RECEIVED, AD_HOC = range(4)
BANDS = ("HTXS", "HTT", "HTNV", "KHT")

Line = build_entity(key="line", plural="lines", label="A line of work", is_person=True)
Sheet = build_entity(
    key="sheet", plural="sheets", label="A sheet", roles=[{"key": "work", "plural": "works", "label": "Work"}]
)


def _input(name: str, entity: object, kind: type) -> type[Variable]:
    body = {"value_type": kind, "entity": entity, "definition_period": periods.DateUnit.MONTH, "label": name}
    return type(name, (Variable,), body)


class assigned_units(Variable):
    value_type = float
    entity = Line
    definition_period = periods.DateUnit.MONTH
    label = "Assigned, converted (art 14.1, 18.1d)"

    def formula(line, period):
        counts = line("origin", period) <= HANDED_OVER
        return counts * line("assigned", period) * line("coefficient", period)


class completed_units(Variable):
    value_type = float
    entity = Line
    definition_period = periods.DateUnit.MONTH
    label = "Completed, converted (art 14.2a, 18.1d)"

    def formula(line, period):
        counts = line("origin", period) != HANDED_OVER
        return counts * line("completed", period) * line("coefficient", period)


class quality_units(Variable):
    value_type = float
    entity = Line
    definition_period = periods.DateUnit.MONTH
    label = "Completed to quality (art 14.2b)"

    def formula(line, period):
        errors = line("major_errors", period) - line("errors_excused", period)
        left = np.maximum(0, line("completed", period) - 0.25 * errors)
        return (line("origin", period) != HANDED_OVER) * left * line("coefficient", period)


class progress_units(Variable):
    value_type = float
    entity = Line
    definition_period = periods.DateUnit.MONTH
    label = "Completed on time (art 14.2c)"

    def formula(line, period):
        delays = line("delays", period) - line("delays_excused", period)
        left = np.maximum(0, line("completed", period) - 0.25 * delays)
        return (line("origin", period) != HANDED_OVER) * left * line("coefficient", period)


def _ratio(sheet, period, name):
    done = sheet.sum(sheet.members(name, period))
    return np.minimum(1, done / sheet("assigned_total", period))


class assigned_total(Variable):
    value_type = float
    entity = Sheet
    definition_period = periods.DateUnit.MONTH
    label = "Assigned over the sheet"

    def formula(sheet, period):
        return sheet.sum(sheet.members("assigned_units", period))


class a(Variable):
    value_type = float
    entity = Sheet
    definition_period = periods.DateUnit.MONTH
    label = "Quantity (art 16.1)"

    def formula(sheet, period):
        return _ratio(sheet, period, "completed_units")


class b(Variable):
    value_type = float
    entity = Sheet
    definition_period = periods.DateUnit.MONTH
    label = "Quality (art 16.1)"

    def formula(sheet, period):
        return _ratio(sheet, period, "quality_units")


class c(Variable):
    value_type = float
    entity = Sheet
    definition_period = periods.DateUnit.MONTH
    label = "Progress (art 16.1)"

    def formula(sheet, period):
        return _ratio(sheet, period, "progress_units")


class total(Variable):
    value_type = float
    entity = Sheet
    definition_period = periods.DateUnit.MONTH
    label = "Total score (art 17.1)"

    def formula(sheet, period):
        ratio = (sheet("a", period) + sheet("b", period) + sheet("c", period)) / 3
        return sheet("general", period) + ratio * 70


class band(Variable):
    value_type = int
    entity = Sheet
    definition_period = periods.DateUnit.MONTH
    label = "Band (art 20.1 to 20.4a)"

    def formula(sheet, period):
        score = sheet("total", period)
        return np.select([score >= 90, score >= 70, score >= 50], [0, 1, 2], default=3)


LINE_INPUTS = {
    "assigned": float, "completed": float, "coefficient": float, "major_errors": int, "delays": int,
    "errors_excused": int, "delays_excused": int, "origin": int,
}  # fmt: skip


def system() -> TaxBenefitSystem:
    """The rules, ready to simulate."""
    made = TaxBenefitSystem([Line, Sheet])
    inputs = [_input(name, Line, kind) for name, kind in LINE_INPUTS.items()] + [_input("general", Sheet, float)]
    figures = [assigned_units, completed_units, quality_units, progress_units, assigned_total, a, b, c, total, band]
    for variable in (*inputs, *figures):
        made.add_variable(variable)
    return made


def bands(made: TaxBenefitSystem, lines: dict[str, np.ndarray], general: np.ndarray) -> np.ndarray:
    """The band index of every sheet, the structure given as arrays (the fastest way in that OpenFisca has)."""
    populations = made.instantiate_entities()
    populations["line"].count = len(lines["sheet"])
    sheets = populations["sheet"]
    sheets.count = len(general)
    sheets.members_entity_id = lines["sheet"]
    simulation = Simulation(made, populations)
    for name in LINE_INPUTS:
        simulation.set_input(name, MONTH, lines[name])
    simulation.set_input("general", MONTH, general)
    return simulation.calculate("band", MONTH)
