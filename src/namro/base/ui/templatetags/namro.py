"""Template tags and filters every page may use without loading them: see them all at /gallery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from namro.base.ui import charts, wording
from namro.base.ui.explained import explained

register = template.Library()


# Words ------------------------------------------------------------------------------------------------------------
@register.filter
def day(value: date | None) -> str:
    return wording.day_text(value)


@register.filter
def moment(value: datetime | None) -> str:
    return wording.moment_text(value)


@register.filter
def cited(value: str | None) -> str:
    return wording.citation_text(value)


@register.filter
def month(value: date | None) -> str:
    return wording.month_text(value)


@register.filter
def number(value: Any, places: int | None = None) -> str:
    return wording.number_text(value, places)


@register.filter
def points(value: int | None) -> str:
    """Hundredths as points."""
    return wording.hundredths_text(value)


@register.filter
def band(code: str) -> str:
    return str(wording.band_of(code)[0])


@register.filter
def in_language(text: Any) -> str:
    """A mapping {vi, en}, or an object with vi and en, in the language of the page."""
    wanted = "en" if wording.in_english() else "vi"
    if isinstance(text, Mapping):
        return str(text.get(wanted) or text.get("vi") or "")
    return str(getattr(text, wanted, None) or text)


@register.filter
def plain_number(value: Any) -> str:
    return wording.plain_number_text(value)


@register.filter
def page_window(paginator: Paginator[Any], current: int) -> list[int]:
    """Page numbers around the current one, 0 for a gap. Never walks all pages."""
    last = paginator.num_pages
    near = {1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}
    found: list[int] = []
    for page in sorted(near):
        if found and page - found[-1] > 1:
            found.append(0)
        found.append(page)
    return found


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """One entry of a mapping by a variable key."""
    return mapping.get(key, "")


PLACE = 999_999_999_999


@register.simple_tag
def to(name: str, number: int) -> SafeString:
    """The address of a page about one numbered thing, for rows: the address is looked up once, not once a row."""
    return SafeString(_shape(name).replace(str(PLACE), str(int(number))))


@cache
def _shape(name: str) -> str:
    return reverse(name, args=[PLACE])


# Pieces -----------------------------------------------------------------------------------------------------------
@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One of the drawings of the sprite; a page of fifty rows asks for the same few over and over."""
    return format_html(
        '<svg class="nr-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def badge(text: Any, tone: str = "quiet") -> SafeString:
    return format_html('<span class="nr-badge is-{}">{}</span>', tone, text)


@register.simple_tag
def state_badge(thing: Any, field: str = "state") -> SafeString:
    """The state of a model row, in words, with its tone."""
    code = str(getattr(thing, field))
    display = getattr(thing, f"get_{field}_display", None)
    return badge(display() if display else code, wording.TONE_OF.get(code, "quiet"))


@register.simple_tag
def choice_badge(text: Any, code: str) -> SafeString:
    """A state given as words and code, for rows read without models."""
    return badge(text, wording.TONE_OF.get(str(code), "quiet"))


@register.simple_tag
def band_badge(code: str, short: bool = False, hover: bool = True) -> SafeString:
    """A rating. `short` shows the code and says the words to screen readers, and on hover unless a legend does."""
    if not code:
        return SafeString('<span class="text-muted">–</span>')
    words, tone = wording.band_of(code)
    if short:
        return format_html(
            '<span class="nr-badge is-band is-{}"{}><span aria-hidden="true">{}</span>'
            '<span class="visually-hidden">{}</span></span>',
            tone, format_html(' title="{}"', words) if hover else "", code, words,
        )  # fmt: skip
    return format_html('<span class="nr-badge is-band is-{}">{}</span>', tone, words)


@register.inclusion_tag("ui/progress.html")
def progress(done: int, total: int, label: Any) -> dict[str, Any]:
    return {
        "done": done or 0,
        "total": total or 0,
        "label": label,
        "percent": 100 * (done or 0) // total if total else 0,
    }


@register.inclusion_tag("ui/tile.html")
def tile(text: Any, value: Any, link: str = "", note: Any = "", tone: str = "") -> dict[str, Any]:
    return {"text": text, "value": value, "link": link, "note": note, "tone": tone}


@register.inclusion_tag("ui/empty.html")
def empty(title: Any, text: Any = "", url: str = "", action: Any = "", icon: str = "info") -> dict[str, Any]:
    """Nothing here yet: what this place is for and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.simple_tag
def crumbs(*pairs: Any) -> SafeString:
    """{% crumbs "Đơn vị" "/units/" "Xã A" "" %}: pairs of text and address."""
    from django.template.loader import render_to_string

    steps = list(zip(pairs[::2], pairs[1::2], strict=True))
    return SafeString(render_to_string("ui/crumbs.html", {"steps": steps}))


@register.inclusion_tag("ui/tab.html", takes_context=True)
def tab(
    context: RequestContext, text: Any, url: str, count: int | None = None, current: bool | None = None
) -> dict[str, Any]:
    here = context["request"].path == url.split("?", 1)[0] if current is None else current
    return {"text": text, "url": url, "count": count, "here": here}


@register.inclusion_tag("ui/sort.html", takes_context=True)
def sort_link(context: RequestContext, key: str, text: Any) -> dict[str, Any]:
    """A column heading that sorts by `?sort=key`, and the other way round when asked again."""
    asked = context["request"].GET.get("sort", "")
    wanted = f"-{key}" if asked == key else key
    query = context["request"].GET.copy()
    query["sort"] = wanted
    query.pop("page", None)
    return {"text": text, "query": query.urlencode(), "up": asked == key, "down": asked == f"-{key}"}


# Forms ------------------------------------------------------------------------------------------------------------
@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, label: Any = None, bare: bool = False) -> dict[str, Any]:
    """Label, help, what is wrong, and the control, tied together; `bare` leaves a library's help and placeholder out."""
    if bare:
        bound.help_text = ""
    widget = bound.field.widget
    is_group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    is_check = isinstance(widget, CheckboxInput)
    css = (
        "form-check-input" if is_check or is_group else "form-select" if isinstance(widget, Select) else "form-control"
    )
    described = [
        f"{bound.auto_id}_{part}" for part, there in (("help", bound.help_text), ("error", bound.errors)) if there
    ]
    attrs: dict[str, str | bool] = {
        "class": f"{widget.attrs.get('class', '')} {css}{' is-invalid' if bound.errors else ''}".strip()
    }
    if bare:
        attrs["placeholder"] = ""
    if described:
        attrs["aria-describedby"] = " ".join(described)
    control = "" if is_group else bound.as_widget(attrs=attrs)
    return {
        "bound": bound,
        "label": label or bound.label,
        "control": control,
        "is_check": is_check,
        "is_group": is_group,
    }


@register.inclusion_tag("ui/errors.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """Everything wrong with the forms, on top, each line a link to its field."""
    found: list[tuple[str, Any]] = []
    for form in forms:
        if form is None or not form.is_bound:
            continue
        found += [("", text) for text in form.non_field_errors()]
        found += [(_first_id(bound), text) for bound in form for text in bound.errors]
    return {"errors": found}


def _first_id(bound: BoundField) -> str:
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.inclusion_tag("ui/errors.html")
def problem(error: Any) -> dict[str, Any]:
    """A service's refusal on top of the page."""
    return {"errors": [(getattr(error, "field", ""), error)] if error else []}


@register.inclusion_tag("ui/typed.html")
def typed_fields(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What somebody typed, carried along as hidden fields."""
    return {"pairs": pairs}


# Looking ----------------------------------------------------------------------------------------------------------
@register.simple_tag
def sparkline(values: Sequence[Any], label: Any = "") -> SafeString:
    return charts.sparkline(values, str(label))


@register.inclusion_tag("ui/chart.html")
def bars(rows: Sequence[Sequence[Any]], label: Any) -> dict[str, Any]:
    return {"svg": charts.bars(rows, str(label)), "rows": rows, "label": label}


@register.inclusion_tag("ui/chart.html")
def histogram(rows: Sequence[Sequence[Any]], label: Any) -> dict[str, Any]:
    return {"svg": charts.columns(rows, str(label)), "rows": rows, "label": label}


@register.simple_tag
def explain(node: Any) -> SafeString:
    """An explanation tree: engine.explain.Node, or its as_dict()."""
    return explained(node.as_dict() if hasattr(node, "as_dict") else node)
