"""The product with one more page: an empty signed-in form of ten fields that inserts one row; saving is measured against it."""

from __future__ import annotations

from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from namro.base.access.routes import page
from namro.base.access.rules import Permission
from namro.config.urls import urlpatterns as product

TABLE = "bench_entry"
CREATE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, user_id bigint NOT NULL, at timestamptz NOT NULL, text text NOT NULL)"


class ScoreForm(forms.Form):
    """Ten points and a remark, the size of a score form, with nothing behind it."""

    comment = forms.CharField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for place in range(10):
            self.fields[f"p-{place}"] = forms.DecimalField(localize=True, min_value=0, max_value=5)


def empty(request: HttpRequest) -> HttpResponse:
    """Session, rights, CSRF, a form of the same fields, one transaction, one row: nothing of the product's own."""
    if request.method == "POST":
        form = ScoreForm(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (user_id, at, text) VALUES (%s, %s, %s)",
                [request.actor.user_id, request.at, form.cleaned_data["comment"]],
            )
    return redirect("home")


urlpatterns = [*product, page("bench/empty", empty, "bench_empty", mode="writes", needs=Permission.HOME)]
