"""Every read of careers."""

from namro.duties.careers.selectors.waiting import waiting_for

__all__ = ["waiting_for"]
