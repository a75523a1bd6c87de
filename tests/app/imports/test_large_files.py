"""A file beyond any staff list is refused by its size, in plain words, and is never held in memory."""

from __future__ import annotations

import tracemalloc

import pytest

from namro.base.imports.containers import Limits
from namro.base.imports.models import Upload

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
BOUNDARY = "nhiem-vu"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\nstaff\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="on"\r\n\r\n2026-11-01\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="ds.xlsx"\r\n'
    "Content-Type: application/octet-stream\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Body:
    """A form with a file of that size, made while it is read."""

    def __init__(self, size: int) -> None:
        self.left = [HEAD, size, TAIL]
        self.length = len(HEAD) + size + len(TAIL)
        self.taken = 0

    def read(self, most: int = -1) -> bytes:
        out = b""
        while self.left and not out:
            part = self.left.pop(0)
            if isinstance(part, int):
                now = min(part, most if most > 0 else part)
                out, rest = b"\0" * now, part - now
            else:
                now = len(part) if most < 0 else most
                out, rest = part[:now], part[now:]
            if rest:
                self.left.insert(0, rest)
        self.taken += len(out)
        return out

    def readline(self, most: int = -1) -> bytes:
        raise AssertionError("forms are read in pieces, not in lines")


def send(client, body):
    return client.request(
        **{
            "REQUEST_METHOD": "POST", "PATH_INFO": "/imports/new/", "wsgi.input": body, "CONTENT_LENGTH": str(body.length),
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        }
    )  # fmt: skip


def test_a_hundred_megabytes_are_refused_before_a_byte_is_read(client, city):
    client.force_login(city.officer)
    body = Body(100 * MEGABYTE)
    page = send(client, body)
    assert (page.status_code, body.taken) == (413, 0)
    assert "tối đa 66 MB" in page.content.decode()
    assert not Upload.objects.exists()


def test_a_little_too_much_is_refused_at_the_field_without_holding_it(client, city, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client.force_login(city.officer)
    client.get("/imports/new/")  # what is read once, templates and such, is not the file's
    body = Body(Limits().file_bytes + MEGABYTE)
    tracemalloc.start()
    try:
        page = send(client, body)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert page.status_code == 422
    assert "vượt mức tối đa 64 MB" in page.content.decode()
    assert body.taken > Limits().file_bytes
    assert most < 16 * MEGABYTE
    assert not Upload.objects.exists()
    assert not list(tmp_path.iterdir())
