"""Screens of the frameworks: reading them, drafting, and judging a draft before it is decided."""
