"""Instruments, campaigns, and what was answered."""

from namro.duties.surveys.models.answers import BY_RESULT, Channel, PaperSheet, RatedMark, Response, Token
from namro.duties.surveys.models.campaigns import Campaign, Instrument, State

__all__ = ["BY_RESULT", "Campaign", "Channel", "Instrument", "PaperSheet", "RatedMark", "Response", "State", "Token"]
