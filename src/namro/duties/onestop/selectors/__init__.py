"""Every read of the one-stop desk."""

from namro.duties.onestop.selectors.lateness import Standing, standings, wrong_dues

__all__ = ["Standing", "standings", "wrong_dues"]
