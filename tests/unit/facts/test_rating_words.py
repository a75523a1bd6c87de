"""Every spelling of a level that offices use, under the framework it belongs to, and none of another's."""

from __future__ import annotations

import pytest

from namro.base.imports.matching import plain
from namro.base.law import load_framework
from namro.city.facts.imports.laws import words_of


@pytest.mark.parametrize(
    ("framework", "said", "code"),
    [
        ("nd90-2020", "Hoàn thành xuất sắc nhiệm vụ", "HTXS"),
        ("nd90-2020", "HTXSNV", "HTXS"),
        ("nd90-2020", "htxs", "HTXS"),
        ("nd90-2020", "Xuất sắc", "HTXS"),
        ("nd90-2020", "Hoàn thành tốt", "HTT"),
        ("nd90-2020", "HTTNV", "HTT"),
        ("nd90-2020", "hoan thanh nhiem vu", "HTNV"),
        ("nd90-2020", "Không hoàn thành nhiệm vụ", "KHT"),
        ("nd90-2020", "KHTNV", "KHT"),
        ("nd56-2015", "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực", "HTNV"),
        ("nd56-2015", "Hoàn thành nhiệm vụ", "HTNV"),
        ("hanoi-1841-2021", "A", "A"),
        ("hanoi-1841-2021", "Loại B", "B"),
        ("hanoi-1841-2021", "Hoàn thành tốt", "B"),
    ],
)
def test_a_level_is_read(framework: str, said: str, code: str):
    assert words_of(load_framework(framework).bands)[plain(said)] == code


@pytest.mark.parametrize("said", ["A", "Loại A", "Giỏi", "không", ""])
def test_a_word_of_another_scale_is_no_level(said: str):
    assert plain(said) not in words_of(load_framework("nd90-2020").bands)


@pytest.mark.parametrize("framework", ["nd56-2015", "nd90-2020", "qd366-2025", "nd335-2025", "hanoi-3814-2018"])
def test_every_level_of_a_framework_can_be_written(framework: str):
    bands = load_framework(framework).bands
    assert set(words_of(bands).values()) == {band.code for band in bands}
