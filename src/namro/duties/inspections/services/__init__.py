"""Every write of the register of findings, one verb a function: keyword-only, atomic, audited.

record_finding(data, by, at, on) -> Finding                 one, as a conclusion states it
record_findings(rows, by, at, on) -> list[Finding]          those of a workbook, all or none
remedy_finding(finding_id, data, by, at, on) -> Finding     with what proves it
withdraw_finding(finding_id, reason, by, at, on) -> Finding the row stays, with who, when and why
withdraw_findings(finding_ids, reason, by, at, on)          those of one import
observe_findings(month, by, at) -> int                      the month's facts, counted again; run by all of the above
"""

from namro.duties.inspections.rules import FindingData, RemedyData
from namro.duties.inspections.services.closing import remedy_finding, withdraw_finding, withdraw_findings
from namro.duties.inspections.services.observing import observe_findings
from namro.duties.inspections.services.recording import fault_in, record_finding, record_findings

__all__ = [
    "FindingData",
    "RemedyData",
    "fault_in",
    "observe_findings",
    "record_finding",
    "record_findings",
    "remedy_finding",
    "withdraw_finding",
    "withdraw_findings",
]
