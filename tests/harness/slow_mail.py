"""A mail server for the crash tests: slow, and it writes down every message it took."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, messages):
        time.sleep(float(os.environ["SLOW_MAIL_SECONDS"]))
        with Path(os.environ["SLOW_MAIL_LOG"]).open("a") as log:
            log.writelines(f"{message.to[0]}\n" for message in messages)
        return len(messages)
