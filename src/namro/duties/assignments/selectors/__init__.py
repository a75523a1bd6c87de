"""Every read: who stands where to whose work, the work of a month, the catalogue."""

from namro.duties.assignments.selectors.waiting import waiting_for

__all__ = ["waiting_for"]
