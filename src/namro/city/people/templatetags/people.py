"""How ranges of days are written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

from namro.base.ui.wording import day_text

register = template.Library()


@register.filter
def span(valid: Any) -> str:
    """A range of days, last day included: “từ 01/07/2025”, “01/07/2025 – 31/10/2026”."""
    if valid.upper is None:
        return _("từ %(first)s") % {"first": day_text(valid.lower)}
    return f"{day_text(valid.lower)} – {day_text(valid.upper - timedelta(days=1))}"
