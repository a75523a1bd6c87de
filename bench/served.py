"""The product with one more page: an empty signed-in form that inserts one row. It is what saving is measured against."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.config.urls import urlpatterns as product

TABLE = "bench_entry"
CREATE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, user_id bigint NOT NULL, at timestamptz NOT NULL, text text NOT NULL)"


def empty(request: HttpRequest) -> HttpResponse:
    """Session, rights, CSRF, one transaction, one row: nothing of the product's own."""
    if request.method == "POST":
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (user_id, at, text) VALUES (%s, %s, %s)",
                [request.actor.user_id, request.at, request.POST.get("comment", "")],
            )
    return redirect("home")


urlpatterns = [*product, page("bench/empty", empty, "bench_empty", mode="writes", needs=Permission.HOME)]
