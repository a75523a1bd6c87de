"""What the staff list and the leave list become: the writers of those two imports."""

from namro.base.imports.registry import offer_units, register
from namro.city.people.imports.leave import LeaveImport
from namro.city.people.imports.staff import StaffImport
from namro.city.people.imports.texts import TEXTS
from namro.city.people.imports.units import choices_of, unit_named


def connect() -> None:
    """Register both kinds; called once when Django has loaded its apps."""
    register("staff", StaffImport(), TEXTS)
    register("leave", LeaveImport(), TEXTS)
    offer_units(choices_of, unit_named)
