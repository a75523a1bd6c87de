"""Decisions of the catalogue on plain values: reading time limits and fees, processes, levels, savings, deadlines."""
