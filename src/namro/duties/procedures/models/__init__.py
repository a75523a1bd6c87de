"""The tables of the catalogue: procedures and versions, decisions, processes, online levels, simplification."""

from namro.duties.procedures.models.catalogue import (
    Channel,
    Field,
    Level,
    Procedure,
    ProcedureFee,
    ProcedureLimit,
    ProcedureVersion,
    VersionState,
)
from namro.duties.procedures.models.decisions import (
    ChangeKind,
    ChangeLine,
    DecisionState,
    Issuer,
    PublicationDecision,
)
from namro.duties.procedures.models.online import Axis, OnlineLevel, OnlineSuspension
from namro.duties.procedures.models.processes import ProcessStep, ProcessTemplate
from namro.duties.procedures.models.simplifying import PlanState, SimplificationLine, SimplificationPlan

__all__ = [
    "Axis",
    "ChangeKind",
    "ChangeLine",
    "Channel",
    "DecisionState",
    "Field",
    "Issuer",
    "Level",
    "OnlineLevel",
    "OnlineSuspension",
    "PlanState",
    "Procedure",
    "ProcedureFee",
    "ProcedureLimit",
    "ProcedureVersion",
    "ProcessStep",
    "ProcessTemplate",
    "PublicationDecision",
    "SimplificationLine",
    "SimplificationPlan",
    "VersionState",
]
