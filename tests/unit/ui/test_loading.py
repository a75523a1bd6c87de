"""Indentation is for whoever reads a template; what is shown or translated as typed keeps every character."""

from __future__ import annotations

from namro.base.ui.loading import flush_left


def test_lines_begin_with_their_first_character() -> None:
    assert flush_left("<ul>\n  <li>a\n    b</li>\n\t</ul>\n") == "<ul>\n<li>a\nb</li>\n</ul>\n"


def test_what_is_shown_as_typed_stays() -> None:
    for kept in ("<pre>\n  a\n    b</pre>", "<textarea rows=3>\n  a</textarea>", "<style>\n  p{}</style>"):
        assert flush_left(f"<div>\n  {kept}\n</div>") == f"<div>\n{kept}\n</div>"


def test_words_to_translate_are_not_touched() -> None:
    kept = "{% blocktranslate with a=b %}Một\n    hai {{ a }}{% endblocktranslate %}"
    assert flush_left(f"  <p>\n    {kept}\n  </p>") == f"  <p>\n{kept}\n</p>"


def test_a_control_tag_alone_leaves_no_empty_line_and_takes_no_space_away() -> None:
    text = "<li>\n  a\n  {% if b %}\n    c\n  {% else %}\n    d\n  {% endif %}\n  e\n</li>\n"
    assert flush_left(text) == "<li>\na{% if b %}\nc{% else %}\nd{% endif %}\ne\n</li>\n"


def test_a_tag_that_shows_something_keeps_its_line() -> None:
    for line in ("{% badge m %}", "{% if a %}x{% endif %}", "{{ a }}"):
        assert flush_left(f"a\n  {line}\nb") == f"a\n{line}\nb"
