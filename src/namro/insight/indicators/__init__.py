"""Figures of evaluation over units and years, each with its definition and the way down to the sheets behind it.

Way in: `selectors`, one query set a figure, as of any past date.
"""
