"""A real Chromium against a live server: `visit(user, path, width=…, language=…)` gives a page, `faults(page)` what axe finds.

The machine's own Chromium is used; without one these tests are skipped by name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # one node is kept of what passes: a third of the time, the same faults
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a real Chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="needs Chromium: make browser"))


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The live server starts before any test: the folder whitenoise looks for must be there."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # playwright runs a loop in this thread; the ORM is used between its calls
    )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def demo(live_server: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """The whole demonstration, in a copy of this test's own, in the evening its story stops; ask for it before `visit`."""
    from tests.browser.demonstration import a_demonstration, evening_of_the_story

    with evening_of_the_story(), a_demonstration(getattr(request.config, "workerinput", {}).get("workerid", "main")):
        yield


@pytest.fixture
def visit(chromium: Any, live_server: Any, as_: Callable[[Any], Any]) -> Iterator[Callable[..., Any]]:
    """Open a path as somebody (None: signed out), at a width, in a language, with or without JavaScript."""
    contexts: list[Any] = []

    def opened(user: Any, path: str, *, width: int = 1280, language: str = "vi", javascript: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, bypass_csp=False,
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        cookies = {"namro_language": language}
        if user is not None:
            cookies["sessionid"] = as_(user).cookies["sessionid"].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.problems = []
        page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


SCROLLED = """async target => {
    document.querySelector(target).scrollIntoView({block: "center", behavior: "instant"});
    const again = await axe.run(target, {runOnly: ["target-size"]});
    return again.violations.length === 0;
}"""


def _is_free_when_scrolled(page: Any, target: str) -> bool:
    """Whether a control is large enough away from the bar at the foot of the screen, which covers what scrolls under it."""
    return bool(page.evaluate(SCROLLED, target))


@pytest.fixture
def faults() -> Callable[[Any], list[str]]:
    """What axe-core finds on a page, one line a fault; evaluated outside of the page's content policy."""

    def found(page: Any) -> list[str]:
        page.evaluate(AXE.read_text())
        page.evaluate("document.fonts.ready.then(() => true)")
        violations = page.evaluate("rules => axe.run(document, rules).then(found => found.violations)", RULES)
        return [
            f"{fault['id']}: {node['target']} {node['failureSummary']}"
            for fault in violations
            for node in fault["nodes"]
            if not (fault["id"] == "target-size" and _is_free_when_scrolled(page, node["target"][0]))
        ]

    return found
