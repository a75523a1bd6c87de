"""What a workbook of past ratings becomes: the writer of that import."""

from namro.base.imports.registry import register
from namro.city.facts.imports.ratings import RatingsImport
from namro.city.facts.imports.texts import TEXTS


def connect() -> None:
    """Register the kind; called once when Django has loaded its apps."""
    register("ratings", RatingsImport(), TEXTS)
