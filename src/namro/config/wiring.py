"""The one file that knows more than one duty: who reacts to what."""

from __future__ import annotations


def connect() -> None:
    """Join the modules. Called once, when Django has loaded its apps."""
