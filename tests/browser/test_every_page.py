"""Every page of the demonstration, as somebody who may see it, in both languages: nothing is wrong with it.

A page is loaded once a language at 1280 and then narrowed to 390; overflow is measured at both widths. Vietnamese is
examined by axe at 1280 and English at 390, each route once: axe four times a page would double the time of this file.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from tests.browser.pages_of_the_demo import NOT_PAGES, UNSIGNED, Opened, every_page
from tests.browser.pages_of_the_portal import CITIZEN, citizens_cookie

from namro.base.access.routes import ROUTES
from namro.base.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("NAMRO_SHOTS")
# Letters no English word has; letters that French and Spanish names share with Vietnamese count too.
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
# Names of ours and symbols of the law: the ratio đ of the decree, point đ of an article, numbers of instruments.
OF_ANY_LANGUAGE = r"Năm Rõ|Tiếng Việt|\bđ\b|(?<=\d)đ\b|NĐ-CP|QĐ-[A-ZĐ]+|QĐ/T[UW]"
TEXTS = """() => {
  const found = new Set(), walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const holder = node.nodeType === 3 ? node.parentElement : node;
    if (holder.closest("[lang=vi]:not(html),[translate=no],script,style,textarea,kbd,code")) continue;
    if (node.nodeType === 3) { if (node.data.trim()) found.add(node.data.trim().replace(/\\s+/g, " ")); continue; }
    for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.getAttribute(name)) found.add(node.getAttribute(name));
  }
  return [...found];
}"""
STANDING = """() => ({
  lang: document.documentElement.lang, headings: document.querySelectorAll("h1").length,
  title: document.title.replace("· Năm Rõ", "").trim(), heading: document.querySelector("h1")?.innerText.trim(),
})"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def stored_texts() -> set[str]:
    """Every text in the database with a Vietnamese letter: names, titles, what people wrote; the same in any language."""
    found: set[str] = set()
    for model in apps.get_models():
        if not model.__module__.startswith("namro."):
            continue
        names = [
            f.name for f in model._meta.fields if isinstance(f, CharField | TextField | JSONField) and not f.is_relation
        ]
        for row in model.objects.values_list(*names) if names else ():
            for value in row:
                found.update(_texts_in(value))
    return {" ".join(text.split()) for text in found if VIETNAMESE.search(text)}


def _texts_in(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value, *value.split("\n"), *value.split("; ")}
    if isinstance(value, dict):
        return set().union(*map(_texts_in, value.values()), *map(_texts_in, value.keys())) if value else set()
    return set().union(*map(_texts_in, value)) if isinstance(value, list) and value else set()


class Walk:
    """One pass over all pages in one language, collecting what is wrong."""

    def __init__(self, language: str, faults: Any, pages: dict[str, list[Opened]]) -> None:
        self.language, self.faults, self.found = language, faults, []
        self.stored = sorted(stored_texts(), key=len, reverse=True) if language == "en" else []
        self.seen: dict[str, str] = {}
        # Filters and pages of one list are built alike: a route is examined once a language, as the first who opens it and
        # in English as the last, who may do other things there.
        self.examined = {name: opened[0 if language == "vi" else -1] for name, opened in pages.items()}

    def look(self, page: Any, name: str, opened: Opened) -> None:
        self.where = f"{opened.who} {opened.path}"
        self._keep(page, name, opened.who, 1280)
        self._standing(page)
        self._fits(page, 1280)
        is_examined = opened is self.examined.get(name, opened)
        if is_examined and self.language == "vi":
            self._examine(page)
        page.set_viewport_size({"width": 390, "height": 844})
        self._fits(page, 390)
        self._keep(page, name, opened.who, 390)
        if self.language == "en":
            if is_examined:
                self._examine(page)
            if name != "gallery":  # its samples are data of nowhere
                self._translated(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        for text in page.problems:
            self._say(f"console: {text}")
        page.problems.clear()

    def _say(self, text: str) -> None:
        self.found.append(f"{self.where}: {text}")

    def _keep(self, page: Any, name: str, who: str, width: int) -> None:
        """A picture for whoever wants to look: NAMRO_SHOTS=folder."""
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{who}-{width}-{self.language}.png"), full_page=True)

    def _standing(self, page: Any) -> None:
        is_ = page.evaluate(STANDING)
        if is_["lang"] != self.language:
            self._say(f"says it is in {is_['lang']}")
        if is_["headings"] != 1 or not is_["heading"]:
            self._say(f"has {is_['headings']} headings of the first order: {is_['heading']!r}")
        if not is_["title"]:
            self._say("has no title")

    def _fits(self, page: Any, width: int) -> None:
        if page.evaluate(WIDER):
            self._say(f"is wider than {width}")

    def _examine(self, page: Any) -> None:
        for fault in self.faults(page):
            if "partially obscured" not in fault:  # below the bar at the bottom of a phone: scrolling shows it
                self._say(fault)

    def _translated(self, page: Any) -> None:
        for text in page.evaluate(TEXTS):
            if VIETNAMESE.search(text) and (left := self._own_words(text)):
                self._say(f"not in English: {left}")

    def _own_words(self, text: str) -> str:
        """What is left of a text without what the database holds; empty when nothing Vietnamese is."""
        if text not in self.seen:
            left = re.sub(OF_ANY_LANGUAGE, "", text)
            for stored in self.stored:
                left = left.replace(stored, "…")
            self.seen[text] = text if VIETNAMESE.search(left) else ""
        return self.seen[text]


def test_every_route_that_shows_a_page_is_walked(demo):
    walked = every_page()
    assert sorted(set(ROUTES) - set(walked) - NOT_PAGES) == []
    assert sorted((set(walked) | NOT_PAGES) - set(ROUTES)) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page(demo, live_server, visit, faults, language: str):
    pages, by_role = every_page(), defaultdict(list)
    for name, opened in ((name, one) for name, several in pages.items() for one in several):
        by_role[opened.who].append((name, opened))
    walk = Walk(language, faults, pages)
    for who, theirs in by_role.items():
        if who == CITIZEN:
            page = visit(None, "/portal/", language=language)
            page.context.add_cookies([citizens_cookie(live_server.url)])
        else:
            page = visit(User.objects.get(username=who), "/account/", language=language)
        for name, opened in theirs:
            answer = page.goto(live_server.url + opened.path)
            if answer.status != 200:
                walk.found.append(f"{opened.who} {opened.path} ({name}): {answer.status}")
            walk.look(page, name, opened)
        page.context.close()
    for path in UNSIGNED:
        page = visit(None, path, language=language)
        walk.look(page, path.strip("/").replace("/", "-"), Opened("nobody", path))
    assert not walk.found, "\n".join(["", *walk.found])
