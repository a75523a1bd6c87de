"""Every write of the catalogue."""

from namro.duties.procedures.services.decisions import (
    add_lines,
    draft_decision,
    enter_decision,
    publish_decision,
    remove_line,
)
from namro.duties.procedures.services.many import for_each
from namro.duties.procedures.services.online import set_online_level, take_back_online_level
from namro.duties.procedures.services.processes import approve_process
from namro.duties.procedures.services.simplifying import approve_plan, draft_plan, link_saving, put_savings
from namro.duties.procedures.services.suspending import resume_online, suspend_online
from namro.duties.procedures.services.versions import draft_version, withdraw_draft

__all__ = [
    "add_lines",
    "approve_plan",
    "approve_process",
    "draft_decision",
    "draft_plan",
    "draft_version",
    "enter_decision",
    "for_each",
    "link_saving",
    "publish_decision",
    "put_savings",
    "remove_line",
    "resume_online",
    "set_online_level",
    "suspend_online",
    "take_back_online_level",
    "withdraw_draft",
]
