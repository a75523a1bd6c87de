"""A body too large is refused before it is read, whoever sends it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
MEGABYTE = 2**20


class Unread:
    """A body that may not be touched."""

    def read(self, *size):
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize(("path", "most"), [("/accounts/login/", 6), ("/imports/new/", 66), ("/work/1/report", 22)])
def test_a_body_over_the_limit_is_refused_unread(client, path, most):
    answer = client.generic("POST", path, b"", CONTENT_LENGTH=str(most * MEGABYTE + 1), **{"wsgi.input": Unread()})
    assert answer.status_code == 413
    assert f"tối đa {most} MB" in answer.content.decode()


def test_an_announced_size_that_is_no_number_is_refused(client):
    assert client.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH="-5").status_code == 413


def test_an_ordinary_form_passes(client):
    assert client.post("/accounts/login/", {"login": "x" * 1000, "password": "y"}).status_code == 200
