"""Codes of dossiers are invented here, as where no desk is connected; test_served.py connects one."""

from __future__ import annotations

import pytest

from namro.duties.surveys import served


@pytest.fixture(autouse=True)
def no_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "_KNOWN", [])
