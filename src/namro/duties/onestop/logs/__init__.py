"""Logs of other systems: read by a mapping, taken in as dossiers with their steps, told back as the log tells itself.

formats/*.yaml   what the columns of a log mean (data: another system needs another file, no program)
reading.py       a log as cases, a row or a trace at a time; what cannot be read is said with its place
taking.py        cases written as dossiers and steps, set by set
"""
