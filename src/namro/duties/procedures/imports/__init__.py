"""What a workbook of procedures becomes: the writer of that import."""

from namro.base.imports.registry import register
from namro.duties.procedures.imports.catalogue import ProceduresImport
from namro.duties.procedures.imports.texts import TEXTS


def connect() -> None:
    """Register the kind; called once when Django has loaded its apps."""
    register("procedures", ProceduresImport(), TEXTS)
