"""Every read of the catalogue. `version_on`, `whole_by_code` and `process_on` are stable: other modules are joined to them."""

from namro.duties.procedures.selectors.behind import behind
from namro.duties.procedures.selectors.comparing import Difference, compare_versions
from namro.duties.procedures.selectors.decisions import (
    Late,
    Year,
    decision_with,
    decisions_by_year,
    entered_in_time,
    late_publications,
    list_decisions,
    published_in_time,
)
from namro.duties.procedures.selectors.finding import Filters, history_of, list_procedures, procedure_with, versions_on
from namro.duties.procedures.selectors.online import OnlineShare, codes_of, levels_of, online_share, proactive_share
from namro.duties.procedures.selectors.simplifying import list_plans, plan_with, savings_of, savings_where
from namro.duties.procedures.selectors.standing import (
    catalogue_on,
    find_codes,
    process_on,
    standing_codes,
    version_on,
    whole_by_code,
    whole_by_version,
    whole_versions,
    without_process,
)

__all__ = [
    "Difference",
    "Filters",
    "Late",
    "OnlineShare",
    "Year",
    "behind",
    "catalogue_on",
    "codes_of",
    "compare_versions",
    "decision_with",
    "decisions_by_year",
    "entered_in_time",
    "find_codes",
    "history_of",
    "late_publications",
    "levels_of",
    "list_decisions",
    "list_plans",
    "list_procedures",
    "online_share",
    "plan_with",
    "proactive_share",
    "procedure_with",
    "process_on",
    "published_in_time",
    "savings_of",
    "savings_where",
    "standing_codes",
    "version_on",
    "versions_on",
    "whole_by_code",
    "whole_by_version",
    "whole_versions",
    "without_process",
]
