"""Năm Rõ ("five clears"): monthly evaluation of public officials, explained down to the article of law."""

__version__ = "0.1.0"
