"""Instruments, campaigns, and what was answered."""

from namro.duties.surveys.models.answers import Channel, PaperSheet, RatedMark, Response, Token
from namro.duties.surveys.models.campaigns import Campaign, Instrument, State

__all__ = ["Campaign", "Channel", "Instrument", "PaperSheet", "RatedMark", "Response", "State", "Token"]
