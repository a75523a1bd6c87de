"""The register of feedback."""

from namro.duties.feedback.models.register import Channel, CodeCounter, Feedback, Outcome, State

__all__ = ["Channel", "CodeCounter", "Feedback", "Outcome", "State"]
