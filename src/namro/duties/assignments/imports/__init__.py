"""What catalogue, assignment and result workbooks become: the writers of those three imports."""

from namro.base.imports.registry import register
from namro.duties.assignments.imports.catalogue import CatalogueImport
from namro.duties.assignments.imports.results import ResultsImport
from namro.duties.assignments.imports.texts import TEXTS
from namro.duties.assignments.imports.work import WorkImport


def connect() -> None:
    """Register the three kinds; called once when Django has loaded its apps."""
    register("catalogue", CatalogueImport(), TEXTS)
    register("assignments", WorkImport())
    register("results", ResultsImport())
