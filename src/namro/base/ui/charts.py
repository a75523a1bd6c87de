"""Small charts as inline SVG, drawn on the server: no script, no style attribute, and always with a table beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from namro.base.ui.wording import number_text

BAR_HEIGHT, LABEL_WIDTH, BAR_WIDTH = 24, 170, 360
COLUMN_WIDTH, COLUMN_HEIGHT = 44, 140


def sparkline(values: Sequence[Any], label: str) -> SafeString:
    """A line of the last values; its text alternative is the label with first and last value."""
    numbers = [float(value) for value in values if value is not None]
    if len(numbers) < 2:
        return SafeString("")
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1
    step = 92 / (len(numbers) - 1)
    points = " ".join(f"{4 + i * step:.1f},{20 - (v - low) / span * 16:.1f}" for i, v in enumerate(numbers))
    text = f"{label}: {number_text(values[0])} → {number_text(values[-1])}"
    return format_html(
        '<svg class="nr-spark" viewBox="0 0 100 24" role="img" aria-label="{}"><polyline points="{}"/></svg>',
        text,
        points,
    )


def _rows(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, Decimal, str]]:
    """(label, value[, tone]) as given by a view, made whole."""
    return [(row[0], Decimal(str(row[1] or 0)), row[2] if len(row) > 2 else "") for row in rows]


def bars(rows: Iterable[Sequence[Any]], label: str) -> SafeString:
    """Horizontal bars, one a row, each with its number written out."""
    known = _rows(rows)
    top = max((value for _, value, _ in known), default=Decimal(0)) or Decimal(1)
    drawn = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end">{}</text><rect class="nr-bar{}" x="{}" y="{}" width="{}" height="14" rx="2"/>'
        '<text x="{}" y="{}">{}</text>',
        [_bar(index, *row, top=top) for index, row in enumerate(known)],
    )
    width, height = LABEL_WIDTH + BAR_WIDTH + 70, len(known) * BAR_HEIGHT + 4
    return format_html(
        '<svg class="nr-chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        width, height, width, height, label, drawn,
    )  # fmt: skip


def _bar(index: int, label: Any, value: Decimal, tone: str, *, top: Decimal) -> tuple[Any, ...]:
    y = index * BAR_HEIGHT + 4
    length = max(int(value / top * BAR_WIDTH), 1 if value else 0)
    kind = f" is-{tone}" if tone else ""
    return (
        LABEL_WIDTH - 8,
        y + 11,
        label,
        kind,
        LABEL_WIDTH,
        y,
        length,
        LABEL_WIDTH + length + 6,
        y + 11,
        number_text(value),
    )


def columns(rows: Iterable[Sequence[Any]], label: str) -> SafeString:
    """A histogram: one column a bin, its count above, its name below."""
    known = _rows(rows)
    top = max((value for _, value, _ in known), default=Decimal(0)) or Decimal(1)
    drawn = format_html_join(
        "",
        '<rect class="nr-bar{}" x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        [_column(index, *row, top=top) for index, row in enumerate(known)],
    )
    width, base = max(len(known) * COLUMN_WIDTH, 1), COLUMN_HEIGHT + 20
    return format_html(
        '<svg class="nr-chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}'
        '<line class="nr-axis" x1="0" x2="{}" y1="{}" y2="{}"/></svg>',
        width, base + 20, width, base + 20, label, drawn, width, base, base,
    )  # fmt: skip


def _column(index: int, label: Any, value: Decimal, tone: str, *, top: Decimal) -> tuple[Any, ...]:
    height = int(value / top * COLUMN_HEIGHT)
    x, y, middle = index * COLUMN_WIDTH + 4, COLUMN_HEIGHT + 20 - height, index * COLUMN_WIDTH + COLUMN_WIDTH // 2
    kind = f" is-{tone}" if tone else ""
    return kind, x, y, COLUMN_WIDTH - 8, height, middle, y - 4, number_text(value), middle, COLUMN_HEIGHT + 35, label
