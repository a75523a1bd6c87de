"""The tree as HTML: in the page's language, escaped, folded under its root, with the article beside what it rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from namro.base.ui.explained import explained


def node(
    label: str, value: str | None = None, arithmetic: Any = "", rule: Any = None, *children: Any
) -> dict[str, Any]:
    said = {"vi": label, "en": f"{label} (en)"}
    return {"label": said, "value": value, "arithmetic": arithmetic, "rule": rule, "children": list(children)}


LAW = {"article": "Điều 14.2", "instrument": "NĐ 335/2025/NĐ-CP"}


@pytest.mark.parametrize(
    ("language", "value", "label", "article"),
    [("vi", "90,25", "Tổng điểm</", "Điều 14.2"), ("en", "90.25", "Tổng điểm (en)", "article 14.2")],
)
def test_a_tree_is_said_in_the_language_of_the_page(language: str, value: str, label: str, article: str) -> None:
    tree = node("Tổng điểm", None, "", None, node("a", "90.25", "3 ÷ 4", LAW))
    with translation.override(language):
        html = explained(tree)
    assert f'<span class="val">{value}</span>' in html
    assert '<span class="sum">3 ÷ 4</span>' in html
    assert label in html or f"<summary>{label}" in html
    assert article.casefold() in html.casefold()


def test_the_root_is_open_and_what_lies_under_it_is_folded() -> None:
    html = explained(node("gốc", None, "", None, node("nhánh", None, "", None, node("lá", "1"))))
    assert html.count("<details open>") == 1 and html.count("<details>") == 1 and html.count('class="leaf"') == 1
    assert html.startswith('<ul class="nr-why is-root"><li>') and html.endswith("</li></ul>")
    assert html.count("<ul") == html.count("</ul>") and html.count("<li>") == html.count("</li>")


def test_what_people_typed_is_escaped() -> None:
    html = explained(node("<b>việc</b>", "<script>", "<i>", {"article": "<u>", "instrument": None}))
    assert "<b>" not in html and "<script>" not in html and "<i>" not in html and "<u>" not in html
    assert "&lt;b&gt;việc&lt;/b&gt;" in html
