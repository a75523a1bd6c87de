"""The declaration every route makes: whether it reads or writes, and which permission it needs.

`page` wraps a view and registers it. A route that writes answers POST (and shows its form on GET); a route that reads
answers GET and HEAD, inside a database wrapper that refuses anything but SELECT. A route that returns is where another
site sends a visitor back to with its answer, which the protocol does by GET: it may write, and must prove by itself that
this very browser set out from here. A generated test walks `ROUTES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from namro.base.access.http import Request
from namro.base.access.rules import HOLDERS, Permission, Relation
from namro.base.reading import remembering

Mode = Literal["reads", "writes", "returns"]
READING = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "SET", "SHOW", "DECLARE", "FETCH", "CLOSE")

WRITING = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+(ONLY\s+)?[\w\".]+\s+(AS\s+)?(\w+\s+)?SET|DELETE\s+FROM|MERGE\s+INTO)\b", re.IGNORECASE
)


class WroteWhileReading(AssertionError):
    """A GET tried to change the database: always a programming error."""


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    mode: Mode
    needs: Permission
    of: str = ""  # kind of thing in the URL ("sheet", "round" …), empty when the permission is on nothing in particular


ROUTES: dict[str, Route] = {}
ANSWERS: dict[Mode, tuple[str, ...]] = {
    "reads": ("GET", "HEAD"), "writes": ("GET", "HEAD", "POST"), "returns": ("GET",),
}  # fmt: skip


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if not sql.lstrip(" (\n\t").upper().startswith(READING) or WRITING.search(sql):
        raise WroteWhileReading(sql[:200])
    return execute(sql, params, many, context)


@contextmanager
def read_only() -> Generator[None]:
    """Refuse every statement but reading ones on the default connection."""
    with connection.execute_wrapper(_refuse_writes), remembering():
        yield


def _open_to(permission: Permission, request: Request) -> bool:
    """Whether the actor could hold the permission at all; relations to a thing are checked by its service."""
    holders = HOLDERS[permission]
    needs_thing = holders - {Relation.ANYONE, Relation.SIGNED_IN, Relation.OFFICER, Relation.ADMINISTRATOR}
    actor = request.actor
    return bool(holders & actor.own_relations) or (actor.person_id is not None and bool(needs_thing))


def page(
    pattern: str,
    view: Callable[..., HttpResponseBase],
    name: str,
    *,
    mode: Mode,
    needs: Permission,
    of: str = "",
    one_act: bool = False,
) -> URLPattern:
    """A URL with its declaration. Signed-out visitors are sent to sign in; who cannot hold the permission gets 404.

    What a POST does is one transaction; with `one_act` the only service it calls is one by itself, and none is put around it.
    """
    ROUTES[name] = Route(name=name, pattern=pattern, mode=mode, needs=needs, of=of)

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from namro.base.access.guard import not_found, sign_in_first  # edge responses; avoids a cycle at import

        if needs is not Permission.PUBLIC and not request.actor.is_signed_in:
            return sign_in_first(request)
        if not _open_to(needs, request):
            return not_found(request)
        if request.method not in ANSWERS[mode]:
            return HttpResponse(status=405, headers={"Allow": ", ".join(ANSWERS[mode])})
        # The form of a write is read, too.
        whole = nullcontext() if one_act else transaction.atomic()
        with whole if request.method == "POST" or mode == "returns" else read_only():
            return view(request, *args, **kwargs)

    return path(pattern, guarded, name=name)
