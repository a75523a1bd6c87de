"""An explanation tree as HTML: a calculation has hundreds of nodes, and a template for each would take longer than the score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from namro.base.ui.wording import citation_text, in_english, plain_number_text


def explained(node: Mapping[str, Any]) -> SafeString:
    """A node as `engine.explain.Node.as_dict()` gives it, open, with everything under it folded."""
    lines: list[str] = ['<ul class="nr-why is-root"><li>']
    _add(lines, node, "en" if in_english() else "vi", is_root=True)
    lines.append("</li></ul>")
    return SafeString("".join(lines))


def _add(lines: list[str], node: Mapping[str, Any], language: str, *, is_root: bool = False) -> None:
    if not node["children"]:
        lines.append(f'<div class="leaf">{_said(node, language)}</div>')
        return
    lines.append(f'<details{" open" if is_root else ""}><summary>{_said(node, language)}</summary><ul class="nr-why">')
    for child in node["children"]:
        lines.append("<li>")
        _add(lines, child, language)
        lines.append("</li>")
    lines.append("</ul></details>")


def _said(node: Mapping[str, Any], language: str) -> str:
    """What it is, its value, the arithmetic and the article."""
    said: str = escape(_in(node["label"], language))
    if node["value"] is not None:
        said += f': <span class="val">{escape(plain_number_text(node["value"]))}</span>'
    if node["arithmetic"]:
        said += f'<span class="sum">{escape(_in(node["arithmetic"], language))}</span>'
    return said + (_law(node["rule"], language) if node["rule"] else "")


def _law(rule: Mapping[str, Any], language: str) -> str:
    article, instrument = _cited(rule["article"], language), _cited(rule.get("instrument"), language)
    return f'<span class="law">{article}{f" · {instrument}" if instrument else ""}</span>'


@lru_cache(maxsize=2048)
def _cited(text: str | None, _language: str) -> str:
    return escape(citation_text(text))


def _in(text: Any, language: str) -> str:
    """A mapping {vi, en}, or plain text that is the same in both."""
    return str(text.get(language) or text.get("vi") or "") if isinstance(text, Mapping) else str(text)
