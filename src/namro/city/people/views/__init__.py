"""Screens about people and their units: reading, and the forms of officers."""
