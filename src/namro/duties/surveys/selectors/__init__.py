"""Every read of surveys: instruments, campaigns, progress and results."""

from namro.duties.surveys.selectors.campaigns import campaigns, campaigns_kept, one, papers, progress
from namro.duties.surveys.selectors.instruments import compare, instruments
from namro.duties.surveys.selectors.results import officers, results, satisfied_between

__all__ = [
    "campaigns",
    "campaigns_kept",
    "compare",
    "instruments",
    "officers",
    "one",
    "papers",
    "progress",
    "results",
    "satisfied_between",
]
