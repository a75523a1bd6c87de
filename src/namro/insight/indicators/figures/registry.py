"""Every figure, in the order of the overview."""

from __future__ import annotations

from namro.insight.indicators.figures import copies, excellent, gap, lateness, petitions, ratings, reviewers
from namro.insight.indicators.figures.shape import Figure
from namro.insight.indicators.selectors.scope import not_found

FIGURES: tuple[Figure, ...] = (
    ratings.FIGURE, excellent.FIGURE, reviewers.FIGURE, copies.FIGURE, gap.FIGURE, petitions.FIGURE, lateness.FIGURE,
)  # fmt: skip
_BY_SLUG = {one.slug: one for one in FIGURES}


def figure(slug: str) -> Figure:
    """The figure of that name. Refuses: indicators.not_found"""
    if slug not in _BY_SLUG:
        raise not_found()
    return _BY_SLUG[slug]
