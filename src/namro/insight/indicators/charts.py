"""The figures as inline SVG: no script, no style attribute; every part says its number, colour only repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from namro.base.ui.charts import sparkline
from namro.insight.indicators.figures.shape import Column, Line
from namro.insight.indicators.wording import decimal_of, text_of

ROW, LABEL, WIDTH, SAID = 26, 290, 330, 300  # of one bar, its name, its longest, and the numbers said after it
LONGEST = 46  # letters of a name before it is drawn closer together; never cut
LETTER = 9  # of a mark; a part too narrow for its mark holds none


def stacked(lines: Sequence[Line], columns: Sequence[Column], label: str) -> SafeString:
    """One bar a line, cut by the columns with a tone; lines without anything stay empty."""
    parts = [one for one in columns if one.tone]
    drawn = format_html_join("", "{}", [(_stack(index, one, parts),) for index, one in enumerate(lines)])
    return _framed(drawn, len(lines), label, "; ".join(f"{one.mark}: {one.title}" for one in parts))


def _stack(index: int, one: Line, parts: Sequence[Column]) -> SafeString:
    whole = sum(one.values.get(part.key) or 0 for part in parts)
    at, drawn, said = Fraction(LABEL), [], []
    for part in parts:
        number = one.values.get(part.key) or 0
        width = Fraction(number * WIDTH, whole) if whole else Fraction(0)
        if number:
            drawn.append(_part(index, part, at, width))
            said.append(f"{part.mark} {text_of(Fraction(number, whole), 'share')}")
        at += width
    return format_html(
        "{}{}{}", _name(index, one.label), format_html_join("", "{}", [(part,) for part in drawn]),
        _said(index, LABEL + WIDTH if whole else LABEL, " · ".join(said) or _("chưa có số liệu")),
    )  # fmt: skip


def _part(index: int, part: Column, at: Fraction, width: Fraction) -> SafeString:
    """A part with a white gap after it, and its mark where there is room."""
    y = index * ROW + 4
    shape = format_html(
        '<rect class="nr-bar is-{}" x="{}" y="{}" width="{}" height="16"/>',
        part.tone, _px(at), y, _px(max(width - 1, Fraction(1, 2))),
    )  # fmt: skip
    if width < len(part.mark) * LETTER + 6:
        return shape
    return format_html(
        '{}<text class="nr-inside is-{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        shape,
        part.tone,
        _px(at + width / 2),
        y + 12,
        part.mark,
    )


def bars(lines: Sequence[Line], column: Column, label: str) -> SafeString:
    """One bar a line; a number below zero goes to the left of the axis."""
    numbers = [Fraction(one.values.get(column.key) or 0) for one in lines]
    least, most = min([*numbers, Fraction(0)]), max([*numbers, Fraction(0)])
    scale = Fraction(WIDTH) / ((most - least) or 1)
    zero = LABEL - least * scale
    drawn = format_html_join(
        "", "{}", [(_bar(index, one, column, zero, scale),) for index, one in enumerate(lines)]
    )  # fmt: skip
    axis = format_html(
        '<line class="nr-axis" x1="{}" x2="{}" y1="0" y2="{}"/>', _px(zero), _px(zero), len(lines) * ROW + 2
    )
    return _framed(format_html("{}{}", drawn, axis), len(lines), label, column.title)


def _bar(index: int, one: Line, column: Column, zero: Fraction, scale: Fraction) -> SafeString:
    value = one.values.get(column.key)
    width = abs(Fraction(value or 0)) * scale
    left = zero - width if value and value < 0 else zero
    tone = f" is-{one.flag}" if one.flag else ""
    return format_html(
        '{}<rect class="nr-bar{}" x="{}" y="{}" width="{}" height="16"/>{}', _name(index, one.label), tone,
        _px(left), index * ROW + 4, _px(width), _said(index, LABEL + WIDTH, text_of(value, column.kind)),
    )  # fmt: skip


def _name(index: int, label: str) -> SafeString:
    closer = format_html(' textLength="{}" lengthAdjust="spacingAndGlyphs"', LABEL - 14) if len(label) > LONGEST else ""
    return format_html(
        '<text x="{}" y="{}" text-anchor="end"{}>{}</text>', LABEL - 8, index * ROW + 16, closer, label
    )  # fmt: skip


def _said(index: int, at: int, text: str) -> SafeString:
    return format_html('<text x="{}" y="{}">{}</text>', at + 8, index * ROW + 16, text)


def _px(value: Fraction) -> str:
    return f"{float(value):.1f}"


def _framed(drawn: SafeString, count: int, label: str, description: str) -> SafeString:
    width, height = LABEL + WIDTH + SAID, max(count, 1) * ROW + 6
    return format_html(
        '<svg class="nr-chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-labelledby="nr-ct nr-cd">'
        '<title id="nr-ct">{}</title><desc id="nr-cd">{}</desc>{}</svg>',
        width, height, width, height, label, description, drawn,
    )  # fmt: skip


def trend(values: Sequence[Any], label: str) -> SafeString:
    """The course of a headline over the periods, as a small line."""
    known = [decimal_of(one) for one in values if one is not None]
    return sparkline(known, label)
