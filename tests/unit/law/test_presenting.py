"""Citations as the page's language writes them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from namro.base.law.presenting import cite


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Điều 7.1đ, 7.2", "Article 7.1đ, 7.2"),
        ("Điều 9, Nghị định 335/2025/NĐ-CP", "Article 9, Decree 335/2025/NĐ-CP"),
    ],
)
def test_a_citation_is_said_in_english(text: str, english: str):
    with override("en"):
        assert cite(text) == english
    with override("vi"):
        assert cite(text) == text


def test_words_that_stay_vietnamese_say_so():
    with override("en"):
        assert cite("Quy chế nội bộ của đơn vị") == '<span lang="vi">Quy chế nội bộ của đơn vị</span>'
