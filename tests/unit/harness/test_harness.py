"""The harness itself bites: what it is there to refuse is refused."""

from __future__ import annotations

import socket

import pytest
from django.db import models
from django.template import Context, Engine
from named_variables import OURS, Refusing, UnknownVariable
from plain_pages import inline_code


def rendered(text: str, name: str, **given: object) -> str:
    from django.template import Origin, Template

    template = Template(text, origin=Origin(name), engine=Engine(string_if_invalid=Refusing()))
    return template.render(Context(given))


def test_a_template_of_ours_may_not_ask_for_what_it_was_not_given():
    with pytest.raises(UnknownVariable, match=r"x\.html asks for person\.naem"):
        rendered("{{ person.naem }}", f"{OURS}/namro/x.html", person=object())


def test_a_template_of_ours_may_test_for_what_it_was_not_given():
    assert rendered("{% if lead %}{{ lead }}{% endif %}", f"{OURS}/namro/x.html") == ""


def test_a_library_template_shows_nothing_for_an_unknown_variable():
    assert rendered("[{{ unknown }}]", "/site-packages/allauth/x.html") == "[]"


def test_the_settings_of_the_tests_use_it():
    from django.template import engines

    assert isinstance(engines["django"].engine.string_if_invalid, Refusing)


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<a href="#" onclick="go()">',
        '<svg><rect STYLE="fill: red"/></svg>',
    ],
)
def test_inline_code_is_found(page: str):
    assert inline_code(f"<html><body>{page}</body></html>")


@pytest.mark.parametrize(
    "page",
    [
        '<script src="/static/x.js" defer></script>',
        '<script id="data" type="application/json">{}</script>',
        "<p>&lt;p style=1&gt; one = two</p>",
        '<p title="the style = plain">',
    ],
)
def test_what_is_not_inline_code_is_left_alone(page: str):
    assert inline_code(f"<html><body>{page}</body></html>") == []


def test_outside_sockets_are_closed():
    import pytest_socket

    with (
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(pytest_socket.SocketConnectBlockedError),
        socket.socket() as line,
    ):
        line.connect(("192.0.2.1", 80))


class Row(models.Model):
    kind = models.IntegerField()

    class Meta:
        app_label = "harness"
        managed = False


@pytest.mark.parametrize(
    ("rows", "shuffled"),
    [
        (Row.objects.all(), True),
        (Row.objects.values("kind").annotate(of=models.Count("pk")), True),
        (Row.objects.order_by("pk"), False),
        (Row.objects.distinct(), False),
        (Row.objects.all()[:1], False),
    ],
)
def test_rows_in_no_stated_order_are_shuffled(rows: models.QuerySet[Row], shuffled: bool):
    sql = str(rows.query)
    assert ("RANDOM()" in sql) is shuffled
    assert "GROUP BY 1, RANDOM" not in sql
