"""Examples to begin a trial with: every framework scores its own."""

from __future__ import annotations

import pytest

from namro.base.law import available_frameworks, load_framework
from namro.base.law.trial import SHEETS_AT_MOST, example_json, few_sheets, score_json
from namro.engine.errors import RuleError


@pytest.mark.parametrize("framework_id", available_frameworks())
def test_the_example_of_a_framework_is_scored_by_it(framework_id: str) -> None:
    framework = load_framework(framework_id)
    results = score_json(framework, few_sheets(example_json(framework)), {})
    assert [one["id"] for one in results] == ["vi-du-1", "vi-du-2"]
    assert all(one["explanation"]["label"]["vi"] for one in results)


def test_the_two_examples_of_the_decree_differ() -> None:
    framework = load_framework("nd335-2025")
    best, less = score_json(framework, few_sheets(example_json(framework)), {})
    assert (best["total"], best["band"]) == ("100", "HTXS")
    assert float(less["total"]) < 90


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "file.json"),
        ('[{"a": 1, "a": 2}]', "sheet.key.twice"),
        (f"[{'1,' * SHEETS_AT_MOST}1]", "law.trial.many"),
        ("[" * 9999, "file.json"),
    ],
)
def test_what_is_no_list_of_sheets_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        few_sheets(text)
    assert refused.value.code == code
