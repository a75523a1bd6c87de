"""Every URL declares what it does and needs, and for every role the answer is what the table of holders says."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.cast import City, Thing, things

import namro.config.urls
from namro.base.access.middleware import LIBRARY_ROUTES
from namro.base.access.routes import ROUTES, Route
from namro.base.access.rules import HOLDERS, Permission, Relation, may
from namro.base.audit.models import Event

for file in sorted((Path(__file__).parent.parent / "things").glob("*.py")):
    import_module(f"tests.things.{file.stem}")

# An account that is no person of the city has nothing of its own and proposes nothing: these do not exist for it.
NEEDS_A_PERSON = {"my_relations", "new_proposal"}
NEEDS_NOTHING = {Relation.ANYONE, Relation.SIGNED_IN, Relation.ADMINISTRATOR, Relation.OFFICER}
REFUSED = {403, 404}
# Sent with every write: filled in well enough that only the right to do it is missing.
FILLED_IN = {
    "reason": "thử", "why": "other", "version": "1", "rating": "HTT", "number": "1/QĐ", "decided_on": "2026-11-30", "active": "1",
}  # fmt: skip


def patterns(resolver: Any = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_url_declares_mode_and_permission():
    assert namro.config.urls.urlpatterns
    undeclared = [p.name for p in patterns() if p.name not in ROUTES and not (p.name or "").startswith(LIBRARY_ROUTES)]
    assert undeclared == []


def test_names_and_patterns_are_unique():
    names = [p.name for p in patterns()]
    paths = [str(p.pattern) for p in patterns()]
    assert sorted(set(names)) == sorted(names)
    assert sorted(set(paths)) == sorted(paths)


def test_every_kind_of_thing_has_a_maker():
    """Without one, the cells of its routes would be passed over in silence."""
    assert sorted({route.of for route in ROUTES.values() if route.of} - things.kinds) == []


def test_every_address_that_names_something_says_of_what():
    nameless = [p.name for p in patterns() if p.pattern.converters and p.name in ROUTES and not ROUTES[p.name].of]
    assert nameless == []


def test_every_permission_has_holders():
    assert set(HOLDERS) == set(Permission)
    assert all(HOLDERS.values())


def test_the_administrator_holds_nothing_that_shows_scores():
    scores = [
        p for p in Permission if p.value.split(".")[0] in {"sheet", "round", "rating", "petition", "work", "document"}
    ]
    assert [p for p in scores if Relation.ADMINISTRATOR in HOLDERS[p]] == []


@pytest.fixture(autouse=True)
def _files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def general_relations(city: City, role: str, thing: Thing | None) -> frozenset[Relation]:
    """What a role is without looking at a thing; to a thing, an officer is one only where it is theirs."""
    if role == "signed_out":
        return frozenset({Relation.ANYONE})
    found = {Relation.ANYONE, Relation.SIGNED_IN}
    if role == "administrator":
        found.add(Relation.ADMINISTRATOR)
    if role == "officer" and thing is None:
        found.add(Relation.OFFICER)
    return frozenset(found | (thing.relations.get(role, set()) if thing else set()))


def could_hold(route: Route, city: City, role: str) -> bool:
    """The gate of the route itself: whether anything could make this role a holder."""
    by_relation = bool(HOLDERS[route.needs] - NEEDS_NOTHING) and role not in {"signed_out", "administrator"}
    return by_relation or may(route.needs, general_relations(city, role, None))


def expected(route: Route, city: City, role: str, thing: Thing | None) -> str:
    if role == "signed_out" and route.needs is not Permission.PUBLIC:
        return "sign in"
    if not could_hold(route, city, role):
        return "refused"
    if route.name in NEEDS_A_PERSON and role == "administrator":
        return "refused"
    if thing is None:
        return "unknown" if route.of or HOLDERS[route.needs] - NEEDS_NOTHING else "open"
    return "open" if may(route.needs, general_relations(city, role, thing)) else "refused"


def answer(client: Client, path: str, method: str = "get") -> str:
    response = client.get(path) if method == "get" else client.post(path, FILLED_IN)
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/"):
        return "sign in"
    if response.status_code == 302 and method == "get":
        return "elsewhere"
    if response.streaming:
        b"".join(response.streaming_content)  # read to its end, the file is closed
    if response.status_code >= 500:
        return f"failed {response.status_code}"
    return "refused" if response.status_code in REFUSED else "open"


def path_of(route: Route, thing: Thing | None) -> str:
    """The address of the thing: as many of its arguments as the route takes."""
    pattern = next(p for p in patterns() if p.name == route.name)
    known = thing.arguments if thing else {}
    return reverse(route.name, kwargs={key: known[key] for key in pattern.pattern.converters})


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_route_answers_each_role_as_declared(name: str, city: City, as_):
    """Reading, and the form of a write; then the write itself, by everybody it refuses."""
    route = ROUTES[name]
    thing = things.make(route.of, city) if route.of else None
    path = path_of(route, thing)
    wrong = []
    for role, user in city.roles.items():
        wanted = expected(route, city, role, thing)
        got = answer(as_(user), path)
        # A write without a form of its own leads to its page; nothing ever fails.
        if (wanted not in {"unknown", got} and got != "elsewhere") or got.startswith("failed"):
            wrong.append(f"GET as {role}: wanted {wanted}, got {got}")
        if route.mode == "writes" and wanted in {"refused", "sign in"}:
            before = Event.objects.exclude(tag__startswith="accounts:user:signed").count()
            if (sent := answer(as_(user), path, "post")) != wanted:
                wrong.append(f"POST as {role}: wanted {wanted}, got {sent}")
            if Event.objects.exclude(tag__startswith="accounts:user:signed").count() != before:
                wrong.append(f"POST as {role}: refused, yet something was recorded")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, route in ROUTES.items() if route.mode == "reads"))
def test_reading_routes_take_no_posts(name: str, city: City, as_):
    thing = things.make(ROUTES[name].of, city) if ROUTES[name].of else None
    path = path_of(ROUTES[name], thing)
    users = [user for user in city.roles.values() if user is not None]
    assert {as_(user).post(path).status_code for user in users} <= {405, 404, 302}
