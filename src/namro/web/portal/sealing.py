"""What is kept of a citizen's number, code and sign-in: digests keyed by the secret of the installation, and sealed text."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

NAMED = "namro.portal"


def digest(purpose: str, text: str) -> str:
    """It tells two texts apart and nothing else, and not without the secret of the installation."""
    return salted_hmac(f"{NAMED}.{purpose}", text, algorithm="sha256").hexdigest()


def seal(held: dict[str, Any], *, purpose: str, key: str = "", at: datetime) -> str:
    """Text nobody reads or changes without the secret of the installation, and the key where one is given."""
    return _box(purpose, key).encrypt_at_time(json.dumps(held).encode(), int(at.timestamp())).decode()


def unseal(text: str, *, purpose: str, key: str = "", at: datetime, within: timedelta | None = None) -> dict[str, Any]:
    """What was sealed; nothing where it was not sealed here, for this, with this key, or not within that time."""
    box = _box(purpose, key)
    try:
        if within is None:
            opened = box.decrypt(text.encode())
        else:
            opened = box.decrypt_at_time(text.encode(), int(within.total_seconds()), int(at.timestamp()))
    except (InvalidToken, UnicodeError):
        return {}
    held: dict[str, Any] = json.loads(opened)
    return held


def _box(purpose: str, key: str) -> Fernet:
    made = salted_hmac(f"{NAMED}.sealed.{purpose}", key, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(made))
