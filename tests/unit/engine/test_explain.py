"""The tree behind a total: every step re-adds to it, cites its article, and says why the level is not a better one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from namro.engine.explain import Node, explain_sheet
from namro.engine.framework import Framework

LINES = [
    {"assigned": "5", "completed": "4.5", "coefficient": "1.2", "major_errors": 1},
    {"assigned": "3", "completed": "3", "delays": 2, "delays_excused": 1},
    {"assigned": "2", "completed": "2", "origin": "handed_over"},
]


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


@pytest.fixture
def tree(nd335: Framework) -> Node:
    return explain_sheet(nd335, {"general": "25"}, LINES)


def value(tree: Node, key: str) -> Decimal:
    node = tree.find(key)
    assert node is not None, key
    assert node.value is not None, key
    return Decimal(node.value)


def test_the_total_is_general_plus_results(tree: Node) -> None:
    assert value(tree, "general") + value(tree, "result_points") == value(tree, "total")
    assert [child.key for child in tree.children] == ["general", "result_points", "level", "why_not_higher"]


def test_it_reaches_every_input_of_every_line(tree: Node) -> None:
    keys = {node.key for node in walk(tree)}
    assert keys >= {"a", "b", "c", "assigned_units", "completed_units", "quality_units", "progress_units",
                    "assigned", "completed", "coefficient", "major_errors", "delays", "delays_excused", "origin"}  # fmt: skip
    assert value(tree, "assigned_units") == Decimal(11)
    assert [value(tree, f"completed_units.{one}") for one in (1, 2, 3)] == [Decimal("5.4"), 3, 0]


def test_the_arithmetic_is_written_out(tree: Node) -> None:
    found = {node.key: node.arithmetic for node in walk(tree)}
    assert found["assigned_units"] == "6 + 3 + 2"
    assert found["assigned_units.1"] == "5 × 1.2 = 6"
    assert found["a"] == "min(1; 8.4 / 11) = 0.763636363636…"


def test_every_rule_on_the_way_is_cited(tree: Node) -> None:
    assert tree.rule is not None
    assert tree.rule.article == "Điều 17.1"
    for key, article in (("a", "Điều 14.2a"), ("b", "Điều 14.2b"), ("c", "Điều 14.2c"), ("level", "Điều 20.2")):
        node = tree.find(key)
        assert node is not None
        assert node.rule is not None
        assert node.rule.article.startswith(article)
        assert node.rule.authority == "LEGAL"


def test_labels_are_in_both_languages(tree: Node) -> None:
    assert all(node.label.vi and node.label.en for node in walk(tree))


def test_why_not_higher_gives_the_distance_and_ranks_the_losses(tree: Node) -> None:
    why = tree.find("why_not_higher")
    assert why is not None
    assert why.value is not None
    assert Decimal(why.value) + value(tree, "total") == 90
    lost = [Decimal(child.value) for child in why.children if child.value]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 0
    assert {child.key for child in why.children} >= {
        "loss.a", "loss.b", "loss.c", "loss.general", "loss.line.1.completed", "loss.line.1.major_errors", "loss.line.2.delays",
    }  # fmt: skip
    assert "loss.line.2.completed" not in {child.key for child in why.children}


def test_a_loss_is_what_the_total_would_gain(nd335: Framework, tree: Node) -> None:
    mended = [{**LINES[0], "major_errors": 0}, *LINES[1:]]
    gained = value(explain_sheet(nd335, {"general": "25"}, mended), "total") - value(tree, "total")
    assert abs(value(tree, "loss.line.1.major_errors") - gained) <= Decimal("1e-11")


def test_the_distance_of_a_near_miss_is_exact(nd335: Framework) -> None:
    tree = explain_sheet(nd335, {"general": "19.99999"}, [{"assigned": 1, "completed": 1}])
    why = tree.find("why_not_higher")
    assert why is not None
    assert (why.value, why.arithmetic) == ("0.00001", "90 − 89.99999 = 0.00001")
    assert "HTT" in why.label.vi
    assert "HTXS" in why.label.en


def test_the_best_level_needs_no_excuse(nd335: Framework) -> None:
    tree = explain_sheet(nd335, {"general": "30"}, [{"assigned": 1, "completed": 1}])
    assert tree.find("why_not_higher") is None
    assert tree.find("score_band") is not None


def test_an_override_shows_both_levels(nd335: Framework) -> None:
    tree = explain_sheet(nd335, {"general": "30", "overrides": ["degradation"]}, [{"assigned": 1, "completed": 1}])
    level, band, override = tree.find("level"), tree.find("score_band"), tree.find("override")
    assert level is not None
    assert band is not None
    assert override is not None
    assert (tree.value, band.value, level.value) == ("100", "HTXS", "KHT")
    assert override.rule is not None
    assert override.rule.article == "Điều 20.4b"


def test_an_override_stays_visible_without_a_score(nd335: Framework) -> None:
    tree = explain_sheet(nd335, {"general": None, "overrides": ["degradation"]}, [])
    assert tree.value is None
    assert tree.find("override") is not None
    missing = tree.find("missing")
    assert missing is not None
    assert missing.value == "INSUFFICIENT_DATA"
    assert [child.key for child in missing.children] == ["no_assigned_work", "general_missing"]


def test_criteria_are_shown_one_by_one_and_their_losses_too(nd335: Framework) -> None:
    points: dict[str, Any] = {one.code: one.maximum for one in nd335.groups[0].criteria}
    points["II.4"] = Decimal("0.5")
    tree = explain_sheet(nd335, {"general": "28"}, [{"assigned": 2, "completed": 1}], criteria={"general": points})
    general = tree.find("general")
    assert general is not None
    assert [child.key for child in general.children] == list(points)
    assert value(tree, "loss.II.4") == 2


def test_3814_explains_its_three_parts(hanoi: Framework) -> None:
    tree = explain_sheet(hanoi, {"conduct": "18", "results": "60", "bonus": "2"})
    assert (tree.value, tree.arithmetic) == ("80", "18 + 60 + 2 = 80")
    why = tree.find("why_not_higher")
    assert why is not None
    assert [child.key for child in why.children] == ["loss.results", "loss.bonus", "loss.conduct"]
