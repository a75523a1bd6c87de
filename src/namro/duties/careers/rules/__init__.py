"""Decisions and calculations on plain values: discipline, terms, moves, removal. No database, no clock, no files."""
